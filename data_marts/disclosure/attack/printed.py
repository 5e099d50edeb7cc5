"""What printed means, standardised rates and waits tell of the counts that they were made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc

from data_marts.disclosure.attack.board import OF_DIAGNOSIS, PUBLIC, Board
from data_marts.disclosure.attack.declared import most_events
from data_marts.disclosure.attack.event_inversions import printed_limits
from data_marts.disclosure.attack.inversions import HAIR
from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole
from data_marts.disclosure.attack.ledger import Term
from data_marts.disclosure.attack.strata import strata
from data_marts.disclosure.attack.view import NOWHERE, SHOWN, View, answered, as_array

# As the sentences of the manifest say.
PER = 1000.0
STANDARD_YEAR = "2024"
COUNTRY = "norge"
MEAN = "contacts_per_patient"
WAIT_LIMIT = 65
MEDIAN, LONG = (1, 2), (9, 10)
CARE = ("outpatient", "day")


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of a column: the rows where it is printed, what stands there, and half of its last digit."""

    rows: Whole
    values: Numbers
    half: float


def relate_printed(board: Board) -> None:
    """Everything that the manifest says printed figures tell."""
    for relation in board.manifest["relations"]:
        if relation["kind"] == "rounded" and relation["mart"] in board.views:
            [column] = relation["columns"]
            if column == MEAN:
                _means(board)
            elif column == "standardised_rate":
                _standardised(board)
            else:
                _waits(board, column, LONG if column == "long_wait" else MEDIAN)


def _figures(board: Board, mart: str, column: str) -> Figures:
    table, view = board.tables[mart], board.views[mart]
    [(group, measure)] = [
        (group, one) for group in view.described["groups"] for one in group["measures"] if one["name"] == column
    ]
    shown = as_array(pc.and_(pc.equal(table.column(group["status_column"]), SHOWN), pc.is_valid(table.column(column))))
    rows = np.flatnonzero(shown)
    values = np.asarray(pc.fill_null(table.column(column), 0).to_numpy(), dtype=np.float64)[rows]
    return Figures(rows, values, 0.5 * 10.0 ** -int(measure["decimals"]))


def over_withheld(board: Board) -> int:
    """Rows of groups that print figures over persons or denominators that are withheld: each may tell them."""
    found = 0
    for name, view in board.views.items():
        for group in view.described["groups"]:
            shown = np.asarray(pc.equal(board.tables[name].column(group["status_column"]), SHOWN).to_numpy())
            for column in {*group["persons"], *group["denominators"]}:
                number = board.numbers[name, column]
                found += int(np.sum(shown & (number >= 0) & ~board.is_known(number)))
    return found


def _count(rows: Sequence[int] | Whole | Numbers) -> Whole:
    return np.arange(len(rows), dtype=np.int64)


def _ends(figures: Figures, kept: Booleans, times: Numbers) -> tuple[Numbers, Numbers]:
    """Smallest and largest value of figure x number."""
    middle, half = figures.values[kept] * times, figures.half * times
    slack = HAIR * np.maximum(1.0, abs(middle))
    return middle - half - slack, middle + half + slack


def _means(board: Board) -> None:
    """Contacts per patient times patients: contacts of a care level, or of a diagnosis group."""
    view = board.views["patients_by_unit"]
    mean = _figures(board, view.name, MEAN)
    patients = board.numbers[view.name, "patients"]
    known = board.is_known(patients[mean.rows])
    persons = board.ledger.least[np.maximum(patients[mean.rows], 0)]
    of_care = {care: _contacts(board, view, care) for care in CARE}
    all_groups = view.are({"diagnosis_group": "all"})[mean.rows]
    for label, parts in {**{care: [of_care[care]] for care in CARE}, "all": list(of_care.values())}.items():
        exist = np.logical_and.reduce([part[mean.rows] >= 0 for part in parts])
        kept = known & all_groups & exist & view.are({"care": label})[mean.rows]
        rows = mean.rows[kept]
        low, high = _ends(mean, kept, persons[kept])
        terms: list[Term] = [(_count(rows), part[rows], 1.0) for part in parts]
        board.ledger.relate("contacts per patient", len(rows), terms, low, high)
    kept = known & ~all_groups
    _of_diagnoses(board, view, list(of_care.values()), (mean.rows[kept], *_ends(mean, kept, persons[kept])))


def _contacts(board: Board, view: View, care: str) -> Whole:
    return board.matched(view, {"mart": "activity", "column": "contacts", "where": {"care": care}})


def _of_diagnoses(board: Board, view: View, of_care: list[Whole], told: tuple[Whole, Numbers, Numbers]) -> None:
    """Contacts of the diagnosis groups of an organisation, which no row shows, add up to those of all.

    They are numbers where a mean is given, or withheld.
    """
    low, high = np.zeros(len(view)), np.full(len(view), np.inf)
    low[told[0]], high[told[0]] = np.maximum(np.ceil(told[1]), 0), np.floor(told[2])
    patients = board.numbers[view.name, "patients"]
    given = (patients >= 0) & answered(board.tables[view.name], _group_of_means(view))
    # Nobody there has no contacts.
    nobody = board.is_known(patients) & (board.ledger.most[np.maximum(patients, 0)] == 0)
    high[nobody] = 0
    rows = np.flatnonzero(given & ~view.are({"diagnosis_group": "all"}))
    own = np.full(len(view), NOWHERE, dtype=np.int64)
    own[rows] = board.ledger.add((view.name, OF_DIAGNOSIS), rows, low[rows], high[rows])
    kind = "contacts of diagnosis groups"
    whole = given & np.logical_and.reduce([part >= 0 for part in of_care])
    found = board.families(view.name, "diagnosis_group").within(given)
    found = found.only(whole[found.whole])
    terms: list[Term] = [(_count(found.whole), part[found.whole], 1.0) for part in of_care]
    terms.append((found.of, own[found.part], -1.0))
    board.ledger.relate(kind, len(found), terms, 0.0, np.where(found.closed, 0.0, np.inf))
    most = most_events(board, view, "contacts")[rows].astype(np.float64)
    board.ledger.relate(kind, len(rows), [(_count(rows), own[rows], 1.0), (_count(rows), patients[rows], -most)])


