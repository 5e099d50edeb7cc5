"""How many places attain each level of an indicator; those in which nobody could count are left out."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from app.charts.description import Axis, ColumnChart, Point, Series
from app.choices import Place
from app.view import Table, TableCell, View
from app.views.asked import Asked, decided, notes
from app.views.common import absence_notes, alternative, count_cell, definition, mark, origin_of
from app.views.describe import years_text
from app.views.trend import source
from app.words import Words

# What a place may have attained in a year, from the bottom of a column up; the last is that nothing is said of it.
Kind = Literal["high", "moderate", "low", "uncertain", "unjudged", "left_out"]
KINDS: tuple[Kind, ...] = ("high", "moderate", "low", "uncertain", "unjudged")
# Of the palette, for those that have a level: green, blue, orange.
COLOURS = (2, 0, 1, 3, 4)
LEVELS = {"hf": "trusts", "unit": "units"}


def kinds_of(asked: Asked, year: int, places: Sequence[Place]) -> Counter[Kind]:
    """How many of the places are of each kind in a year."""
    return Counter(_kind(asked, year, place.code) for place in places)


def _kind(asked: Asked, year: int, code: str) -> Kind:
    """Left out is a place of which it is shown that nobody could count: never one whose number is withheld."""
    found, row = asked.judged[year, code], asked.find(year, code)
    if found is None and row is not None and row.number(asked.indicator.eligible) == 0:
        return "left_out"
    return "unjudged" if found is None or found.level is None else found.level


def counts_told(asked: Asked, year: int, found: Counter[Kind], level: str) -> tuple[str, ...]:
    """How many of the places that can have a level attain each; then how many cannot, and why."""
    words, left_out = asked.site.words, found["left_out"]
    counts = {kind: words.some(f"indicator.count_{kind}", found[kind]) for kind in KINDS}
    told = words(f"indicator.counts_{level}", year=year, count=found.total() - left_out, **counts)
    why = words(f"indicator.nobody_{asked.indicator.eligible}")
    return (told, words.counted("indicator.left_out_count", left_out, why=why)) if left_out else (told,)


def counts_view(asked: Asked, level: str) -> View:
    """How many trusts, or units, attain each level, year by year."""
    site, words, mart = asked.site, asked.site.words, asked.indicator.mart
    places = site.choices.organisations.at_level(level)
    years = range(asked.selection.first_year, asked.selection.last_year + 1)
    found = {year: kinds_of(asked, year, places) for year in years}
    span = years_text(years[0], years[-1])
    heading = words(f"indicator.over_years_{LEVELS[level]}", indicator=asked.name, years=span)
    told = (*counts_told(asked, years[-1], found[years[-1]], LEVELS[level]), decided(asked))
    rows = [asked.find(year, place.code) for year in years for place in places]
    return View(
        name=f"antall-{LEVELS[level]}",
        heading=heading,
        origin=origin_of(site, mart),
        sentences=told,
        chart=_columns(asked, heading, found, level),
        alternative=alternative(words, heading, told),
        table=_table(words, heading, found),
        notes=(
            *notes(asked),
            words("indicator.note_unjudged"),
            words("indicator.note_left_out"),
            *absence_notes(words, [asked.indicator.share], rows),
        ),
        source=source(site, mart),
        definition=definition(words, "indicator"),
    )


def _columns(asked: Asked, heading: str, found: dict[int, Counter[Kind]], level: str) -> ColumnChart:
    words = asked.site.words

    def series(number: int, kind: Kind) -> Series:
        counts = ((str(year), kinds[kind]) for year, kinds in found.items())
        points = tuple(Point(year, float(count), words.number(count)) for year, count in counts)
        return Series(words(f"indicator.{kind}"), points, COLOURS[number])

    return ColumnChart(
        title=heading,
        categories=tuple(str(year) for year in found),
        axis=Axis(words(f"indicator.axis_{LEVELS[level]}")),
        series=tuple(series(number, kind) for number, kind in enumerate(KINDS)),
        mark=mark(words, origin_of(asked.site, asked.indicator.mart)),
    )


def _table(words: Words, heading: str, found: dict[int, Counter[Kind]]) -> Table:
    columns = (words("table.period"), *(words(f"indicator.{kind}") for kind in (*KINDS, "left_out")))
    rows = tuple(
        (TableCell(str(year), numeric=False), *(count_cell(words, kinds[kind]) for kind in (*KINDS, "left_out")))
        for year, kinds in found.items()
    )
    return Table(heading, columns, rows)
