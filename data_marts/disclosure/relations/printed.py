"""Printed means, standardised rates and waits: what their digits tell of the counts that they were made from.

Each is two cells of the group that it is printed with: the least and the most that the counts can be, as far as the
printed figure says. Where the group is withheld, nobody knows either.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_marts.catalog import ALL, COUNTRY, OWN_AGE_GROUPS, SEXES
from data_marts.disclosure.relations.book import Term, block, numbered
from data_marts.disclosure.relations.cells import (
    COLUMNS,
    REGISTER,
    Board,
    high_events,
    is_dominated,
    is_small,
    low_events,
    lowest,
)
from data_marts.disclosure.relations.costs import OF_ROUNDED, cost_of, weights
from data_marts.disclosure.relations.declared import CONTACTS
from data_marts.disclosure.relations.frames import Frame, has_answer
from data_marts.disclosure.relations.in_rows import MOST_EVENTS
from data_marts.disclosure.system import Booleans, Numbers, Whole
from data_marts.statistics.rates import poisson_limits

PER = 1000  # rates are per 1,000 inhabitants
STANDARD_YEAR = 2024
WAIT_LIMIT_DAYS = 65
TENTHS = 10  # means and rates are printed with one decimal
_SCALE = 10**6  # weights of strata are told in millionths
QUANTILES = (("median_wait", 1, 2), ("long_wait", 9, 10))


@dataclass(frozen=True)
class Printed:
    """A printed figure: its column, group and the rows of the frame where it is printed."""

    mart: str
    column: str
    group: str
    rows: Whole
    figures: Numbers


def printed(board: Board, tables: Mapping[str, pa.Table], mart: str, column: str) -> Printed:
    """The figures of a column that are printed: not where persons or denominators are small, or events one person's."""
    frame, table = board.frames[mart], tables[mart]
    group = frame.mart.group_of(column)
    values = np.asarray(table.column(column).to_numpy(), dtype=np.float64)
    shown = has_answer(table, group) & ~np.isnan(values)
    own = np.flatnonzero(shown[frame.row])
    for name in (*group.persons, *group.denominators):
        persons = frame.values[name][own]
        own = own[~is_small(persons, board.policy) & (persons > 0)]
    for one in group.events:
        events, largest = (frame.values[name][own] for name in (one.events, one.largest))
        own = own[~is_dominated(events, largest, board.policy)]
    return Printed(mart, column, group.name, own, values[frame.row[own]])


def add_limits(board: Board, figure: Printed, kept: Booleans, low: Whole, high: Whole, terms: list[Term]) -> None:
    """low <= sum of the terms <= high, as long as the figure is shown; of some rows. Terms count those rows."""
    add_end(board, figure, kept, low, terms, -1)
    add_end(board, figure, kept, high, terms, 1)


def add_end(board: Board, figure: Printed, kept: Booleans, end: Whole, terms: list[Term], sign: int) -> None:
    """sum of the terms <= end (sign 1) or >= end (sign -1), as long as the figure is shown."""
    frame, rows = board.frames[figure.mart], figure.rows[kept]
    cost = OF_ROUNDED * cost_of(np.zeros(len(rows), dtype=np.int64), weights(frame, board.parents.levels)[rows])
    cells = board.book.add(
        block(
            end, unpublished=False, cost=cost, insider=board.insider(frame)[rows],
            tie=board.tie[figure.mart, figure.group][rows],
            mart=REGISTER.index(figure.mart), row=frame.row[rows], column=COLUMNS.index(figure.column),
        )
    )  # fmt: skip
    signed: list[Term] = [(number, cell, np.asarray(factor) * sign) for number, cell, factor in terms]
    name = f"rounded {figure.mart}.{figure.column}"
    board.book.at_most.add(name, len(rows), *signed, (numbered(rows), cells, -sign))


