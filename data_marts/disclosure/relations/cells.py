"""The published counts as cells: where they stand, what they cost, and which of them must be protected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from data_marts.catalog import ALL, MARTS, Mart
from data_marts.disclosure.relations.book import Book, block
from data_marts.disclosure.relations.costs import cost_of, headlines, weights
from data_marts.disclosure.relations.declared import BEHIND, DECLARED, Cells
from data_marts.disclosure.relations.families import Families, Parents, families_of
from data_marts.disclosure.relations.frames import NOWHERE, Frame, match
from data_marts.disclosure.relations.leaders import Leaders
from data_marts.disclosure.rules import Policy
from data_marts.disclosure.system import UNBOUNDED, Booleans, Whole

REGISTER = tuple(name for name, mart in MARTS.items() if mart.source == "register")
COLUMNS = tuple(dict.fromkeys(name for mart in REGISTER for name in MARTS[mart].measures))
OPEN = ("population",)  # counts of people that everybody knows from an open source


@dataclass
class Board:
    """What relations are made from: the frames, and the number of the cell of each row and column.

    `steps`: cells of wholes and of parts of them: whoever is counted in the part is counted in the whole, and what else
    the whole has is a cell where it is few. `sums`: likewise, where all that the whole has are the other parts.
    """

    frames: Mapping[str, Frame]
    parents: Parents
    policy: Policy
    book: Book
    start: dict[tuple[str, str], int]
    tie: dict[tuple[str, str], Whole]
    found: dict[tuple[str, str], Families]
    known: dict[str, Whole]
    insiders: Leaders
    steps: list[tuple[Whole, Whole]] = field(default_factory=list)
    sums: list[tuple[Whole, Whole]] = field(default_factory=list)

    def cells(self, mart: str, column: str) -> Whole:
        """The cell of each row of a frame."""
        return self.start[mart, column] + np.arange(len(self.frames[mart]), dtype=np.int64)

    def families(self, mart: str, over: str) -> Families:
        """The families of a mart over a dimension; found once."""
        if (mart, over) not in self.found:
            self.found[mart, over] = families_of(self.frames[mart], over, self.parents)
        return self.found[mart, over]

    def insider(self, frame: Frame) -> Whole:
        """Who knows more of each row than what is published, as a number of `insiders`; -1: nobody."""
        if frame.mart.name not in self.known:
            self.known[frame.mart.name] = self.insiders.of_rows(frame)
        return self.known[frame.mart.name]

    def matched(self, frame: Frame, cells: Cells) -> tuple[Whole, Booleans]:
        """The cell that each row of a frame is matched with, and where there is one."""
        other = self.frames[cells.mart]
        at = match(frame, other, cells)
        known = (at >= 0) & other.exists[cells.column][np.maximum(at, 0)] if len(other) else at >= 0
        return self.start[cells.mart, cells.column] + np.maximum(at, 0), known

    def values(self, frame: Frame, cells: Cells) -> Whole:
        """The value that each row is matched with; 0 where there is none."""
        other = self.frames[cells.mart]
        at = match(frame, other, cells)
        return np.where(at >= 0, other.values[cells.column][np.maximum(at, 0)], 0)


def is_small(persons: Whole, policy: Policy, column: str = "") -> Booleans:
    """Numbers of persons that must be protected; `column` is what they are called."""
    small: Booleans = (persons > 0) & (persons < policy.smallest_persons)
    return small if policy.shows_zero(column) else small | (persons == 0)


def lowest(policy: Policy, column: str = "") -> int:
    """What a small number must still be able to be; nobody, where nobody is not told apart from few."""
    return policy.low if policy.shows_zero(column) else 0


def high_events(events: Whole, policy: Policy) -> Whole:
    """What events of few persons, or mostly of one, must still be able to be: one of them may stand for all."""
    return np.maximum(policy.high, 2 * events)


def is_dominated(events: Whole, largest: Whole, policy: Policy) -> Booleans:
    """Where one person has more of the events than the policy's share."""
    part, whole = policy.share
    dominated: Booleans = largest * whole > events * part
    return dominated


def low_events(events: Whole, largest: Whole) -> Whole:
    """What events that are mostly one person's must still be able to be: as few as if she had had a single one.

    Not fewer: how many persons there are is often told elsewhere, and each of them has one.
    """
    return events - largest + 1


