"""Charts for the tests; every number in them is invented."""

from dataclasses import replace

from app.charts.description import (
    Axis,
    Break,
    Chart,
    ColumnChart,
    DotChart,
    FunnelChart,
    FunnelLimits,
    FunnelPoint,
    Inset,
    LineChart,
    LiveChart,
    MapArea,
    MapChart,
    Point,
    Series,
    Sign,
    Sparkline,
)

YEARS = ("2019", "2020", "2021", "2022", "2023", "2024")
MARK = "Oppdiktede eksempeldata"
WITHHELD = "Vises ikke av hensyn til personvernet"


def point(x: str, value: float | None, half: float | None = None) -> Point:
    if value is None:
        return Point(x, None, WITHHELD)
    if half is None:
        return Point(x, value, f"{value:g}")
    return Point(x, value, f"{value:g} ({value - half:g}–{value + half:g})", value - half, value + half)


def series(name: str, values: list[float | None], colour: int, half: float | None = None) -> Series:
    return Series(name, tuple(point(year, value, half) for year, value in zip(YEARS, values, strict=True)), colour)


def regions() -> LineChart:
    nation = Series("Hele landet", tuple(point(year, 50.5 + 3 * at) for at, year in enumerate(YEARS)), 0, "reference")
    lines = (
        series("Helse Sør-Øst", [51.2, 51.9, 56.7, 60.3, 63.1, 65.2], 0, 0.7),
        series("Helse Vest", [48.1, 47.5, 52.6, None, 57.2, 59.9], 1, 1.0),
        series("Helse Midt-Norge", [58.4, 57.1, 63.0, 66.8, 69.9, 70.3], 2, 1.2),
        series("Helse Nord", [63.0, None, 69.8, 73.1, None, 69.5], 3, 1.9),
        nation,
    )
    breaks = (Break("2021", "Nytt datasystem"),)
    return LineChart("Pasienter", YEARS, Axis("Pasienter per 1 000", 0, from_zero=False), lines, breaks, MARK)


def contacts() -> ColumnChart:
    layers = (
        series("Konsultasjon", [500.0, 520.0, 540.0, 560.0, 580.0, 600.0], 0),
        series("Video", [10.0, 80.0, 90.0, None, 90.0, 95.0], 1),
        series("Ambulant", [40.0, None, 44.0, None, 48.0, 50.0], 2),
    )
    return ColumnChart("Kontakter", YEARS, Axis("Kontakter"), layers, (Break("2021", "Ny koding"),), MARK)


def trusts(count: int = 21) -> DotChart:
    rows = tuple(
        point(f"Sykehuset nummer {at + 1} HF", None if at in (4, 9) else 80.0 - at, 1.5) for at in range(count)
    )
    nation = point("Hele landet", 66.0, 0.5)
    return DotChart("Pasienter", Axis("Per 1 000", 0, False), rows, ("Sykehuset nummer 3 HF",), nation, MARK)


def levels() -> DotChart:
    """Trusts with a line where each of two levels begins, close to the nation's."""
    lines = (Point("Moderat", 60.0, "fra 60"), Point("Høy", 68.0, "fra 68"))
    return replace(trusts(), levels=lines)


def funnel() -> FunnelChart:
    """Eighteen within the limits, one outside the inner, one outside both, and one that is chosen."""
    sizes = [100.0 + 45 * at for at in range(41)]
    points = [FunnelPoint(f"Sykehus {at}", 150.0 + 90 * at, 49.0 + at % 3, f"verdi {at}") for at in range(18)]
    points += [FunnelPoint("Vestre", 700.0, 58.0, "over begge", 2), FunnelPoint("Østre", 900.0, 45.5, "under én", 1)]
    points += [FunnelPoint("Valgte", 1200.0, 50.5, "innenfor")]
    limits = tuple(
        FunnelLimits(
            f"{words} grense",
            tuple((size, 50 - width * 50 / size**0.5) for size in sizes),
            tuple((size, 50 + width * 50 / size**0.5) for size in sizes),
            words == "Indre",
        )
        for words, width in (("Indre", 1.96), ("Ytre", 3.09))
    )
    return FunnelChart(
        "Startet i tide", Axis("Prosent", 0, False), Axis("Antall"), tuple(points), Point("Norge", 50.0, "50 %"),
        limits, ("Innenfor", "Utenfor den indre", "Utenfor begge"), "Valgt sted", ("Valgte",), MARK,
    )  # fmt: skip


def country() -> MapChart:
    """Four square areas of 100 units: west, east (withheld), and in the south two that share a town in the middle."""
    square = ((0, 0), (100, 0), (100, 100), (0, 100))

    def area(name: str, at: tuple[int, int], kind: int | None, sign: Sign = "") -> MapArea:
        rings = (tuple((x + 100 * at[0], y + 100 * at[1]) for x, y in square),)
        text = WITHHELD if kind is None else f"5{kind},0"
        return MapArea(
            name, text, f"{text} og grenser", kind, at, sign, rings, (100 * at[0] + 50, 100 * at[1] + 40, "middle")
        )

    areas = (area("Vest", (0, 0), 0), area("Øst", (1, 0), None), area("Sør-Vest", (0, 1), 2, "above"),
             area("Sør og Øst", (1, 1), 1, "below"))  # fmt: skip
    town = Inset("Byen", (((90, 140), (110, 140), (110, 160)),), ("Sør-Vest", "Sør og Øst"))
    return MapChart(
        "Kart", Axis("Per 1 000", 1), areas, ("50,0–50,9", "51,0–51,9", "52,0–52,9"), (200, 200), "© Kartverket",
        "Uten tall", (("above", "Klart over"), ("below", "Klart under")), "Valgt sted", ("Vest",), town, MARK,
    )  # fmt: skip


def spark() -> Sparkline:
    return Sparkline(
        "Pasienter", tuple(point(year, value) for year, value in zip(YEARS, [1, 2, None, 4, 5, 6], strict=True))
    )


CHARTS: dict[str, LiveChart] = {
    "lines": regions(),
    "columns": contacts(),
    "dots": trusts(),
    "levels": levels(),
    "funnel": funnel(),
}
# What the server draws: all that plotly.js draws, and maps.
PICTURES: dict[str, Chart] = {**CHARTS, "map": country()}
