"""Rates, shares and limits: added to what SQL has counted, by the functions of data_marts.statistics."""

from collections.abc import Mapping
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data_marts.catalog import (
    AGE_GROUPS,
    ALL,
    CARE_LEVELS,
    COUNTRY,
    DIAGNOSIS_GROUPS,
    MARTS,
    OWN_AGE_GROUPS,
    SEXES,
    Mart,
    Status,
)
from data_marts.statistics.means import mean_limits
from data_marts.statistics.proportions import Floats, Limits, wilson_limits
from data_marts.statistics.rates import standardised_rate
from data_marts.statistics.repeated import coarse_repetition, limits_of_repeating

PER = 1000  # rates are per 1,000 inhabitants
PERCENT = 100  # shares are in percent
LIMITED = ("contacts", "admissions", "discharges", "bed_days")  # events of the mart activity that have limits
STANDARD_YEAR = 2024  # Norway's 0-17 population of 1 January is the standard, by sex and the four age groups
# Of a residence and year there is one row for each sex, age group and crossing, in this order, the crossing fastest:
# all diagnosis groups (their total first) for all care levels together, then each care level for all of the groups.
CROSSINGS = (*((ALL, group) for group in DIAGNOSIS_GROUPS), *((care, ALL) for care in CARE_LEVELS if care != ALL))
CELLS = (len(SEXES), len(AGE_GROUPS), len(CROSSINGS))
# Where the age groups of the strata stand among all.
OWN_AGES = [AGE_GROUPS.index(group) for group in OWN_AGE_GROUPS]

Columns = Mapping[str, pa.Array]
Texts = NDArray[np.object_]


def to_mart(mart: Mart, counted: pa.Table, columns: Columns) -> pa.Table:
    """The counted rows with further columns, in the shape of the catalogue, with all that is kept of true figures."""
    for name, values in columns.items():
        counted = counted.append_column(name, values)
    return counted.select(mart.true_schema.names).cast(mart.true_schema)


def with_rates(counted: pa.Table, population: pa.Table) -> pa.Table:
    """patient_rates: rates per 1,000 with Wilson's limits, and standardised rates with Dobson's.

    Raises ValueError where a row is missing or stands in another place than the catalogue says: strata are found by it.
    """
    _check_cells(counted)
    patients, inhabitants = (
        _numbers(counted, "patients"),
        _numbers(counted, "population"),
    )
    limits = wilson_limits(patients, inhabitants)
    columns = {
        "rate": _array(PER * _share(patients, inhabitants)),
        "rate_low": _array(PER * limits.low),
        "rate_high": _array(PER * limits.high),
        "patients_status": pa.repeat(str(Status.PUBLISHED), counted.num_rows),
        **_standardised(patients, inhabitants, standard_population(population)),
    }
    return to_mart(MARTS["patient_rates"], counted, columns)


def _check_cells(counted: pa.Table) -> None:
    """ValueError unless each residence and year has all its cells, in the order of the catalogue."""
    cells = [(sex, age, *crossing) for sex, age, crossing in product(SEXES, AGE_GROUPS, CROSSINGS)]
    if counted.num_rows % len(cells):
        raise ValueError(f"patient_rates: {counted.num_rows} rows are not {len(cells)} for each residence and year")
    repeats = counted.num_rows // len(cells)
    for name, codes in zip(("sex", "age_group", "care", "diagnosis_group"), zip(*cells, strict=True), strict=True):
        _check_column(name, _texts(counted, name), np.tile(np.array(codes, dtype=object), repeats))
    for name in ("residence", "year"):
        found = _texts(counted, name)
        _check_column(name, found, np.repeat(found[:: len(cells)], len(cells)))


def _check_column(name: str, found: Texts, expected: Texts) -> None:
    wrong = np.flatnonzero(found != expected)
    if wrong.size:
        row = int(wrong[0])
        raise ValueError(f"patient_rates, row {row}: {name} is {found[row]!r} where {expected[row]!r} belongs")


def standard_population(population: pa.Table) -> Floats:
    """Inhabitants of the standard by sex and age group (neither totals nor merged groups), as one row of strata."""
    rows = population.filter(
        (pc.field("year") == STANDARD_YEAR)
        & (pc.field("residence") == COUNTRY)
        & (pc.field("sex") != ALL)
        & pc.field("age_group").isin(OWN_AGE_GROUPS)
    )
    found = {
        (row["sex"], row["age_group"]): row["population"]
        for row in rows.select(["sex", "age_group", "population"]).to_pylist()
    }
    return np.array(
        [found[sex, age] for sex in SEXES[1:] for age in OWN_AGE_GROUPS],
        dtype=np.float64,
    )


