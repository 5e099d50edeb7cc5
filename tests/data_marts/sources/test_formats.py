"""The same rows are the same staged rows and the same marts, whatever the format, the types and the order, and no row
is ever lost: on random dirty deliveries.
"""

import csv
import importlib.util
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_marts.build.marts import build_marts
from data_marts.sources.intake import take_in
from data_marts.sources.problems import SourceError
from data_marts.sources.staged import EPISODE_COLUMNS, PROM_COLUMNS, Intake
from tests.reference.small_world import BY_CLINIC, FJORD, FJORD_CLINIC, NORD, note_of, small_reference

Texts = Sequence[Mapping[str, str]]
DIRT = ["", " ", "NULL", "(NULL)", "x", "0", "-1", "9999999999999999999999", "1.5", "99", "2023-13-40", "æ;\"'", "\t3 "]
GOOD: dict[str, list[str]] = {
    "lopenr": ["1", "2", "3", "4", "5.0"],
    "aar": ["2023", "2024"],
    "fodselsar": ["2010", "2008.0", "9999"],
    "kjonn": ["1", "2"],
    "komnrhjem2": ["1001", "301", "0301", "301.0"],
    "bydel2": ["1", "02"],
    "institusjonid": [BY_CLINIC, FJORD_CLINIC, "99"],
    "behandlingsstedkode": [BY_CLINIC, f"{FJORD_CLINIC}.0", "99", "123456789"],
    "hf": [FJORD, NORD],
    "sektor": ["3", "BUP", "651", "4", "3"],
    "omsorgsniva": ["1", "2", "3", "3.0", "8"],
    "inndato": ["2023-02-01", "20230201", "01.02.2023", "23042", "2023-02-01 08:30:00", "01FEB2023", "2024-01-05"],
    "utdato": ["", "2023-02-03", "20230203"],
    "inntid": ["8:30", "08:30:00", "30600", "08:30:00.000000"],
    "uttid": ["", "12:00", "43200.0"],
    "permisjonsdogn": ["", "1"],
    "kontakttype": ["2", "5", "6"],
    "polkonaktivitet": ["1", "4"],
    "stedaktivitet": ["1", "3"],
    "tilst1akse1": ["F900", "f90.0", " F90.0 ", "1999"],
    **{name: ["", "1"] for name in ("episode_lnr", "henvisning_id", "innmatehast", "ventetidsluttkode")},
    **{name: ["", "2022-12-01"] for name in ("mottaksdato", "ventetidsluttdato")},
    "retttilhelsehjelp": ["3"],
}
FORMS: dict[str, list[str]] = {
    "lopenr": ["1", "2", "3"],
    "orgnr": [BY_CLINIC, "5"],
    "instrument": ["sdq", "SDQ", "cgas", "phq"],
    "informant": ["parent", "clinician"],
    "scale": ["total"],
    "measuring_point": ["baseline", "followup", "end", "point", "later"],
    "invited_date": ["2023-02-01", "01.02.2023"],
    "answered_date": ["", "2023-03-01"],
    "score": ["", "5", "12.5", "41", "x"],
}
NOTE = """
[episode_codes.sektor]
BUP = "3"
"651" = "3"
[other_sectors]
codes = ["4"]
"""


def rows_of(values: Mapping[str, list[str]]) -> st.SearchStrategy[dict[str, str]]:
    """Rows that are good but for some cells: in any column, one in ten holds dirt."""
    cell = {name: st.integers(0, 9).flatmap(_cell(good)) for name, good in values.items()}
    return st.fixed_dictionaries(cell)


def _cell(good: list[str]) -> Callable[[int], st.SearchStrategy[str]]:
    return lambda chance: st.sampled_from(DIRT if chance == 0 else good)


# Codes that nobody knows stop the build and are another test: those two columns stay clean here.
EPISODES = (
    rows_of(GOOD)
    .map(lambda row: row | {"sektor": row["sektor"] if row["sektor"] in GOOD["sektor"] else "3"})
    .map(lambda row: row | {"omsorgsniva": row["omsorgsniva"] if row["omsorgsniva"] in GOOD["omsorgsniva"] else "3"})
)


def write_csv(path: Path, rows: Texts, columns: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(columns)
        writer.writerows([[row[name] for name in columns] for row in rows])


def write_latin(path: Path, rows: Texts, columns: Sequence[str]) -> None:
    write_csv(path, rows, columns)
    text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    path.write_bytes(text.replace("\n", "\r\n").encode("latin-1"))


def write_texts(path: Path, rows: Texts, columns: Sequence[str]) -> None:
    pq.write_table(pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in columns}), path)


def write_typed(path: Path, rows: Texts, columns: Sequence[str]) -> None:
    """Each column as numbers where all its texts are plain numbers, else as texts."""
    pq.write_table(pa.table({name: _narrow([row[name] for row in rows]) for name in columns}), path)


