"""The reader of the bank's CSV, on files made up in its form."""

import pytest

from data_marts.sources.bank_csv import read_bank_csv
from data_marts.sources.problems import SourceError
from tests.data_marts.sources.writers import csv_bytes

HEADER = ("Region - region", "Tid - år", "Kons - Konsultasjoner", "Plass - Døgnplasser")
ROWS: list[tuple[str | int | float, ...]] = [
    ("H03 - Helse Vest", "2023 - 2023", 100, 5),
    ("H03 - Helse Vest", "2024 - 2024", 110, 6.5),
    ("H12 - Helse Sør-Øst", "2023 - 2023", 200, ".."),
    ("H12 - Helse Sør-Øst", "2024 - 2024", 210, 8),
]


def cells(content: bytes) -> dict[tuple[str, str, str], tuple[float | None, str | None]]:
    rows = read_bank_csv(content, "a.csv").cells.to_pylist()
    return {(r["Region"], r["Tid"], r["ContentsCode"]): (r["value"], r["status"]) for r in rows}


def test_every_number_is_a_cell_with_the_codes_of_its_row_and_column() -> None:
    found = cells(csv_bytes(HEADER, ROWS))
    assert found["H12", "2024", "Kons"] == (210.0, None)
    assert found["H03", "2024", "Plass"] == (6.5, None)
    assert found["H12", "2023", "Plass"] == (None, "..")
    assert len(found) == 8


def test_the_order_of_the_rows_does_not_matter() -> None:
    mixed = [ROWS[3], ROWS[0], ROWS[2], ROWS[1]]
    assert cells(csv_bytes(HEADER, mixed)) == cells(csv_bytes(HEADER, ROWS))


def test_a_byte_order_mark_and_unquoted_texts_are_read() -> None:
    content = b"\xef\xbb\xbf" + csv_bytes(HEADER, ROWS).replace(b'"', b"")
    assert cells(content) == cells(csv_bytes(HEADER, ROWS))


def test_labels_keep_their_letters_and_their_own_dashes() -> None:
    [first, *_] = read_bank_csv(csv_bytes(("A - a - b", "V - v"), [("1 - Sør - Øst", 1)]), "a.csv").dimensions
    assert (first.label, first.categories) == ("a - b", (("1", "Sør - Øst"),))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (csv_bytes(HEADER, ROWS)[:-2], "a.csv: the last line has no end"),
        (csv_bytes(HEADER, ROWS[:-1]), "a.csv: 3 rows, its categories make 4"),
        (csv_bytes(HEADER, [*ROWS, ROWS[0]]), "a.csv, line 6: the same categories as in line 2"),
        (csv_bytes(HEADER, [*ROWS[:-1], ROWS[3][:-1]]), "a.csv, line 5: 3 cells, the header has 4"),
        (csv_bytes(HEADER, [*ROWS[:-1], (*ROWS[3][:-1], "mange")]), "a.csv, line 5: 'mange' is neither a number"),
        (
            csv_bytes(HEADER, [*ROWS[:-1], ("H12 - Vest", *ROWS[3][1:])]),
            "line 5, column 'Region': 'H12' has two labels",
        ),
        (csv_bytes(HEADER, [*ROWS[:-1], ("H12", *ROWS[3][1:])]), "line 5: 'H12' does not have the form"),
        (csv_bytes(("Region", *HEADER[1:]), ROWS), "a.csv, line 1: 'Region' does not have the form"),
        (csv_bytes(("region", "Kons - K"), [("Helse Vest", 1)]), "line 2: cells of the form"),
        (csv_bytes(HEADER, []), "a.csv: no rows below the header"),
        (csv_bytes(HEADER, ROWS).decode().encode("latin-1"), "a.csv, line 1: not UTF-8"),
        (b'"A - a";"V - v"\r\n"1 - x"y;1\r\n', "a.csv, line 2"),
        (b"", "a.csv"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        read_bank_csv(content, "a.csv")