def place_cells(board: Board) -> None:
    """Puts the counts of every mart on the board. Those of a group share a fate.

    But a number that another mart tells, too, is not hidden there because its group is hidden here.
    """
    elsewhere = {(relation.mart, name) for relation in DECLARED if relation.kind == "same" for name in relation.columns}
    for name, frame in board.frames.items():
        if name in REGISTER:
            for group in frame.mart.groups:
                ties = board.book.new_ties(len(frame))
                board.tie[name, group.name] = ties
                for measure in group.measures:
                    if measure.kind == "count" and measure.name not in OPEN:
                        own = (name, measure.name) in elsewhere
                        tie = board.book.new_ties(len(frame)) if own else ties
                        _place_column(board, frame, measure.name, tie)


def _place_column(board: Board, frame: Frame, column: str, ties: Whole) -> None:
    values, exists = frame.values[column], frame.exists[column]
    mart = frame.mart.name
    behind = BEHIND.get(mart, {}).get(column, column)
    small = is_small(frame.values[behind], board.policy, behind)
    low: Whole = np.full(len(frame), lowest(board.policy, behind))
    is_events = behind != column
    if is_events:
        largest = frame.values[f"{column}_largest"]
        low = np.where(small, low, low_events(values, largest))
        small = small | is_dominated(values, largest, board.policy)
    cost = cost_of(values, weights(frame, board.parents.levels))
    most = _most(frame, column)
    high = high_events(values, board.policy) if is_events else np.full(len(frame), board.policy.high)
    cells = board.book.add(
        block(
            values,
            kept=exists & ~(board.policy.shows_zero(behind) & never_seen(board, frame, column)),
            most=most,
            cost=np.where(frame.inner, 0.0, np.where(headlines(frame, board.parents.levels), np.inf, cost)),
            unpublished=frame.inner,
            primary=exists & small & ~frame.inner,
            low=low,
            high=np.minimum(high, most),
            tie=ties,
            insider=board.insider(frame),
            mart=REGISTER.index(mart),
            row=frame.row,
            column=COLUMNS.index(column),
        )
    )
    board.start[mart, column] = int(cells[0]) if len(cells) else board.book.cells


def _most(frame: Frame, column: str) -> Whole:
    """Patients are no more than inhabitants."""
    people = frame.values.get("population", np.full(len(frame), UNBOUNDED, dtype=np.int64))
    return np.maximum(people, frame.values[column])


def never_seen(board: Board, frame: Frame, column: str) -> Booleans:
    """Zeros that everybody knows: what an organisation does not offer or ask for in a year, in each of its rows."""
    values = frame.values[column]
    whole = _whole_year(board, frame, column)
    zero: Booleans = (values == 0) & (whole == 0)
    return zero


def _whole_year(board: Board, frame: Frame, column: str) -> Whole:
    """The number of the organisation's year that each row is part of; 1 where it is not known."""
    mart, values = frame.mart.name, frame.values[column]
    if mart == "prom_trends":
        return frame.values["eligible" if column == "eligible" else "invited"]
    if mart == "coverage":
        return frame.values["patients"]
    if mart == "patient_rates":
        return np.ones(len(frame), dtype=np.int64)
    total = frame.beside(**_codes_of_whole_year(frame))
    whole = np.where(total >= 0, values[np.maximum(total, 0)], 1)
    if mart == "patients_by_unit":
        return np.where(frame.codes["care"] == frame.code("care", ALL), whole, values)
    return whole


def _codes_of_whole_year(frame: Frame) -> dict[str, Whole | int]:
    places = ("organisation", "residence")
    codes: dict[str, Whole | int] = {name: code for name, code in frame.totals().items() if name not in places}
    if "period" in frame.labels:
        codes |= _year_of_period(frame)
    return codes


def _year_of_period(frame: Frame) -> dict[str, Whole | int]:
    labels = frame.labels["period"]
    position = {label: code for code, label in enumerate(labels)}
    year = np.array([position.get(label[:4], NOWHERE) for label in labels], dtype=np.int64)
    return {"period": year[frame.codes["period"]], "period_type": frame.code("period_type", "year")}


def board_of(frames: Mapping[str, Frame], parents: Parents, policy: Policy) -> Board:
    """The frames with their cells, and no relations yet."""
    board = Board(frames, parents, policy, Book(), {}, {}, {}, {}, Leaders(parents))
    place_cells(board)
    return board


def counts(mart: Mart) -> Sequence[str]:
    """The columns of a mart that are cells."""
    return [m.name for m in mart.measures.values() if m.kind == "count" and m.name not in OPEN]
