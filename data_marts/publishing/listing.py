"""The command that lists the releases: which there are, which were published, which one is shown, which are whole."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from data_marts.disk import size_of
from data_marts.publication_reader import Publication, current_id, publications
from data_marts.publishing.candidates import is_invented_release, release_folders
from data_marts.publishing.terminal import parser, run_command, say, say_json, size_text
from data_marts.release_reader import Release, ReleaseError, open_release
from data_marts.releases import is_whole

_INVENTED = "\n(invented)"


@dataclass(frozen=True)
class Listed:
    """One release as it is listed. What only its manifest tells is None where that cannot be read."""

    release_id: str
    period: str
    built_at: str | None
    invented: bool | None
    published_at: str | None  # ISO time of its latest publication
    published_by: str | None
    current: bool
    whole: bool
    bytes: int


def listed(root: Path) -> list[Listed]:
    """All releases of a folder, the one that was built last first. Raises ReleaseError for a damaged record."""
    known = {one.release_id: one for one in publications(root)}
    current = current_id(root)
    return [_listed(root, folder, known.get(folder.name), folder.name == current) for folder in release_folders(root)]


def _listed(root: Path, folder: Path, record: Publication | None, current: bool) -> Listed:
    release = _opened(root, folder.name)
    return Listed(
        release_id=folder.name,
        period=folder.name.rpartition("-")[0],
        built_at=release.built_at if release else None,
        invented=is_invented_release(release) if release else None,
        published_at=record.at.isoformat() if record else None,
        published_by=f"{record.by}, {record.second}" if record else None,
        current=current,
        whole=release is not None and is_whole(folder),
        bytes=size_of(folder),
    )


def _opened(root: Path, release_id: str) -> Release | None:
    try:
        return open_release(root, release_id)
    except ReleaseError:
        return None


def list_command(argv: Sequence[str]) -> int:
    """Lists the releases: built, published, current, whole."""
    parsing = parser("list", list_command.__doc__)
    parsing.add_argument("--json", action="store_true", help="as JSON")
    chosen = parsing.parse_args(argv)
    return run_command(
        lambda console: _run(chosen.releases, chosen.json), "The releases cannot be listed", chosen.releases
    )


def _run(root: Path, as_json: bool) -> None:
    found = listed(root)
    if as_json:
        say_json([asdict(one) for one in found])
    elif found:
        Console(highlight=False).print(_table(found))
    else:
        say(Console(highlight=False), f"There is no release in {root}.")


def _table(found: Sequence[Listed]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("release", "period", "built", "published", "current", "whole", "size"):
        table.add_column(name, justify="right" if name == "size" else "left", no_wrap=name != "published")
    for one in found:
        table.add_row(
            f"{one.release_id}{_INVENTED if one.invented else ''}",
            one.period,
            one.built_at or "?",
            _published(one),
            "current" if one.current else "",
            "yes" if one.whole else "NO",
            size_text(one.bytes),
        )
    return table


def _published(one: Listed) -> str:
    if one.published_at is None:
        return "–"
    return f"{datetime.fromisoformat(one.published_at).astimezone():%Y-%m-%d %H:%M}\n{one.published_by}"
