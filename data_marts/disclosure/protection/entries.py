"""The entries of some rows or columns of a sparse matrix, without making a matrix of them.

Thousands of small programs are put together for one system; making matrices would take longer than solving them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_marts.disclosure.protection.reduction import Places

Pointers = NDArray[np.signedinteger[Any]]


def entries_of(pointers: Pointers, lines: Places) -> Places:
    """Where the entries of these lines stand, line after line."""
    starts = pointers[lines]
    counts = pointers[lines + 1] - starts
    before = np.cumsum(counts) - counts
    found: Places = np.repeat(starts - before, counts) + np.arange(counts.sum(), dtype=np.intp)
    return found


def lines_of(pointers: Pointers, lines: Places) -> Places:
    """For each of these entries, the place of its line among the given ones."""
    found: Places = np.repeat(np.arange(len(lines), dtype=np.intp), pointers[lines + 1] - pointers[lines])
    return found
