"""What the page of referrals and waits says of the small release: half of all are rejected, and wait 40 days."""

from app.charts.description import DotChart
from app.filters import WAITING
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views import waiting
from app.words import NO_BREAK_SPACE
from tests.app.small_release import WITHHELD_UNIT


def _views(site: Site, **fields: object) -> tuple[View, ...]:
    return waiting.views(site, Selection(**{"measure": "median_wait", "first_year": 2022, "last_year": 2024, **fields}))


def _texts(view: View) -> list[list[str]]:
    return [[cell.text.replace(NO_BREAK_SPACE, " ") for cell in row] for row in view.table.rows]


def test_a_wait_is_told_as_what_half_of_them_had(site: Site) -> None:
    trend, trusts = _views(site)
    assert trend.sentences == (
        "Norge: halvparten av dem som startet i 2024, hadde ventet høyst 40 dager, mot 40 i 2022.",
    )
    assert isinstance(trusts.chart, DotChart)
    assert trusts.chart.reference is not None
    assert trusts.chart.reference.value == 40
    # All wait alike, so Finnmark is first: 10 x 4 x 3 referrals, half rejected, all started, half in time.
    assert _texts(trusts)[0][1:] == ["40", "120", "60", "120", "80", "50,0"]


def test_numbers_of_referrals_have_no_yardstick(site: Site) -> None:
    _, trusts = _views(site, measure="referrals")
    assert isinstance(trusts.chart, DotChart)
    assert trusts.chart.reference is None
    assert [point.value for point in trusts.chart.rows] == [360, 240, 120]


def test_parts_of_a_year_are_not_given_of_a_unit_and_whole_ones_withheld(site: Site) -> None:
    [months] = _views(site, period_type="month", places=(WITHHELD_UNIT,))
    assert set(_texts(months)[0][1:]) == {"for detaljert"}
    assert _texts(_views(site, places=(WITHHELD_UNIT,))[0])[0][1:] == ["40", "40", "skjult"]


def test_the_page_offers_parts_of_a_year() -> None:
    assert WAITING.keys == {"maal", "periode", "sted", "fra", "til"}
