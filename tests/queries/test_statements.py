"""Every statement runs on marts with the catalogue's columns and no rows, with its own parameters and no others."""

import re

import duckdb
import pyarrow as pa
import pytest

from data_marts.catalog import MARTS, TABLES
from queries.run import FOLDER, open_marts, rows, sql

SCHEMAS = {name: mart.schema for name, mart in MARTS.items()} | {name: table.schema for name, table in TABLES.items()}
STATEMENTS = sorted(path.stem for path in FOLDER.glob("*.sql"))
VALUES = {
    "places": ["norge"],
    "sexes": ["girls"],
    "age_groups": ["0-5"],
    "care_levels": ["all"],
    "contact_types": ["all"],
    "diagnosis_groups": ["all"],
    "first_year": 2022,
    "last_year": 2024,
}
BY_PERIOD = {"first_year": "2022", "last_year": "2024"}


@pytest.fixture(scope="module")
def empty() -> duckdb.DuckDBPyConnection:
    return open_marts({name: schema.empty_table() for name, schema in SCHEMAS.items()})


def _parameters(name: str) -> dict[str, object]:
    known = VALUES | (BY_PERIOD if name in ("activity", "waiting") else {})
    return {found: known.get(found, "all") for found in re.findall(r"\$(\w+)", sql(name))}


def test_there_are_statements_for_all_marts() -> None:
    assert set(MARTS) <= set(STATEMENTS)


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_is_prepared_and_runs_on_empty_marts(empty: duckdb.DuckDBPyConnection, name: str) -> None:
    parameters = _parameters(name)
    with empty.cursor() as cursor:
        plan = cursor.execute(f"EXPLAIN {sql(name)}", parameters).fetchall()
        cursor.execute(sql(name), parameters)
        assert plan
        assert [row for row in cursor.fetchall() if None not in row[1:]] == []


@pytest.mark.parametrize("name", MARTS)
def test_a_statement_on_a_mart_answers_with_all_its_columns_in_order(
    empty: duckdb.DuckDBPyConnection, name: str
) -> None:
    with empty.cursor() as cursor:
        cursor.execute(sql(name), _parameters(name))
        assert [column[0] for column in cursor.description] == MARTS[name].schema.names


@pytest.mark.parametrize("name", [name for name in STATEMENTS if "$" in sql(name)])
def test_a_missing_parameter_fails(empty: duckdb.DuckDBPyConnection, name: str) -> None:
    parameters = _parameters(name)
    for left_out in parameters:
        cut = {key: value for key, value in parameters.items() if key != left_out}
        with pytest.raises(duckdb.InvalidInputException, match=left_out):
            rows(empty, name, cut)


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_surplus_parameter_fails(empty: duckdb.DuckDBPyConnection, name: str) -> None:
    with pytest.raises(duckdb.InvalidInputException):
        rows(empty, name, {**_parameters(name), "surplus": 1})


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_read_and_never_add_persons_up(name: str) -> None:
    text = re.sub(r"--.*", "", sql(name)).lower()
    assert text.split()[0] == "select"
    assert not re.search(r"\b(sum|count|avg|group by|insert|update|delete|attach|copy|install|load|pragma)\b", text)
    assert "*" not in text


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY population TO 'population.csv'",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET threads = 4",
        "RESET lock_configuration",
    ],
)
def test_an_opened_database_is_closed_to_everything_else(empty: duckdb.DuckDBPyConnection, statement: str) -> None:
    with empty.cursor() as cursor, pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException)):
        cursor.execute(statement)


def test_values_are_never_read_as_sql(empty: duckdb.DuckDBPyConnection) -> None:
    hostile = "x'; DROP TABLE population; --"
    parameters = {**_parameters("population"), "sex": hostile, "places": [hostile]}
    assert rows(empty, "population", parameters) == []
    assert rows(empty, "population", _parameters("population")) == []


def test_a_table_is_opened_with_the_values_it_holds() -> None:
    made = pa.table({"name": ["Å", None], "number": pa.array([1, 2], pa.int16())})
    with open_marts({"made": made}).cursor() as cursor:
        assert cursor.execute("SELECT * FROM made ORDER BY number").fetchall() == [("Å", 1), (None, 2)]
