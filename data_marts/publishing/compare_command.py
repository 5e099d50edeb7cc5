"""The command that shows what a release changes."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from data_marts.catalog import ALL
from data_marts.publication_reader import FLAGGED_PERCENT, KINDS, current_id
from data_marts.publishing.candidates import release_folders
from data_marts.publishing.compare import Side, Summary, compared, side
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.terminal import parser, run_command, say, say_json

_PLAIN: Mapping[str, Any] = {"title_justify": "left", "box": box.SIMPLE_HEAD, "pad_edge": False}


def compare_command(argv: Sequence[str]) -> int:
    """Shows cell by cell what a release changes against the published one, and from what."""
    parsing = parser("compare", compare_command.__doc__)
    parsing.add_argument("release", nargs="?", help="id of the release; left out: the one that was built last")
    parsing.add_argument("--against", metavar="ID", help="another release to compare with; left out: the current one")
    parsing.add_argument(
        "--restricted", action="store_true", help="the true figures instead of the open ones: keep what you get inside"
    )
    parsing.add_argument("--json", action="store_true", help="the summary as JSON")
    parsing.add_argument("--out", type=Path, metavar="FILE", help="all rows into this Parquet file")
    chosen = parsing.parse_args(argv)
    return run_command(lambda console: _run(chosen, console), "Nothing was compared", chosen.releases)


def _run(chosen: argparse.Namespace, console: Console) -> None:
    before, after = _sides(chosen)
    with console.status("Comparing"):
        found = compared(before, after, chosen.restricted, chosen.out)
    if chosen.json:
        say_json(_as_json(before, after, found))
    else:
        _show(Console(highlight=False), before, after, found)
    if chosen.out:
        say(console, f"All rows stand in {chosen.out}.")
    if chosen.restricted:
        say(console, "These are true figures: they must not leave those who make releases.")


def _sides(chosen: argparse.Namespace) -> tuple[Side, Side]:
    former = chosen.against or current_id(chosen.releases)
    built = release_folders(chosen.releases)
    later = chosen.release or (built[0].name if built else None)
    if former is None:
        raise PublicationError(
            f"No release is published in {chosen.releases}: say with --against what to compare with."
        )
    if later is None:
        raise PublicationError(f"There is no release in {chosen.releases}: build one first.")
    return side(chosen.releases, former), side(chosen.releases, later)


def _as_json(before: Side, after: Side, found: Summary) -> Mapping[str, Any]:
    return {
        "before": before.folder.name,
        "after": after.folder.name,
        "counts": found.counts,
        "largest": [{**row, "key": json.loads(row["key"])} for row in found.largest],
    }


def _show(console: Console, before: Side, after: Side, found: Summary) -> None:
    say(console, f"{before.folder.name} → {after.folder.name}")
    if not found.counts:
        say(console, "No figure differs.")
        return
    console.print(_counts(found))
    if found.largest:
        console.print(_largest(found))
        for cause, place in _causes(found).items():
            say(console, f"{place}: {cause}")


def _counts(found: Summary) -> Table:
    table = Table(title="Figures that differ", **_PLAIN)
    table.add_column("mart")
    for name in (*(kind.replace("_", " ") for kind in KINDS), f"over {FLAGGED_PERCENT:.0f} %"):
        table.add_column(name, justify="right")
    for mart in dict.fromkeys(row["mart"] for row in found.counts):
        of_kind = {row["kind"]: row for row in found.counts if row["mart"] == mart}
        figures = [str(of_kind[kind]["figures"]) if kind in of_kind else "0" for kind in KINDS]
        table.add_row(mart, *figures, str(sum(row["flagged"] for row in of_kind.values())))
    return table


def _largest(found: Summary) -> Table:
    causes = _causes(found)
    table = Table(title=f"Largest changes over {FLAGGED_PERCENT:.0f} %", **_PLAIN)
    for name in ("figure", "before", "after", "%", "cause"):
        table.add_column(name, justify="left" if name == "figure" else "right", overflow="fold")
    for row in found.largest:
        cell = " ".join(str(value) for value in json.loads(row["key"]).values() if value != ALL)
        share = "" if row["share"] is None else f"{row['share']:+.1f}"
        figure = f"{row['mart']}.{row['measure']} {cell}"
        table.add_row(figure, _number(row["before"]), _number(row["after"]), share, str(causes[row["cause"]]))
    return table


def _causes(found: Summary) -> Mapping[str, int]:
    """The different causes of the largest changes, numbered: they are long, and few."""
    return {cause: place for place, cause in enumerate(dict.fromkeys(row["cause"] for row in found.largest), 1)}


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}" if abs(value) < 100_000 else f"{value:.0f}"
