"""Outpatient and inpatient activity, by where the care was given."""

from app.filters import ACTIVITY
from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import activity


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    return Content(words("page.activity.heading"), words("page.activity.lead"), activity.views(site, selection))


PAGE = Page("activity", ACTIVITY.path, ACTIVITY, content)
