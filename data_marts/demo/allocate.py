"""Shares to whole numbers and weighted draws, without loops over rows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def largest_remainder(weights: Floats, total: int) -> Ints:
    """Whole numbers in proportion to the weights that add up to the total (ties: the first)."""
    if total < 0 or weights.sum() <= 0:
        raise ValueError(f"cannot share out {total} by weights that add up to {weights.sum()}")
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    shared: Ints = whole
    return shared


def spread(weights: Floats, total: int, cap: float) -> Ints:
    """Whole numbers in proportion to the weights, none far over `cap`, that add up to the total.

    Rounds the running sum, so that no part of the list gets more than its share. Raises ValueError if the cap
    leaves no room for the total.
    """
    if total > cap * len(weights):
        raise ValueError(f"{total} cannot be spread over {len(weights)} with at most {cap:g} each")
    share = weights * (total / weights.sum())
    for _ in range(60):
        over = share > cap
        if not over.any():
            break
        free = total - cap * over.sum()
        share = np.where(over, cap, share * free / max(share[~over].sum(), 1e-12))
    edges = np.rint(np.cumsum(share)).astype(np.int64)
    edges[-1] = total
    parts: Ints = np.diff(edges, prepend=0)
    return parts


def draw_without_replacement(rng: np.random.Generator, weights: Floats, count: int) -> Ints:
    """Indices of `count` different elements, drawn with the given weights (Efraimidis and Spirakis 2006)."""
    keys = rng.exponential(size=len(weights)) / np.maximum(weights, 1e-12)
    if count >= len(weights):
        return np.arange(len(weights))
    return np.sort(np.argpartition(keys, count)[:count])


def draw_codes(rng: np.random.Generator, choices: Sequence[tuple[int, float]], count: int) -> NDArray[np.int8]:
    """Random codes by their shares; the shares need not add up to exactly one."""
    edges = np.cumsum([share for _, share in choices])
    codes = np.array([code for code, _ in choices], dtype=np.int8)
    return codes[np.searchsorted(edges[:-1] / edges[-1], rng.random(count), side="right")]


def rank_within(groups: Ints, scores: Floats) -> Ints:
    """Place of each element by score within its group, from 0."""
    order = np.lexsort((scores, groups))
    sorted_groups = groups[order]
    first = np.concatenate(([True], sorted_groups[1:] != sorted_groups[:-1])) if len(order) else np.zeros(0, bool)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order)) - starts
    return ranks


def part_numbers(counts: Ints) -> Ints:
    """0, 1, … within each run of the given lengths, one after the other: [2, 3] gives 0 1 0 1 2."""
    ends = np.cumsum(counts)
    return np.arange(int(counts.sum()), dtype=np.int64) - np.repeat(ends - counts, counts)


def between(first: float, last: float, position: float) -> float:
    """The value on the straight line from first (position 0) to last (position 1)."""
    return first + (last - first) * position
