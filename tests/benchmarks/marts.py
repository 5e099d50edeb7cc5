"""Time and memory of building the marts, against DuckDB scanning and grouping the same Parquet once.

Run: python -m tests.benchmarks.marts [--delivery DIR] [--runs N]. Prints medians and their ratios; judges nothing.
The one grouping is the one that no build can do without: contacts per person, date and treating unit.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from data_marts.build.marts import build_marts
from data_marts.demo.generate import DELIVERY
from data_marts.disclosure.protect import protect
from data_marts.sources.reference import read_reference

THREADS = 2
GROUPING = Path(__file__).with_name("one_grouping.sql")


def build_once(folder: Path) -> None:
    """Reads, counts and protects, as a release build does before it writes."""
    reference = read_reference()
    protect(build_marts(take_in(folder, WORK_FOLDER, reference), reference, threads=THREADS).marts)


def group_once(folder: Path) -> None:
    """Scans the episode files and groups them once."""
    with duckdb.connect(config={"threads": THREADS}) as connection:
        files = [str(file.path) for file in take_in(folder, WORK_FOLDER, read_reference()).of_kind(EPISODES)]
        connection.from_parquet(files).create_view("delivered_episodes")
        connection.execute(GROUPING.read_text(encoding="utf-8")).fetchall()


WORK: dict[str, Callable[[Path], None]] = {"build": build_once, "group": group_once}


def measure(work: str, folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one piece of work in a process of its own."""
    command = [sys.executable, "-m", __spec__.name, "--delivery", str(folder), "--only", work]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(answer[0]), float(answer[1])


def main(argv: Sequence[str]) -> int:
    """Prints the comparison; with --only, does one piece of work and prints its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delivery", type=Path, default=DELIVERY)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=WORK)
    chosen = parser.parse_args(argv)
    if chosen.only:
        start = time.perf_counter()
        WORK[chosen.only](chosen.delivery)
        print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    # Taking turns, so that whatever else the machine does falls on both.
    runs = [(measure("group", chosen.delivery), measure("build", chosen.delivery)) for _ in range(chosen.runs)]
    group, build = (statistics.median(run[side][0] for run in runs) for side in (0, 1))
    memory = max(run[1][1] for run in runs)
    print(f"one grouping {group:.2f} s, build {build:.2f} s: {build / group:.1f} times; peak memory {memory:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
