"""The same chart as most people would write it: a default Dash page with a dropdown and a figure by callback.

Kept for comparison alone. Figures come from the same release; nothing about sending or drawing is tuned.
"""

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
from flask import Flask

from app.address import from_query_string
from app.filters import PATIENTS
from app.release import open_site
from app.settings import Settings
from app.site import Site

SEXES = {"": "Alle", "kjonn=jenter": "Jenter", "kjonn=gutter": "Gutter"}


def create_server() -> Flask:
    """A server with one page: patients per 1,000 in the country and the regions, by year."""
    site = open_site(Settings())
    # Not the files of the site, which stand in the folder where it starts.
    app = Dash("plain", assets_ignore=".*")
    app.layout = html.Div(
        [
            html.H1("Pasienter per 1 000 innbyggere"),
            dcc.Dropdown(options=SEXES, value="", id="sex", clearable=False),
            dcc.Graph(id="chart"),
        ]
    )

    @app.callback(Output("chart", "figure"), Input("sex", "value"))
    def _draw(query: str) -> go.Figure:
        return trend(site, query)

    return app.server


def trend(site: Site, query: str) -> go.Figure:
    """Lines with intervals, one for each place that the site's own page shows at first."""
    areas, selection = site.choices.residences, from_query_string(PATIENTS, query, site.choices)
    table = site.results.patient_rates(selection, areas.defaults)
    figure = go.Figure()
    for code in areas.defaults:
        rows = [row for row in table if row.keys["residence"] == code and row.number("rate") is not None]
        rows.sort(key=lambda row: row.keys["year"])
        rates = [row.number("rate") for row in rows]
        above = [row.number("rate_high") - rate for row, rate in zip(rows, rates, strict=True)]
        below = [rate - row.number("rate_low") for row, rate in zip(rows, rates, strict=True)]
        errors = {"type": "data", "array": above, "arrayminus": below}
        years = [row.keys["year"] for row in rows]
        figure.add_scatter(x=years, y=rates, error_y=errors, mode="lines+markers", name=areas.by_code[code].name)
    return figure
