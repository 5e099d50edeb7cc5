"""The pictures of the page: where their marks stand, and what their texts say."""

import re
import xml.etree.ElementTree as ET

import pytest

from data_marts.report.pictures import (
    LABELS,
    WIDTH,
    bars_picture,
    contacts_picture,
    coverage_picture,
    nice_top,
    shifts_picture,
)
from data_marts.report.report import Coverage, RegionLine, Shift


def shapes(picture: str, kind: str) -> list[dict[str, str]]:
    return [element.attrib for element in ET.fromstring(picture).iter() if element.get("class") == kind]


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(picture).iter("text")]


def description(picture: str) -> str:
    return next(element.text or "" for element in ET.fromstring(picture).iter("desc"))


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (1, 1), (3, 3), (7, 8), (10, 10), (11, 12), (10_971, 12_000), (99, 100), (17, 20)]
)
def test_the_top_of_an_axis(value: float, top: float) -> None:
    assert nice_top(value) == top


def test_a_line_of_contacts() -> None:
    drawn = contacts_picture(RegionLine("983", "Nord", (("2023-11", 100), ("2023-12", 0), ("2024-02", 50))))
    marks = [(float(mark["cx"]), float(mark["cy"])) for mark in shapes(drawn, "mark")]
    # From 52 to 342, November to February in three steps; from 120 (nothing) up to 10 (100, the top of the axis).
    assert marks == [(52, 10), (pytest.approx(148.7), 120), (342, 65)]
    assert texts(drawn) == ["100", "50", "0", "2023", "2024"]
    assert description(drawn) == (
        "Kontakter per måned. Færrest i des 2023: 0. Flest i nov 2023: 100. Sist, feb 2024: 50."
    )
    assert contacts_picture(RegionLine("983", "Nord", None)) == ""


def test_bars() -> None:
    drawn = bars_picture("k", "T", (("annen sektor", 200), ("ukjent <enhet>", 50)))
    assert [float(bar["width"]) for bar in shapes(drawn, "bar")] == [WIDTH, WIDTH / 4]
    assert texts(drawn) == ["annen sektor: 200", "ukjent <enhet>: 50"]


def test_coverage_of_trusts() -> None:
    rows = (
        Coverage("1", "Nord", 2023, 50.0),
        Coverage("1", "Nord", 2024, 75.0),
        Coverage("2", "Sør", 2024, 40.0),
        Coverage("3", "Vest", 2024, "withheld"),
        Coverage("4", "Midt", 2023, 80.0),
    )
    drawn = coverage_picture(rows)
    whole = WIDTH - LABELS - 54
    assert [float(bar["width"]) for bar in shapes(drawn, "bar")] == [pytest.approx(whole * 0.75, abs=0.1)]
    assert [float(bar["width"]) for bar in shapes(drawn, "low")] == [pytest.approx(whole * 0.4, abs=0.1)]
    assert [float(mark["x"]) for mark in shapes(drawn, "former")] == [pytest.approx(LABELS + whole * 0.5 - 1, abs=0.1)]
    assert description(drawn) == "Nord 75\N{NO-BREAK SPACE}%; Sør 40\N{NO-BREAK SPACE}%; Vest skjult."


def test_shifts() -> None:
    rows = (Shift("1", "Nord", "2023-01", "up", 2.0), Shift("1", "Nord", "2023-12", "down", None))
    drawn = shifts_picture(rows, ["2023-01", "2023-12"])
    up, down = shapes(drawn, "up")[0]["d"], shapes(drawn, "down")[0]["d"]
    left, right = (float(re.search(r"M([\d.]+)", path)[1]) + 5 for path in (up, down))
    assert (left, right) == (LABELS + 6, WIDTH - 8)
    assert description(drawn) == "Nord opp i jan 2023; Nord ned i des 2023."
