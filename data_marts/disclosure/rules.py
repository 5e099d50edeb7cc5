"""The rule for small cells: pure functions, used when a release is built and again at the gate of the web side.

Source: Helsedirektoratet's rule for open statistics: a figure is withheld if the denominator is under 5 or the
numerator is 1-4. Persons count, not events: forty contacts by one child is a count of one. And what nearly all is one
person's tells of that person, however many others there are.
The thresholds of a release are data: `policy.toml` declares them, the manifest carries them. What stands here is the
weakest that may be declared.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Literal

from data_marts.catalog import MARTS, Group

Audience = Literal["open", "unit_leader"]
OPEN: Audience = "open"
POLICY_FILE = Path(__file__).parent / "policy.toml"
# Which way a threshold may differ from the rule.
NEVER_LOWER = ("smallest_persons", "smallest_denominator", "smallest_mean", "high")
NEVER_HIGHER = ("largest_share", "low", "overlap")
NEVER_OFF = ("protect_remainders",)


class PolicyError(ValueError):
    """A policy that may not be used. The sentence says which threshold, and what is wrong with it."""


@dataclass(frozen=True)
class Policy:
    """Thresholds of a release; written into its manifest. `policy.toml` says what each of them means."""

    smallest_persons: int = 5
    smallest_denominator: int = 5
    show_zero: bool = True
    hide_zero: tuple[str, ...] = ()
    largest_share: float = 0.8
    smallest_mean: int = 10
    low: int = 1
    high: int = 5
    assume_overlap: bool = False
    overlap: float = 0.02
    protect_remainders: bool = True

    def shows_zero(self, measure: str) -> bool:
        """Whether it may be told that this count of persons is zero."""
        return self.show_zero and measure not in self.hide_zero

    @property
    def share(self) -> tuple[int, int]:
        """`largest_share` as it is written, as a fraction: four fifths of 15 are 12, to the last digit."""
        return Fraction(str(self.largest_share)).as_integer_ratio()

    def floor(self, group: Group) -> int:
        """The smallest number that measures of this group may be divided by."""
        return max(self.smallest_denominator, self.smallest_mean) if group.is_result else self.smallest_denominator


DEFAULT_POLICY = Policy()


@dataclass(frozen=True)
class Declared:
    """A policy with what it is called: its version, name and source, and whom its figures are for."""

    version: int
    name: str
    source: str
    audience: str
    policy: Policy


def is_small(persons: int, policy: Policy = DEFAULT_POLICY, measure: str = "") -> bool:
    """Whether a number of persons is too small to be shown; `measure` is its name, where that makes a difference."""
    if persons < 0:
        raise ValueError("a number of persons cannot be negative")
    if persons == 0:
        return not policy.shows_zero(measure)
    return persons < policy.smallest_persons


def is_dominated(events: int, largest: int, policy: Policy = DEFAULT_POLICY) -> bool:
    """Whether one person, who has `largest` of the events, has more of them than the policy's share."""
    if not 0 <= largest <= events:
        raise ValueError("nobody has fewer events than none or more than all")
    part, whole = policy.share
    return largest * whole > events * part


def must_withhold(group: Group, row: Mapping[str, int | None], policy: Policy = DEFAULT_POLICY) -> bool:
    """Whether the group's measures must be withheld in a row of true figures.

    `row` holds the group's persons, denominators and complements, by column name; columns of groups that are
    already withheld are None in it (groups are judged in the order of the catalogue). A column that is absent or
    None makes the answer yes: what cannot be checked is not shown. A denominator of zero is the exception where
    the persons are zero too: nobody was there, and that may be told when zeros may. How much of the events one person
    has is judged where the row holds it: true figures do, published ones never.
    """
    needed = {
        *group.persons,
        *group.denominators,
        *(name for pair in group.complements for name in pair),
    }
    known = {name: value for name in needed if (value := row.get(name)) is not None}
    if known.keys() != needed:
        return True
    counts = [(name, known[name]) for name in group.persons]
    # All but nobody is as telling as nobody: the rest of a whole has the policy of its part.
    counts += [(part, known[whole] - known[part]) for whole, part in group.complements]
    if any(count < 0 or is_small(count, policy, name) for name, count in counts):
        return True
    if any(is_dominated(*pair, policy) for pair in _events_of(group, row)):
        return True
    anybody = any(count for _, count in counts)
    floor = policy.floor(group)
    return any(known[name] < floor and (known[name] > 0 or anybody) for name in group.denominators)


