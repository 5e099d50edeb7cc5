"""Statistics Norway's open figures for regions and trusts: real, and never mixed with the register's."""

from app.filters import NATIONAL
from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import national


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    return Content(words("page.national.heading"), words("page.national.lead"), national.views(site, selection))


PAGE = Page("national", NATIONAL.path, NATIONAL, content)
