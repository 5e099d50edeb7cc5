"""The systems of a release: its cells and relations, apart where nothing links them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from data_marts.catalog import MARTS
from data_marts.disclosure.relations import in_rows, wholes
from data_marts.disclosure.relations.book import NO_PLACE, Block, Texts
from data_marts.disclosure.relations.cells import COLUMNS, REGISTER, Board, board_of
from data_marts.disclosure.relations.declared import DECLARED, Relation
from data_marts.disclosure.relations.families import Parents
from data_marts.disclosure.relations.frames import Frame, frame_of, with_strata
from data_marts.disclosure.relations.printed import relate_printed
from data_marts.disclosure.relations.remote import relate_remote
from data_marts.disclosure.rules import DEFAULT_POLICY, Policy
from data_marts.disclosure.system import Booleans, System, Whole

RELATE: Mapping[str, Callable[[Board, Relation], None]] = {
    "sum": wholes.relate_sums,
    "distinct": wholes.relate_distinct,
    "row_sum": in_rows.relate_row_sum,
    "row_distinct": in_rows.relate_row_distinct,
    "part": in_rows.relate_part,
    "behind": in_rows.relate_behind,
    "same": in_rows.relate_same,
    "subset": in_rows.relate_subset,
}


@dataclass(frozen=True)
class Place:
    """Where a cell stands: mart, row number in its table, column (also one that the mart does not have)."""

    mart: str
    row: int
    column: str


@dataclass(frozen=True)
class Linked:
    """A system, and where each of its cells stands.

    `mart` and `column` point into `REGISTER` and `COLUMNS`, `row` is the row of the mart's table; all are -1 for a
    cell that follows from others. Cells that are never published may have a place: strata, contacts of diagnoses.
    """

    system: System
    mart: Whole
    row: Whole
    column: Whole

    def place(self, cell: int) -> Place | None:
        """Where a cell stands; None for one that follows from others."""
        if self.row[cell] == NO_PLACE:
            return None
        return Place(REGISTER[self.mart[cell]], int(self.row[cell]), COLUMNS[self.column[cell]])


@dataclass(frozen=True)
class Everything:
    """All cells of a release in one system, with the names of what ties them, for a look at what was found."""

    linked: Linked
    equal_names: Texts
    at_most_names: Texts

    @cached_property
    def parts(self) -> Whole:
        """The number of the part that each cell belongs to: cells of two parts have nothing to do with each other."""
        system = self.linked.system
        cells = len(system)
        links = [_links(system.equal), _links(system.at_most), _of_one_tie(system.tie)]
        left, right = (np.concatenate([link[side] for link in links]) for side in range(2))
        graph = sparse.coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(cells, cells))
        return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def systems_of(
    marts: Mapping[str, pa.Table],
    tables: Mapping[str, pa.Table],
    policy: Policy = DEFAULT_POLICY,
    true: Mapping[str, pa.Table] | None = None,
) -> Sequence[Linked]:
    """The systems with at least one cell to protect, by their first cell; of marts and the tables of a release.

    `marts` have the true figures as far as they are given at all, `true` those of every row.

    Raises ValueError, naming what was declared, where the marts do not fulfil a relation: what is wrongly thought to
    be known would protect nobody.
    """
    everything = everything_of(marts, tables, policy, true)
    refuse_untrue(everything)
    return split(everything)


def everything_of(
    marts: Mapping[str, pa.Table],
    tables: Mapping[str, pa.Table],
    policy: Policy = DEFAULT_POLICY,
    true: Mapping[str, pa.Table] | None = None,
) -> Everything:
    """All cells and relations of a release, whether or not there is anything to protect."""
    board = board_of(frames_of(marts, tables, true or marts), parents_of(tables), policy)
    for relation in DECLARED:
        if relation.kind == "sum" and relation.others:
            in_rows.relate_no_area(board, relation)
        elif relation.kind != "rounded":
            RELATE[relation.kind](board, relation)
    in_rows.relate_complements(board)
    relate_remote(board)
    relate_printed(board, marts)
    return _closed(board)


def parents_of(tables: Mapping[str, pa.Table]) -> Parents:
    """Who is above whom, from the tables of a release."""
    return Parents(tables["organisations"], tables["organisation_changes"], tables["residence_areas"])


def frames_of(
    marts: Mapping[str, pa.Table], tables: Mapping[str, pa.Table], true: Mapping[str, pa.Table]
) -> dict[str, Frame]:
    """The marts that relations speak of."""
    order = {name: sorted(tables[name].column("code").to_pylist()) for name in ("organisations", "residence_areas")}
    frames = {name: frame_of(name, marts[name], true[name], order) for name in (*REGISTER, "population")}
    return {**frames, "patient_rates": with_strata(frames["patient_rates"], marts["patient_rates"])}


def _closed(board: Board) -> Everything:
    """Cells and relations in their final order, without cells that are none."""
    cells = board.book.joined()
    equal, equal_names = board.book.equal.matrix(cells.kept)
    at_most, at_most_names = board.book.at_most.matrix(cells.kept)
    kept = {name: getattr(cells, name)[cells.kept] for name in Block.__dataclass_fields__}
    ties_with_primary = np.unique(kept["tie"][kept["primary"]])
    small = np.isin(kept["tie"], ties_with_primary)
    system = System(
        values=kept["values"],
        least=kept["least"],
        most=kept["most"],
        cost=np.where(small, 0.0, kept["cost"]),
        unpublished=kept["unpublished"],
        primary=kept["primary"],
        low=np.where(kept["primary"], kept["low"], 0),
        high=np.where(kept["primary"], kept["high"], 0),
        tie=np.unique(kept["tie"], return_inverse=True)[1].astype(np.int64),
        insider=kept["insider"],
        insiders=board.insiders.listed(),
        equal=equal,
        at_most=at_most,
    )
    return Everything(Linked(system, kept["mart"], kept["row"], kept["column"]), equal_names, at_most_names)


def refuse_untrue(everything: Everything) -> None:
    """ValueError with the names of the relations that the true values do not fulfil."""
    system = everything.linked.system
    wrong = {
        *everything.equal_names[system.equal @ system.values != 0].tolist(),
        *everything.at_most_names[system.at_most @ system.values > 0].tolist(),
    }
    if np.any((system.values < system.least) | (system.values > system.most)):
        wrong.add("bounds")
    if wrong:
        raise ValueError(f"the marts do not fulfil what is declared of them: {', '.join(sorted(wrong))}")


def split(everything: Everything) -> list[Linked]:
    """The parts that have a cell to protect."""
    whole = everything.linked
    parts = everything.parts
    wanted = np.unique(parts[whole.system.primary])
    cells = np.argsort(parts, kind="stable")
    starts = np.searchsorted(parts[cells], wanted)
    ends = np.searchsorted(parts[cells], wanted, side="right")
    part_of = {name: _parts_of_rows(getattr(whole.system, name), parts) for name in ("equal", "at_most")}
    return [
        _part(whole, cells[start:end], {name: np.flatnonzero(of == part) for name, of in part_of.items()})
        for part, start, end in zip(wanted, starts, ends, strict=True)
    ]


def _part(whole: Linked, cells: Whole, rows: Mapping[str, Whole]) -> Linked:
    system = whole.system
    local = np.zeros(len(system), dtype=np.int64)
    local[cells] = np.arange(len(cells))
    names = ("values", "least", "most", "cost", "unpublished", "primary", "low", "high", "tie", "insider")
    arrays = {name: getattr(system, name)[cells] for name in names}
    arrays["tie"] = np.unique(arrays["tie"], return_inverse=True)[1].astype(np.int64)
    part = replace(
        system,
        **arrays,
        equal=_narrowed(system.equal[rows["equal"]], local, len(cells)),
        at_most=_narrowed(system.at_most[rows["at_most"]], local, len(cells)),
    )
    return Linked(part, whole.mart[cells], whole.row[cells], whole.column[cells])


def _narrowed(matrix: sparse.csr_array, local: Whole, cells: int) -> sparse.csr_array:
    return sparse.csr_array((matrix.data, local[matrix.indices], matrix.indptr), shape=(matrix.shape[0], cells))


def _parts_of_rows(matrix: sparse.csr_array, parts: Whole) -> Whole:
    first: Whole = parts[matrix.indices[matrix.indptr[:-1]]] if matrix.shape[0] else np.zeros(0, dtype=np.int64)
    return first


def _links(matrix: sparse.csr_array) -> tuple[Whole, Whole]:
    """Each cell of a relation with the relation's first cell."""
    indices: Whole = matrix.indices.astype(np.int64)
    return np.repeat(indices[matrix.indptr[:-1]] if len(indices) else indices, np.diff(matrix.indptr)), indices