def _events_of(group: Group, row: Mapping[str, int | None]) -> Iterator[tuple[int, int]]:
    """The events of a row with the most that one person has of them, where the row holds both."""
    for one in group.events:
        events, largest = row.get(one.events), row.get(one.largest)
        if events is not None and largest is not None:
            yield events, largest


@cache
def read_policy(audience: Audience = OPEN, path: Path = POLICY_FILE) -> Declared:
    """What is declared for an audience, read once. Raises PolicyError for a declaration that may not be used."""
    return declared_in(_declarations(path), audience)


def _declarations(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise PolicyError(f"{path.name} is missing or cannot be read as TOML") from problem


def declared_in(declarations: Mapping[str, Any], audience: str) -> Declared:
    """The declaration of an audience among all that a file holds. Raises PolicyError for one that may not be used."""
    described = {name: declarations.get(name) for name in ("version", "name", "source")}
    return declared({**described, "audience": audience, "thresholds": declarations.get(audience)})


def declared(described: Mapping[str, Any]) -> Declared:
    """The policy that a manifest describes. Raises PolicyError for one that is unknown in part or weaker than the rule.

    The inverse of `described`.
    """
    version, name, source, audience = (described.get(key) for key in ("version", "name", "source", "audience"))
    if type(version) is not int or version < 1:
        raise PolicyError("the policy's version is missing or no whole number from 1 on")
    if not (isinstance(name, str) and isinstance(source, str) and isinstance(audience, str) and name and audience):
        raise PolicyError("the policy does not say what it is called, where it is from, and whom it is for")
    return Declared(version, name, source, audience, policy_of(described.get("thresholds")))


def described(found: Declared) -> dict[str, Any]:
    """A declared policy as it stands in a manifest: every value is JSON."""
    thresholds = {**asdict(found.policy), "hide_zero": list(found.policy.hide_zero)}
    return {**{key: getattr(found, key) for key in ("version", "name", "source", "audience")}, "thresholds": thresholds}


def policy_of(thresholds: object) -> Policy:
    """The policy of these thresholds, each of which must be there. Raises PolicyError unless all may be used."""
    if not isinstance(thresholds, Mapping):
        raise PolicyError("the policy has no thresholds")
    names = [field.name for field in fields(Policy)]
    if unknown := sorted(str(name) for name in thresholds if name not in names):
        raise PolicyError(f"the policy has thresholds that nobody knows: {', '.join(unknown)}")
    if wrong := next(_wrong(thresholds), None):
        raise PolicyError(f"the policy's {wrong} is missing or weaker than the rule allows")
    return Policy(**{**thresholds, "hide_zero": tuple(thresholds["hide_zero"])})


@cache
def is_weaker(policy: Policy) -> bool:
    """Whether a policy lets through what the rule does not."""
    return any(_wrong({**asdict(policy), "hide_zero": list(policy.hide_zero)}))


def _wrong(thresholds: Mapping[str, Any]) -> Iterator[str]:
    """The thresholds that are missing, of another kind, or weaker than the rule."""
    for name, rule in asdict(DEFAULT_POLICY).items():
        value = thresholds.get(name)
        if name == "hide_zero":
            allowed = isinstance(value, list) and set(map(str, value)) <= _persons()
        else:
            allowed = type(value) is type(rule) and _is_as_strict(name, value, rule)
        # A withheld number must still be possible outside of what is withheld.
        if not allowed or (name == "high" and value < thresholds["smallest_persons"]):
            yield name


def _is_as_strict(name: str, value: Any, rule: Any) -> bool:
    if not math.isfinite(value) or value < 0:
        return False
    if name in NEVER_LOWER:
        return bool(value >= rule)
    if name in NEVER_HIGHER:
        return bool(value <= rule)
    return bool(value) or name not in NEVER_OFF


def _persons() -> set[str]:
    """The counts of persons whose zero a policy can hide."""
    groups = [group for mart in MARTS.values() for group in mart.groups]
    return {name for group in groups for name in (*group.persons, *(part for _, part in group.complements))}
