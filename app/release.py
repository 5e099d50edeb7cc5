"""Opens the release that the site shows: the open marts, in memory, and what pages tell about them."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from app.changes import read_changes
from app.results import Results, read_choices
from app.settings import Settings
from app.site import ReleaseFacts, Site
from app.words import words
from data_marts.disclosure.rules import Policy
from data_marts.release_reader import open_release
from queries.run import open_marts


def open_site(settings: Settings, language: str = "nb") -> Site:
    """The site of the current release, or of the one to be previewed.

    Raises ReleaseError with one sentence when there is none to show.
    """
    release = open_release(settings.releases, settings.preview or None)
    facts = ReleaseFacts(
        release_id=release.release_id,
        built_at=release.built_at,
        code_version=release.code_version,
        synthetic=release.synthetic_marts,
        sources=tuple((source.name, source.period) for source in release.sources),
        last_year=release.last_year,
        delivered_through=release.delivered_through,
        preview=bool(settings.preview),
    )
    tables = release.open_tables()
    changes = read_changes(settings.releases, release.release_id, tables, release.policy)
    site = replace(site_from(tables, facts, release.policy, language), changes=changes)
    del tables
    # The marts are in DuckDB by now; what Arrow read them into would stay with the process, half of all its memory.
    pa.default_memory_pool().release_unused()
    return site


def site_from(tables: Mapping[str, pa.Table], facts: ReleaseFacts, policy: Policy, language: str = "nb") -> Site:
    """The site of these tables; every mart and table of the catalogue must be among them."""
    connection = open_marts(tables)
    return Site(Results(connection, read_choices(connection), policy), words(language), facts)
