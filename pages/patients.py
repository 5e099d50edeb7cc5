"""Patients per 1,000 inhabitants, by where the child lives."""

from app.filters import PATIENTS
from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import patients
from app.views.basis import by_residence


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page for one selection."""
    words = site.words
    heading, lead = words("page.patients.heading"), words("page.patients.lead")
    return Content(heading, lead, patients.views(site, selection), bases=by_residence(site, selection))


PAGE = Page("patients", PATIENTS.path, PATIENTS, content)
