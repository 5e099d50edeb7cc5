"""Command line of the marts: `python -m data_marts <command>`; without a command it names them all."""

import sys
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console

from data_marts.commands.attack import attack_command
from data_marts.commands.build import build_command
from data_marts.commands.check import check_command
from data_marts.commands.describe import describe_command
from data_marts.commands.verify import verify_command
from data_marts.demo.generate import main as make_demo
from data_marts.publishing.cleanup import gc_command
from data_marts.publishing.compare_command import compare_command
from data_marts.publishing.listing import list_command
from data_marts.publishing.preview import preview_command
from data_marts.publishing.publish import publish_command
from data_marts.publishing.rollback import rollback_command
from data_marts.sources.refresh import main as refresh_ssb

Command = Callable[[Sequence[str]], int]

# In the order of a month's work.
COMMANDS: Mapping[str, tuple[Command, str]] = {
    "describe": (describe_command, "drafts the description of an unknown delivery"),
    "check": (check_command, "takes a delivery in and says what is wrong with it"),
    "build": (build_command, "takes a delivery in, checks, counts and protects it, and writes a release"),
    "attack": (attack_command, "tries to work out what a release withholds, and certifies that it cannot be done"),
    "compare": (compare_command, "says cell by cell what a release changes"),
    "preview": (preview_command, "shows a release on this machine before it is published"),
    "publish": (publish_command, "makes a release the one that is shown"),
    "rollback": (rollback_command, "shows the release again that was shown before"),
    "list": (list_command, "names the releases"),
    "verify": (verify_command, "says whether a file from the site is genuine and current"),
    "gc": (gc_command, "removes releases that were never published, and leftovers"),
    "refresh-ssb": (refresh_ssb, "brings Statistics Norway's figures up to date"),
    "demo": (make_demo, "makes an invented delivery"),
}


def main(argv: Sequence[str]) -> int:
    """Runs one command; 0 when it did its work, else another number after one sentence that says why not."""
    name, *rest = argv or ["--help"]
    if name in COMMANDS:
        return COMMANDS[name][0](rest)
    console = Console(stderr=True, highlight=False)
    if name not in {"-h", "--help"}:
        console.print(f"There is no command {name!r}.", markup=False)
    console.print("usage: python -m data_marts <command> [--help]\n", markup=False)
    for command, (_, what) in COMMANDS.items():
        console.print(f"  {command:12} {what}", markup=False, soft_wrap=True)
    return 0 if name in {"-h", "--help"} else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
