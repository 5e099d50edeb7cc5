"""Which units are alike: size and where people live decide who may be, what the patients have who is nearest."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from app.choices import Place, Places
from app.gate import PublishedTable
from app.settlement import Settlement, settlement_of
from data_marts.catalog import ALL

MOST_PEERS = 6
WITHIN = 2.0  # from half to twice as many patients
# The groups of diagnoses that are given of units, and of how many two units must both show a number to be compared.
GROUPS = ("hyperkinetic", "anxiety", "stress", "affective", "autism")
FEWEST_GROUPS = 3


@dataclass(frozen=True)
class Traits:
    """What is shown of a place: its patients, where they live, and the percent of them in each group of diagnoses.

    `size` is None where it is not shown; `mix` has no group that is not shown.
    """

    size: int | None
    settlement: Settlement | None
    mix: Mapping[str, float]


def difference(one: Traits, other: Traits) -> float | None:
    """Mean difference between two mixes in percentage points, as it is printed, over the groups that both show.

    None where these are fewer than three.
    """
    both = one.mix.keys() & other.mix.keys()
    if len(both) < FEWEST_GROUPS:
        return None
    return round(sum(abs(one.mix[group] - other.mix[group]) for group in both) / len(both), 1)


def alike(own: Traits, others: Mapping[str, Traits]) -> tuple[str, ...]:
    """The codes of at most six that are alike, the most alike first; the earlier one of two that are equally so.

    Each has from half to twice as many patients, and children who live as far apart (whatever the others' where `own`
    has no area). They are ordered by the difference of their mixes, those without one last; then by the ratio of sizes.
    """
    apart = {code: _apart(own, other) for code, other in others.items() if _may_be(own, other)}
    return tuple(sorted(apart, key=lambda code: apart[code])[:MOST_PEERS])


def _may_be(own: Traits, other: Traits) -> bool:
    if not own.size or not other.size or abs(log(other.size / own.size)) > log(WITHIN) + 1e-9:
        return False
    return own.settlement in (None, other.settlement)


def _apart(own: Traits, other: Traits) -> tuple[bool, float, float]:
    found = difference(own, other)
    ratio = abs(log((other.size or 1) / (own.size or 1)))
    return found is None, found or 0.0, ratio


def traits(organisations: Places, place: Place, patients: PublishedTable, year: int) -> Traits:
    """The traits of a place, from shown numbers alone."""

    def number(group: str) -> float | None:
        row = patients.find(year, place.code, ALL, group)
        return None if row is None else row.number("patients")

    size = number(ALL)
    counts = {group: number(group) for group in GROUPS} if size else {}
    mix = {group: 100 * count / size for group, count in counts.items() if size and count is not None}
    trust = next((above for above in organisations.path(place.code) if above.level == "hf"), None)
    settled = settlement_of(trust.code) if trust else None
    return Traits(None if size is None else int(size), settled, mix)
