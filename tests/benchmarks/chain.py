"""Time and memory of taking in and building a delivery of more than ten million contacts, against one DuckDB scan.

Run: python -m tests.benchmarks.chain [--folder DIR] [--runs N]. Prints medians and their ratios; judges nothing. The
delivery is made in the folder where there is none, which takes about a gigabyte and half a minute.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from data_marts.build.marts import build_marts
from data_marts.demo.leveranse import LIST_FILE
from data_marts.sources.reference import read_reference
from tests.benchmarks.big_delivery import make_big_delivery

THREADS = 2
FOLDER = Path(tempfile.gettempdir()) / "kvabup-big-delivery"
SCANS = {suffix: Path(__file__).with_name(f"scan_{suffix[1:]}.sql") for suffix in (".parquet", ".csv")}
GOAL_MEMORY = 4096  # megabytes, for the whole process


def take_in_and_build(folder: Path) -> None:
    """Reads the raw files into a work folder of its own and counts, as a release build does before it protects."""
    from data_marts.sources.intake import take_in

    reference = read_reference()
    with tempfile.TemporaryDirectory() as work:
        intake = take_in(folder, Path(work), reference, lambda step: None)
        build_marts(intake, reference, threads=THREADS)


def scan_once(folder: Path) -> None:
    """Looks at every cell of every file once, one file after the other."""
    contents = tomllib.loads((folder / LIST_FILE).read_text(encoding="utf-8"))
    with duckdb.connect(config={"threads": THREADS}) as connection:
        for entry in contents["episodes"] + contents["prom"]:
            path = folder / entry["file"]
            read_as = {name: entry[name] for name in ("delimiter", "encoding") if name in entry}
            connection.execute(
                SCANS[path.suffix].read_text(encoding="utf-8"), {"path": str(path), **read_as}
            ).fetchall()


WORK: dict[str, Callable[[Path], None]] = {"chain": take_in_and_build, "scan": scan_once}


def measure(work: str, folder: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one piece of work in a process of its own."""
    command = [sys.executable, "-m", __spec__.name, "--folder", str(folder), "--only", work]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(answer[0]), float(answer[1])


def compare(folder: Path, runs: int) -> str:
    """One line: median seconds of the scan and the chain, their ratio, and the chain's highest peak of memory."""
    pairs = [(measure("scan", folder), measure("chain", folder)) for _ in range(runs)]
    scan, chain = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    memory = max(pair[1][1] for pair in pairs)
    return (
        f"one scan {scan:.2f} s, take-in and build {chain:.2f} s: {chain / scan:.1f} times; "
        f"peak memory {memory:.0f} MB (goal: under {GOAL_MEMORY} MB)"
    )


def main(argv: Sequence[str]) -> int:
    """Prints the comparison; with --only, does one piece of work and prints its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--only", choices=WORK)
    chosen = parser.parse_args(argv)
    if chosen.only:
        start = time.perf_counter()
        WORK[chosen.only](chosen.folder)
        print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return 0
    if not (chosen.folder / LIST_FILE).exists():
        make_big_delivery(chosen.folder)
    print(compare(chosen.folder, chosen.runs))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
