"""The small release with a year that is delivered in part, and with the story of its publication."""

from dataclasses import replace

from app.changes import changes_of
from app.release import site_from
from app.site import Site
from data_marts.disclosure.rules import DEFAULT_POLICY
from tests.app.publications import HandMade, publication
from tests.app.running_year import THROUGH, with_running_year


def told_site(like: Site, found: HandMade | None = None, **release: object) -> Site:
    """A site with the facts of another one, a running year, and a hand-made record of its publication."""
    tables = with_running_year()
    facts = replace(like.release, delivered_through=THROUGH, **release)
    changes = changes_of(publication() if found is None else found, tables, DEFAULT_POLICY)
    return replace(site_from(tables, facts, DEFAULT_POLICY), changes=changes)
