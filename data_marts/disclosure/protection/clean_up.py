"""From a pattern in which every primary cell is protected to the smallest part of it that still protects them."""

from collections.abc import Sequence

import numpy as np

from data_marts.disclosure.protection.pattern import Pattern
from data_marts.disclosure.protection.room import Room, room_of
from data_marts.disclosure.protection.search import Search, Way

# Measured: of what is found here, the first size finds half where all is published, next to nothing elsewhere.
SIZES = (900, 3000)
# Linked views of 5,500 cells take a sixth of it, a full crossing of 15,000 cells half as much again. What is left then
# stays hidden, unless tables that are there already show that it need not be.
_MOST_EFFORT = 10_000_000


def reveal_superfluous(pattern: Pattern) -> None:
    """Shows every hidden group that is not needed, the dearest first: each is tried once, alone."""
    search, problem = Search(pattern, SIZES), pattern.problem
    room = room_of(problem, np.append(pattern.hidden, True)[problem.group_of])
    secondary = np.flatnonzero(pattern.hidden & ~problem.hidden)
    for group in secondary[np.lexsort((secondary, -problem.cost[secondary]))].tolist():
        room = _try_to_show(search, group, room)
    for group in secondary.tolist():
        # What was needed when it was tried may have lost its users since.
        pattern.hidden[group] &= bool(pattern.users(group))


def _try_to_show(search: Search, group: int, room: Room) -> Room:
    """Shows a group if all its users have other answers; the room that there is afterwards."""
    pattern = search.pattern
    users = pattern.users(group)
    left = room.without(pattern.members(group))
    if not _all_reach(pattern, users, left):
        return room
    way = Way(_prices_without(pattern, group), room=left)
    before = {need: pattern.answers(need) for need in users}
    for need in users:
        pattern.use(need, pattern.without(need, group))
        if not (pattern.is_answered(need) or (search.effort < _MOST_EFFORT and search.answer(need, way))):
            for other in users:
                pattern.use(other, before[other])
            return room
    pattern.hidden[group] = False
    return left


def _all_reach(pattern: Pattern, needs: Sequence[int], room: Room) -> bool:
    return all(room.reaches(int(pattern.needs.unknown[need]), int(pattern.needs.amount[need])) for need in needs)


def _prices_without(pattern: Pattern, group: int) -> Sequence[float]:
    """Only hidden unknowns may change, but not those of the group; the dearer, the less welcome."""
    problem = pattern.problem
    cost = np.where(np.isfinite(problem.cost), problem.cost, 1e4)
    cost = np.where(problem.hidden, 0.0, np.where(pattern.hidden, cost, np.inf))
    cost[group] = np.inf
    return pattern.by_unknown(cost)
