"""Whether figures rise or fall, over the years or since the year before: only where chance does not explain it."""

from collections.abc import Sequence

from app.gate import PublishedRow
from app.views.common import Shown
from app.views.compared import Verdict, patients_of
from app.words import Words
from data_marts.statistics.proportions import two_sided_z
from data_marts.statistics.trends import Trend, rate_trend

TOLD = ("increasing", "decreasing", "no_clear_change", "no_line")
Yearly = Sequence[tuple[int, PublishedRow | None]]


def trend_sentences(words: Words, measure: str, place: str, yearly: Yearly) -> tuple[str, ...]:
    """One sentence on patients, or patients per inhabitant, over the years; none where there are too few.

    Years without a number take no part.
    """
    return _told(words, measure, place, _trend(measure, [(year, row) for year, row in yearly if row is not None]))


def _told(words: Words, measure: str, place: str, found: Trend | None) -> tuple[str, ...]:
    if found is None or found.verdict not in TOLD:
        return ()
    key = f"{measure}_{found.verdict}"
    return (words(f"verdict.{key}", place=place),)


def _trend(measure: str, yearly: Sequence[tuple[int, PublishedRow]]) -> Trend | None:
    known = [(year, found) for year, row in yearly if (found := patients_of(row)) is not None]
    years, patients = [year for year, _ in known], [found[0] for _, found in known]
    exposure = [found[1] if measure == "rate" else 1 for _, found in known]
    return rate_trend(years, patients, exposure) if known else None


# --- events that repeat in children, by their limits ---

Interval = tuple[float, float]


def event_sentences(words: Words, measure: Shown, place: str, yearly: Yearly) -> tuple[str, ...]:
    """One sentence on a number of events over the years; none where there are too few, or a number has no limits.

    Years without a number take no part.
    """
    known = [(year, row) for year, row in yearly if row is not None and row.number(measure.measure) is not None]
    return _told(words, "patients", place, _event_trend(measure, known))


def _event_trend(measure: Shown, known: Sequence[tuple[int, PublishedRow]]) -> Trend | None:
    events = [row.number(measure.measure) or 0 for _, row in known]
    limits = [measure.limits(row) for (_, row), number in zip(known, events, strict=True) if number]
    if not limits or None in limits:
        return None
    repeats = sum(_variance(found) for found in limits if found) / sum(events)
    return rate_trend([year for year, _ in known], events, [1] * len(known), repeats=max(1.0, repeats))


def _variance(limits: Interval) -> float:
    return ((limits[1] - limits[0]) / (2 * two_sided_z(0.95))) ** 2


def against(limits: Interval | None, others: Interval | None) -> Verdict | None:
    """On which side of other limits these lie, as they are printed; None where either are not known."""
    if limits is None or others is None:
        return None
    return "above" if limits[0] > others[1] else "below" if limits[1] < others[0] else "alike"


def since_sentences(
    words: Words, place: str, periods: tuple[str, str], limits: tuple[Interval | None, Interval | None]
) -> tuple[str, ...]:
    """One sentence on a period (the latter) against one before it; none where either has no limits."""
    found = against(limits[1], limits[0])
    told = {"place": place, "before": periods[0], "period": periods[1]}
    return () if found is None else (words(f"verdict.since_{found}", **told),)
