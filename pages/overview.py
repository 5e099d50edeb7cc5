"""The first page: headline figures, each with its definition one click away."""

from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import overview


def content(site: Site, selection: Selection | None, code: str) -> Content:
    """The page; it has no filters."""
    return Content(site.words("page.overview.heading"), site.words("page.overview.lead"), overview.parts(site))


PAGE = Page("overview", "/", None, content)
