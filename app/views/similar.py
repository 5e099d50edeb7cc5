"""A unit beside its trust, its region, the country, and the units that are most like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.charts.description import DotChart
from app.choices import Place
from app.gate import PublishedRow
from app.selection import Selection
from app.site import Site
from app.view import Figure, Table, TableCell, View
from app.views.alike import FEWEST_GROUPS, GROUPS, MOST_PEERS, Traits, alike, difference, traits
from app.views.common import Shown, absence_notes, alternative, definition, mark, origin_of, shown, value_cell
from app.views.multiples import by_name
from app.views.trend import axis, source
from app.words import Words
from data_marts.catalog import ALL

PATIENTS = shown("patients_by_unit", "patients")
# What is told beside the patients, by kind of unit; the first of them is drawn.
MEASURES = {
    "outpatient": (shown("patients_by_unit", "contacts_per_patient"), shown("waiting", "within_limit_share")),
    "inpatient": (shown("activity", "occupied_share"), shown("activity", "bed_days")),
}


@dataclass(frozen=True)
class Comparison:
    """A unit, those like it, and those above it, with a published row for each measure and place."""

    unit: Place
    kind: str
    year: int
    peers: tuple[Place, ...]
    above: tuple[Place, ...]  # trust, region, country
    rows: Mapping[tuple[str, str], PublishedRow | None]  # by measure and code
    traits: Mapping[str, Traits]  # by code

    def row(self, measure: Shown, place: Place) -> PublishedRow | None:
        """The row that holds a measure of a place."""
        return self.rows.get((measure.measure, place.code))

    def number(self, measure: Shown, place: Place) -> float | None:
        """The figure, where it is shown."""
        row = self.row(measure, place)
        return None if row is None else row.number(measure.measure)

    @property
    def main(self) -> Shown:
        return MEASURES[self.kind][0]

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.unit, *self.peers, *self.above)


def similar_views(site: Site, unit: Place, year: int) -> tuple[View, ...]:
    """The comparison of one unit; nothing for other places, and for units of a kind that is not known."""
    if unit.level != "unit" or unit.kind not in MEASURES:
        return ()
    return (_view(site, _comparison(site, unit, unit.kind, year)),)


def _comparison(site: Site, unit: Place, kind: str, year: int) -> Comparison:
    organisations = site.choices.organisations
    same = tuple(place for place in organisations.at_level("unit") if place.kind == kind)
    above = tuple(reversed(organisations.path(unit.code)[:-1]))
    codes = tuple(place.code for place in (*same, *above))
    patients = site.results.patients_by_unit((year, year), codes, diagnosis_groups=(ALL, *GROUPS))
    found = {place.code: traits(organisations, place, patients, year) for place in (*same, *above)}
    others = {place.code: found[place.code] for place in same if place != unit}
    peers = by_name([organisations.by_code[code] for code in alike(found[unit.code], others)])
    rows = {("patients", place.code): patients.find(year, place.code, ALL, ALL) for place in (*same, *above)}
    compared = tuple(place.code for place in (unit, *peers, *above))
    return Comparison(unit, kind, year, peers, above, {**rows, **_rows(site, kind, year, compared)}, found)


def _rows(site: Site, kind: str, year: int, codes: tuple[str, ...]) -> dict[tuple[str, str], PublishedRow | None]:
    """The rows of the measures beside the patients."""
    results, years = site.results, Selection("contacts", year, year)
    if kind == "outpatient":
        contacts = results.patients_by_unit((year, year), codes, ("outpatient",))
        waits = results.waiting(years, codes)
        found = {("contacts_per_patient", code): contacts.find(year, code, "outpatient", ALL) for code in codes}
        return found | {("within_limit_share", code): waits.find(str(year), code) for code in codes}
    stays = results.activity(years, codes, "inpatient")
    return {(measure.measure, code): stays.find(str(year), code, ALL) for measure in MEASURES[kind] for code in codes}


def _view(site: Site, found: Comparison) -> View:
    words = site.words
    title = words("similar.heading", place=found.unit.name, year=found.year)
    sentences = (_chosen(words, found), *_told(words, found))
    measures = (PATIENTS, *MEASURES[found.kind])
    absent = [
        note
        for measure in measures
        for note in absence_notes(words, [measure.measure], [found.row(measure, place) for place in found.places])
    ]
    return View(
        name="lignende",
        heading=title,
        origin=origin_of(site, PATIENTS.mart),
        sentences=sentences,
        chart=_chart(site, found, title),
        alternative=alternative(words, title, sentences),
        table=_table(words, found, title, measures),
        notes=(
            words("similar.note_how", most=MOST_PEERS, fewest=FEWEST_GROUPS),
            words("similar.note_what"),
            *dict.fromkeys(absent),
        ),
        source=source(site, PATIENTS.mart),
        definition=definition(words, "similar"),
    )


# --- words ---


def _chosen(words: Words, found: Comparison) -> str:
    """Which units are called alike, or why none are."""
    patients = found.number(PATIENTS, found.unit)
    told = {"place": found.unit.name, "year": found.year}
    if patients is None:
        reason = PATIENTS.value_text(words, found.row(PATIENTS, found.unit))
        return words("similar.no_size", reason=reason, **told)
    told["where"] = words(f"similar.where_{found.traits[found.unit.code].settlement or 'unknown'}")
    kind = words(f"similar.kind_{found.kind}")
    if not found.peers:
        return words("similar.none", kind=kind, patients=words.counted("units.patients", int(patients)), **told)
    sizes = sorted(size for place in found.peers if (size := found.number(PATIENTS, place)) is not None)
    span = words.interval(sizes[0], sizes[-1]) if sizes[0] < sizes[-1] else words.number(sizes[0])
    own = words.counted("units.patients", int(patients))
    return words.counted("similar.chosen", len(found.peers), kind=kind, span=span, patients=own, **told)


def _told(words: Words, found: Comparison) -> tuple[str, ...]:
    """The unit's own figure and those above it; then the span of those alike, where all of them are shown."""
    measure = found.main
    if found.number(measure, found.unit) is None:
        reason = measure.value_text(words, found.row(measure, found.unit))
        what = words(f"measure.{measure.key}")
        return (words("similar.no_value", what=what, place=found.unit.name, reason=reason),)
    value = measure.value_text(words, found.row(measure, found.unit))
    own = words(f"sentence.{measure.key}", place=found.unit.name, period=found.year, value=value)
    above = words.listed([_named(words, found, place) for place in found.above])
    return (f"{own}.", words("similar.above", places=above), *_span(words, found))


