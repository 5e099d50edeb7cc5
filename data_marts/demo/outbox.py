"""The delivery folder being filled: each table in its file's form, as it was known then, and the list of the files."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_marts.demo import forms
from data_marts.demo.allocate import Ints
from data_marts.demo.files import MARK, write_table
from data_marts.demo.forms import FORMS, PROM_NAMES, Form, delivered
from data_marts.demo.known import Through, known_dates, known_episodes
from data_marts.demo.leveranse import Listed, Table, write_list
from data_marts.demo.prom import Instrument

NEWER_PROM_FROM: Final = 2023
MISSING: Final = ("", "NULL", "(NULL)")
POINTS: Final = {"baseline": "start", "end": "slutt"}  # ours, and as the older export has them
KEY: Final = ("lopenr", "orgnr", "measuring_point", "invited_date", "answered_date")
# What the files' names and codes mean, where the chain does not know it anyway.
EPISODE_TABLES: Final[dict[str, Table]] = {
    "episode_columns": {"henvisning_id": ["henvisningsnr"]},
    "episode_missing": {"behandlingsstedkode": ["99"], "fodselsar": ["9999"]},
    "episode_codes.sektor": {"BUP": "3", "651": "3"},
    "other_sectors": {"codes": ["1", "2", "4", "5", "VOP", "TSB", "SOM"]},
}
PROM_TABLES: Final[dict[str, Table]] = {
    "prom_columns": {ours: [theirs] for ours, theirs in PROM_NAMES.items()},
    "prom_codes.measuring_point": {theirs: ours for ours, theirs in POINTS.items()},
}


class Outbox:
    """Writes the files of one delivery and remembers them for the list."""

    def __init__(self, folder: Path, through: Through, wide_prom: bool) -> None:
        self.folder, self.through, self.wide_prom = folder, through, wide_prom
        self.files: list[Listed] = []
        self.tables = EPISODE_TABLES | PROM_TABLES
        self.forms = FORMS

    def _add(self, kind: str, name: str, table: pa.Table, form: Form, description: str, **told: str | int) -> None:
        file = f"{MARK}_{name}.{form.format}"
        write_table(delivered(table, form), self.folder / file, form, description)
        self.files.append(Listed(kind, file, form, told))

    def episodes(self, table: pa.Table, year: int) -> None:
        """One year's file; the running year's as far as it was known."""
        whole = year < self.through.year or self.through.is_whole
        part, month = ("T3", 12) if whole else (self.through.part, self.through.month)
        known = table if whole else known_episodes(table, self.through)
        description = f"Oppdiktede kontakter og opphold i {year}, i NPRs form"
        name = f"PHBU_{year}_{part}"
        self._add("episodes", name, known, self.forms[year], description, year=year, through=f"{month:02}")

    def prom(self, table: pa.Table, instruments: Sequence[Instrument]) -> None:
        """The questionnaires: an older export, and a newer one of other names and types, or of another shape."""
        table = known_dates(table, self.through, "invited_date", "answered_date", "score")
        newer = pc.greater_equal(table["invited_date"], pa.scalar(date(NEWER_PROM_FROM, 1, 1)))
        description = "Oppdiktede svar på spørreskjemaer"
        older = _in_their_words(table.filter(pc.invert(newer)))
        self._add("prom", f"PROM_2019_{NEWER_PROM_FROM - 1}", older, forms.OLDER_PROM, description, shape="long")
        newer_table, form, shape = table.filter(newer), forms.NEWER_PROM, "long"
        if self.wide_prom:
            newer_table, form, shape = wide_table(newer_table, instruments), forms.WIDE_PROM, "wide"
            self.tables = self.tables | {"prom_wide": _wide_columns(instruments)}
        self._add("prom", f"PROM_{NEWER_PROM_FROM}", newer_table, form, description, shape=shape)

    def reservations(self, table: pa.Table) -> None:
        """The reservations made by then."""
        known = known_dates(table, self.through, "reservation_date", "withdrawn_date")
        self._add("reservations", "reservasjoner", known, forms.RESERVATIONS, "Oppdiktede reservasjoner")

    def beds(self, table: pa.Table) -> None:
        """The beds of all years."""
        self._add("beds", "senger", table, forms.BEDS, "Oppdiktet fordeling av døgnplasser på enheter")

    def close(self, made: str) -> None:
        """Writes the list. `made` says how the delivery was made."""
        heading: Table = {
            "format": 1,
            "name": f"PHBU_{self.through.year}_{self.through.part}",
            "received": self.through.received,
            "invented": True,
            "missing": MISSING,
        }
        note = f"Oppdiktet uttrekk til utprøving: ingen virkelige personer, kontakter eller svar ({made})"
        write_list(self.folder, heading, self.files, self.tables, note)


def _in_their_words(table: pa.Table) -> pa.Table:
    place = table.schema.get_field_index("measuring_point")
    coded = table["measuring_point"].combine_chunks().dictionary_encode()
    words = pa.array([POINTS[word] for word in coded.dictionary.to_pylist()], pa.string())
    return table.set_column(place, "measuring_point", words.take(coded.indices))


def _wide_name(instrument: str, informant: str, scale: str) -> str:
    return f"{instrument}_{informant}_{scale}"


def _wide_columns(instruments: Sequence[Instrument]) -> Table:
    return {
        _wide_name(i.instrument, i.informant, i.scale): {
            "instrument": i.instrument,
            "informant": i.informant,
            "scale": i.scale,
        }
        for i in instruments
    }


def wide_table(table: pa.Table, instruments: Sequence[Instrument]) -> pa.Table:
    """One row per person, unit, point and days, one column per scale.

    What was asked but not answered cannot be told from what was not asked: invitations without an answer are one row
    without scores.
    """
    keys = np.stack([_whole_numbers(table[name]) for name in KEY], axis=1)
    _, first, row = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    columns = {name: table[name].take(first) for name in KEY}
    for i in instruments:
        scores = np.full(len(first), np.nan)
        chosen = pc.and_(
            pc.and_(pc.equal(table["instrument"], i.instrument), pc.equal(table["informant"], i.informant)),
            pc.and_(pc.equal(table["scale"], i.scale), pc.is_valid(table["score"])),
        ).to_numpy()
        # From the end on, so that of two forms of one occasion the first one stands.
        scores[row[chosen][::-1]] = table["score"].to_numpy()[chosen][::-1]
        columns[_wide_name(i.instrument, i.informant, i.scale)] = pa.array(scores, mask=np.isnan(scores))
    return pa.table(columns)


def _whole_numbers(values: pa.ChunkedArray) -> Ints:
    """Numbers, days and words as whole numbers; -1 where missing."""
    if pa.types.is_string(values.type):
        values = values.combine_chunks().dictionary_encode().indices
    elif pa.types.is_date32(values.type):
        values = values.cast(pa.int32())
    found: Ints = pc.fill_null(values, -1).to_numpy().astype(np.int64)
    return found
