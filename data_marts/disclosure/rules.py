"""The rule for small cells: pure functions, used when a release is built and again at the gate of the web side.

Source: Helsedirektoratet's rule for open statistics: a figure is withheld if the denominator is under 5 or the
numerator is 1-4. Persons count, not events: forty contacts by one child is a count of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from data_marts.catalog import Group


@dataclass(frozen=True)
class Policy:
    """Thresholds of a release; written into its manifest.

    `protect_remainders`: whether a number of persons that no row shows, but that a whole less its parts gives, is
    protected as if it were shown. `overlap`: persons of the parts of a whole are assumed to be known to be at most
    this share more than those of the whole; 0: nothing is assumed of how many stand in several parts.
    """

    smallest_persons: int = 5
    smallest_denominator: int = 5
    show_zero: bool = True
    protect_remainders: bool = True
    overlap: float = 0.0


DEFAULT_POLICY = Policy()


def is_small(persons: int, policy: Policy = DEFAULT_POLICY) -> bool:
    """Whether a number of persons is too small to be shown."""
    if persons < 0:
        raise ValueError("a number of persons cannot be negative")
    if persons == 0:
        return not policy.show_zero
    return persons < policy.smallest_persons


def must_withhold(group: Group, row: Mapping[str, int | None], policy: Policy = DEFAULT_POLICY) -> bool:
    """Whether the group's measures must be withheld in a row of true figures.

    `row` holds the group's persons, denominators and complements, by column name; columns of groups that are
    already withheld are None in it (groups are judged in the order of the catalogue). A column that is absent or
    None makes the answer yes: what cannot be checked is not shown. A denominator of zero is the exception where
    the persons are zero too: nobody was there, and that may be told when zeros may.
    """
    needed = {
        *group.persons,
        *group.denominators,
        *(name for pair in group.complements for name in pair),
    }
    known = {name: value for name in needed if (value := row.get(name)) is not None}
    if known.keys() != needed:
        return True
    counts = [known[name] for name in group.persons]
    counts += [known[whole] - known[part] for whole, part in group.complements]
    if any(count < 0 or is_small(count, policy) for count in counts):
        return True
    floors = [known[name] for name in group.denominators]
    return any(floor < policy.smallest_denominator and (floor > 0 or any(counts)) for floor in floors)