def _of_one_tie(tie: Whole) -> tuple[Whole, Whole]:
    order = np.argsort(tie, kind="stable")
    same = tie[order][1:] == tie[order][:-1]
    return order[:-1][same], order[1:][same]


def masks_of(
    linked: Sequence[Linked], hidden: Sequence[Booleans], marts: Mapping[str, pa.Table]
) -> dict[tuple[str, str], Booleans]:
    """For each mart and group of the register the rows to withhold, from the hidden cells of each system.

    A group is withheld where any of its cells is. What the rule itself withholds beyond cells (a denominator that is
    too small, a group whose persons another group hides) is for `protect` to add.
    """
    masks = {
        (name, group.name): np.zeros(marts[name].num_rows, dtype=np.bool_)
        for name in REGISTER
        for group in MARTS[name].groups
    }
    groups = {
        (number, COLUMNS.index(measure.name)): (name, group.name)
        for number, name in enumerate(REGISTER)
        for group in MARTS[name].groups
        for measure in group.measures
    }
    for one, cells in zip(linked, hidden, strict=True):
        places = cells & ~one.system.unpublished & (one.row != NO_PLACE)
        for (mart, column), key in groups.items():
            masks[key][one.row[places & (one.mart == mart) & (one.column == column)]] = True
    return masks
