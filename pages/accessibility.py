"""The accessibility statement: what is done, how it is tried, what is known to fall short, and where to complain."""

from app.selection import Selection
from app.site import Page, Site
from app.view import Content, Link
from app.views import accessibility


def content(site: Site, selection: Selection | None, code: str) -> Content:
    """The page; it has no filters."""
    words = site.words
    trail = (Link(words("menu.about"), "/om"),)
    return Content(
        words("page.accessibility.heading"), words("page.accessibility.lead"), accessibility.sections(site), trail
    )


PAGE = Page("accessibility", "/om/tilgjengelighet", None, content, in_menu=False)
