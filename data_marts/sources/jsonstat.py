"""Reads an answer of PxWebApi v2 in the format JSON-stat 2.0 (https://json-stat.org/full/, dataset).

Taken from the format: `value` as a list or as an object of the cells that are there, `status` as a list, an object or
one text for all, `index` as an object or a list, `label` left out. Met in practice: a byte order mark, and a text such
as "k" in place of a suppressed value.
"""

import json
from collections.abc import Mapping, Sequence
from math import prod

from data_marts.sources.bank import BankDimension, BankTable, long_table
from data_marts.sources.problems import SourceError

_DIGITS = 7  # of a cell's number
LARGEST = 1e15  # no count of people or money is larger; whole numbers up to here are exact
MOST_CELLS = 2_000_000  # the bank gives 800,000 at most; a larger size is a damaged file


def read_jsonstat(content: bytes, name: str) -> BankTable:
    """The answer as a bank table; SourceError names the place where it does not fit. `name` stands in the sentences."""
    data = _dataset(content, name)
    dimensions = _dimensions(data, name)
    if prod(len(d.categories) for d in dimensions) > MOST_CELLS:
        raise SourceError(f"{name}: more than {MOST_CELLS} cells. Ask the bank for fewer categories.")
    count = prod(len(d.categories) for d in dimensions)
    cells = [_cell(value, name, place) for place, value in enumerate(_values(data.get("value"), count, name))]
    marks = _statuses(data.get("status"), count, name)
    statuses = [mark if mark is not None else text for (_, text), mark in zip(cells, marks, strict=True)]
    table = long_table(name, dimensions, [number for number, _ in cells], statuses)
    updated = data.get("updated")
    return BankTable(name, str(data.get("label", "")), None if updated is None else str(updated), dimensions, table)


def read_jsonstat_dimensions(content: bytes, name: str) -> tuple[BankDimension, ...]:
    """The dimensions alone: the bank describes a table in the same format, without values."""
    return _dimensions(_dataset(content, name), name)


def _dataset(content: bytes, name: str) -> dict[str, object]:
    data = _object(_json(content, name), name, "the whole file")
    if data.get("class") != "dataset" or not str(data.get("version", "")).startswith("2."):
        raise SourceError(f"{name}: not a JSON-stat 2 dataset (class {data.get('class')!r}). Ask for json-stat2.")
    return data


def _json(content: bytes, name: str) -> object:
    try:
        found: object = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
        return found
    except UnicodeDecodeError as problem:
        raise SourceError(f"{name}, byte {problem.start}: not UTF-8. Fetch it again; do not re-save it.") from None
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise SourceError(f"{name}, {where}: not JSON ({problem.msg}). Cut off? Fetch it again.") from None
    except (ValueError, RecursionError):
        raise SourceError(f"{name}: not JSON that a bank writes (NaN, or nested too deep). Fetch it again.") from None


def _no_constant(text: str) -> None:
    raise ValueError(text)


def _object(found: object, name: str, place: str) -> dict[str, object]:
    if not isinstance(found, dict):
        raise SourceError(f"{name}, {place}: an object is needed, found {type(found).__name__}.")
    return found


def _dimensions(data: Mapping[str, object], name: str) -> tuple[BankDimension, ...]:
    ids, sizes = data.get("id"), data.get("size")
    if not isinstance(ids, list) or not isinstance(sizes, list) or len(ids) != len(sizes) or not ids:
        raise SourceError(f"{name}: 'id' and 'size' must be lists of one length. Fetch it again.")
    described = _object(data.get("dimension"), name, "'dimension'")
    found = tuple(_dimension(described.get(code), str(code), name) for code in ids)
    for dimension, size in zip(found, sizes, strict=True):
        if len(dimension.categories) != size:
            raise SourceError(
                f"{name}, dimension {dimension.code!r}: {len(dimension.categories)} categories, 'size' says {size!r}."
            )
    return found


def _dimension(found: object, code: str, name: str) -> BankDimension:
    place = f"dimension {code!r}"
    described = _object(found, name, place)
    category = _object(described.get("category"), name, f"{place}, 'category'")
    labels = _object(category.get("label", {}), name, f"{place}, 'label'")
    codes = _ordered(category.get("index", list(labels)), name, place)
    extension = described.get("extension")
    may_be_left_out = isinstance(extension, dict) and extension.get("elimination") is True
    categories = tuple((c, str(labels.get(c, c))) for c in codes)
    return BankDimension(code, str(described.get("label", code)), categories, may_be_left_out)


def _ordered(index: object, name: str, place: str) -> list[str]:
    """Category codes in the order of the values."""
    if isinstance(index, list):
        codes = [str(code) for code in index]
    else:
        numbers = _object(index, name, f"{place}, 'index'")
        if sorted(map(str, numbers.values())) != sorted(map(str, range(len(numbers)))):
            raise SourceError(f"{name}, {place}: 'index' must number the categories from 0 without gaps.")
        codes = sorted(numbers, key=lambda code: int(str(numbers[code])))
    if len(set(codes)) != len(codes) or not codes:
        raise SourceError(f"{name}, {place}: a category stands twice, or there is none.")
    return codes


def _values(found: object, count: int, name: str) -> Sequence[object]:
    if isinstance(found, list):
        if len(found) != count:
            raise SourceError(f"{name}, 'value': {len(found)} values, the sizes say {count}. Cut off? Fetch it again.")
        return found
    return _spread(_object(found, name, "'value'"), count, name, "'value'")


def _statuses(found: object, count: int, name: str) -> Sequence[str | None]:
    if found is None or isinstance(found, str):
        return [found] * count
    marks = found if isinstance(found, list) else _spread(_object(found, name, "'status'"), count, name, "'status'")
    if len(marks) != count:
        raise SourceError(f"{name}, 'status': {len(marks)} marks, the sizes say {count}. Fetch it again.")
    return [None if mark is None or mark == "" else str(mark) for mark in marks]


def _spread(sparse: Mapping[str, object], count: int, name: str, place: str) -> list[object]:
    """An object of the cells that are there, as a list with None for the others."""
    full: list[object] = [None] * count
    for key, value in sparse.items():
        if not (key.isascii() and key.isdigit() and len(key) <= _DIGITS and int(key) < count):
            raise SourceError(f"{name}, {place}: {key!r} is not the number of one of the {count} cells.")
        full[int(key)] = value
    return full


def _cell(value: object, name: str, place: int) -> tuple[float | None, str | None]:
    """Number and text of a value: a text such as "k" says why there is no number."""
    if value is None:
        return None, None
    if isinstance(value, str):
        return None, value
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LARGEST:
        raise SourceError(f"{name}, 'value', cell {place}: {value!r} is neither a number, a text nor null.")
    return float(value), None
