"""A map as SVG: areas in the shade of their class, equal tiles beside it, hatching where there is no value."""

from collections.abc import Iterable

from app.charts.description import MapArea, MapChart, Rings
from app.charts.layout import EDGE, SMALL, TEXT, Box, Size
from app.charts.map_label import LEADING, LOW, TALL, MapLabel, broken, sign_mark
from app.charts.map_plan import Ground, Key, MapPlan, map_plan
from app.charts.outline_paths import hatching, outline
from app.charts.palette import BASELINE, INK, MUTED_INK, PAPER, ink_on, shade
from app.charts.svg_frame import head_parts, mark_parts, sheet
from app.charts.text import shorten, wrap
from app.charts.xml import element, group, number, polyline, text, title

_HATCH_GAP = 8.0
_SAMPLE = (20.0, 13.0)
_CHOSEN_WIDTH = 2.5


def draw_map(chart: MapChart, size: Size, air: float = 0.0) -> str:
    """The picture of a map."""
    plan = map_plan(chart, size)
    label, watermark = mark_parts(chart.mark, plan.head, _whole(plan))
    parts = [
        head_parts(plan.head),
        label,
        _land(chart, plan.ground),
        *(_tile(chart, area, box, size) for area, box in plan.tiles),
        *_inset(chart, plan),
        *((_name(chart, area, plan.ground) for area in chart.areas) if size is Size.WIDE else ()),
        *(_key(chart, plan, key) for key in plan.keys),
        text(*plan.credit, chart.credit, {"font-size": SMALL}),
        watermark,
    ]
    return sheet(plan.width, plan.height, parts, air)


def _whole(plan: MapPlan) -> Box:
    return Box(EDGE, plan.head.bottom, plan.width - EDGE, plan.height)


# --- the map ---


def _land(chart: MapChart, ground: Ground) -> str:
    """All areas in the units of their outlines; those that are chosen last, so that their rim is whole."""
    drawn = sorted((area for area in chart.areas if area.rings), key=lambda area: area.name in chart.highlighted)
    divided = [_path(chart.inset.rings, ground, 1.2, INK, PAPER)] if chart.inset else []
    scales = "".join(f"scale({number(factor)})" for factor in ground.factors)
    place = f"translate({number(ground.x)} {number(ground.y)}){scales}"
    return group(
        {"transform": place, "stroke-linejoin": "round"}, [*(_area(chart, area, ground) for area in drawn), *divided]
    )


def _area(chart: MapChart, area: MapArea, ground: Ground) -> str:
    chosen = area.name in chart.highlighted
    words = title(f"{area.name}: {area.label}")
    ink, width = (INK, _CHOSEN_WIDTH) if chosen else (MUTED_INK, 0.8)
    return _hatched(area, ground) + _path(area.rings, ground, width, ink, _ground_of(chart, area), words)


def _ground_of(chart: MapChart, area: MapArea) -> str:
    return "none" if area.kind is None else shade(area.kind, len(chart.classes))


def _path(rings: Rings, ground: Ground, width: float, ink: str, fill: str, inner: str = "") -> str:
    look: dict[str, str | float] = {"fill": fill, "stroke": ink, "stroke-width": width / ground.unit}
    # With no fill of its own the ground must still be found by a pointer.
    events = {"pointer-events": "all"} if fill == "none" else {}
    return element("path", {"d": outline(rings), **look, **events}, inner)


def _hatched(area: MapArea, ground: Ground) -> str:
    if area.kind is not None:
        return ""
    lines = hatching(area.rings, round(_HATCH_GAP / ground.unit))
    return element("path", {"d": lines, **_hatch_look(1 / ground.unit)}) if lines else ""


def _hatch_look(width: float) -> dict[str, str | float]:
    return {"stroke": BASELINE, "stroke-width": width, "fill": "none"}


def _name(chart: MapChart, area: MapArea, ground: Ground) -> str:
    """Name and value where the area lies: within it on its own shade, or beside it on paper."""
    if area.at is None or not area.rings:
        return ""
    x, y, anchor = area.at
    within = anchor == "middle" and area.kind is not None
    fill = shade(area.kind or 0, len(chart.classes)) if within else PAPER
    names = wrap(area.name, TALL, 48 if anchor == "middle" else 84) if " " in area.name else (area.name,)
    return MapLabel(area, names, *ground.at(x, y), anchor, TALL, ink_on(fill), fill).drawn()


# --- tiles ---


def _tile(chart: MapChart, area: MapArea, box: Box, size: Size) -> str:
    chosen = area.name in chart.highlighted
    fill = PAPER if area.kind is None else shade(area.kind, len(chart.classes))
    rim: dict[str, str | float] = {"stroke": INK, "stroke-width": _CHOSEN_WIDTH} if chosen else {"stroke": BASELINE}
    drawn = element("rect", {**_edges(box), "fill": fill, **rim}, title(f"{area.name}: {area.label}"))
    letters = TALL if size is Size.WIDE else LOW
    names = broken(area.name, letters, box.width - 6)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2 - (len(names) - 1) * LEADING / 2 - 3
    label = MapLabel(area, names, x, y, "middle", letters, ink_on(fill), PAPER if area.kind is None else "")
    return drawn + _hatched_box(box, _HATCH_GAP) * (area.kind is None) + label.drawn()


def _edges(box: Box) -> dict[str, str | float]:
    return {"x": box.left, "y": box.top, "width": box.width, "height": box.height}


def _hatched_box(box: Box, gap: float) -> str:
    """The hatching of the map, within the rim of a box."""
    left, top, right, bottom = round(box.left + 1), round(box.top + 1), round(box.right - 1), round(box.bottom - 1)
    lines = hatching((((left, top), (right, top), (right, bottom), (left, bottom)),), round(gap))
    return element("path", {"d": lines, **_hatch_look(1)})


# --- inset and legend ---


def _inset(chart: MapChart, plan: MapPlan) -> Iterable[str]:
    if chart.inset is None or plan.inset_place is None:
        return
    box = plan.inset_place
    xs, ys = zip(*(place for ring in chart.inset.rings for place in ring), strict=True)
    start = plan.ground.at((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    corner = (box.left + 1, box.top + 13)
    yield element("path", {"d": polyline([start, (corner[0] - 4, corner[1] - 4)]), "stroke": INK, "fill": "none"})
    yield text(*corner, chart.inset.title, {"fill": INK, "font-weight": "600"})
    yield from (_tile(chart, area, tile, Size.WIDE) for area, tile in plan.inset)


def _key(chart: MapChart, plan: MapPlan, key: Key) -> str:
    width, height = _SAMPLE
    box = Box(key.x, key.y - height / 2, key.x + width, key.y + height / 2)
    words = shorten(key.words, TEXT, plan.legend_width - width - 8)
    return _sample(chart, key, box) + text(key.x + width + 8, key.y + 4.5, words, {"fill": INK})


def _sample(chart: MapChart, key: Key, box: Box) -> str:
    if key.sign:
        return sign_mark(key.sign, (box.left + box.right) / 2, key.y, INK)
    if key.is_chosen:
        return element("rect", {**_edges(box), "fill": PAPER, "stroke": INK, "stroke-width": _CHOSEN_WIDTH})
    fill = PAPER if key.kind is None else shade(key.kind, len(chart.classes))
    drawn = element("rect", {**_edges(box), "fill": fill, "stroke": BASELINE})
    return drawn + _hatched_box(box, _HATCH_GAP - 2) * (key.kind is None)
