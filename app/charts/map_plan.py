"""Where map, tiles, legend and inset stand in the two pictures of a map: beside each other, or the tiles first."""

from dataclasses import dataclass

from app.charts.description import MapArea, MapChart, Sign
from app.charts.layout import EDGE, Box, Head, Size, head

LEGEND_ROW = 20.0
_GAP = 14.0
_CREDIT = 18.0
_INSET_TITLE = 18.0


@dataclass(frozen=True)
class Ground:
    """Where the map stands, and how large a unit of the outlines is: the product of `factors`.

    Two factors where one number would have more decimals than coordinates may.
    """

    x: float
    y: float
    factors: tuple[float, ...]

    @property
    def unit(self) -> float:
        """Pixels of one unit."""
        product = 1.0
        for factor in self.factors:
            product *= factor
        return product

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The place in the picture of a place on the map."""
        return self.x + x * self.unit, self.y + y * self.unit


@dataclass(frozen=True)
class Key:
    """One row of the legend: a class, the hatching, a sign or the rim of what is chosen; the middle of its sample."""

    words: str
    x: float
    y: float
    kind: int | None = None
    sign: Sign = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class MapPlan:
    """Everything but the drawing."""

    width: float
    height: float
    head: Head
    ground: Ground
    land: Box
    tiles: tuple[tuple[MapArea, Box], ...]
    keys: tuple[Key, ...]
    legend_width: float
    inset: tuple[tuple[MapArea, Box], ...]
    inset_place: Box | None
    credit: tuple[float, float]


@dataclass(frozen=True)
class _Measures:
    """Of one size: the tiles' left edge, width and height; left edge and factors of the map; what a legend may take."""

    tiles_left: float
    tile: tuple[float, float]
    map_left: float
    factors: tuple[float, ...]
    legend_width: float
    inset: tuple[float, float] | None  # from the left and the top of the map, in pixels


_MEASURES = {
    Size.WIDE: _Measures(502.0, (74.8, 49.0), 86.0, (0.2,), 176.0, (212.0, 322.0)),
    Size.NARROW: _Measures(EDGE, (68.4, 47.0), 36.0, (0.3, 0.5), 132.0, None),
}


def map_plan(chart: MapChart, size: Size) -> MapPlan:
    """The places of all parts; the height follows from the tiles and the map."""
    measures = _MEASURES[size]
    top = head(chart.axis.title, chart.mark, (), size)
    first = top.bottom + 6
    tiles = tuple((area, _tile(area.tile, measures.tiles_left, first, measures.tile)) for area in chart.areas)
    below = max([first, *(box.bottom for _, box in tiles)])
    ground = Ground(measures.map_left, first if size is Size.WIDE else below + _GAP, measures.factors)
    right, bottom = ground.at(*chart.extent)
    inset, place = _inset(chart, ground, measures)
    keys = _keys(chart, first + LEGEND_ROW / 2)
    lowest = max([bottom, below, *(key.y + LEGEND_ROW / 2 for key in keys), *([place.bottom] if place else [])])
    return MapPlan(
        width=size.width,
        height=lowest + _CREDIT + EDGE,
        head=top,
        ground=ground,
        land=Box(ground.x, ground.y, right, bottom),
        tiles=tiles,
        keys=keys,
        legend_width=measures.legend_width,
        inset=inset,
        inset_place=place,
        credit=(EDGE, lowest + _CREDIT - 4),
    )


def _tile(place: tuple[int, int], left: float, top: float, size: tuple[float, float]) -> Box:
    x, y = left + place[0] * size[0], top + place[1] * size[1]
    return Box(x + 1, y + 1, x + size[0] - 1, y + size[1] - 1)


def _inset(chart: MapChart, ground: Ground, measures: _Measures) -> tuple[tuple[tuple[MapArea, Box], ...], Box | None]:
    """The tiles of the areas that share a place, two in a row under its name."""
    if chart.inset is None or measures.inset is None:
        return (), None
    left, top = ground.x + measures.inset[0], ground.y + measures.inset[1] + _INSET_TITLE
    # From the west, as their tiles do.
    areas = sorted((area for area in chart.areas if area.name in chart.inset.names), key=lambda area: area.tile)
    tiles = tuple((area, _tile((at % 2, at // 2), left, top, measures.tile)) for at, area in enumerate(areas))
    if not tiles:
        return (), None
    return tiles, Box(left, top - _INSET_TITLE, max(box.right for _, box in tiles), tiles[-1][1].bottom)


def _keys(chart: MapChart, y: float) -> tuple[Key, ...]:
    """The highest class first, as it stands highest; then what has no class, and the signs."""
    kinds = [(words, kind) for kind, words in enumerate(chart.classes)][::-1]
    found = [Key(words, EDGE, 0, kind) for words, kind in kinds]
    found += [Key(chart.without, EDGE, 0)] if chart.without else []
    found += [Key(words, EDGE, 0, sign=sign) for sign, words in chart.signs]
    found += [Key(chart.chosen, EDGE, 0, is_chosen=True)] if chart.highlighted else []
    return tuple(
        Key(key.words, key.x, y + at * LEGEND_ROW, key.kind, key.sign, key.is_chosen) for at, key in enumerate(found)
    )
