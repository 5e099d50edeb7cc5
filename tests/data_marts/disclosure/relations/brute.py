"""Relations found by trying: of every simple form, those that hold in each of many random deliveries.

A second way to the relations, which knows no declaration: only dimensions, who is above whom, and the numbers.
Forms: one cell at most another (in its row, along one dimension, in another mart at the same place), a total and the
sum of its parts along one dimension (=, <=, >=).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from data_marts.disclosure.relations.families import families_of
from data_marts.disclosure.relations.frames import Frame
from data_marts.disclosure.relations.linked import frames_of, parents_of
from tests.data_marts.disclosure.relations.worlds import World

FEWEST = 12  # cells with a number above 0 that a form must be tried on before it is believed
# Place of a cell in a world: mart, column, position in the frame.
Cell = tuple[str, str, int]


class Found(NamedTuple):
    """A form that held everywhere: its name, and one example of it as (factor, cell) of a sum that is <= 0."""

    name: str
    example: tuple[tuple[int, Cell], ...]


class Tried:
    """Numbers of one form, gathered over deliveries: is the left side never above the right one?"""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}
        self.broken: set[str] = set()
        self.examples: dict[str, tuple[int, tuple[tuple[int, Cell], ...]]] = {}

    def note(self, name: str, left: np.ndarray, right: np.ndarray, example: "Example", world: int) -> None:
        if name in self.broken:
            return
        if np.any(left > right):
            self.broken.add(name)
            return
        positive = np.flatnonzero(left > 0)
        self.seen[name] = self.seen.get(name, 0) + len(positive)
        if world == 0 and len(left) and name not in self.examples:
            at = int(positive[0]) if len(positive) else 0
            self.examples[name] = (at, example.at(at))

    def held(self) -> list[Found]:
        return [
            Found(name, example)
            for name, (_, example) in sorted(self.examples.items())
            if name not in self.broken and self.seen[name] >= FEWEST
        ]


class Example(NamedTuple):
    """How to write down one case of a form: cells of the left side (+), then of the right side (-)."""

    left: tuple[str, str, Sequence[Sequence[int]]]
    right: tuple[str, str, Sequence[Sequence[int]]]

    def at(self, case: int) -> tuple[tuple[int, Cell], ...]:
        return tuple(
            (sign, (mart, column, int(row)))
            for sign, (mart, column, rows) in ((1, self.left), (-1, self.right))
            for row in rows[case]
        )


def _one(mart: str, column: str, rows: np.ndarray) -> tuple[str, str, np.ndarray]:
    return mart, column, rows[:, None]


def found_by_trying(worlds: Sequence[World]) -> list[Found]:
    tried = Tried()
    everywhere: list[Mapping[str, Frame]] = []
    for number, world in enumerate(worlds):
        frames = {
            name: frame
            for name, frame in frames_of(world.marts, world.tables, world.marts).items()
            if name != "population"
        }
        for frame in frames.values():
            for name, low, high in _pairs_of_rows(frame, world):
                _try_pairs(tried, frame, name, low, high, number)
            _try_sums(tried, frame, world, number)
        everywhere.append(frames)
    return [*tried.held(), *_between_marts(everywhere)]


def _published(frame: Frame) -> np.ndarray:
    return frame.row >= 0


def _pairs_of_rows(frame: Frame, world: World) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Pairs of rows that differ in one dimension alone; first each row with itself."""
    own = np.flatnonzero(_published(frame))
    yield "itself", own, own
    for dimension, labels in frame.labels.items():
        if dimension in ("organisation", "residence", "period"):
            families = families_of(frame, dimension, parents_of(world.tables))
            parent = families.parent[families.family]
            for kind in np.unique(_kind(frame, dimension, world, parent)):
                rows = (_kind(frame, dimension, world, parent) == kind) & _published(frame)[families.child]
                yield f"{dimension} below {kind}", families.child[rows], parent[rows]
                yield f"{dimension} above {kind}", parent[rows], families.child[rows]
        elif dimension not in ("year", "period_type"):
            for code, label in enumerate(labels):
                for other, beside in enumerate(labels):
                    if code != other and "unknown" not in (label, beside):
                        rows = np.flatnonzero(frame.codes[dimension] == code)
                        there = frame.beside(**{dimension: other})[rows]
                        yield f"{dimension} {label} to {beside}", rows[there >= 0], there[there >= 0]


def _kind(frame: Frame, dimension: str, world: World, rows: np.ndarray) -> np.ndarray:
    if dimension == "period":
        return np.array(frame.labels["period_type"])[frame.codes["period_type"][rows]]
    levels = parents_of(world.tables).levels
    return np.array([levels[code] for code in frame.labels[dimension]])[frame.codes[dimension][rows]]


def _counts(frame: Frame) -> list[str]:
    return [m.name for m in frame.mart.measures.values() if m.kind == "count" and m.name != "population"]


def _try_pairs(tried: Tried, frame: Frame, name: str, low: np.ndarray, high: np.ndarray, world: int) -> None:
    mart = frame.mart.name
    for left in _counts(frame):
        for right in _counts(frame):
            if left == right and name == "itself":
                continue
            there = frame.exists[left][low] & frame.exists[right][high]
            rows, others = low[there], high[there]
            example = Example(_one(mart, left, rows), _one(mart, right, others))
            title = f"{mart} {name}: {left} <= {right}"
            tried.note(title, frame.values[left][rows], frame.values[right][others], example, world)


