"""Which release replaced which, when and why, and which figures that changed."""

from app.selection import Selection
from app.site import Page, Site
from app.view import Content, Link
from app.views import changes


def content(site: Site, selection: Selection | None, code: str) -> Content:
    """The page; it has no filters."""
    words = site.words
    trail = (Link(words("menu.about"), "/om"),)
    return Content(words("page.changes.heading"), words("page.changes.lead"), changes.parts(site), trail)


PAGE = Page("changes", "/om/endringer", None, content, in_menu=False)
