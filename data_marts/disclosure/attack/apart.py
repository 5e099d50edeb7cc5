"""Numbers of persons that differ by few from what they are part of, however many steps lie between.

Whoever takes one number from another is told who stands in the one alone. There are millions of such pairs; the true
figures say which of them are small enough to be asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from data_marts.disclosure.attack.above import wholes_of
from data_marts.disclosure.attack.board import Board
from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole
from data_marts.disclosure.attack.ledger import Block, Term, known_of
from data_marts.disclosure.attack.links import Link, columns_above, free_columns, links_of
from data_marts.disclosure.attack.places import Families, places_among_equals
from data_marts.disclosure.attack.release import Seen
from data_marts.disclosure.attack.view import NOWHERE

APART, TWICE, LIVING = "{} apart from part {}", "{} twice by {}", "{} less those who live in the country"
Relation = Mapping[str, Any]
Pairs = tuple[Whole, Whole]  # numbers of wholes, and of parts


@dataclass(frozen=True, eq=False)
class _Told:
    """The board, and what is true of its numbers."""

    board: Board
    truth: Numbers

    @property
    def enough(self) -> int:
        """How many persons are no few."""
        return int(self.board.manifest["policy"]["thresholds"]["smallest_persons"])

    def few(self, numbers: Numbers) -> Booleans:
        """One person or more, but not enough."""
        found: Booleans = (numbers > 0) & (numbers < self.enough)
        return found

    def near(self, whole: Whole, part: Whole) -> Pairs:
        """Pairs of numbers that exist and are few apart, of wholes that are no few themselves."""
        exist = (whole >= 0) & (part >= 0)
        whole, part = whole[exist], part[exist]
        near = self.few(self.truth[whole] - self.truth[part]) & (self.truth[whole] >= self.enough)
        near &= self.truth[part] > 0
        return whole[near], part[near]


def with_few_apart(seen: Seen, truth: Numbers) -> Seen:
    """The same release, whose ledger has more numbers that no row shows: those that few persons are apart or twice."""
    board = seen.board
    if not board.manifest["policy"]["thresholds"]["protect_remainders"]:
        return seen
    told = _Told(board, truth)
    _derive_pairs(told)
    for relation in board.manifest["relations"]:
        if relation["mart"] in board.views and relation["kind"] in _DERIVE:
            _DERIVE[relation["kind"]](told, relation)
    return replace(seen, known=known_of(board.ledger))


def _derive_pairs(told: _Told) -> None:
    """Each pair once, named by the row of its whole."""
    size = len(told.truth)
    every = [np.zeros(0, dtype=np.int64), *(whole * size + part for whole, part in _pairs(told))]
    whole, part = np.divmod(np.unique(np.concatenate(every)), size)
    for block in list(told.board.ledger.blocks):
        own = (whole >= block.start) & (whole < block.start + len(block.rows))
        _derive_parts(told, block, whole[own], part[own])


def _derive_parts(told: _Told, block: Block, whole: Whole, part: Whole) -> None:
    """The first part of each whole, then the second one of those that have two, and so on."""
    (mart, column), which = block.name, places_among_equals(whole)
    for number in range(int(which.max(initial=-1)) + 1):
        own = which == number
        rows = block.rows[whole[own] - block.start]
        _derive(told, (mart, APART.format(column, number + 1)), rows, [(whole[own], 1.0), (part[own], -1.0)])


def _derive(told: _Told, name: tuple[str, str], rows: Whole, terms: list[tuple[Whole, float]]) -> None:
    count = np.arange(len(rows), dtype=np.int64)
    found: list[Term] = [(count, number, sign) for number, sign in terms]
    if len(rows):
        told.board.ledger.derive(name, rows, found)
        told.board.rests.add(name)


def _pairs(told: _Told) -> Iterator[Pairs]:
    """Pairs of numbers that are few apart, of one mart and of two; some of them more than once."""
    board, above = told.board, columns_above(told.board)
    links = [(link, _ends(board, link, above)) for link in links_of(board)]
    for mart, columns in above.items():
        numbers = {column: _numbers(board, mart, column) for column in columns}
        rows = np.flatnonzero(np.logical_or.reduce([number >= 0 for number in numbers.values()]))
        onward = [(link, ends) for link, ends in links if link.part[0] == mart]
        for whole in wholes_of(board.views[mart], board.places, rows):
            part, whole = rows[whole >= 0], whole[whole >= 0]
            held = _held(board, mart, numbers, whole, part)
            for column, wholes in columns.items():
                yield from (told.near(held[of_whole], numbers[column][part]) for of_whole in wholes)
                for link, ends in (one for one in onward if one[0].part[1] in wholes):
                    yield _over(told, link.row[whole], ends, numbers[column][part])


def _held(board: Board, mart: str, numbers: Mapping[str, Whole], whole: Whole, part: Whole) -> dict[str, Whole]:
    """By column the numbers of wholes; -1 where parts of other organisations may be more than these."""
    found = {column: number[whole] for column, number in numbers.items()}
    for column in free_columns(board, mart):
        organisation = board.views[mart].codes["organisation"]
        found[column] = np.where(organisation[whole] == organisation[part], found[column], NOWHERE)
    return found


def _over(told: _Told, row: Whole, ends: Whole, part: Whole) -> Pairs:
    """Parts with all that the row of another mart, which they are part of, is part of."""
    linked = (row >= 0) & (part >= 0)
    wholes = ends[:, row[linked]]
    return told.near(wholes.ravel(), np.tile(part[linked], len(wholes)))


def _numbers(board: Board, mart: str, column: str) -> Whole:
    """The number of each row, -1 also where no file has it."""
    return np.where(board.inner[mart], NOWHERE, board.numbers[mart, column])


def _ends(board: Board, link: Link, above: Mapping[str, Mapping[str, list[str]]]) -> Whole:
    """By row of the other mart the numbers that a linked one there is part of: one line for each kind of whole."""
    mart, column = link.whole
    view, linked = board.views[mart], np.unique(link.row[link.row >= 0])
    found = [np.full(len(view), NOWHERE, dtype=np.int64)]
    for whole in wholes_of(view, board.places, linked):
        for of_whole in above[mart][column]:
            numbers = np.where(whole >= 0, _numbers(board, mart, of_whole)[np.maximum(whole, 0)], NOWHERE)
            if np.any(numbers >= 0):
                found.append(found[0].copy())
                found[-1][linked] = numbers
    return np.stack(found)


def _twice_over(told: _Told, relation: Relation) -> None:
    """What parts have beyond their whole: persons who stand in two of them. What parts lack is thought to be nobody."""
    if not relation.get("largest", True):
        return
    board, mart, over = told.board, relation["mart"], relation["over"]
    for column in relation["columns"]:
        numbers = board.numbers[mart, column]
        found = board.families(mart, over).within((numbers >= 0) & board.views[mart].are(relation.get("where", {})))
        parts = np.bincount(found.of, weights=told.truth[numbers[found.part]], minlength=len(found))
        found = found.only(told.few(parts - told.truth[numbers[found.whole]]))
        # A year is made of tertials, and of half-years.
        which = places_among_equals(found.whole)
        for number in range(int(which.max(initial=-1)) + 1):
            _derive_twice(
                told, (mart, TWICE.format(column, f"{over} {number + 1}")), numbers, found.only(which == number)
            )


def _derive_twice(told: _Told, name: tuple[str, str], numbers: Whole, found: Families) -> None:
    terms: list[Term] = [
        (found.of, numbers[found.part], 1.0),
        (np.arange(len(found), dtype=np.int64), numbers[found.whole], -1.0),
    ]
    told.board.ledger.derive(name, found.whole, terms)
    told.board.rests.add(name)


def _twice_in_row(told: _Told, relation: Relation) -> None:
    """Persons of a row who are of two kinds."""
    board, mart, [whole], parts = told.board, relation["mart"], relation["columns"], relation["parts"]
    rows = np.flatnonzero(board.exists(mart, whole, *parts))
    terms = [(board.numbers[mart, part], 1.0) for part in parts] + [(board.numbers[mart, whole], -1.0)]
    _derive_few(told, (mart, TWICE.format(whole, "kind")), rows, [(numbers[rows], sign) for numbers, sign in terms])


def _beside_no_area(told: _Told, relation: Relation) -> None:
    """Who is treated in the country and no part of others there: as many as live in it, at least, and all at most."""
    if relation["kind"] != "subset" or not relation.get("remainder"):
        return
    board, [column] = told.board, relation["columns"]
    view = board.views[relation["mart"]]
    others = [board.matched(view, cells) for cells in relation["others"]]
    known = np.logical_and.reduce([other >= 0 for other in others])
    rows = np.flatnonzero((board.numbers[view.name, column] >= 0) & view.are(relation["where"]) & known)
    own = (board.numbers[view.name, column][rows], -1.0)
    signed = [
        (other[rows], float(cells.get("sign", 1))) for other, cells in zip(others, relation["others"], strict=True)
    ]
    care = relation["others"][0]["where"]["care"]
    for number, terms in enumerate(([own, signed[0]], [own, *signed])):
        _derive_few(told, (view.name, f"{LIVING.format(column)} {care} {number}"), rows, terms)


def _derive_few(told: _Told, name: tuple[str, str], rows: Whole, terms: list[tuple[Whole, float]]) -> None:
    value = np.sum([sign * told.truth[number] for number, sign in terms], axis=0)
    few = told.few(np.asarray(value, dtype=np.float64))
    _derive(told, name, rows[few], [(number[few], sign) for number, sign in terms])


_DERIVE = {"distinct": _twice_over, "row_distinct": _twice_in_row, "subset": _beside_no_area}
