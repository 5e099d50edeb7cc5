"""What the commands that read a delivery share: their folders, their progress, and one sentence where they fail."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from data_marts.demo.generate import DELIVERY
from data_marts.disk import in_words
from data_marts.release_reader import ReleaseError
from data_marts.sources.delivery_note import DESCRIPTION_FILE
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import REFERENCE_FOLDER

WORK = Path(__file__).parent.parent / "restricted"


def parser_of(command: str, what: str) -> argparse.ArgumentParser:
    """A parser with the folders that every reading of a delivery needs."""
    parser = argparse.ArgumentParser(prog=f"python -m data_marts {command}", description=what)
    parser.add_argument(
        "delivery", type=Path, nargs="?", default=DELIVERY, help="folder of the delivery (default: the invented one)"
    )
    parser.add_argument("--reference", type=Path, default=REFERENCE_FOLDER, help="folder of the reference tables")
    parser.add_argument("--work", type=Path, default=WORK, help="restricted folder, for rows of persons and reports")
    return parser


def files_in(delivery: Path) -> int:
    """How many files there are to take in, as far as one can tell without reading them."""
    return sum(1 for path in delivery.glob("*") if path.is_file() and path.name != DESCRIPTION_FILE)


@contextmanager
def progress_of(console: Console, total: int) -> Iterator[Callable[[str], None]]:
    """A bar that goes on by one with each step it is told of."""
    columns = (TextColumn("{task.description:34}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=total)

        def report(step: str) -> None:
            progress.update(task, description=step.replace("_", " "), advance=1)

        yield report
        progress.update(task, description="done", completed=total)


def told(work: Callable[[Console], int], failure: str, folder: Path) -> int:
    """Does the work; where it cannot be done, one sentence, and 1."""
    console = Console(stderr=True, highlight=False)
    try:
        return work(console)
    except (SourceError, ReleaseError, OSError) as problem:
        sentence = in_words(problem, folder) if isinstance(problem, OSError) else str(problem)
        console.print(f"{failure}: {sentence}", style="red", markup=False, soft_wrap=True)
        return 1
