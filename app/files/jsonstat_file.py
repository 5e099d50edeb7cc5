"""A view as JSON-stat 2.0 (https://json-stat.org/full/), as Statistics Norway's bank speaks it: rows by columns."""

import json
from typing import Any

from app.files.about import FileOf
from app.files.flat import Column, Flat


def jsonstat(file: FileOf) -> bytes:
    """One dataset of two dimensions: what stands in the rows, and the columns of numbers.

    Reasons stand in `status`, by the number's place; columns of words in `extension`.
    """
    flat, words = file.flat, file.words
    numeric = [at for at, column in enumerate(flat.columns) if column.numeric]
    told = {
        "version": "2.0",
        "class": "dataset",
        "label": file.view.heading,
        "source": file.view.source,
        "updated": file.written,
        "note": [text for _, text in file.facts],
        "id": ["row", "measure"],
        "size": [len(flat.rows), len(numeric)],
        "dimension": {
            "row": _rows(flat),
            "measure": _measures(words("files.measures"), [(at, flat.columns[at]) for at in numeric]),
        },
        "role": {"metric": ["measure"]},
        "value": [row[at] for row in flat.rows for at in numeric],
        "status": _reasons(flat, numeric),
        "extension": {
            "kvabup": {
                "receipt": file.receipt.text,
                "address": file.receipt.address,
                "invented": file.is_invented,
                "words": _words(flat),
            }
        },
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _rows(flat: Flat) -> dict[str, Any]:
    names = {f"r{number}": str(row[0]) for number, row in enumerate(flat.rows, start=1)}
    return {"label": flat.columns[0].heading, "category": {"index": list(names), "label": names}}


def _measures(label: str, columns: list[tuple[int, Column]]) -> dict[str, Any]:
    names = {f"c{at}": column.heading for at, column in columns}
    units = {f"c{at}": {"decimals": column.decimals} for at, column in columns}
    return {"label": label, "category": {"index": list(names), "label": names, "unit": units}}


def _reasons(flat: Flat, numeric: list[int]) -> dict[str, str]:
    """By the place of each absent number, the reason that stands in the next column of words."""
    found = {}
    for number, row in enumerate(flat.rows):
        for place, at in enumerate(numeric):
            reason = next((row[later] for later in range(at + 1, len(row)) if not flat.columns[later].numeric), None)
            if row[at] is None and isinstance(reason, str):
                found[str(number * len(numeric) + place)] = reason
    return found


def _words(flat: Flat) -> dict[str, list[str | None]]:
    texts = [(at, column) for at, column in enumerate(flat.columns) if at and not column.numeric]
    return {column.heading: [None if row[at] is None else str(row[at]) for row in flat.rows] for at, column in texts}
