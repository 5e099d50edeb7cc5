"""What is said of accessibility, in plain words."""

from app.site import Site
from app.view import TextSection

#: Sections in order; each has `accessibility.<name>` as heading and `accessibility.<name>_text` in the text catalogue.
SECTIONS = ("done", "tried", "short", "told", "complain")
ANCHORS = {"done": "hva", "tried": "provd", "short": "mangler", "told": "si-fra", "complain": "klage"}


def sections(site: Site) -> tuple[TextSection, ...]:
    """All sections."""
    return tuple(_section(site, name) for name in SECTIONS)


def _section(site: Site, name: str) -> TextSection:
    words = site.words
    return TextSection(words(f"accessibility.{name}"), ANCHORS[name], (words(f"accessibility.{name}_text"),))
