"""Parquet files that say they are invented, and a delivery folder that is there whole or not at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_marts.demo import constants as c
from data_marts.demo.defects import Columns
from data_marts.demo.people import People
from data_marts.demo.places import DemoError
from data_marts.demo.prom import Answers, Instrument
from data_marts.demo.rows import CODES, NULL

MARK: Final = "OPPDIKTET"
LIST_FILE: Final = "leveranse.json"
NOTE_FILE: Final = "leveranse.toml"
ROW_GROUP: Final = 250_000
SECTOR, FIELD = "3", "310"

_DATE, _TIME = pa.date32(), pa.time64("us")
EPISODES = pa.schema(
    [
        ("lopenr", pa.int64()),
        ("nprid_reg", pa.int8()),
        ("episode_lnr", pa.int64()),
        ("henvisning_id", pa.int64()),
        ("aar", pa.int16()),
        ("fodselsar", pa.int16()),
        ("kjonn", pa.int8()),
        ("komnrhjem2", pa.string()),
        ("bydel2", pa.int8()),
        ("institusjonid", pa.int64()),
        ("behandlingsstedkode", pa.int64()),
        ("hf", pa.int64()),
        ("sh_reg", pa.int8()),
        ("sektor", pa.string()),
        ("fagomrade", pa.string()),
        ("omsorgsniva", pa.int8()),
        ("inndato", _DATE),
        ("utdato", _DATE),
        ("inntid", _TIME),
        ("uttid", _TIME),
        ("permisjonsdogn", pa.int16()),
        ("innmatehast", pa.int8()),
        ("kontakttype", pa.int8()),
        ("polkonaktivitet", pa.int8()),
        ("stedaktivitet", pa.int8()),
        ("tilst1akse1", pa.string()),
        ("mottaksdato", _DATE),
        ("ventetidsluttdato", _DATE),
        ("ventetidsluttkode", pa.int8()),
        ("retttilhelsehjelp", pa.int8()),
    ]
)
PROM = pa.schema(
    [
        ("lopenr", pa.int64()),
        ("orgnr", pa.int64()),
        ("instrument", pa.string()),
        ("informant", pa.string()),
        ("scale", pa.string()),
        ("measuring_point", pa.string()),
        ("invited_date", _DATE),
        ("answered_date", _DATE),
        ("score", pa.float64()),
    ]
)
RESERVATIONS = pa.schema([("lopenr", pa.int64()), ("reservation_date", _DATE), ("withdrawn_date", _DATE)])
BEDS = pa.schema([("orgnr", pa.int64()), ("year", pa.int16()), ("beds", pa.int16())])


def episode_table(columns: Columns, kommune_numbers: Sequence[str]) -> pa.Table:
    """A year's columns as a table in the shape of the delivery."""
    count = len(columns["lopenr"])
    words = {"komnrhjem2": kommune_numbers, "tilst1akse1": CODES}
    constant = {"sektor": SECTOR, "fagomrade": FIELD}
    arrays = []
    for field in EPISODES:
        if field.name in constant:
            arrays.append(pa.repeat(pa.scalar(constant[field.name]), count))
        elif field.name in words:
            arrays.append(_worded(columns[field.name], words[field.name]))
        else:
            arrays.append(_typed(columns[field.name], field.type))
    return pa.Table.from_arrays(arrays, schema=EPISODES)


def prom_table(answers: Answers, instruments: Sequence[Instrument]) -> pa.Table:
    """The questionnaires, one row per invitation."""
    arrays = [
        _typed(answers.lopenr, pa.int64()),
        _typed(answers.orgnr, pa.int64()),
        *(
            _worded(answers.instrument, [getattr(i, n) for i in instruments])
            for n in ("instrument", "informant", "scale")
        ),
        _worded(answers.followup.astype(np.int64), ("baseline", "followup")),
        _typed(answers.invited, _DATE),
        _typed(answers.answered, _DATE),
        pa.array(answers.score, mask=np.isnan(answers.score)),
    ]
    return pa.Table.from_arrays(arrays, schema=PROM)


