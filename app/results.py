"""What pages may ask: a selection in, a published table out. The one module of the web side that runs queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from duckdb import DuckDBPyConnection

from app.choices import Choices, Place, Places, Questionnaire, SeriesBreak
from app.filters import INFORMANT_WORDS
from app.gate import PublishedTable, Row, publish
from app.selection import Selection
from data_marts.catalog import AGE_GROUP, ALL, CONTACT_TYPES, MARTS, SEX, Mart
from data_marts.disclosure.rules import DEFAULT_POLICY, Policy
from queries import marts
from queries.run import rows

Codes = tuple[str, ...]


@dataclass(frozen=True)
class Results:
    """The open figures of one release. Every table that leaves it has passed the gate."""

    connection: DuckDBPyConnection
    choices: Choices
    policy: Policy = DEFAULT_POLICY

    def published(self, mart: Mart, found: Sequence[Row], by: tuple[str, ...]) -> PublishedTable:
        """The rows as a table, once they have passed the gate."""
        return publish(mart, found, self.policy, by)

    def patient_rates(self, selection: Selection, places: Codes) -> PublishedTable:
        """Patients and rates by residence; found by (year, residence)."""
        found = marts.patient_rates(
            self.connection,
            years=(selection.first_year, selection.last_year),
            places=places,
            sexes=(selection.sex,),
            age_groups=(selection.age_group,),
            care=selection.care,
            diagnosis_group=selection.diagnosis_group,
        )
        return self.published(MARTS["patient_rates"], found, ("year", "residence"))

    def patient_profile(self, selection: Selection, place: str) -> PublishedTable:
        """Patients of one area in the last chosen year, of each sex and single age group; found by (sex, age group)."""
        found = marts.patient_rates(
            self.connection,
            years=(selection.last_year, selection.last_year),
            places=(place,),
            sexes=SEX.own_values,
            age_groups=AGE_GROUP.own_values,
            care=selection.care,
            diagnosis_group=selection.diagnosis_group,
        )
        return self.published(MARTS["patient_rates"], found, ("sex", "age_group"))

    def activity(self, selection: Selection, places: Codes, care: str, contact_types: Codes = (ALL,)) -> PublishedTable:
        """Contacts or stays by treating organisation; found by (period, organisation, contact type)."""
        found = marts.activity(
            self.connection,
            period_type=selection.period_type,
            years=(selection.first_year, selection.last_year),
            places=places,
            care=care,
            contact_types=contact_types,
            sex=selection.sex,
            age_group=selection.age_group,
        )
        return self.published(MARTS["activity"], found, ("period", "organisation", "contact_type"))

    def contact_types(self, selection: Selection, place: str) -> PublishedTable:
        """Outpatient contacts of one organisation, split by type; found as `activity`."""
        return self.activity(selection, (place,), "outpatient", CONTACT_TYPES)

    def patients_by_unit(
        self,
        years: tuple[int, int],
        places: Codes,
        care_levels: Codes = (ALL,),
        diagnosis_groups: Codes = (ALL,),
    ) -> PublishedTable:
        """Distinct patients; found by (year, organisation, care, diagnosis group)."""
        found = marts.patients_by_unit(
            self.connection,
            years=years,
            places=places,
            care_levels=care_levels,
            diagnosis_groups=diagnosis_groups,
        )
        by = ("year", "organisation", "care", "diagnosis_group")
        return self.published(MARTS["patients_by_unit"], found, by)

    def waiting(self, selection: Selection, places: Codes) -> PublishedTable:
        """Referrals and waits by treating organisation; found by (period, organisation)."""
        found = marts.waiting(
            self.connection,
            period_type=selection.period_type,
            years=(selection.first_year, selection.last_year),
            places=places,
        )
        return self.published(MARTS["waiting"], found, ("period", "organisation"))

    def prom_trends(self, years: tuple[int, int], places: Codes, questionnaire: Questionnaire) -> PublishedTable:
        """Coverage and change of one questionnaire; found by (year, organisation)."""
        found = marts.prom_trends(
            self.connection,
            years=years,
            places=places,
            instrument=questionnaire.instrument,
            informant=questionnaire.informant,
            scale=questionnaire.scale,
        )
        return self.published(MARTS["prom_trends"], found, ("year", "organisation"))

    def coverage(self, years: tuple[int, int], places: Codes) -> PublishedTable:
        """Patients with and without a coded main diagnosis; found by (year, organisation)."""
        found = marts.coverage(self.connection, years=years, places=places)
        return self.published(MARTS["coverage"], found, ("year", "organisation"))

    def population(self, years: tuple[int, int], places: Codes) -> PublishedTable:
        """Children and young people 0-17 on 1 January; found by (year, residence)."""
        found = marts.population(self.connection, years=years, places=places, sex=ALL, age_group=ALL)
        return self.published(MARTS["population"], found, ("year", "residence"))

    def ssb_activity(self, years: tuple[int, int], places: Codes) -> PublishedTable:
        """Statistics Norway's figures; found by (year, organisation)."""
        found = marts.ssb_activity(self.connection, years=years, places=places)
        return self.published(MARTS["ssb_activity"], found, ("year", "organisation"))


def read_choices(connection: DuckDBPyConnection) -> Choices:
    """What the filters of this release offer."""
    organisations = _places(connection, "organisations")
    with_ssb_figures = frozenset(str(row["organisation"]) for row in rows(connection, "ssb_organisations"))
    years = {(str(row["mart"]), str(row["period_type"])): _span(row) for row in rows(connection, "years")}
    return Choices(
        residences=_places(connection, "residence_areas"),
        organisations=organisations,
        ssb_organisations=organisations.only(with_ssb_figures),
        years={mart: span for (mart, kind), span in years.items() if kind == "year"},
        part_years={key: span for key, span in years.items() if key[1] != "year"},
        questionnaires=tuple(_questionnaire(row) for row in rows(connection, "instruments")),
        breaks=tuple(_series_break(row) for row in rows(connection, "breaks")),
        place_names=tuple((str(row["name"]), str(row["area"])) for row in rows(connection, "place_names")),
    )


def _places(connection: DuckDBPyConnection, table: str) -> Places:
    return Places(tuple(Place(**cast(dict[str, str], row)) for row in rows(connection, table)))


def _span(row: Row) -> tuple[int, int]:
    return cast(int, row["first_year"]), cast(int, row["last_year"])


def _series_break(row: Row) -> SeriesBreak:
    return SeriesBreak(str(row["mart"]), str(row["place"]), cast(int, row["year"]), str(row["reason"]))


def _questionnaire(row: Row) -> Questionnaire:
    informant = str(row["informant"])
    return Questionnaire(
        instrument=str(row["instrument"]),
        informant=informant,
        scale=str(row["scale"]),
        name=str(row["name"]),
        slug=f"{row['instrument']}-{INFORMANT_WORDS[informant]}-{row['scale']}".lower(),
        higher_is_better=bool(row["higher_is_better"]),
        minimum=float(cast(float, row["minimum"])),
        maximum=float(cast(float, row["maximum"])),
        confirmed=bool(row["confirmed"]),
        scale_name=str(row["scale_name"]),
    )
