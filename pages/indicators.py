"""Indicators with levels of attainment, by where the care was given."""

from app.filters import INDICATORS
from app.selection import Selection
from app.site import Page, Site
from app.view import Content, Part
from app.views import indicators
from app.views.quality import way_to_quality


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    parts: tuple[Part, ...] = (*indicators.views(site, selection), way_to_quality(site))
    return Content(words("page.indicators.heading"), words("page.indicators.lead"), parts)


PAGE = Page("indicators", INDICATORS.path, INDICATORS, content)
