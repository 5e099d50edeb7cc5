"""Who knows more than what is open: leaders of units know their figures, leaders of trusts those of their units too.

They are no attackers of what they know, nor of a number that counts their own patients among others: that of an
organisation above them, or of one that is nothing but theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from data_marts.disclosure.attack.board import WITHOUT_AREA, Board
from data_marts.disclosure.attack.knowledge import Knowledge, Whole
from data_marts.disclosure.attack.places import TRUST, UNIT, Places
from data_marts.disclosure.attack.release import Seen
from data_marts.disclosure.attack.view import NOWHERE

Place = tuple[int, str]  # year, organisation


@dataclass(frozen=True, eq=False)
class Leaders:
    """The organisations that are led; for each open number (rows) the leaders (columns) who know it, or are excused.

    Who is excused need not be kept from the number: who knows it is.
    """

    codes: Sequence[str]
    knows: sparse.csr_array
    excused: sparse.csr_array


def leaders_of(seen: Seen) -> Leaders:
    """The leaders of trusts and units, and what is theirs among the open numbers of a release."""
    board, known = seen.board, seen.known
    codes = sorted(code for code, level in board.places.levels.items() if level in (TRUST, UNIT))
    kind, kinds = _kinds(board)
    of_number = kind[known.numbers]
    knowing, excused = _of_kinds(kinds, codes, board.places)
    knows = _chosen(knowing, of_number)
    same = same_numbers(known.knowledge)
    return Leaders(codes, knows, _shared(sparse.csr_array(knows + _chosen(excused, of_number)), same))


def _kinds(board: Board) -> tuple[Whole, list[Place]]:
    """For each number the place among all years and organisations of its row; -1: the row is of none.

    Those without an area are among the country's patients, and nobody is told whose.
    """
    number: dict[Place, int] = {}
    found = np.full(len(board.ledger.least), NOWHERE, dtype=np.int64)
    for block in board.ledger.blocks:
        view = board.views[block.name[0]]
        if "organisation" in view.codes and not block.name[1].endswith(WITHOUT_AREA.format("")):
            pairs = np.column_stack([view.years, view.codes["organisation"]])[block.rows]
            unique, inverse = np.unique(pairs, axis=0, return_inverse=True)
            labels = view.words.labels
            at = [number.setdefault((year, labels[code]), len(number)) for year, code in unique.tolist()]
            found[block.numbers] = np.array(at, dtype=np.int64)[inverse.reshape(-1)]
    return found, list(number)


def _of_kinds(kinds: Sequence[Place], codes: Sequence[str], places: Places) -> tuple[sparse.csr_array, ...]:
    """Of each year and organisation those who know its rows, and those whose patients are among its own."""
    column = {code: at for at, code in enumerate(codes)}
    above = {year: places.above_organisations(year) for year in sorted({year for year, _ in kinds})}
    below = {year: _below(codes, of_year) for year, of_year in above.items()}
    knowing, excused = [], []
    for year, code in kinds:
        higher = {above[year].get(code, "")} if places.levels.get(code) == UNIT else set()
        knowing.append(sorted(column[one] for one in {code} | higher if one in column))
        excused.append(sorted(column[one] for one in below[year].get(code, set())))
    return _marked(knowing, len(codes)), _marked(excused, len(codes))


def _below(codes: Sequence[str], above: Mapping[str, str]) -> dict[str, set[str]]:
    """The led organisations under each one, at any distance."""
    found: dict[str, set[str]] = {}
    for code in codes:
        higher, passed = above.get(code, ""), {code}
        while higher and higher not in passed:
            found.setdefault(higher, set()).add(code)
            passed.add(higher)
            higher = above.get(higher, "")
    return found


def _marked(columns: Sequence[Sequence[int]], width: int) -> sparse.csr_array:
    """Rows with a 1 in these columns; the last row, of what is nobody's, is empty."""
    listed = np.array([one for row in columns for one in row], dtype=np.int64)
    ends = np.cumsum([0, *map(len, columns), 0])
    return sparse.csr_array((np.ones(len(listed)), listed, ends), shape=(len(columns) + 1, width))


def _chosen(rows: sparse.csr_array, places: Whole) -> sparse.csr_array:
    return sparse.csr_array(rows[np.where(places == NOWHERE, rows.shape[0] - 1, places)])


def same_numbers(knowledge: Knowledge) -> Whole:
    """Numbers that are equal by a relation of two, one label for each: what is found equal may make more so."""
    equal = np.flatnonzero((knowledge.lower == 0) & (knowledge.upper == 0))
    rows, label = sparse.csr_array(knowledge.rows[equal]), np.arange(len(knowledge), dtype=np.int64)
    while True:
        count = int(label.max(initial=-1)) + 1
        pairs = _pairs(_summed(rows, label, count))
        if not pairs.shape[1]:
            return label
        links = sparse.coo_array((np.ones(pairs.shape[1]), (pairs[0], pairs[1])), shape=(count, count))
        label = connected_components(links, directed=False)[1].astype(np.int64)[label]


def _summed(rows: sparse.csr_array, label: Whole, count: int) -> sparse.csr_array:
    """The relations between labels instead of numbers."""
    summed = sparse.csr_array((rows.data, label[rows.indices], rows.indptr), shape=(rows.shape[0], count))
    summed.sum_duplicates()
    summed.eliminate_zeros()
    return summed


def _pairs(rows: sparse.csr_array) -> Whole:
    two = np.flatnonzero(np.diff(rows.indptr) == 2)
    first = rows.indptr[two]
    opposite = rows.data[first] == -rows.data[first + 1]
    at = first[opposite]
    return np.array([rows.indices[at], rows.indices[at + 1]], dtype=np.int64)


def _shared(excused: sparse.csr_array, label: Whole) -> sparse.csr_array:
    """Who is excused from a number is from all that are equal to it."""
    count = int(label.max(initial=-1)) + 1
    members = sparse.csr_array((np.ones(len(label)), label, np.arange(len(label) + 1)), shape=(len(label), count))
    found = sparse.csr_array(members @ sparse.csr_array(members.T @ excused))
    found.data[:] = 1
    return found
