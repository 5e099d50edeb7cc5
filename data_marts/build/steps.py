"""The build as a list of SQL steps, run one after the other in one DuckDB connection."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from data_marts import catalog
from data_marts.build.places import make_places
from data_marts.sources.reference import Reference
from data_marts.sources.staged import STAGED, Intake
from data_marts.statements import Parameters, run_file
from data_marts.statistics.change import reliable_change_threshold

FOLDER = Path(__file__).parent
# A follow-up is asked for 4 to 8 months after the start (SDQ), or at one year as the last measuring point of a course.
# What is answered later tells of something else.
FOLLOWUP_DAYS = 365
# Care should have started within this many days of the referral (the national indicator of waiting).
WAIT_LIMIT_DAYS = 65
# Under ten starts the ninth decile lies beside the longest wait of all, which is one child's.
FEWEST_FOR_LONG_WAIT = 10
# How often the country's children come again says something of a unit's only where there are many of them.
FEWEST_FOR_REPETITION = 100
# How far back somebody may have been a patient and still not be new.
LOOK_BACK_YEARS = 2

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
    "newness",
    "person_organisations",
    "population",
    "resident_patients",
    "contact_cells",
    "stay_cells",
    "referrals",
    "waiting_cells",
    "prom_courses",
)
# Each answers with the rows of a mart, before limits and shares are added.
MART_STEPS = {
    "patient_rates": "patient_rates",
    "activity": "activity",
    "patients_by_unit": "patients_by_unit",
    "waiting": "waiting",
    "prom_trends": "prom_trends",
    "coverage": "coverage",
    "population": "population_mart",
    "ssb_activity": "ssb_activity",
}

Repeated = frozenset[tuple[str, int, str]]
Report = Callable[[str], None]


def parameters_of(first_year: int, delivered_through: date) -> Parameters:
    """All named parameters of the steps; a step is given those it names.

    `delivered_through`: the last day that was delivered; its year is the last one, whole or not.
    """
    return {
        "first_year": first_year,
        "last_year": delivered_through.year,
        "delivered_through": delivered_through,
        "followup_days": FOLLOWUP_DAYS,
        "look_back_years": LOOK_BACK_YEARS,
        "wait_limit_days": WAIT_LIMIT_DAYS,
        "fewest_for_long_wait": FEWEST_FOR_LONG_WAIT,
        "fewest_for_repetition": FEWEST_FOR_REPETITION,
        "total": catalog.ALL,
        "country": catalog.COUNTRY,
        "published": str(catalog.Status.PUBLISHED),
        "not_applicable": str(catalog.Status.NOT_APPLICABLE),
        "not_delivered": str(catalog.Status.NOT_DELIVERED),
        "too_few": str(catalog.Status.TOO_FEW),
        "missing": str(catalog.Status.MISSING),
        "repeated": str(catalog.Status.REPEATED),
    }


def run_step(connection: duckdb.DuckDBPyConnection, step: str, parameters: Parameters) -> duckdb.DuckDBPyConnection:
    """Runs the statements of a step; the answer is that of the last one."""
    return run_file(connection, FOLDER / f"{step}.sql", parameters)


def open_build(
    intake: Intake,
    reference: Reference,
    repeated: Repeated,
    threads: int | None = None,
) -> duckdb.DuckDBPyConnection:
    """A connection in memory in which the delivery and the reference tables stand under the names the steps use."""
    # Rows may be kept in any order (each mart sorts itself at the end), which makes writing tables much quicker.
    settings: dict[str, str | bool | int | float | list[str]] = {"preserve_insertion_order": False}
    if threads:
        settings["threads"] = threads
    connection = duckdb.connect(config=settings)
    open_staged(connection, intake)
    for name, table in _prepared(intake, reference, repeated).items():
        connection.from_arrow(table).create(name)
    return connection


def open_staged(connection: duckdb.DuckDBPyConnection, intake: Intake) -> None:
    """Views of what was taken in: `staged_…` of all rows, `delivered_…` of those that were kept."""
    for kind, columns in STAGED.items():
        files = [str(file.path) for file in intake.of_kind(kind)]
        if files:
            connection.from_parquet(files, union_by_name=True).create_view(f"staged_{kind}")
        else:
            connection.from_arrow(pa.schema(list(columns.items())).empty_table()).create(f"staged_{kind}")
        kept = connection.table(f"staged_{kind}").filter(duckdb.ColumnExpression("reason").isnull())
        kept.create_view(f"delivered_{kind}")


def _prepared(intake: Intake, reference: Reference, repeated: Repeated) -> dict[str, pa.Table]:
    delivered = range(intake.first_year, intake.last_year + 1)
    places = make_places(reference, delivered, sorted({*delivered, *reference.population.column("year").to_pylist()}))
    return {
        "reference_organisations": reference.organisations,
        "reference_organisation_changes": reference.organisation_changes,
        "reference_residence_areas": reference.residence_areas,
        "reference_population": reference.population,
        "reference_ssb_activity": reference.ssb_activity,
        "reference_diagnosis_groups": reference.diagnosis_groups,
        "places": places.places,
        "kommune_places": places.kommune_places,
        "district_places": places.district_places,
        "place_areas": places.place_areas,
        "dimension_values": dimension_values(),
        "merged_values": merged_values(),
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


def merged_values() -> pa.Table:
    """The values of dimensions that are several others together, one row for each of these."""
    rows = [(catalog.AGE_GROUP.name, whole, part) for whole, parts in catalog.AGE_GROUP.merged for part in parts]
    return pa.table(list(zip(*rows, strict=True)), names=["dimension", "value", "part"])


def age_groups() -> pa.Table:
    """The own age group of each year of age from 0 to 17."""
    rows = [
        (age, group)
        for group in catalog.OWN_AGE_GROUPS
        for age in range(int(group.split("-")[0]), int(group.split("-")[1]) + 1)
    ]
    return pa.table(list(zip(*rows, strict=True)), names=["age", "age_group"])


def instrument_thresholds(instruments: pa.Table) -> pa.Table:
    """The instruments with the change that is reliable, in points of the scale; NULL where it is not known."""
    names = ("reliability", "sd", "reliable_change")
    rows = zip(*(instruments.column(name).to_pylist() for name in names), strict=True)
    thresholds = [_threshold(*row) for row in rows]
    return instruments.append_column("threshold", pa.array(thresholds, pa.float64()))


def _threshold(reliability: float | None, sd: float | None, given: float | None) -> float | None:
    """What a source gives itself comes before what is worked out."""
    if given is not None or reliability is None or sd is None:
        return given
    return reliable_change_threshold(reliability, sd)


def _repeated_figures(repeated: Repeated) -> pa.Table:
    rows = sorted(repeated)
    return pa.table(
        {
            "organisation": pa.array([row[0] for row in rows], pa.string()),
            "year": pa.array([row[1] for row in rows], pa.int16()),
            "measure": pa.array([row[2] for row in rows], pa.string()),
        }
    )
