"""Which numbers must stay open, and how wide: told from the true figures.

The attack is told more than any attacker is: which of the withheld numbers are small themselves. What is safe from it
is safe from all who do not know that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_marts.disclosure.attack.board import OF_DIAGNOSIS, PUBLIC, REGISTER, Board, counts
from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole
from data_marts.disclosure.attack.release import Seen
from data_marts.disclosure.attack.strata import PATIENTS
from data_marts.disclosure.attack.view import AttackError

# The column of the true marts that tells the most events of one person.
LARGEST = "{}_largest"


@dataclass(frozen=True, eq=False)
class Goals:
    """Numbers of the ledger that must stay open: `low` or less, and `high` or more, must both remain possible."""

    numbers: Whole
    low: Numbers
    high: Numbers

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True)
class Thresholds:
    """The policy of a release, as its manifest has it."""

    policy: Mapping[str, Any]

    @property
    def low(self) -> float:
        return float(self.policy["low"])

    def dominated(self, events: Numbers, largest: Numbers) -> Booleans:
        """Events of which one person has more than anybody may."""
        share = Fraction(str(self.policy["largest_share"]))
        found: Booleans = largest * share.denominator > events * share.numerator
        return found

    @property
    def high(self) -> float:
        return float(self.policy["high"])

    def shows_zero(self, column: str = "") -> bool:
        """Whether it may be told that nobody is counted."""
        return bool(self.policy["show_zero"]) and column not in self.policy["hide_zero"]

    def lowest(self, column: str = "") -> float:
        """What a small number must still be able to be; nobody, where nobody is not told apart from few."""
        return self.low if self.shows_zero(column) else 0.0

    def small(self, persons: Numbers, column: str = "") -> Booleans:
        """Numbers of persons that must be protected."""
        found: Booleans = (persons > 0) & (persons < self.policy["smallest_persons"])
        return found if self.shows_zero(column) else found | (persons == 0)


# By mart and column of events, for each row: the most events of one person.
Largest = Mapping[tuple[str, str], Numbers]


def largest_of(seen: Seen, true: Mapping[str, pa.Table]) -> Largest:
    """How much of the events of each row is one person's, from the true marts; AttackError where these do not say."""
    events = [*behind(seen.board), ("patients_by_unit", OF_DIAGNOSIS)]
    return {(mart, column): _most_of_one(true[mart], column) for mart, column in events if mart in seen.board.views}


def _most_of_one(true: pa.Table, events: str) -> Numbers:
    name = LARGEST.format(events)
    if name not in true.column_names:
        raise AttackError(f"the true figures do not say how many of the {events} are one person's")
    return np.asarray(pc.fill_null(true.column(name), 0).to_numpy(), dtype=np.float64)


def goals_of(seen: Seen, truth: Numbers, largest: Largest) -> Goals:
    """All goals of a release, by number; none is beyond what everybody knows to be the most."""
    board = seen.board
    thresholds = Thresholds(board.manifest["policy"]["thresholds"])
    found = [
        *_of_columns(board, truth, thresholds),
        *_of_rests(board, truth, thresholds, largest),
        *_of_dominated(board, truth, thresholds, largest),
    ]
    numbers = np.concatenate([np.zeros(0, dtype=np.int64), *(one.numbers for one in found)])
    low = np.concatenate([np.zeros(0), *(one.low for one in found)])
    high = np.concatenate([np.zeros(0), *(one.high for one in found)])
    order = np.argsort(numbers, kind="stable")
    most = board.ledger.most[numbers]
    # What is known is no bound but a leak.
    capped = np.where(board.ledger.open[numbers], np.minimum(high, most), high)
    return Goals(numbers[order], low[order], capped[order])


def behind(board: Board) -> dict[tuple[str, str], str]:
    """By mart and column of events the column of the persons behind them."""
    return {
        (one["mart"], one["columns"][0]): one["others"][0]["column"]
        for one in board.manifest["relations"]
        if one["kind"] == "behind"
    }


def _of_columns(board: Board, truth: Numbers, thresholds: Thresholds) -> Iterator[Goals]:
    persons_of = behind(board)
    for name, view in board.views.items():
        if view.described["source"] != REGISTER:
            continue
        for _, column in counts(view):
            if column != PUBLIC:
                yield _of_column(board, truth, thresholds, name, column, persons_of.get((name, column), column))


def _of_column(board: Board, truth: Numbers, thresholds: Thresholds, mart: str, column: str, persons: str) -> Goals:
    """Small numbers of persons, and the events of few persons: one of them may stand for all."""
    numbers, of_persons = board.numbers[mart, column], board.numbers[mart, persons]
    shown = ~board.inner[mart] if column == PATIENTS else True
    rows = np.flatnonzero((numbers >= 0) & (of_persons >= 0) & shown)
    rows = rows[thresholds.small(truth[of_persons[rows]], persons)]
    own = numbers[rows]
    high = np.full(len(own), thresholds.high)
    if persons != column:
        high = np.maximum(high, 2 * truth[own])
    low = thresholds.lowest(persons)
    return Goals(own, np.full(len(own), low), high)


def _of_dominated(board: Board, truth: Numbers, thresholds: Thresholds, largest: Largest) -> Iterator[Goals]:
    """Events of more than a few persons that are mostly one's."""
    for (mart, column), persons in behind(board).items():
        numbers, of_persons = board.numbers[mart, column], board.numbers[mart, persons]
        rows = np.flatnonzero((numbers >= 0) & (of_persons >= 0))
        rows = rows[~thresholds.small(truth[of_persons[rows]], persons)]
        yield _of_one(truth, thresholds, numbers[rows], largest[mart, column][rows])


def _of_one(truth: Numbers, thresholds: Thresholds, numbers: Whole, largest: Numbers) -> Goals:
    """Events that are mostly one person's: she may have had just one, or there may be twice as many."""
    mostly = thresholds.dominated(truth[numbers], largest)
    own = numbers[mostly]
    return Goals(own, truth[own] - largest[mostly] + 1, np.maximum(thresholds.high, 2 * truth[own]))


def _of_rests(board: Board, truth: Numbers, thresholds: Thresholds, largest: Largest) -> Iterator[Goals]:
    """Small complements and remainders, and contacts of diagnosis groups with few patients."""
    rests = board.rests if thresholds.policy["protect_remainders"] else set()
    for block in board.ledger.blocks:
        if block.name in board.complements or block.name in rests:
            numbers = block.numbers[(truth[block.numbers] > 0) & thresholds.small(truth[block.numbers])]
            # The rest of a whole has the policy of its part.
            yield _goals(numbers, thresholds.lowest(board.complements.get(block.name, "")), thresholds.high)
        elif block.name == ("patients_by_unit", OF_DIAGNOSIS):
            few = thresholds.small(truth[board.numbers["patients_by_unit", "patients"][block.rows]], "patients")
            yield _of_diagnoses(truth, thresholds, block.numbers[few])
            yield _of_one(truth, thresholds, block.numbers[~few], largest[block.name][block.rows][~few])


def _of_diagnoses(truth: Numbers, thresholds: Thresholds, numbers: Whole) -> Goals:
    own = numbers[truth[numbers] > 0]
    return Goals(own, np.full(len(own), thresholds.lowest()), np.maximum(thresholds.high, 2 * truth[own]))


def _goals(numbers: Whole, low: float, high: float) -> Goals:
    return Goals(numbers, np.full(len(numbers), low), np.full(len(numbers), high))
