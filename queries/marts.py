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
    sex: str,
    age_group: str,
    care: str,
    diagnosis_group: str,
) -> Sequence[Row]:
    """Patients and rates by residence, one row per year and area."""
    return rows(
        connection,
        "patient_rates",
        {
            "first_year": years[0],
            "last_year": years[1],
            "places": list(places),
            "sex": sex,
            "age_group": age_group,
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
            "first_year": str(years[0]),
            "last_year": str(years[1]),
            "places": list(places),
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
            "first_year": years[0],
            "last_year": years[1],
            "places": list(places),
            "care_levels": list(care_levels),
            "diagnosis_groups": list(diagnosis_groups),
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
            "first_year": years[0],
            "last_year": years[1],
            "places": list(places),
            "instrument": instrument,
            "informant": informant,
            "scale": scale,
        },
    )


def population(
    connection: DuckDBPyConnection, *, years: tuple[int, int], places: Codes, sex: str, age_group: str
) -> Sequence[Row]:
    """Inhabitants on 1 January, one row per year and area."""
    return rows(
        connection,
        "population",
        {
            "first_year": years[0],
            "last_year": years[1],
            "places": list(places),
            "sex": sex,
            "age_group": age_group,
        },
    )


def ssb_activity(connection: DuckDBPyConnection, *, years: tuple[int, int], places: Codes) -> Sequence[Row]:
    """Statistics Norway's own figures, one row per year and region or trust."""
    parameters = {"first_year": years[0], "last_year": years[1], "places": list(places)}
    return rows(connection, "ssb_activity", parameters)
