"""The cheapest other table in which one unknown has another value: a linear program, kept and solved again.

Method: minimum-cost perturbation (Kelly, Golden and Assad 1992; Castro 2012): what an unknown goes up or down costs
as much as hiding it, nothing where it is hidden already. HiGHS solves it by dual simplex, each time from the true
table: that is a corner at which the dual is feasible, and nearer than the table that was found last.
"""

from collections.abc import Iterator

import highspy
import numpy as np

from data_marts.disclosure.protection.parts import Part
from data_marts.disclosure.protection.reduction import Places
from data_marts.disclosure.system import Booleans, Numbers, Whole

# A difference of so much is as good as no bound; larger numbers would only disturb the solver.
_FAR = 2**30
_WHOLE = 1e-6
_OTHER_CORNERS = 5
_SMALL_PRICE = 0.01
_MOST_BRANCHES = 500


class Perturbation:
    """A part of a problem, whose unknowns may change while all others stay as they are.

    Each unknown has two columns, for going up and going down. Unknowns that may not change have the bounds zero.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self._size = len(part.unknowns)
        self._most = np.concatenate([part.most, -part.least]).astype(np.float64)
        self._most[self._most >= _FAR] = highspy.kHighsInf
        self._open = np.ones(self._size, dtype=np.bool_)
        self._cost = np.zeros(self._size)
        self._solver = _solver(_program(part, self._most))

    def price(self, cost: Numbers) -> None:
        """Sets what each unknown costs for every step; infinite where it may not change."""
        opened = np.isfinite(cost)
        self._bound(np.flatnonzero(opened != self._open), opened)
        self._set_cost(np.where(opened, cost, self._cost))
        self._open = opened

    def solve(self, unknown: int, amount: int, thorough: bool = True) -> Whole | None:
        """Whole differences of the unknowns with `unknown` at least `amount` from zero, in its direction.

        None if there are none, or, unless `thorough`, if they are not found without a mixed integer program. The
        cheapest ones where the cheapest corner is whole.
        """
        place = self.part.places[unknown]
        there, back = (place, place + self._size) if amount > 0 else (place + self._size, place)
        if self._most[there] < abs(amount):
            return None
        columns = np.array([there, back], dtype=np.int32)
        self._solver.changeColsBounds(2, columns, np.array([abs(amount), 0.0]), np.array([self._most[there], 0.0]))
        found = self._run()
        if found is not None and not _is_whole(found):
            found = self._whole(place, found, thorough)
        self._bound(np.array([place], dtype=np.intp), self._open)
        return None if found is None else np.rint(found).astype(np.int64)

    def _whole(self, place: int, found: Numbers, thorough: bool) -> Numbers | None:
        """A whole solution, at best among the unknowns that cost nothing or that `found` changes.

        A mixed integer program takes a hundred times as long as a linear one, and comes last.
        """
        if self._is_possible(2 * found):
            return 2 * found
        idle = np.flatnonzero(self._open & (self._cost > 0) & (np.abs(found) < _WHOLE))
        idle = idle[idle != place]
        self._bound(idle, np.zeros_like(self._open))
        whole = next(self._other_corners(np.ones(self._size)), None)
        if whole is None and thorough:
            whole = self._run_whole()
        self._bound(idle, self._open)
        if whole is None:
            whole = next(self._other_corners(self._cost), None)
        return self._run_whole() if whole is None and thorough else whole

    def _is_possible(self, difference: Numbers) -> bool:
        part = self.part
        inside = np.all((difference <= part.most + _WHOLE) & (difference >= part.least - _WHOLE))
        fits = np.all(part.sums(difference)[part.equations :] <= part.slack + _WHOLE)
        return bool(_is_whole(difference) and inside and fits)

    def _other_corners(self, cost: Numbers) -> Iterator[Numbers]:
        """Whole corners that are cheapest at prices near these, drawn always the same."""
        draws = np.random.default_rng(0)
        before = self._cost
        for _ in range(_OTHER_CORNERS):
            self._set_cost(cost * draws.uniform(1, 2, self._size) + draws.uniform(0, _SMALL_PRICE, self._size))
            found = self._run()
            self._set_cost(before)
            if found is not None and _is_whole(found):
                yield found

    def _run(self) -> Numbers | None:
        self._solver.clearSolver()
        self._solver.run()
        if self._solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        columns: Numbers = np.asarray(self._solver.getSolution().col_value, dtype=np.float64)
        return columns[: self._size] - columns[self._size :]

    def _run_whole(self) -> Numbers | None:
        self._set_kind(highspy.HighsVarType.kInteger, "on")
        found = self._run()
        self._set_kind(highspy.HighsVarType.kContinuous, "off")
        return found if found is not None and _is_whole(found) else None

    def _set_kind(self, kind: highspy.HighsVarType, presolve: str) -> None:
        columns = np.arange(2 * self._size, dtype=np.int32)
        self._solver.changeColsIntegrality(len(columns), columns, np.full(len(columns), int(kind), dtype=np.uint8))
        self._solver.setOptionValue("presolve", presolve)

    def _set_cost(self, cost: Numbers) -> None:
        changed = np.flatnonzero(cost != self._cost)
        if len(changed):
            columns = np.concatenate([changed, changed + self._size]).astype(np.int32)
            self._solver.changeColsCost(len(columns), columns, np.tile(cost[changed], 2))
        self._cost = cost

    def _bound(self, places: Places, opened: Booleans) -> None:
        if len(places):
            columns = np.concatenate([places, places + self._size]).astype(np.int32)
            most = np.where(np.tile(opened[places], 2), self._most[columns], 0.0)
            self._solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), most)


def _is_whole(found: Numbers) -> bool:
    return bool(np.abs(found - np.rint(found)).max(initial=0) < _WHOLE)


def _program(part: Part, most: Numbers) -> highspy.HighsLp:
    """All costs are zero at first."""
    columns, rows = 2 * len(part.unknowns), part.equations + len(part.slack)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = rows, columns
    program.col_cost_ = np.zeros(columns)
    program.col_lower_, program.col_upper_ = np.zeros(columns), most
    program.row_lower_ = np.where(np.arange(rows) < part.equations, 0.0, -highspy.kHighsInf)
    program.row_upper_ = np.concatenate([np.zeros(part.equations), part.slack])
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.concatenate([part.start, part.start[1:] + part.start[-1]]).astype(np.int32)
    program.a_matrix_.index_ = np.tile(part.row, 2).astype(np.int32)
    program.a_matrix_.value_ = np.concatenate([part.value, -part.value])
    return program


def _solver(program: highspy.HighsLp) -> highspy.Highs:
    """One thread and a fixed seed: the same program, the same corner."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("mip_max_nodes", _MOST_BRANCHES)
    solver.passModel(program)
    return solver
