"""All tables of whole numbers that agree with some knowledge, one after the other: slow, and easy to believe."""

from collections.abc import Iterator

import numpy as np

from data_marts.disclosure.attack.knowledge import Knowledge, Numbers


def all_tables(knowledge: Knowledge) -> Iterator[list[float]]:
    """Tries every value of every number, and gives up a beginning as soon as a relation of it does not hold."""
    dense = knowledge.rows.toarray()
    ready: list[list[int]] = [[] for _ in range(len(knowledge))]
    for row, coefficients in enumerate(dense):
        places = np.flatnonzero(coefficients)
        if len(places):
            ready[places.max()].append(row)
    yield from _continued(knowledge, dense, ready, [])


def _continued(
    knowledge: Knowledge, dense: Numbers, ready: list[list[int]], begun: list[float]
) -> Iterator[list[float]]:
    place = len(begun)
    if place == len(knowledge):
        yield begun
        return
    for value in range(int(knowledge.least[place]), int(knowledge.most[place]) + 1):
        table = [*begun, float(value)]
        sums = {row: float(np.dot(dense[row, : place + 1], table)) for row in ready[place]}
        if all(knowledge.lower[row] - 1e-9 <= total <= knowledge.upper[row] + 1e-9 for row, total in sums.items()):
            yield from _continued(knowledge, dense, ready, table)


def true_intervals(knowledge: Knowledge) -> tuple[Numbers, Numbers]:
    """Smallest and largest value of each number over all tables."""
    tables = np.array(list(all_tables(knowledge)))
    return tables.min(axis=0), tables.max(axis=0)
