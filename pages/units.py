"""All treating organisations as a tree, with search."""

from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import units


def content(site: Site, selection: Selection | None, code: str) -> Content:
    """The page; it has no filters but its search field."""
    return Content(site.words("page.units.heading"), site.words("page.units.lead"), (units.unit_tree(site),))


PAGE = Page("units", "/enheter", None, content)
