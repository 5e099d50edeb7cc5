"""A problem taken apart: unknowns that no relation links, even through others, have nothing to do with each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from data_marts.disclosure.protection.reduction import Places, Problem
from data_marts.disclosure.system import Booleans, Whole


@dataclass(frozen=True)
class Part:
    """Linked unknowns of a problem, with their bounds and the relations that reach them, all others being fixed."""

    unknowns: Places
    least: Whole
    most: Whole
    equal: sparse.csr_array
    at_most: sparse.csr_array
    slack: Whole

    @cached_property
    def places(self) -> dict[int, int]:
        """The column of each unknown."""
        return {unknown: place for place, unknown in enumerate(self.unknowns.tolist())}


def split(problem: Problem, changing: Booleans, wanted: Booleans) -> Iterator[Part]:
    """Parts of the unknowns that are `changing`, each with at least one that is `wanted`."""
    unknowns = np.flatnonzero(changing)
    equal, at_most = problem.equal.tocsc()[:, unknowns].tocsr(), problem.at_most.tocsc()[:, unknowns].tocsr()
    labels = _labels(sparse.csr_array(sparse.vstack([equal, at_most])))
    order = np.argsort(labels, kind="stable")
    place = np.empty(len(unknowns), dtype=np.intp)
    starts = np.searchsorted(labels[order], np.arange(labels.max(initial=-1) + 2))
    place[order] = np.arange(len(order)) - starts[labels[order]]
    equations, limits = _Rows(equal, labels, place), _Rows(at_most, labels, place)
    for label in np.unique(labels[wanted[unknowns]]):
        own = unknowns[order[starts[label] : starts[label + 1]]]
        bounded, slack_rows = limits.block(label, len(own))
        yield Part(
            own,
            problem.least[own],
            problem.most[own],
            equations.block(label, len(own))[0],
            bounded,
            problem.slack[slack_rows],
        )


def _labels(rows: sparse.csr_array) -> Places:
    """The part of each column: columns of one row are together."""
    height, width = rows.shape
    columns, of_row = rows.indices, np.repeat(np.arange(height), np.diff(rows.indptr)) + width
    size = width + height
    links = sparse.coo_array((np.ones(len(columns), dtype=np.int8), (columns, of_row)), shape=(size, size))
    return np.asarray(csgraph.connected_components(links, directed=False)[1][:width], dtype=np.intp)


class _Rows:
    """The rows of a matrix in the order of the parts that they belong to."""

    def __init__(self, matrix: sparse.csr_array, labels: Places, place: Places) -> None:
        filled = np.flatnonzero(np.diff(matrix.indptr))
        label = labels[matrix.indices[matrix.indptr[filled]]] if len(filled) else np.zeros(0, dtype=np.intp)
        order = np.argsort(label, kind="stable")
        self._rows, self._label = filled[order], label[order]
        self._matrix, self._place = matrix[self._rows], place

    def block(self, label: int, width: int) -> tuple[sparse.csr_array, Places]:
        """The rows of one part over its own columns, and their numbers."""
        first, last = np.searchsorted(self._label, [label, label + 1])
        pointers = self._matrix.indptr[first : last + 1]
        entries = slice(pointers[0], pointers[-1])
        columns = self._place[self._matrix.indices[entries]].astype(np.int32)
        block = sparse.csr_array(
            (self._matrix.data[entries], columns, pointers - pointers[0]), shape=(last - first, width)
        )
        return block, self._rows[first:last]
