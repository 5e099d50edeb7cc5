"""The rules of questionnaires a second time: plain Python over plain rows, for comparison with the SQL."""

import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from data_marts.sources.reference import Reference
from tests.reference.counting import Answers, Country, Row, contacts_of, read
from tests.reference.random_delivery import UNITS, Rows

SCALES = (("sdq", "parent", "total"), ("cgas", "clinician", "total"))
Scale = tuple[str, str, str]
YEAR = 365  # days: the last measuring point of a course


def random_forms(seed: int, persons: int = 25, forms: int = 220) -> Rows:
    """Forms of 2023 and 2024, many per person and unit, some never answered."""
    chance = random.Random(seed)
    rows: Rows = []
    for _ in range(forms):
        instrument, informant, scale = chance.choice(SCALES)
        sent = date(2023, 1, 1) + timedelta(days=chance.randrange(0, 760, 20))
        answered = chance.random() < 0.7
        rows.append(
            {
                "lopenr": chance.randint(1, persons),
                "orgnr": int(chance.choice(list(UNITS))),
                "instrument": instrument,
                "informant": informant,
                "scale": scale,
                "measuring_point": chance.choice(["baseline", "end"]),
                "invited_date": sent,
                "answered_date": sent + timedelta(days=chance.choice([0, 3, 30])) if answered else None,
                "score": chance.choice([None, 1.0, 5.0, 20.0, 33.0, 40.0]) if answered else None,
            }
        )
    return rows


def count_forms(
    episodes: Sequence[Row],
    reservations: Sequence[Row],
    forms: Sequence[Row],
    reference: Reference,
    answers: Answers,
    years: Sequence[int] = (2023, 2024),
) -> dict[tuple[int, str, str], dict[str, float]]:
    """Every number of prom_trends by year, organisation and instrument, where anybody was invited."""
    country = Country(reference, years)
    seen = {
        (c.person, c.day.year, c.node)
        for c in contacts_of(read(episodes, reservations, country, date(years[-1], 12, 31)))
        if c.care == "outpatient"
    }
    found = {}
    for instrument in reference.instruments.to_pylist():
        scale = (instrument["instrument"], instrument["informant"], instrument["scale"])
        own = [row for row in forms if (row["instrument"], row["informant"], row["scale"]) == scale]
        for year, organisation in answers.eligible:
            courses = list(_courses(own, year, organisation, seen, answers.eligible[year, organisation], country))
            if courses:
                found[year, organisation, scale[0]] = _numbers(courses, instrument)
    return found


def _courses(
    forms: Sequence[Row],
    year: int,
    organisation: str,
    seen: set[tuple[int, int, str]],
    eligible: set[int],
    country: Country,
) -> Iterator[tuple[float | None, float | None]]:
    """Baseline and follow-up of each invited person: None where there is none."""
    order = list(country.organisations)

    def unit(row: Row) -> str:
        return country.became(str(row["orgnr"]), country.known_year(_day(row)))

    for person in sorted(eligible):
        baselines = [
            row
            for row in forms
            if row["lopenr"] == person
            and row["measuring_point"] == "baseline"
            and _day(row).year == year
            and (person, year, unit(row)) in seen
            and organisation in country.upwards(unit(row), year)
        ]
        answered = [row for row in baselines if row["score"] is not None]
        if not baselines:
            continue
        if not answered:
            yield None, None
            continue
        first = min(answered, key=lambda row: (_day(row), order.index(unit(row)), _score(row)))
        own = [
            row
            for row in forms
            if row["lopenr"] == person and country.became(unit(first), country.known_year(_day(row))) == unit(row)
        ]
        yield _score(first), _followup(own, _day(first))


def _followup(forms: Sequence[Row], start: date) -> float | None:
    """The first score of the course that began on a day, told by walking through one person's answers at one unit."""
    began: date | None = None
    answers = [row for row in forms if row["score"] is not None]
    # On one day the baseline comes first; of several forms of one kind on a day, the lowest score.
    for row in sorted(answers, key=lambda row: (_day(row), row["measuring_point"] == "end", _score(row))):
        if row["measuring_point"] == "baseline":
            began = _day(row)
        elif began == start and _day(row) <= start + timedelta(days=YEAR):
            return _score(row)
    return None


def _day(row: Row) -> date:
    day = row["answered_date"] or row["invited_date"]
    assert isinstance(day, date)
    return day


def _score(row: Row) -> float:
    score = row["score"]
    assert isinstance(score, float)
    return score


def _numbers(courses: Sequence[tuple[float | None, float | None]], instrument: Mapping[str, float]) -> dict[str, float]:
    baselines = [first for first, _ in courses if first is not None]
    changes = [later - first for first, later in courses if first is not None and later is not None]
    direction = 1 if instrument["higher_is_better"] else -1
    threshold = 1.96 * instrument["sd"] * 2**0.5 * (1 - instrument["reliability"]) ** 0.5
    numbers = {"invited": len(courses), "baseline_n": len(baselines), "pairs": len(changes)}
    if baselines:
        numbers["at_floor"] = sum(score == instrument["minimum"] for score in baselines)
        numbers["at_ceiling"] = sum(score == instrument["maximum"] for score in baselines)
    if changes:
        numbers["better"] = sum(direction * change > threshold for change in changes)
        numbers["worse"] = sum(-direction * change > threshold for change in changes)
        numbers["unchanged"] = sum(abs(change) <= threshold for change in changes)
        numbers["mean_change"] = statistics.mean(changes)  # type: ignore[assignment]
    return numbers  # type: ignore[return-value]
