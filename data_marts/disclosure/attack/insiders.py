"""Those who know the true figures of their own trust or unit: what they can tell of others' patients."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from data_marts.disclosure.attack.goals import Goals
from data_marts.disclosure.attack.knowledge import Booleans, Knowledge, Numbers, Whole
from data_marts.disclosure.attack.leaders import Leaders
from data_marts.disclosure.attack.propagation import OpenPart, open_part
from data_marts.disclosure.attack.verdict import Method, State, WorkedOut, judge, work_out

Pair = tuple[str, int, State, Method]  # insider, place of the goal among the goals, what it is to the insider


@dataclass
class Insiders:
    """What all insiders together were tried on: pairs of an insider and a goal that counts none of the own patients."""

    number: int
    by_witness: int = 0
    settled: Counter[tuple[State, Method]] = field(default_factory=Counter)
    leaks: list[Pair] = field(default_factory=list)
    programs: int = 0
    complete: bool = True

    @property
    def pairs(self) -> int:
        return self.by_witness + self.settled.total()


@dataclass(frozen=True, eq=False)
class Ground:
    """What the attack on all insiders stands on: what an outsider has worked out, and which numbers hang together.

    `leaders`: what is whose. `truth`: of the open numbers.
    """

    worked: WorkedOut
    part: OpenPart
    label: Whole
    leaders: Leaders
    truth: Numbers


def ground_of(worked: WorkedOut, leaders: Leaders, truth: Numbers) -> Ground:
    """The ground for all insiders. Numbers that outsiders know already tie nothing together."""
    part = open_part(worked.together)
    label = np.full(len(truth), -1, dtype=np.int64)
    label[part.cells] = _labels(part)
    return Ground(worked, part, label, leaders, truth)


def _labels(part: OpenPart) -> Whole:
    n, relations = len(part), len(part.lower)
    terms = sparse.coo_array(part.rows)
    links = (np.ones(terms.nnz), (terms.coords[1], n + terms.coords[0]))
    joined = sparse.coo_array(links, shape=(n + relations, n + relations))
    return np.asarray(connected_components(joined, directed=False)[1][:n], dtype=np.int64)


def try_insiders(
    ground: Ground,
    goals: Goals,
    places: Whole,
    proven: tuple[Booleans, Booleans],
    progress: Callable[[str], None],
) -> Insiders:
    """All insiders on all goals that are safe from outsiders.

    `places`: of the goals among the open numbers; `proven`: goals x insiders, which sides tables prove that leave the
    insider's own numbers alone.
    """
    found = Insiders(len(ground.leaders.codes))
    knows, excused = sparse.csc_array(ground.leaders.knows), ground.leaders.excused[places].toarray() > 0
    for insider, name in enumerate(ground.leaders.codes):
        progress("insiders")
        others = ~excused[:, insider]
        low, high = proven[0][:, insider], proven[1][:, insider]
        own = np.sort(knows.indices[knows.indptr[insider] : knows.indptr[insider + 1]].astype(np.int64))
        own = own[ground.label[own] >= 0]
        near = np.isin(ground.label[places], ground.label[own])
        left = others & near & ~(low & high)
        found.by_witness += int(np.sum(others & ~left))
        for label in np.unique(ground.label[places[left]]):
            chosen = np.flatnonzero(left & (ground.label[places] == label))
            _try(ground, found, name, own[ground.label[own] == label], (goals, places, low, high), chosen)
    return found


def _try(
    ground: Ground,
    found: Insiders,
    name: str,
    own: Whole,
    of: tuple[Goals, Whole, Booleans, Booleans],
    chosen: Whole,
) -> None:
    """One insider on the goals of one connected part."""
    goals, places, low, high = of
    knowledge, cells = _within(ground, int(ground.label[own[0]]))
    at = np.searchsorted(cells, own)
    least, most = knowledge.least.copy(), knowledge.most.copy()
    least[at] = most[at] = ground.truth[own]
    asked = replace(
        knowledge,
        least=least,
        most=most,
        targets=np.searchsorted(cells, places[chosen]),
        low=np.where(low[chosen], np.inf, goals.low[chosen]),
        high=np.where(high[chosen], -np.inf, goals.high[chosen]),
    )
    worked = work_out(asked)
    verdict = judge(asked, worked)
    found.programs += verdict.programs
    found.complete &= worked.complete
    for goal, state, method in zip(chosen.tolist(), verdict.states, verdict.methods, strict=True):
        found.settled[state, method] += 1
        if state is not State.SAFE:
            found.leaks.append((name, goal, state, method))


def _within(ground: Ground, label: int) -> tuple[Knowledge, Whole]:
    """The knowledge of one connected part, and the places of its numbers."""
    part = ground.part
    inside = np.flatnonzero(ground.label[part.cells] == label)
    first = part.rows.indices[np.minimum(part.rows.indptr[:-1], max(len(part.rows.indices) - 1, 0))]
    rows = np.flatnonzero(ground.label[part.cells[first]] == label) if len(part.lower) else np.zeros(0, dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    knowledge = Knowledge(
        part.least[inside],
        part.most[inside],
        part.whole[inside],
        sparse.csr_array(part.rows[rows][:, inside]),
        part.lower[rows],
        part.upper[rows],
        none,
        np.zeros(0),
        np.zeros(0),
    )
    return knowledge, part.cells[inside]
