"""From the kommune number of any delivery year to an HF area, worked by hand against Statistics Norway's lists."""

import pytest

from data_marts.build.places import Changes, main_changes, make_places, number_of_2024
from data_marts.sources.reference import Reference, area_of, read_reference

YEARS = range(2013, 2027)
# Kommuner as published, 1 January: Harstad 2013, Sandefjord 2017, four mergers 2018, the reform of 2020, Haram 2024.
NUMBER_OF_KOMMUNER = {
    **dict.fromkeys(range(2013, 2017), 428),
    2017: 426,
    **dict.fromkeys((2018, 2019), 422),
    **dict.fromkeys(range(2020, 2024), 356),
    **dict.fromkeys(range(2024, 2027), 357),
}
# Took others in 2020 and kept their number: new and old at the same time.
KEPT_IN_2020 = {"1103", "5001"}  # Stavanger, Trondheim
NO_KOMMUNE = {"2111", "2121", "2131"}  # Svalbard and Jan Mayen before 2020

AKERSHUS, OSTFOLD, VESTRE_VIKEN, INNLANDET = "983971636", "983971768", "894166762", "983971709"
BERGEN, FONNA, ST_OLAV, MORE, UNN = "983974724", "983974694", "883974832", "997005562", "983974899"
OUS, LOVISENBERG, DIAKONHJEMMET, FINNMARK = "993467049", "965985166", "982791952", "983974880"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return read_reference()


@pytest.fixture(scope="module")
def changes(reference: Reference) -> Changes:
    rows = reference.kommune_changes.to_pylist()
    return main_changes((row["year"], row["old"], row["new"], row["weight"]) for row in rows)


@pytest.fixture(scope="module")
def known(reference: Reference) -> frozenset[str]:
    return frozenset(reference.catchments.column("kommune").to_pylist())


def in_use(reference: Reference, year: int) -> set[str]:
    """The numbers of a year, going backwards from those of 2024: undo each change after it."""
    rows = reference.kommune_changes.to_pylist()
    found = set(reference.catchments.column("kommune").to_pylist())
    for changed in sorted({row["year"] for row in rows if row["year"] > year}, reverse=True):
        found -= {row["new"] for row in rows if row["year"] == changed}
        found |= {row["old"] for row in rows if row["year"] == changed}
        found |= KEPT_IN_2020 if changed == 2020 else set()
        # Trondheim got its number in 2018.
        found -= {"5001"} if changed == 2018 else set()
    return found - NO_KOMMUNE


@pytest.mark.parametrize("year", YEARS)
def test_every_number_of_every_delivery_year_leads_to_a_kommune(
    reference: Reference, changes: Changes, known: frozenset[str], year: int
) -> None:
    numbers = in_use(reference, year)
    assert len(numbers) == NUMBER_OF_KOMMUNER[year]
    led_to = {number: number_of_2024(number, year, changes, known) for number in numbers}
    assert [number for number, current in led_to.items() if current is None] == []
    # Nobody is left empty-handed, but for the smaller parts of what was divided.
    assert known - set(led_to.values()) <= {"1580", "1875", "5056"}


