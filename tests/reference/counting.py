"""The counting rules a second time: plain Python over plain rows, slow and simple, for comparison with the SQL.

Nothing is shared with the build but the reference tables and the words of the catalogue.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    urgency: int | None


@dataclass
class Answers:
    """Cells by their dimensions; a cell that is not there is zero. `behind`: of events how many each person had."""

    patients: dict[tuple[object, ...], set[int]] = field(default_factory=lambda: defaultdict(set))
    at_units: dict[tuple[object, ...], set[int]] = field(default_factory=lambda: defaultdict(set))
    contacts: Counter[tuple[object, ...]] = field(default_factory=Counter)
    behind: dict[tuple[object, ...], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    eligible: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    newness: dict[tuple[int, str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    coded: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))


class Country:
    """What the rules need to know of the reference tables."""

    def __init__(self, reference: Reference, years: Sequence[int]) -> None:
        self.years = years
        self.area_parent = {row["code"]: row["parent"] for row in reference.residence_areas.to_pylist()}
        self.organisations = {row["code"]: row for row in reference.organisations.to_pylist()}
        self.numbers = {int(code): code for code in self.organisations if code.isdigit()}
        self.numbers |= {row["resh"]: code for code, row in self.organisations.items() if row["resh"]}
        self.reorganised = sorted(reference.organisation_changes.to_pylist(), key=lambda row: row["year"])
        self.catchments = reference.catchments.to_pylist()
        self.changes = reference.kommune_changes.to_pylist()
        self.patterns = {row["pattern"]: row["diagnosis_group"] for row in reference.diagnosis_groups.to_pylist()}

    def areas_upwards(self, code: str) -> Iterator[str]:
        """The area itself, then all that it is part of."""
        current: str | None = code
        while current is not None:
            yield current
            current = self.area_parent[current]

    def upwards(self, code: str, year: int) -> Iterator[str]:
        """The organisation itself, then all that it was part of in a year."""
        current: str | None = code
        while current is not None:
            yield current
            current = self.parent(current, year)

    def parent(self, code: str, year: int) -> str | None:
        """Undoes, from today's parent backwards, each move that had not happened yet."""
        found = self.organisations[code]["parent"]
        for change in reversed(self.reorganised):
            if change["kind"] == "move" and change["code"] == code and change["year"] > year:
                found = change["old"]
        return None if found is None else self.became(found, year)

    def became(self, code: str, year: int) -> str:
        """What an organisation was by a year: walks through the mergers of the years up to it."""
        for change in self.reorganised:
            if change["kind"] == "merger" and change["code"] == code and change["year"] <= year:
                code = change["new"]
        return code

    def known_year(self, day: date) -> int:
        """The delivered year that tells where an organisation belonged on a day."""
        return max(min(day.year, self.years[-1]), self.years[0])

    def node(self, row: Row, day: date) -> str:
        numbers = [row.get(name) for name in ("behandlingsstedkode", "institusjonid", "hf")]
        first = next(self.numbers[number] for number in numbers if number in self.numbers)  # type: ignore[index]
        return self.became(first, self.known_year(day))

    def pool(self, node: str, day: date) -> str:
        place = self.organisations[node]
        if place["ownership"] == "public":
            return "public"
        return str(self.parent(node, self.known_year(day)) if place["level"] == "unit" else node)

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


def unreserved(rows: Sequence[Row], reservations: Sequence[Row]) -> list[Row]:
    """The delivered rows of everybody who is not reserved."""
    reserved = {row["lopenr"] for row in reservations if row.get("withdrawn_date") is None}
    return [row for row in rows if row["lopenr"] not in reserved]


def read(rows: Sequence[Row], reservations: Sequence[Row], country: Country, through: date) -> list[Episode]:
    """The delivered rows of everybody who is not reserved, as episodes."""
    return [_episode(row, country, through) for row in unreserved(rows, reservations)]


def _episode(row: Row, country: Country, through: date) -> Episode:
    first, last, file_year = row["inndato"], row.get("utdato"), row["aar"]
    assert isinstance(first, date)
    assert isinstance(file_year, int)
    node = country.node(row, first)
    arrival, leaving = row.get("inntid") or time(0), row.get("uttid") or time(23, 59, 59)
    start = datetime.combine(first, arrival)  # type: ignore[arg-type]
    last_covered = min(date(file_year, 12, 31), through)
    end = datetime.combine(last_covered + timedelta(days=1), time(0))
    if isinstance(last, date):
        end = max(start, datetime.combine(last, leaving))  # type: ignore[arg-type]
    care = {2: "day", 3: "outpatient", 1: "inpatient"}.get(int(str(row["omsorgsniva"])))
    return Episode(
        person=int(str(row["lopenr"])),
        file_year=file_year,
        day=first,
        node=node,
        pool=country.pool(node, first),
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
        urgency=row["innmatehast"] if row.get("innmatehast") in range(1, 6) else None,  # type: ignore[arg-type]
    )


TELEMEDICINE = (3, 6)  # of stedaktivitet


