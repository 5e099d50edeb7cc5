"""What is added to the counts relies on their order: rows that stand elsewhere, or are missing, are refused."""

from pathlib import Path

import pyarrow as pa
import pytest

from data_marts.build.derived import CROSSINGS, with_event_limits, with_rates
from data_marts.build.marts import build_marts
from data_marts.catalog import MARTS
from tests.reference.small_world import read_delivery, small_reference, write_delivery

CELLS = 3 * 7 * 18  # sexes, age groups, crossings


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    """Counts of nobody: six areas, two years."""
    folder: Path = tmp_path_factory.mktemp("delivery")
    return dict(build_marts(read_delivery(write_delivery(folder, [])), small_reference(), threads=1).marts)


def counted(marts: dict[str, pa.Table]) -> pa.Table:
    names = ["year", "residence", "sex", "age_group", "care", "diagnosis_group", "patients", "population"]
    return marts["patient_rates"].select(names)


def test_diagnosis_groups_come_before_care_levels() -> None:
    assert len(CROSSINGS) == 15 + 3
    assert CROSSINGS[:2] == (("all", "all"), ("all", "hyperkinetic"))
    assert CROSSINGS[-3:] == (("outpatient", "all"), ("inpatient", "all"), ("day", "all"))


def test_counts_in_the_order_of_the_catalogue_are_taken(marts: dict[str, pa.Table]) -> None:
    rows = counted(marts)
    assert rows.num_rows == 6 * 2 * CELLS
    assert with_rates(rows, marts["population"]).equals(marts["patient_rates"])


def test_a_missing_row_is_refused(marts: dict[str, pa.Table]) -> None:
    with pytest.raises(ValueError, match=r"^patient_rates: 4535 rows are not 378 for each residence and year$"):
        with_rates(counted(marts).slice(1), marts["population"])


def swapped(table: pa.Table, one: int, other: int) -> pa.Table:
    order = list(range(table.num_rows))
    order[one], order[other] = order[other], order[one]
    return table.take(order)


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        (1, 2, "row 1: diagnosis_group is 'anxiety' where 'hyperkinetic' belongs"),
        (15, 17, "row 15: care is 'day' where 'outpatient' belongs"),
        (0, 18, "row 0: age_group is '0-5' where 'all' belongs"),
        (0, 126, "row 0: sex is 'girls' where 'all' belongs"),
    ],
)
def test_rows_in_another_order_are_refused(marts: dict[str, pa.Table], one: int, other: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^patient_rates, {sentence}$"):
        with_rates(swapped(counted(marts), one, other), marts["population"])


def test_rows_of_two_years_in_one_block_are_refused(marts: dict[str, pa.Table]) -> None:
    with pytest.raises(ValueError, match="^patient_rates, row 1: year is '2023' where '2024' belongs$"):
        with_rates(swapped(counted(marts), 0, CELLS), marts["population"])


# --- limits of events ---


def limited(**row: object) -> dict[str, object]:
    """One row of the mart activity with limits; events that are not given are NULL."""
    repetitions = [f"{name}_repetition" for name in ("contacts", "admissions", "discharges", "bed_days")]
    schema = MARTS["activity"].true_schema
    added = [field for field in schema if field.name.endswith(("_low", "_high"))]
    counted = pa.schema([*(field for field in schema if field not in added)])
    texts = {field.name: "" for field in counted if field.type == pa.string()}
    table = pa.Table.from_pylist([texts | row], counted)
    for name in repetitions:
        table = table.append_column(name, pa.array([row.get(name)], pa.float64()))
    [found] = with_event_limits(table).to_pylist()
    return {field.name: found[field.name] for field in added if found[field.name] is not None}


def test_limits_of_events_are_made_of_their_number_and_the_repetition_of_the_country() -> None:
    """Ten bed days, five to a child, are as two: Garwood's 0.2422 to 7.2247, times five."""
    found = limited(bed_days=10, bed_days_repetition=5.0, contacts=0, contacts_repetition=5.0)
    assert found == pytest.approx({"bed_days_low": 1.211, "bed_days_high": 36.1235}, abs=5e-4)


def test_events_whose_repetition_is_not_known_have_no_limits() -> None:
    assert limited(admissions=10, discharges=10, discharges_repetition=1.0) == pytest.approx(
        {"discharges_low": 4.795, "discharges_high": 18.390}, abs=5e-4
    )


def test_a_repetition_is_made_coarse_before_it_is_used() -> None:
    """4.91 gives the limits of 5."""
    assert limited(contacts=10, contacts_repetition=4.91) == limited(contacts=10, contacts_repetition=5.0)
