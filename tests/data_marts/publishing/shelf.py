"""A folder with small releases, made by the product's own writer, for tests of publishing."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from data_marts.catalog import MARTS, TABLES
from data_marts.disclosure.views import WHOLE, Views
from data_marts.disk import sha256
from data_marts.manifest import Facts, Source
from data_marts.publishing.publish import Published, publish
from data_marts.releases import open_files, write_release
from tests.data_marts.releases.test_releases import facts, one_row

START = datetime(2025, 1, 20, 8, 0, tzinfo=UTC)


def build(
    root: Path,
    patients: int = 7,
    rows: Mapping[str, pa.Table] | None = None,
    synthetic: bool = True,
    sources: tuple[Source, ...] | None = None,
    true_rows: Mapping[str, pa.Table] | None = None,
    views: Views = WHOLE,
) -> str:
    """Writes a release of one row a mart, or with the given marts in place of these; gives its id."""
    marts = {name: one_row(name, patients) for name in MARTS} | dict(rows or {})
    told: Facts = replace(facts(synthetic), views=views)
    if sources is not None:
        told = replace(told, sources=sources)
    return write_release(root, marts | dict(true_rows or {}), marts, {name: one_row(name) for name in TABLES}, told)


def publish_at(root: Path, release_id: str, days: float = 0, **named: object) -> Published:
    """Publishes by Kari and Ola, so many days after the start."""
    moment = START + timedelta(days=days)
    return publish(root, release_id, "Kari", "Ola", lambda: moment, **named)  # type: ignore[arg-type]


def certify(root: Path, release: str, /, **changed: object) -> Path:
    """Writes a clean certificate into a release, with some values changed."""
    folder = root / release
    manifest = json.loads((folder / "manifest.json").read_text())
    content = {
        "format": 1,
        "release_id": release,
        "manifest_sha256": sha256(folder / "manifest.json"),
        "files": open_files(manifest),
        "clean": True,
        "attacked_at": "2025-01-19T12:00:00+01:00",
    }
    path = folder / "certificate.json"
    path.write_text(json.dumps(content | changed))
    return path


def rows_of(mart: str, *changes: dict[str, object]) -> pa.Table:
    """A mart of several rows, each the possible row of the other tests with some values changed."""
    return pa.concat_tables([one_row(mart, **change) for change in changes])


def state(root: Path) -> dict[str, bytes | str]:
    """All that lies in a folder of releases but the lock: file contents, and where links lead."""
    return {
        path.relative_to(root).as_posix(): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_symlink() or (path.is_file() and path.name != ".lock")
    }
