"""The attack as a whole: what of the targets can be worked out from what is known, and by which method."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from time import perf_counter

import numpy as np

from data_marts.disclosure.attack.bounds import Bounds, bound_targets
from data_marts.disclosure.attack.components import components
from data_marts.disclosure.attack.elimination import eliminate
from data_marts.disclosure.attack.knowledge import Booleans, Knowledge, Numbers, Whole, with_bounds
from data_marts.disclosure.attack.propagation import open_part, propagate

Tables = list[tuple[Whole, Numbers]]


class State(StrEnum):
    """What an attacker can tell of a target."""

    EXACT = "exact"
    NARROW = "narrow"
    UNRESOLVED = "unresolved"
    SAFE = "safe"


class Method(StrEnum):
    """What settled a target."""

    WITNESSES = "witnesses"
    PROPAGATION = "propagation"
    ELIMINATION = "elimination"
    LINEAR = "linear programs"
    WHOLE = "whole numbers"


@dataclass(frozen=True, eq=False)
class Verdict:
    """One entry per target, in the order of the knowledge: `states`, `methods`, and two intervals.

    `least`, `most`: no table of whole numbers lies outside. `seen_least`, `seen_most`: whole tables were found that go
    so far. A target is safe only where tables were found on both sides. `programs`: how many linear and whole-number
    programs were solved. `complete`: whether the elimination had room for all equations.
    """

    targets: Whole
    states: tuple[State, ...]
    methods: tuple[Method, ...]
    least: Numbers
    most: Numbers
    seen_least: Numbers
    seen_most: Numbers
    programs: int
    complete: bool
    seconds: float

    @property
    def is_clean(self) -> bool:
        return all(state is State.SAFE for state in self.states)

    @property
    def counts(self) -> Mapping[State, int]:
        return {state: self.states.count(state) for state in State}

    @property
    def by_method(self) -> Mapping[tuple[State, Method], int]:
        return dict(sorted(Counter(zip(self.states, self.methods, strict=True)).items()))

    @property
    def narrowest(self) -> float:
        return float(np.min(self.most - self.least, initial=np.inf))


@dataclass
class _Findings:
    """The verdict in the making."""

    least: Numbers
    most: Numbers
    seen_least: Numbers
    seen_most: Numbers
    whole_needed: Booleans
    programs: int = 0


@dataclass(frozen=True, eq=False)
class WorkedOut:
    """What follows without a solver: from single relations (`alone`), then from all equations `together`.

    `idle`: relations that follow from others. `complete`: whether the elimination had room for all equations.
    """

    alone: Knowledge
    together: Knowledge
    idle: Whole
    complete: bool


def work_out(knowledge: Knowledge) -> WorkedOut:
    """What propagation and elimination find. ContradictionError where no table agrees with what is known."""
    alone = propagate(knowledge)
    return WorkedOut(alone, *_eliminated(alone))


def attack(knowledge: Knowledge) -> Verdict:
    """What an attacker who knows this can tell of the targets.

    The same knowledge gives the same verdict but for the seconds. ContradictionError where no table agrees with what is
    known: then a relation is wrong, and nothing is safe.
    """
    return judge(knowledge, work_out(knowledge))


def judge(knowledge: Knowledge, worked: WorkedOut, tables: Tables | None = None) -> Verdict:
    """The verdict on the targets of `knowledge`, by linear programs and whole numbers where `worked` does not tell.

    A side that needs no proof has the goal infinity (low) or -infinity (high). Whole tables that reached a goal are
    appended to `tables`, as the places of the numbers that were open, and their values.
    """
    start = perf_counter()
    alone, together = worked.alone, worked.together
    found = _bounded(replace(knowledge, least=together.least, most=together.most), worked.idle, tables)
    states = tuple(_state(found, knowledge, target) for target in range(len(knowledge.targets)))
    methods = _methods(knowledge, alone, together, found, states)
    return Verdict(
        knowledge.targets,
        states,
        methods,
        found.least,
        found.most,
        found.seen_least,
        found.seen_most,
        found.programs,
        worked.complete,
        perf_counter() - start,
    )


def intervals(knowledge: Knowledge, places: Whole) -> tuple[Numbers, Numbers]:
    """Smallest and largest possible value of the numbers at these places, to the end of what can be found."""
    endless = np.full(len(places), np.inf)
    found = attack(replace(knowledge, targets=places, low=-endless, high=endless))
    return found.least, found.most


def _eliminated(knowledge: Knowledge) -> tuple[Knowledge, Whole, bool]:
    """The knowledge with what follows from the equations together, and what follows from that in turn.

    Also the relations that follow from others, and whether the elimination had room for all.
    """
    found = [(part, eliminate(part)) for part in components(open_part(knowledge))]
    none = [np.zeros(0, dtype=np.int64)]
    idle = np.concatenate(none + [part.relations[one.idle] for part, one in found])
    complete = all(one.complete for _, one in found)
    places = np.concatenate(none + [part.cells[one.cells] for part, one in found])
    if not len(places):
        return knowledge, idle, complete
    values = np.concatenate([one.values[one.cells] for _, one in found])
    return propagate(with_bounds(knowledge, places.tolist(), values, values)), idle, complete


def _bounded(knowledge: Knowledge, idle: Whole, tables: Tables | None = None) -> _Findings:
    """Bounds of the targets, one connected part after the other."""
    least, most = knowledge.least[knowledge.targets], knowledge.most[knowledge.targets]
    known = least == most
    found = _Findings(
        least,
        most,
        np.where(known, least, np.inf),
        np.where(known, most, -np.inf),
        np.zeros(len(least), dtype=np.bool_),
    )
    whole = open_part(knowledge)
    for part in components(replace(whole, needed=~np.isin(whole.relations, idle))):
        chosen = np.flatnonzero(np.isin(knowledge.targets, part.cells))
        if len(chosen):
            cells = np.searchsorted(part.cells, knowledge.targets[chosen])
            bounds = bound_targets(part, cells, knowledge.low[chosen], knowledge.high[chosen])
            _put(found, chosen, bounds)
            if tables is not None:
                tables += [(part.cells, table) for table in bounds.tables]
    return found


def _put(found: _Findings, chosen: Whole, bounds: Bounds) -> None:
    found.least[chosen], found.most[chosen] = bounds.least, bounds.most
    found.seen_least[chosen], found.seen_most[chosen] = bounds.seen_least, bounds.seen_most
    found.whole_needed[chosen] = bounds.whole_needed
    found.programs += bounds.programs


def _state(found: _Findings, knowledge: Knowledge, target: int) -> State:
    low, high = knowledge.low[target], knowledge.high[target]
    if found.least[target] == found.most[target]:
        return State.EXACT
    if found.least[target] > low or found.most[target] < high:
        return State.NARROW
    if found.seen_least[target] <= low and found.seen_most[target] >= high:
        return State.SAFE
    return State.UNRESOLVED


def _methods(
    knowledge: Knowledge, alone: Knowledge, together: Knowledge, found: _Findings, states: tuple[State, ...]
) -> tuple[Method, ...]:
    """Of each target the cheapest method that told its state."""
    failing = np.array([state in (State.EXACT, State.NARROW) for state in states], dtype=np.bool_)
    by_whole = np.where(found.whole_needed, Method.WHOLE, Method.LINEAR)
    told = np.where(failing & _failed(knowledge, together, states), Method.ELIMINATION, by_whole)
    told = np.where(failing & _failed(knowledge, alone, states), Method.PROPAGATION, told)
    return tuple(Method(str(name)) for name in told)


def _failed(asked: Knowledge, known: Knowledge, states: tuple[State, ...]) -> Booleans:
    """Where the bounds known so far already give the state away."""
    least, most = known.least[asked.targets], known.most[asked.targets]
    exact = np.array([state is State.EXACT for state in states], dtype=np.bool_)
    return np.where(exact, least == most, (least > asked.low) | (most < asked.high))
