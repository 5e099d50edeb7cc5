"""From what a figure can have changed: the sources, program and rules that differ between two releases."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from data_marts.catalog import MARTS, Mart
from data_marts.publication_reader import CAUSE_CODE, CAUSE_NOT_TOLD, CAUSE_POLICY, CAUSE_SEPARATOR
from data_marts.release_checks import EARLIEST_YEAR, LATEST_YEAR

Manifest = Mapping[str, Any]
Source = Mapping[str, Any]
# The kinds of sources that each mart is made from. A mart that is not named depends on all of them.
MADE_FROM: Mapping[str, frozenset[str]] = {
    "patient_rates": frozenset(
        (
            "episodes",
            "population",
            "residence_areas",
            "catchments",
            "kommune_changes",
            "organisations",
            "diagnosis_groups",
        )
    ),
    "activity": frozenset(("episodes", "beds", "organisations")),
    "patients_by_unit": frozenset(("episodes", "organisations", "diagnosis_groups")),
    "coverage": frozenset(("episodes", "organisations", "diagnosis_groups")),
    "prom_trends": frozenset(("episodes", "prom", "organisations", "instruments")),
    "population": frozenset(("population", "residence_areas", "catchments", "kommune_changes")),
    "ssb_activity": frozenset(("ssb_activity", "organisations")),
}
# Never named, see CAUSE_NOT_TOLD. Where nothing else differs the reader can still guess it; the list changes together
# with a delivery as a rule.
SECRET = "reservations"
NONE = "–"


def causes(before: Manifest | None, after: Manifest) -> pa.Table:
    """The cause of changes by mart and year, for every mart and year that there can be. `before` None: nothing was."""
    rows = [
        {"mart": mart.name, "year": year, "cause": cause_of(mart, year, before, after) if before else CAUSE_NOT_TOLD}
        for mart in MARTS.values()
        for year in range(EARLIEST_YEAR, LATEST_YEAR + 1)
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema({"mart": pa.string(), "year": pa.int32(), "cause": pa.string()}))


def cause_of(mart: Mart, year: int, before: Manifest, after: Manifest) -> str:
    """What differs between two manifests of all that a mart's figures of a year are made from.

    Sources by name: `name` where its content is another, `old → new` where another file took its place; then `code`
    and `policy`. `not_told` where nothing that may be named differs.
    """
    named = _changed_sources(mart, year, before, after)
    if before["code_version"] != after["code_version"]:
        named.append(CAUSE_CODE)
    if mart.source == "register" and before["policy"] != after["policy"]:
        named.append(CAUSE_POLICY)
    return CAUSE_SEPARATOR.join(named) or CAUSE_NOT_TOLD


def _changed_sources(mart: Mart, year: int, before: Manifest, after: Manifest) -> list[str]:
    former, later = _sources(mart, before), _sources(mart, after)
    gone = [source for source in former if not _is_in(source, later)]
    come = [source for source in later if not _is_in(source, former)]
    # Stays cross the turn of the year, and are cut there: the files of the years beside it have a part in each figure.
    near = range(year - 1, year + 2)
    return _pairs(_of_years(gone, near), _of_years(come, near)) or _pairs(gone, come)


def _sources(mart: Mart, manifest: Manifest) -> list[Source]:
    kinds = MADE_FROM.get(mart.name)
    return [
        source
        for source in manifest["sources"]
        if source.get("kind") != SECRET and (kinds is None or not source.get("kind") or source["kind"] in kinds)
    ]


def _is_in(source: Source, others: Iterable[Source]) -> bool:
    return any(
        (source.get("kind"), source["sha256"]) == (other.get("kind"), other["sha256"])
        and (source["sha256"] is not None or source["name"] == other["name"])
        for other in others
    )


def _of_years(sources: Sequence[Source], years: range) -> list[Source]:
    """The sources that can tell of one of the years. Only episode files are of years; others tell of all."""
    return [source for source in sources if source.get("kind") != "episodes" or set(_years(source)) & set(years)]


def _years(source: Source) -> range:
    named = [int(text) for text in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", source["period"])]
    return range(min(named), max(named) + 1) if named else range(EARLIEST_YEAR, LATEST_YEAR + 1)


def _pairs(gone: Sequence[Source], come: Sequence[Source]) -> list[str]:
    """Each source that took another's place beside it: of the same name, else of the same kind and first year."""
    left, told = list(gone), []
    for source in come:
        former = next((one for one in left if _replaces(source, one)), None)
        if former is not None:
            left.remove(former)
        told.append(_told(former, source))
    return [*told, *(_told(source, None) for source in left)]


def _replaces(source: Source, former: Source) -> bool:
    if source["name"] == former["name"]:
        return True
    return bool(source.get("kind")) and (source["kind"], _years(source)[0]) == (former.get("kind"), _years(former)[0])


def _told(former: Source | None, later: Source | None) -> str:
    if former and later and former["name"] == later["name"]:
        return str(later["name"])
    return f"{former['name'] if former else NONE} → {later['name'] if later else NONE}"