def _contact_type(row: Row) -> str:
    day = row["inndato"]
    assert isinstance(day, date)
    has_codes = day.year > 2020  # of video and phone
    if row.get("stedaktivitet") in TELEMEDICINE or (has_codes and row.get("kontakttype") == 6):
        return "video"
    if has_codes and row.get("kontakttype") == 7:
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
    urgency: str

    def nights(self) -> list[date]:
        """The nights spent in, named by the day they begin: leave takes the last ones, and no year has 366."""
        every = [self.first + timedelta(days=n) for n in range((self.last - self.first).days)]
        present = every[: max(0, len(every) - self.leave)]
        whole_leap_years = {year for year, nights in Counter(night.year for night in present).items() if nights > 365}
        return [night for night in present if night.year not in whole_leap_years or night != date(night.year, 12, 31)]

    def months(self) -> list[tuple[int, int]]:
        """The months in which the person was there."""
        last = self.last - timedelta(days=1) if self.is_open else self.last
        days = [self.first + timedelta(days=n) for n in range((last - self.first).days + 1)]
        return sorted({(day.year, day.month) for day in days})


def stays_of(episodes: Sequence[Episode], country: Country) -> list[Stay]:
    parts = without_copies([episode for episode in episodes if episode.care == "inpatient"], country)
    order = list(country.organisations)
    found = []
    for person, pool in sorted({(part.person, part.pool) for part in parts}):
        own = [part for part in parts if (part.person, part.pool) == (person, pool)]
        for together in _merged(
            sorted(own, key=lambda part: (part.start, part.end, order.index(part.node), part.is_open))
        ):
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
                    _urgency(together[0].urgency),
                )
            )
    return found


def _urgency(code: int | None) -> str:
    return "unstated" if code is None else "acute" if code in (1, 2, 3) else "planned"


def without_copies(parts: Sequence[Episode], country: Country) -> list[Episode]:
    """Of rows with the same person, unit (as it is at last) and first day those of the latest file; the same stay
    once. A stay that began after the end of its file cannot be."""

    def place(part: Episode) -> tuple[object, ...]:
        return part.person, country.became(part.node, country.years[-1]), part.day

    kept: list[Episode] = []
    for part in parts:
        same = [other for other in parts if place(other) == place(part)]
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
                twin.urgency = min((n for n in (twin.urgency, part.urgency) if n is not None), default=None)
                break
        else:
            kept.append(replace(part))
    return [part for part in kept if part.start <= part.end]


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
                last = episode.end.date() - timedelta(days=1) if episode.is_open else episode.end.date()
                if episode.care == "inpatient" and episode.start.year <= year <= last.year:
                    self.seen.append((min(last, date(year, 12, 31)), year, episode))

    def sex(self, person: int) -> str:
        found = [(day, e.sex) for day, _, e in self.seen if e.person == person and e.sex is not None]
        return "girls" if found and max(found)[1] == 2 else "boys"  # whoever is not known to be a girl

    def age_group(self, person: int, year: int) -> str | None:
        found = [(day, e.born) for day, _, e in self.seen if e.person == person and e.born is not None]
        age = year - max(found)[1] if found else -1
        return next((group for group, ages in AGES.items() if age in ages), None)

    def area(self, person: int, year: int) -> str | None:
        found = [(day, e.place) for day, y, e in self.seen if e.person == person and y == year and e.place is not None]
        places = [(day, place[0] + (place[1] or ""), place) for day, place in found]
        return self.country.area(max(places)[2], year) if places else None


def periods_of(year: int, month: int, through: date) -> list[tuple[str, str]]:
    """The periods of a month that are over on the last delivered day."""
    half, third = (month - 1) // 6 + 1, (month - 1) // 4 + 1
    named = [
        (12, "year", f"{year}"),
        (6 * half, "half_year", f"{year}-H{half}"),
        (4 * third, "tertial", f"{year}-T{third}"),
        (month, "month", f"{year}-{month:02}"),
    ]
    covered = 12 * through.year + through.month - ((through + timedelta(days=1)).month == through.month)
    return [(kind, name) for last, kind, name in named if 12 * year + last <= covered]


def main_diagnosis(coded: Sequence[tuple[date, str]]) -> str:
    """The group with most contacts; mental disorders first; of equals the latest, then the order of the catalogue."""
    by_group: dict[str, list[date]] = defaultdict(list)
    for day, group in coded:
        by_group[group].append(day)

    def priority(group: str) -> tuple[int, int, int, int]:
        rank = 0 if group == "missing" else 1 if group in ("symptoms", "none") else 2
        return rank, len(by_group[group]), max(by_group[group]).toordinal(), -DIAGNOSIS_GROUPS.index(group)

    return max(by_group, key=priority)


