"""The numbers of the small release, worked out by hand, come out of every function; also for several threads at once.

A place's count in a year is 10 x the year's last digit x the place's number: Finnmark (3) in 2024 has 10 x 4 x 3 = 120.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.gate import DisclosureError
from app.results import Results, read_choices
from app.selection import Selection
from app.site import Site
from data_marts.catalog import ALL, Status
from data_marts.disclosure.rules import DEFAULT_POLICY
from queries.run import open_marts
from tests.app.release_folder import with_rows

FINNMARK, NORTH, ALTA, TROMSO, HAUKELAND = "983974880", "883658752", "979848498", "974547031", "975297195"
EVERYBODY = Selection("rate", 2022, 2024)


def test_patient_rates(site: Site) -> None:
    table = site.results.patient_rates(EVERYBODY, (FINNMARK, "norge"))
    assert len(table.rows) == 6
    finnmark = table.find(2024, FINNMARK)
    assert finnmark is not None
    assert finnmark.cells == {
        "patients": 120, "population": 2400, "rate": 50.0, "rate_low": 45.0, "rate_high": 55.5,
        "standardised_rate": 51.0, "standardised_low": 46.0, "standardised_high": 56.0,
    }  # fmt: skip
    country = table.find(2022, "norge")
    assert country is not None
    assert (country.number("patients"), country.number("population")) == (20, 400)


def test_patient_rates_of_a_group(site: Site) -> None:
    girls = Selection("rate", 2023, 2024, sex="girls", age_group="13-15")
    table = site.results.patient_rates(girls, (FINNMARK, NORTH))
    [before, north, now] = [table.find(2023, FINNMARK), table.find(2024, NORTH), table.find(2024, FINNMARK)]
    assert before is not None
    assert before.number("patients") == 90
    assert before.status("standardised_rate") is Status.NOT_APPLICABLE
    assert north is not None
    assert north.number("patients") == 80
    assert now is not None
    assert set(now.cells.values()) == {Status.WITHHELD, Status.NOT_APPLICABLE}
    assert table.find(2022, NORTH) is None


def test_patient_rates_of_a_group_that_has_no_rows(site: Site) -> None:
    assert site.results.patient_rates(Selection("rate", 2022, 2024, age_group="0-5"), ("norge",)).rows == ()


def test_activity_of_years_and_months(site: Site) -> None:
    years = site.results.activity(Selection("contacts", 2022, 2024), (TROMSO,), "outpatient")
    contacts = {row.keys["period"]: row.number("contacts") for row in years}
    # 3 x 10 x 2 x 7, and so on
    assert contacts == {"2022": 420, "2023": 630, "2024": 840}
    months = site.results.activity(Selection("contacts", 2023, 2023, period_type="month"), (TROMSO,), "outpatient")
    assert [row.number("contact_patients") for row in months] == [210] * 12
    stays = site.results.activity(Selection("bed_days", 2024, 2024), (HAUKELAND,), "inpatient").find(
        "2024", HAUKELAND, ALL
    )
    assert stays is not None
    assert (stays.number("bed_days"), stays.number("admissions"), stays.number("occupied_share")) == (800, 400, 87.5)
    assert stays.status("contacts") is Status.NOT_APPLICABLE


def test_contact_types(site: Site) -> None:
    table = site.results.contact_types(Selection("contacts", 2024, 2024), TROMSO)
    assert len(table.rows) == 6
    video, total = table.find("2024", TROMSO, "video"), table.find("2024", TROMSO, ALL)
    assert video is not None
    assert total is not None
    assert (video.number("contacts"), total.number("contacts")) == (420, 840)


def test_patients_by_unit(site: Site) -> None:
    table = site.results.patients_by_unit((2023, 2024), (ALTA, TROMSO), (ALL, "outpatient"))
    tromso = table.find(2024, TROMSO, "outpatient", ALL)
    assert tromso is not None
    assert (tromso.number("patients"), tromso.number("contacts_per_patient")) == (280, 14.2)
    hidden, before = table.find(2024, ALTA, ALL, ALL), table.find(2023, ALTA, ALL, ALL)
    assert hidden is not None
    assert hidden.status("patients") is Status.WITHHELD
    assert before is not None
    assert before.number("patients") == 150


def test_prom_trends(site: Site) -> None:
    [questionnaire] = site.choices.questionnaires
    table = site.results.prom_trends((2022, 2024), (FINNMARK, ALTA), questionnaire)
    finnmark = table.find(2024, FINNMARK)
    assert finnmark is not None
    # 60 pairs, of whom 10 were unchanged, 10 worse and 40 better
    assert [finnmark.number(name) for name in ("pairs", "better", "unchanged", "worse")] == [60, 40, 10, 10]
    assert [finnmark.number(name) for name in ("eligible", "invited", "baseline_n")] == [240, 180, 120]
    assert finnmark.number("mean_change") == -2.4
    hidden = table.find(2024, ALTA)
    assert hidden is not None
    # Of a unit outcomes and scores at the ends of the scale are not given at all.
    told = {hidden.status(name) for name in ("invited", "baseline_n", "pair_share", "mean_change", "change_low")}
    never = {hidden.status(name) for name in ("better", "worse_share", "at_floor", "ceiling_share")}
    assert (told, never) == ({Status.WITHHELD}, {Status.TOO_DETAILED})


def test_population(site: Site) -> None:
    table = site.results.population((2022, 2024), (NORTH,))
    assert {row.keys["year"]: row.number("population") for row in table} == {2022: 800, 2023: 1200, 2024: 1600}


def test_ssb_activity(site: Site) -> None:
    table = site.results.ssb_activity((2022, 2024), ("983974899",))
    before, repeated, last = (table.find(year, "983974899") for year in (2022, 2023, 2024))
    assert before is not None
    assert before.cells == {"consultations": 12000, "bed_days": 840, "discharges": 120, "beds": 6}
    assert repeated is not None
    assert repeated.status("consultations") is Status.REPEATED
    assert repeated.number("bed_days") == 1260
    assert last is not None
    assert last.number("consultations") == 24000


def test_what_the_filters_offer(site: Site) -> None:
    choices = site.choices
    assert choices.years == dict.fromkeys(
        (
            "patient_rates",
            "activity",
            "waiting",
            "patients_by_unit",
            "prom_trends",
            "coverage",
            "population",
            "ssb_activity",
        ),
        (2022, 2024),
    )
    assert [place.slug for place in choices.residences.ordered] == [
        "norge", "helse-nord", "finnmark", "unn", "helse-vest", "bergen",
    ]  # fmt: skip
    assert [place.slug for place in choices.organisations.children(FINNMARK)] == ["bup-hammerfest", "bup-alta"]
    assert [place.slug for place in choices.organisations.path(ALTA)] == ["norge", "helse-nord", "finnmark", "bup-alta"]
    assert choices.residences.defaults == ("norge", "883658752", "983658725")
    assert choices.questionnaires[0].slug == "sdq-foresatt-total"


def test_breaks_concern_a_place_and_those_above_and_below_it(site: Site) -> None:
    choices = site.choices
    concerned = {
        place.slug
        for place in choices.organisations.ordered
        if choices.breaks_for("ssb_activity", (place.code,), choices.organisations)
    }
    assert concerned == {"norge", "helse-nord", "finnmark", "bup-hammerfest", "bup-alta", "unn", "bup-tromso"}
    assert choices.breaks_for("activity", ("norge",), choices.organisations) == ()


def test_a_forbidden_row_in_a_mart_stops_at_the_gate() -> None:
    connection = open_marts(with_rows("patients_by_unit", {"patients": 3}, organisation=TROMSO, year=2023))
    results = Results(connection, read_choices(connection), DEFAULT_POLICY)
    with pytest.raises(DisclosureError, match="mart patients_by_unit, group patients: a published row is forbidden"):
        results.patients_by_unit((2022, 2024), (TROMSO,))
    assert len(results.patients_by_unit((2024, 2024), (TROMSO,)).rows) == 1


def test_threads_that_ask_at_once_get_their_own_answers(site: Site) -> None:
    places = [place.code for place in site.choices.residences.ordered]

    def wrong(turn: int) -> int:
        place, year = places[turn % len(places)], 2022 + turn % 3
        number = {"norge": 1, NORTH: 2, FINNMARK: 3, "983974899": 6, "983658725": 8, "983974724": 9}[place]
        table = site.results.patient_rates(Selection("rate", year, year), (place,))
        found = [(row.keys["year"], row.keys["residence"], row.number("patients")) for row in table]
        return found != [(year, place, 10 * (year - 2020) * number)]

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(wrong, range(400))) == 0
