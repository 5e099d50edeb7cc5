"""The areas on a map and as equal tiles, in the shade of their class; the same in a table, in the order of the map."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.description import Anchor, Inset, MapArea, MapChart, Sign
from app.choices import Place
from app.outlines import Outlines, outlines
from app.site import Site
from app.view import Table, TableCell, View
from app.views.common import Shown, absence_notes, alternative, definition, mark, origin_of, some_names, value_cell
from app.views.compared import Compared, Find, verdict_column
from app.views.map_classes import Classes, classes
from app.views.ranking import Beside
from app.views.trend import axis, source
from app.words import Words

FEWEST = 2
SIGNS: tuple[Sign, ...] = ("above", "below")
COLUMNS = 5
# Column and row of each area's tile, about where it lies; what is not here stands in rows below.
TILES = {
    "983974880": (4, 0), "983974899": (3, 1), "983974910": (2, 2), "983974929": (2, 3), "983974791": (2, 4),
    "997005562": (0, 5), "883974832": (1, 5),
    "983974732": (0, 6), "983971709": (2, 6),
    "983974724": (0, 7), "894166762": (1, 7), "982791952": (2, 7), "965985166": (3, 7), "983971636": (4, 7),
    "983974694": (0, 8), "983975267": (1, 8), "983975259": (2, 8), "993467049": (3, 8), "983971768": (4, 8),
    "983974678": (0, 9), "983975240": (1, 9),
}  # fmt: skip
# Where an area's name stands on the map, in the units of its outline: at sea, beyond the border, or within it.
NAMES: dict[str, tuple[int, int, Anchor]] = {
    "983974880": (1680, 436, "start"), "983974899": (1301, 557, "start"), "983974910": (1063, 765, "start"),
    "983974929": (918, 1074, "start"), "983974791": (876, 1329, "start"), "883974832": (714, 1584, "start"),
    "997005562": (150, 1530, "end"), "983974732": (26, 1754, "end"), "983974724": (4, 1967, "end"),
    "983974694": (-13, 2137, "end"), "983974678": (8, 2285, "end"), "983971709": (500, 1770, "middle"),
    "983971636": (728, 2140, "start"), "983971768": (655, 2312, "start"), "983975259": (452, 2450, "start"),
    "983975267": (318, 2150, "middle"), "894166762": (370, 1972, "middle"), "983975240": (245, 2325, "middle"),
}  # fmt: skip


@dataclass(frozen=True)
class AreaMap:
    """What a map is made from. `find` gives the published row of an area.

    `beside` is how the areas differ from the country, where that is told of the measure.
    """

    heading: str
    measure: Shown
    areas: Sequence[Place]
    country: Place
    find: Find
    beside: Compared | None = None
    highlighted: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, float]:
        """The values that are shown, by code."""
        found = ((area.code, self._value(area)) for area in self.areas)
        return {code: value for code, value in found if value is not None}

    def _value(self, area: Place) -> float | None:
        row = self.find(area.code)
        return None if row is None else row.number(self.measure.measure)

    def sign(self, code: str) -> Sign:
        """The side of the country on which an area lies by its interval; nothing where that is not known."""
        found = self.beside.differences.get(code) if self.beside else None
        return next((sign for sign in SIGNS if found is not None and found.verdict == sign), "")


def map_view(site: Site, found: AreaMap) -> View | None:
    """The map, where two areas or more have a number; colours are not judgements, and the notes say so."""
    values = found.values
    if len(values) < FEWEST:
        return None
    words, made = site.words, classes([*values.values()], found.measure.decimals)
    kinds = {code: made.of(value) for code, value in values.items()}
    sentences = _sentences(words, found, made, kinds)
    return View(
        name="kart",
        heading=found.heading,
        origin=origin_of(site, found.measure.mart),
        sentences=sentences,
        chart=_chart(site, found, made, kinds),
        alternative=alternative(words, found.heading, sentences),
        table=_table(words, found, made, kinds),
        notes=_notes(words, found),
        source=source(site, found.measure.mart),
        definition=definition(words, found.measure.key),
    )


def _range(words: Words, made: Classes, kind: int) -> str:
    low, high = made.limits(kind)
    return words.number(low, made.decimals) if low == high else words.interval(low, high, made.decimals)


def _sentences(words: Words, found: AreaMap, made: Classes, kinds: dict[str, int]) -> tuple[str, ...]:
    """What has the darkest and the lightest shade, and how many areas have none; never why."""
    without = len(found.areas) - len(kinds)
    hatched = (words.counted("map.count_without", without),) if without else ()
    if made.count == 1:
        return (words("map.one_class", range=_range(words, made, 0)), *hatched)
    ends = (("map.darkest", made.count - 1), ("map.lightest", 0))
    return (*(_of_class(words, found, made, kinds, *end) for end in ends), *hatched)


def _of_class(words: Words, found: AreaMap, made: Classes, kinds: dict[str, int], key: str, kind: int) -> str:
    names = [area.short_name for area in found.areas if kinds.get(area.code) == kind]
    return words(key, range=_range(words, made, kind), names=some_names(words, names))


def _notes(words: Words, found: AreaMap) -> tuple[str, ...]:
    rows = [found.find(area.code) for area in found.areas]
    return (
        words("map.note_classes"),
        *((words("map.note_signs"),) if any(found.sign(area.code) for area in found.areas) else ()),
        words("map.note_tiles"),
        words("map.note_borders"),
        *found.notes,
        *absence_notes(words, [found.measure.measure], rows),
    )


# --- chart and table ---


def _chart(site: Site, found: AreaMap, made: Classes, kinds: dict[str, int]) -> MapChart:
    words, land = site.words, outlines()
    tiles = tile_places([area.code for area in found.areas])
    areas = tuple(_area(words, found, area, kinds.get(area.code), tiles[area.code], land) for area in found.areas)
    signs = {area.sign for area in areas}
    within = tuple(area.short_name for area in found.areas if area.code in land.within)
    return MapChart(
        title=found.heading,
        axis=axis(site, found.measure),
        areas=areas,
        classes=tuple(_range(words, made, kind) for kind in range(made.count)),
        extent=(land.width, land.height),
        credit=words("map.credit"),
        without=words("map.without") if len(kinds) < len(areas) else "",
        signs=tuple((sign, words(f"map.sign_{sign}")) for sign in SIGNS if sign in signs),
        chosen=words("map.chosen"),
        highlighted=tuple(area.short_name for area in found.areas if area.code in found.highlighted),
        inset=Inset(words("map.divided"), land.divided, within),
        mark=mark(words, origin_of(site, found.measure.mart)),
    )


def tile_places(codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Column and row of each area's tile; areas that are not known stand in rows below those that are."""
    below = 1 + max(row for _, row in TILES.values())
    others = [code for code in codes if code not in TILES]
    placed = {code: (at % COLUMNS, below + at // COLUMNS) for at, code in enumerate(others)}
    return {code: TILES.get(code) or placed[code] for code in codes}


def _area(
    words: Words, found: AreaMap, area: Place, kind: int | None, tile: tuple[int, int], land: Outlines
) -> MapArea:
    row = found.find(area.code)
    return MapArea(
        name=area.short_name,
        text=found.measure.value_text(words, row),
        label=found.measure.full_text(words, row),
        kind=kind,
        tile=tile,
        sign=found.sign(area.code),
        rings=land.areas.get(area.code, ()),
        at=NAMES.get(area.code),
    )


def _table(words: Words, found: AreaMap, made: Classes, kinds: dict[str, int]) -> Table:
    verdicts = (verdict_column(words, found.beside, found.find),) if found.beside else ()
    columns = (
        words("table.place"),
        words(f"measure.{found.measure.key}"),
        words("map.class"),
        *(one.heading for one in verdicts),
    )
    places = (*found.areas, found.country)
    return Table(found.heading, columns, tuple(_row(words, found, place, made, kinds, verdicts) for place in places))


def _row(
    words: Words, found: AreaMap, place: Place, made: Classes, kinds: dict[str, int], verdicts: Sequence[Beside]
) -> tuple[TableCell, ...]:
    value = value_cell(words, found.measure, found.find(place.code))
    return (
        TableCell(place.short_name, numeric=False),
        value,
        _class_cell(words, found, place, made, kinds),
        *(one.cell(place.code) for one in verdicts),
    )


def _class_cell(words: Words, found: AreaMap, place: Place, made: Classes, kinds: dict[str, int]) -> TableCell:
    """The class, or the reason for none; the country has no place on the map."""
    if place.code in kinds:
        return TableCell(_range(words, made, kinds[place.code]), numeric=False)
    if place.code == found.country.code:
        return TableCell(words("absence.not_applicable.word"), absent=True, numeric=False)
    return TableCell(found.measure.value_text(words, found.find(place.code)), absent=True, numeric=False)
