"""The counting rules once more, in plain Python over one person's rows at a time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tests.data_marts.demo.delivered import kept_episodes, known_numbers, reserved_persons

Row = dict[str, Any]
EIGHT_HOURS = timedelta(hours=8)


@dataclass(frozen=True)
class Stay:
    begin: date
    end: date
    leave: int


def read(folder: Path, columns: list[str]) -> list[Row]:
    """All rows of all years that count, read back, without persons who have opted out."""
    reserved = set(reserved_persons(folder).to_pylist())
    return [row for row in kept_episodes(folder, columns).to_pylist() if row["lopenr"] not in reserved]


KNOWN = set(known_numbers().to_pylist())


def unit(row: Row) -> int:
    """Unit of treatment; where it is 99 or a number that nobody has, the reporting unit stands in."""
    found: int = row["behandlingsstedkode"] if row["behandlingsstedkode"] in KNOWN else row["institusjonid"]
    return found


def birth_years(rows: Iterable[Row]) -> dict[int, int]:
    return {row["lopenr"]: row["fodselsar"] for row in rows if row["fodselsar"] != 9999}


def is_child(row: Row, born: dict[int, int]) -> bool:
    age: int = row["aar"] - born[row["lopenr"]]
    return 0 <= age <= 17


def patients(rows: list[Row]) -> dict[int, int]:
    born = birth_years(rows)
    found = defaultdict(set)
    for row in rows:
        if is_child(row, born):
            found[row["aar"]].add(row["lopenr"])
    return {year: len(persons) for year, persons in found.items()}


def contacts(rows: list[Row], care: int) -> dict[int, int]:
    born = birth_years(rows)
    found = defaultdict(set)
    for row in rows:
        if row["omsorgsniva"] == care and row["kontakttype"] != 5 and is_child(row, born):
            found[row["aar"]].add((row["lopenr"], row["inndato"], unit(row)))
    return {year: len(keys) for year, keys in found.items()}


def stays(rows: Iterable[Row]) -> list[Stay]:
    """One person's stays: parts less than eight hours apart are one; a missing end is the end of the file's year."""
    parts = {
        row["episode_lnr"]: (_moment(row["inndato"], row["inntid"]), row["permisjonsdogn"])
        for row in sorted(rows, key=lambda row: row["aar"], reverse=True)
    }
    ends: dict[int, datetime] = {}
    for row in rows:
        end = _moment(row["utdato"] or date(row["aar"] + 1, 1, 1), row["uttid"])
        ends[row["episode_lnr"]] = max(end, ends.get(row["episode_lnr"], end))
    found: list[tuple[datetime, datetime, int]] = []
    for episode, (begin, leave) in sorted(parts.items(), key=lambda part: part[1][0]):
        if found and begin - found[-1][1] < EIGHT_HOURS:
            found[-1] = (found[-1][0], max(found[-1][1], ends[episode]), found[-1][2] + leave)
        else:
            found.append((begin, ends[episode], leave))
    return [Stay(begin.date(), end.date(), leave) for begin, end, leave in found]


def _moment(day: date, clock: time | None) -> datetime:
    return datetime.combine(day, clock or time())


def stays_of_children(rows: list[Row], year: int) -> list[Stay]:
    """Stays that touch the year, of persons aged 0-17 in it."""
    born = birth_years(rows)
    by_person = defaultdict(list)
    for row in rows:
        if row["omsorgsniva"] == 1 and year - born[row["lopenr"]] <= 17:
            by_person[row["lopenr"]].append(row)
    found = [stay for theirs in by_person.values() for stay in stays(theirs)]
    return [stay for stay in found if stay.begin.year <= year <= stay.end.year]


def bed_days(rows: list[Row], year: int) -> int:
    """Days from inndato to utdato within the year, less leave."""
    return sum(days_within(stay, year) - stay.leave for stay in stays_of_children(rows, year))


def admissions(rows: list[Row], year: int) -> int:
    return sum(stay.begin.year == year for stay in stays_of_children(rows, year))


def days_within(stay: Stay, year: int) -> int:
    return (min(stay.end, date(year + 1, 1, 1)) - max(stay.begin, date(year, 1, 1))).days
