"""A leader sees the own true figures, and of all others what everybody sees: on pages, in the reader, in caches."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app.factory import create_app
from app.gate import DisclosureError, publish_own
from app.leader.own_figures import OWN_MARTS, LeaderResults, leader_site
from app.release import open_site
from app.selection import Selection
from app.settings import Settings, SettingsError
from app.site import Site
from data_marts.catalog import ALL, CONTACT_TYPES, MARTS, Status
from tests.app.login.small_login import (
    ALTA,
    FINNMARK,
    HAMMERFEST,
    OTHERS,
    TROMSO,
    log_in,
    login_server,
    true_count,
    true_tables,
    write_small_release,
)
from tests.app.small_release import PLACES

CODES = tuple(code for _, code, *_ in PLACES)
SPACE = "\N{NO-BREAK SPACE}"
#: The true counts as pages write them, by whose they are.
WRITTEN = {HAMMERFEST: f"4{SPACE}444", FINNMARK: f"5{SPACE}555", "others": f"7{SPACE}777"}
YEARS = Selection("contacts", 2022, 2024)


@pytest.fixture(scope="module")
def open_figures(login_releases: Path) -> Site:
    return open_site(Settings(releases=login_releases))


def _release(releases: Path) -> Path:
    return (releases / "current").resolve()


@pytest.mark.parametrize("own", [{ALTA}, {TROMSO}, {FINNMARK, ALTA, HAMMERFEST}])
def test_own_rows_are_true_and_all_others_those_of_the_open_release(
    open_figures: Site, login_releases: Path, own: set[str]
) -> None:
    questionnaire = open_figures.choices.questionnaires[0]
    with leader_site(open_figures, _release(login_releases), frozenset(own)) as site:
        asked = [
            (results.patients_by_unit((2022, 2024), CODES), results.waiting(YEARS, CODES),
             results.activity(YEARS, CODES, "outpatient"), results.coverage((2022, 2024), CODES),
             results.prom_trends((2022, 2024), CODES, questionnaire))
            for results in (site.results, open_figures.results)
        ]  # fmt: skip
    for true, shown, measure in zip(*asked, ("patients", "referrals", "contacts", "patients", "pairs"), strict=True):
        assert set(true.index) == set(shown.index)
        assert {row.keys["organisation"] for row in true.rows} == set(CODES)
        for key, row in true.index.items():
            code = str(row.keys["organisation"])
            expected = true_count(code) if code in own else shown.index[key].cells[measure]
            assert row.cells[measure] == expected, key


def test_what_is_given_of_no_unit_is_not_given_of_the_own_one(open_figures: Site, login_releases: Path) -> None:
    """With it, the total of the trust could tell of another unit: the attack on the release does not assume it."""
    with leader_site(open_figures, _release(login_releases), frozenset({ALTA})) as site:
        asked = [
            results.activity(YEARS, (ALTA,), "outpatient", CONTACT_TYPES)
            for results in (site.results, open_figures.results)
        ]
    true, shown = ({key: row.cells["contacts"] for key, row in table.index.items()} for table in asked)
    detailed = {key for key, cell in shown.items() if cell is Status.TOO_DETAILED}
    assert {kind for _, _, kind in detailed} == {"in_person"}
    assert {key for key, cell in true.items() if cell is Status.TOO_DETAILED} == detailed
    assert {cell for key, cell in true.items() if key not in detailed} == {3}


def test_a_withheld_number_of_the_own_unit_is_there_and_of_another_is_not(
    open_figures: Site, login_releases: Path
) -> None:
    """Alta's patients of 2024 are withheld from everybody: its leader has the 3, Tromso's has nothing."""
    found = {}
    for own in (ALTA, TROMSO):
        with leader_site(open_figures, _release(login_releases), frozenset({own})) as site:
            row = site.results.patients_by_unit((2024, 2024), (ALTA,)).find(2024, ALTA, ALL, ALL)
            assert row is not None
            found[own] = row.number("patients")
    assert found == {ALTA: 3, TROMSO: None}


def test_rows_of_other_organisations_are_not_even_read(open_figures: Site, login_releases: Path) -> None:
    with leader_site(open_figures, _release(login_releases), frozenset({ALTA})) as site:
        assert isinstance(site.results, LeaderResults)
        assert site.results.true is not None
        connection = site.results.true.connection
        for mart in OWN_MARTS:
            found = {code for (code,) in connection.table(mart).select("organisation").distinct().fetchall()}
            assert found == {ALTA}
            # What only protection needs, and what tells of single children, is not read either.
            assert connection.table(mart).columns == MARTS[mart].schema.names
    with pytest.raises(Exception, match="[Cc]onnection"):
        connection.table("coverage")


def test_the_gate_lets_no_true_row_of_somebody_else_pass() -> None:
    rows = [row for row in true_tables()["coverage"].to_pylist() if row["year"] == 2024]
    mart, by = MARTS["coverage"], ("year", "organisation")
    own = [row for row in rows if row["organisation"] == ALTA]
    assert publish_own(mart, own, frozenset({ALTA}), by).find(2024, ALTA).number("patients") == 3  # type: ignore[union-attr]
    with pytest.raises(DisclosureError, match="a true row of somebody else"):
        publish_own(mart, rows, frozenset({ALTA}), by)
    with pytest.raises(DisclosureError, match="a true row of somebody else"):
        publish_own(MARTS["population"], true_tables()["population"].to_pylist(), frozenset({ALTA}), ("year",))


def test_the_page_of_a_unit_shows_its_own_figures_and_nobody_elses(guarded: Flask, login_folder: Path) -> None:
    client = log_in(guarded, login_folder, "unit_leader", (ALTA,))
    answer = client.get(f"/leder/{ALTA}")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert "<h1>BUP Alta</h1>" in text
    assert _cards(text, "Siste måned: des. 2024") == ["3"]  # contacts: of a unit nothing else is given by month
    assert _cards(text, "Henvisninger og ventetid 2024") == ["3", "3", "12,5", "12"]
    assert _cards(text, "Nøkkeltall, 2024")[0] == "3"
    assert [whose for whose, number in WRITTEN.items() if number in text] == []
    # The trust stands beside it as everybody sees it: half of its patients started in time, of Alta's an eighth.
    waits = text.partition("BUP Alta mot nivåene over")[2].partition("</section>")[0]
    rows = re.findall(r'<th scope="row">([^<]*)</th><td[^>]*>([^<]*)</td>', waits)
    assert rows[:2] == [("BUP Alta", "12,5"), ("Finnmarks", "50,0")]


def _cards(text: str, heading: str) -> list[str]:
    """The values of the cards under a heading."""
    return re.findall(r'<p class="card-value">([^<]*)</p>', text.partition(heading)[2].partition("</section>")[0])


def test_a_trust_and_its_units_are_of_one_leader(guarded: Flask, login_folder: Path) -> None:
    client = log_in(guarded, login_folder, "trust_leader", (FINNMARK,))
    text = client.get(f"/leder/{FINNMARK}").get_data(as_text=True)
    assert [whose for whose, number in WRITTEN.items() if number in text] == [HAMMERFEST, FINNMARK]
    # On a unit's own page the trust stands as in the open release: only what the page is about is read.
    text = client.get(f"/leder/{HAMMERFEST}").get_data(as_text=True)
    assert [whose for whose, number in WRITTEN.items() if number in text] == [HAMMERFEST]
    assert f'href="/leder/{ALTA}"' in text


def test_nobody_keeps_what_a_leader_is_shown(guarded: Flask, login_folder: Path) -> None:
    client = log_in(guarded, login_folder, "unit_leader", (ALTA,))
    kept = sorted((login_folder / "cache").iterdir())
    answer = client.get(f"/leder/{ALTA}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert "ETag" not in answer.headers
    assert sorted((login_folder / "cache").iterdir()) == kept
    for address in ("/leder/", "/leder/1", "/logg-inn/feil/level", "/logg-ut/ferdig"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    # The open pages are the same for whoever is logged in, and may be kept by all.
    mine, everybodys = client.get(f"/enheter/{ALTA}"), guarded.test_client().get(f"/enheter/{ALTA}")
    assert mine.data == everybodys.data
    assert mine.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in mine.headers


def test_the_open_site_reads_nothing_that_is_restricted(login_releases: Path, tmp_path: Path) -> None:
    """Where nobody can log in the folder may be missing, and there is no way to log in."""
    root = tmp_path / "releases"
    root.mkdir()
    write_small_release(root)
    restricted = _release(root) / "restricted"
    for path in restricted.iterdir():
        path.unlink()
    restricted.rmdir()
    client = create_app(Settings(releases=root, cache=tmp_path / "cache")).test_client()
    assert client.get(f"/enheter/{ALTA}").status_code == 200
    for path in ("/leder/", f"/leder/{ALTA}", "/logg-inn", "/logg-inn/svar", "/logg-ut/ferdig", "/logg-inn/feil/level"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "Set-Cookie" not in answer.headers
    for path in ("/logg-ut", "/logg-inn/varsel", "/leder/visninger"):
        assert client.post(path).status_code in (404, 405), path
    with pytest.raises(SettingsError, match="needs the true figures of the release"):
        login_server(root, tmp_path)


def test_true_figures_that_were_changed_are_refused(tmp_path: Path) -> None:
    root = tmp_path / "releases"
    root.mkdir()
    write_small_release(root)
    file = next((_release(root) / "restricted").glob("waiting*"))
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(SettingsError, match=r"restricted/waiting.* is not the file that was made"):
        login_server(root, tmp_path)


def test_true_numbers_of_others_are_in_the_small_release() -> None:
    """The numbers that the tests above look for can be found by somebody who reads too much."""
    rows = true_tables()["patients_by_unit"].to_pylist()
    assert {row["patients"] for row in rows if row["organisation"] == TROMSO} == {OTHERS}
