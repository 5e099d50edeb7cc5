"""The relations that a manifest declares, as relations between the numbers of its release."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from data_marts.disclosure.attack.board import BEYOND, LESS, OUTSIDE, PUBLIC, WITHOUT_AREA, Board
from data_marts.disclosure.attack.knowledge import Booleans, Whole
from data_marts.disclosure.attack.ledger import Term
from data_marts.disclosure.attack.places import HELD, TRUST, UNIT, Families, at_level, places_among_equals
from data_marts.disclosure.attack.view import NOWHERE, AttackError, View

Relation = Mapping[str, Any]
# Nobody is thought to have more events in a year.
MOST_EVENTS = 10_000
DAYS = {"year": 366, "half_year": 184, "tertial": 123, "month": 31}
# At one unit one contact a day, in one trust one bed a day.
ONE_A_DAY: Mapping[str, tuple[str, ...]] = {"contacts": (UNIT,), "bed_days": (TRUST, UNIT)}


def relate(board: Board) -> None:
    """All relations of the manifest but those of printed figures. AttackError for a kind that is not known."""
    for relation in board.manifest["relations"]:
        if relation["mart"] not in board.views or relation["kind"] == "rounded":
            continue
        if relation["kind"] not in RELATE:
            raise AttackError(f"the manifest declares a relation of the unknown kind {relation['kind']!r}")
        RELATE[relation["kind"]](board, relation)


def _count(rows: Sequence[int] | Whole) -> Whole:
    return np.arange(len(rows), dtype=np.int64)


def _kind(relation: Relation, column: str) -> str:
    return f"{relation['kind']} {relation['mart']}.{column} {relation.get('over', '')}".strip()


def _where(board: Board, relation: Relation, *columns: str) -> Booleans:
    view = board.views[relation["mart"]]
    return board.exists(view.name, *columns) & view.are(relation.get("where", {}))


def _beyond(families: Families, numbers: Whole, sign: float = 1.0) -> list[Term]:
    """What a whole has beyond its parts."""
    return [
        (_count(families.whole), numbers[families.whole], sign),
        (families.of, numbers[families.part], -sign),
    ]


def _sum(board: Board, relation: Relation) -> None:
    if not relation.get("over"):
        _without_area(board, relation)
        return
    for column in relation["columns"]:
        numbers = board.numbers[relation["mart"], column]
        found = board.families(relation["mart"], relation["over"]).within(_where(board, relation, column))
        closed = found.only(found.closed)
        board.ledger.relate(_kind(relation, column), len(closed), _beyond(closed, numbers), 0.0, 0.0)
        if column != PUBLIC:
            _derive_rests(board, relation, column, found.only(~found.closed))


def _derive_rests(board: Board, relation: Relation, column: str, found: Families) -> None:
    """What a whole has beyond the parts that are given, or at itself alone: a number that no row shows."""
    view, numbers = board.views[relation["mart"]], board.numbers[relation["mart"], column]
    for parts, rest in _by_kind_of_part(view, relation["over"], found):
        name = (view.name, BEYOND.format(column, parts))
        board.ledger.derive(name, rest.whole, _beyond(rest, numbers))
        board.rests.add(name)


def _by_kind_of_part(view: View, over: str, found: Families) -> Iterator[tuple[str, Families]]:
    """Families with what their parts are called: a year is made of tertials, and of half-years."""
    if over != "period":
        yield over, found
        return
    kinds = np.zeros(len(found), dtype=np.int64)
    kinds[found.of] = view.codes["period_type"][found.part]
    for kind in np.unique(kinds):
        yield view.words.labels[kind], found.only(kinds == kind)


def _without_area(board: Board, relation: Relation) -> None:
    """Persons who are treated in the country and live in none of its areas."""
    view, [column], [cells] = board.views[relation["mart"]], relation["columns"], relation["others"]
    other = board.matched(view, cells)
    rows = np.flatnonzero(_where(board, relation, column) & (other >= 0))
    own = board.numbers[view.name, column]
    terms: list[Term] = [(_count(rows), own[rows], 1.0), (_count(rows), other[rows], -1.0)]
    name = (view.name, WITHOUT_AREA.format(column))
    numbers = np.full(len(view), NOWHERE, dtype=np.int64)
    numbers[rows] = board.ledger.derive(name, rows, terms)
    board.rests.add(name)
    if "care" in view.totals:
        found = board.families(view.name, "care").within(numbers >= 0)
        outside = WITHOUT_AREA.format(OUTSIDE.format(column, "{}", "care"))
        _derive_outside(board, view.name, outside, found, numbers)
        _least_sum(board, f"{WITHOUT_AREA} by care", found, numbers)


def _distinct(board: Board, relation: Relation) -> None:
    for column in relation["columns"]:
        numbers = board.numbers[relation["mart"], column]
        found = board.families(relation["mart"], relation["over"]).within(_where(board, relation, column))
        kind = _kind(relation, column)
        if relation.get("largest", True):
            outside = OUTSIDE.format(column, "{}", relation["over"])
            _derive_outside(board, relation["mart"], outside, found, numbers)
        if relation["over"] == "period":
            _relate_held(board, relation["mart"], column)
        _least_sum(board, kind, found, numbers)
        _overlap(board, kind, found, numbers)
        if relation.get("remainder_at_most"):
            _with_rest(board, kind, relation, found.only(~found.closed), numbers)


def _relate_held(board: Board, mart: str, column: str) -> None:
    """The first tertial lies in the first half-year, the third one in the second."""
    numbers = board.numbers[mart, column]
    found = board.families(mart, HELD).within(numbers >= 0)
    part, whole = numbers[found.part], numbers[found.whole[found.of]]
    board.ledger.relate(f"{column}, {HELD}", len(part), [(_count(part), part, 1.0), (_count(whole), whole, -1.0)])


def _derive_outside(board: Board, mart: str, column: str, found: Families, numbers: Whole) -> None:
    """Persons of a whole who do not stand in one of its parts: a number that no row shows, for each of the parts.

    `column` is what it is called, with a place for the number of the part. Of combinations that no file has it is
    known alone that no part is larger than the whole.
    """
    whole, part = found.whole[found.of], found.part
    shown = ~board.inner[mart][whole] & ~board.inner[mart][part]
    less, more = numbers[part[~shown]], numbers[whole[~shown]]
    board.ledger.relate(column, len(less), [(_count(less), less, 1.0), (_count(more), more, -1.0)])
    whole, part = whole[shown], part[shown]
    which = places_among_equals(whole)
    for number in range(int(which.max(initial=-1)) + 1):
        own = which == number
        _derive_less(board, (mart, column.format(number + 1)), whole[own], numbers[whole[own]], numbers[part[own]])


def _derive_less(board: Board, name: tuple[str, str], rows: Whole, whole: Whole, *parts: Whole) -> None:
    """What a whole has beyond parts, named by the rows of the whole."""
    less: list[Term] = [(_count(part), part, -1.0) for part in parts]
    board.ledger.derive(name, rows, [(_count(whole), whole, 1.0), *less])
    board.rests.add(name)


def _least_sum(board: Board, kind: str, found: Families, numbers: Whole) -> None:
    """The whole is no larger than all parts together."""
    closed = found.only(found.closed)
    board.ledger.relate(kind, len(closed), _beyond(closed, numbers))


def _overlap(board: Board, kind: str, found: Families, numbers: Whole) -> None:
    """Where the policy takes it for known that few persons stand in several parts."""
    thresholds = board.manifest["policy"]["thresholds"]
    if thresholds["assume_overlap"]:
        share = round(1000 * (1 + thresholds["overlap"]))
        terms: list[Term] = [
            (found.of, numbers[found.part], 1000.0),
            (_count(found.whole), numbers[found.whole], -float(share)),
        ]
        board.ledger.relate(f"{kind}, overlap", len(found), terms, usual=True)


def _with_rest(board: Board, kind: str, relation: Relation, found: Families, numbers: Whole) -> None:
    """Each event that stands at the whole alone may be one more person."""
    view = board.views[relation["mart"]]
    rests = [board.matched(view, cells) for cells in relation["remainder_at_most"]]
    found = found.within(np.logical_and.reduce([rest >= 0 for rest in rests]))
    terms = [*_beyond(found, numbers), *(term for rest in rests for term in _beyond(found, rest, -1.0))]
    board.ledger.relate(f"{kind}, with rest", len(found), terms, usual=bool(relation.get("usual")))


def _row_sum(board: Board, relation: Relation) -> None:
    [whole], parts = relation["columns"], relation["parts"]
    terms, count = _in_rows(board, relation, [(whole, 1.0), *((part, -1.0) for part in parts)])
    board.ledger.relate(_kind(relation, whole), count, terms, 0.0, 0.0)


def _row_distinct(board: Board, relation: Relation) -> None:
    [whole], parts = relation["columns"], relation["parts"]
    for part in parts:
        terms, count = _in_rows(board, relation, [(part, 1.0), (whole, -1.0)])
        board.ledger.relate(_kind(relation, whole), count, terms)
    terms, count = _in_rows(board, relation, [(whole, 1.0), *((part, -1.0) for part in parts)])
    board.ledger.relate(_kind(relation, whole), count, terms)


def _in_rows(board: Board, relation: Relation, columns: Sequence[tuple[str, float]]) -> tuple[list[Term], int]:
    mart = relation["mart"]
    rows = np.flatnonzero(_where(board, relation, *(column for column, _ in columns)))
    terms: list[Term] = [(_count(rows), board.numbers[mart, column][rows], sign) for column, sign in columns]
    return terms, len(rows)


def _part(board: Board, relation: Relation) -> None:
    """A column is part of another; inhabitants of a row are a bound already."""
    if relation["others"][0]["column"] != PUBLIC:
        _subset(board, relation)


def _behind(board: Board, relation: Relation) -> None:
    """Persons, events: as many at least, none without the other, and no more than one person can have."""
    [events], [persons] = relation["columns"], relation["others"]
    terms, count = _in_rows(board, relation, [(persons["column"], 1.0), (events, -1.0)])
    board.ledger.relate(_kind(relation, events), count, terms)
    rows = np.flatnonzero(_where(board, relation, events, persons["column"]))
    most = most_events(board, board.views[relation["mart"]], events)[rows]
    of_events, of_persons = (numbers for _, numbers, _ in reversed(terms))
    board.ledger.relate(
        f"{_kind(relation, events)}, most", count, [(_count(rows), of_events, 1.0), (_count(rows), of_persons, -most)]
    )


def most_events(board: Board, view: View, column: str) -> Whole:
    """How many events one person can have in the period of each row."""
    most = np.full(len(view), MOST_EVENTS, dtype=np.int64)
    if column not in ONE_A_DAY or "organisation" not in view.codes:
        return most
    once = at_level(view, board.places, *ONE_A_DAY[column])
    for period, days in DAYS.items():
        rows = (
            view.are({"period_type": period}) if "period_type" in view.codes else np.full(len(view), period == "year")
        )
        most[rows & once] = days
    return most


def _same(board: Board, relation: Relation) -> None:
    terms, count = _across(board, relation)
    board.ledger.relate(_kind(relation, relation["columns"][0]), count, terms, 0.0, 0.0)


def _subset(board: Board, relation: Relation) -> None:
    """Columns, added up, are at most what others are. Beside a single other, the rest is a number of persons."""
    terms, count = _across(board, relation)
    if relation["kind"] == "subset" and len(relation["others"]) == 1:
        *parts, whole = (number for _, number, _ in terms)
        [other] = relation["others"]
        wider = " ".join((other["column"], *other.get("where", {}).values()))
        name = (relation["mart"], LESS.format(wider, " - ".join(relation["columns"])))
        _derive_less(board, name, _rows_across(board, relation), whole, *parts)
    else:
        board.ledger.relate(_kind(relation, relation["columns"][0]), count, terms)


def _across(board: Board, relation: Relation) -> tuple[list[Term], int]:
    """Columns of a row less the cells of others."""
    view = board.views[relation["mart"]]
    others = [board.matched(view, cells) for cells in relation["others"]]
    rows = _rows_across(board, relation)
    terms: list[Term] = [(_count(rows), board.numbers[view.name, column][rows], 1.0) for column in relation["columns"]]
    for other, cells in zip(others, relation["others"], strict=True):
        terms.append((_count(rows), other[rows], -float(cells.get("sign", 1))))
    return terms, len(rows)


def _rows_across(board: Board, relation: Relation) -> Whole:
    """The rows of a relation that have numbers in the cells of others, too."""
    others = [board.matched(board.views[relation["mart"]], cells) for cells in relation["others"]]
    known = np.logical_and.reduce([other >= 0 for other in others])
    return np.flatnonzero(_where(board, relation, *relation["columns"]) & known)


RELATE: Mapping[str, Callable[[Board, Relation], None]] = {
    "sum": _sum,
    "distinct": _distinct,
    "row_sum": _row_sum,
    "row_distinct": _row_distinct,
    "part": _part,
    "behind": _behind,
    "same": _same,
    "subset": _subset,
}
