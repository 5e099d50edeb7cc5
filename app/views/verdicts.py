"""Whether a series of yearly figures rises or falls, in words: only where chance does not explain it."""

from collections.abc import Sequence

from app.gate import PublishedRow
from app.views.compared import patients_of
from app.words import Words
from data_marts.statistics.trends import Trend, rate_trend

TOLD = ("increasing", "decreasing", "no_clear_change", "no_line")
Yearly = Sequence[tuple[int, PublishedRow | None]]


def trend_sentences(words: Words, measure: str, place: str, yearly: Yearly) -> tuple[str, ...]:
    """One sentence on patients, or patients per inhabitant, over the years; none where there are too few.

    Years without a number take no part.
    """
    found = _trend(measure, [(year, row) for year, row in yearly if row is not None])
    if found is None or found.verdict not in TOLD:
        return ()
    key = f"{measure}_{found.verdict}"
    return (words(f"verdict.{key}", place=place),)


def _trend(measure: str, yearly: Sequence[tuple[int, PublishedRow]]) -> Trend | None:
    known = [(year, found) for year, row in yearly if (found := patients_of(row)) is not None]
    years, patients = [year for year, _ in known], [found[0] for _, found in known]
    exposure = [found[1] if measure == "rate" else 1 for _, found in known]
    return rate_trend(years, patients, exposure) if known else None
