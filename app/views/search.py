"""What a visitor finds by words: the area of a kommune, treating organisations, measures and terms."""

from collections.abc import Iterator, Sequence

from app.filters import MEASURE_WORDS, ViewSpec
from app.search import Target, found, plain_words
from app.site import Site
from app.view import Link, LinkList, Part, TextSection
from app.views import about
from app.views.addresses import unit_address
from data_marts.catalog import COUNTRY

#: Of each kind; whoever finds as many has asked for too little.
MOST = 20
TERMS = (*about.MEASURE_TERMS, *about.WAITING_TERMS, *about.GROUP_TERMS, *about.PROM_TERMS, *about.METHOD_TERMS)


def results(site: Site, asked: str, specs: Sequence[ViewSpec]) -> tuple[Part, ...]:
    """What is found, kind by kind; a sentence where nothing is asked for, or nothing found."""
    words = site.words
    if not plain_words(asked):
        return (TextSection(words("search.empty_heading"), "tomt", (words("search.empty"),)),)
    kinds = {
        "areas": tuple(_areas(site)),
        "units": tuple(_organisations(site)),
        "measures": tuple(_measures(site, specs)),
        "terms": tuple(_terms(site)),
    }
    lists = [_list(site, kind, found(asked, targets, MOST)) for kind, targets in kinds.items()]
    shown = tuple(one for one in lists if one.items)
    return shown or (TextSection(words("search.none_heading"), "ingen", (words("search.none"),)),)


def _list(site: Site, kind: str, targets: Sequence[Target]) -> LinkList:
    heading = site.words(f"search.{kind}")
    return LinkList(heading, tuple((Link(one.name, one.address), one.detail) for one in targets))


def _areas(site: Site) -> Iterator[Target]:
    areas, words = site.choices.residences, site.words
    for area in areas.ordered:
        yield Target(area.name, words("search.area"), f"/pasienter?sted={area.slug}", (area.short_name,))
    for name, code in site.choices.place_names:
        if code in areas.by_code:
            area = areas.by_code[code]
            yield Target(name, words("search.in_area", area=area.short_name), f"/pasienter?sted={area.slug}")


def _organisations(site: Site) -> Iterator[Target]:
    organisations = site.choices.organisations
    for place in organisations.ordered:
        if place.code != COUNTRY:
            above = organisations.by_code[place.parent or COUNTRY].name
            detail = site.words("search.below", place=above)
            yield Target(place.name, detail, unit_address(place), (place.short_name, place.code))


def _measures(site: Site, specs: Sequence[ViewSpec]) -> Iterator[Target]:
    words = site.words
    for spec in specs:
        for measure in spec.measures if len(spec.measures) > 1 else ():
            address = f"{spec.path}?{spec.measure_filter.key}={MEASURE_WORDS[measure]}"
            yield Target(words(f"measure.{measure}"), words(f"menu.{spec.name}"), address)


def _terms(site: Site) -> Iterator[Target]:
    words = site.words
    for term in TERMS:
        yield Target(words(f"term.{term}.name"), words("search.explained"), f"/om#{term}")
