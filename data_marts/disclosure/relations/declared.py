"""How the cells of a release hang together, as data: the one list that protection, manifest and tests are made from.

A stranger who reads the manifest is told all of it. What a column counts stands in the catalogue; how it is counted
stands in `data_marts/build`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from data_marts.catalog import ALL, COUNTRY, MARTS

Kind = Literal["sum", "distinct", "row_sum", "row_distinct", "part", "behind", "same", "subset", "rounded"]
Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cells:
    """A column of a mart in the rows where the dimensions of `where` have these values.

    Seen from a row of another mart: dimensions that both have are the same, the others are the total (a period is the
    year of the row).
    """

    mart: str
    column: str
    where: Where = ()
    sign: int = 1  # -1: to be taken off


@dataclass(frozen=True)
class Relation:
    """One relation, for each of `columns` in every row of `mart` where the dimensions have the values of `where`.

    sum: a total = its parts `over` a dimension (+ `remainder`, a number that no row shows).
    distinct: each part over a dimension <= the total <= the sum of the parts + what `remainder_at_most` has at the
        total beyond the sum of its own parts; `largest` False: a part may be larger than the total; `usual`: the
        upper end holds but in rare cases.
    row_sum: column = sum of `parts`. row_distinct: each of `parts` <= column <= sum of `parts`.
    part: column <= whole (`other`), in one row. behind: column >= persons (`other`), and both are 0 or neither.
    same: column = `others` added up. subset: column <= `others` added up; with a `remainder` the first of them is the
        whole, but for persons whom it lacks, and the others are at least these.
    rounded: `column`, as printed, narrows the sum of `others` down (the method is named in `sentence`).
    """

    kind: Kind
    mart: str
    columns: tuple[str, ...]
    over: str = ""
    remainder: str = ""
    remainder_at_most: tuple[Cells, ...] = ()
    largest: bool = True
    usual: bool = False
    parts: tuple[str, ...] = ()
    where: Where = ()
    others: tuple[Cells, ...] = ()
    sentence: str = ""


TRUST_ITSELF = "registered on the trust itself"
NO_AREA = "patients without a Norwegian area of residence"

# Events that a mart gives, and the persons behind them.
BEHIND: Mapping[str, Mapping[str, str]] = {
    name: {one.events: one.persons for group in MARTS[name].groups for one in group.events}
    for name in ("activity", "waiting")
}
STAYS = tuple(name for name in BEHIND["activity"] if name != "contacts")
KINDS = ("acute", "planned", "unstated")
COURSES = ("invited", "baseline_n", "pairs", "better", "unchanged", "worse", "at_floor", "at_ceiling")
NEWNESS = ("new_patients", "returning_patients", "continuing_patients")
CONTACTS = {care: Cells("activity", "contacts", (("care", care),)) for care in ("outpatient", "day")}
# Whoever is in the ward in a year is admitted or discharged in it, or has bed days in it: all but those who were on
# leave the whole year.
OF_STAYS = tuple(Cells("activity", name, (("care", "inpatient"),)) for name in ("admissions", "discharges", "bed_days"))
EVENTS_BY_CARE = {
    "outpatient": (CONTACTS["outpatient"],),
    "day": (CONTACTS["day"],),
    "inpatient": OF_STAYS,
    "all": (*CONTACTS.values(), *OF_STAYS),
}
PERSONS_OF_STAYS = ("admission_patients", "discharge_patients", "bed_day_patients")
_AT_COUNTRY = (("organisation", COUNTRY),)


def _adds_up(mart: str, columns: Sequence[str], over: str, remainder: str = "") -> Relation:
    return Relation("sum", mart, tuple(columns), over=over, remainder=remainder)


def _sums() -> tuple[Relation, ...]:
    activity, waiting = tuple(BEHIND["activity"]), tuple(BEHIND["waiting"])
    everything = (*activity, *BEHIND["activity"].values())
    return (
        *(
            _adds_up("patient_rates", ("patients",), over)
            for over in ("residence", "sex", "age_group", "diagnosis_group")
        ),
        *(_adds_up("patient_rates", ("population",), over) for over in ("residence", "sex", "age_group")),
        _adds_up("activity", activity, "period"),
        _adds_up("activity", ("contacts",), "contact_type"),
        *(_adds_up("activity", everything, over) for over in ("sex", "age_group")),
        _adds_up("activity", activity, "organisation", TRUST_ITSELF),
        _adds_up("patients_by_unit", ("patients",), "diagnosis_group"),
        _adds_up("waiting", waiting, "period"),
        _adds_up("waiting", waiting, "organisation", TRUST_ITSELF),
        *(_adds_up("population", ("population",), over) for over in ("residence", "sex", "age_group")),
        _adds_up("ssb_activity", ("consultations", "bed_days", "discharges", "beds"), "organisation"),
    )


def _distinct() -> tuple[Relation, ...]:
    at_places = (
        Relation("distinct", mart, (persons,), over="organisation", remainder_at_most=(Cells(mart, events),))
        for mart, pairs in BEHIND.items()
        for events, persons in pairs.items()
    )
    at_units = (
        Relation(
            "distinct", "patients_by_unit", ("patients",), over="organisation",
            remainder_at_most=events, where=(("care", care),), usual=care in ("inpatient", "all"),
        )
        for care, events in EVENTS_BY_CARE.items()
    )  # fmt: skip
    over_periods = (Relation("distinct", mart, tuple(pairs.values()), over="period") for mart, pairs in BEHIND.items())
    return (
        *at_places,
        *at_units,
        Relation(
            "distinct",
            "patients_by_unit",
            NEWNESS,
            over="organisation",
            remainder_at_most=EVENTS_BY_CARE["all"],
            usual=True,
        ),
        *(
            Relation("distinct", "coverage", (column,), "organisation", "", EVENTS_BY_CARE["all"], usual=True)
            for column in ("coded_patients", "uncoded_patients")
        ),
        # Of several courses of a person the first one counts at the trust: another unit's may have been a pair.
        Relation("distinct", "prom_trends", COURSES[:2], "organisation", "", (CONTACTS["outpatient"],)),
        Relation("distinct", "prom_trends", COURSES[2:], "organisation", "", (CONTACTS["outpatient"],), largest=False),
        *over_periods,
        Relation("distinct", "activity", ("contact_patients",), over="contact_type"),
        Relation("distinct", "patient_rates", ("patients",), over="care"),
        Relation("distinct", "patients_by_unit", ("patients",), over="care"),
    )


def _rows() -> tuple[Relation, ...]:
    events = tuple(f"{kind}_admissions" for kind in KINDS)
    persons = tuple(f"{kind}_patients" for kind in KINDS)
    outcome = ("better", "unchanged", "worse")
    return (
        Relation("row_sum", "activity", ("admissions",), parts=events),
        Relation("row_distinct", "activity", ("admission_patients",), parts=persons),
        Relation("row_sum", "patients_by_unit", ("patients",), parts=NEWNESS),
        Relation("row_sum", "coverage", ("patients",), parts=("coded_patients", "uncoded_patients")),
        Relation("row_sum", "waiting", ("referrals",), parts=("rejected", "not_rejected")),
        Relation(
            "row_distinct", "waiting", ("referral_patients",), parts=("rejected_patients", "not_rejected_patients")
        ),
        Relation("row_sum", "waiting", ("started",), parts=("within_limit", "late")),
        Relation("row_distinct", "waiting", ("start_patients",), parts=("within_limit_patients", "late_patients")),
        Relation("row_sum", "prom_trends", ("pairs",), parts=outcome),
        *(
            Relation("part", "prom_trends", (part,), others=(Cells("prom_trends", whole),))
            for part, whole in (("invited", "eligible"), ("baseline_n", "invited"), ("pairs", "baseline_n"))
        ),
        # Nobody is at both ends of a scale.
        Relation("subset", "prom_trends", ("at_floor", "at_ceiling"), others=(Cells("prom_trends", "baseline_n"),)),
        Relation("part", "patient_rates", ("patients",), others=(Cells("patient_rates", "population"),)),
        *(
            Relation("behind", mart, (events,), others=(Cells(mart, persons),))
            for mart, pairs in BEHIND.items()
            for events, persons in pairs.items()
        ),
    )


def _across() -> tuple[Relation, ...]:
    year = (("period_type", "year"), ("contact_type", "all"), ("sex", "all"), ("age_group", "all"))
    return (
        *(
            Relation(
                "same", "patients_by_unit", ("patients",), where=(("care", care),),
                others=(Cells("activity", "contact_patients", (("care", care),)),),
            )
            for care in CONTACTS
        ),
        Relation(
            "same", "prom_trends", ("eligible",),
            others=(Cells("patients_by_unit", "patients", (("care", "outpatient"),)),),
        ),
        Relation("same", "coverage", ("patients",), others=(Cells("patients_by_unit", "patients"),)),
        Relation(
            "same", "coverage", ("uncoded_patients",),
            others=(Cells("patients_by_unit", "patients", (("diagnosis_group", "missing"),)),),
        ),
        *(
            Relation(
                "subset", "activity", (column,), where=(*year, ("care", "inpatient")),
                others=(Cells("patients_by_unit", "patients", (("care", care),)),),
            )
            for column in PERSONS_OF_STAYS
            for care in ("inpatient", ALL)
        ),
        Relation(
            "sum", "patients_by_unit", ("patients",), where=_AT_COUNTRY, remainder=NO_AREA,
            others=(Cells("patient_rates", "patients", (("residence", COUNTRY),)),),
        ),
        *(
            Relation(
                "sum", "activity", ("contact_patients",), remainder=NO_AREA,
                where=(("period_type", "year"), *_AT_COUNTRY, ("care", care), ("contact_type", "all")),
                others=(Cells("patient_rates", "patients", (("residence", COUNTRY), ("care", care))),),
            )
            for care in CONTACTS
        ),
    )  # fmt: skip


def _of_residents() -> tuple[Relation, ...]:
    """Of those who are treated in the country all live in it but those without an area, who are few in each stratum."""
    everybody = (("residence", COUNTRY), ("care", ALL))
    contacts = ((care, ALL, "contact_patients") for care in CONTACTS)
    stays = (("inpatient", care, column) for care in ("inpatient", ALL) for column in PERSONS_OF_STAYS)
    return tuple(
        Relation(
            "subset", "activity", (column,), remainder=NO_AREA,
            where=(("period_type", "year"), *_AT_COUNTRY, ("care", own), ("contact_type", ALL)),
            others=(
                Cells("patient_rates", "patients", (("residence", COUNTRY), ("care", care))),
                Cells("patients_by_unit", "patients", (("care", ALL),)),
                Cells("patient_rates", "patients", (*everybody, ("sex", ALL), ("age_group", ALL)), -1),
            ),
        )
        for own, care, column in (*contacts, *stays)
    )  # fmt: skip


def _printed() -> tuple[Relation, ...]:
    waits = "days (between two waits in proportion): at 65 days or under, or above, it tells of within_limit"
    return (
        Relation(
            "rounded", "patients_by_unit", ("contacts_per_patient",), others=tuple(CONTACTS.values()),
            sentence="contacts_per_patient x patients = activity.contacts of the care level, of outpatient and day "
            "care together where care is all; the contacts of the diagnosis groups add up to those of all.",
        ),
        Relation(
            "rounded", "patient_rates", ("standardised_rate",), others=(Cells("patient_rates", "patients"),),
            sentence="standardised_rate = 1000 x sum over sex and age group of patients / population x the stratum's "
            "share of the country's population of 2024: a linear equation over the strata, which may be withheld. "
            "Its limits give the sum over the strata of patients x the square of that weight (Dobson).",
        ),
        Relation(
            "rounded", "waiting", ("median_wait",), others=(Cells("waiting", "within_limit"),),
            sentence=f"waiting: half of the waits are at most median_wait {waits}.",
        ),
        Relation(
            "rounded", "waiting", ("long_wait",), others=(Cells("waiting", "within_limit"),),
            sentence=f"waiting: nine of ten waits are at most long_wait {waits}.",
        ),
    )  # fmt: skip


DECLARED: tuple[Relation, ...] = (*_sums(), *_distinct(), *_rows(), *_across(), *_of_residents(), *_printed())
