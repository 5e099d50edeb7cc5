"""Patients per 1,000 inhabitants, by where the child lives."""

from app.filters import PATIENTS
from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import patients


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    return Content(words("page.patients.heading"), words("page.patients.lead"), patients.views(site, selection))


PAGE = Page("patients", PATIENTS.path, PATIENTS, content)
