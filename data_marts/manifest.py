"""The manifest of a release: what a stranger needs to know every file and every relation between published cells."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_marts import VERSION
from data_marts.catalog import MARTS, Dimension, Group, Mart
from data_marts.disclosure.relations.told import HIERARCHY, additive
from data_marts.disclosure.relations.told import described as described_relations
from data_marts.disclosure.rules import Policy, described, read_policy
from data_marts.disclosure.views import WHOLE, Views
from data_marts.disclosure.views import described as described_views
from data_marts.release_reader import FORMAT

CODE = Path(__file__).parent
FEW = "withheld"  # in place of a number of persons under the threshold

RULES = (
    "A group of measures is withheld when a column of its persons is 1 to smallest_persons - 1, or 0 where zeros of it "
    "are not shown (show_zero, hide_zero).",
    "It is withheld when a denominator is under smallest_denominator, in groups that are results (is_result) under "
    "smallest_mean too (0 apart, when nobody is counted).",
    "It is withheld when a whole minus its part is as small; zeros of it have the policy of the part.",
    "It is withheld when one person has more than largest_share of its events (events); how many they are is not told.",
    "Groups are judged in the order given; what needs a column that is already withheld is withheld.",
    "Outside of the declared views (views) a group has no figures, however large, and the status too_detailed: every "
    "measure is NULL, and what needs one of these groups is outside of the views too. A mart without views is whole.",
    "In a withheld group every measure is NULL. Open figures are rounded to the decimals given.",
    "Further groups are withheld, so that by all relations together every withheld number of persons that is small may "
    "still be `low` or less, and `high` or more, also for somebody who knows the true figures of one organisation. "
    "Events that are mostly one person's may still be as few as if she had had one, and twice as many. The status is "
    "the same: whether a figure is small itself or withheld for another is not told.",
)


@dataclass(frozen=True)
class Source:
    """One file that the release was made from.

    Checksum and rows are None where they are not told: a list of persons that holds one row more is one person more,
    and a short one can be guessed from its checksum.
    """

    name: str
    sha256: str | None
    rows: int | None
    period: str
    synthetic: bool = False
    kind: str = ""  # "episodes", "prom", "beds", "reservations", or the name of the reference table


@dataclass(frozen=True)
class WrittenFile:
    """One Parquet file of a release, its path relative to the release."""

    name: str
    file: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class Facts:
    """What the manifest tells beside the files. `left_out` holds true numbers; small ones are not told.

    `delivered_through` is the last day that the register's figures are of, as ISO date; empty: the end of `last_year`.
    """

    built_at: str
    first_year: int
    last_year: int
    synthetic: bool
    sources: tuple[Source, ...]
    policy: Policy
    left_out: Mapping[str, int]
    findings: tuple[Mapping[str, Any], ...]
    delivered_through: str = ""
    views: Views = WHOLE


def code_version() -> str:
    """The program's version with a short hash of the code, SQL and configuration that made the figures."""
    digest = hashlib.sha256()
    # Configuration stands one folder deep; deeper ones are deliveries and what was made of them.
    for path in sorted((*CODE.rglob("*.py"), *CODE.rglob("*.sql"), *CODE.glob("*/*.toml"))):
        digest.update(path.relative_to(CODE).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{VERSION}+{digest.hexdigest()[:8]}"


def manifest(
    facts: Facts,
    open_files: Sequence[WrittenFile],
    restricted_files: Sequence[WrittenFile],
    tables: Mapping[str, pa.Table],
) -> dict[str, Any]:
    """The manifest without the release's id, which is made from it; every value is JSON."""
    restricted = {file.name: file for file in restricted_files}
    return {
        "format": FORMAT,
        "built_at": facts.built_at,
        "code_version": code_version(),
        "period": {
            "first_year": facts.first_year,
            "last_year": facts.last_year,
            "delivered_through": facts.delivered_through or f"{facts.last_year}-12-31",
        },
        "synthetic": facts.synthetic,
        "sources": [asdict(source) for source in facts.sources],
        "policy": {**described(replace(read_policy(), policy=facts.policy)), "rules": list(RULES)},
        "views": described_views(facts.views),
        "relations": described_relations(),
        "hierarchies": list(HIERARCHY),
        "marts": [
            {
                **asdict(file),
                "restricted": _without_checksum(restricted[file.name]),
                **_mart(MARTS[file.name], facts.synthetic),
            }
            for file in open_files
            if file.name in MARTS
        ],
        "tables": [
            {**asdict(file), "columns": tables[file.name].schema.names} for file in open_files if file.name not in MARTS
        ],
        "left_out": {name: told(count, facts.policy) for name, count in facts.left_out.items()},
        "findings": [dict(finding) for finding in facts.findings],
    }


def _without_checksum(file: WrittenFile) -> dict[str, Any]:
    """A file of true figures as the manifest may name it: by its checksum guesses at withheld ones could be tried."""
    return {name: value for name, value in asdict(file).items() if name != "sha256"}


def told(persons: int, policy: Policy) -> int | str:
    """A number of persons that were left out, or that it is not told because it is small."""
    return persons if persons == 0 or persons >= policy.smallest_persons else FEW


def is_invented(mart: Mart, synthetic: bool) -> bool:
    """Whether a mart holds invented figures: those made from the register delivery do, when that is invented."""
    return synthetic and mart.source == "register"


def _mart(mart: Mart, synthetic: bool) -> dict[str, Any]:
    return {
        "grain": mart.grain,
        "source": mart.source,
        "synthetic": is_invented(mart, synthetic),
        "dimensions": [_dimension(dimension) for dimension in mart.dimensions],
        "groups": [_group(mart, group) for group in mart.groups],
    }


def _dimension(dimension: Dimension) -> dict[str, Any]:
    described: dict[str, Any] = {"name": dimension.name, "total": dimension.total}
    if dimension.values:
        described["values"] = list(dimension.values)
    if dimension.merged:
        described["merged"] = {whole: list(parts) for whole, parts in dimension.merged}
    if dimension.table:
        described |= {
            "table": dimension.table,
            "code_column": "code",
            "parent_column": "parent",
        }
    return described


def _group(mart: Mart, group: Group) -> dict[str, Any]:
    over = additive()
    return {
        "name": group.name,
        "status_column": group.status_column,
        "persons": list(group.persons),
        "denominators": list(group.denominators),
        "complements": [list(pair) for pair in group.complements],
        "events": [one.events for one in group.events],
        "is_result": group.is_result,
        "measures": [
            {
                **asdict(measure),
                "additive_over": list(over.get((mart.name, measure.name), ())),
            }
            for measure in group.measures
        ],
    }
