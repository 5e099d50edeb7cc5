"""Looks for a kommune, a treating organisation, a measure or a term by its name."""

from app.filters import ACTIVITY, NATIONAL, PATIENTS, PROM, WAITING
from app.selection import Selection
from app.site import Page, Site
from app.view import Content
from app.views import search

SPECS = (PATIENTS, ACTIVITY, WAITING, PROM, NATIONAL)


def content(site: Site, selection: Selection | None, asked: str) -> Content:
    """What is found for the words asked for."""
    words = site.words
    heading = words("search.heading_of", asked=asked) if asked else words("page.search.heading")
    return Content(heading, words("page.search.lead"), search.results(site, asked, SPECS))


PAGE = Page("search", "/sok", None, content, in_menu=False, takes_words=True)
