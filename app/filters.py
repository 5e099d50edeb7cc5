"""Which filters each view offers, and the words that stand in addresses. Plain data; nothing here asks anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.choices import Choices, Places
from app.selection import Selection, SelectionError
from data_marts import catalog
from data_marts.catalog import ALL

ViewName = Literal[
    "overview", "national", "patients", "activity", "waiting", "prom", "quality", "indicators", "units", "unit"
]

MOST_PLACES = 8

SEX_WORDS = {ALL: "alle", "girls": "jenter", "boys": "gutter"}
AGE_WORDS = {ALL: "alle", **{age: age for age in catalog.AGE_GROUPS if age != ALL}}
CARE_WORDS = {ALL: "alle", "outpatient": "poliklinikk", "inpatient": "dogn", "day": "dag"}
CONTACT_TYPE_WORDS = {
    ALL: "alle",
    "in_person": "oppmote",
    "group": "gruppe",
    "ambulant": "ambulant",
    "video": "video",
    "phone": "telefon",
}
PERIOD_TYPE_WORDS = {"year": "aar", "half_year": "halvaar", "tertial": "tertial", "month": "maaned"}
DIAGNOSIS_WORDS = {
    ALL: "alle",
    "hyperkinetic": "adhd",
    "anxiety": "angst",
    "stress": "belastning",
    "affective": "affektive",
    "autism": "autisme",
    "eating": "spiseforstyrrelse",
    "conduct": "atferd",
    "social_tics": "tics",
    "psychosis": "psykose",
    "substance": "rus",
    "other_f": "andre",
    "symptoms": "symptomer",
    "none": "ingen",
    "missing": "mangler",
}
INFORMANT_WORDS = {"child": "barn", "parent": "foresatt", "teacher": "larer", "clinician": "behandler"}
MEASURE_WORDS = {
    "rate": "rate",
    "standardised_rate": "standardisert",
    "patients": "pasienter",
    "contacts": "konsultasjoner",
    "day_contacts": "dagbehandlinger",
    "admissions": "innleggelser",
    "discharges": "utskrivninger",
    "bed_days": "oppholdsdogn",
    "occupied_share": "belegg",
    "consultations": "konsultasjoner",
    "ssb_bed_days": "liggedager",
    "beds": "dognplasser",
    "median_wait": "median",
    "long_wait": "nidesil",
    "within_limit_share": "innenfrist",
    "referrals": "henvisninger",
    "rejected": "avvist",
    "started": "startet",
    "mean_change": "endring",
    "better_share": "bedre",
    "mean_baseline": "start",
    "baseline_share": "svarandel",
    "pair_share": "oppfolging",
    "coded_share": "kodet",
}


@dataclass(frozen=True)
class ChoiceFilter:
    """A filter with a fixed list: code in the marts -> word in the address. The first code is the default."""

    field: str
    key: str
    words: Mapping[str, str]

    @property
    def default(self) -> str:
        return next(iter(self.words))


@dataclass(frozen=True)
class ViewSpec:
    """What one view offers. `mart` is the one whose cells it shows; a filter that the mart lacks is not offered."""

    name: ViewName
    path: str
    mart: str
    measures: tuple[str, ...]
    choices: tuple[ChoiceFilter, ...] = ()
    has_places: bool = True
    has_questionnaire: bool = False

    @property
    def measure_filter(self) -> ChoiceFilter:
        return ChoiceFilter("measure", "maal", {name: MEASURE_WORDS[name] for name in self.measures})

    @property
    def choice_filters(self) -> tuple[ChoiceFilter, ...]:
        """The measure (where there is more than one) and the view's other lists."""
        measure = (self.measure_filter,) if len(self.measures) > 1 else ()
        return (*measure, *self.choices)

    @property
    def keys(self) -> frozenset[str]:
        """Every word that may stand before `=` in this view's address."""
        extra = {"fra", "til"}
        if self.has_places:
            extra.add("sted")
        if self.has_questionnaire:
            extra.add("skjema")
        return frozenset({choice.key for choice in self.choice_filters} | extra)

    def places(self, choices: Choices) -> Places:
        """The tree of places that the view's mart has."""
        if self.mart in ("patient_rates", "population"):
            return choices.residences
        return choices.ssb_organisations if self.mart == "ssb_activity" else choices.organisations


SEX = ChoiceFilter("sex", "kjonn", SEX_WORDS)
AGE = ChoiceFilter("age_group", "alder", AGE_WORDS)
CARE = ChoiceFilter("care", "omsorg", CARE_WORDS)
DIAGNOSIS = ChoiceFilter("diagnosis_group", "diagnose", DIAGNOSIS_WORDS)
CONTACT_TYPE = ChoiceFilter("contact_type", "kontakttype", CONTACT_TYPE_WORDS)
PERIOD_TYPE = ChoiceFilter("period_type", "periode", PERIOD_TYPE_WORDS)

NATIONAL = ViewSpec(
    "national", "/nasjonale-tall", "ssb_activity", ("consultations", "ssb_bed_days", "discharges", "beds")
)
PATIENTS = ViewSpec(
    "patients",
    "/pasienter",
    "patient_rates",
    ("rate", "standardised_rate", "patients"),
    (SEX, AGE, CARE, DIAGNOSIS),
)
ACTIVITY = ViewSpec(
    "activity",
    "/aktivitet",
    "activity",
    ("contacts", "day_contacts", "admissions", "discharges", "bed_days", "occupied_share"),
    (PERIOD_TYPE, CONTACT_TYPE, SEX, AGE),
)
WAITING = ViewSpec(
    "waiting",
    "/ventetid",
    "waiting",
    ("median_wait", "long_wait", "within_limit_share", "referrals", "rejected", "started"),
    (PERIOD_TYPE,),
)
PROM = ViewSpec(
    "prom",
    "/prom",
    "prom_trends",
    ("mean_change", "better_share", "mean_baseline", "baseline_share", "pair_share"),
    has_questionnaire=True,
)
QUALITY = ViewSpec("quality", "/datakvalitet", "coverage", ("coded_share",), has_questionnaire=True)
INDICATORS = ViewSpec(
    "indicators", "/indikatorer", "coverage", ("within_limit_share", "coded_share", "baseline_share", "pair_share")
)
UNIT = ViewSpec("unit", "/enheter", "patients_by_unit", ("patients",), has_places=False)


def check_combination(spec: ViewSpec, selection: Selection) -> None:
    """Refuse what no cell of the mart answers. Raises SelectionError with the reason's key."""
    if selection.care != ALL and selection.diagnosis_group != ALL:
        raise SelectionError("care_with_diagnosis")
    if selection.measure == "standardised_rate" and (selection.sex != ALL or selection.age_group != ALL):
        raise SelectionError("standardised_with_group")
    if selection.contact_type != ALL and selection.measure != "contacts":
        raise SelectionError("contact_type_without_contacts")
    if selection.period_type != "year" and (selection.sex != ALL or selection.age_group != ALL):
        raise SelectionError("short_period_with_group")
    if len(selection.places) > MOST_PLACES:
        raise SelectionError("too_many_places", most=MOST_PLACES)
    if selection.measure not in spec.measures:
        raise SelectionError("unknown_value", key=spec.measure_filter.key)
