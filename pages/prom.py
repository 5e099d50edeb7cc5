"""What patients, parents and clinicians report, with coverage first."""

from app.filters import PROM
from app.selection import Selection
from app.site import Page, Site
from app.view import Content, Part
from app.views import prom
from app.views.quality import way_to_quality


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    parts: tuple[Part, ...] = (*prom.views(site, selection), way_to_quality(site))
    return Content(words("page.prom.heading"), words("page.prom.lead"), parts)


PAGE = Page("prom", PROM.path, PROM, content)
