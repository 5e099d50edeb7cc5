"""A delivery of more than ten million contacts: the invented one with each person twice.

The year that comes as a SAS file comes as CSV here, so that DuckDB can read the same raw files for comparison.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data_marts.demo.constants import DEFAULT_SEED
from data_marts.demo.forms import FORMS
from data_marts.demo.generate import fill_outbox
from data_marts.demo.known import WHOLE
from data_marts.demo.leveranse import write_whole
from data_marts.demo.outbox import Outbox
from data_marts.demo.prom import Instrument

COPIES = 2
# Far enough apart that no number of one copy is one of another.
APART = {"lopenr": 100_000_000, "henvisning_id": 100_000_000, "episode_lnr": 1_000_000_000_000}


def make_big_delivery(out: Path, copies: int = COPIES, scale: float = 1.0) -> None:
    """Writes the delivery to a folder, which appears when it is finished: some six million contacts for each copy."""
    write_whole(out, lambda folder: fill_outbox(_Copying(folder, copies), DEFAULT_SEED, scale, lambda step: None))


class _Copying(Outbox):
    """An outbox that writes each row once for each copy, under other numbers."""

    def __init__(self, folder: Path, copies: int) -> None:
        super().__init__(folder, WHOLE, wide_prom=False)
        self.copies = copies
        self.forms = {**FORMS, 2019: FORMS[2021]}

    def episodes(self, table: pa.Table, year: int) -> None:
        super().episodes(self._copied(table), year)

    def prom(self, table: pa.Table, instruments: Sequence[Instrument]) -> None:
        super().prom(self._copied(table), instruments)

    def reservations(self, table: pa.Table) -> None:
        super().reservations(self._copied(table))

    def _copied(self, table: pa.Table) -> pa.Table:
        return pa.concat_tables(_shifted(table, copy) for copy in range(self.copies))


def _shifted(table: pa.Table, copy: int) -> pa.Table:
    for place, name in enumerate(table.schema.names):
        if name in APART:
            table = table.set_column(place, table.schema.field(name), pc.add(table[name], copy * APART[name]))
    return table