def relate_means(board: Board, tables: Mapping[str, pa.Table]) -> None:
    """Contacts per patient times patients: the contacts of a care level, or of a diagnosis group at an organisation."""
    frame = board.frames["patients_by_unit"]
    contacts = frame.values["contacts"]
    group_of_mean = frame.mart.group_of("contacts_per_patient")
    given = has_answer(tables["patients_by_unit"], group_of_mean)[frame.row] & frame.exists["patients"]
    of_group = _contacts_of_diagnoses(board, frame, contacts, given)
    figure = printed(board, tables, "patients_by_unit", "contacts_per_patient")
    tenths = np.rint(figure.figures * TENTHS).astype(np.int64)
    patients = frame.values["patients"][figure.rows]
    low = np.clip(-(-(2 * tenths - 1) * patients // (2 * TENTHS)), 0, contacts[figure.rows])
    high = np.maximum((2 * tenths + 1) * patients // (2 * TENTHS), contacts[figure.rows])
    care, group = frame.codes["care"][figure.rows], frame.codes["diagnosis_group"][figure.rows]
    for label, events in {**{care: (cells,) for care, cells in CONTACTS.items()}, ALL: CONTACTS.values()}.items():
        found = [board.matched(frame, cells) for cells in events]
        known = np.logical_and.reduce([there for _, there in found])[figure.rows]
        kept = known & (care == frame.code("care", label)) & (group == frame.code("diagnosis_group", ALL))
        rows = figure.rows[kept]
        terms: list[Term] = [(numbered(rows), cells[rows], 1) for cells, _ in found]
        add_limits(board, figure, kept, low[kept], high[kept], terms)
    kept = group != frame.code("diagnosis_group", ALL)
    rows = figure.rows[kept]
    add_limits(board, figure, kept, low[kept], high[kept], [(numbered(rows), of_group[rows], 1)])


def _column(frame: Frame, table: pa.Table, name: str) -> Numbers:
    values = np.asarray(table.column(name).to_numpy(), dtype=np.float64)
    return values[frame.row] if len(values) else values


def _contacts_of_diagnoses(board: Board, frame: Frame, contacts: Whole, given: Booleans) -> Whole:
    """Cells for the contacts of each diagnosis group, which no row shows: they add up to those of all care.

    Of rows where a mean is `given`, or would be if there were enough patients.
    """
    rows = np.flatnonzero(given & (frame.codes["diagnosis_group"] != frame.code("diagnosis_group", ALL)))
    patients = frame.values["patients"][rows]
    largest = frame.values["contacts_largest"][rows]
    few = is_small(patients, board.policy) & (contacts[rows] > 0)
    primary = few | is_dominated(contacts[rows], largest, board.policy)
    low = np.where(few, lowest(board.policy), low_events(contacts[rows], largest))
    cells = np.zeros(len(frame), dtype=np.int64)
    cells[rows] = board.book.add(
        block(
            contacts[rows], kept=patients > 0, primary=primary, insider=board.insider(frame)[rows],
            mart=REGISTER.index("patients_by_unit"), row=frame.row[rows], column=COLUMNS.index("contacts"),
            low=np.where(primary, low, 0),
            high=np.where(primary, high_events(contacts[rows], board.policy), 0),
        )
    )  # fmt: skip
    number = numbered(rows)
    of_patients = board.cells("patients_by_unit", "patients")[rows]
    board.book.at_most.add(
        "contacts of diagnosis groups", len(rows), (number, cells[rows], 1), (number, of_patients, -MOST_EVENTS)
    )
    by_care = [board.matched(frame, events) for events in CONTACTS.values()]
    whole_known = np.logical_and.reduce([there for _, there in by_care])
    families = board.families("patients_by_unit", "diagnosis_group").where(given)
    families = families.of(families.complete & whole_known[families.parent])
    whole = numbered(families.parent)
    terms: list[Term] = [(whole, events[families.parent], 1) for events, _ in by_care]
    board.book.equal.add(
        "contacts of diagnosis groups", len(whole), *terms, (families.family, cells[families.child], -1)
    )
    return cells


def relate_standardised(board: Board, tables: Mapping[str, pa.Table]) -> None:
    """A standardised rate is a weighted sum over sex and age groups; its limits tell the sum with squared weights."""
    frame = board.frames["patient_rates"]
    figure = printed(board, tables, "patient_rates", "standardised_rate")
    strata = [
        frame.beside(sex=frame.code("sex", sex), age_group=frame.code("age_group", age))[figure.rows]
        for sex in SEXES[1:]
        for age in OWN_AGE_GROUPS
    ]
    people = np.array([frame.values["population"][rows] for rows in strata], dtype=np.float64)
    share = _standard(board.frames["population"])
    weight = np.divide(PER * share[:, None], people, out=np.zeros_like(people), where=people > 0)
    patients = np.array([frame.values["patients"][rows] for rows in strata], dtype=np.float64)
    cells = [board.cells("patient_rates", "patients")[rows] for rows in strata]
    half = 0.5 / TENTHS
    rate = np.round(figure.figures, 1)
    _add_weighted(board, figure, cells, weight, patients, rate - half, rate + half)
    limit = np.round(_column(frame, tables["patient_rates"], "standardised_high")[figure.rows], 1)
    events = patients.sum(axis=0)
    beyond = np.maximum(poisson_limits(events).high - events, 1e-9)
    ends = [np.maximum(limit - rate + side, 0) ** 2 * events / beyond**2 for side in (-2 * half, 2 * half)]
    _add_weighted(board, figure, cells, weight**2, patients, ends[0], ends[1])


def _add_weighted(
    board: Board, figure: Printed, cells: list[Whole], weight: Numbers, patients: Numbers, low: Numbers, high: Numbers
) -> None:
    """low <= sum of weight x patients <= high in whole numbers, rounded so that what is true stays true."""
    scale = _SCALE / np.maximum(weight.max(axis=0, initial=0.0), 1e-12)  # the largest weight becomes a million
    true = patients.astype(np.int64)
    kept = np.ones(len(figure.rows), dtype=np.bool_)
    number = numbered(figure.rows)
    for sign, end in ((-1, np.floor(low * scale)), (1, np.ceil(high * scale))):
        factor = (np.ceil(weight * scale) if sign < 0 else np.floor(weight * scale)).astype(np.int64)
        terms: list[Term] = [(number, cell, of_stratum) for cell, of_stratum in zip(cells, factor, strict=True)]
        at_truth = (factor * true).sum(axis=0)
        safe = np.minimum if sign < 0 else np.maximum
        add_end(board, figure, kept, np.maximum(safe(end.astype(np.int64), at_truth), 0), terms, sign)


def _standard(population: Frame) -> Numbers:
    """Each stratum's share of the country's population of the standard year."""
    where = (("year", str(STANDARD_YEAR)), ("residence", COUNTRY))
    rows = population.are(where)
    people = [
        population.values["population"][rows & population.are((("sex", sex), ("age_group", age)))].sum()
        for sex in SEXES[1:]
        for age in OWN_AGE_GROUPS
    ]
    share: Numbers = np.array(people, dtype=np.float64) / max(sum(people), 1)
    return share


def relate_waits(board: Board, tables: Mapping[str, pa.Table]) -> None:
    """A quantile of the waits on this or that side of the limit: at least or at most so many are within it."""
    frame = board.frames["waiting"]
    within = board.cells("waiting", "within_limit")
    for column, numerator, denominator in QUANTILES:
        figure = printed(board, tables, "waiting", column)
        started = frame.values["started"][figure.rows]
        below, above = _beside_quantile(started, numerator, denominator)
        early = np.rint(figure.figures) <= WAIT_LIMIT_DAYS
        for kept, end, sign in ((early, below, -1), (~early, above, 1)):
            rows = figure.rows[kept]
            add_end(board, figure, kept, end[kept], [(numbered(rows), within[rows], 1)], sign)


def _beside_quantile(waits: Whole, numerator: int, denominator: int) -> tuple[Whole, Whole]:
    """How many waits are at most the quantile for certain, and how many can be where the next one is longer."""
    place = numerator * (waits - 1)
    return place // denominator + 1, -(-place // denominator)


def relate_printed(board: Board, tables: Mapping[str, pa.Table]) -> None:
    """Everything that printed figures tell of counts in other cells."""
    relate_means(board, tables)
    relate_standardised(board, tables)
    relate_waits(board, tables)
