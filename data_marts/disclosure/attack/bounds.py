"""Smallest and largest possible value of each target, from linear programs and, where these are loose, whole numbers.

Every table on the way is a witness for all other targets: most of them never need a program of their own.
"""

from dataclasses import dataclass, field

import numpy as np

from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole
from data_marts.disclosure.attack.program import DUAL, Answer, Program, check_possible
from data_marts.disclosure.attack.propagation import OpenPart

SEED = 7
# Tables in directions drawn at random, as long as each settles at least this many sides.
MOST_DRAWS = 40
WORTH_A_DRAW = 4
NEAR_WHOLE = 1e-6


@dataclass
class Bounds:
    """What has been found of each target of one part: proven bounds, and the extremes of whole tables that were seen.

    `least`, `most`: no table goes beyond. `seen_least`, `seen_most`: some whole table goes so far. `whole_needed`: the
    linear programs alone did not tell. `cells`: places within the part; `low`, `high`: what must be possible. `tables`:
    whole tables that reached a goal first.
    """

    cells: Whole
    low: Numbers
    high: Numbers
    least: Numbers
    most: Numbers
    seen_least: Numbers
    seen_most: Numbers
    whole_needed: Booleans
    programs: int = 0
    tables: list[Numbers] = field(default_factory=list)

    @property
    def reaches_low(self) -> Booleans:
        return self.seen_least <= self.low

    @property
    def reaches_high(self) -> Booleans:
        return self.seen_most >= self.high

    def note(self, table: Numbers | None) -> None:
        """Takes in what a whole table shows."""
        if table is not None:
            values = table[self.cells]
            if np.any((values <= self.low) & ~self.reaches_low | (values >= self.high) & ~self.reaches_high):
                self.tables.append(np.rint(table))
            np.minimum(self.seen_least, values, out=self.seen_least)
            np.maximum(self.seen_most, values, out=self.seen_most)


def bound_targets(part: OpenPart, cells: Whole, low: Numbers, high: Numbers) -> Bounds:
    """Bounds for the targets at `cells` of a part; ContradictionError where no table is possible.

    The search for a side ends as soon as a whole table reaches its goal; where the goal cannot be reached, both sides
    are followed to the end.
    """
    found = _untried(part, cells, low, high)
    program = Program(part)
    found.note(_first_table(program))
    _draw(program, found)
    for target in range(len(cells)):
        _settle(program, found, target)
    found.programs = program.solved
    return found


def _untried(part: OpenPart, cells: Whole, low: Numbers, high: Numbers) -> Bounds:
    return Bounds(
        cells,
        low,
        high,
        part.least[cells].copy(),
        part.most[cells].copy(),
        np.full(len(cells), np.inf),
        np.full(len(cells), -np.inf),
        np.zeros(len(cells), dtype=np.bool_),
    )


def _draw(program: Program, found: Bounds) -> None:
    """Pushes all open sides at once, with weights drawn at random: a table often serves hundreds of targets."""
    generator = np.random.default_rng(SEED)
    for draw in range(MOST_DRAWS):
        costs, open_sides = _directions(found, generator, draw, len(program.part))
        if open_sides < 2 * WORTH_A_DRAW:
            return
        found.note(_whole_table(program, costs))
        if open_sides - _open_sides(found) < WORTH_A_DRAW and draw % 2:
            return


def _first_table(program: Program) -> Numbers | None:
    """Some whole table; ContradictionError where there is none."""
    nothing = np.zeros(len(program.part))
    table = _whole_table(program, nothing)
    if table is not None:
        return table
    answer = program.smallest_whole(nothing)
    check_possible(answer)
    return answer.table


def _whole_table(program: Program, costs: Numbers) -> Numbers | None:
    """A whole table far in a direction, None where none was near; ContradictionError where no numbers fit at all."""
    answer = program.smallest(costs, DUAL)
    check_possible(answer)
    return program.completed(costs) if answer.table is None else answer.table


