"""What the commands of this package share: options, one sentence for what was refused, and how they speak."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
from rich.console import Console

from data_marts.disk import in_words
from data_marts.release_reader import ReleaseError
from data_marts.sources.problems import SourceError

RELEASES = Path(__file__).parents[1] / "built"
INTERRUPTED = 130


def parser(name: str, what: str | None) -> argparse.ArgumentParser:
    """The parser of a command with the options that all have."""
    found = argparse.ArgumentParser(prog=f"python -m data_marts {name}", description=what)
    found.add_argument("--releases", type=Path, default=RELEASES, help="folder of the releases")
    return found


def run_command(work: Callable[[Console], None], failure: str, root: Path) -> int:
    """Does the work of a command: 0, or 1 after one sentence that says why not."""
    console = Console(stderr=True, highlight=False)
    try:
        work(console)
    except KeyboardInterrupt:
        console.print(f"{failure}: you gave up.", style="red", markup=False)
        return INTERRUPTED
    except (SourceError, ReleaseError) as problem:
        console.print(f"{failure}: {problem}", style="red", markup=False, soft_wrap=True)
        return 1
    except OSError as problem:
        console.print(f"{failure}: {in_words(problem, root)}", style="red", markup=False, soft_wrap=True)
        return 1
    except (duckdb.Error, pa.ArrowException) as problem:
        first_line = str(problem).partition("\n")[0]
        console.print(f"{failure}: {first_line}", style="red", markup=False, soft_wrap=True)
        return 1
    return 0


def say(console: Console, text: str) -> None:
    """One sentence for the operator, on one line of the output however narrow the window."""
    console.print(text, markup=False, soft_wrap=True)


def say_id(release_id: str) -> None:
    """The id alone on standard output, for scripts."""
    sys.stdout.write(f"{release_id}\n")


def say_json(content: object) -> None:
    """JSON on standard output."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def size_text(size: int) -> str:
    """Bytes as people read them, in steps of a thousand."""
    if size < 1_000_000:
        return f"{max(size, 1) / 1000:.1f} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 1_000_000_000 else f"{size / 1_000_000_000:.1f} GB"
