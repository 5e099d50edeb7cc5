"""Girls and boys of each age group beside each other: what is said of them, by hand."""

from dataclasses import replace

from app.charts.description import DotChart
from app.gate import PublishedRow
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views import patients, profile
from app.views.common import shown
from data_marts.catalog import Status
from tests.app.small_release import PLACES

EVERYBODY = Selection("rate", 2022, 2024)
MEASURE = shown("patient_rates", "rate")
AREA = next(code for _, code, *_ in PLACES if code == "983974880")


def _row(rate: float | None, half: float = 5.0) -> PublishedRow:
    if rate is None:
        return PublishedRow({}, dict.fromkeys(("rate", "rate_low", "rate_high"), Status.WITHHELD))
    return PublishedRow({}, {"rate": rate, "rate_low": rate - half, "rate_high": rate + half})


ROWS = {
    ("girls", "0-5"): _row(10), ("boys", "0-5"): _row(18),
    ("girls", "6-12"): _row(60), ("boys", "6-12"): _row(110),
    ("girls", "13-15"): _row(140), ("boys", "13-15"): _row(100),
    ("girls", "16-17"): _row(170), ("boys", "16-17"): _row(100),
}  # fmt: skip


def _told(site: Site, rows: dict[tuple[str, str], PublishedRow]) -> tuple[str, ...]:
    return tuple(filter(None, (profile._largest(site, rows, MEASURE), *profile._by_sex(site, rows, MEASURE))))


def test_only_what_lies_apart_is_called_higher(site: Site) -> None:
    """10 and 18 have the limits 5 to 15 and 13 to 23: they overlap."""
    assert _told(site, ROWS) == (
        "Høyest er raten for jenter, 16–17 år: 170,0 (165,0–175,0).",
        "Raten er klart høyere for jenter enn for gutter i alderen 13–15 år og 16–17 år.",
        "Raten er klart høyere for gutter enn for jenter i alderen 6–12 år.",
    )


def test_nothing_is_the_highest_that_is_not_apart_or_beside_a_hidden_one(site: Site) -> None:
    near = {**ROWS, ("girls", "13-15"): _row(165)}
    assert not _told(site, near)[0].startswith("Høyest")
    hidden = {key: row for key, row in ROWS.items() if key != ("boys", "0-5")}
    assert not _told(site, hidden)[0].startswith("Høyest")


def _profile(site: Site, selection: Selection) -> View | None:
    return next((view for view in patients.views(site, selection) if view.name == "profil"), None)


def test_the_profile_stands_on_the_page_of_everybody_alone(site: Site) -> None:
    found = _profile(site, EVERYBODY)
    assert found is not None
    assert found.table.columns == ("Alder", "Jenter", "Gutter")
    assert [row[0].text for row in found.table.rows] == ["0–5 år", "6–12 år", "13–15 år", "16–17 år"]
    assert isinstance(found.chart, DotChart)
    assert [point.x for point in found.chart.rows][:2] == ["Jenter, 0–5 år", "Gutter, 0–5 år"]
    for other in ({"sex": "girls"}, {"age_group": "13-15"}, {"measure": "patients"}):
        assert _profile(site, replace(EVERYBODY, **other)) is None


def test_a_withheld_group_has_a_word_and_no_place_by_its_value(site: Site) -> None:
    found = _profile(site, replace(EVERYBODY, places=(AREA,)))
    assert found is not None
    assert isinstance(found.chart, DotChart)
    texts = {row[0].text: [cell.text for cell in row[1:]] for row in found.table.rows}
    absent = [point.x for point in found.chart.rows if point.value is None]
    assert absent
    assert [point.x for point in found.chart.rows] == [
        f"{sex}, {age} år" for age in ("0–5", "6–12", "13–15", "16–17") for sex in ("Jenter", "Gutter")
    ]
    assert "0" not in texts["0–5 år"]
