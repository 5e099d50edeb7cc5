"""Data quality and coverage: what is known of the data behind the figures, and what is not."""

from app.filters import QUALITY
from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import quality


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    return Content(words("page.quality.heading"), words("page.quality.lead"), quality.parts(site, selection))


PAGE = Page("quality", QUALITY.path, QUALITY, content)
