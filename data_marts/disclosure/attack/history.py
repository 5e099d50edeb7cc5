"""What earlier releases have shown stays known, as long as the figures of its year have not been revised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from data_marts.disclosure.attack.board import PUBLIC, REGISTER, counts
from data_marts.disclosure.attack.knowledge import Booleans, Numbers, Whole
from data_marts.disclosure.attack.release import Seen
from data_marts.disclosure.attack.view import View, told, view_of


@dataclass(frozen=True, eq=False)
class Earlier:
    """A release that was published before: its manifest and open marts."""

    manifest: Mapping[str, Any]
    tables: Mapping[str, pa.Table]


@dataclass(frozen=True)
class Remembered:
    """How many withheld numbers an earlier release has shown, and how many of these it had shown as others."""

    known: int = 0
    revised: int = 0


@dataclass(frozen=True, eq=False)
class _Column:
    """A count in the rows that two releases share: its number now, whether it was shown, and as what."""

    numbers: Whole
    shown: Booleans
    values: Numbers
    years: Whole


def remember(seen: Seen, earlier: Sequence[Earlier], truth: Numbers) -> tuple[Seen, Remembered]:
    """The release as it is seen by those who kept the earlier ones.

    A year of a mart whose commonly shown figures differ was revised: what was shown of it is not what is withheld now.
    Nor is a number that is another one today, of which nobody outside can know.
    """
    places, values, revised = [], [], 0
    for one in earlier:
        for view in seen.board.views.values():
            if view.described["source"] == REGISTER:
                columns = _columns(seen, view, one)
                for column in columns:
                    hidden = column.shown & (seen.known.place[column.numbers] >= 0)
                    same = (
                        hidden
                        & ~np.isin(column.years, _revised(seen, columns))
                        & (truth[column.numbers] == column.values)
                    )
                    revised += int(np.sum(hidden & ~same))
                    places.append(seen.known.place[column.numbers[same]])
                    values.append(column.values[same])
    if not places:
        return seen, Remembered()
    return _with(seen, np.concatenate(places), np.concatenate(values), revised)


def _with(seen: Seen, places: Whole, values: Numbers, revised: int) -> tuple[Seen, Remembered]:
    knowledge = seen.known.knowledge
    least, most = knowledge.least.copy(), knowledge.most.copy()
    least[places] = most[places] = values
    known = replace(seen.known, knowledge=replace(knowledge, least=least, most=most))
    return replace(seen, known=known), Remembered(len(np.unique(places)), revised)


def _columns(seen: Seen, view: View, earlier: Earlier) -> list[_Column]:
    """The counts of a mart that both releases have."""
    [described] = [mart for mart in earlier.manifest["marts"] if mart["name"] == view.name] or [None]
    if described is None or view.name not in earlier.tables:
        return []
    table = earlier.tables[view.name]
    then = view_of({**described, "source": ""}, table, view.words)
    at = view.find(then.codes, len(then)) if set(then.codes) == set(view.codes) else np.full(len(then), -1)
    found = []
    for group, column in counts(then):
        if (view.name, column) in seen.board.numbers and column != PUBLIC:
            was = told(table, group, column)
            numbers = np.where(at >= 0, seen.board.numbers[view.name, column][np.maximum(at, 0)], -1)
            kept = numbers >= 0
            found.append(_Column(numbers[kept], was.shown[kept], was.values[kept], then.years[kept]))
    return found


def _revised(seen: Seen, columns: Sequence[_Column]) -> Whole:
    """The years in which a figure that both show differs."""
    ledger = seen.board.ledger
    years = [
        column.years[column.shown & ~ledger.open[column.numbers] & (ledger.least[column.numbers] != column.values)]
        for column in columns
    ]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *years]))
