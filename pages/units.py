"""All treating organisations as a tree, with search."""

from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import units
from app.views.basis import by_treatment


def content(site: Site, selection: Selection | None, code: str) -> Content:
    """The page; it has no filters but its search field."""
    heading, lead = site.words("page.units.heading"), site.words("page.units.lead")
    return Content(heading, lead, (units.unit_tree(site),), bases=by_treatment(site))


PAGE = Page("units", "/enheter", None, content)