def count(
    rows: Sequence[Row],
    reservations: Sequence[Row],
    years: Sequence[int],
    reference: Reference,
    through: date | None = None,
) -> Answers:
    """Every cell of patient_rates, activity, patients_by_unit and coverage, and the eligible of prom_trends.

    `through`: the last delivered day; without it the last year is whole. Yearly answers are of whole years.
    """
    through = through or date(years[-1], 12, 31)
    country = Country(reference, years)
    episodes = read(rows, reservations, country, through)
    persons = Persons(_latest_parts(episodes, country), years, country)
    answers = Answers()
    coded: dict[tuple[int, int], list[tuple[date, str]]] = defaultdict(list)
    visits: dict[tuple[int, int], set[tuple[str, str]]] = defaultdict(set)
    for contact in contacts_of(episodes):
        year = contact.day.year
        if year in years and persons.age_group(contact.person, year):
            coded[contact.person, year].append((contact.day, contact.diagnosis))
            visits[contact.person, year].add((contact.care, contact.node))
            _count_contact(answers, contact, persons, country, through)
    for stay in stays_of(episodes, country):
        for year in sorted({year for year, _ in stay.months()}):
            if year in years and persons.age_group(stay.person, year):
                last = stay.last - timedelta(days=1) if stay.is_open else stay.last
                coded[stay.person, year].append((min(last, date(year, 12, 31)), stay.diagnosis))
                visits[stay.person, year].add(("inpatient", country.became(stay.node, year)))
        _count_stay(answers, stay, persons, country, through)
    for (person, year), cared in visits.items():
        if date(year, 12, 31) <= through:
            _count_person(answers, person, year, cared, main_diagnosis(coded[person, year]), persons)
            _count_coded(answers, person, year, cared, main_diagnosis(coded[person, year]), country)
            _count_newness(answers, person, year, {node for _, node in cared}, set(visits), country)
    return answers


def _latest_parts(episodes: Sequence[Episode], country: Country) -> list[Episode]:
    """Stays that a later file reports again tell nothing more."""
    return [e for e in episodes if e.care != "inpatient"] + without_copies(
        [e for e in episodes if e.care == "inpatient"], country
    )


def _count_coded(
    answers: Answers, person: int, year: int, cared: set[tuple[str, str]], diagnosis: str, country: Country
) -> None:
    """Whoever has been coded by anybody is coded wherever they were seen."""
    for organisation in {one for _, node in cared for one in country.upwards(node, year)}:
        if diagnosis != "missing":
            answers.coded[year, organisation].add(person)


def _count_newness(
    answers: Answers, person: int, year: int, nodes: set[str], seen: set[tuple[int, int]], country: Country
) -> None:
    """In years with two delivered years before them."""
    if not {year - 1, year - 2} <= set(country.years):
        return
    kind = "new"
    if (person, year - 2) in seen:
        kind = "returning"
    if (person, year - 1) in seen:
        kind = "continuing"
    for organisation in {above for node in nodes for above in country.upwards(node, year)}:
        answers.newness[year, organisation, kind].add(person)


def _levels(person: int, year: int, persons: Persons) -> Iterator[tuple[str, str]]:
    sex, age = persons.sex(person), persons.age_group(person, year)
    merged = "0-12" if age in ("0-5", "6-12") else "13-17"
    yield from product({sex, "all"}, {str(age), merged, "all"})


def _count_contact(answers: Answers, contact: Contact, persons: Persons, country: Country, through: date) -> None:
    year = contact.day.year
    for period_type, period in periods_of(year, contact.day.month, through):
        for sex, age in _levels(contact.person, year, persons):
            if period_type != "year" and (sex, age) != ("all", "all"):
                continue
            for organisation, form in product(country.upwards(contact.node, year), (contact.contact_type, "all")):
                cell = (period, organisation, contact.care, form, sex, age)
                answers.contacts["contacts", *cell] += 1
                answers.behind["contacts", *cell][contact.person] += 1
                if contact.care == "outpatient" and period_type == "year":
                    answers.eligible[year, organisation].add(contact.person)


def _count_stay(answers: Answers, stay: Stay, persons: Persons, country: Country, through: date) -> None:
    events = [("admissions", stay.first), (f"{stay.urgency}_admissions", stay.first)]
    events += [] if stay.is_open else [("discharges", stay.last)]
    events += [("bed_days", night) for night in stay.nights()]
    for kind, day in events:
        if day.year not in country.years or not persons.age_group(stay.person, day.year):
            continue
        for period_type, period in periods_of(day.year, day.month, through):
            for sex, age in _levels(stay.person, day.year, persons):
                if period_type != "year" and (sex, age) != ("all", "all"):
                    continue
                for organisation in country.upwards(country.became(stay.node, day.year), day.year):
                    cell = (kind, period, organisation, "inpatient", "all", sex, age)
                    answers.contacts[cell] += 1
                    answers.behind[cell][stay.person] += 1


def _count_person(
    answers: Answers, person: int, year: int, cared: set[tuple[str, str]], diagnosis: str, persons: Persons
) -> None:
    country = persons.country
    for care, node in cared:
        for organisation in country.upwards(node, year):
            for cell in ((care, "all"), ("all", "all"), ("all", diagnosis)):
                answers.at_units[year, organisation, *cell].add(person)
    area = persons.area(person, year)
    if area is None:
        return
    cells = {("all", "all"), ("all", diagnosis), *((care, "all") for care, _ in cared)}
    for residence, (sex, age), cell in product(country.areas_upwards(area), _levels(person, year, persons), cells):
        answers.patients[year, residence, sex, age, *cell].add(person)
