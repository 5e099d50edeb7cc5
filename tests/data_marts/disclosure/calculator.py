"""A reader with a calculator: which number of persons is part of which, written down by hand, in dictionaries."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa

from tests.reference.small_world import (
    BY,
    BY_CLINIC,
    FJORD,
    FJORD_CLINIC,
    FJORD_WARD,
    NORD,
    SOR,
    STIFTELSE,
    STIFTELSE_WARD,
)  # fmt: skip

ABOVE = {
    FJORD_CLINIC: FJORD, FJORD_WARD: FJORD, BY_CLINIC: BY, STIFTELSE_WARD: STIFTELSE,
    FJORD: NORD, BY: SOR, STIFTELSE: SOR, NORD: "norge", SOR: "norge",
}  # fmt: skip
STAYS = ("admission_patients", "discharge_patients", "bed_day_patients")
KINDS = ("acute_patients", "planned_patients", "unstated_patients")
OF_AGES = {"0-5": "0-12", "6-12": "0-12", "13-15": "13-17", "16-17": "13-17"}


class Name(NamedTuple):
    """What a number of persons is of. `counted`: the column, or `residents` where they are counted where they live."""

    counted: str
    place: str
    period: str
    care: str
    contact_type: str = "all"
    sex: str = "all"
    age_group: str = "all"
    diagnosis: str = "all"


Numbers = Mapping[Name, int]
# Of the children of world 3 nobody who lives elsewhere is treated in it.
YEAR = "2023"


def numbers_of(marts: Mapping[str, pa.Table]) -> Numbers:
    """Every number of persons that is told, by its name."""
    told: dict[Name, int | None] = {}
    for row in marts["patients_by_unit"].to_pylist():
        name = Name("patients", row["organisation"], str(row["year"]), row["care"], diagnosis=row["diagnosis_group"])
        told[name] = row["patients"]
    for row in marts["patient_rates"].to_pylist():
        of = (row["sex"], row["age_group"], row["diagnosis_group"])
        told[Name("residents", row["residence"], str(row["year"]), row["care"], "all", *of)] = row["patients"]
    for row in marts["activity"].to_pylist():
        of = (row["organisation"], row["period"], row["care"], row["contact_type"], row["sex"], row["age_group"])
        told |= {Name(column, *of): row[column] for column in ("contact_patients", *STAYS, *KINDS)}
    return {name: number for name, number in told.items() if number is not None}


def wholes_of(name: Name, told: Numbers) -> set[Name]:
    """All numbers that one is part of, by any number of steps."""
    found, new = {name}, [name]
    while new:
        new = [whole for one in new for whole in _one_step(one, told) if whole not in found]
        found |= set(new)
    return found - {name}


def _one_step(name: Name, told: Numbers) -> Iterator[Name]:
    if name.place in ABOVE:
        yield name._replace(place=ABOVE[name.place])
    yield from (name._replace(period=period) for period in _periods_holding(name.period))
    if name.counted in ("patients", "residents"):
        yield name._replace(care="all")
    for dimension in ("contact_type", "sex", "age_group", "diagnosis"):
        yield name._replace(**{dimension: "all"})
    if name.age_group in OF_AGES:
        yield name._replace(age_group=OF_AGES[name.age_group])
    yield from _other_columns(name, told)


def _periods_holding(period: str) -> Iterator[str]:
    year, _, part = period.partition("-")
    if part.isdigit():
        yield from (f"{year}-T{(int(part) + 3) // 4}", f"{year}-H{(int(part) + 5) // 6}")
    elif part in ("T1", "T3"):
        yield f"{year}-H{1 if part == 'T1' else 2}"
    yield year


def _other_columns(name: Name, told: Numbers) -> Iterator[Name]:
    of_all = name.contact_type == name.sex == name.age_group == "all"
    if name.counted in KINDS:
        yield name._replace(counted="admission_patients")
    elif name.counted == "residents" and name.place == "norge":
        yield from _treated(name, of_all)
    elif name.counted in ("contact_patients", *STAYS) and len(name.period) == len(YEAR):
        if of_all:
            yield name._replace(counted="patients")
        if name.place == "norge" and name.contact_type == "all" and nobody_lives_elsewhere(told, name.period):
            yield from _living(name)


def _treated(name: Name, of_all: bool) -> Iterator[Name]:
    """Who lives in the country among those who are treated in it."""
    if of_all:
        yield name._replace(counted="patients")
    if name.care in ("outpatient", "day") and name.diagnosis == "all":
        yield name._replace(counted="contact_patients")


def _living(name: Name) -> Iterator[Name]:
    """Who is treated in the country among those who live in it, where all do."""
    yield name._replace(counted="residents", care="all")
    if name.counted != "contact_patients":  # of outpatient and day care those who live here are part of them
        yield name._replace(counted="residents")


def nobody_lives_elsewhere(told: Numbers, year: str) -> bool:
    """Whether all who are treated in the country are seen to live in an area of it."""
    everybody = [told.get(Name(counted, "norge", year, "all")) for counted in ("patients", "residents")]
    return None not in everybody and len(set(everybody)) == 1


def few_by_taking_away(told: Numbers) -> dict[tuple[str, str], int]:
    """How often a number less its part is one to four, by the columns of both."""
    found: dict[tuple[str, str], int] = {}
    for name, number in told.items():
        for whole in wholes_of(name, told) & told.keys() if number else ():
            assert told[whole] >= number, (whole, name)
            pair = (whole.counted, name.counted)
            found[pair] = found.get(pair, 0) + (1 <= told[whole] - number <= 4)
    return found


def few_by_adding(told: Numbers) -> dict[str, int]:
    """How often the parts of a whole, all shown, are one to four more than it: as many are in two of them at most."""
    found: dict[str, int] = {}
    for name, number in told.items():
        for how, parts in _parts_of(name):
            shown = [told[part] for part in parts if part in told]
            if len(shown) == len(parts):
                found[how] = found.get(how, 0) + (1 <= sum(shown) - number <= 4)
    return found


def _parts_of(name: Name) -> Iterator[tuple[str, list[Name]]]:
    below = [place for place, above in ABOVE.items() if above == name.place]
    if below and name.counted != "residents":
        yield "places", [name._replace(place=place) for place in below]
    if name.counted == "admission_patients":
        yield "kinds", [name._replace(counted=kind) for kind in KINDS]
    if len(name.period) == len("2024") and name.counted not in ("patients", "residents"):
        for how, parts in (("tertials", ("T1", "T2", "T3")), ("half-years", ("H1", "H2"))):
            yield how, [name._replace(period=f"{name.period}-{part}") for part in parts]
    if name.counted == "contact_patients" and name.contact_type == "all":
        types = ("in_person", "group", "ambulant", "video", "phone")
        yield "contact types", [name._replace(contact_type=one) for one in types]
