"""The counting rules a second time: plain Python over plain rows, slow and simple, for comparison with the SQL.

Nothing is shared with the build but the reference tables and the words of the catalogue.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import product

from data_marts.catalog import CONTACT_TYPES, DIAGNOSIS_GROUPS
from data_marts.sources.reference import Reference

Row = Mapping[str, object]
AGES = {"0-5": range(6), "6-12": range(6, 13), "13-15": range(13, 16), "16-17": range(16, 18)}


@dataclass
class Episode:
    """One delivered row in our words, and one contact or stay later on."""

    person: int
    file_year: int
    day: date
    node: str
    pool: str
    care: str | None
    contact_type: str
    diagnosis: str
    sex: int | None
    born: int | None
    place: tuple[str, str | None] | None
    start: datetime
    end: datetime
    is_open: bool
    leave: int


@dataclass
class Answers:
    """Cells by their dimensions; a cell that is not there is zero."""

    patients: dict[tuple[object, ...], set[int]] = field(default_factory=lambda: defaultdict(set))
    at_units: dict[tuple[object, ...], set[int]] = field(default_factory=lambda: defaultdict(set))
    contacts: Counter[tuple[object, ...]] = field(default_factory=Counter)
    behind: dict[tuple[object, ...], set[int]] = field(default_factory=lambda: defaultdict(set))
    eligible: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))


class Country:
    """What the rules need to know of the reference tables."""

    def __init__(self, reference: Reference) -> None:
        places = [*reference.organisations.to_pylist(), *reference.residence_areas.to_pylist()]
        self.parent = {row["code"]: row["parent"] for row in places}
        self.organisations = {row["code"]: row for row in reference.organisations.to_pylist()}
        self.catchments = reference.catchments.to_pylist()
        self.changes = reference.kommune_changes.to_pylist()
        self.patterns = {row["pattern"]: row["diagnosis_group"] for row in reference.diagnosis_groups.to_pylist()}

    def upwards(self, code: str) -> Iterator[str]:
        """The place itself, then all that it is part of."""
        current: str | None = code
        while current is not None:
            yield current
            current = self.parent[current]

    def node(self, row: Row) -> str:
        codes = [row.get(name) for name in ("behandlingsstedkode", "institusjonid", "hf")]
        return str(next(code for code in codes if code not in (None, 99)))

    def pool(self, node: str) -> str:
        place = self.organisations[node]
        if place["ownership"] == "public":
            return "public"
        return str(place["parent"] if place["level"] == "unit" else node)

    def kommune(self, number: str, file_year: int) -> str | None:
        known = {row["kommune"] for row in self.catchments}
        for first_year in (file_year + 1, 0):
            current = number
            for year in sorted({row["year"] for row in self.changes}):
                parts = [row for row in self.changes if row["year"] == year and row["old"] == current]
                if year >= first_year and parts:
                    most = max(row["weight"] for row in parts)
                    current = min(row["new"] for row in parts if row["weight"] == most)
            if current in known:
                return current
        return None

    def place(self, row: Row) -> tuple[str, str | None] | None:
        kommune = self.kommune(str(row["komnrhjem2"]), int(str(row["aar"])))
        if kommune is None:
            return None
        districts = {row["district"] for row in self.catchments if row["kommune"] == kommune}
        if districts == {None}:
            return kommune, None
        district = f"{row['bydel2']:02}" if row.get("bydel2") is not None else "99"
        return kommune, district if district in districts else "99"

    def area(self, place: tuple[str, str | None], year: int) -> str | None:
        for row in self.catchments:
            if (row["kommune"], row["district"]) == place and row["valid_from"] <= year <= (row["valid_to"] or 9999):
                return str(row["area"])
        return None

    def diagnosis(self, code: object) -> str:
        fitting = [pattern for pattern in self.patterns if code and str(code).startswith(pattern) and pattern]
        return str(self.patterns[max(fitting, key=len)]) if fitting else "missing"


def read(rows: Sequence[Row], reservations: Sequence[Row], country: Country) -> list[Episode]:
    """The delivered rows of everybody who is not reserved."""
    reserved = {row["lopenr"] for row in reservations if row.get("withdrawn_date") is None}
    return [_episode(row, country) for row in rows if row["lopenr"] not in reserved]


def _episode(row: Row, country: Country) -> Episode:
    node = country.node(row)
    first, last, file_year = row["inndato"], row.get("utdato"), row["aar"]
    assert isinstance(first, date)
    assert isinstance(file_year, int)
    arrival, leaving = row.get("inntid") or time(0), row.get("uttid") or time(23, 59, 59)
    start = datetime.combine(first, arrival)  # type: ignore[arg-type]
    end = datetime(file_year + 1, 1, 1)
    if isinstance(last, date):
        end = max(start, datetime.combine(last, leaving))  # type: ignore[arg-type]
    care = {2: "day", 3: "outpatient", 1: "inpatient"}.get(int(str(row["omsorgsniva"])))
    return Episode(
        person=int(str(row["lopenr"])),
        file_year=file_year,
        day=first,
        node=node,
        pool=country.pool(node),
        care=None if care != "inpatient" and row.get("kontakttype") == 5 else care,
        contact_type=_contact_type(row),
        diagnosis=country.diagnosis(row.get("tilst1akse1")),
        sex=row["kjonn"] if row.get("kjonn") in (1, 2) else None,  # type: ignore[arg-type]
        born=row["fodselsar"] if row.get("fodselsar") != 9999 else None,  # type: ignore[arg-type]
        place=country.place(row),
        start=start,
        end=end,
        is_open=last is None,
        leave=row.get("permisjonsdogn") or 0,  # type: ignore[arg-type]
    )


TELEMEDICINE = (3, 6)  # of stedaktivitet


def _contact_type(row: Row) -> str:
    if row.get("stedaktivitet") in TELEMEDICINE or row.get("kontakttype") == 6:
        return "video"
    if row.get("kontakttype") == 7:
        return "phone"
    if row.get("polkonaktivitet") == 4:
        return "group"
    return "ambulant" if row.get("stedaktivitet") in (4, 5) else "in_person"


@dataclass(frozen=True)
class Contact:
    """All rows of a person at a unit on a day."""

    person: int
    day: date
    node: str
    care: str
    contact_type: str
    diagnosis: str


def contacts_of(episodes: Sequence[Episode]) -> list[Contact]:
    days: dict[tuple[int, date, str], list[Episode]] = defaultdict(list)
    for episode in episodes:
        if episode.care != "inpatient":
            days[episode.person, episode.day, episode.node].append(episode)
    found = []
    for (person, day, node), rows in days.items():
        direct = [row for row in rows if row.care is not None]
        if direct:
            care = "outpatient" if any(row.care == "outpatient" for row in direct) else "day"
            telling = [row for row in direct if row.care == care]
            form = min((row.contact_type for row in telling), key=CONTACT_TYPES.index)
            diagnosis = min((row.diagnosis for row in telling), key=DIAGNOSIS_GROUPS.index)
            found.append(Contact(person, day, node, care, form, diagnosis))
    return found


@dataclass
class Stay:
    """Parts that were merged."""

    person: int
    node: str
    first: date
    last: date
    is_open: bool
    leave: int
    diagnosis: str

    def nights(self) -> list[date]:
        """The nights spent in, named by the day they begin: leave takes the last ones."""
        every = [self.first + timedelta(days=n) for n in range((self.last - self.first).days)]
        return every[: max(0, len(every) - self.leave)]

    def months(self) -> list[tuple[int, int]]:
        """The months in which the person was there."""
        last = self.last - timedelta(days=1) if self.is_open else self.last
        days = [self.first + timedelta(days=n) for n in range((last - self.first).days + 1)]
        return sorted({(day.year, day.month) for day in days})


def stays_of(episodes: Sequence[Episode], country: Country) -> list[Stay]:
    parts = _without_copies([episode for episode in episodes if episode.care == "inpatient"])
    order = list(country.organisations)
    found = []
    for person, pool in sorted({(part.person, part.pool) for part in parts}):
        own = [part for part in parts if (part.person, part.pool) == (person, pool)]
        for together in _merged(sorted(own, key=lambda part: (part.start, part.end, order.index(part.node)))):
            end = max(part.end for part in together)
            longest = min(
                together, key=lambda part: (part.start - part.end, -part.start.timestamp(), order.index(part.node))
            )
            found.append(
                Stay(
                    person,
                    longest.node,
                    together[0].start.date(),
                    end.date(),
                    all(part.is_open for part in together if part.end == end),
                    sum(part.leave for part in together),
                    min((part.diagnosis for part in together), key=DIAGNOSIS_GROUPS.index),
                )
            )
    return found


def _without_copies(parts: Sequence[Episode]) -> list[Episode]:
    """Of rows with the same person, unit and first day those of the latest file; the same stay once."""
    kept: list[Episode] = []
    for part in parts:
        same = [other for other in parts if (other.person, other.node, other.day) == (part.person, part.node, part.day)]
        if part.file_year < max(other.file_year for other in same):
            continue
        for twin in kept:
            if (twin.person, twin.node, twin.start, twin.end, twin.is_open) == (
                part.person,
                part.node,
                part.start,
                part.end,
                part.is_open,
            ):
                twin.leave = max(twin.leave, part.leave)
                twin.diagnosis = min((twin.diagnosis, part.diagnosis), key=DIAGNOSIS_GROUPS.index)
                break
        else:
            kept.append(part)
    return kept


def _merged(parts: Sequence[Episode]) -> list[list[Episode]]:
    stays: list[list[Episode]] = []
    for part in parts:
        if stays and part.start - max(other.end for other in stays[-1]) < timedelta(hours=8):
            stays[-1].append(part)
        else:
            stays.append([part])
    return stays


class Persons:
    """Sex, age and residence of persons, as last reported."""

    def __init__(self, episodes: Sequence[Episode], years: Sequence[int], country: Country) -> None:
        self.country = country
        self.seen: list[tuple[date, int, Episode]] = []
        for episode in episodes:
            for year in years:
                if episode.care != "inpatient" and episode.day.year == year:
                    self.seen.append((episode.day, year, episode))
                # The day of leaving is a day in the ward, whatever the hour; who has not left was there all year.
                last = date(episode.file_year, 12, 31) if episode.is_open else episode.end.date()
                if episode.care == "inpatient" and episode.start.year <= year <= last.year:
                    self.seen.append((min(last, date(year, 12, 31)), year, episode))

    def sex(self, person: int) -> str:
        found = [(day, e.sex) for day, _, e in self.seen if e.person == person and e.sex is not None]
        return {1: "boys", 2: "girls"}[max(found)[1]] if found else "all"

    def age_group(self, person: int, year: int) -> str | None:
        found = [(day, e.born) for day, _, e in self.seen if e.person == person and e.born is not None]
        age = year - max(found)[1] if found else -1
        return next((group for group, ages in AGES.items() if age in ages), None)

    def area(self, person: int, year: int) -> str | None:
        found = [(day, e.place) for day, y, e in self.seen if e.person == person and y == year and e.place is not None]
        places = [(day, place[0] + (place[1] or ""), place) for day, place in found]
        return self.country.area(max(places)[2], year) if places else None


def periods_of(year: int, month: int) -> list[tuple[str, str]]:
    return [
        ("year", f"{year}"),
        ("half_year", f"{year}-H{(month - 1) // 6 + 1}"),
        ("tertial", f"{year}-T{(month - 1) // 4 + 1}"),
        ("month", f"{year}-{month:02}"),
    ]


def main_diagnosis(coded: Sequence[tuple[date, str]]) -> str:
    """The group with most contacts; mental disorders first; of equals the latest, then the order of the catalogue."""
    by_group: dict[str, list[date]] = defaultdict(list)
    for day, group in coded:
        by_group[group].append(day)

    def priority(group: str) -> tuple[int, int, int, int]:
        rank = 0 if group == "missing" else 1 if group in ("symptoms", "none") else 2
        return rank, len(by_group[group]), max(by_group[group]).toordinal(), -DIAGNOSIS_GROUPS.index(group)

    return max(by_group, key=priority)


def count(rows: Sequence[Row], reservations: Sequence[Row], years: Sequence[int], reference: Reference) -> Answers:
    """Every cell of patient_rates, activity and patients_by_unit, and the eligible of prom_trends."""
    country = Country(reference)
    episodes = read(rows, reservations, country)
    persons = Persons(_latest_parts(episodes), years, country)
    answers = Answers()
    coded: dict[tuple[int, int], list[tuple[date, str]]] = defaultdict(list)
    visits: dict[tuple[int, int], set[tuple[str, str]]] = defaultdict(set)
    for contact in contacts_of(episodes):
        year = contact.day.year
        if year in years and persons.age_group(contact.person, year):
            coded[contact.person, year].append((contact.day, contact.diagnosis))
            visits[contact.person, year].add((contact.care, contact.node))
            _count_contact(answers, contact, persons, country)
    for stay in stays_of(episodes, country):
        for year in sorted({year for year, _ in stay.months()}):
            if year in years and persons.age_group(stay.person, year):
                last = stay.last - timedelta(days=1) if stay.is_open else stay.last
                coded[stay.person, year].append((min(last, date(year, 12, 31)), stay.diagnosis))
                visits[stay.person, year].add(("inpatient", stay.node))
        _count_stay(answers, stay, years, persons, country)
    for (person, year), cared in visits.items():
        _count_person(answers, person, year, cared, main_diagnosis(coded[person, year]), persons)
    return answers


def _latest_parts(episodes: Sequence[Episode]) -> list[Episode]:
    """Stays that a later file reports again tell nothing more."""
    return [e for e in episodes if e.care != "inpatient"] + _without_copies(
        [e for e in episodes if e.care == "inpatient"]
    )


def _levels(person: int, year: int, persons: Persons) -> Iterator[tuple[str, str]]:
    sex, age = persons.sex(person), persons.age_group(person, year)
    yield from product({sex, "all"}, {str(age), "all"})


def _count_contact(answers: Answers, contact: Contact, persons: Persons, country: Country) -> None:
    for period_type, period in periods_of(contact.day.year, contact.day.month):
        for sex, age in _levels(contact.person, contact.day.year, persons):
            if period_type != "year" and (sex, age) != ("all", "all"):
                continue
            for organisation, form in product(country.upwards(contact.node), (contact.contact_type, "all")):
                cell = (period, organisation, contact.care, form, sex, age)
                answers.contacts["contacts", *cell] += 1
                answers.behind["contacts", *cell].add(contact.person)
                if contact.care == "outpatient":
                    answers.eligible[contact.day.year, organisation].add(contact.person)


def _count_stay(answers: Answers, stay: Stay, years: Sequence[int], persons: Persons, country: Country) -> None:
    events = [("admissions", stay.first)]
    events += [] if stay.is_open else [("discharges", stay.last)]
    events += [("bed_days", night) for night in stay.nights()]
    for kind, day in events:
        if day.year not in years or not persons.age_group(stay.person, day.year):
            continue
        for period_type, period in periods_of(day.year, day.month):
            for sex, age in _levels(stay.person, day.year, persons):
                if period_type != "year" and (sex, age) != ("all", "all"):
                    continue
                for organisation in country.upwards(stay.node):
                    cell = (kind, period, organisation, "inpatient", "all", sex, age)
                    answers.contacts[cell] += 1
                    answers.behind[cell].add(stay.person)


def _count_person(
    answers: Answers, person: int, year: int, cared: set[tuple[str, str]], diagnosis: str, persons: Persons
) -> None:
    country = persons.country
    for care, node in cared:
        for organisation in country.upwards(node):
            for cell in ((care, "all"), ("all", "all"), ("all", diagnosis)):
                answers.at_units[year, organisation, *cell].add(person)
    area = persons.area(person, year)
    if area is None:
        return
    cells = {("all", "all"), ("all", diagnosis), *((care, "all") for care, _ in cared)}
    for residence, (sex, age), cell in product(country.upwards(area), _levels(person, year, persons), cells):
        answers.patients[year, residence, sex, age, *cell].add(person)
