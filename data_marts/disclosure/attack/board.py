"""The counts of a release on one board: the number behind each row and column of each mart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole
from data_marts.disclosure.attack.ledger import Ledger
from data_marts.disclosure.attack.places import Families, Places, families
from data_marts.disclosure.attack.strata import PATIENTS, inner_strata
from data_marts.disclosure.attack.view import NOWHERE, AttackError, Told, View, Vocabulary, told, view_of

# Names of numbers that no row shows. They stand behind the column and beside the row of their whole.
LESS = "{} - {}"
BEYOND = "{} beyond the parts by {}"
OUTSIDE = "{} outside the part {} by {}"
WITHOUT_AREA = "{} without area"
OF_DIAGNOSIS = "contacts"
# Counts of people that everybody knows, and the column that has them in other marts.
PUBLIC = "population"
# Only what is counted from the register can be withheld.
REGISTER = "register"


@dataclass
class Board:
    """The marts, and for each count the number of each row; -1 where there is none.

    `complements`: by the names of complements the part that they are beside; `rests`: the names of all other numbers
    that a whole has beyond what is given of its parts. `inner`: by mart the rows whose patients no file has.
    """

    views: Mapping[str, View]
    tables: Mapping[str, pa.Table]
    places: Places
    manifest: Mapping[str, Any]
    ledger: Ledger = field(default_factory=Ledger)
    numbers: dict[tuple[str, str], Whole] = field(default_factory=dict)
    complements: dict[tuple[str, str], str] = field(default_factory=dict)
    rests: set[tuple[str, str]] = field(default_factory=set)
    inner: dict[str, Booleans] = field(default_factory=dict)
    found: dict[tuple[str, str], Families] = field(default_factory=dict)

    def families(self, mart: str, over: str) -> Families:
        """The families of a mart over a dimension; found once."""
        if (mart, over) not in self.found:
            self.found[mart, over] = families(self.views[mart], over, self.places)
        return self.found[mart, over]

    def exists(self, mart: str, *columns: str) -> Booleans:
        """The rows that have numbers in all of these columns."""
        every = [self.numbers[mart, column] >= 0 for column in columns]
        return np.asarray(np.logical_and.reduce(every), dtype=np.bool_)

    def matched(self, view: View, cells: Mapping[str, Any]) -> Whole:
        """The number that each row of a mart has in the cells of another; -1 where there is none."""
        at = view.match(self.views[cells["mart"]], cells.get("where", {}))
        numbers = self.numbers[cells["mart"], cells["column"]]
        return np.where(at >= 0, numbers[np.maximum(at, 0)], NOWHERE) if len(numbers) else at

    def is_known(self, numbers: Whole) -> Booleans:
        """Where a number exists and is known."""
        return np.asarray((numbers >= 0) & ~self.ledger.open[np.maximum(numbers, 0)])


def counts(view: View) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each count of a mart with its group."""
    for group in view.described["groups"]:
        for measure in group["measures"]:
            if measure["kind"] == "count":
                yield group, measure["name"]


def has_number(board: Board, mart: str, column: str, rows: Whole) -> Booleans:
    """False for rows of a file in which a measure is no count, or one that is not given there at all."""
    if (mart, column) in board.numbers:
        numbers = board.numbers[mart, column]
        inside = (rows >= 0) & (rows < len(numbers))
        return np.asarray(~inside | (np.append(numbers, NOWHERE)[np.where(inside, rows, 0)] >= 0), dtype=np.bool_)
    groups = board.views[mart].described["groups"] if mart in board.views else []
    return np.full(len(rows), not any(column == one["name"] for group in groups for one in group["measures"]))


def board_of(manifest: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> Board:
    """All counts of a release on a board. AttackError where a withheld group shows a figure."""
    words = Vocabulary({})
    marts = {mart["name"]: mart for mart in manifest["marts"] if mart["name"] in _related(manifest)}
    views = {name: view_of(mart, tables[name], words) for name, mart in marts.items()}
    board = Board(views, tables, Places(tables), manifest)
    board.inner |= {name: inner_strata(view, tables[name]) for name, view in views.items()}
    # What everybody knows comes first: it bounds what is counted from the register.
    for view in sorted(views.values(), key=lambda view: view.described["source"] == REGISTER):
        for group, column in counts(view):
            _place(board, view, column, told(tables[view.name], group, column))
    for view in views.values():
        _place_complements(board, view)
    return board


def _related(manifest: Mapping[str, Any]) -> set[str]:
    """The marts that the register's figures stand in, and those of population."""
    return {mart["name"] for mart in manifest["marts"] if mart["source"] == REGISTER or mart["name"] == PUBLIC}


def _place(board: Board, view: View, column: str, found: Told) -> None:
    """Numbers for the rows of a file that have one, shown or not."""
    exists, shown, values = found.exists, found.shown, found.values
    if column == PATIENTS:
        exists = exists | board.inner[view.name]
    if column == PUBLIC and view.described["source"] == REGISTER:
        shown, values = _from_public(board, view, found)
    most = np.where(shown, values, _inhabitants(board, view, column))
    rows = np.flatnonzero(exists)
    numbers = np.full(len(view), NOWHERE, dtype=np.int64)
    numbers[rows] = board.ledger.add((view.name, column), rows, np.where(shown, values, 0.0)[rows], most[rows])
    board.numbers[view.name, column] = numbers


def _from_public(board: Board, view: View, found: Told) -> tuple[Booleans, Numbers]:
    """Inhabitants are known from their own table, also where the group beside them is withheld."""
    at = board.matched(view, {"mart": PUBLIC, "column": PUBLIC})
    known = board.is_known(at)
    values = np.where(known, board.ledger.least[np.maximum(at, 0)], found.values)
    return found.shown | known, values


def _inhabitants(board: Board, view: View, column: str) -> Numbers:
    """The most that a number of persons can be, from open sources."""
    bounded = [
        one
        for one in board.manifest["relations"]
        if one["kind"] == "part"
        and one["mart"] == view.name
        and column in one["columns"]
        and one["others"][0]["column"] == PUBLIC
    ]
    if not bounded or PUBLIC not in board.views:
        return np.full(len(view), np.inf)
    whole = view.match(board.views[PUBLIC], {})
    people = board.numbers[PUBLIC, PUBLIC]
    at = np.where(whole >= 0, people[np.maximum(whole, 0)], NOWHERE)
    return np.where(board.is_known(at), board.ledger.most[np.maximum(at, 0)], np.inf)


def _place_complements(board: Board, view: View) -> None:
    """The rest of each whole whose part is shown beside it, wherever the manifest names the pair."""
    for group in view.described["groups"]:
        for whole, part in group["complements"]:
            _place_complement(board, view, whole, part)


def _place_complement(board: Board, view: View, whole: str, part: str) -> None:
    if (view.name, whole) not in board.numbers or (view.name, part) not in board.numbers:
        raise AttackError(f"the manifest names a complement of {view.name} that has no columns")
    rows = np.flatnonzero(board.exists(view.name, whole, part))
    count = np.arange(len(rows), dtype=np.int64)
    of_whole, of_part = (board.numbers[view.name, column][rows] for column in (whole, part))
    name = (view.name, LESS.format(whole, part))
    board.ledger.derive(name, rows, [(count, of_whole, 1.0), (count, of_part, -1.0)])
    board.complements[name] = part