def _open_sides(found: Bounds) -> int:
    return int(np.sum(_open_low(found)) + np.sum(_open_high(found)))


def _open_low(found: Bounds) -> Booleans:
    return np.asarray(~found.reaches_low & (found.least <= found.low) & np.isfinite(found.low))


def _open_high(found: Bounds) -> Booleans:
    return np.asarray(~found.reaches_high & (found.most >= found.high) & np.isfinite(found.high))


def _directions(found: Bounds, generator: np.random.Generator, draw: int, n: int) -> tuple[Numbers, int]:
    down, up = _open_low(found), _open_high(found)
    weights = generator.random(len(found.cells))
    # By turns all up and all down; a target that needs the other side only is pushed there.
    toward = np.where(down & (~up | (draw % 2 == 1)), 1.0, np.where(up, -1.0, 0.0))
    costs = np.zeros(n)
    costs[found.cells] = toward * (0.5 + weights)
    # Unbounded directions give no table.
    costs[(costs < 0) & np.isinf(_most(found, n))] = 0
    return costs, int(np.sum(down) + np.sum(up))


def _most(found: Bounds, n: int) -> Numbers:
    most = np.zeros(n)
    most[found.cells] = found.most
    return most


def _settle(program: Program, found: Bounds, target: int) -> None:
    """Both sides of one target; where one fails, the other is followed to its end too, for the interval."""
    for side in (1.0, -1.0):
        _follow(program, found, target, side, to_the_end=False)
    failed = found.least[target] > found.low[target] or found.most[target] < found.high[target]
    for side in (1.0, -1.0):
        if failed:
            _follow(program, found, target, side, to_the_end=True)


def _follow(program: Program, found: Bounds, target: int, side: float, to_the_end: bool) -> None:
    """One side of a target: 1 is down, -1 is up."""
    if _done(found, target, side, to_the_end):
        return
    cell = int(found.cells[target])
    costs = np.zeros(len(program.part))
    costs[cell] = side
    goal = -np.inf if to_the_end else float(found.low[target] if side > 0 else -found.high[target])
    _limit(program, cell, side, goal)
    _take(found, target, side, goal, program.smallest(costs))
    if not _done(found, target, side, to_the_end):
        found.note(program.completed(costs))
    if not _done(found, target, side, to_the_end):
        found.whole_needed[target] = True
        _take(found, target, side, goal, program.smallest_whole(costs))
    program.free(cell)


def _limit(program: Program, cell: int, side: float, goal: float) -> None:
    """Nothing beyond the goal is asked for, which spares the solver most of the way."""
    part = program.part
    least, most = float(part.least[cell]), float(part.most[cell])
    if side > 0:
        program.limit(cell, max(least, min(goal, most)), most)
    else:
        program.limit(cell, least, min(most, max(-goal, least)))


def _done(found: Bounds, target: int, side: float, to_the_end: bool) -> bool:
    bound, seen, goal = _side(found, target, side)
    if not to_the_end:
        return seen <= goal or bound > goal
    return seen <= bound


def _side(found: Bounds, target: int, side: float) -> tuple[float, float, float]:
    """Bound, best seen and goal, turned so that smaller is further."""
    if side > 0:
        return float(found.least[target]), float(found.seen_least[target]), float(found.low[target])
    return -float(found.most[target]), -float(found.seen_most[target]), -float(found.high[target])


def _take(found: Bounds, target: int, side: float, goal: float, answer: Answer) -> None:
    """Takes in the table and the bound of an answer; a bound at the goal says nothing about what lies beyond."""
    check_possible(answer)
    found.note(answer.table)
    bound = answer.bound
    if bound <= goal + NEAR_WHOLE:
        return
    if side > 0:
        found.least[target] = max(found.least[target], np.ceil(bound - NEAR_WHOLE))
    else:
        found.most[target] = min(found.most[target], -np.ceil(bound - NEAR_WHOLE))
