"""The same delivery as CSV, SAS and Parquet, its rows in another order each time, gives the same marts."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from data_marts.build.marts import Counted, build_marts
from data_marts.demo.files import write_table
from data_marts.demo.forms import CSV, PARQUET, SAS, Form
from data_marts.sources.staged import BED_COLUMNS, EPISODE_COLUMNS, PROM_COLUMNS, RESERVATION_COLUMNS
from tests.reference.questionnaires import random_forms
from tests.reference.random_delivery import random_rows
from tests.reference.small_world import BY_CLINIC, FJORD_WARD, Row, note_of, read_delivery, small_reference

YEARS = (2023, 2024)
FORMS = {
    "parquet": Form(PARQUET),
    "csv": Form(CSV, missing="NULL", encoding="latin-1", line_end="\r\n"),
    "csv in UTF-8": Form(CSV, missing="(NULL)"),
    "sas": Form(SAS, encoding="latin-1"),
}
BEDS = [{"orgnr": int(unit), "year": year, "beds": 4} for unit in (BY_CLINIC, FJORD_WARD) for year in YEARS]


def built(folder: Path, form: Form, rows: Mapping[str, Sequence[Row]], chance: random.Random) -> Counted:
    """The marts of a delivery that is written in one form, the rows of each file in an order of chance."""
    columns = {"PROM": PROM_COLUMNS, "reservasjoner": RESERVATION_COLUMNS, "senger": BED_COLUMNS}
    folder.mkdir()
    for name, own in rows.items():
        shuffled = chance.sample(list(own), len(own))
        schema = pa.schema(list(columns.get(name, EPISODE_COLUMNS).items()))
        table = pa.Table.from_pylist([{key: row.get(key) for key in schema.names} for row in shuffled], schema)
        write_table(table, folder / f"OPPDIKTET_{name}.{form.format}", form, "")
    note = note_of(YEARS, form.format)
    if form.format != PARQUET:
        note = note.replace(f'.{form.format}"', f'.{form.format}"\nencoding = "{form.encoding}"')
    (folder / "leveranse.toml").write_text(note, encoding="utf-8")
    return build_marts(read_delivery(folder), small_reference(), threads=2)


@pytest.mark.parametrize("seed", range(3))
def test_neither_format_nor_order_matters_to_any_mart(tmp_path: Path, seed: int) -> None:
    episodes, reservations = random_rows(seed, rows=300)
    rows = {
        **{f"PHBU_{year}_T3": [row for row in episodes if row["aar"] == year] for year in YEARS},
        "PROM": random_forms(seed),
        "reservasjoner": reservations,
        "senger": BEDS,
    }
    chance = random.Random(seed)
    first, *others = (built(tmp_path / name, form, rows, chance) for name, form in FORMS.items())
    assert max(first.marts["activity"].column("contacts").to_pylist(), key=lambda n: n or 0) > 50
    for other in others:
        assert other.marts.keys() == first.marts.keys()
        assert all(other.marts[name].equals(first.marts[name]) for name in first.marts)
        assert other.left_out == first.left_out
