"""Where names beside marks stand so that they touch neither each other nor a mark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.charts.layout import Box

Anchor = Literal["start", "middle", "end"]

# How far a name may be moved away from its mark; then a line must join them.
_STEPS = (0.0, 12.0, 24.0, 36.0, 52.0, 70.0)


@dataclass(frozen=True)
class Spot:
    """A mark that wants a name: its place, how wide and high the name is, and how near it may come."""

    x: float
    y: float
    width: float
    height: float
    gap: float = 9.0


@dataclass(frozen=True)
class Placed:
    """Where the name of a mark stands; `moved` says that it is so far away that a line must join them."""

    box: Box
    anchor: Anchor
    moved: bool

    @property
    def x(self) -> float:
        """Where the text is anchored."""
        ends = {"start": self.box.left, "middle": (self.box.left + self.box.right) / 2, "end": self.box.right}
        return ends[self.anchor]

    @property
    def y(self) -> float:
        """The middle of its height."""
        return (self.box.top + self.box.bottom) / 2


@dataclass(frozen=True)
class Scene:
    """The marks that want names, all marks, the room for names, and lines, in a plot of one width."""

    spots: Sequence[Spot]
    marks: Sequence[Box]
    room: Box
    lines: Sequence[Box] = ()


def place_names(scenes: Sequence[Scene]) -> tuple[Placed | None, ...]:
    """A place in the first scene for each name, the first in line choosing first; None where there is room for none.

    Names stand inside the room and touch neither each other nor any of the marks. Beside their mark they rather stand
    where they touch none of the lines either, but they are not moved away for that. All this holds in each scene, where
    a name keeps its distance to its mark: the scenes are the same picture in other widths.
    """
    taken = [list(scene.marks) for scene in scenes]
    found: list[Placed | None] = []
    for spots in zip(*(scene.spots for scene in scenes), strict=True):
        places = _best(list(zip(*map(_candidates, spots), strict=True)), scenes, taken)
        found.append(places[0] if places else None)
        for boxes, placed in zip(taken, places, strict=False):
            boxes.append(placed.box)
    return tuple(found)


Places = tuple[Placed, ...]  # of one name, one a scene


def _best(candidates: Sequence[Places], scenes: Sequence[Scene], taken: Sequence[Sequence[Box]]) -> Places:
    """The first free place beside the mark that touches no line, otherwise the first; empty where none is free."""
    free = [places for places in candidates if all(map(_is_free, places, scenes, taken))]
    clear = (places for places in free if not places[0].moved and all(map(_is_clear, places, scenes)))
    return next(clear, free[0] if free else ())


def _is_free(placed: Placed, scene: Scene, taken: Sequence[Box]) -> bool:
    return _inside(placed.box, scene.room) and not _touches_any(placed.box, taken)


def _is_clear(placed: Placed, scene: Scene) -> bool:
    return not _touches_any(placed.box, scene.lines)


def _candidates(spot: Spot) -> Iterator[Placed]:
    """Beside the mark, above and below it, then the same farther away and aslant."""
    for step in _STEPS:
        away, half = spot.gap + step, spot.height / 2
        aslant = (-away - half, away + half) if step else ()
        for down in (0.0, *aslant):
            yield _placed(spot, spot.x + away, down, "start", step > 0)
            yield _placed(spot, spot.x - away - spot.width, down, "end", step > 0)
        for down in (-away - half, away + half):
            yield _placed(spot, spot.x - spot.width / 2, down, "middle", step > 0)


def _placed(spot: Spot, left: float, down: float, anchor: Anchor, moved: bool) -> Placed:
    middle = spot.y + down
    box = Box(left, middle - spot.height / 2, left + spot.width, middle + spot.height / 2)
    return Placed(box, anchor, moved)


def _inside(box: Box, room: Box) -> bool:
    return box.left >= room.left and box.right <= room.right and box.top >= room.top and box.bottom <= room.bottom


def _touches_any(box: Box, others: Sequence[Box]) -> bool:
    return any(
        box.left < other.right and box.right > other.left and box.top < other.bottom and box.bottom > other.top
        for other in others
    )
