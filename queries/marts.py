"""One small typed function for each statement on a mart: parameters in, rows out. Nothing is added up."""

from collections.abc import Sequence

from duckdb import DuckDBPyConnection

from queries.run import Row, rows

Codes = tuple[str, ...]


def patient_rates(
    connection: DuckDBPyConnection,
    *,
    years: tuple[int, int],
    places: Codes,
    sexes: Codes,
    age_groups: Codes,
    care: str,
    diagnosis_group: str,
) -> Sequence[Row]:
    """Patients and rates by residence, one row per year, area, sex and age group."""
    return rows(
        connection,
        "patient_rates",
        {
            **_where_and_when(places, years),
            "sexes": list(sexes),
            "age_groups": list(age_groups),
            "care": care,
            "diagnosis_group": diagnosis_group,
        },
    )


def activity(
    connection: DuckDBPyConnection,
    *,
    period_type: str,
    years: tuple[int, int],
    places: Codes,
    care: str,
    contact_types: Codes,
    sex: str,
    age_group: str,
) -> Sequence[Row]:
    """Contacts, stays and bed days by treating organisation, one row per period, organisation and contact type."""
    return rows(
        connection,
        "activity",
        {
            "period_type": period_type,
            **_where_and_when(places, (str(years[0]), str(years[1]))),
            "care": care,
            "contact_types": list(contact_types),
            "sex": sex,
            "age_group": age_group,
        },
    )


def patients_by_unit(
    connection: DuckDBPyConnection,
    *,
    years: tuple[int, int],
    places: Codes,
    care_levels: Codes,
    diagnosis_groups: Codes,
) -> Sequence[Row]:
    """Distinct patients by treating organisation, one row per year, organisation, care level and diagnosis group."""
    return rows(
        connection,
        "patients_by_unit",
        {
            **_where_and_when(places, years),
            "care_levels": list(care_levels),
            "diagnosis_groups": list(diagnosis_groups),
        },
    )


def waiting(
    connection: DuckDBPyConnection, *, period_type: str, years: tuple[int, int], places: Codes
) -> Sequence[Row]:
    """Referrals and waits by treating organisation, one row per period and organisation."""
    return rows(
        connection,
        "waiting",
        {
            "period_type": period_type,
            **_where_and_when(places, (str(years[0]), str(years[1]))),
        },
    )


def prom_trends(
    connection: DuckDBPyConnection,
    *,
    years: tuple[int, int],
    places: Codes,
    instrument: str,
    informant: str,
    scale: str,
) -> Sequence[Row]:
    """Coverage and change of one questionnaire, one row per year and organisation."""
    return rows(
        connection,
        "prom_trends",
        {
            **_where_and_when(places, years),
            "instrument": instrument,
            "informant": informant,
            "scale": scale,
        },
    )


def coverage(connection: DuckDBPyConnection, *, years: tuple[int, int], places: Codes) -> Sequence[Row]:
    """Patients with and without a coded main diagnosis, one row per year and organisation."""
    return rows(connection, "coverage", _where_and_when(places, years))


def population(
    connection: DuckDBPyConnection, *, years: tuple[int, int], places: Codes, sex: str, age_group: str
) -> Sequence[Row]:
    """Inhabitants on 1 January, one row per year and area."""
    return rows(
        connection,
        "population",
        {
            **_where_and_when(places, years),
            "sex": sex,
            "age_group": age_group,
        },
    )


def ssb_activity(connection: DuckDBPyConnection, *, years: tuple[int, int], places: Codes) -> Sequence[Row]:
    """Statistics Norway's own figures, one row per year and region or trust."""
    return rows(connection, "ssb_activity", _where_and_when(places, years))


def _where_and_when(places: Codes, years: tuple[int, int] | tuple[str, str]) -> dict[str, object]:
    """The parameters that every statement on a mart has."""
    return {"first_year": years[0], "last_year": years[1], "places": list(places)}
