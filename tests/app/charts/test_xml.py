"""The smallest pieces: coordinates, escaping, elements."""

import pytest

from app.charts.xml import element, number, polyline, safe, text


@pytest.mark.parametrize(
    ("value", "written"), [(12.0, "12"), (12.34, "12.3"), (-0.04, "0"), (0.05, "0.1"), (-3.96, "-4")]
)
def test_coordinates_have_one_decimal_and_no_idle_zeros(value: float, written: str) -> None:
    assert number(value) == written


def test_text_is_safe_in_elements_and_in_quoted_attributes() -> None:
    assert safe('<&">\x07') == "&lt;&amp;&quot;&gt;\ufffd"
    assert element("g", {"fill": '"><script>'}, "x") == '<g fill="&quot;&gt;&lt;script&gt;">x</g>'
    assert text(1, 2.25, "a<b") == '<text x="1" y="2.2">a&lt;b</text>'


def test_an_element_without_content_is_closed_at_once() -> None:
    assert element("path", {"d": polyline([(0, 0), (1.5, 2)])}) == '<path d="M0 0L1.5 2"/>'
    assert polyline([(0, 0), (1, 0), (1, 1)], closed=True) == "M0 0L1 0L1 1Z"
