"""The rules of referrals and waits a second time: plain Python over plain rows, for comparison with the SQL."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from data_marts.sources.reference import Reference
from tests.reference.counting import Country, Persons, Row, periods_of, read, unreserved, without_copies

LIMIT = 65  # days
REJECTED, STARTED = 5, 1


@dataclass
class Cell:
    """Persons behind each kind of referral, one entry a referral; waits in days."""

    rejected: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    in_time: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)

    def numbers(self) -> dict[str, float | None]:
        """What the mart says of the cell."""
        kinds = {
            "referrals": (self.rejected + self.others, "referral_patients"),
            "rejected": (self.rejected, "rejected_patients"),
            "not_rejected": (self.others, "not_rejected_patients"),
            "started": (self.in_time + self.late, "start_patients"),
        }
        within = {
            "within_limit": (self.in_time, "within_limit_patients"),
            "late": (self.late, "late_patients"),
        }
        found: dict[str, float | None] = {}
        for name, (who, persons) in (kinds | within).items():
            known = name in kinds or bool(self.waits)
            most = max(Counter(who).values(), default=0)
            found |= {name: len(who) if known else None, persons: len(set(who)) if known else None}
            found[f"{name}_largest"] = most if known else None
        found["median_wait"] = statistics.median(self.waits) if self.waits else None
        enough = len(self.waits) >= 10
        found["long_wait"] = statistics.quantiles(self.waits, n=10, method="inclusive")[8] if enough else None
        found["within_limit_share"] = 100 * len(self.in_time) / len(self.waits) if self.waits else None
        return found


def count_referrals(
    rows: Sequence[Row], reservations: Sequence[Row], years: Sequence[int], reference: Reference, through: date
) -> dict[tuple[str, str], dict[str, float | None]]:
    """Every number of the waiting mart by period and organisation, where anything happened."""
    country = Country(reference, years)
    episodes = read(rows, reservations, country, through)
    stays = without_copies([e for e in episodes if e.care == "inpatient"], country)
    persons = Persons([e for e in episodes if e.care != "inpatient"] + stays, years, country)
    cells: dict[tuple[str, str], Cell] = defaultdict(Cell)
    for referral in _referrals(unreserved(rows, reservations)):
        person, node = int(str(referral[0]["lopenr"])), _first_node(referral, country)
        received = _last(referral, "mottaksdato")
        ended = _last(referral, "ventetidsluttkode", "ventetidsluttdato")
        right = _last(referral, "retttilhelsehjelp")
        if received:
            kind = "rejected" if right == (REJECTED,) else "others"
            for cell in _cells(person, node, received[0], persons, through):
                getattr(cells[cell], kind).append(person)
        if received and ended and ended[0] == STARTED and ended[1] >= received[0]:
            wait = (ended[1] - received[0]).days
            for cell in _cells(person, node, ended[1], persons, through):
                cells[cell].waits.append(wait)
                (cells[cell].in_time if wait <= LIMIT else cells[cell].late).append(person)
    return {place: cell.numbers() for place, cell in cells.items()}


def _referrals(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of each referral: those of a person with one number, or without a number received on one day."""
    found: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        number, received = row.get("henvisning_id"), row.get("mottaksdato")
        if number is not None:
            found[row["lopenr"], "number", number].append(row)
        elif received is not None:
            found[row["lopenr"], "day", received].append(row)
    return list(found.values())


def _last(rows: Sequence[Row], *columns: str):  # type: ignore[no-untyped-def]
    """The values of the columns as last told, of rows that have all of them; None where no row has."""
    told = [(row["aar"], row["inndato"], *(row.get(name) for name in columns)) for row in rows]
    known = [values for values in told if None not in values]
    return max(known)[2:] if known else None


def _first_node(rows: Sequence[Row], country: Country) -> str:
    order = list(country.organisations)
    placed = [(row["inndato"], country.node(row, row["inndato"])) for row in rows]  # type: ignore[arg-type]
    return min(placed, key=lambda place: (place[0], order.index(place[1])))[1]


def _cells(person: int, node: str, day: date, persons: Persons, through: date) -> Iterator[tuple[str, str]]:
    country = persons.country
    if day.year in country.years and persons.age_group(person, day.year):
        for _, period in periods_of(day.year, day.month, through):
            for organisation in country.upwards(country.became(node, day.year), day.year):
                yield period, organisation
