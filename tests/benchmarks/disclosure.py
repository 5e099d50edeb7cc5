"""What the protection of three reference cubes costs: cells, numbers and seconds.

Run: python -m tests.benchmarks.disclosure [--cubes hf views unit] [--trials N]. Judges nothing. Of the smallest cube
hidden cells are shown one at a time: a cell is superfluous if the attack finds every primary cell safe nonetheless.
"""

import argparse
import time
from collections.abc import Callable

from data_marts.disclosure.protection import Protection, hide
from data_marts.disclosure.system import System
from tests.reference.disclosure_cubes import hf_cube, unit_cube, views_cube
from tests.reference.planted_leaks import planted

CUBES: dict[str, Callable[[], System]] = {"hf": hf_cube, "views": views_cube, "unit": unit_cube}
_LINE = "{:6} {:>7} {:>8} {:>7} {:>7} {:>7} {:>9} {:>9}"
_OF_LEAKS = "shown one at a time: {}, of these needed: {}, of these not refused by the proof: {}"


def leaks(case: System, found: Protection, trials: int) -> tuple[int, int, int]:
    """Of hidden cells that are shown one at a time: how many were tried, how many were needed, and of these how many
    the proof does not refuse (which must be none)."""
    tried = list(planted(case, found, trials))
    needed = [leak for leak in tried if leak.found]
    return len(tried), len(needed), sum(not leak.refused for leak in needed)


def main() -> None:
    """Prints a line for each cube."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cubes", nargs="+", choices=CUBES, default=list(CUBES))
    parser.add_argument("--trials", type=int, default=200, help="hidden cells shown one at a time, of the cube hf")
    options = parser.parse_args()
    print(_LINE.format("cube", "cells", "primary", "hidden", "cells%", "values%", "seconds", "cpu"))
    for name in options.cubes:
        case = CUBES[name]()
        start, work = time.perf_counter(), time.process_time()
        found = hide(case)
        seconds, work = time.perf_counter() - start, time.process_time() - work
        print(_line(name, case, found, seconds, work), flush=True)
        if name == "hf" and options.trials:
            print(_OF_LEAKS.format(*leaks(case, found, options.trials)), flush=True)


def _line(name: str, case: System, found: Protection, seconds: float, work: float) -> str:
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
    )


if __name__ == "__main__":
    main()
