"""The files of data_marts/reference: columns, types and keys. The README beside them says what they mean."""

import pyarrow as pa

from data_marts.catalog import DIAGNOSIS_GROUPS, MARTS, SSB_ACTIVITY
from data_marts.sources.csv_tables import Column, TableSpec

AGES = tuple(range(18))
FIRST_YEAR = 1990  # a year before this is a slip of the hand
SSB_MEASURES = tuple(SSB_ACTIVITY.measures)

_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_KOMMUNE = r"\d{4}"


def _text(name: str, pattern: str | None = None) -> Column:
    return Column(name, pa.string(), pattern=pattern)


def _choice(name: str, *allowed: str) -> Column:
    return Column(name, pa.string(), allowed=allowed)


def _year(name: str) -> Column:
    return Column(name, pa.int16(), least=FIRST_YEAR)


def _place(*levels: str) -> tuple[Column, ...]:
    return (
        _text("code", r"\d{9}|[a-z]+(-[a-z]+)*"),
        _text("name"),
        _text("short_name", r"(?s:.{1,22})"),
        _text("slug", _SLUG),
        _choice("level", *levels),
        Column("parent", pa.string(), empty="null"),
        _year("valid_from"),
        Column("valid_to", pa.int16(), empty="null", least=FIRST_YEAR),
        Column("sort_order", pa.int16(), least=1),
    )


ORGANISATIONS = TableSpec(
    "organisations.csv",
    (
        *_place("country", "rhf", "hf", "unit"),
        Column("kind", pa.string(), empty="null", allowed=("outpatient", "inpatient")),
        _choice("ownership", "public", "private_agreement"),
        Column("resh", pa.int64(), empty="null", least=1),
    ),
    key=("code",),
)
ORGANISATION_CHANGES = TableSpec(
    "organisation_changes.csv",
    (
        _year("year"),
        _choice("kind", "move", "merger"),
        _text("code"),
        Column("old", pa.string(), empty="null"),
        _text("new"),
        _text("source"),
    ),
    key=("code", "year"),
    may_be_empty=True,
)
RESIDENCE_AREAS = TableSpec("residence_areas.csv", _place("country", "rhf", "hf_area"), key=("code",))
CATCHMENTS = TableSpec(
    "catchments.csv",
    (
        _text("kommune", _KOMMUNE),
        Column("district", pa.string(), empty="null", pattern=r"\d{2}"),
        _text("area"),
        _year("valid_from"),
        Column("valid_to", pa.int16(), empty="null", least=FIRST_YEAR),
    ),
    key=("kommune", "district", "valid_from"),
)
PLACE_NAMES = TableSpec(
    "place_names.csv",
    (
        _text("kommune", _KOMMUNE),
        Column("district", pa.string(), empty="null", pattern=r"\d{2}"),
        _text("name"),
    ),
    key=("kommune", "district"),
)
KOMMUNE_CHANGES = TableSpec(
    "kommune_changes.csv",
    (
        _year("year"),
        _text("old", _KOMMUNE),
        _text("new", _KOMMUNE),
        Column("weight", pa.float64(), least=0),
    ),
    key=("year", "old", "new"),
)
POPULATION = TableSpec(
    "population.csv",
    (
        _year("year"),
        _text("area", r"\d{4}|0301\d{2}"),
        _choice("sex", "girls", "boys"),
        *(Column(f"age_{age}", pa.int64(), least=0) for age in AGES),
    ),
    key=("year", "area", "sex"),
)
SSB_ACTIVITY_FILE = TableSpec(
    "ssb_activity.csv",
    (
        _year("year"),
        _text("organisation"),
        _choice("measure", *SSB_MEASURES),
        Column("value", pa.int64(), least=0),
    ),
    key=("year", "organisation", "measure"),
)
BREAKS = TableSpec(
    "breaks.csv",
    (
        _choice("mart", *MARTS),
        _text("place"),
        _year("year"),
        _text("reason", r"[a-z][a-z0-9_]*"),
    ),
    key=("mart", "place", "year"),
)
DIAGNOSIS_GROUPS_FILE = TableSpec(
    "diagnosis_groups.csv",
    (
        Column("pattern", pa.string(), empty="keep", pattern=r"[A-Z0-9]+"),
        _choice("diagnosis_group", *DIAGNOSIS_GROUPS[1:]),
        Column("sort_order", pa.int16(), least=1),
    ),
    key=("pattern",),
)
SOURCES = TableSpec(
    "sources.csv",
    (
        _text("file"),
        _text("title"),
        _text("publisher"),
        Column("table", pa.string(), empty="null"),
        _text("fetched", r"\d{4}-\d{2}-\d{2}"),
        _text("licence"),
    ),
    key=("file",),
)