def reservation_table(rng: np.random.Generator, people: People, first: int, last: int) -> pa.Table:
    """Persons who have opted out, and those who have changed their mind; dates between two day numbers."""
    chosen = np.flatnonzero(people.reserved | people.withdrawn)
    made = rng.integers(first, last - 60, len(chosen))
    back = np.where(people.withdrawn[chosen], made + 1 + rng.integers(0, 59, len(chosen)), NULL)
    arrays = [_typed(people.lopenr[chosen], pa.int64()), _typed(made, _DATE), _typed(back, _DATE)]
    return pa.Table.from_arrays(arrays, schema=RESERVATIONS)


def bed_table(rows: Sequence[tuple[int, int, int]]) -> pa.Table:
    """Beds by ward and year."""
    columns = zip(*rows, strict=True)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, BEDS, strict=True)], schema=BEDS
    )


def _typed(values: NDArray[np.integer], kind: pa.DataType) -> pa.Array:
    """Whole numbers as the type; negative ones become NULL."""
    absent = values < 0
    if kind == _TIME:
        return pa.array(values.astype(np.int64) * 1_000_000, mask=absent).cast(_TIME)
    width = np.dtype(np.int32) if kind == _DATE else np.dtype(kind.to_pandas_dtype())
    found = pa.array(values.astype(width, copy=False), mask=absent if absent.any() else None)
    return found.cast(kind) if kind == _DATE else found


def _worded(indices: NDArray[np.integer], words: Sequence[str]) -> pa.Array:
    """The words at the indices; NULL for negative ones."""
    return pa.array(list(words)).take(pa.array(indices.astype(np.int32), mask=indices < 0))


def write_table(table: pa.Table, path: Path, description: str) -> None:
    """One Parquet file whose metadata say that it is invented; DemoError if its name does not."""
    if not path.name.startswith(f"{MARK}_"):
        raise DemoError(f"{path.name} must begin with {MARK}_: everything in the delivery is invented")
    marked = table.replace_schema_metadata({"oppdiktet": "ja", "beskrivelse": description})
    pq.write_table(marked, path, compression="zstd", row_group_size=ROW_GROUP)


def write_list(folder: Path, seed: int, scale: float, rows: Mapping[str, int]) -> None:
    """leveranse.json: what the delivery is, and its files with rows and checksums. No time: same seed, same bytes."""
    files = [
        {"name": name, "rows": count, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
        for name, count in sorted(rows.items())
    ]
    listed = {
        "oppdiktet": True,
        "beskrivelse": "Oppdiktet uttrekk til utprøving: ingen virkelige personer, kontakter eller svar",
        "seed": seed,
        "scale": scale,
        "generator_version": c.GENERATOR_VERSION,
        "period": [c.FIRST_YEAR, c.LAST_YEAR],
        "files": files,
    }
    (folder / LIST_FILE).write_text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_note(folder: Path, names: Sequence[str]) -> None:
    """leveranse.toml: the description that the delivery is taken in by."""
    listed = [f'format = 1\nname = "{MARK}_{c.LAST_YEAR}"\nreceived = {c.LAST_YEAR + 1}-02-15\ninvented = true\n']
    for name in sorted(names):
        stem = name.removeprefix(f"{MARK}_").removesuffix(".parquet")
        kind = {"PROM": "prom", "reservasjoner": "reservations", "senger": "beds"}.get(stem, "episodes")
        extra = {"prom": 'shape = "long"\n', "episodes": f'year = {stem[5:9]}\nthrough = "12"\n'}.get(kind, "")
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        listed.append(f'[[{kind}]]\nfile = "{name}"\nsha256 = "{digest}"\n{extra}')
    (folder / NOTE_FILE).write_text("\n".join(listed), encoding="utf-8")


def write_whole(out: Path, fill: Callable[[Path], None]) -> None:
    """Fills a folder beside `out` and puts it in its place once it is finished; the former delivery stays till then.

    DemoError if `out` is something else than a delivery: it would be removed.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / LIST_FILE).exists())):
        raise DemoError(f"{out} is there and is not a delivery (no {LIST_FILE}): choose another folder with --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    former = out.with_name(f".{out.name}.{os.getpid()}.former")
    try:
        beside.mkdir()
        fill(beside)
        if out.exists():
            out.rename(former)
        beside.rename(out)
    finally:
        if former.exists() and not out.exists():
            former.rename(out)
        for folder in (beside, former):
            shutil.rmtree(folder, ignore_errors=True)
