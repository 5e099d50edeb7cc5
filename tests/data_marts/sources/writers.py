"""Writes the bank's formats in the plainest way, so that the readers can be tried on answers that are made up here."""

import itertools
import json
from collections.abc import Callable, Sequence
from typing import Any

Dimensions = Sequence[tuple[str, str, Sequence[tuple[str, str]]]]  # code, label, (code, label) of each category
Value = Callable[..., Any]


def answer(dimensions: Dimensions, value: Value, label: str = "OPPDIKTET") -> dict[str, Any]:
    """A JSON-stat2 answer; `value` gets the category codes in the order of the dimensions."""
    codes = [[code for code, _ in categories] for _, _, categories in dimensions]
    return description(dimensions, label) | {"value": [value(*cell) for cell in itertools.product(*codes)]}


def description(dimensions: Dimensions, label: str = "OPPDIKTET") -> dict[str, Any]:
    """The same without values, as the bank describes a table."""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": label,
        "source": "OPPDIKTET",
        "updated": "2026-01-02T07:00:00Z",
        "id": [code for code, _, _ in dimensions],
        "size": [len(categories) for _, _, categories in dimensions],
        "dimension": {
            code: {
                "label": name,
                "category": {
                    "index": {key: place for place, (key, _) in enumerate(categories)},
                    "label": dict(categories),
                },
                "extension": {"elimination": False, "show": "value"},
            }
            for code, name, categories in dimensions
        },
    }


def as_bytes(found: dict[str, Any], mark: bool = False) -> bytes:
    """As the bank sends it; with a byte order mark where asked for."""
    return (b"\xef\xbb\xbf" if mark else b"") + json.dumps(found, ensure_ascii=False).encode()


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[str | int | float]]) -> bytes:
    """The bank's CSV: `;`, texts in quotes, numbers without, lines ended by CR LF."""
    lines = [[f'"{cell}"' if isinstance(cell, str) else str(cell) for cell in row] for row in (header, *rows)]
    return "".join(";".join(line) + "\r\n" for line in lines).encode()


def as_csv(dimensions: Dimensions, value: Value) -> bytes:
    """A whole table as the bank's CSV: the contents over the columns, every other dimension in a column of its own."""
    place = [code for code, _, _ in dimensions].index("ContentsCode")
    contents = dimensions[place][2]
    others = [*dimensions[:place], *dimensions[place + 1 :]]
    header = [f"{code} - {label}" for code, label, _ in others] + [f"{code} - {label}" for code, label in contents]
    rows = [
        [f"{code} - {label}" for code, label in cell]
        + [_or_dots(value(*(c for c, _ in (*cell[:place], measure, *cell[place:])))) for measure in contents]
        for cell in itertools.product(*(categories for _, _, categories in others))
    ]
    return csv_bytes(header, rows)


def _or_dots(found: Any) -> Any:
    return ".." if found is None else found
