"""Cell by cell what differs between two releases, written as it is found: `changes.sql` does the work."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_marts.catalog import MARTS, Group, Mart, Status
from data_marts.disk import write_batches
from data_marts.publication_reader import CAUSE_NOT_TOLD, CHANGES, FLAGGED_PERCENT
from data_marts.publishing.causes import causes
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.statements import connected, run
from data_marts.release_reader import MANIFEST_FILE
from data_marts.releases import is_whole

ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class Side:
    """One of the two releases: where it lies, and its manifest. It need not be of this version of the program."""

    folder: Path
    manifest: Mapping[str, Any]


def side(root: Path, release_id: str) -> Side:
    """A release to compare; PublicationError where it is not there, or not whole."""
    folder = root / release_id
    if not is_whole(folder):
        raise PublicationError(
            f"{folder} is no release, or not whole: it cannot be compared. `python -m data_marts list` shows them."
        )
    return Side(folder, json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8")))


def compare(before: Side | None, after: Side, restricted: bool = False) -> pa.Table:
    """What differs, by the columns of `publication_reader.CHANGES`; read into memory. `before` None: all is new.

    Open figures as they are published, or with `restricted` the true ones, which must not leave those who make
    releases. No number is given where a figure is withheld in one of the two; the earlier release stays known all the
    same, so what it showed can be subtracted from what others show now. That is for the attack on a release to find.
    """
    return pa.Table.from_batches(change_batches(before, after, restricted), CHANGES)


def write_changes(path: Path, before: Side | None, after: Side, restricted: bool = False) -> int:
    """Writes what `compare` gives into a Parquet file without holding it in memory; gives the number of rows."""
    return write_batches(path, CHANGES, change_batches(before, after, restricted), private=restricted)


def change_batches(before: Side | None, after: Side, restricted: bool = False) -> Iterator[pa.RecordBatch]:
    """The rows of `compare` in batches, mart by mart."""
    with connected() as connection:
        connection.from_arrow(causes(before.manifest if before else None, after.manifest)).create("causes")
        for mart in MARTS.values():
            _show(connection, "former", mart, before, restricted)
            _show(connection, "later", mart, after, restricted)
            for group in mart.groups:
                yield from _batches(run(connection, "changes", _values(mart, group)))


def _show(connection: duckdb.DuckDBPyConnection, view: str, mart: Mart, release: Side | None, restricted: bool) -> None:
    path = release and _file(release, mart, restricted)
    if path is None:
        connection.from_arrow(mart.schema.empty_table()).create_view(view, replace=True)
    else:
        connection.from_parquet(str(path)).create_view(view, replace=True)


def _file(release: Side, mart: Mart, restricted: bool) -> Path | None:
    """The Parquet file of a mart; None where the release has none with all its columns: then all of it is new."""
    for entry in release.manifest["marts"]:
        if entry["name"] == mart.name:
            path = release.folder / (entry["restricted"] if restricted else entry)["file"]
            # True figures have more columns, which nobody compares.
            return path if set(mart.schema) <= set(pq.read_schema(path)) else None
    return None


def _values(mart: Mart, group: Group) -> Mapping[str, object]:
    return {
        "mart": mart.name,
        "measure_group": group.name,
        "dimensions": [dimension.name for dimension in mart.dimensions],
        "measures": [measure.name for measure in group.measures],
        "status_column": group.status_column,
        "published": str(Status.PUBLISHED),
        "withheld": str(Status.WITHHELD),
        "too_detailed": str(Status.TOO_DETAILED),
        "not_applicable": str(Status.NOT_APPLICABLE),
        "flagged_percent": FLAGGED_PERCENT,
    }


def _batches(answer: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    for batch in answer.to_arrow_reader(ROWS_AT_ONCE):
        *columns, cause = (column.cast(field.type) for column, field in zip(batch.columns, CHANGES, strict=True))
        columns.append(pc.fill_null(cause, CAUSE_NOT_TOLD))  # of a period that is none of a year
        yield pa.RecordBatch.from_arrays(columns, schema=CHANGES)


@dataclass(frozen=True)
class Summary:
    """What a person looks at first: how many figures differ by mart and kind, and the largest flagged changes."""

    counts: tuple[Mapping[str, Any], ...]  # mart, kind, figures, flagged
    largest: tuple[Mapping[str, Any], ...]  # mart, measure, key, before, after, share, cause


def summary(path: Path, most: int = 20) -> Summary:
    """The summary of a file of changes, with at most so many of the flagged ones."""
    values = {"file": str(path), "most": most}
    with connected() as connection:
        counts = run(connection, "summary", values).to_arrow_table().to_pylist()
        largest = run(connection, "largest", values).to_arrow_table().to_pylist()
    return Summary(tuple(counts), tuple(largest))


def compared(before: Side, after: Side, restricted: bool = False, out: Path | None = None) -> Summary:
    """Compares two releases, keeps the rows in `out` where a path is given, and gives the summary."""
    with tempfile.TemporaryDirectory() as folder:
        path = out or Path(folder) / "changes.parquet"
        write_changes(path, before, after, restricted)
        return summary(path)
