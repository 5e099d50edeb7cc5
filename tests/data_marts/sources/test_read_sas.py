"""SAS files: read in pieces, with the numbers that SAS knows days and times as."""

from pathlib import Path

import duckdb
import numpy as np
import pytest

from data_marts.sources import read_sas
from data_marts.sources.delivery_note import NamedFile
from data_marts.sources.problems import SourceError

sas = pytest.importorskip("data_marts.demo.sas7bdat", reason="the writer of SAS files comes with the demo delivery")
ROWS = 50


@pytest.fixture
def file(tmp_path: Path) -> NamedFile:
    path = tmp_path / "a.sas7bdat"
    columns = {
        "lopenr": sas.Numbers(np.arange(ROWS, dtype=np.float64) + 3e9),
        "sektor": sas.Words(np.arange(ROWS) % 3, ["BUP", "Bærum ", ""]),
        "inndato": sas.Numbers(np.where(np.arange(ROWS) % 2, np.nan, 23375.0), "YYMMDD", 10),
        "inntid": sas.Numbers(np.full(ROWS, 29100.0), "TIME", 5),
    }
    sas.write_sas7bdat(path, columns, "latin-1")
    return NamedFile("episodes", path.name, path, encoding="latin-1")


@pytest.mark.parametrize("at_once", [7, 50, 1000])
def test_rows_are_the_same_in_whatever_pieces(
    file: NamedFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(read_sas, "ROWS", at_once)
    assert read_sas.names(file) == ["lopenr", "sektor", "inndato", "inntid"]
    with duckdb.connect() as connection:
        relation = read_sas.values(connection, file, [0, 1, 2], tmp_path / "b.parquet")
        assert relation.columns == ["file_row_number", "c0", "c1", "c2"]
        rows = relation.fetchall()
    expected = [(n, 3e9 + n, ["BUP", "Bærum", ""][n % 3], None if n % 2 else 23375.0) for n in range(ROWS)]
    assert rows == expected


def test_what_is_no_sas_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.sas7bdat"
    path.write_bytes(b"not SAS" * 2000)
    with pytest.raises(SourceError, match="a.sas7bdat: cannot be read as SAS"):
        read_sas.names(NamedFile("episodes", path.name, path))
