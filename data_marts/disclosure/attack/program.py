"""A linear or whole-number program over open numbers that hang together: smallest and largest values, with tables.

Solver: HiGHS (Huangfu and Hall, Parallelizing the dual revised simplex method, Math. Prog. Comp. 10, 2018), one thread
and a fixed seed, so that the same knowledge gives the same answers.
"""

from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy import sparse

from data_marts.disclosure.attack.knowledge import ROUNDING, Booleans, ContradictionError, Numbers, Whole, whole_rows
from data_marts.disclosure.attack.propagation import OpenPart, with_rows

FIXED = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5}
# A search for whole numbers ends here without an answer. A number of nodes, not a time: the same on any machine.
MOST_NODES = 5_000
# The solver's own tolerance is 1e-7; a table is rounded to whole numbers and checked exactly afterwards.
NEAR_WHOLE = 1e-5
# How far from the numbers that are not whole others are sought anew, in steps from relation to relation.
RINGS = 3
# Any whole table will do there, the first one found.
FIRST = 1
# From the last corner to one that is best for a single number it is a short way by the primal method; all sides pushed
# at once, the dual one is faster (10,000 numbers: 0.1 s for 3 s, and 2.4 s for 4.8 s).
DUAL, PRIMAL = 1, 4

OPTIMAL = highspy.HighsModelStatus.kOptimal
INFEASIBLE = highspy.HighsModelStatus.kInfeasible


@dataclass(frozen=True)
class Answer:
    """`bound`: no table gives less than this (minus infinity where the solver gave no answer). `table`: whole numbers
    that were found and checked, None where the solver's own are not whole. `possible`: false where there is none."""

    bound: float
    table: Numbers | None
    possible: bool = True


class Program:
    """The model is built once; only costs and bounds change from question to question."""

    def __init__(self, part: OpenPart) -> None:
        self.part = part
        self.exact = whole_rows(part.rows, part.whole)
        self.magnitude = abs(part.rows)
        self.least, self.most = part.least.copy(), part.most.copy()
        self.cells = np.arange(len(part), dtype=np.int32)
        self.linear = _solver(part)
        self.values = np.zeros(len(part))
        self.solved = 0

    def smallest(self, costs: Numbers, strategy: int = PRIMAL) -> Answer:
        """The smallest sum of costs x numbers, numbers of any kind allowed; a table where they are whole anyway."""
        self.linear.setOptionValue("simplex_strategy", strategy)
        self.linear.changeColsCost(len(costs), self.cells, costs)
        answer, values = self._run(self.linear)
        if values is not None:
            self.values = values
        return answer

    def completed(self, costs: Numbers) -> Numbers | None:
        """A table of whole numbers near the last answer; None where none was found.

        Numbers that are whole in the answer stay; the others, then those that share a relation with these, and so on,
        are sought anew: some dozens instead of all.
        """
        base = np.where(self.part.whole, np.rint(self.values), self.values)
        loose = abs(base - self.values) > NEAR_WHOLE
        for _ in range(RINGS):
            table = self._sought(costs, base, np.flatnonzero(loose))
            if table is not None:
                return table
            loose = self._neighbours(loose)
        return None

    def _neighbours(self, cells: Booleans) -> Booleans:
        """The numbers that share a relation with some of these, and these themselves."""
        touched = self.magnitude @ cells.astype(np.float64) > 0
        return np.asarray((self.magnitude.T @ touched.astype(np.float64) > 0) | cells)

    def _sought(self, costs: Numbers, base: Numbers, cells: Whole) -> Numbers | None:
        """The table that is best for the costs where only these numbers may differ from a base."""
        solver = _solver(_among(self.part, base, cells), whole=True)
        places = np.arange(len(cells), dtype=np.int32)
        solver.setOptionValue("mip_max_improving_sols", FIRST)
        solver.changeColsBounds(len(cells), places, self.least[cells], self.most[cells])
        solver.changeColsCost(len(cells), places, costs[cells])
        solver.run()
        self.solved += 1
        values = np.array(solver.getSolution().col_value, dtype=np.float64)
        if len(values) != len(cells):
            return None
        whole = base.copy()
        whole[cells] = values
        return self._checked(whole)

    def smallest_whole(self, costs: Numbers) -> Answer:
        """The smallest sum of costs x numbers among all tables of whole numbers."""
        solver = _solver(self.part, whole=True)
        solver.changeColsCost(len(costs), self.cells, costs)
        solver.changeColsBounds(len(costs), self.cells, self.least, self.most)
        return self._run(solver)[0]

    def limit(self, cell: int, least: float, most: float) -> None:
        """Other bounds for one number, for the questions that follow."""
        self.least[cell], self.most[cell] = least, most
        self.linear.changeColBounds(cell, least, most)

    def free(self, cell: int) -> None:
        """The number's own bounds again."""
        self.limit(cell, float(self.part.least[cell]), float(self.part.most[cell]))

    def _run(self, solver: highspy.Highs) -> tuple[Answer, Numbers | None]:
        solver.run()
        self.solved += 1
        status, info = solver.getModelStatus(), solver.getInfo()
        if status == INFEASIBLE:
            return Answer(np.inf, None, possible=False), None
        values = np.array(solver.getSolution().col_value, dtype=np.float64)
        if len(values) != len(self.part):
            return Answer(-np.inf, None), None
        table = self._checked(values)
        if status != OPTIMAL:
            return Answer(-np.inf, table), values
        whole = np.isfinite(info.mip_dual_bound) and solver is not self.linear
        return Answer(float(info.mip_dual_bound if whole else info.objective_function_value), table), values

    def _checked(self, values: Numbers) -> Numbers | None:
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


def _among(part: OpenPart, base: Numbers, cells: Whole) -> OpenPart:
    """The relations of some numbers where all others are those of a base."""
    others = base.copy()
    others[cells] = 0
    constant = part.rows @ others
    rows = sparse.csr_array(part.rows[:, cells])
    chosen = replace(
        part,
        cells=part.cells[cells],
        least=part.least[cells],
        most=part.most[cells],
        whole=part.whole[cells],
        rows=rows,
        lower=part.lower - constant,
        upper=part.upper - constant,
    )
    return with_rows(chosen, np.flatnonzero(np.diff(rows.indptr) > 0))


def _solver(part: OpenPart, whole: bool = False) -> highspy.Highs:
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
    """Without the relations that follow from others: tables are checked against all of them."""
    needed = with_rows(part, np.flatnonzero(part.needed))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(needed), len(needed.lower)
    model.col_cost_ = np.zeros(len(needed))
    model.col_lower_, model.col_upper_ = needed.least, needed.most
    model.row_lower_, model.row_upper_ = needed.lower, needed.upper
    columns = sparse.csc_array(needed.rows)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = columns.indptr, columns.indices
    model.a_matrix_.value_ = columns.data
    if whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(one)] for one in needed.whole]
    return model


def check_possible(answer: Answer) -> None:
    """ContradictionError where no table at all agrees with what is known."""
    if not answer.possible:
        raise ContradictionError("no table agrees with all relations at once")
