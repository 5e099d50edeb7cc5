"""Components written as HTML: texts are escaped, names and values keep, and only what is known is written."""

from html.parser import HTMLParser
from typing import Any

import dash_bootstrap_components as dbc
import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st

from app.html import dashed, raw, to_html

TEXTS = st.text() | st.text("<>&\"'/ =scriptSCRIPT`;#x0123456789", max_size=30)
CONTROL = {"filter": "control", "key": "kjonn", "part": ""}


class Reader(HTMLParser):
    """What a browser would read: tags with their attributes, and the texts between them."""

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ends: list[str] = []
        self.texts: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.ends.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@given(TEXTS)
def test_a_text_is_read_as_the_same_text_and_nothing_more(text: str) -> None:
    written = to_html(html.P(text))
    inside = written.removeprefix("<p>").removesuffix("</p>")
    assert not set("<>\"'") & set(inside)
    found = Reader(written.replace("\r", " "))
    assert [tag for tag, _ in found.tags] == ["p"]
    if "\0" not in text:
        assert "".join(found.texts) == text.replace("\r", " ")


@given(TEXTS)
def test_an_attribute_cannot_be_left(text: str) -> None:
    written = to_html(html.Div("x", title=text, **dashed(aria_label=text)))
    assert written.count('"') == 4
    [(tag, attributes)] = Reader(written).tags
    assert tag == "div"
    assert attributes.keys() == {"title", "aria-label"}
    if "\0" not in text:
        assert attributes["title"] == attributes["aria-label"] == text


@given(TEXTS, TEXTS)
def test_options_of_a_list_cannot_be_left(value: str, label: str) -> None:
    options = [{"value": value, "label": label}, {"value": "other", "label": "Other"}]
    for control in (
        dbc.Select(id=CONTROL, options=options, value=value),
        dbc.Checklist(id=CONTROL, options=options, value=[value]),
    ):
        found = Reader(to_html(control).replace("\r", " "))
        values = [attributes["value"] for _, attributes in found.tags if "value" in attributes]
        assert values == [value.replace("\r", " "), "other"] or "\0" in value
        assert {tag for tag, _ in found.tags} <= {"select", "option", "div", "label", "input", "span"}


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (None, ""),
        ("a < b & c", "a &lt; b &amp; c"),
        (12, "12"),
        (0, "0"),
        ([html.B("a"), None, ("b", 3)], "<b>a</b>b3"),
        (html.Img(src="x.svg", alt=""), '<img alt="" src="x.svg">'),
        (html.P("x", className="lead"), '<p class="lead">x</p>'),
        (html.P("x", className=None, hidden=True), "<p hidden>x</p>"),
        (html.Details("x", open=False), "<details>x</details>"),
        (html.Th("x", scope="col", colSpan=2), '<th colspan="2" scope="col">x</th>'),
        (html.Div("x", tabIndex="0"), '<div tabindex="0">x</div>'),
        (html.P("x", id="told"), '<p id="told">x</p>'),
        (html.Div(raw(["<svg></svg>"])), "<div><svg></svg></div>"),
        (
            dbc.Select(id=CONTROL, value="b", options=[{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]),
            '<select class="form-select" name="kjonn"><option value="a">A</option>'
            '<option value="b" selected>B</option></select>',
        ),
        (
            dbc.Checklist(id=CONTROL, value=["a"], options=[{"value": "a", "label": "A"}]),
            '<div><label class="form-check"><input class="form-check-input" type="checkbox" name="kjonn" value="a" '
            'checked><span class="form-check-label">A</span></label></div>',
        ),
        (
            dbc.Button("Vis", type="submit", color="primary"),
            '<button class="btn btn-primary" type="submit">Vis</button>',
        ),
        (
            dbc.Input(type="search", id={"search": "x"}),
            '<input class="form-control" type="search" autocomplete="off">',
        ),
    ],
)
def test_written_forms(node: Any, written: str) -> None:
    assert to_html(node) == written


def test_finished_markup_is_let_through_and_a_text_that_looks_like_it_is_not() -> None:
    assert to_html([raw(["<i>"]), "<i>"]) == "<i>&lt;i&gt;"


@pytest.mark.parametrize("unknown", [dcc.Graph(), dbc.Alert("x"), dcc.Markdown("x")])
def test_a_component_without_a_written_form_is_refused(unknown: Any) -> None:
    with pytest.raises(TypeError, match="has no written form"):
        to_html(html.Div([html.P("x"), unknown]))
