"""A table as columns: each number, limit and reason where it belongs."""

from hypothesis import given
from hypothesis import strategies as st

from app.files.flat import Column, Flat, flatten, unlike
from app.site import Site
from app.view import Figure, Table, TableCell

HIDDEN = TableCell("skjult", absent=True)


def name(text: str) -> TableCell:
    return TableCell(text, numeric=False)


def test_limits_and_reasons_get_columns_of_their_own(site: Site) -> None:
    rows = (
        (name("Norge"), TableCell("65,9 (64,1–67,7)", figure=Figure(65.94, 64.08, 67.72, 1)), name("over")),
        (name("Finnmarks"), HIDDEN, name("for få")),
    )
    flat = flatten(site.words, Table("Tabell", ("Sted", "Rate", "Vurdering"), rows))
    assert flat.columns == (
        Column("Sted"),
        Column("Rate", True, 1),
        Column("Rate, nedre grense", True, 1),
        Column("Rate, øvre grense", True, 1),
        Column("Rate, hvorfor tallet mangler"),
        Column("Vurdering"),
    )
    assert flat.rows == (
        ("Norge", 65.9, 64.1, 67.7, None, "over"),
        ("Finnmarks", None, None, None, "skjult", "for få"),
    )


def test_a_column_of_reasons_alone_is_still_one_of_numbers(site: Site) -> None:
    flat = flatten(site.words, Table("Tabell", ("Sted", "2024"), ((name("Alta"), HIDDEN),)))
    assert flat.columns == (Column("Sted"), Column("2024", numeric=True), Column("2024, hvorfor tallet mangler"))
    assert flat.rows == (("Alta", None, "skjult"),)


def test_ranges_without_a_number_between_have_two_columns(site: Site) -> None:
    cell = TableCell("4–15", figure=Figure(low=4, high=15))
    flat = flatten(site.words, Table("Tabell", ("Sted", "Plass"), ((name("Alta"), cell),)))
    assert [column.heading for column in flat.columns] == ["Sted", "Plass, nedre grense", "Plass, øvre grense"]
    assert flat.rows == (("Alta", 4, 15),)


@given(st.lists(st.text(max_size=4), max_size=6))
def test_headings_are_told_apart_and_those_that_were_stay(headings: list[str]) -> None:
    found = [column.heading for column in unlike([Column(one) for one in headings])]
    assert len({one.casefold() for one in found}) == len(headings)
    assert all(new == old or new.startswith(f"{old} (") for new, old in zip(found, headings, strict=True))


@given(st.lists(st.tuples(st.text(), st.none() | st.integers() | st.floats(allow_nan=False)), min_size=1))
def test_the_digest_tells_data_apart(rows: list[tuple[str, int | float | None]]) -> None:
    columns = (Column("Sted"), Column("Tall", True))
    one = Flat(columns, tuple(rows))
    assert one.digest == Flat(columns, tuple(rows)).digest
    assert len(one.digest) == 16
    assert one.digest != Flat(columns, (*rows, rows[0])).digest
    assert one.digest != Flat((Column("Sted"), Column("Antall", True)), tuple(rows)).digest
