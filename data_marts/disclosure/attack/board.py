"""The counts of a release on one board: the number behind each row and column of each mart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole
from data_marts.disclosure.attack.ledger import Ledger, Term
from data_marts.disclosure.attack.places import Families, Places, families
from data_marts.disclosure.attack.view import NOWHERE, AttackError, Told, View, Vocabulary, told, view_of

# Names of numbers that no row shows. They stand behind the column and beside the row of their whole.
OF_UNKNOWN_SEX = "{} unknown sex"
LESS = "{} - {}"
ON_TRUST = "{} registered on the trust itself"
WITHOUT_AREA = "{} without area"
OF_DIAGNOSIS = "contacts"
# Counts of people that everybody knows, and the column that has them in other marts.
PUBLIC = "population"
# Only what is counted from the register can be withheld.
REGISTER = "register"


@dataclass
class Board:
    """The marts, and for each count the number of each row; -1 where there is none."""

    views: Mapping[str, View]
    tables: Mapping[str, pa.Table]
    places: Places
    manifest: Mapping[str, Any]
    ledger: Ledger = field(default_factory=Ledger)
    numbers: dict[tuple[str, str], Whole] = field(default_factory=dict)
    complements: dict[tuple[str, str, str], Whole] = field(default_factory=dict)
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

    def derive(self, view: View, called: str, places: Whole, terms: Sequence[Term]) -> Whole:
        """Numbers that follow from others, named by the row of the file; of unknown sex by names of their own."""
        found = np.full(len(places), NOWHERE, dtype=np.int64)
        for unknown in (False, True):
            kept = view.in_file[places] != unknown
            number = np.cumsum(kept) - 1
            some: list[Term] = []
            for relation, of, factor in terms:
                chosen = kept[relation]
                coefficient = np.broadcast_to(np.asarray(factor, dtype=np.float64), len(of))[chosen]
                some.append((number[relation[chosen]], of[chosen], coefficient))
            name = OF_UNKNOWN_SEX.format(called) if unknown else called
            found[kept] = self.ledger.derive((view.name, name), view.row[places[kept]], some)
        return found

    def is_known(self, numbers: Whole) -> Booleans:
        """Where a number exists and is known."""
        return np.asarray((numbers >= 0) & ~self.ledger.open[np.maximum(numbers, 0)])


def groups(view: View) -> Sequence[Mapping[str, Any]]:
    """The groups of a mart as the manifest has them."""
    found: Sequence[Mapping[str, Any]] = view.described["groups"]
    return found


def counts(view: View) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each count of a mart with its group."""
    for group in groups(view):
        for measure in group["measures"]:
            if measure["kind"] == "count":
                yield group, measure["name"]


def board_of(manifest: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> Board:
    """All counts of a release on a board. AttackError where a withheld group shows a figure."""
    words = Vocabulary({})
    marts = {mart["name"]: mart for mart in manifest["marts"] if mart["name"] in _related(manifest)}
    views = {name: view_of(mart, tables[name], words) for name, mart in marts.items()}
    board = Board(views, tables, Places(tables), manifest)
    # What everybody knows comes first: it bounds what is counted from the register.
    for view in sorted(views.values(), key=lambda view: view.described["source"] == REGISTER):
        for group, column in counts(view):
            _place(board, view, column, told(tables[view.name], group, column))
    for view in views.values():
        _place_unknown_sex(board, view)
    for view in views.values():
        _place_complements(board, view)
    return board


def _related(manifest: Mapping[str, Any]) -> set[str]:
    """The marts that the register's figures stand in, and those of population."""
    return {mart["name"] for mart in manifest["marts"] if mart["source"] == REGISTER or mart["name"] == PUBLIC}


def _place(board: Board, view: View, column: str, found: Told) -> None:
    """Numbers for the rows of a file that have one."""
    exists, shown, values = found.exists, found.shown, found.values
    if column == PUBLIC and view.described["source"] == REGISTER:
        shown, values = _from_public(board, view, found)
    most = np.where(shown, values, _inhabitants(board, view, column)[: view.file_rows])
    rows = np.flatnonzero(exists)
    numbers = np.full(len(view), NOWHERE, dtype=np.int64)
    numbers[rows] = board.ledger.add((view.name, column), rows, np.where(shown, values, 0.0)[rows], most[rows])
    board.numbers[view.name, column] = numbers


def _from_public(board: Board, view: View, found: Told) -> tuple[Booleans, Numbers]:
    """Inhabitants are known from their own table, also where the group beside them is withheld."""
    at = board.matched(view, {"mart": PUBLIC, "column": PUBLIC})[: view.file_rows]
    known = board.is_known(at)
    values = np.where(known, board.ledger.least[np.maximum(at, 0)], found.values)
    return found.shown | known, values


def _inhabitants(board: Board, view: View, column: str) -> Numbers:
    """The most that a number of persons can be, from open sources; those of unknown sex are among both."""
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


def _place_unknown_sex(board: Board, view: View) -> None:
    """Persons of unknown sex: those of both less girls less boys, wherever this is declared."""
    for relation in board.manifest["relations"]:
        if (relation["kind"], relation["mart"], relation.get("over")) != ("sum", view.name, "sex"):
            continue
        if relation.get("remainder"):
            for column in relation["columns"]:
                _place_rest(board, view, column)


def _place_rest(board: Board, view: View, column: str) -> None:
    numbers = board.numbers[view.name, column]
    virtual = np.arange(view.file_rows, len(view))
    parts = [view.beside(sex=view.code(sex))[virtual] for sex in ("all", "girls", "boys")]
    own = [numbers[np.maximum(part, 0)] for part in parts]
    kept = np.logical_and.reduce([of >= 0 for of in own])
    count = np.arange(int(kept.sum()), dtype=np.int64)
    terms: list[Term] = [(count, of[kept], sign) for of, sign in zip(own, (1.0, -1.0, -1.0), strict=True)]
    name = (view.name, OF_UNKNOWN_SEX.format(column))
    numbers[virtual[kept]] = board.ledger.derive(name, view.row[virtual[kept]], terms)


def _place_complements(board: Board, view: View) -> None:
    """The rest of each whole whose part is shown beside it, wherever the manifest names the pair."""
    for group in groups(view):
        for whole, part in group["complements"]:
            _place_complement(board, view, whole, part)


def _place_complement(board: Board, view: View, whole: str, part: str) -> None:
    if (view.name, whole) not in board.numbers or (view.name, part) not in board.numbers:
        raise AttackError(f"the manifest names a complement of {view.name} that has no columns")
    rows = np.flatnonzero(board.exists(view.name, whole, part))
    count = np.arange(len(rows), dtype=np.int64)
    of_whole, of_part = (board.numbers[view.name, column][rows] for column in (whole, part))
    numbers = board.derive(view, LESS.format(whole, part), rows, [(count, of_whole, 1.0), (count, of_part, -1.0)])
    board.complements.setdefault((view.name, whole, part), np.full(len(view), NOWHERE, dtype=np.int64))[rows] = numbers
