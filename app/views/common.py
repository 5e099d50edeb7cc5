"""Pieces that the views share: series, tables, and the notes that belong to what is shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.charts.description import Break, Point, Series
from app.choices import Place, SeriesBreak
from app.gate import PublishedRow
from app.site import Site
from app.view import Figure, Link, Origin, TableCell
from app.words import Words
from data_marts.catalog import COUNTRY, MARTS, Status

MOST_NAMES = 5
Category = tuple[str | int, str]  # key in the mart, label for the reader


@dataclass(frozen=True)
class Shown:
    """One measure as it is shown: its limits (where it has any) and how precisely it is printed.

    `name` is its key in the text catalogue, where one measure of a mart is shown under several names. A value of a row
    that `is_sparse` is drawn in grey.
    """

    mart: str
    measure: str
    low: str | None = None
    high: str | None = None
    name: str = ""
    is_sparse: Callable[[PublishedRow], bool] | None = None

    @property
    def key(self) -> str:
        """The measure's name in the text catalogue."""
        return self.name or self.measure

    @property
    def decimals(self) -> int:
        return MARTS[self.mart].measures[self.measure].decimals

    def value_text(self, words: Words, row: PublishedRow | None) -> str:
        """The number or the reason for none, without limits."""
        if row is None:
            return words(f"absence.{Status.NOT_DELIVERED}.word")
        return words.cell(row.cells[self.measure], self.decimals)

    def full_text(self, words: Words, row: PublishedRow | None) -> str:
        """The number with its interval, or the reason for none."""
        text = self.value_text(words, row)
        limits = self.limits(row)
        if limits is None:
            return text
        return words("number.with_interval", value=text, interval=words.interval(*limits, self.decimals))

    def limits(self, row: PublishedRow | None) -> tuple[float, float] | None:
        """Both limits, or None where the measure has none or they are absent."""
        if row is None or self.low is None or self.high is None:
            return None
        low, high = row.number(self.low), row.number(self.high)
        return None if low is None or high is None else (low, high)

    def point(self, words: Words, x: str, row: PublishedRow | None) -> Point:
        """The mark of one row at category `x`; an absent value gives a mark with words and no number."""
        value = None if row is None else row.number(self.measure)
        limits = self.limits(row) if value is not None else None
        low, high = limits or (None, None)
        muted = self.is_sparse is not None and row is not None and value is not None and self.is_sparse(row)
        return Point(x, value, self.full_text(words, row), low, high, muted)


SHOWN = {
    "rate": Shown("patient_rates", "rate", "rate_low", "rate_high"),
    "standardised_rate": Shown("patient_rates", "standardised_rate", "standardised_low", "standardised_high"),
    "mean_change": Shown("prom_trends", "mean_change", "change_low", "change_high"),
    **{
        name: Shown("activity", name, f"{name}_low", f"{name}_high")
        for name in ("contacts", "admissions", "discharges", "bed_days")
    },
}


def shown(mart: str, measure: str) -> Shown:
    """How a measure of a mart is shown."""
    found = SHOWN.get(measure)
    return found if found is not None and found.mart == mart else Shown(mart, measure)


def place_series(
    site: Site,
    measure: Shown,
    places: Sequence[Place],
    categories: Sequence[tuple[str | int, str]],
    find: Callable[[str | int, str], PublishedRow | None],
) -> tuple[Series, ...]:
    """One series a place over (key, label) categories; the country is the reference, the others have a colour each."""
    series = []
    colour = 0
    for place in places:
        points = tuple(measure.point(site.words, label, find(key, place.code)) for key, label in categories)
        reference = place.code == COUNTRY and len(places) > 1
        series.append(Series(place.short_name, points, colour, "reference" if reference else "focus"))
        colour += 0 if reference else 1
    return tuple(series)


def place_rows(
    site: Site,
    measure: Shown,
    places: Sequence[Place],
    categories: Sequence[tuple[str | int, str]],
    find: Callable[[str | int, str], PublishedRow | None],
) -> tuple[tuple[TableCell, ...], ...]:
    """Table rows: one a place, one cell a category."""
    return tuple(
        (
            TableCell(place.short_name, numeric=False),
            *(value_cell(site.words, measure, find(key, place.code)) for key, _ in categories),
        )
        for place in places
    )


def value_cell(words: Words, measure: Shown, row: PublishedRow | None, with_limits: bool = True) -> TableCell:
    """A table cell with the same text as the chart's mark."""
    text = measure.full_text(words, row) if with_limits else measure.value_text(words, row)
    value = None if row is None else row.number(measure.measure)
    if value is None:
        return TableCell(text, absent=True)
    low, high = (measure.limits(row) if with_limits else None) or (None, None)
    return TableCell(text, figure=Figure(value, low, high, measure.decimals))


