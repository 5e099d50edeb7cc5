"""Links in documents lead somewhere: to a kept file, and to a heading that it has."""

import re
from pathlib import Path

import pytest

from tests.docs.repository import ROOT, is_kept, kept_files, name_of

DOCUMENTS = [name_of(path) for path in kept_files(".md")]


def _prose(path: Path) -> str:
    return re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def _links(path: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)", _prose(path))
    return [link for link in found if "://" not in link and not link.startswith("mailto:")]


def anchor(heading: str) -> str:
    """The address that a heading gets on the usual hosts of repositories."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def _anchors(path: Path) -> set[str]:
    return {anchor(heading) for heading in re.findall(r"^#+ (.*)$", _prose(path), re.MULTILINE)}


def test_anchors_are_made_as_hosts_make_them() -> None:
    assert anchor("Why a number is there or not") == "why-a-number-is-there-or-not"
    assert anchor("2026-11-23 · first release") == "2026-11-23--first-release"
    assert anchor("DuckDB 1.5, not 2.0") == "duckdb-15-not-20"


def test_there_are_documents() -> None:
    assert {"README.md", "GLOSSARY.md", "CHANGELOG.md", "DATA_LICENSES.md", "docs/decisions.md"} <= set(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file_and_heading(document: str) -> None:
    path = ROOT / document
    for link in _links(path):
        file, _, wanted = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{document} links to {link}, which does not exist"
        assert is_kept(target), f"{document} links to {link}, which is not kept in the repository"
        assert not wanted or wanted in _anchors(target), f"{document} links to {link}, which has no such heading"
