"""Statistics Norway's tables, from the bank's answers to the columns of data_marts/reference."""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_marts.sources import reference_specs as specs
from data_marts.sources.bank import BankTable
from data_marts.sources.bank_csv import read_bank_csv
from data_marts.sources.jsonstat import read_jsonstat
from data_marts.sources.problems import SourceError
from data_marts.sources.ssb_shape import Shape, in_our_terms

OSLO = "0301"
OSLO_NOT_STATED = "030199"
_SEXES = ("girls", "boys")
ENDINGS = (".json", ".csv")
SUPPRESSED = ("k", ":")  # too few to be told, at FHI and at Statistics Norway

ACTIVITY_SCHEMA = pa.schema(
    [("year", pa.int16()), ("organisation", pa.string()), ("measure", pa.string()), ("value", pa.float64())]
)
Ages = dict[int, int]


def read_bank_file(path: Path) -> BankTable:
    """A file in one of the bank's formats, told by its ending (.json or .csv); SourceError with place and reason."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise SourceError(f"{path.name}: cannot be read ({problem.strerror}).") from None
    ending = path.suffix.casefold()
    if ending == ".json":
        return read_jsonstat(content, path.name)
    if ending == ".csv":
        return read_bank_csv(content, path.name)
    raise SourceError(f"{path.name}: must end in .json (JSON-stat2) or .csv, as the bank writes them.")


def activity(banks: Sequence[BankTable], shape: Shape) -> pa.Table:
    """Year, organisation, measure and value as given, sorted; cells without a value are left out.

    `banks`: the table, in one piece or several. The value is still a float and not yet checked: see ssb_checks. An
    organisation that is not known to the shape stands with the bank's code.
    """
    rows = _rows(banks, shape, "year", "organisation", "measure", "value")
    kept = sorted((int(year), place, measure, value) for year, place, measure, value in rows if value is not None)
    if not kept:
        raise SourceError(f"{_named(banks)}: no cell has a value. Fetch it again.")
    return _table(kept, ACTIVITY_SCHEMA)


def population(
    kommuner: Sequence[BankTable],
    districts: Sequence[BankTable],
    shapes: tuple[Shape, Shape],
    areas: Set[str],
    first_year: int = 0,
) -> pa.Table:
    """Rows of population.csv for the years of the answers from `first_year` on: Oslo by district, other kommuner whole.

    `areas`: the kommuner and districts that must be there, and no others. Those of Oslo's children who are in no
    named district are the kommune less its districts. Each table may come in several pieces.
    """
    names = _named(kommuner), _named(districts)
    whole = _ages(kommuner, shapes[0], first_year)
    parts = {key: ages for key, ages in _ages(districts, shapes[1], first_year).items() if key[1] != OSLO_NOT_STATED}
    years = sorted({year for year, _, _ in whole})
    if years != sorted({year for year, _, _ in parts}):
        raise SourceError(f"{names[0]} and {names[1]} have different years. Fetch both for the same years.")
    found = {key: ages for key, ages in whole.items() if key[1] != OSLO and sum(ages.values()) > 0} | parts
    for year in years:
        for sex in _SEXES:
            found[year, OSLO_NOT_STATED, sex] = _not_stated(whole, parts, year, sex, names[0])
            _check_areas({area for y, area, s in found if (y, s) == (year, sex)}, areas, year, names[0])
    rows = [(*key, *(ages[age] for age in specs.AGES)) for key, ages in sorted(found.items())]
    return _table(rows, specs.POPULATION.schema)


def _table(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = [pa.array(values, wanted.type) for values, wanted in zip(zip(*rows, strict=True), schema, strict=True)]
    return pa.Table.from_arrays(columns, schema=schema)


def _named(banks: Sequence[BankTable]) -> str:
    return ", ".join(bank.name for bank in banks)


def _rows(banks: Sequence[BankTable], shape: Shape, *names: str) -> Iterator[tuple[Any, ...]]:
    """The named cells of every row that is read, piece by piece."""
    for bank in banks:
        table = in_our_terms(bank, shape)
        yield from zip(*(table.column(name).to_pylist() for name in names), strict=True)


def _ages(banks: Sequence[BankTable], shape: Shape, first_year: int) -> dict[tuple[int, str, str], Ages]:
    """Persons by age, for each year, area and sex; a cell without a value counts as nobody, to be found later."""
    name = _named(banks)
    found: dict[tuple[int, str, str], Ages] = defaultdict(dict)
    for year, area, sex, age, value, status in _rows(banks, shape, "year", "area", "sex", "age", "value", "status"):
        if int(year) < first_year:
            continue
        where = f"{name}: {area}, {year}, {sex}, age {age}"
        if int(age) in found[int(year), area, sex]:
            raise SourceError(f"{where} stands twice. Does another file hold the same? Else correct ssb_tables.toml.")
        found[int(year), area, sex][int(age)] = _persons(value, status, where)
    if not found:
        raise SourceError(f"{name}: has no year from {first_year} on. Fetch it for these years.")
    _check_ages(found, name)
    return found


def _persons(value: float | None, status: str | None, where: str) -> int:
    """A number of persons; a number that the bank keeps back is not nobody."""
    if value is None and status in SUPPRESSED:
        raise SourceError(f"{where}: kept back by the publisher ({status}). Fetch a table without hidden cells.")
    number = 0 if value is None else int(value)
    if number < 0 or (value is not None and number != value):
        raise SourceError(f"{where}: {value:g} is not a number of persons.")
    return number


def _check_ages(found: dict[tuple[int, str, str], Ages], name: str) -> None:
    for (year, area, sex), ages in found.items():
        if missing := [age for age in specs.AGES if age not in ages]:
            raise SourceError(f"{name}: {area}, {year}, {sex}: no figure for age {missing[0]}. Ask for ages 0 to 17.")


def _not_stated(
    whole: dict[tuple[int, str, str], Ages], parts: dict[tuple[int, str, str], Ages], year: int, sex: str, name: str
) -> Ages:
    city = whole.get((year, OSLO, sex))
    if city is None:
        raise SourceError(f"{name}: {OSLO} (Oslo) is missing in {year}. Fetch it again.")
    districts = [ages for (y, _, s), ages in parts.items() if (y, s) == (year, sex)]
    left = {age: city[age] - sum(ages[age] for ages in districts) for age in specs.AGES}
    if (least := min(left.values())) < 0:
        raise SourceError(f"{name}: in {year} the districts of Oslo have {-least} more {sex} of one age than Oslo.")
    return left


def _check_areas(found: Set[str], wanted: Set[str], year: int, name: str) -> None:
    for areas, what in ((wanted - found, "are missing"), (found - wanted, "are not in catchments.csv")):
        if areas:
            raise SourceError(f"{name}: {', '.join(sorted(areas)[:5])} {what} in {year} ({len(areas)} in all).")
