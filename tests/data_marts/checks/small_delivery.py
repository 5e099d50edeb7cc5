"""Deliveries of plain rows as they stand after taking in, for the small country of tests.reference.small_world."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from data_marts.checks.declared import read_checks
from data_marts.checks.facts import FileAccount, IntakeFacts
from data_marts.checks.findings import Finding
from data_marts.checks.run import _totals, prepare, run_check
from data_marts.sources.reference import Reference
from tests.reference.small_world import BY, BY_CLINIC, FJORD, FJORD_CLINIC, FJORD_WARD, small_reference

Row = Mapping[str, object]

_STAGED = {"file": pa.string(), "row": pa.int64(), "reason": pa.string()}
# The contract between taking in, checks and counting, written out: a test of it must not read it from the product.
EPISODES = {
    "lopenr": pa.int64(),
    "aar": pa.int16(),
    "fodselsar": pa.int16(),
    "kjonn": pa.int8(),
    "komnrhjem2": pa.string(),
    "bydel2": pa.int8(),
    "institusjonid": pa.int64(),
    "behandlingsstedkode": pa.int64(),
    "hf": pa.int64(),
    "sektor": pa.string(),
    "omsorgsniva": pa.int8(),
    "inndato": pa.date32(),
    "utdato": pa.date32(),
    "inntid": pa.time64("us"),
    "uttid": pa.time64("us"),
    "permisjonsdogn": pa.int16(),
    "kontakttype": pa.int8(),
    "polkonaktivitet": pa.int8(),
    "stedaktivitet": pa.int8(),
    "tilst1akse1": pa.string(),
    "episode_lnr": pa.int64(),
    "henvisning_id": pa.int64(),
    "innmatehast": pa.int8(),
    "mottaksdato": pa.date32(),
    "ventetidsluttdato": pa.date32(),
    "ventetidsluttkode": pa.int8(),
    "retttilhelsehjelp": pa.int8(),
    **_STAGED,
}
PROM = {
    "lopenr": pa.int64(),
    "orgnr": pa.int64(),
    "instrument": pa.string(),
    "informant": pa.string(),
    "scale": pa.string(),
    "measuring_point": pa.string(),
    "invited_date": pa.date32(),
    "answered_date": pa.date32(),
    "score": pa.float64(),
    **_STAGED,
}
BEDS = {"orgnr": pa.int64(), "year": pa.int16(), "beds": pa.int16(), "file": pa.string(), "row": pa.int64()}

CLINIC, WARD, OTHER_CLINIC = int(FJORD_CLINIC), int(FJORD_WARD), int(BY_CLINIC)


def reference() -> Reference:
    """The small country, with the codes that say that a diagnosis is missing."""
    small = small_reference()
    missing = pa.table({"pattern": ["1999", ""], "diagnosis_group": ["missing", "missing"]})
    return replace(small, diagnosis_groups=pa.concat_tables([small.diagnosis_groups, missing]))


def contact(day: str, person: int | None = 1, **changes: object) -> Row:
    """A row of an outpatient contact at the clinic in Fjord, in the file of its year."""
    when = date.fromisoformat(day)
    row: dict[str, object] = {
        "lopenr": person,
        "aar": when.year,
        "fodselsar": 2012,
        "kjonn": 2,
        "komnrhjem2": "1001",
        "behandlingsstedkode": CLINIC,
        "institusjonid": int(FJORD),
        "hf": int(FJORD),
        "sektor": "3",
        "omsorgsniva": 3,
        "inndato": when,
        "utdato": when,
        "kontakttype": 2,
        "polkonaktivitet": 1,
        "stedaktivitet": 1,
        "tilst1akse1": "F900",
    }
    row |= changes
    return {"file": f"PHBU_{row['aar']}", **row}


def stay(first: str, last: str | None, person: int = 1, **changes: object) -> Row:
    """A row of a stay in the ward in Fjord, in the file of the year of its first day unless `aar` says another."""
    end = None if last is None else date.fromisoformat(last)
    return contact(
        first, person, **{"omsorgsniva": 1, "behandlingsstedkode": WARD, "utdato": end, "kontakttype": None, **changes}
    )


def contacts(month: str, number: int, unit: int = CLINIC, first_person: int = 1) -> list[Row]:
    """So many contacts in a month, each of another person and at most 28 a day apart from that."""
    start = date.fromisoformat(f"{month}-01")
    trust = int(BY) if unit == OTHER_CLINIC else int(FJORD)
    return [
        contact(
            (start + timedelta(days=index % 28)).isoformat(),
            first_person + index,
            behandlingsstedkode=unit,
            institusjonid=trust,
            hf=trust,
        )
        for index in range(number)
    ]


def form(person: int | None = 1, **changes: object) -> Row:
    """A row of an answered SDQ form at the clinic in Fjord."""
    return {
        "lopenr": person,
        "orgnr": CLINIC,
        "instrument": "sdq",
        "informant": "parent",
        "scale": "total",
        "measuring_point": "baseline",
        "invited_date": date(2024, 1, 10),
        "answered_date": date(2024, 1, 12),
        "score": 20.0,
        "file": "PROM",
        **changes,
    }


def connect(
    episodes: Iterable[Row] = (), prom: Iterable[Row] = (), beds: Iterable[Row] = ()
) -> duckdb.DuckDBPyConnection:
    """A connection with the views that checks read."""
    connection = duckdb.connect(config={"threads": 1})
    tables = (("staged_episodes", episodes, EPISODES), ("staged_prom", prom, PROM), ("delivered_beds", beds, BEDS))
    for name, rows, columns in tables:
        full = [{"row": number, **row} for number, row in enumerate(rows, start=1)]
        unknown = {key for row in full for key in row} - set(columns)
        assert not unknown, unknown
        schema = pa.schema(list(columns.items()))
        table = pa.Table.from_pylist([{key: row.get(key) for key in columns} for row in full], schema=schema)
        connection.from_arrow(table).create(name)
    for kind in ("episodes", "prom"):
        connection.table(f"staged_{kind}").filter("reason IS NULL").create_view(f"delivered_{kind}")
    return connection


def facts(years: Sequence[int] = (2023, 2024), through: date | None = None, **changes: object) -> IntakeFacts:
    """The facts of a delivery with one episode file for each year, and a PROM file."""
    last = through or date(max(years), 12, 31)
    episode_years = sorted({*years, last.year})
    files = tuple(
        FileAccount(f"PHBU_{year}", "episodes", year, min(date(year, 12, 31), last), 100, 100) for year in episode_years
    )
    whole = IntakeFacts(
        delivery="trial",
        invented=True,
        years=tuple(years),
        delivered_through=last,
        files=(*files, FileAccount("PROM", "prom", None, None, 100, 100)),
        reserved_persons=0,
    )
    return replace(whole, **changes)


def found(
    check_id: str,
    episodes: Iterable[Row] = (),
    prom: Iterable[Row] = (),
    beds: Iterable[Row] = (),
    about: IntakeFacts | None = None,
    tables: Reference | None = None,
) -> Finding | None:
    """What one check finds in such a delivery."""
    (check,) = (check for check in read_checks() if check.id == check_id)
    with connect(episodes, prom, beds) as connection:
        parameters = prepare(connection, tables or reference(), about or facts())
        return run_check(connection, check, parameters, _totals(connection, parameters))


def summary(finding: Finding | None) -> tuple[int, int | None]:
    """Number found and persons; (0, None) for nothing."""
    return (0, None) if finding is None else (finding.count, finding.persons)


def places(finding: Finding | None) -> set[tuple[str | None, ...]]:
    """File, organisation, period and value of each place."""
    assert finding is not None
    return {(place.file, place.organisation, place.period, place.value) for place in finding.places}
