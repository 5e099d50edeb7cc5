"""Figures that are printed beside a number of persons that is not told: which numbers their digits allow.

A release that keeps its rule has no such figure. Where the rule fails, this says how much the failure tells.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow.compute as pc

from data_marts.disclosure.attack.board import PUBLIC, Board
from data_marts.disclosure.attack.event_inversions import counts_from_dobson
from data_marts.disclosure.attack.inversions import (
    Interval,
    counts_from_wilson,
    numbers_from_mean_limits,
    printed,
    wholes_from_ratio,
    wholes_from_shares,
)
from data_marts.disclosure.attack.knowledge import Booleans, Whole
from data_marts.disclosure.attack.view import SHOWN, AttackError, as_array

# Nobody is thought to have more patients behind one figure.
MOST_PERSONS = 100_000
RATES, COURSES = "patient_rates", "prom_trends"
PATIENTS, PAIRS, BASELINES = "patients", "pairs", "baseline_n"
PER_THOUSAND, PERCENT = 1000.0, 100.0

# From figures as intervals, a number of the row that is known, and the most that is possible, to possible numbers.
Invert = Callable[[Sequence[Interval], int, int], Sequence[int]]
# The number that is sought, the figures, what they are printed for, and the count beside them that must be known.
Told = tuple[str, str, tuple[str, ...], float, str, Invert]

TOLD: tuple[Told, ...] = (
    (
        RATES, PATIENTS, ("rate", "rate_low", "rate_high"), PER_THOUSAND, PUBLIC,
        lambda figures, people, most: counts_from_wilson(figures[0], figures[1], figures[2], people),
    ),
    (
        RATES, PATIENTS, ("standardised_rate", "standardised_low", "standardised_high"), 1.0, "",
        lambda figures, _, most: counts_from_dobson(figures[0], figures[1], figures[2], most),
    ),
    (
        COURSES, PAIRS, ("change_low", "change_high", "sd_change"), 1.0, "",
        lambda figures, _, most: numbers_from_mean_limits(figures[0], figures[1], figures[2], most),
    ),
    (
        COURSES, PAIRS, ("better_share", "unchanged_share", "worse_share"), PERCENT, "",
        lambda figures, _, most: wholes_from_shares(list(figures), most),
    ),
    (
        COURSES, BASELINES, ("floor_share",), PERCENT, "at_floor",
        lambda figures, part, most: wholes_from_ratio(figures[0], part, most),
    ),
)  # fmt: skip


def relate_beside(board: Board) -> None:
    """Bounds for every number that is not told in a row that prints figures made from it.

    AttackError where the figures fit no number at all.
    """
    for mart, column, figures, per, known, invert in TOLD:
        if mart in board.views:
            _relate(board, mart, column, figures, per, known, invert)


def _relate(
    board: Board, mart: str, column: str, figures: tuple[str, ...], per: float, known: str, invert: Invert
) -> None:
    numbers = board.numbers[mart, column]
    beside = _rows(board, mart, numbers, figures, known)
    low, high = np.zeros(len(beside)), np.zeros(len(beside))
    for place, row in enumerate(beside.tolist()):
        told = [_interval(board, mart, figure, row, per) for figure in figures]
        other = int(board.ledger.least[board.numbers[mart, known][row]]) if known else 0
        most = int(min(board.ledger.most[numbers[row]], MOST_PERSONS))
        found = invert(told, other, most)
        if not len(found):
            raise AttackError(f"{', '.join(figures)} of {mart} fit no number of {column}")
        low[place], high[place] = min(found), max(found)
    count = np.arange(len(beside), dtype=np.int64)
    board.ledger.relate(f"printed beside {column}", len(beside), [(count, numbers[beside], 1.0)], low, high)


def _rows(board: Board, mart: str, numbers: Whole, figures: tuple[str, ...], known: str) -> Whole:
    """The rows with all figures, and no number."""
    rows = (numbers >= 0) & ~board.is_known(numbers)
    for figure in figures:
        rows &= _printed(board, mart, figure)
    if known:
        rows &= board.is_known(board.numbers[mart, known])
    return np.flatnonzero(rows)


def _printed(board: Board, mart: str, figure: str) -> Booleans:
    table, (group, _) = board.tables[mart], _described(board, mart, figure)
    return as_array(pc.and_(pc.equal(table.column(group["status_column"]), SHOWN), pc.is_valid(table.column(figure))))


def _interval(board: Board, mart: str, figure: str, row: int, per: float) -> Interval:
    _, measure = _described(board, mart, figure)
    return printed(float(board.tables[mart].column(figure)[row].as_py()), int(measure["decimals"]), per)


def _described(board: Board, mart: str, figure: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    groups = board.views[mart].described["groups"]
    [found] = [(group, one) for group in groups for one in group["measures"] if one["name"] == figure]
    return found
