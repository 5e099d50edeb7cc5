"""Who the patients of an area are: girls and boys of each age group, beside each other."""

from collections.abc import Iterator, Mapping
from itertools import product

from app.charts.description import DotChart
from app.choices import Place
from app.gate import PublishedRow, PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import Table, TableCell, View
from app.views.common import (
    Shown,
    absence_notes,
    alternative,
    definition,
    is_too_detailed,
    mark,
    origin_of,
    shown,
    value_cell,
)
from app.views.describe import heading, within
from app.views.trend import axis, source
from data_marts.catalog import AGE_GROUP, SEX

MART = "patient_rates"
GROUPS = tuple(product(AGE_GROUP.own_values, SEX.own_values))
Key = tuple[str, str]  # sex, age group
Rows = Mapping[Key, PublishedRow]


def profile_view(site: Site, selection: Selection, place: Place) -> View:
    """One area in the last chosen year: the measure of each sex and age group."""
    words, measure = site.words, shown(MART, selection.measure)
    table = site.results.patient_profile(selection, place.code)
    title = heading(words, selection, words("profile.heading", place=place.short_name, year=selection.last_year))
    sentences = _sentences(site, table, measure, place)
    rows = [table.find(sex, age) for age, sex in GROUPS]
    notes = absence_notes(words, [measure.measure], rows)
    return View(
        name="profil",
        heading=title,
        origin=origin_of(site, MART),
        sentences=sentences,
        chart=_chart(site, table, measure, title),
        alternative=alternative(words, title, sentences),
        table=_table(site, table, measure, title),
        notes=(words("profile.note"), *notes),
        source=source(site, MART),
        definition=definition(words, "age_group"),
    )


def _chart(site: Site, table: PublishedTable, measure: Shown, title: str) -> DotChart:
    """Ages from the youngest, girls before boys: the order of the groups, never that of their values."""
    words = site.words
    points = tuple(measure.point(words, _name(site, sex, age), table.find(sex, age)) for age, sex in GROUPS)
    girls = tuple(_name(site, sex, age) for age, sex in GROUPS if sex == SEX.own_values[0])
    return DotChart(title, axis(site, measure), points, highlighted=girls, mark=mark(words, origin_of(site, MART)))


def _name(site: Site, sex: str, age: str) -> str:
    return site.words("profile.group", sex=site.words(f"sex.{sex}"), age=within(site.words(f"age_group.{age}")))


def _table(site: Site, table: PublishedTable, measure: Shown, title: str) -> Table:
    words = site.words
    cells = tuple(
        (
            TableCell(words(f"age_group.{age}"), numeric=False),
            *(value_cell(words, measure, table.find(sex, age)) for sex in SEX.own_values),
        )
        for age in AGE_GROUP.own_values
    )
    return Table(title, (words("filter.age_group"), *(words(f"sex.{sex}") for sex in SEX.own_values)), cells)


def _sentences(site: Site, table: PublishedTable, measure: Shown, place: Place) -> tuple[str, ...]:
    """Which group has the most for its size, and where girls and boys differ: only where intervals lie apart."""
    words = site.words
    rows = {(sex, age): table.find(sex, age) for age, sex in GROUPS}
    if is_too_detailed(measure, list(rows.values())):
        return (words("sentence.too_detailed", place=place.name),)
    known = {key: row for key, row in rows.items() if row is not None and measure.limits(row) is not None}
    return tuple(filter(None, (_largest(site, known, measure), *_by_sex(site, known, measure))))


def _largest(site: Site, known: Rows, measure: Shown) -> str:
    """The group whose interval lies above all others; empty where none does, or a group has no number."""
    if len(known) < len(GROUPS):
        return ""
    limits = {key: _limits(measure, row) for key, row in known.items()}
    first = max(limits, key=lambda key: limits[key][0])
    if any(other[1] >= limits[first][0] for key, other in limits.items() if key != first):
        return ""
    told = measure.full_text(site.words, known[first])
    return site.words("profile.largest", group=within(_name(site, *first)), value=told)


def _by_sex(site: Site, known: Rows, measure: Shown) -> Iterator[str]:
    """The ages at which girls, and those at which boys, have clearly more for their number."""
    for sex, other in (SEX.own_values, SEX.own_values[::-1]):
        ages = [age for age in AGE_GROUP.own_values if _is_above(known, measure, (sex, age), (other, age))]
        if ages:
            listed = site.words.listed([within(site.words(f"age_group.{age}")) for age in ages])
            yield site.words(f"profile.more_{sex}", ages=listed)


def _is_above(known: Rows, measure: Shown, one: Key, other: Key) -> bool:
    both = one in known and other in known
    return both and _limits(measure, known[one])[0] > _limits(measure, known[other])[1]


def _limits(measure: Shown, row: PublishedRow) -> tuple[float, float]:
    found = measure.limits(row)
    if found is None:
        raise ValueError("a row without limits cannot be compared")
    return found