def _narrow(texts: list[str]) -> pa.Array:
    whole = [None if text in ("", " ", "NULL", "(NULL)") else text for text in texts]
    if all(text is None or (text.isdigit() and len(text) < 18 and text == str(int(text))) for text in whole):
        return pa.array([None if text is None else int(text) for text in whole], pa.int64())
    if all(text is None or _is_number(text) for text in whole):
        return pa.array([np.nan if text is None else float(text) for text in whole], pa.float64())
    return pa.array(texts, pa.string())


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() and len(text) < 15 and (len(text) == 1 or not text.startswith("0"))


def write_sas(path: Path, rows: Texts, columns: Sequence[str]) -> None:
    """Numbers where all texts are, else character columns, in Latin-1."""
    from data_marts.demo.sas7bdat import Numbers, Words, write_sas7bdat

    arrays = {name: _narrow([row[name] for row in rows]) for name in columns}
    written = {
        name: Words(np.arange(len(rows)), [row[name] for row in rows])
        if array.type == pa.string()
        else Numbers(np.asarray(array.cast(pa.float64()).to_numpy(zero_copy_only=False)))
        for name, array in arrays.items()
    }
    write_sas7bdat(path, written, "latin-1")


HAS_SAS = importlib.util.find_spec("data_marts.demo.sas7bdat") is not None
WRITERS = {"csv": write_csv, "txt": write_latin, "parquet": write_texts, "PARQUET": write_typed}
if HAS_SAS:
    WRITERS["sas7bdat"] = write_sas


def deliver(folder: Path, suffix: str, episodes: Texts, forms: Texts) -> Intake:
    """The rows as a delivery in one format, the first half as 2023, the rest as 2024. Person 2 has opted out."""
    delivery, write = folder / "delivery", WRITERS[suffix]
    delivery.mkdir(parents=True)
    half = len(episodes) // 2
    reservation = {"lopenr": "2", "reservation_date": "2023-01-01", "withdrawn_date": ""}
    bed = {"orgnr": BY_CLINIC, "year": "2023", "beds": "4"}
    contents: list[tuple[str, Texts, Sequence[str]]] = [
        ("PHBU_2023_T3", episodes[:half], list(EPISODE_COLUMNS)),
        ("PHBU_2024_T3", episodes[half:], list(EPISODE_COLUMNS)),
        ("PROM", forms, list(PROM_COLUMNS)),
        ("reservasjoner", [reservation], list(reservation)),
        ("senger", [bed], list(bed)),
    ]
    for name, rows, columns in contents:
        write(delivery / f"OPPDIKTET_{name}.{suffix}", rows, columns)
    note = note_of((2023, 2024), suffix, NOTE)
    if suffix == "txt":
        note = note.replace(".txt", '.txt"\nencoding = "latin-1').replace("\n\n", "\n")
    (delivery / "leveranse.toml").write_text(note)
    try:
        return take_in(delivery, folder / "work", small_reference(), threads=1)
    finally:
        shutil.rmtree(delivery)


def staged(intake: Intake, without: tuple[str, ...] = ("file",)) -> list[list[dict[str, object]]]:
    tables = [pq.read_table(file.path).drop_columns(list(without)).to_pylist() for file in intake.files]
    return [sorted(rows, key=lambda row: (row.get("row", 0), str(row))) for rows in tables]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(episodes=st.lists(EPISODES, min_size=2, max_size=30), forms=st.lists(rows_of(FORMS), min_size=1, max_size=10))
def test_no_format_matters_and_no_row_is_lost(
    tmp_path_factory: pytest.TempPathFactory, episodes: Texts, forms: Texts
) -> None:
    folder = tmp_path_factory.mktemp("formats")
    taken = {suffix: deliver(folder / suffix, suffix, episodes, forms) for suffix in WRITERS}
    first = taken["csv"]
    for suffix, intake in taken.items():
        assert staged(intake) == staged(first), suffix
        assert all(file.kept + sum(file.set_aside.values()) == file.delivered for file in intake.files)
        of_persons = sum(file.delivered for file in intake.files if file.kind != "beds")
        assert of_persons + intake.reserved_rows == len(episodes) + len(forms)
    marts = {suffix: build_marts(intake, small_reference(), threads=1).marts for suffix, intake in taken.items()}
    for suffix, found in marts.items():
        assert all(found[name].equals(marts["csv"][name]) for name in found), suffix


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(episodes=st.lists(EPISODES, min_size=2, max_size=30), seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, episodes: list[dict[str, str]], seed: object
) -> None:
    folder = tmp_path_factory.mktemp("order")
    half = len(episodes) // 2
    parts = [episodes[:half], episodes[half:]]
    first = deliver(folder / "first", "csv", episodes, [])
    for part in parts:
        seed.shuffle(part)  # type: ignore[attr-defined]
    second = deliver(folder / "second", "csv", parts[0] + parts[1], [])
    for one, two in zip(staged(first, ("file", "row")), staged(second, ("file", "row")), strict=True):
        assert Counter(map(str, one)) == Counter(map(str, two))
    marts = [build_marts(intake, small_reference(), threads=1).marts for intake in (first, second)]
    assert all(marts[0][name].equals(marts[1][name]) for name in marts[0])