def _named(words: Words, found: Comparison, place: Place) -> str:
    value = found.main.value_text(words, found.row(found.main, place))
    return words("similar.named", place=place.short_name, value=value)


def _span(words: Words, found: Comparison) -> tuple[str, ...]:
    measure = found.main
    values = [found.number(measure, place) for place in found.peers]
    known = sorted(value for value in values if value is not None)
    if len(known) < len(values) or len(known) < 2:
        return ()
    low, high = (words.number(value, measure.decimals) for value in (known[0], known[-1]))
    return (words("similar.span", low=low, high=high),)


# --- chart and table ---


def _chart(site: Site, found: Comparison, title: str) -> DotChart | None:
    """Dots in the order of the table, without a line of anybody: what is above stands among them."""
    words, measure = site.words, found.main
    rows = tuple(measure.point(words, place.short_name, found.row(measure, place)) for place in found.places)
    if len({row.x for row in rows}) < len(rows) or all(row.value is None for row in rows):
        return None
    return DotChart(
        title=title,
        axis=axis(site, measure),
        rows=rows,
        highlighted=(found.unit.short_name,),
        mark=mark(words, origin_of(site, measure.mart)),
    )


def _table(words: Words, found: Comparison, title: str, measures: Sequence[Shown]) -> Table:
    columns = (
        words("table.place"),
        words("similar.what"),
        words("similar.mix"),
        *(words(f"measure.{one.key}") for one in measures),
    )
    rows = tuple(
        (
            TableCell(place.short_name, numeric=False),
            TableCell(_relation(words, found, place), numeric=False),
            _mix_cell(words, found, place),
            *(value_cell(words, measure, found.row(measure, place)) for measure in measures),
        )
        for place in found.places
    )
    return Table(title, columns, rows, stacked=True)


def _mix_cell(words: Words, found: Comparison, place: Place) -> TableCell:
    """How far the mix of diagnoses is from the unit's; where the patients of one are not shown, why they are not."""
    for one in (found.unit, place):
        if found.number(PATIENTS, one) is None:
            return TableCell(PATIENTS.value_text(words, found.row(PATIENTS, one)), absent=True)
    apart = difference(found.traits[found.unit.code], found.traits[place.code])
    if apart is None:
        return TableCell(words("similar.no_mix"), absent=True)
    return TableCell(words.number(apart, 1), figure=Figure(apart, decimals=1))


def _relation(words: Words, found: Comparison, place: Place) -> str:
    if place == found.unit:
        return words("similar.self")
    return words("similar.peer") if place in found.peers else words(f"similar.level_{place.level}")
