"""The outlines of the catchment areas on the map: a file that a developer's tool made, read when the program starts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.charts.description import Rings

FILE = Path(__file__).parent.parent / "data_marts" / "outlines" / "areas.json"


@dataclass(frozen=True)
class Outlines:
    """Rings by the code of an area, in whole units from the left and the top; `width` and `height` hold them all.

    `divided` is the kommune that several areas share, `within` their codes: their borders in it are not known.
    """

    areas: Mapping[str, Rings]
    divided: Rings
    within: frozenset[str]
    width: int
    height: int


@cache
def outlines() -> Outlines:
    """The one map there is. A program does not change while it runs, nor does this file."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    [(kommune, codes)] = found["divided"].items()
    areas = {code: tuple(map(_places, rings)) for code, rings in found["outlines"].items()}
    places = [place for rings in areas.values() for ring in rings for place in ring]
    width, height = (max(side) for side in zip(*places, strict=True))
    divided = areas.pop(kommune)
    return Outlines(areas, divided, frozenset(codes), width, height)


def _places(flat: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple(zip(flat[::2], flat[1::2], strict=True))