ANY_TYPE = st.sampled_from(
    [pa.int8(), pa.int64(), pa.uint64(), pa.float32(), pa.float64(), pa.bool_(), pa.string(), pa.binary(), pa.date32()]
    + [pa.timestamp("us"), pa.time64("us"), pa.decimal128(38, 2), pa.list_(pa.int64()), pa.null(), pa.large_string()]
    + [pa.timestamp("ms", "UTC"), pa.dictionary(pa.int8(), pa.string()), pa.struct([("a", pa.int8())]), pa.date64()]
)
ANY_VALUE = {"list": [1], "struc": {"a": 1}}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(types=st.fixed_dictionaries({name: ANY_TYPE for name in EPISODE_COLUMNS}), rows=st.integers(0, 3))
def test_whatever_types_are_delivered_no_row_is_lost(
    tmp_path_factory: pytest.TempPathFactory, types: Mapping[str, pa.DataType], rows: int
) -> None:
    folder = tmp_path_factory.mktemp("types")
    intake = deliver(folder, "parquet", [], [])
    table = pa.table({name: _some(kind, rows) for name, kind in types.items()})
    assert intake.files[0].delivered == 0
    delivery = folder / "again"
    delivery.mkdir()
    for name in ("PHBU_2024_T3", "PROM", "reservasjoner", "senger"):
        columns = {"PROM": PROM_COLUMNS, "senger": {"orgnr": 0, "year": 0, "beds": 0}}.get(
            name, {"lopenr": 0, "reservation_date": 0, "withdrawn_date": 0} if name == "reservasjoner" else GOOD
        )
        write_texts(delivery / f"OPPDIKTET_{name}.parquet", [], list(columns))
    pq.write_table(table, delivery / "OPPDIKTET_PHBU_2023_T3.parquet")
    (delivery / "leveranse.toml").write_text(note_of((2023, 2024)))
    taken = take_in(delivery, folder / "work", small_reference(), threads=1)
    assert taken.files[0].delivered == rows == taken.files[0].kept + sum(taken.files[0].set_aside.values())


def _some(kind: pa.DataType, rows: int) -> pa.Array:
    if pa.types.is_list(kind) or pa.types.is_struct(kind):
        return pa.array([[1]] * rows if pa.types.is_list(kind) else [{"a": 1}] * rows, kind)
    numbers = pa.array([3] * rows, pa.int64())
    if pa.types.is_dictionary(kind):
        return numbers.cast(pa.string()).cast(kind)
    if pa.types.is_binary(kind):
        return numbers.cast(pa.string()).cast(kind)
    if pa.types.is_date32(kind):
        return numbers.cast(pa.int32()).cast(kind)
    return pa.nulls(rows) if pa.types.is_null(kind) else numbers.cast(kind)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"lopenr;lopenr\n1;2\n", "stands in it twice|is missing"),
        (b"lopenr\xe6\n", "is not text in UTF-8"),
        (b"a;b\n1;2\n", "column 'lopenr' is missing"),
        (b"lopenr;reservation_date;withdrawn_date\n1;2;3;4\n", "another number of columns"),
        (b'lopenr;reservation_date;withdrawn_date\n1;"2;3\n', "another number of columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_left(tmp_path: Path, content: bytes, sentence: str) -> None:
    deliver(tmp_path / "good", "csv", [], [])
    delivery = tmp_path / "delivery"
    delivery.mkdir()
    for name in ("PHBU_2023_T3", "PHBU_2024_T3", "PROM", "senger"):
        columns = {"PROM": PROM_COLUMNS, "senger": {"orgnr": 0, "year": 0, "beds": 0}}.get(name, EPISODE_COLUMNS)
        write_csv(delivery / f"OPPDIKTET_{name}.csv", [], list(columns))
    (delivery / "OPPDIKTET_reservasjoner.csv").write_bytes(content)
    (delivery / "leveranse.toml").write_text(note_of((2023, 2024), "csv"))
    with pytest.raises(SourceError, match=f"OPPDIKTET_reservasjoner.csv.*({sentence})"):
        take_in(delivery, tmp_path / "work", small_reference())
    assert list((tmp_path / "work").iterdir()) == []
