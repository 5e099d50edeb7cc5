"""Referrals and waiting times, by where the care was given."""

from app.filters import WAITING
from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import waiting


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    return Content(words("page.waiting.heading"), words("page.waiting.lead"), waiting.views(site, selection))


PAGE = Page("waiting", WAITING.path, WAITING, content)
