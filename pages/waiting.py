"""Referrals and waiting times, by where the care was given."""

from app.filters import WAITING
from app.selection import Selection
from app.site import Page, Site
from app.view import Content, Part
from app.views import waiting
from app.views.quality import way_to_quality


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    parts: tuple[Part, ...] = (*waiting.views(site, selection), way_to_quality(site))
    return Content(words("page.waiting.heading"), words("page.waiting.lead"), parts)


PAGE = Page("waiting", WAITING.path, WAITING, content)
