"""What the protection of three reference cubes costs: cells, numbers and seconds.

Run: python -m tests.benchmarks.disclosure [--cubes hf views unit] [--sample N]. Judges nothing. A secondary cell is
called superfluous if, shown alone, every primary cell stays protected: found by another solver (scipy) in a sample.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
from scipy.optimize import linprog

from data_marts.disclosure.protection import Protection, hide
from data_marts.disclosure.system import System
from tests.reference.disclosure_cubes import hf_cube, unit_cube, views_cube

CUBES: dict[str, Callable[[], System]] = {"hf": hf_cube, "views": views_cube, "unit": unit_cube}
_LINE = "{:6} {:>7} {:>8} {:>7} {:>7} {:>7} {:>9} {:>9} {:>12}"


def superfluous_share(case: System, found: Protection, sample: int) -> float:
    """The share of a sample of secondary cells that could be shown alone; an upper bound, without whole numbers."""
    secondary = np.flatnonzero(found.hidden & ~case.primary)
    tried = np.random.default_rng(0).choice(secondary, min(sample, len(secondary)), replace=False)
    return float(np.mean([can_be_shown(case, found, cell) for cell in tried])) if len(tried) else 0.0


def can_be_shown(case: System, found: Protection, cell: int) -> bool:
    """Whether each primary cell still reaches its low and its high value when this cell is shown as well.

    Only the witnesses that change the cell need a new table.
    """
    shown = ~(found.hidden | case.unpublished)
    shown[cell] = True
    lower = np.where(shown, case.values, case.least)
    upper = np.where(shown, case.values, case.most)
    for tables, sign, goal in ((found.witnesses.down, 1, case.low), (found.witnesses.up, -1, case.high)):
        users = tables[:, [cell]].toarray().ravel() != 0
        for primary in found.witnesses.cells[users]:
            aim = np.zeros(len(case))
            aim[primary] = sign
            answer = linprog(
                aim,
                A_eq=case.equal,
                b_eq=np.zeros(case.equal.shape[0]),
                A_ub=case.at_most if case.at_most.shape[0] else None,
                b_ub=np.zeros(case.at_most.shape[0]) if case.at_most.shape[0] else None,
                bounds=np.column_stack([lower, upper]),
                method="highs",
            )
            if answer.fun > sign * goal[primary] + 1e-6:
                return False
    return True


def main() -> None:
    """Prints a line for each cube."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cubes", nargs="+", choices=CUBES, default=list(CUBES))
    parser.add_argument("--sample", type=int, default=20, help="secondary cells tried one at a time")
    options = parser.parse_args()
    print(_LINE.format("cube", "cells", "primary", "hidden", "cells%", "values%", "seconds", "cpu", "superfluous%"))
    for name in options.cubes:
        case = CUBES[name]()
        start, work = time.perf_counter(), time.process_time()
        found = hide(case)
        seconds, work = time.perf_counter() - start, time.process_time() - work
        print(_line(name, case, found, seconds, work, options.sample), flush=True)


def _line(name: str, case: System, found: Protection, seconds: float, work: float, sample: int) -> str:
    published = ~case.unpublished
    hidden = found.hidden & published
    return _LINE.format(
        name,
        published.sum(),
        (case.primary & published).sum(),
        hidden.sum(),
        f"{100 * hidden.sum() / published.sum():.1f}",
        f"{100 * case.values[hidden].sum() / case.values[published].sum():.2f}",
        f"{seconds:.1f}",
        f"{work:.1f}",
        f"{100 * superfluous_share(case, found, sample):.0f}",
    )


if __name__ == "__main__":
    main()
