"""What a mart is: its grain, dimensions and measures. Builders write to it, readers check against it.

The catalogue is the one place where the names of marts, dimensions, measures and statuses stand.
A measure belongs to a group: the measures of a group share one status and one fate, because each of them
can be worked out from the others (a rate times the population is the count).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import pyarrow as pa

ALL = "all"
COUNTRY = "norge"

SEXES = (ALL, "girls", "boys")
OWN_AGE_GROUPS = ("0-5", "6-12", "13-15", "16-17")
# Age groups that are counted together as well, and given where each by itself is too few.
MERGED_AGE_GROUPS = (("0-12", ("0-5", "6-12")), ("13-17", ("13-15", "16-17")))
AGE_GROUPS = (ALL, "0-5", "6-12", "0-12", "13-15", "16-17", "13-17")
CARE_LEVELS = (ALL, "outpatient", "inpatient", "day")
# Contacts and stays are events of different kinds and have no common total.
ACTIVITY_CARE = ("outpatient", "inpatient", "day")
CONTACT_TYPES = (ALL, "in_person", "group", "ambulant", "video", "phone")
PERIOD_TYPES = ("year", "half_year", "tertial", "month")
DIAGNOSIS_GROUPS = (
    ALL,
    "hyperkinetic",
    "anxiety",
    "stress",
    "affective",
    "autism",
    "eating",
    "conduct",
    "social_tics",
    "psychosis",
    "substance",
    "other_f",
    "symptoms",
    "none",
    "missing",
)
INFORMANTS = ("child", "parent", "teacher", "clinician")


class Status(StrEnum):
    """Why a value is there or not. Zero is published: it is an answer, not an absence."""

    PUBLISHED = "published"
    WITHHELD = "withheld"  # one word, whether small itself or hidden to protect another cell
    MISSING = "missing"  # the source has no value
    NOT_APPLICABLE = "not_applicable"  # the measure has no meaning for this row
    NOT_DELIVERED = "not_delivered"  # the period or organisation has not been delivered
    TOO_FEW = "too_few"  # the method gives no answer on so few (a standardised rate under 10 events)
    REPEATED = "repeated"  # the source repeats last year's figure: not to be trusted, so not shown
    TOO_DETAILED = "too_detailed"  # no figure is given at this level of detail, however large it is


MeasureKind = Literal["count", "rate", "mean", "quantile", "share", "limit", "spread"]


@dataclass(frozen=True)
class Measure:
    """One number of a row. `decimals` is how precisely it may be printed, everywhere."""

    name: str
    kind: MeasureKind
    decimals: int = 0

    @property
    def type(self) -> pa.DataType:
        """Counts are whole numbers; everything made from them is a float."""
        return pa.int64() if self.kind == "count" else pa.float64()


@dataclass(frozen=True)
class Events:
    """Events and the persons behind them, as columns. One person may have had most of the events."""

    events: str
    persons: str

    @property
    def largest(self) -> str:
        """The column with the most events of one person: counted and kept with the true figures, published nowhere."""
        return f"{self.events}_largest"


@dataclass(frozen=True)
class Group:
    """Measures that are published or withheld together.

    `persons`: columns that count persons; each must be zero or at least the policy's threshold.
    `denominators`: columns that a share, mean or rate is divided by; each must reach the policy's floor.
    `complements`: (whole, part) columns; whole - part counts persons too, and falls under the same rule.

    `events`: what one person may not make up more of than the policy's share.
    `is_result`: what persons have reported, or how long they waited, and not how many there are: needs more of them.

    Groups are judged in the order of the catalogue. A column that belongs to a group already withheld counts as
    unknown, and what cannot be checked is withheld as well: the mean of pairs goes when the number of pairs goes.
    Every column named here is a measure of the mart, so that the gate can judge a published row by itself; but for
    events, which are judged when a release is built and never again.
    """

    name: str
    measures: tuple[Measure, ...]
    persons: tuple[str, ...] = ()
    denominators: tuple[str, ...] = ()
    complements: tuple[tuple[str, str], ...] = ()
    events: tuple[Events, ...] = ()
    is_result: bool = False

    @property
    def status_column(self) -> str:
        return f"{self.name}_status"


@dataclass(frozen=True)
class Dimension:
    """One column of the grain. Either `values` lists what may stand in it, or `table` names the release's table.

    `merged`: those of the values that are several others together, with these; no other value is in two of them.
    """

    name: str
    values: tuple[str, ...] | None = None
    table: str | None = None
    total: str | None = None
    whole_number: bool = False
    merged: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def type(self) -> pa.DataType:
        return pa.int16() if self.whole_number else pa.string()

    @property
    def own_values(self) -> tuple[str, ...]:
        """The values that are no other values together: neither the total nor merged ones."""
        wholes = {self.total, *(whole for whole, _ in self.merged)}
        return tuple(value for value in self.values or () if value not in wholes)


@dataclass(frozen=True)
class Mart:
    """One Parquet file of a release: one row per cell, long, every dimension with its explicit total."""

    name: str
    grain: str
    source: Literal["register", "ssb"]
    dimensions: tuple[Dimension, ...]
    groups: tuple[Group, ...]

    @property
    def schema(self) -> pa.Schema:
        """Dimensions, then for each group its measures and its status."""
        fields = [pa.field(d.name, d.type, nullable=False) for d in self.dimensions]
        for group in self.groups:
            fields += [pa.field(m.name, m.type) for m in group.measures]
            fields.append(pa.field(group.status_column, pa.string(), nullable=False))
        return pa.schema(fields)

    @property
    def true_schema(self) -> pa.Schema:
        """What is counted and kept with the true figures: the schema, then what protection alone needs of events."""
        fields = list(self.schema)
        for events in (one for group in self.groups for one in group.events):
            fields += [
                pa.field(name, pa.int64()) for name in (events.events, events.largest) if name not in self.measures
            ]
        return pa.schema(fields)

    @property
    def measures(self) -> dict[str, Measure]:
        return {m.name: m for group in self.groups for m in group.measures}

    def group_of(self, measure: str) -> Group:
        """The group that a measure belongs to; KeyError for a measure the mart does not have."""
        for group in self.groups:
            if any(m.name == measure for m in group.measures):
                return group
        raise KeyError(f"mart {self.name!r} has no measure {measure!r}")


@dataclass(frozen=True)
class Table:
    """A table of a release that marts refer to: names, hierarchy and breaks, no measures."""

    name: str
    schema: pa.Schema


def _count(name: str) -> Measure:
    return Measure(name, "count")


def _events(events: str, persons: str) -> Group:
    """A group of events and of the persons behind them, and nothing else."""
    return Group(events, (_count(events), _count(persons)), persons=(persons,), events=(Events(events, persons),))


def _limits(events: str) -> tuple[Measure, Measure]:
    """The ends of the interval of a number of events."""
    return Measure(f"{events}_low", "limit"), Measure(f"{events}_high", "limit")


def _limited_events(events: str, persons: str) -> Group:
    """A group of events with their limits and the persons behind them. Limits are made of the events alone."""
    measures = (_count(events), _count(persons), *_limits(events))
    return Group(events, measures, persons=(persons,), events=(Events(events, persons),))


YEAR = Dimension("year", whole_number=True)
RESIDENCE = Dimension("residence", table="residence_areas", total=COUNTRY)
ORGANISATION = Dimension("organisation", table="organisations", total=COUNTRY)
SEX = Dimension("sex", values=SEXES, total=ALL)
AGE_GROUP = Dimension("age_group", values=AGE_GROUPS, total=ALL, merged=MERGED_AGE_GROUPS)
CARE = Dimension("care", values=CARE_LEVELS, total=ALL)
DIAGNOSIS_GROUP = Dimension("diagnosis_group", values=DIAGNOSIS_GROUPS, total=ALL)

PATIENT_RATES = Mart(
    name="patient_rates",
    grain="one row per year, area of residence, sex, age group and (care level or main diagnosis group)",
    source="register",
    dimensions=(YEAR, RESIDENCE, SEX, AGE_GROUP, CARE, DIAGNOSIS_GROUP),
    groups=(
        Group(
            "patients",
            (
                _count("patients"),
                _count("population"),
                Measure("rate", "rate", 1),
                Measure("rate_low", "limit", 1),
                Measure("rate_high", "limit", 1),
            ),
            persons=("patients",),
            denominators=("population",),
            complements=(("population", "patients"),),
        ),
        Group(
            "standardised",
            (
                Measure("standardised_rate", "rate", 1),
                Measure("standardised_low", "limit", 1),
                Measure("standardised_high", "limit", 1),
            ),
            persons=("patients",),
            denominators=("population",),
        ),
    ),
)

ACTIVITY = Mart(
    name="activity",
    grain="one row per period, treating organisation, care level, contact type, sex and age group",
    source="register",
    dimensions=(
        Dimension("period_type", values=PERIOD_TYPES),
        Dimension("period"),
        ORGANISATION,
        Dimension("care", values=ACTIVITY_CARE),
        Dimension("contact_type", values=CONTACT_TYPES, total=ALL),
        SEX,
        AGE_GROUP,
    ),
    groups=(
        _limited_events("contacts", "contact_patients"),
        _limited_events("admissions", "admission_patients"),
        # Apart from all admissions, which may be shown where these may not.
        Group(
            "urgency",
            (
                _count("acute_admissions"),
                _count("acute_patients"),
                _count("planned_admissions"),
                _count("planned_patients"),
                _count("unstated_admissions"),
                _count("unstated_patients"),
            ),
            persons=("acute_patients", "planned_patients", "unstated_patients"),
            complements=(
                ("admission_patients", "acute_patients"),
                ("admission_patients", "planned_patients"),
                ("admission_patients", "unstated_patients"),
            ),
            events=tuple(Events(f"{kind}_admissions", f"{kind}_patients") for kind in ("acute", "planned", "unstated")),
        ),
        _limited_events("discharges", "discharge_patients"),
        Group(
            "bed_days",
            (
                _count("bed_days"),
                _count("bed_day_patients"),
                *_limits("bed_days"),
                Measure("occupied_share", "share", 1),
            ),
            persons=("bed_day_patients",),
            events=(Events("bed_days", "bed_day_patients"),),
        ),
    ),
)

PATIENTS_BY_UNIT = Mart(
    name="patients_by_unit",
    grain="one row per year, treating organisation and (care level or main diagnosis group)",
    source="register",
    dimensions=(YEAR, ORGANISATION, CARE, DIAGNOSIS_GROUP),
    groups=(
        Group("patients", (_count("patients"),), persons=("patients",)),
        Group(
            "contacts_per_patient",
            (Measure("contacts_per_patient", "mean", 1),),
            persons=("patients",),
            denominators=("patients",),
            events=(Events("contacts", "patients"),),
        ),
        Group(
            "newness",
            (_count("new_patients"), _count("returning_patients"), _count("continuing_patients")),
            persons=("new_patients", "returning_patients", "continuing_patients"),
            complements=(
                ("patients", "new_patients"),
                ("patients", "returning_patients"),
                ("patients", "continuing_patients"),
            ),
        ),
    ),
)

WAITING = Mart(
    name="waiting",
    grain="one row per period and treating organisation",
    source="register",
    dimensions=(Dimension("period_type", values=PERIOD_TYPES), Dimension("period"), ORGANISATION),
    groups=(
        _events("referrals", "referral_patients"),
        Group(
            "rejected",
            (
                _count("rejected"),
                _count("rejected_patients"),
                _count("not_rejected"),
                _count("not_rejected_patients"),
            ),
            persons=("rejected_patients", "not_rejected_patients"),
            complements=(
                ("referral_patients", "rejected_patients"),
                ("referral_patients", "not_rejected_patients"),
            ),
            events=(Events("rejected", "rejected_patients"), Events("not_rejected", "not_rejected_patients")),
        ),
        _events("started", "start_patients"),
        Group(
            "median_wait",
            (Measure("median_wait", "quantile"),),
            persons=("start_patients",),
            denominators=("start_patients",),
            is_result=True,
        ),
        Group(
            "long_wait",
            (Measure("long_wait", "quantile"),),
            persons=("start_patients",),
            denominators=("start_patients",),
            is_result=True,
        ),
        Group(
            "within_limit",
            (
                _count("within_limit"),
                _count("within_limit_patients"),
                _count("late"),
                _count("late_patients"),
                Measure("within_limit_share", "share", 1),
            ),
            persons=("within_limit_patients", "late_patients"),
            denominators=("start_patients",),
            complements=(("start_patients", "within_limit_patients"), ("start_patients", "late_patients")),
            events=(Events("within_limit", "within_limit_patients"), Events("late", "late_patients")),
        ),
    ),
)

PROM_TRENDS = Mart(
    name="prom_trends",
    grain="one row per year, treating organisation, instrument, informant and scale",
    source="register",
    dimensions=(
        YEAR,
        ORGANISATION,
        Dimension("instrument"),
        Dimension("informant", values=INFORMANTS),
        Dimension("scale"),
    ),
    groups=(
        Group(
            "coverage",
            (
                _count("eligible"),
                _count("invited"),
                _count("baseline_n"),
                _count("pairs"),
                Measure("baseline_share", "share", 1),
                Measure("pair_share", "share", 1),
            ),
            persons=("eligible", "invited", "baseline_n", "pairs"),
            # Who did not answer is a person, too: the rest of each whole that has a share, or that was asked.
            complements=(("eligible", "baseline_n"), ("invited", "baseline_n"), ("baseline_n", "pairs")),
        ),
        Group(
            "change",
            (
                Measure("mean_baseline", "mean", 1),
                Measure("mean_followup", "mean", 1),
                Measure("mean_change", "mean", 1),
                Measure("change_low", "limit", 1),
                Measure("change_high", "limit", 1),
                Measure("sd_change", "spread", 1),
            ),
            persons=("pairs",),
            denominators=("pairs",),
            is_result=True,
        ),
        Group(
            "outcome",
            (
                _count("better"),
                _count("unchanged"),
                _count("worse"),
                Measure("better_share", "share", 1),
                Measure("unchanged_share", "share", 1),
                Measure("worse_share", "share", 1),
            ),
            persons=("better", "unchanged", "worse"),
            denominators=("pairs",),
            is_result=True,
        ),
        Group(
            "ends",
            (
                _count("at_floor"),
                _count("at_ceiling"),
                Measure("floor_share", "share", 1),
                Measure("ceiling_share", "share", 1),
            ),
            persons=("at_floor", "at_ceiling"),
            denominators=("baseline_n",),
            is_result=True,
        ),
    ),
)

COVERAGE = Mart(
    name="coverage",
    grain="one row per year and treating organisation",
    source="register",
    dimensions=(YEAR, ORGANISATION),
    groups=(
        Group(
            "coding",
            (
                _count("patients"),
                _count("coded_patients"),
                _count("uncoded_patients"),
                Measure("coded_share", "share", 1),
            ),
            persons=("patients", "coded_patients", "uncoded_patients"),
            denominators=("patients",),
            complements=(("patients", "coded_patients"), ("patients", "uncoded_patients")),
        ),
    ),
)

POPULATION = Mart(
    name="population",
    grain="one row per year, area of residence, sex and age group; 1 January",
    source="ssb",
    dimensions=(YEAR, RESIDENCE, SEX, AGE_GROUP),
    groups=(Group("population", (_count("population"),)),),
)

SSB_ACTIVITY = Mart(
    name="ssb_activity",
    grain="one row per year and country, region or trust, as Statistics Norway's table 13942 has them",
    source="ssb",
    dimensions=(YEAR, ORGANISATION),
    groups=tuple(Group(name, (_count(name),)) for name in ("consultations", "bed_days", "discharges", "beds")),
)

MARTS = {
    m.name: m
    for m in (PATIENT_RATES, ACTIVITY, PATIENTS_BY_UNIT, WAITING, PROM_TRENDS, COVERAGE, POPULATION, SSB_ACTIVITY)
}

_PLACE = [
    pa.field("code", pa.string(), nullable=False),  # organisation number; "norge" for the country
    pa.field("name", pa.string(), nullable=False),
    pa.field("short_name", pa.string(), nullable=False),
    pa.field("slug", pa.string(), nullable=False),  # readable and unique: stands in addresses
    pa.field("level", pa.string(), nullable=False),  # country, rhf, hf (or hf_area), unit
    pa.field("parent", pa.string()),  # NULL for the country alone
    pa.field("valid_from", pa.int16(), nullable=False),
    pa.field("valid_to", pa.int16()),  # NULL: still valid
    pa.field("sort_order", pa.int16(), nullable=False),  # north to south
]

TABLES = {
    t.name: t
    for t in (
        Table("residence_areas", pa.schema(_PLACE)),
        Table(
            "organisations",
            pa.schema(
                [
                    *_PLACE,
                    pa.field("kind", pa.string()),  # units only: outpatient, inpatient
                    pa.field("ownership", pa.string(), nullable=False),  # public, private_agreement
                ]
            ),
        ),
        Table(
            "organisation_changes",  # `organisations` has the parents of today: what they were, and who became whom
            pa.schema(
                [
                    pa.field("year", pa.int16(), nullable=False),  # from this year on
                    pa.field("kind", pa.string(), nullable=False),  # move, merger
                    pa.field("code", pa.string(), nullable=False),
                    pa.field("old", pa.string()),  # of a move the former parent
                    pa.field("new", pa.string(), nullable=False),  # of a move the parent, of a merger the successor
                    pa.field("source", pa.string(), nullable=False),
                ]
            ),
        ),
        Table(
            "place_names",  # kommuner and city districts, by which people look for the area that they belong to
            pa.schema(
                [
                    pa.field("name", pa.string(), nullable=False),
                    pa.field("area", pa.string(), nullable=False),  # in residence_areas, in the last whole year
                ]
            ),
        ),
        Table(
            "breaks",  # marked breaks in series: what changed, where, from which year
            pa.schema(
                [
                    pa.field("mart", pa.string(), nullable=False),
                    pa.field("place", pa.string(), nullable=False),
                    pa.field("year", pa.int16(), nullable=False),
                    pa.field("reason", pa.string(), nullable=False),  # key of the sentence in the text catalogue
                ]
            ),
        ),
        Table(
            "instruments",
            pa.schema(
                [
                    pa.field("position", pa.int16(), nullable=False),  # in the register's list
                    pa.field("instrument", pa.string(), nullable=False),
                    pa.field("name", pa.string(), nullable=False),
                    pa.field("kind", pa.string(), nullable=False),  # prom; prem is in no mart
                    pa.field("informant", pa.string(), nullable=False),
                    pa.field("scale", pa.string(), nullable=False),
                    pa.field("scale_name", pa.string(), nullable=False),  # bokmål
                    pa.field("minimum", pa.float64(), nullable=False),
                    pa.field("maximum", pa.float64(), nullable=False),
                    pa.field("higher_is_better", pa.bool_(), nullable=False),
                    # NULL where nothing is known: without both, or the threshold itself, nobody can be called changed.
                    pa.field("reliability", pa.float64()),
                    pa.field("sd", pa.float64()),
                    pa.field("reliable_change", pa.float64()),  # the threshold where a source gives it, in points
                    pa.field("source", pa.string(), nullable=False),
                    pa.field("confirmed", pa.bool_(), nullable=False),  # by the register
                    pa.field("item_count", pa.int16()),
                    pa.field("missing_rule", pa.string()),  # sum, prorate, mean; NULL: the score comes ready made
                    pa.field("min_answered", pa.int16()),  # items that must be answered
                    pa.field("youngest", pa.int16(), nullable=False),
                    pa.field("oldest", pa.int16(), nullable=False),
                    pa.field("norwegian_norms", pa.string(), nullable=False),  # national, regional, none, unknown
                    pa.field("licence", pa.string(), nullable=False),
                ]
            ),
        ),
        Table(
            "instrument_cutoffs",  # bands of scores, and whose norm they are
            pa.schema(
                [
                    pa.field("instrument", pa.string(), nullable=False),
                    pa.field("informant", pa.string(), nullable=False),
                    pa.field("scale", pa.string(), nullable=False),
                    pa.field("name", pa.string(), nullable=False),
                    pa.field("lowest", pa.float64(), nullable=False),
                    pa.field("highest", pa.float64(), nullable=False),
                    pa.field("norm", pa.string(), nullable=False),  # population it was found in
                    pa.field("source", pa.string(), nullable=False),
                    pa.field("confirmed", pa.bool_(), nullable=False),
                ]
            ),
        ),
    )
}
