"""What patients, parents and clinicians report, with coverage first."""

from app.filters import PROM
from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import prom


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    return Content(words("page.prom.heading"), words("page.prom.lead"), prom.views(site, selection))


PAGE = Page("prom", PROM.path, PROM, content)
