"""Control charts of shares by month: limits and verdicts by hand, and what the page of waits says of them."""

import pytest

from app.gate import PublishedRow
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views import waiting
from app.views.share_control_figures import Month, months
from data_marts.catalog import Status

NORD, ALTA = "883658752", "979848498"
COLUMNS = ("within_limit_share", "within_limit", "late")


def month(within: int, total: int = 100) -> PublishedRow:
    share = round(100 * within / total, 1)
    return PublishedRow({}, {"within_limit_share": share, "within_limit": within, "late": total - within})


def hidden() -> PublishedRow:
    return PublishedRow({}, dict.fromkeys(COLUMNS, Status.WITHHELD))


# 80 and 84 of 100 by turns: 82 percent in all, and neighbours that differ by 4 points.
BASELINE = [month(80 + 4 * (at % 2)) for at in range(24)]


def judged(*later: PublishedRow | None, provisional: tuple[str, ...] = ()) -> tuple[Month, ...]:
    rows = [(f"m{at:02}", row) for at, row in enumerate([*BASELINE, *later])]
    return months(rows, COLUMNS, provisional)


def test_limits_are_three_standard_deviations_of_neighbouring_months() -> None:
    # 3 x 4 / 1.128 = 10.638 to either side of 82.
    found = judged(month(82))
    assert {(one.centre, one.low, one.high) for one in found} == {(82.0, 71.4, 92.6)}
    assert [one.verdict for one in found] == ["baseline"] * 24 + ["inside"]


def test_limits_are_wider_in_months_of_fewer() -> None:
    # sqrt(100 / 25) = 2 times as wide, and no more than everybody.
    assert [(one.low, one.high) for one in judged(month(20, 25))][-1] == (60.7, 100.0)


@pytest.mark.parametrize(("within", "verdict"), [(93, "above"), (92, "inside"), (72, "inside"), (71, "below")])
def test_a_month_is_judged_by_its_limits(within: int, verdict: str) -> None:
    assert judged(month(within))[-1].verdict == verdict


def test_provisional_months_are_not_judged() -> None:
    assert judged(month(10), provisional=("m24",))[-1].verdict == "provisional"


def test_months_without_a_number_have_their_reason_and_no_limits() -> None:
    found = judged(hidden(), None, month(93))
    assert [(one.share, one.centre, one.verdict) for one in found[24:26]] == [
        (Status.WITHHELD, None, "few"),
        (Status.NOT_DELIVERED, None, "few"),
    ]
    assert (found[-1].centre, found[-1].verdict) == (82.0, "above")


def test_two_years_alone_or_few_persons_give_no_limits() -> None:
    assert all(one.centre is None for one in months([(str(at), row) for at, row in enumerate(BASELINE)], COLUMNS, ()))
    small = [(str(at), month(24, 29)) for at in range(40)]
    assert all(one.centre is None and one.verdict == "few" for one in months(small, COLUMNS, ()))
    enough = [(str(at), month(24, 30)) for at in range(40)]
    assert all(one.centre == 80.0 for one in months(enough, COLUMNS, ()))


def months_of(site: Site, place: str, last_year: int = 2024) -> tuple[View, ...]:
    chosen = Selection("within_limit_share", 2022, last_year, (place,), period_type="month")
    return tuple(view for view in waiting.views(site, chosen) if view.name == "kontroll")


def test_the_page_of_waits_says_which_months_are_outside_and_what_the_limits_stand_on(site: Site) -> None:
    # Half of 40, 60 and 80 a month are within: no month differs from any other.
    [view] = months_of(site, NORD)
    assert view.heading == "Andel startet innen 65 dager, måned for måned mot grensene, Helse Nord, 2022–2024"
    assert view.sentences[0].startswith("Alle de 12 månedene som er vurdert, ligger innenfor grensene")
    assert [cell.text for cell in view.table.rows[0]] == [
        "jan. 2022", "50,0", "50,0", "50,0–50,0", "grunnlag for grensene",
    ]  # fmt: skip
    assert [cell.text for cell in view.table.rows[-1]][-1] == "innenfor grensene"
    assert view.notes[1].startswith("Grensene er laget av de 24 første månedene med tall, fra jan. 2022 til des. 2023.")


def test_fewer_years_change_no_limit_and_a_unit_has_no_chart(site: Site) -> None:
    [view] = months_of(site, NORD, last_year=2023)
    assert view.sentences == ("Ingen av månedene er vurdert: de er grunnlag for grensene.",)
    assert view.table.rows == months_of(site, NORD)[0].table.rows[:24]
    # Waits of a unit are not given by month.
    assert months_of(site, ALTA) == ()


def test_other_measures_and_periods_have_none(site: Site) -> None:
    whole_years = Selection("within_limit_share", 2022, 2024, (NORD,))
    medians = Selection("median_wait", 2022, 2024, (NORD,), period_type="month")
    assert not any(view.name == "kontroll" for chosen in (whole_years, medians) for view in waiting.views(site, chosen))
