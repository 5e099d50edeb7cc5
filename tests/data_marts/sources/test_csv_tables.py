"""One small CSV, read well and refused in every way in which it can be wrong."""

from pathlib import Path

import pyarrow as pa
import pytest

from data_marts.sources.csv_tables import Column, TableSpec, read_csv_table
from data_marts.sources.problems import SourceError

SPEC = TableSpec(
    "clinics.csv",
    (
        Column("code", pa.string(), pattern=r"[a-z]+"),
        Column("year", pa.int16(), least=1990),
        Column("share", pa.float64(), empty="null"),
        Column("open", pa.bool_()),
        Column("kind", pa.string(), empty="keep", allowed=("day", "night")),
    ),
    key=("code", "year"),
)
HEADER = "code,year,share,open,kind\n"


def read(folder: Path, text: str | bytes) -> pa.Table:
    content = text.encode() if isinstance(text, str) else text
    (folder / SPEC.file).write_bytes(content)
    return read_csv_table(folder / SPEC.file, SPEC)


def test_cells_get_the_types_of_their_columns(tmp_path: Path) -> None:
    table = read(tmp_path, HEADER + "alta,2024,0.5,true,day\nbodo,2024,,false,\n")
    assert table.to_pylist() == [
        {"code": "alta", "year": 2024, "share": 0.5, "open": True, "kind": "day"},
        {"code": "bodo", "year": 2024, "share": None, "open": False, "kind": ""},
    ]
    assert table.schema.field("share").nullable
    assert not table.schema.field("year").nullable


GOOD = "alta,2024,0.5,true,day\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEADER + GOOD + "bodo,twenty,,true,\n", r"row 2 \(line 3\), column 'year': 'twenty' is not a whole number"),
        (HEADER + "alta,2024.0,,true,\n", "column 'year': '2024.0' is not a whole number"),
        (HEADER + "alta,32768,,true,\n", "column 'year': '32768' is not a whole number"),
        (HEADER + "alta,١٩٩٩,,true,\n", "column 'year': .* is not a whole number"),
        (HEADER + "alta,1989,,true,\n", "column 'year': '1989' is below 1990"),
        (HEADER + "alta,,,true,\n", "column 'year': empty"),
        (HEADER + 'alta,2024,"0,5",true,\n', "column 'share': '0,5' is not a number with decimal point"),
        (HEADER + "alta,2024,nan,true,\n", "column 'share': 'nan' is not a number"),
        (HEADER + "alta,2024,,yes,\n", "column 'open': 'yes' is not true or false"),
        (HEADER + "alta,2024,,true,dusk\n", "column 'kind': 'dusk' is not one of day, night"),
        (HEADER + "Alta,2024,,true,\n", "column 'code': 'Alta' does not have the form"),
        (HEADER + GOOD + GOOD, r"row 2 \(line 3\): the same code, year as in row 1"),
        (HEADER + "alta,2024,true,day\n", r"row 1 \(line 2\): 4 cells, 5 are needed"),
        (HEADER + '"alta,2024\n', "line 2: unexpected end of data"),
        (HEADER, "no rows below the header"),
        ("code;year\n" + GOOD, "line 1: the columns must be code,year,share,open,kind; found code;year"),
        ("", "line 1: .* found nothing"),
        ((HEADER + GOOD).encode() + "bodø,2024,,true,\n".encode("latin-1"), "line 3: not UTF-8"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith("clinics.csv")


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="clinics.csv: cannot be read"):
        read_csv_table(tmp_path / SPEC.file, SPEC)