def _standardised(patients: Floats, inhabitants: Floats, standard: Floats) -> Columns:
    """Standardised rates for the rows of both sexes and all ages; one-year ages are collapsed to the age groups."""
    events, people = _strata(patients), _strata(inhabitants)
    found = standardised_rate(events, people, standard)
    shape = (-1, *CELLS)
    status = np.full(patients.size, str(Status.NOT_APPLICABLE), dtype=object).reshape(shape)
    answers = np.where(np.isnan(found.rate), str(Status.TOO_FEW), str(Status.PUBLISHED))
    status[:, 0, 0, :] = answers.reshape(-1, CELLS[2])
    columns: dict[str, pa.Array] = {"standardised_status": pa.array(status.ravel(), pa.string())}
    for name, values in zip(("rate", "low", "high"), found, strict=True):
        spread = np.full(patients.size, np.nan).reshape(shape)
        spread[:, 0, 0, :] = PER * values.reshape(-1, CELLS[2])
        columns[f"standardised_{name}"] = _array(spread.ravel())
    return columns


def _strata(values: Floats) -> Floats:
    """One row per residence, year and crossing, one column per sex and own age group (without totals)."""
    cells = values.reshape(-1, *CELLS)[:, 1:, OWN_AGES, :]
    strata = (CELLS[0] - 1) * len(OWN_AGES)
    return np.moveaxis(cells, 3, 1).reshape(-1, strata)


def with_event_limits(counted: pa.Table) -> pa.Table:
    """activity: limits of contacts, admissions, discharges and bed days.

    Each is made of a cell's own events alone and the country's `<events>_repetition`, made coarse; NULL without either.
    """
    found = {name: _event_limits(counted, name) for name in LIMITED}
    low = {f"{name}_low": _array(limits.low) for name, limits in found.items()}
    high = {f"{name}_high": _array(limits.high) for name, limits in found.items()}
    return to_mart(MARTS["activity"], counted, {**low, **high})


def _event_limits(counted: pa.Table, name: str) -> Limits:
    repetition = coarse_repetition(_numbers(counted, f"{name}_repetition"))
    return limits_of_repeating(_numbers(counted, name), repetition)


def with_shares(counted: pa.Table) -> pa.Table:
    """prom_trends: coverage, limits of the mean change, shares of outcomes and of scores at the ends of the scale."""
    n = {name: _numbers(counted, name) for name in ("eligible", "baseline_n", "pairs", "better", "worse")}
    unchanged = n["pairs"] - n["better"] - n["worse"]  # NaN where no threshold is known, and nobody can be judged
    limits = mean_limits(_numbers(counted, "mean_change"), _numbers(counted, "sd_change"), n["pairs"])
    shares = {
        "baseline_share": (n["baseline_n"], n["eligible"]),
        "pair_share": (n["pairs"], n["baseline_n"]),
        "better_share": (n["better"], n["pairs"]),
        "unchanged_share": (unchanged, n["pairs"]),
        "worse_share": (n["worse"], n["pairs"]),
        "floor_share": (_numbers(counted, "at_floor"), n["baseline_n"]),
        "ceiling_share": (_numbers(counted, "at_ceiling"), n["baseline_n"]),
    }
    columns = {
        "unchanged": _array(np.where(n["pairs"] > 0, unchanged, np.nan)).cast(pa.int64()),
        "change_low": _array(limits.low),
        "change_high": _array(limits.high),
        **{name: _array(PERCENT * _share(*parts)) for name, parts in shares.items()},
        "coverage_status": pa.repeat(str(Status.PUBLISHED), counted.num_rows),
        # Nobody has no mean and no shares.
        "change_status": _where_any(n["pairs"]),
        "outcome_status": pc.if_else(np.isnan(unchanged), str(Status.NOT_APPLICABLE), _where_any(n["pairs"])),
        "ends_status": _where_any(n["baseline_n"]),
    }
    return to_mart(
        MARTS["prom_trends"],
        _without_nobody(counted, n["pairs"], n["baseline_n"]),
        columns,
    )


def _without_nobody(counted: pa.Table, pairs: Floats, baselines: Floats) -> pa.Table:
    """Counts of groups that have no answer are NULL, as every measure of such a group is."""
    for names, n in (
        (("better", "worse"), pairs),
        (("at_floor", "at_ceiling"), baselines),
    ):
        for name in names:
            index = counted.schema.get_field_index(name)
            kept = pc.if_else(pa.array(n > 0), counted.column(name), pa.scalar(None, pa.int64()))
            counted = counted.set_column(index, name, kept)
    return counted


def _where_any(n: Floats) -> pa.Array:
    return pa.array(
        np.where(n > 0, str(Status.PUBLISHED), str(Status.TOO_FEW)).astype(object),
        pa.string(),
    )


def _share(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return share


def _numbers(table: pa.Table, name: str) -> Floats:
    return np.asarray(table.column(name).cast(pa.float64()).to_numpy(), dtype=np.float64)


def _texts(table: pa.Table, name: str) -> Texts:
    return np.asarray(table.column(name).cast(pa.string()).to_numpy(), dtype=object)


def _array(values: Floats) -> pa.Array:
    """Floats for a mart: NaN, where a method gave no answer, is NULL."""
    return pa.array(values, pa.float64(), from_pandas=True)
