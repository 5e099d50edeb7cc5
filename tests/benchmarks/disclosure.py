"""What the protection of three reference cubes costs: cells, numbers, seconds and memory; and that of many years.

Run: python -m tests.benchmarks.disclosure [--cubes hf views unit] [--trials N] [--years 1 3 10] [--of views]. Judges
nothing. Of the smallest cube hidden cells are shown one at a time: a cell is superfluous if the attack finds every
primary cell safe nonetheless. Years are systems of their own, as those of a release are, on all processors: 180 years
of views are a million cells.
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from data_marts.disclosure.attack.verdict import attack
from data_marts.disclosure.protection import Protection, hide
from data_marts.disclosure.system import Booleans, System
from tests.reference.disclosure_cubes import hf_cube, unit_cube, views_cube
from tests.reference.planted_leaks import planted, seen

CUBES: dict[str, Callable[[], System]] = {"hf": hf_cube, "views": views_cube, "unit": unit_cube}
YEARLY: dict[str, Callable[[int], System]] = {"hf": hf_cube, "views": views_cube}
_LINE = "{:6} {:>7} {:>8} {:>7} {:>7} {:>7} {:>9} {:>9} {:>9} {:>7} {:>6}"
_HEAD = ("cube", "cells", "primary", "hidden", "cells%", "values%", "seconds", "cpu", "attack", "unsafe", "MB")
_OF_LEAKS = "shown one at a time: {}, of these needed: {}, of these not refused by the proof: {}"
_OF_YEARS = "{:>5} {:>9} {:>8} {:>7} {:>7} {:>9} {:>9} {:>9} {:>7} {:>10} {:>10} {:>6} {:>10}"
_HEAD_OF_YEARS = (
    "years", "cells", "hidden", "cells%", "values%", "seconds", "cpu", "attack", "unsafe", "s/100,000",
    "a/100,000", "MB", "MB/100,000",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Of one system: how many cells are published, primary and hidden, the sums of their values, how many primary
    cells the attack does not find safe, seconds of hiding by the clock and of work, and seconds of the attack."""

    cells: int
    primary: int
    hidden: int
    value: int
    hidden_value: int
    unsafe: int
    seconds: float
    work: float
    attack: float


def leaks(case: System, found: Protection, trials: int) -> tuple[int, int, int]:
    """Of hidden cells that are shown one at a time: how many were tried, how many were needed, and of these how many
    the proof does not refuse (which must be none)."""
    tried = list(planted(case, found, trials))
    needed = [leak for leak in tried if leak.found]
    return len(tried), len(needed), sum(not leak.refused for leak in needed)


def unsafe(case: System, hidden: Booleans) -> int:
    """How many primary cells a stranger can tell more of than may be told."""
    verdict = attack(seen(case, hidden, np.flatnonzero(case.primary)))
    return sum(state != "safe" for state in verdict.states)


def cost(case: System) -> Cost:
    """What protecting and attacking a system cost."""
    start, work = time.perf_counter(), time.process_time()
    found = hide(case)
    seconds, work = time.perf_counter() - start, time.process_time() - work
    return _cost(case, found, seconds, work)


def _cost(case: System, found: Protection, seconds: float, work: float) -> Cost:
    published = ~case.unpublished
    hidden = found.hidden & published
    start = time.perf_counter()
    number = unsafe(case, found.hidden)
    return Cost(
        int(published.sum()),
        int((case.primary & published).sum()),
        int(hidden.sum()),
        int(case.values[published].sum()),
        int(case.values[hidden].sum()),
        number,
        seconds,
        work,
        time.perf_counter() - start,
    )


def cost_of_year(kind: str, year: int) -> Cost:
    """What protecting and attacking one year of a cube cost; the year is the seed of its draws."""
    return cost(YEARLY[kind](year))


def main() -> None:
    """Prints a line for each cube and for each number of years."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cubes", nargs="*", choices=CUBES, default=list(CUBES))
    parser.add_argument("--trials", type=int, default=200, help="hidden cells shown one at a time, of the cube hf")
    parser.add_argument("--years", nargs="*", type=int, default=[1, 3, 10], help="how many years, each a system")
    parser.add_argument("--of", choices=YEARLY, default="views", help="which cube the years are of")
    options = parser.parse_args()
    _say(_LINE, _HEAD)
    for name in options.cubes:
        _one_cube(name, options.trials)
    if options.years:
        _say(_OF_YEARS, _HEAD_OF_YEARS)
    for years in options.years:
        _many_years(options.of, years)


def _one_cube(name: str, trials: int) -> None:
    case = CUBES[name]()
    start, work = time.perf_counter(), time.process_time()
    found = hide(case)
    seconds, work = time.perf_counter() - start, time.process_time() - work
    one = _cost(case, found, seconds, work)
    shares = _shares([one])
    times = [f"{number:.1f}" for number in (seconds, work, one.attack)]
    _say(_LINE, (name, one.cells, one.primary, one.hidden, *shares, *times, one.unsafe, f"{_megabytes():.0f}"))
    if name == "hf" and trials:
        _say(_OF_LEAKS, leaks(case, found, trials))


def _many_years(kind: str, years: int) -> None:
    """Seconds are those of a clock, on all processors: of hiding and of the attack in proportion to their work."""
    workers = max(1, min(years, len(os.sched_getaffinity(0))))
    start = time.perf_counter()
    with ProcessPoolExecutor(workers, get_context("spawn"), _be_quiet) as pool:
        found = list(pool.map(cost_of_year, [kind] * years, range(1, years + 1)))
    passed = time.perf_counter() - start
    cells, work = sum(one.cells for one in found), sum(one.seconds for one in found)
    hiding = passed * work / (work + sum(one.attack for one in found))
    memory = _megabytes() + workers * _megabytes(resource.RUSAGE_CHILDREN)
    per = 1e5 / cells
    times = [f"{number:.1f}" for number in (hiding, sum(one.work for one in found), passed - hiding)]
    grown = [f"{number * per:.1f}" for number in (hiding, passed - hiding)]
    told = (years, cells, sum(one.hidden for one in found), *_shares(found), *times, sum(one.unsafe for one in found))
    _say(_OF_YEARS, (*told, *grown, f"{memory:.0f}", f"{memory * per:.0f}"))


def _shares(found: Sequence[Cost]) -> tuple[str, str]:
    """Of cells and of values, how many in a hundred are hidden."""
    cells = sum(one.hidden for one in found) / sum(one.cells for one in found)
    values = sum(one.hidden_value for one in found) / sum(one.value for one in found)
    return f"{100 * cells:.1f}", f"{100 * values:.2f}"


def _megabytes(whose: int = resource.RUSAGE_SELF) -> float:
    """The most memory that this process has had so far, or the largest of those that it started and that ended."""
    return resource.getrusage(whose).ru_maxrss / 1024


def _be_quiet() -> None:
    """The solver greets on standard output."""
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _say(form: str, told: Sequence[object]) -> None:
    sys.stdout.write(form.format(*told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
