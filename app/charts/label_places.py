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


def place_names(
    spots: Sequence[Spot], marks: Sequence[Box], room: Box, lines: Sequence[Box] = ()
) -> tuple[Placed | None, ...]:
    """A place for each name, the first in line choosing first; None where there is room for none.

    Names stand inside `room` and touch neither each other nor any of the `marks`. Beside their mark they rather stand
    where they touch none of the `lines` either, but they are not moved away for that.
    """
    taken = list(marks)
    found: list[Placed | None] = []
    for spot in spots:
        free = [one for one in _candidates(spot) if _inside(one.box, room) and not _touches_any(one.box, taken)]
        near = [one for one in free if not one.moved and not _touches_any(one.box, lines)]
        placed = next(iter([*near, *free]), None)
        found.append(placed)
        if placed is not None:
            taken.append(placed.box)
    return tuple(found)


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