def _group_of_means(view: View) -> Mapping[str, Any]:
    [found] = [one for one in view.described["groups"] if MEAN in {measure["name"] for measure in one["measures"]}]
    group: Mapping[str, Any] = found
    return group


def _standardised(board: Board) -> None:
    """The rate is a weighted sum over the strata; its limits tell the sum with squared weights."""
    view = board.views["patient_rates"]
    rate = _figures(board, view.name, "standardised_rate")
    patients = board.numbers[view.name, "patients"]
    parts = [view.beside(**{name: view.code(v) for name, v in one.items()})[rate.rows] for one in strata(view)]
    numbers = np.array([np.where(at >= 0, patients[np.maximum(at, 0)], NOWHERE) for at in parts])
    weights = _weights(board, view, parts)
    kept = np.all((numbers >= 0) & np.isfinite(weights), axis=0)
    numbers, weights = numbers[:, kept], weights[:, kept]
    rate = Figures(rate.rows[kept], rate.values[kept], rate.half)
    slack = HAIR * np.maximum(1.0, rate.values)
    _weighted(board, numbers, weights, rate.values - rate.half - slack, rate.values + rate.half + slack)
    for end in ("standardised_low", "standardised_high"):
        _spread(board, view, rate, end, (numbers, weights))


def _weighted(board: Board, numbers: Any, weights: Numbers, low: Numbers, high: Numbers) -> None:
    count = _count(low)
    terms: list[Term] = [(count, of, weight) for of, weight in zip(numbers, weights, strict=True)]
    board.ledger.relate("standardised rate", len(low), terms, low, high)


def _weights(board: Board, view: View, parts: list[Whole]) -> Numbers:
    """What a patient of each stratum adds to the rate of each row; not finite where nobody lives there."""
    public = board.views[PUBLIC]
    people = board.numbers[PUBLIC, PUBLIC]
    share = np.array(
        [
            board.ledger.least[people[public.are({"year": STANDARD_YEAR, "residence": COUNTRY, **one})]].sum()
            for one in strata(view)
        ]
    )
    share = share / max(share.sum(), 1.0)
    own = board.matched(view, {"mart": PUBLIC, "column": PUBLIC})
    living = np.array([np.where(at >= 0, own[np.maximum(at, 0)], NOWHERE) for at in parts])
    count = np.where(living >= 0, board.ledger.least[np.maximum(living, 0)], 0.0)
    weights: Numbers = np.divide(PER * share[:, None], count, out=np.full(count.shape, np.inf), where=count > 0)
    return weights


def _spread(board: Board, view: View, rate: Figures, end: str, of: tuple[Any, Numbers]) -> None:
    """Limit - rate = root(sum of weight^2 x patients / events) x (limit of the events - events)."""
    limit = _figures(board, view.name, end)
    at = np.searchsorted(limit.rows, rate.rows)
    away = abs(limit.values[np.minimum(at, len(limit.values) - 1)] - rate.values) if len(limit.values) else rate.values
    events = board.numbers[view.name, "patients"][rate.rows]
    kept = board.is_known(events) & (at < len(limit.rows)) & (away > 0)
    of_events = _of_events(end, np.maximum(board.ledger.least[np.maximum(events, 0)], 1.0))
    both = rate.half + limit.half
    low = np.maximum(away - both, 0) ** 2 * of_events
    high = (away + both) ** 2 * of_events
    slack = HAIR * np.maximum(1.0, high)
    _weighted(board, of[0][:, kept], of[1][:, kept] ** 2, (low - slack)[kept], (high + slack)[kept])


def _of_events(end: str, events: Numbers) -> Numbers:
    low, high = printed_limits(events.astype(np.int64))
    away = np.asarray(high - events if end.endswith("high") else events - low)
    return np.asarray(events / away**2)


def _waits(board: Board, column: str, share: tuple[int, int]) -> None:
    """A quantile on this or that side of the limit: so many waits at least, or at most, are within it."""
    wait = _figures(board, "waiting", column)
    started, within = (board.numbers["waiting", name][wait.rows] for name in ("started", "within_limit"))
    known = board.is_known(started) & (within >= 0)
    place = share[0] * (board.ledger.least[np.maximum(started, 0)] - 1)
    early = wait.values <= WAIT_LIMIT
    below, above = np.floor(place / share[1]) + 1, np.ceil(place / share[1])
    for kept, low, high in ((known & early, below, None), (known & ~early, None, above)):
        count = _count(np.flatnonzero(kept))
        lower = low[kept] if low is not None else -np.inf
        upper = high[kept] if high is not None else np.inf
        board.ledger.relate(column, len(count), [(count, within[kept], 1.0)], lower, upper)
