"""How much figures usually move after their first publication: what a newest figure may still become."""

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from data_marts.publication_reader import REVISIONS, Publication
from data_marts.publishing.compare import side, write_changes
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.statements import connected, run

NEEDED = 3  # earlier publications: fewer say nothing of what is usual


def revisions(root: Path, earlier: Sequence[Publication], changes_file: Path, today: date) -> pa.Table:
    """The revision band after a new publication, by the columns of `publication_reader.REVISIONS`.

    `earlier` are the publications that took effect, `changes_file` holds what the new one changes. By mart, measure,
    kind of period and age of the period when it was first published: how many figures there are, and the median and
    the 90th percentile of how much each has moved since, in percent. It tells of all that moved a figure, new rules
    and corrected programs too. No rows with fewer than three earlier publications, or when the first one is gone.
    """
    if len(earlier) < NEEDED:
        return REVISIONS.empty_table()
    with connected() as connection, tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first.parquet"
        try:
            write_changes(first, None, side(root, earlier[0].release_id))
        except PublicationError:
            return REVISIONS.empty_table()
        files = [*(one.changes_file.path for one in earlier[1:]), changes_file]
        _show(connection, first, files, _days(earlier, changes_file, today))
        return run(connection, "revisions", {}).to_arrow_table().cast(REVISIONS)


def _show(connection: duckdb.DuckDBPyConnection, first: Path, changes: Sequence[Path], days: pa.Table) -> None:
    connection.from_parquet(str(first)).create_view("first_figures")
    connection.from_parquet([str(path) for path in changes], filename=True).create_view("changed_figures")
    connection.from_arrow(days).create("publication_days")


def _days(earlier: Sequence[Publication], changes_file: Path, today: date) -> pa.Table:
    numbers = [*(one.number for one in earlier), int(changes_file.name.partition("-")[0])]
    return pa.table(
        {
            "number": pa.array(numbers, pa.int32()),
            "published_on": pa.array([*(one.at.date() for one in earlier), today], pa.date32()),
            "is_newest": pa.array([number == numbers[-1] for number in numbers]),
        }
    )
