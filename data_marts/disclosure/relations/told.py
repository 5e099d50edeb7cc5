"""The declared relations for the manifest: as plain values, and each in one English sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from data_marts.catalog import MARTS
from data_marts.disclosure.relations.declared import DECLARED, Cells, Kind, Relation, Where


def additive() -> dict[tuple[str, str], tuple[str, ...]]:
    """Over which dimensions the rows of a column add up to its total exactly, by mart and column."""
    found: dict[tuple[str, str], list[str]] = {}
    for relation in DECLARED:
        if relation.kind == "sum" and not relation.remainder:
            for column in relation.columns:
                found.setdefault((relation.mart, column), []).append(relation.over)
    order = {mart: [dimension.name for dimension in MARTS[mart].dimensions] for mart, _ in found}
    return {(mart, column): tuple(sorted(over, key=order[mart].index)) for (mart, column), over in found.items()}


def described() -> list[dict[str, Any]]:
    """Every relation for the manifest: plain values, without what is empty."""
    return [_plain(relation) | {"sentence": sentence(relation)} for relation in DECLARED]


def _plain(relation: Relation) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in asdict(relation).items():
        if name == "where":
            value = dict(value)
        elif name in ("others", "remainder_at_most"):
            value = [{**cells, "where": dict(cells["where"])} for cells in value]
        elif isinstance(value, tuple):
            value = list(value)
        if relation.kind == "distinct" if name == "largest" else value:
            plain[name] = value
    return plain


def sentence(relation: Relation) -> str:
    """The relation in one English sentence."""
    return relation.sentence or _SENTENCES[relation.kind](relation)


def _where(where: Where) -> str:
    return f" ({', '.join(f'{name} {value}' for name, value in where)})" if where else ""


def _start(relation: Relation) -> str:
    return f"{relation.mart}.{', '.join(relation.columns)}{_where(relation.where)}"


def _cells(cells: Sequence[Cells]) -> str:
    named = [f"{'-+'[one.sign > 0]} {one.mart}.{one.column}{_where(one.where)}" for one in cells]
    return " ".join(named).removeprefix("+ ")


def _sum_sentence(relation: Relation) -> str:
    parts = f"the sum over {relation.over}" if relation.over else _cells(relation.others)
    rest = f" + {relation.remainder}, who have no row of their own" if relation.remainder else ""
    return f"{_start(relation)} = {parts}{rest}."


def _distinct_sentence(relation: Relation) -> str:
    least = " and >= each part" if relation.largest else ""
    rest = f" + what {_cells(relation.remainder_at_most)} has beyond its parts" if relation.remainder_at_most else ""
    return f"{_start(relation)}, distinct persons over {relation.over}: <= the sum of the parts{rest}{least}."


_SENTENCES: Mapping[Kind, Callable[[Relation], str]] = {
    "sum": _sum_sentence,
    "distinct": _distinct_sentence,
    "row_sum": lambda r: f"{_start(r)} = {' + '.join(r.parts)}.",
    "row_distinct": lambda r: f"{_start(r)} <= {' + '.join(r.parts)}, and >= each of them.",
    "part": lambda r: f"{_start(r)} <= {_cells(r.others)}, in the same row.",
    "behind": lambda r: f"{_start(r)} >= {_cells(r.others)}, the persons behind them; both are 0 or neither.",
    "same": lambda r: f"{_start(r)} = {_cells(r.others)}.",
    "subset": lambda r: f"{_start(r)}, added up, <= {_cells(r.others)}.",
}

# What no single relation says.
HIERARCHY = (
    "organisation: the parent of a year is the one of organisations, or where organisation_changes has a move of a "
    "later year the old one of the first such move. From the year of a merger on, what is registered on a merged unit "
    "stands at its successor.",
    "organisation: of trusts their units and what is registered on the trust itself; regions add up from trusts and "
    "the country from regions. residence: regions add up from areas and the country from regions.",
    "Areas and organisations have rows for their years of validity alone.",
    "period: a tertial has four months, a half-year six, so that the first half-year holds the first tertial and the "
    "second one the third; of a year that is delivered in part the parts that are "
    "delivered as a whole have rows, the year has none.",
    "Values of a dimension that are several others together (merged) are the sum of these.",
    "A person stands in one sex, age group, area of residence and main diagnosis group a year, and in any number of "
    "organisations, care levels, contact types and periods.",
    "At one unit a person has at most one contact a day, in one trust at most one bed day a day.",
    "What is said of a whole and its parts is true of the remainders that no row shows, too.",
    "mean_change = mean_followup - mean_baseline.",
)
