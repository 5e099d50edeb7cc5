"""A linear or whole-number program over open numbers that hang together: smallest and largest values, with tables.

Solver: HiGHS (Huangfu and Hall, Parallelizing the dual revised simplex method, Math. Prog. Comp. 10, 2018), one thread
and a fixed seed, so that the same knowledge gives the same answers.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from data_marts.disclosure.attack.knowledge import (
    ROUNDING,
    Booleans,
    ContradictionError,
    Numbers,
    Whole,
    whole_rows,
)
from data_marts.disclosure.attack.propagation import OpenPart

FIXED = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5}
# A search for whole numbers ends here without an answer. A number of nodes, not a time: the same on any machine.
MOST_NODES = 5_000
# The solver's own tolerance is 1e-7; a table is rounded to whole numbers and checked exactly afterwards.
NEAR_WHOLE = 1e-5

OPTIMAL = highspy.HighsModelStatus.kOptimal
IMPOSSIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


@dataclass(frozen=True)
class Answer:
    """`bound`: no table gives less than this (infinite where the solver gave no answer). `table`: whole numbers that
    were found and checked, None where the solver's own numbers are not whole. `possible`: false where there is none."""

    bound: float
    table: Numbers | None
    possible: bool = True


class Program:
    """The model is built once; only costs and bounds change from question to question."""

    def __init__(self, part: OpenPart) -> None:
        self.part = part
        self.exact = whole_rows(part.rows, part.whole)
        self.magnitude = abs(part.rows)
        self.cells: Whole = np.arange(len(part), dtype=np.int64)
        self.linear = _solver(part, whole=False)
        self.integral: highspy.Highs | None = None
        self.solved = 0

    def smallest(self, costs: Numbers) -> Answer:
        """The smallest sum of costs x numbers, numbers of any kind allowed; a table where they are whole anyway."""
        return self._ask(self.linear, costs)

    def smallest_whole(self, costs: Numbers) -> Answer:
        """The same among tables of whole numbers."""
        if self.integral is None:
            self.integral = _solver(self.part, whole=True)
        return self._ask(self.integral, costs)

    def limit(self, cell: int, least: float, most: float) -> None:
        """Other bounds for one number, for the questions that follow."""
        for solver in (self.linear, self.integral):
            if solver is not None:
                solver.changeColBounds(cell, least, most)

    def free(self, cell: int) -> None:
        """The number's own bounds again."""
        self.limit(cell, float(self.part.least[cell]), float(self.part.most[cell]))

    def _ask(self, solver: highspy.Highs, costs: Numbers) -> Answer:
        solver.changeColsCost(len(costs), self.cells.astype(np.int32), costs)
        solver.run()
        self.solved += 1
        status, info = solver.getModelStatus(), solver.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(np.inf, None, possible=False)
        values = np.array(solver.getSolution().col_value, dtype=np.float64)
        table = self._table(values) if len(values) == len(costs) else None
        if status != OPTIMAL:
            return Answer(-np.inf, table)
        bound = info.mip_dual_bound if solver is self.integral else info.objective_function_value
        return Answer(float(bound), table)

    def _table(self, values: Numbers) -> Numbers | None:
        """The solver's numbers as an exact table; None where that is not one."""
        table = np.where(self.part.whole, np.rint(values), values)
        if np.any(abs(table - values) > NEAR_WHOLE) or not self._fits(table):
            return None
        return table

    def _fits(self, table: Numbers) -> bool:
        part = self.part
        within = _within(table, part.least, part.most, ROUNDING * abs(table) * ~part.whole)
        sums = part.rows @ table
        slack = ROUNDING * (1 + self.magnitude @ abs(table)) * ~self.exact
        return within and _within(sums, part.lower, part.upper, slack)


def _within(values: Numbers, low: Numbers, high: Numbers, slack: Numbers) -> bool:
    inside: Booleans = (values >= low - slack) & (values <= high + slack)
    return bool(np.all(inside))


def _solver(part: OpenPart, whole: bool) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in FIXED.items():
        solver.setOptionValue(name, value)
    if whole:
        solver.setOptionValue("mip_max_nodes", MOST_NODES)
    else:
        # A warm start and presolve exclude each other.
        solver.setOptionValue("presolve", "off")
    solver.passModel(_model(part, whole))
    return solver


def _model(part: OpenPart, whole: bool) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(part), len(part.lower)
    model.col_cost_ = np.zeros(len(part))
    model.col_lower_, model.col_upper_ = part.least, part.most
    model.row_lower_, model.row_upper_ = part.lower, part.upper
    columns = sparse.csc_array(part.rows)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = columns.indptr
    model.a_matrix_.index_ = columns.indices
    model.a_matrix_.value_ = columns.data
    if whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(one)] for one in part.whole]
    return model


def check_possible(answer: Answer) -> None:
    """ContradictionError where no table at all agrees with what is known."""
    if not answer.possible:
        raise ContradictionError("no table agrees with all relations at once")
