"""One treating organisation: its headline numbers and trends."""

from app.choices import Place
from app.filters import UNIT
from app.selection import Selection
from app.site import Page, Site, UnknownPlaceError
from app.view import Content, Link, Part
from app.views import units
from app.views.addresses import unit_address
from app.views.basis import by_treatment


def content(site: Site, selection: Selection, code: str) -> Content:
    """The page of the organisation with this number. Raises UnknownPlaceError for any other."""
    organisations = site.choices.organisations
    place = organisations.by_code.get(code)
    if place is None:
        raise UnknownPlaceError
    cards = units.unit_cards(site, place, selection)
    parts: tuple[Part, ...] = (cards, *units.unit_views(site, place, selection))
    heading, bases = site.words("page.unit.heading", place=place.name), by_treatment(site, place)
    return Content(heading, _lead(site, place), parts, _trail(site, place), bases)


def _lead(site: Site, place: Place) -> str:
    words = site.words
    if place.parent is None or place.level == "rhf":
        return words("page.unit.lead_top", place=place.name)
    kind = words(f"kind.{place.level}")
    return words("page.unit.lead", kind=kind, parent=site.choices.organisations.by_code[place.parent].name)


def _trail(site: Site, place: Place) -> tuple[Link, ...]:
    above = site.choices.organisations.path(place.code)[1:-1]
    links = tuple(Link(step.name, unit_address(step)) for step in above)
    return (Link(site.words("menu.units"), "/enheter"), *links)


PAGE = Page("unit", "/enheter/<code>", UNIT, content, in_menu=False)
