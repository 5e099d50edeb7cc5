"""The pages, in the order of the menu."""

from app.site import Page
from pages import (
    about,
    accessibility,
    activity,
    changes,
    indicators,
    national,
    overview,
    patients,
    prom,
    quality,
    search,
    unit,
    units,
    waiting,
)

PAGES: tuple[Page, ...] = (
    overview.PAGE,
    national.PAGE,
    patients.PAGE,
    activity.PAGE,
    waiting.PAGE,
    prom.PAGE,
    indicators.PAGE,
    quality.PAGE,
    units.PAGE,
    unit.PAGE,
    about.PAGE,
    changes.PAGE,
    accessibility.PAGE,
    search.PAGE,
)
