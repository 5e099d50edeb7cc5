"""Which figures are withheld for the sake of others, over all marts of a release at once, and the proof of it."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import pyarrow as pa
from scipy import sparse

from data_marts.disclosure.earlier import NOTHING_TOLD, Told, with_told
from data_marts.disclosure.protect import Hidden
from data_marts.disclosure.protection import Protection, hide, withhold_all
from data_marts.disclosure.relations.cells import COLUMNS, REGISTER
from data_marts.disclosure.relations.linked import Linked, Place, masks_of, systems_of
from data_marts.disclosure.rules import Policy
from data_marts.disclosure.system import System

WITNESSES = pa.schema(
    [
        pa.field("table", pa.int32(), nullable=False),
        pa.field("mart", pa.string(), nullable=False),
        pa.field("row", pa.int32(), nullable=False),
        pa.field("column", pa.string(), nullable=False),
        pa.field("difference", pa.int64(), nullable=False),
    ]
)


# Of all figures of a year and family of measures. In no part of the invented register is it more than 3.4 in a hundred.
_TOO_MANY_SMALL = 0.15


@dataclass(frozen=True)
class Withheld:
    """What is withheld beside small figures, by mart and group, and other tables as proof (restricted).

    `sacrificed`: headline figures that are withheld because nothing else worked. `exposed`: how many small numbers
    are not proven to be safe.
    """

    hidden: Hidden
    witnesses: pa.Table
    sacrificed: tuple[Place, ...]
    exposed: int


def withhold(
    marts: Mapping[str, pa.Table],
    tables: Mapping[str, pa.Table],
    policy: Policy,
    true: Mapping[str, pa.Table],
    told: Told = NOTHING_TOLD,
    report: Callable[[str], None] = lambda step: None,
) -> Withheld:
    """What to withhold of `marts`, the figures that are given at all; `true` are those of every row.

    `told`: what earlier releases have told of these. The same figures give the same answer, on any number of
    processors. `report` is told of each year and family of measures that is done. Raises ValueError where figures do
    not fulfil what is declared of them.
    """
    linked = [with_told(one, told) for one in systems_of(marts, tables, policy, true)]
    found = list(_protected([one.system for one in linked], report))
    hidden = masks_of(linked, [one.hidden for one in found], marts)
    for key, rows in told.withheld.items():
        hidden[key] |= rows
    return Withheld(
        hidden,
        _witnesses(linked, found),
        tuple(_places(linked, found)),
        sum(len(one.exposed) for one in found),
    )


def _protected(systems: Sequence[System], report: Callable[[str], None]) -> Iterator[Protection]:
    """The largest are begun first; the answers come in the order of the systems."""
    if not systems:
        return
    order = sorted(range(len(systems)), key=lambda number: -len(systems[number]))
    workers = max(1, min(len(systems), len(os.sched_getaffinity(0))))
    with ProcessPoolExecutor(workers, get_context("spawn"), _be_quiet) as pool:
        waiting = {number: pool.submit(_way_of(systems[number]), systems[number]) for number in order}
        for number in range(len(systems)):
            found = waiting[number].result()
            report("withhold")
            yield found


def _way_of(system: System) -> Callable[[System], Protection]:
    """Where so much is small, looking for what can be shown takes hours and finds next to nothing."""
    small = system.primary[~system.unpublished]
    return withhold_all if len(small) and np.mean(small) > _TOO_MANY_SMALL else hide


def in_words(withheld: Withheld) -> tuple[str, ...]:
    """What whoever builds must know, in sentences; nothing where all went well. They name no figure."""
    found = []
    if withheld.sacrificed:
        marts = ", ".join(sorted({place.mart for place in withheld.sacrificed}))
        found.append(
            f"{len(withheld.sacrificed)} figures of the country or a region are withheld, because nothing else "
            f"protects small ones ({marts}). Declare fewer views."
        )
    if withheld.exposed:
        found.append(
            f"{withheld.exposed} small figures are not proven to be safe, whatever is withheld: mostly because nearly "
            "all are small. The attack will tell. Declare fewer views."
        )
    return tuple(found)


def _be_quiet() -> None:
    """The solver greets on standard output, which belongs to the command."""
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _places(linked: Sequence[Linked], found: Sequence[Protection]) -> Iterator[Place]:
    for one, protection in zip(linked, found, strict=True):
        for cell in protection.sacrificed.tolist():
            place = one.place(cell)
            if place is not None:
                yield place


def _witnesses(linked: Sequence[Linked], found: Sequence[Protection]) -> pa.Table:
    """Every table of every system, one after the other, by the places of what differs."""
    parts, first = [WITNESSES.empty_table()], 0
    for one, protection in zip(linked, found, strict=True):
        parts.append(_of_system(one, protection.witnesses, first))
        first += protection.witnesses.shape[0]
    return pa.concat_tables(parts)


def _of_system(one: Linked, tables: sparse.csr_array, first: int) -> pa.Table:
    entries = sparse.coo_array(tables)
    number, cell = (np.asarray(part, dtype=np.int64) for part in entries.coords)
    kept = (one.row[cell] >= 0) & (entries.data != 0)
    number, cell, difference = number[kept] + first, cell[kept], entries.data[kept].astype(np.int64)
    names = np.array(COLUMNS, dtype=object)[one.column[cell]]
    of_mart = np.array(REGISTER, dtype=object)[one.mart[cell]]
    columns = [number.astype(np.int32), of_mart, one.row[cell].astype(np.int32), names, difference]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, WITNESSES, strict=True)]
    return pa.Table.from_arrays(arrays, schema=WITNESSES)
