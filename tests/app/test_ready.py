"""Ready results are what Dash itself would write for the same components."""

import json

import pytest
from dash import dcc, html
from dash._utils import to_json

from app.ready import as_dash_writes


def test_ready_results_are_what_dash_writes() -> None:
    figure = {"data": [{"x": ["2023", "2024"], "y": [65.5, None]}], "layout": {"height": 300}}
    results = [html.Div(["Pasienter «å»", None, html.P(3)], className="view"), dcc.Graph(figure=figure)]
    dash = {"multi": True, "response": {"results": {"children": results}, "told": {"children": "sagt"}}}
    assert json.loads(as_dash_writes(results, "sagt")) == json.loads(to_json(dash))


def test_a_number_that_is_none_is_never_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        as_dash_writes([float("nan")], "")