@pytest.mark.parametrize(
    ("numbers", "current", "area"),
    [
        (
            {2013: "0211", 2019: "0211", 2020: "3019", 2023: "3019", 2024: "3216", 2026: "3216"},
            "3216",
            OSTFOLD,
        ),  # Vestby
        ({2013: "0236", 2019: "0236", 2020: "3034", 2024: "3228", 2026: "3228"}, "3228", AKERSHUS),  # Nes
        ({2013: "0402", 2020: "3401", 2024: "3401"}, "3401", AKERSHUS),  # Kongsvinger
        ({2013: "0532", 2019: "0532", 2020: "3053", 2023: "3053", 2024: "3236"}, "3236", VESTRE_VIKEN),  # Jevnaker
        ({2013: "0533", 2020: "3054", 2024: "3234"}, "3234", INNLANDET),  # Lunner
        ({2013: "1411", 2019: "1411", 2020: "4635", 2026: "4635"}, "4635", BERGEN),  # Gulen
        ({2013: "1232", 2019: "1232", 2020: "4619", 2026: "4619"}, "4619", BERGEN),  # Eidfjord
        ({2013: "1228", 2020: "4618"}, "4618", FONNA),  # Ullensvang (Odda), the neighbour
        ({2013: "1444", 2019: "1444", 2020: "1577"}, "1577", MORE),  # Hornindal, from Sogn og Fjordane to Volda
        ({2013: "1571", 2019: "1571", 2020: "5055"}, "5055", ST_OLAV),  # Halsa, from Møre og Romsdal to Heim
        ({2013: "1850", 2019: "1850"}, "1806", UNN),  # Tysfjord, divided: to Narvik
        ({2013: "1103", 2019: "1103", 2020: "1103", 2026: "1103"}, "1103", "983974678"),  # Stavanger keeps its number
        ({2013: "1601", 2017: "1601", 2018: "5001", 2026: "5001"}, "5001", ST_OLAV),  # Trondheim
        ({2013: "2004", 2019: "2004", 2020: "5406", 2023: "5406", 2024: "5603"}, "5603", FINNMARK),  # Hammerfest
        ({2013: "0706", 2016: "0720", 2017: "0710", 2020: "3804", 2024: "3907"}, "3907", "983975259"),  # Sandefjord
    ],
)
def test_numbers_of_their_year_are_chained_to_one_area(
    reference: Reference,
    changes: Changes,
    known: frozenset[str],
    numbers: dict[int, str],
    current: str,
    area: str,
) -> None:
    assert {number_of_2024(number, year, changes, known) for year, number in numbers.items()} == {current}
    assert {area_of(reference.catchments, year)[current] for year in range(2015, 2027)} == {area}


def test_snillfjord_was_divided_between_kommuner_of_one_area(
    reference: Reference, changes: Changes, known: frozenset[str]
) -> None:
    """SKDE puts all of it in Orkland (5059), the largest weights here in Heim: the area is the same."""
    for number, year in (("1613", 2017), ("5012", 2018), ("5012", 2019)):
        assert number_of_2024(number, year, changes, known) == "5055"
    assert {area_of(reference.catchments, 2024)[kommune] for kommune in ("5055", "5056", "5059")} == {ST_OLAV}


@pytest.mark.parametrize("year", range(2015, 2027))
def test_the_districts_of_oslo(reference: Reference, year: int) -> None:
    expected = {
        **dict.fromkeys(("01", "02", "04"), LOVISENBERG),
        **dict.fromkeys(("05", "06", "07"), DIAKONHJEMMET),
        **dict.fromkeys(("10", "11"), AKERSHUS),
        **dict.fromkeys(("03", "08", "09", "13", "14", "15", "16", "17", "99"), OUS),
        "12": AKERSHUS if year < 2026 else OUS,  # Alna moves in January 2026
    }
    areas = area_of(reference.catchments, year)
    assert {code[4:]: area for code, area in areas.items() if code.startswith("0301")} == expected


def test_alna_is_counted_where_it_lies_in_the_year(reference: Reference) -> None:
    """In the tables of a build, from a delivered number and district to the area of the year."""
    tables = make_places(reference, [2025, 2026], [2025, 2026])
    oslo = [row for row in tables.kommune_places.to_pylist() if row["kommune"] == "0301"]
    assert [(row["delivered_year"], row["has_districts"]) for row in oslo] == [(2025, True), (2026, True)]
    [alna] = [row["place"] for row in tables.district_places.to_pylist() if row["district"] == 12]
    areas = {row["year"]: row["area"] for row in tables.place_areas.to_pylist() if row["place"] == alna}
    assert areas == {2025: AKERSHUS, 2026: OUS}
