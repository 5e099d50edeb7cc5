"""Time and memory of taking in and building the marts, against DuckDB scanning and grouping the same rows once.

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
from tempfile import TemporaryDirectory

import duckdb

from data_marts.build.marts import build_marts
from data_marts.demo.generate import DELIVERY
from data_marts.disclosure.protect import protect
from data_marts.sources.columns import EPISODES
from data_marts.sources.intake import take_in
from data_marts.sources.reference import read_reference

THREADS = 2
GROUPING = Path(__file__).with_name("one_grouping.sql")


def take_in_once(folder: Path, work: Path) -> None:
    """Takes the delivery in anew, whatever stands in the work folder."""
    with TemporaryDirectory(dir=work) as own:
        take_in(folder, Path(own), read_reference(), threads=THREADS)


def build_once(folder: Path, work: Path) -> None:
    """Counts and protects what has been taken in, as a release build does before it writes."""
    reference = read_reference()
    protect(build_marts(take_in(folder, work, reference), reference, threads=THREADS).marts)


def group_once(folder: Path, work: Path) -> None:
    """Scans the staged episodes and groups them once."""
    with duckdb.connect(config={"threads": THREADS}) as connection:
        files = [str(file.path) for file in take_in(folder, work, read_reference()).of_kind(EPISODES)]
        connection.from_parquet(files).create_view("delivered_episodes")
        connection.execute(GROUPING.read_text(encoding="utf-8")).fetchall()


WORK: dict[str, Callable[[Path, Path], None]] = {"take in": take_in_once, "build": build_once, "group": group_once}


def measure(work: str, folder: Path, staged: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one piece of work in a process of its own."""
    command = [sys.executable, "-m", __spec__.name, "--delivery", str(folder), "--work", str(staged), "--only", work]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(answer[0]), float(answer[1])


def compare(delivery: Path, staged: Path, runs: int) -> None:
    """Prints medians of some runs, taking turns, so that whatever else the machine does falls on all."""
    take_in(delivery, staged, read_reference(), threads=THREADS)
    turns = [{work: measure(work, delivery, staged) for work in WORK} for _ in range(runs)]
    found = {work: [turn[work] for turn in turns] for work in WORK}
    seconds = {work: statistics.median(run[0] for run in each) for work, each in found.items()}
    for work in ("take in", "build"):
        ratio, memory = seconds[work] / seconds["group"], max(run[1] for run in found[work])
        print(f"{work} {seconds[work]:.2f} s: {ratio:.1f} times one grouping; peak memory {memory:.0f} MB")


def main(argv: Sequence[str]) -> int:
    """Prints the comparison; with --only, does one piece of work and prints its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delivery", type=Path, default=DELIVERY)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--only", choices=WORK)
    chosen = parser.parse_args(argv)
    if chosen.only:
        start = time.perf_counter()
        WORK[chosen.only](chosen.delivery, chosen.work)
        print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    with TemporaryDirectory() as staged:
        compare(chosen.delivery, Path(staged), chosen.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
