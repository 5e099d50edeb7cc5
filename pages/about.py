"""What the numbers mean, where they come from, and which release they stand in."""

from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import about


def content(site: Site, selection: Selection | None, code: str) -> Content:
    """The page; every definition has an anchor that figures link to."""
    return Content(site.words("page.about.heading"), site.words("page.about.lead"), about.sections(site))


PAGE = Page("about", "/om", None, content)
