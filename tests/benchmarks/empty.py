"""The floor: a Flask view and a Dash callback that do nothing, on the same kind of server as the site."""

from dash import Dash, Input, Output, dcc, html
from flask import Flask

EMPTY_VIEW = "/tom"


def create_server() -> Flask:
    """A server whose one view is empty and whose one callback takes an address and returns nothing."""
    server = Flask("empty")
    server.add_url_rule(EMPTY_VIEW, "empty", lambda: "")
    app = Dash("empty", server=server)
    app.layout = [dcc.Location(id="address"), html.Div(id="results"), html.P(id="told")]

    @app.callback(
        Output("results", "children"),
        Output("told", "children"),
        Input("address", "pathname"),
        Input("address", "search"),
    )
    def _nothing(_: str, __: str) -> tuple[str, str]:
        return "", ""

    return server
