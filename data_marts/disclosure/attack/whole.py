"""The attack on a whole release: all methods, on all withheld numbers, by strangers and by insiders."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa

from data_marts.disclosure.attack.apart import with_few_apart
from data_marts.disclosure.attack.goals import Goals, goals_of, largest_of
from data_marts.disclosure.attack.history import Earlier, Remembered, remember
from data_marts.disclosure.attack.insiders import Insiders, ground_of, try_insiders
from data_marts.disclosure.attack.knowledge import Booleans, ContradictionError, Knowledge, Numbers, Whole
from data_marts.disclosure.attack.leaders import leaders_of
from data_marts.disclosure.attack.release import Seen, check_rows, see, truth_of, without_exceptions
from data_marts.disclosure.attack.verdict import Method, State, Tables, Verdict, WorkedOut, judge, work_out
from data_marts.disclosure.attack.view import AttackError
from data_marts.disclosure.attack.witnesses import (
    Accepted,
    check,
    no_tables,
    of_engine,
    owners_moved,
    read_witnesses,
    sides_of,
    together,
)

Progress = Callable[[str], None]
# The steps that are told of, beside one for each insider.
STEPS = ("reading", "propagation and elimination", "witnesses", "linear programs")


@dataclass(frozen=True, eq=False)
class Material:
    """What the attack gets: the manifest and open tables of a release, its true marts, and the optional rest."""

    manifest: Mapping[str, Any]
    tables: Mapping[str, pa.Table]
    true: Mapping[str, pa.Table]
    witnesses: Path | None = None
    earlier: Sequence[Earlier] = ()


@dataclass(frozen=True, eq=False)
class Result:
    """What the attack on a release has found.

    `states`, `methods`: of each goal. `width`: of each goal what is proven to remain open between the smallest and the
    largest possible value; of one that is given away, what does at most. `pool`: the other tables that were accepted.
    """

    seen: Seen
    goals: Goals
    states: Sequence[State]
    methods: Sequence[Method]
    width: Numbers
    insiders: Insiders
    pool: Accepted
    programs: int
    complete: bool
    remembered: Remembered
    seconds: float

    @property
    def clean(self) -> bool:
        """Whether nothing came back, from anybody."""
        return not self.seen.over_withheld and not self.insiders.leaks and all(s is State.SAFE for s in self.states)

    @property
    def settled(self) -> Mapping[tuple[State, Method], int]:
        """How many goals are what, by the method that told."""
        return Counter(zip(self.states, self.methods, strict=True))


@dataclass
class _Judged:
    """The goals as they are judged one after the other; `place` is -1 for a number that is shown."""

    goals: Goals
    place: Whole
    states: list[State]
    methods: list[Method]
    width: Numbers

    def put(self, chosen: Whole, state: State, method: Method) -> None:
        for goal in chosen.tolist():
            self.states[goal], self.methods[goal] = state, method


def attack_release(material: Material, progress: Progress = lambda step: None) -> Result:
    """The attack on a release. AttackError, in one sentence, where it cannot be attacked."""
    start = perf_counter()
    try:
        return _attack(material, progress, start)
    except ContradictionError as problem:
        raise AttackError(f"what is shown contradicts itself: {problem}") from problem


def _attack(material: Material, progress: Progress, start: float) -> Result:
    progress(STEPS[0])
    seen = see(material.manifest, material.tables)
    check_rows(seen, material.true)
    seen = with_few_apart(seen, truth_of(seen, material.true))
    truth = truth_of(seen, material.true)
    seen, remembered = remember(without_exceptions(seen, truth), material.earlier, truth)
    goals, own = goals_of(seen, truth, largest_of(seen, material.true)), truth[seen.known.numbers]
    progress(STEPS[1])
    worked = work_out(seen.known.knowledge)
    judged = _worked_out(seen, goals, worked)
    progress(STEPS[2])
    pool = _witnesses(material, seen, own)
    progress(STEPS[3])
    pool, verdict = _by_programs(seen, judged, worked, pool, own)
    insiders = _insiders(seen, judged, worked, pool, own, progress)
    return Result(
        seen,
        goals,
        judged.states,
        judged.methods,
        judged.width,
        insiders,
        pool,
        verdict.programs + insiders.programs,
        worked.complete and insiders.complete,
        remembered,
        perf_counter() - start,
    )


def _worked_out(seen: Seen, goals: Goals, worked: WorkedOut) -> _Judged:
    """The goals with what propagation and elimination tell; the others are unresolved as yet."""
    place, n = seen.known.place[goals.numbers], len(goals)
    judged = _Judged(goals, place, [State.UNRESOLVED] * n, [Method.LINEAR] * n, np.full(n, np.inf))
    judged.put(np.flatnonzero(place < 0), State.EXACT, Method.PROPAGATION)
    judged.width[place < 0] = 0
    for knowledge, method in ((worked.together, Method.ELIMINATION), (worked.alone, Method.PROPAGATION)):
        exact, narrow = _given_away(knowledge, goals, place)
        judged.put(np.flatnonzero(narrow), State.NARROW, method)
    for knowledge, method in ((worked.together, Method.ELIMINATION), (worked.alone, Method.PROPAGATION)):
        exact, _ = _given_away(knowledge, goals, place)
        judged.put(np.flatnonzero(exact), State.EXACT, method)
    least, most = _bounds(worked.together, place)
    judged.width[place >= 0] = (most - least)[place >= 0]
    return judged


def _bounds(knowledge: Knowledge, place: Whole) -> tuple[Numbers, Numbers]:
    """The bounds of numbers; of one that is known, which has no place, those of nothing."""
    return np.append(knowledge.least, np.nan)[place], np.append(knowledge.most, np.nan)[place]


def _given_away(knowledge: Knowledge, goals: Goals, place: Whole) -> tuple[Booleans, Booleans]:
    """Which open goals are known exactly, and which only too narrowly."""
    (least, most), is_open = _bounds(knowledge, place), place >= 0
    exact = is_open & (least == most)
    return exact, is_open & ~exact & ((least > goals.low) | (most < goals.high))


def _witnesses(material: Material, seen: Seen, own: Numbers) -> Accepted:
    if material.witnesses is None:
        return no_tables(seen.known)
    return check(read_witnesses(material.witnesses, seen), seen.known, own)


def _left(judged: _Judged) -> Whole:
    return np.array([i for i, state in enumerate(judged.states) if state is State.UNRESOLVED], dtype=np.int64)


def _part_of(goals: Goals, chosen: Whole) -> Goals:
    return Goals(goals.numbers[chosen], goals.low[chosen], goals.high[chosen])


def _by_programs(
    seen: Seen, judged: _Judged, worked: WorkedOut, pool: Accepted, own: Numbers
) -> tuple[Accepted, Verdict]:
    """What witnesses prove, and linear programs for the rest, whose tables are checked and join the witnesses."""
    left = _left(judged)
    goals = _part_of(judged.goals, left)
    low, high = sides_of(pool, seen.known, goals, own).proven()
    judged.put(left[low & high], State.SAFE, Method.WITNESSES)
    asked = left[~(low & high)]
    open_low, open_high = ~low[~(low & high)], ~high[~(low & high)]
    sides = Goals(
        judged.goals.numbers[asked],
        np.where(open_low, judged.goals.low[asked], np.inf),
        np.where(open_high, judged.goals.high[asked], -np.inf),
    )
    tables: Tables = []
    verdict = judge(targeted(seen, sides), worked, tables)
    for goal, state, method in zip(asked.tolist(), verdict.states, verdict.methods, strict=True):
        judged.states[goal], judged.methods[goal] = state, method
    pool = together([pool, check(of_engine(tables, seen.known, own), seen.known, own)])
    _measure(seen, judged, pool, own, (asked, verdict))
    return pool, verdict


def targeted(seen: Seen, goals: Goals) -> Knowledge:
    """What is known of a release, with open numbers as targets."""
    return replace(seen.known.knowledge, targets=seen.known.place[goals.numbers], low=goals.low, high=goals.high)


def _measure(seen: Seen, judged: _Judged, pool: Accepted, own: Numbers, of: tuple[Whole, Verdict]) -> None:
    """The width that is proven for what is safe, and what is left of the rest."""
    asked, verdict = of
    judged.width[asked] = verdict.most - verdict.least
    safe = _safe(judged)
    sides = sides_of(pool, seen.known, _part_of(judged.goals, safe), own)
    judged.width[safe] = sides.most - sides.least


def _safe(judged: _Judged) -> Whole:
    return np.array([i for i, state in enumerate(judged.states) if state is State.SAFE], dtype=np.int64)


def _insiders(
    seen: Seen, judged: _Judged, worked: WorkedOut, pool: Accepted, own: Numbers, progress: Progress
) -> Insiders:
    leaders = leaders_of(seen)
    safe = _safe(judged)
    goals = _part_of(judged.goals, safe)
    proven = sides_of(pool, seen.known, goals, own).proven_apart_from(owners_moved(pool, leaders.knows))
    found = try_insiders(ground_of(worked, leaders, own), goals, judged.place[safe], proven, progress)
    found.leaks = [(name, int(safe[goal]), state, method) for name, goal, state, method in found.leaks]
    return found
