"""From the claims of a token to a role and its organisations, by a TOML file. What is not in it opens nothing.

[level]
claim = "acr"
accepted = ["Level4"]
[role]
claim = "kvabup_role"
[role.values]
enhetsleder = "unit_leader"
[organisation]
claim = "orgnr"                # numbers that are those of the release
[resh]
claim = "resh"
[resh.organisations]
"4200001" = "974795884"
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from app.choices import Places
from app.settings_error import SettingsError

Role = Literal["unit_leader", "trust_leader", "register_staff"]
ROLES: tuple[Role, ...] = get_args(Role)
#: The level of the organisations that a role is given for. The register's staff is given none: they see all.
LEVELS: Mapping[Role, str] = {"unit_leader": "unit", "trust_leader": "hf"}
SECTIONS = {"level", "role", "organisation", "resh", "name", "units"}
Claims = Mapping[str, object]


class NoAccessError(Exception):
    """A token that opens nothing. `reason` is a word for the log and for the sentence that the user is shown."""

    def __init__(self, reason: Literal["level", "role", "organisation", "several"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Grant:
    """What a user may see: by which role, and of which organisations (a trust stands for all its units)."""

    role: Role
    organisations: tuple[str, ...]


@dataclass(frozen=True)
class Mapped:
    """The mapping, checked. `levels` are the accepted values of `level_claim`; `requested` is what is asked for."""

    level_claim: str
    levels: tuple[str, ...]
    requested: tuple[str, ...]
    role_claim: str
    roles: Mapping[str, Role]
    organisation_claim: str
    resh_claim: str
    resh: Mapping[str, str]
    name_claim: str
    several_units: bool
    scope: str

    def grant(self, claims: Claims, organisations: Places) -> Grant:
        """The role and organisations of these claims. Raises NoAccessError where they open nothing."""
        if str(claims.get(self.level_claim, "")) not in self.levels:
            raise NoAccessError("level")
        roles = {self.roles[value] for value in _values(claims, self.role_claim) if value in self.roles}
        if len(roles) != 1:
            raise NoAccessError("role")
        [role] = roles
        if role == "register_staff":
            return Grant(role, ())
        codes = tuple(sorted({code for code in self._codes(claims) if _is_at(organisations, code, LEVELS[role])}))
        if not codes:
            raise NoAccessError("organisation")
        if len(codes) > 1 and not self.several_units:
            raise NoAccessError("several")
        return Grant(role, codes)

    def _codes(self, claims: Claims) -> Iterator[str]:
        yield from _values(claims, self.organisation_claim)
        yield from (self.resh[value] for value in _values(claims, self.resh_claim) if value in self.resh)


def _values(claims: Claims, name: str) -> tuple[str, ...]:
    """The values of a claim, which may be one or a list."""
    found = claims.get(name) if name else None
    listed = found if isinstance(found, list) else [found]
    return tuple(str(value) for value in listed if isinstance(value, str | int) and not isinstance(value, bool))


def _is_at(organisations: Places, code: str, level: str) -> bool:
    place = organisations.by_code.get(code)
    return place is not None and place.level == level


def read_mapping(path: Path) -> Mapped:
    """The mapping in a file. Raises SettingsError with one sentence where it cannot be used."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SettingsError("KVABUP_LOGIN_MAPPING must be a file in TOML that can be read; correct it") from problem
    try:
        return _mapped(found)
    except (KeyError, TypeError, AttributeError) as problem:
        raise _wrong("a section or a name is missing") from problem


def _mapped(found: Mapping[str, Any]) -> Mapped:
    unknown = sorted(found.keys() - SECTIONS)
    if unknown:
        raise _wrong(f"section {unknown[0]!r} is unknown")
    roles, levels = found["role"]["values"], tuple(found["level"]["accepted"])
    requested = tuple(found["level"].get("requested", levels))
    if not roles or not set(roles.values()) <= set(ROLES):
        raise _wrong(f"role.values must give one of {', '.join(ROLES)}")
    if not levels or not all(isinstance(level, str) and level for level in (*levels, *requested)):
        raise _wrong("level.accepted and level.requested must be lists of texts")
    resh = found.get("resh", {})
    return Mapped(
        level_claim=_text(found["level"]["claim"]),
        levels=levels,
        requested=requested,
        role_claim=_text(found["role"]["claim"]),
        roles=roles,
        organisation_claim=_text(found["organisation"]["claim"]),
        resh_claim=resh.get("claim", ""),
        resh=resh.get("organisations", {}),
        name_claim=found.get("name", {}).get("claim", ""),
        several_units=found.get("units", {}).get("several", False) is True,
        scope=" ".join(("openid", *found["level"].get("scopes", ()))),
    )


def _text(found: object) -> str:
    if not isinstance(found, str) or not found:
        raise _wrong("a claim must be named by a text")
    return found


def _wrong(what: str) -> SettingsError:
    return SettingsError(f"KVABUP_LOGIN_MAPPING cannot be used: {what}; docs/login.md has its form")


def check_mapping(mapped: Mapped, organisations: Places) -> None:
    """Raises SettingsError where a RESH number leads to an organisation that the release does not have."""
    known = {code for level in LEVELS.values() for code in (place.code for place in organisations.at_level(level))}
    strange = sorted(number for number, code in mapped.resh.items() if code not in known)
    if strange:
        raise _wrong(f"RESH number {strange[0]} leads to no unit or trust of the release")
