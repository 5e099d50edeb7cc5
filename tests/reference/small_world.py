"""A country small enough to count by hand, and deliveries made of plain rows."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data_marts.sources.intake import take_in
from data_marts.sources.reference import Reference
from data_marts.sources.staged import BED_COLUMNS, EPISODE_COLUMNS, PROM_COLUMNS, RESERVATION_COLUMNS, Intake

Row = Mapping[str, object]

NORD, SOR = "900000001", "900000002"
FJORD, BY, STIFTELSE = "910000001", "910000002", "910000003"
FJORD_CLINIC, FJORD_WARD, BY_CLINIC, STIFTELSE_WARD = "920000011", "920000012", "920000021", "920000031"

# code, level, parent, ownership
ORGANISATIONS = (
    ("norge", "country", None, "public"),
    (NORD, "rhf", "norge", "public"),
    (FJORD, "hf", NORD, "public"),
    (FJORD_CLINIC, "unit", FJORD, "public"),
    (FJORD_WARD, "unit", FJORD, "public"),
    (SOR, "rhf", "norge", "public"),
    (BY, "hf", SOR, "public"),
    (BY_CLINIC, "unit", BY, "public"),
    (STIFTELSE, "hf", SOR, "private_agreement"),
    (STIFTELSE_WARD, "unit", STIFTELSE, "private_agreement"),
)
# kommune, district, area, first and last year: district 02 moves as Alna did.
CATCHMENTS = (
    ("1001", None, FJORD, 2015, None),
    ("1002", None, FJORD, 2015, None),
    ("1003", None, BY, 2015, None),
    ("0301", "01", STIFTELSE, 2015, None),
    ("0301", "02", BY, 2015, 2023),
    ("0301", "02", STIFTELSE, 2024, None),
    ("0301", "99", BY, 2015, None),
)
# 0902 was split: the larger part went to 1002. 0901 became 1001 by way of 0911.
KOMMUNE_CHANGES = (
    (2020, "0901", "0911", 1.0),
    (2020, "0902", "1002", 0.6),
    (2020, "0902", "1003", 0.4),
    (2024, "0911", "1001", 1.0),
)
YEARS = range(2022, 2025)
EACH_AGE = {"girls": 30, "boys": 20}  # inhabitants of each age at each of the six places
PLACES = ("1001", "1002", "1003", "030101", "030102", "030199")
DIAGNOSES = (("F90", "hyperkinetic"), ("F4", "anxiety"), ("F43", "stress"), ("F", "other_f"), ("Z", "symptoms"))
INSTRUMENTS = (("sdq", "parent", 0.0, 40.0, False, 0.82, 5.8), ("cgas", "clinician", 1.0, 100.0, True, 0.91, 12.9))


def small_reference() -> Reference:
    """The reference tables of the small country; only those that counting needs hold rows."""
    return Reference(
        organisations=_tree(ORGANISATIONS),
        residence_areas=_tree(
            (code, "hf_area" if level == "hf" else level, parent, owner)
            for code, level, parent, owner in ORGANISATIONS
            if level != "unit"
        ),
        catchments=_table(CATCHMENTS, "kommune district area valid_from valid_to", ints=("valid_from", "valid_to")),
        kommune_changes=_table(KOMMUNE_CHANGES, "year old new weight", ints=("year",)),
        population=_population(),
        ssb_activity=_table(
            ((2023, NORD, "beds", 5), (2023, SOR, "beds", 7), (2024, NORD, "beds", 6)),
            "year organisation measure value",
            ints=("year",),
        ),
        breaks=pa.table({}),
        diagnosis_groups=_table(DIAGNOSES, "pattern diagnosis_group"),
        instruments=_table(
            [(*row[:2], "total", *row[2:]) for row in INSTRUMENTS],
            "instrument informant scale minimum maximum higher_is_better reliability sd",
        ),
        sources=pa.table({}),
    )


def write_delivery(
    folder: Path,
    episodes: Sequence[Row],
    prom: Sequence[Row] = (),
    reservations: Sequence[Row] = (),
    beds: Sequence[Row] = (),
    years: Sequence[int] = (2023, 2024),
) -> Path:
    """The rows as a delivery; a column that a row does not name is NULL."""
    folder.mkdir(parents=True, exist_ok=True)
    for year in years:
        rows = [row for row in episodes if row["aar"] == year]
        _write(folder / f"OPPDIKTET_PHBU_{year}_T3.parquet", rows, EPISODE_COLUMNS)
    _write(folder / "OPPDIKTET_PROM.parquet", prom, PROM_COLUMNS)
    _write(folder / "OPPDIKTET_reservasjoner.parquet", reservations, RESERVATION_COLUMNS)
    _write(folder / "OPPDIKTET_senger.parquet", beds, BED_COLUMNS)
    (folder / "leveranse.toml").write_text(note_of(years), encoding="utf-8")
    return folder


def note_of(years: Sequence[int], suffix: str = "parquet", more: str = "") -> str:
    """The description of such a delivery; `more` stands at its end."""
    named = [f'[[episodes]]\nfile = "OPPDIKTET_PHBU_{y}_T3.{suffix}"\nyear = {y}\nthrough = "12"' for y in years]
    return "\n".join(
        [
            'format = 1\nname = "SMALL"\nreceived = 2025-02-15\ninvented = true',
            *named,
            f'[[prom]]\nfile = "OPPDIKTET_PROM.{suffix}"\nshape = "long"',
            f'[[reservations]]\nfile = "OPPDIKTET_reservasjoner.{suffix}"',
            f'[[beds]]\nfile = "OPPDIKTET_senger.{suffix}"',
            more,
        ]
    )


def taken_in(
    folder: Path,
    episodes: Sequence[Row],
    prom: Sequence[Row] = (),
    reservations: Sequence[Row] = (),
    beds: Sequence[Row] = (),
    years: Sequence[int] = (2023, 2024),
) -> Intake:
    """The rows as a delivery in the folder, taken in beside it."""
    delivery = write_delivery(folder / "delivery", episodes, prom, reservations, beds, years)
    return take_in(delivery, folder / "work", small_reference(), threads=1)


def _write(path: Path, rows: Sequence[Row], columns: Mapping[str, pa.DataType]) -> None:
    schema = pa.schema(list(columns.items()))
    full = [{name: row.get(name) for name in columns} for row in rows]
    pq.write_table(pa.Table.from_pylist(full, schema=schema), path)


def _tree(places: Iterable[tuple[str, str, str | None, str]]) -> pa.Table:
    rows = [
        (code, code, code, code, level, parent, 2015, None, order, None, owner)
        for order, (code, level, parent, owner) in enumerate(places, start=1)
    ]
    names = "code name short_name slug level parent valid_from valid_to sort_order kind ownership"
    return _table(rows, names, ints=("valid_from", "valid_to", "sort_order"), texts=("kind", "parent"))


def _population() -> pa.Table:
    rows = [
        (year, place, sex, *([EACH_AGE[sex]] * 18)) for year in YEARS for place in PLACES for sex in ("girls", "boys")
    ]
    return _table(rows, "year area sex " + " ".join(f"age_{age}" for age in range(18)), ints=("year",))


def _table(
    rows: Iterable[Sequence[object]], names: str, ints: Sequence[str] = (), texts: Sequence[str] = ()
) -> pa.Table:
    types: dict[str, pa.DataType] = {name: pa.int16() for name in ints} | {name: pa.string() for name in texts}
    columns = zip(names.split(), zip(*rows, strict=True), strict=True)
    return pa.table({name: pa.array(column, types.get(name)) for name, column in columns})
