"""The build as a list of SQL steps, run one after the other in one DuckDB connection."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from data_marts import catalog
from data_marts.build.places import make_places
from data_marts.sources.columns import BEDS, EPISODES, PROM
from data_marts.sources.reference import Reference
from data_marts.sources.staged import RESERVATION_COLUMNS, STAGED, Intake, StagedFile
from data_marts.statistics.change import reliable_change_threshold

FOLDER = Path(__file__).parent
# A follow-up is asked for 4 to 8 months after the start (SDQ), or at one year as the last measuring point of a course.
# What is answered later tells of something else.
FOLLOWUP_DAYS = 365

# Each leaves a table, view or type that later steps read.
PREPARATION = (
    "types",
    "levels",
    "organisations",
    "residences",
    "periods",
    "diagnosis_codes",
    "episodes",
)
COUNTING = (
    "stay_parts",
    "person_years",
    "contacts",
    "stays",
    "stay_months",
    "person_units",
    "main_diagnoses",
    "person_organisations",
    "population",
    "resident_patients",
    "contact_cells",
    "stay_cells",
    "prom_courses",
)
# Each answers with the rows of a mart, before limits and shares are added.
MART_STEPS = {
    "patient_rates": "patient_rates",
    "activity": "activity",
    "patients_by_unit": "patients_by_unit",
    "prom_trends": "prom_trends",
    "population": "population_mart",
    "ssb_activity": "ssb_activity",
}

Repeated = frozenset[tuple[str, int, str]]
Parameters = Mapping[str, object]
Report = Callable[[str], None]


def statement(step: str) -> str:
    """The SQL text of a step."""
    return (FOLDER / f"{step}.sql").read_text(encoding="utf-8")


def parameters_of(years: Sequence[int]) -> Parameters:
    """All named parameters of the steps; a step is given those it names."""
    return {
        "first_year": min(years),
        "last_year": max(years),
        "followup_days": FOLLOWUP_DAYS,
        "total": catalog.ALL,
        "country": catalog.COUNTRY,
        "published": str(catalog.Status.PUBLISHED),
        "not_applicable": str(catalog.Status.NOT_APPLICABLE),
        "too_few": str(catalog.Status.TOO_FEW),
        "missing": str(catalog.Status.MISSING),
        "repeated": str(catalog.Status.REPEATED),
    }


def run_step(connection: duckdb.DuckDBPyConnection, step: str, parameters: Parameters) -> duckdb.DuckDBPyConnection:
    """Runs the statements of a step; the answer is that of the last one."""
    answer = connection
    for single in connection.extract_statements(statement(step)):
        named = set(re.findall(r"\$(\w+)", single.query))
        answer = connection.execute(single, {name: parameters[name] for name in named} or None)
    return answer


def open_build(
    intake: Intake,
    reference: Reference,
    repeated: Repeated,
    threads: int | None = None,
) -> duckdb.DuckDBPyConnection:
    """A connection in memory in which the staged rows and the reference tables stand under the names the steps use."""
    # Rows may be kept in any order (each mart sorts itself at the end), which makes writing tables much quicker.
    settings: dict[str, str | bool | int | float | list[str]] = {"preserve_insertion_order": False}
    if threads:
        settings["threads"] = threads
    connection = duckdb.connect(config=settings)
    for kind in (EPISODES, PROM, BEDS):
        _staged(connection, intake.of_kind(kind), STAGED[kind]).create_view(f"staged_{kind}")
    _staged(connection, intake.reservations, RESERVATION_COLUMNS).create_view("delivered_reservations")
    connection.execute(statement("delivered"))
    for name, table in _prepared(intake, reference, repeated).items():
        connection.from_arrow(table).create(name)
    return connection


def _staged(
    connection: duckdb.DuckDBPyConnection, files: Sequence[StagedFile], columns: Mapping[str, pa.DataType]
) -> duckdb.DuckDBPyRelation:
    """The staged rows of some files; none, in the right shape, of a kind that was not delivered."""
    if files:
        return connection.read_parquet([str(file.path) for file in files])
    return connection.from_arrow(pa.schema(list(columns.items())).empty_table())


def _prepared(intake: Intake, reference: Reference, repeated: Repeated) -> dict[str, pa.Table]:
    years = sorted({*intake.delivered_years, *reference.population.column("year").to_pylist()})
    places = make_places(reference, intake.delivered_years, years)
    return {
        "reference_organisations": reference.organisations,
        "reference_residence_areas": reference.residence_areas,
        "reference_population": reference.population,
        "reference_ssb_activity": reference.ssb_activity,
        "reference_diagnosis_groups": reference.diagnosis_groups,
        "places": places.places,
        "kommune_places": places.kommune_places,
        "district_places": places.district_places,
        "place_areas": places.place_areas,
        "dimension_values": dimension_values(),
        "age_groups": age_groups(),
        "instrument_thresholds": instrument_thresholds(reference.instruments),
        "repeated_figures": _repeated_figures(repeated),
    }


def dimension_values() -> pa.Table:
    """The closed dimensions of the catalogue, in its order."""
    dimensions = (catalog.SEX, catalog.AGE_GROUP, catalog.CARE, catalog.DIAGNOSIS_GROUP)
    values = {dimension.name: dimension.values or () for dimension in dimensions}
    values |= {"contact_type": catalog.CONTACT_TYPES, "period_type": catalog.PERIOD_TYPES}
    rows = [(name, value, position) for name, listed in values.items() for position, value in enumerate(listed)]
    return pa.table(list(zip(*rows, strict=True)), names=["dimension", "value", "position"])


def age_groups() -> pa.Table:
    """The age group of each year of age from 0 to 17."""
    rows = [
        (age, group)
        for group in catalog.AGE_GROUPS
        if group != catalog.ALL
        for age in range(int(group.split("-")[0]), int(group.split("-")[1]) + 1)
    ]
    return pa.table(list(zip(*rows, strict=True)), names=["age", "age_group"])


def instrument_thresholds(instruments: pa.Table) -> pa.Table:
    """The instruments with their place in the list and the change that is reliable, in points of the scale."""
    pairs = zip(
        instruments.column("reliability").to_pylist(),
        instruments.column("sd").to_pylist(),
        strict=True,
    )
    thresholds = [reliable_change_threshold(reliability, sd) for reliability, sd in pairs]
    return instruments.append_column("threshold", pa.array(thresholds, pa.float64())).append_column(
        "position", pa.array(range(instruments.num_rows), pa.int16())
    )


def _repeated_figures(repeated: Repeated) -> pa.Table:
    rows = sorted(repeated)
    return pa.table(
        {
            "organisation": pa.array([row[0] for row in rows], pa.string()),
            "year": pa.array([row[1] for row in rows], pa.int16()),
            "measure": pa.array([row[2] for row in rows], pa.string()),
        }
    )