def count_cell(words: Words, count: int) -> TableCell:
    """A table cell with a number that is no measure of a mart, as of places of a kind."""
    return TableCell(words.number(count), figure=Figure(count))


def absence_notes(
    words: Words, measures: Iterable[str], rows: Iterable[PublishedRow | None], marks: str = ""
) -> tuple[str, ...]:
    """One sentence for each reason that occurs among the rows, in the catalogue's order.

    Where a chart draws absent values, one more says how they look: `marks` is its key in the text catalogue.
    """
    names = tuple(measures)
    found = {Status.NOT_DELIVERED if row is None else row.status(name) for row in rows for name in names} - {
        Status.PUBLISHED
    }
    notes = tuple(words(f"absence.{status}.note") for status in Status if status in found)
    return (*notes, words(marks)) if notes and marks else notes


def breaks_within(breaks: Iterable[SeriesBreak], first_year: int, last_year: int) -> tuple[SeriesBreak, ...]:
    """The breaks that part the years shown: those after the first year, up to the last."""
    return tuple(found for found in breaks if first_year < found.year <= last_year)


def chart_breaks(words: Words, breaks: Iterable[SeriesBreak], categories: Sequence[Category]) -> tuple[Break, ...]:
    """A line before the first category of each break's year; several breaks in one year become one line."""
    years = dict.fromkeys(str(found.year) for found in breaks)
    starts = [next((label for key, label in categories if str(key).startswith(year)), None) for year in years]
    return tuple(Break(label, words("break.label")) for label in starts if label is not None)


def provisional_from(words: Words, categories: Sequence[Category], codes: frozenset[str]) -> Break | None:
    """Where the chart's provisional categories begin; None where it has none of these."""
    labels = (label for key, label in categories if str(key) in codes)
    first = next(labels, None)
    return None if first is None else Break(first, words("provisional.label"))


def break_notes(words: Words, breaks: Iterable[SeriesBreak]) -> tuple[str, ...]:
    """One sentence a break."""
    return tuple(dict.fromkeys(words(f"break.{found.reason}") for found in breaks))


def definition(words: Words, anchor: str) -> Link:
    """The way to a definition on the about page."""
    return Link(words("view.definition"), f"/om#{anchor}")


def some_names(words: Words, names: Sequence[str]) -> str:
    """The names in the given order, at most five of them, and how many more there are."""
    more = len(names) - MOST_NAMES
    rest = [words("view.more_names", count=words.number(more))] if more > 0 else []
    return words.listed([*names[:MOST_NAMES], *rest])


def mark(words: Words, origin: Origin) -> str:
    """What a picture must carry: nothing for real figures."""
    return words("invented.mark") if origin == "invented" else ""


def origin_of(site: Site, mart: str) -> Origin:
    """Whether a mart's figures are invented, as the release says."""
    return "invented" if mart in site.release.synthetic else "real"


def is_too_detailed(measure: Shown, rows: Sequence[PublishedRow | None]) -> bool:
    """Whether a measure is given in none of these rows because they are too detailed."""
    found = {Status.NOT_DELIVERED if row is None else row.status(measure.measure) for row in rows}
    return found == {Status.TOO_DETAILED}


def level_sentence(
    site: Site,
    measure: Shown,
    place: Place,
    span: tuple[str, str],
    rows: tuple[PublishedRow | None, PublishedRow | None],
) -> str:
    """What a place had in the last period, and in the first where that differs and both are published."""
    words, key = site.words, f"sentence.{measure.key}"
    (first, last), (first_row, last_row) = span, rows
    if is_too_detailed(measure, [last_row]):
        return words("sentence.too_detailed", place=place.name)
    if last_row is None or last_row.number(measure.measure) is None:
        reason = measure.value_text(words, last_row)
        return words("sentence.no_value", place=place.name, period=last, reason=reason)
    now = words(key, place=place.name, period=last, value=measure.full_text(words, last_row))
    if first == last or first_row is None or first_row.number(measure.measure) is None:
        return f"{now}."
    return f"{now}, {words('sentence.compared', period=first, value=measure.value_text(words, first_row))}."


def alternative(words: Words, heading: str, sentences: Sequence[str]) -> str:
    """The chart in words: its heading, the view's sentences, and where the numbers stand."""
    return " ".join((f"{heading}.", *sentences, words("view.see_table")))
