"""Limits take their spread from the country, and go where the country's figure is not shown."""

from typing import Any

import pyarrow as pa

from data_marts.catalog import ACTIVITY, Status
from data_marts.disclosure.spread import with_shown_spread
from tests.app.small_release import row

ENDS = {"contacts_low": 80.0, "contacts_high": 125.0, "admissions_low": 3.0, "admissions_high": 17.0}


def _row(organisation: str, contacts: Status = Status.PUBLISHED, **other: str) -> dict[str, Any]:
    keys = {
        "period_type": "month", "period": "2024-02", "organisation": organisation, "care": "outpatient",
        "contact_type": "video", "sex": "all", "age_group": "all", **other,
    }  # fmt: skip
    return row(ACTIVITY, keys, {"contacts": 100, "admissions": 9, **ENDS}, contacts=contacts)


def _limits(*rows: dict[str, Any]) -> list[tuple[float | None, ...]]:
    found = with_shown_spread(pa.Table.from_pylist(list(rows), ACTIVITY.schema))
    assert found.schema == ACTIVITY.schema
    assert found.drop_columns(list(ENDS)).equals(
        pa.Table.from_pylist(list(rows), ACTIVITY.schema).drop_columns(list(ENDS))
    )
    return [tuple(one[name] for name in ENDS) for one in found.to_pylist()]


def test_limits_stay_where_the_country_is_shown() -> None:
    assert _limits(_row("norge"), _row("1")) == [(80.0, 125.0, 3.0, 17.0)] * 2


def test_limits_of_that_kind_go_where_the_country_is_withheld_or_too_detailed() -> None:
    """Those of admissions stay: the country's are shown."""
    for reason in (Status.WITHHELD, Status.TOO_DETAILED):
        assert _limits(_row("norge", reason), _row("1")) == [(None, None, 3.0, 17.0)] * 2


def test_other_periods_and_forms_are_judged_by_their_own_country() -> None:
    """Girls of the country are no country: the spread is that of all children."""
    hidden = [_row("norge", Status.WITHHELD), _row("norge", sex="girls"), _row("1", sex="girls")]
    for other in ({"period": "2024-03"}, {"care": "day"}, {"contact_type": "phone"}):
        found = _limits(*hidden, _row("norge", **other), _row("1", **other))
        assert [limits[:2] for limits in found] == [(None, None)] * 3 + [(80.0, 125.0)] * 2


def test_without_a_country_there_are_no_limits() -> None:
    assert _limits(_row("1")) == [(None,) * 4]
