"""Open numbers that no relation ties together are attacked apart: small problems instead of one large one."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from data_marts.disclosure.attack.knowledge import Whole
from data_marts.disclosure.attack.propagation import OpenPart, with_rows


def components(part: OpenPart) -> Iterator[OpenPart]:
    """The parts of the open numbers that hang together by relations, in the order of their first number.

    A number that stands in no relation is a part of its own.
    """
    n, relations = len(part), len(part.lower)
    if not n:
        return
    terms = sparse.coo_array(part.rows)
    joined = sparse.coo_array((np.ones(terms.nnz), (terms.col, n + terms.row)), shape=(n + relations, n + relations))
    labels = connected_components(joined, directed=False)[1].astype(np.int64)
    by_cell, by_row = _groups(labels[:n]), _groups(labels[n:])
    column = np.empty(n, dtype=np.int64)
    none = np.empty(0, dtype=np.int64)
    for label, cells in sorted(by_cell.items(), key=lambda group: int(group[1][0])):
        column[cells] = np.arange(len(cells))
        yield _restricted(part, cells, by_row.get(label, none), column)


def _groups(labels: Whole) -> dict[int, Whole]:
    order = np.argsort(labels, kind="stable")
    names, starts = np.unique(labels[order], return_index=True)
    return dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True)) if len(names) else {}


def _restricted(part: OpenPart, cells: Whole, relations: Whole, column: Whole) -> OpenPart:
    kept = with_rows(part, relations)
    shape = (len(relations), len(cells))
    return replace(
        kept,
        cells=part.cells[cells],
        least=part.least[cells],
        most=part.most[cells],
        whole=part.whole[cells],
        rows=sparse.csr_array((kept.rows.data, column[kept.rows.indices], kept.rows.indptr), shape=shape),
    )