def _try_sums(tried: Tried, frame: Frame, world: World, number: int) -> None:
    mart = frame.mart.name
    for dimension in frame.labels:
        if dimension in ("year", "period_type", "instrument", "informant", "scale"):
            continue
        if dimension == "care" and mart == "activity":
            continue
        families = families_of(frame, dimension, parents_of(world.tables))
        families = families.of(_published(frame)[families.parent])
        for column in _counts(frame):
            found = families.where(frame.exists[column])
            kinds = np.array(frame.labels[dimension], dtype=object)[frame.codes[dimension][found.parent]].astype(str)
            if dimension in ("organisation", "residence", "period"):
                kinds = _kind(frame, dimension, world, found.parent)
            total, parts = frame.values[column][found.parent], found.summed(frame.values[column])
            children = [found.child[found.family == family] for family in range(len(found))]
            children = [rows[_published(frame)[rows]] for rows in children]
            for kind in np.unique(kinds):
                cases = np.flatnonzero(kinds == kind)
                above = (mart, column, found.parent[cases][:, None])
                below = (mart, column, [children[case] for case in cases])
                title = f"{mart} {dimension} {kind}: {column}"
                tried.note(f"{title} <= sum", total[cases], parts[cases], Example(above, below), number)
                tried.note(f"{title} >= sum", parts[cases], total[cases], Example(below, above), number)


class Column(NamedTuple):
    """A count for one choice of the dimensions beside year and place, over all deliveries."""

    mart: str
    column: str
    title: str
    people: Mapping[str, str]
    values: dict[tuple[int, str, str], int]  # by delivery, year and place
    rows: dict[tuple[int, str, str], int]


def _columns(everywhere: Sequence[Mapping[str, Frame]]) -> dict[str, list[Column]]:
    found: dict[str, dict[str, Column]] = {}
    for number, frames in enumerate(everywhere):
        for name, frame in frames.items():
            _gather(found.setdefault(name, {}), frame, number)
    return {name: list(columns.values()) for name, columns in found.items()}


def _gather(columns: dict[str, Column], frame: Frame, world: int) -> None:
    place = "organisation" if "organisation" in frame.labels else "residence"
    others = [d for d in frame.labels if d not in (place, "year", "period", "period_type")]
    codes = {d: np.array(frame.labels[d], dtype=object)[frame.codes[d]] for d in (place, *others)}
    years = frame.years()
    for row in np.flatnonzero((frame.row >= 0) & _of_a_year(frame)):
        choice = [codes[d][row] for d in others]
        key = (world, str(years[row]), codes[place][row])
        if place == "residence" and key[2] != "norge":
            continue  # areas and organisations have the country in common alone
        for column in _counts(frame):
            if frame.exists[column][row]:
                title = f"{frame.mart.name}.{column} {'/'.join(choice)}"
                people = {
                    d: v for d, v in zip(others, choice, strict=True) if d in ("sex", "age_group", "contact_type")
                }
                one = columns.setdefault(title, Column(frame.mart.name, column, title, people, {}, {}))
                one.values[key] = int(frame.values[column][row])
                one.rows[key] = int(row)


def _of_a_year(frame: Frame) -> np.ndarray:
    if "period_type" not in frame.labels:
        return np.ones(len(frame), dtype=np.bool_)
    return frame.codes["period_type"] == frame.code("period_type", "year")


def _between_marts(everywhere: Sequence[Mapping[str, Frame]]) -> Iterator[Found]:
    """Cells of two marts at the same place and year, of the same sex, age group and contact type."""
    columns = _columns(everywhere)
    keys = sorted({key for of_mart in columns.values() for one in of_mart for key in one.values})
    numbers = {
        mart: np.array([[one.values.get(key, np.nan) for key in keys] for one in of_mart])
        for mart, of_mart in columns.items()
    }
    for mart, own in columns.items():
        for other, theirs in columns.items():
            if mart != other:
                yield from _two_marts(own, theirs, numbers[mart], numbers[other], keys)


def _two_marts(
    own: Sequence[Column], theirs: Sequence[Column], left: np.ndarray, right: np.ndarray, keys: Sequence[tuple]
) -> Iterator[Found]:
    known = ~np.isnan(right)
    for number, one in enumerate(own):
        holds = ~np.any(left[number] > right, axis=1)
        seen = ((left[number] > 0) & known).sum(axis=1)
        for other in np.flatnonzero(holds & (seen >= FEWEST)):
            two = theirs[other]
            if _of_the_same(one.people, two.people):
                case = keys[int(np.flatnonzero((keys_of_first(keys)) & (left[number] >= 0) & known[other])[0])]
                cells = ((1, (one.mart, one.column, one.rows[case])), (-1, (two.mart, two.column, two.rows[case])))
                yield Found(f"{one.title} <= {two.title}", cells)


def _of_the_same(one: Mapping[str, str], two: Mapping[str, str]) -> bool:
    """Both of the same persons: the same sex, age and contact type; what one of them does not have is all."""
    return all(one.get(d, "all") == two.get(d, "all") for d in {*one, *two})


def keys_of_first(keys: Sequence[tuple]) -> np.ndarray:
    return np.array([key[0] == 0 for key in keys], dtype=np.bool_)
