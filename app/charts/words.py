"""The few words a drawer joins: whose mark it is, where, and what the description says of it."""

from app.charts.description import Point


def hover(name: str, point: Point) -> str:
    """One line for a mark of a series."""
    return ": ".join(hover_rows(name, point.x, point.label))


def hover_rows(name: str, x: str, label: str) -> tuple[str, str]:
    """Whose mark and where, and what is said of it."""
    return f"{name}, {x}", label


def row_hover(point: Point) -> str:
    """One line for a mark that is its own row, or for the reference."""
    return f"{point.x}: {point.label}"
