"""From the bank's dimensions and codes to ours, as ssb_tables.toml says."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data_marts.sources.bank import STATUS, VALUE, BankDimension, BankTable, described
from data_marts.sources.problems import SourceError

SHAPES_FILE = Path(__file__).parent / "ssb_tables.toml"


@dataclass(frozen=True)
class Role:
    """One of our dimensions: how it is called at the bank, and which of its categories become what."""

    names: tuple[str, ...]
    codes: Mapping[str, str] = field(default_factory=dict)
    pattern: str | None = None
    others: str = "ignore"
    ignored: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Shape:
    """One table of the bank: its number, its title and our dimensions in it."""

    table: str
    title: str
    roles: Mapping[str, Role]


def load_shapes(path: Path = SHAPES_FILE) -> dict[str, Shape]:
    """The shapes by our name: activity, population, districts."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: Shape(found["table"], found["title"], {key: _role(role) for key, role in found["roles"].items()})
        for name, found in data.items()
    }


def _role(found: dict[str, Any]) -> Role:
    return Role(
        names=tuple(found["names"]),
        codes={same(key): ours for key, ours in found.get("codes", {}).items()},
        pattern=found.get("pattern"),
        others=found.get("others", "ignore"),
        ignored=tuple(found.get("ignored", ())),
        needed=tuple(found.get("needed", ())),
        optional=found.get("optional", False),
    )


def same(text: str) -> str:
    """A name in the form in which names are compared: case and runs of blanks do not count."""
    return " ".join(text.casefold().split())


def dimensions_of(shape: Shape, dimensions: Sequence[BankDimension], name: str) -> dict[str, BankDimension]:
    """The bank's dimension for each role; SourceError with what the answer had where one is not found."""
    found: dict[str, BankDimension] = {}
    for role_name, role in shape.roles.items():
        wanted = {same(text) for text in role.names}
        matches = [d for d in dimensions if {same(d.code), same(d.label)} & wanted]
        if len(matches) > 1 or (not matches and not role.optional):
            number = "no" if not matches else "more than one"
            raise SourceError(f"{name}: {number} dimension for {role_name!r}. {_advice(dimensions)}")
        if matches:
            found[role_name] = matches[0]
    _check_left_over(dimensions, found, name)
    return found


def _check_left_over(dimensions: Sequence[BankDimension], found: Mapping[str, BankDimension], name: str) -> None:
    for left in dimensions:
        if left not in found.values() and len(left.categories) > 1 and not left.may_be_left_out:
            raise SourceError(f"{name}: dimension {left.code!r} ({left.label}) is not expected. {_advice(dimensions)}")


def _advice(dimensions: Sequence[BankDimension]) -> str:
    return f"Correct {SHAPES_FILE.name}. The answer had {described(dimensions)}."


def categories_of(role_name: str, role: Role, dimension: BankDimension, name: str) -> dict[str, str]:
    """Our code for each of the bank's category codes that is read; SourceError where a needed one is absent."""
    ours = {code: key for code, label in dimension.categories if (key := _category(role, code, label)) is not None}
    missing = [key for key in role.needed if key not in ours.values()]
    if missing or not ours:
        what = ", ".join(missing) or "any category"
        raise SourceError(f"{name}: {role_name!r} lacks {what}. {_advice([dimension])}")
    return ours


def _category(role: Role, code: str, label: str) -> str | None:
    for text in (same(code), same(label)):
        if text in role.codes:
            return role.codes[text]
    if same(code) in role.codes.values():
        return same(code)
    if {same(code), same(label)} & {same(text) for text in role.ignored}:
        return None
    if role.pattern is not None and (match := re.fullmatch(role.pattern, same(code))):
        return match.group(1)
    return code if role.others == "show" else None


def in_our_terms(bank: BankTable, shape: Shape) -> pa.Table:
    """One row per cell that is read: a text column for each role, then value (float64) and status."""
    dimensions = dimensions_of(shape, bank.dimensions, bank.name)
    left = [d for d in bank.dimensions if d not in dimensions.values() and len(d.categories) > 1]
    if left:
        raise SourceError(f"{bank.name}: dimension {left[0].code!r} is not expected. {_advice(bank.dimensions)}")
    columns = {
        role: _translated(bank.cells.column(d.code), categories_of(role, shape.roles[role], d, bank.name))
        for role, d in dimensions.items()
    }
    table = pa.table({**columns, VALUE: bank.cells.column(VALUE), STATUS: bank.cells.column(STATUS)})
    for role in dimensions:
        table = table.filter(pc.is_valid(table.column(role)))
    return table


def _translated(column: pa.ChunkedArray, ours: Mapping[str, str]) -> pa.Array:
    return pa.array([ours.get(code) for code in column.to_pylist()], pa.string())
