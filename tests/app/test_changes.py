"""What a publication changed: the record is held against the release, and nothing that is withheld comes out of it."""

import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from app import changes
from app.changes import Changes, changes_of, period_type_of, read_changes
from app.factory import create_app_for
from app.gate import DisclosureError
from app.settings import Settings
from app.site import Site
from app.view import TextSection, View
from app.views import changes as view
from app.words import NO_BREAK_SPACE
from data_marts.catalog import Status
from data_marts.disclosure.rules import DEFAULT_POLICY
from tests.app.publications import ALTA, FINNMARK, FORMER, TROMSO, HandMade, change, publication
from tests.app.release_folder import with_rows
from tests.app.running_year import with_running_year
from tests.app.small_release import tables
from tests.app.told_site import told_site

NOT_TOLD = "ikke oppgitt"


def _told(*rows: dict, **facts: object) -> Changes:
    return changes_of(publication(rows, **facts), tables(), DEFAULT_POLICY)


def test_a_figure_that_moved_is_told_with_both_its_numbers() -> None:
    [figure] = _told(change()).figures
    assert (figure.mart, figure.measure, figure.period, figure.place) == ("patient_rates", "patients", "2024", "norge")
    assert (figure.before, figure.after) == (30.0, 40)
    assert figure.share == pytest.approx(33.333, abs=0.001)


@pytest.mark.parametrize(
    ("before", "listed"), [(36.0, True), (36.5, False), (44.0, False), (45.0, True), (40.0, False)]
)
def test_a_figure_has_moved_when_it_changed_by_more_than_a_tenth(before: float, listed: bool) -> None:
    told = _told(change(before=before))
    assert bool(told.figures) is listed
    assert told.counts == {("patient_rates", "changed"): 1}
    assert told.moved == ({"patient_rates": 1} if listed else {})


@pytest.mark.parametrize(
    "row",
    [
        # Girls in Finnmark, and contacts in Alta in 2024, are withheld in the release.
        change(residence=FINNMARK, sex="girls", before=3.0, after=120.0),
        change("activity", measure="contacts", organisation=ALTA, before=4.0, after=600.0),
        # The release has 40, the record another number.
        change(before=3.0, after=41.0),
    ],
)
def test_what_the_release_does_not_show_is_withheld_on_both_sides(row: dict) -> None:
    [figure] = _told(row).figures
    assert (figure.before, figure.after, figure.share) == (Status.WITHHELD, Status.WITHHELD, None)


@pytest.mark.parametrize(
    "told",
    [
        {"status_before": "withheld"},
        {"status_after": "withheld"},
        {"status_before": None},
        {"kind": "newly_withheld", "after": None, "status_after": "withheld", "before": 3.0},
        {"kind": "newly_withheld", "before": 3.0},
        {"before": None},
        {"before": float("nan")},
        {"kind": "new"},
    ],
)
def test_no_number_is_listed_where_one_side_is_not_shown(told: dict) -> None:
    assert _told(change(**told)).figures == ()


@pytest.mark.parametrize(
    "told",
    [
        {"residence": "<script>"},
        {"colour": "blue"},
        {"sex": "nobody"},
        {"sex": None},
        {"year": "2024"},
        {"year": True},
        {"year": 10**30},
        {"year": 1999},
        {"key": "{"},
        {"key": "[" * 10_000},
        {"key": "[2024]"},
        {"key": '{"year": 2024}'},
        {"measure": "no_such"},
        {"mart": "no_such", "key": "{}"},
    ],
)
def test_a_row_that_names_no_cell_is_left_out(told: dict) -> None:
    assert _told(change(before=1.0), change(**{"before": 2.0, **told})).figures == _told(change(before=1.0)).figures


def test_a_row_that_policy_forbids_stops_the_release_whatever_the_record_says() -> None:
    forbidden = with_rows("patient_rates", {"patients": 3}, year=2024, residence="norge", sex="all")
    with pytest.raises(DisclosureError):
        changes_of(publication((change(before=1.0, after=3.0),)), forbidden, DEFAULT_POLICY)


def test_the_farthest_stand_first_and_those_not_shown_last_in_an_order_of_their_own() -> None:
    rows = [change(year=year, before=before, after=after) for year, before, after in (
        (2022, 10.0, 20.0), (2023, 10.0, 30.0), (2024, 80.0, 40.0),
    )]  # fmt: skip
    hidden = [change(residence=FINNMARK, sex="girls", before=before, after=9e9) for before in (1.0, 2.0)]
    found = _told(*hidden, *rows).figures
    assert [figure.period for figure in found[:3]] == ["2023", "2022", "2024"]
    assert all(figure.after is Status.WITHHELD for figure in found[3:])


def test_no_more_than_so_many_are_listed_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_LISTED", 2)
    rows = [change(year=year, after=after) for year, after in ((2022, 20.0), (2023, 90.0), (2024, 40.0))]
    told = _told(*rows, change("ssb_activity", measure="beds", before=9.0, after=1.0))
    assert [(figure.mart, figure.period) for figure in told.figures] == [
        ("patient_rates", "2022"), ("patient_rates", "2023"), ("ssb_activity", "2024"),
    ]  # fmt: skip
    assert told.moved == {"patient_rates": 3, "ssb_activity": 1}


@pytest.mark.parametrize(
    ("code", "kind"), [("2024", "year"), ("2024-H2", "half_year"), ("2024-T3", "tertial"), ("2024-11", "month")]
)
def test_the_kind_of_a_period_is_told_by_its_code(code: str, kind: str) -> None:
    assert period_type_of(code) == kind


# --- records that cannot be read ---


def test_a_release_without_a_record_says_so(tmp_path: Path) -> None:
    assert read_changes(tmp_path, "2025-03-14-00000000", tables(), DEFAULT_POLICY) == Changes()


@pytest.mark.parametrize(
    "damage",
    [
        {"at": "yesterday"},
        {"rows": ({"mart": 7},)},
        {"revised": ({"mart": 7},)},
        {"changes": pa.table({})},
        {"changes": publication().changes().drop_columns(["kind"])},
    ],
)
def test_a_damaged_record_keeps_no_figure_from_being_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, damage: dict
) -> None:
    found = replace(publication(), **{name: value for name, value in damage.items() if name != "changes"})
    if "changes" in damage:
        monkeypatch.setattr(HandMade, "changes", lambda *_: damage["changes"])
    monkeypatch.setattr(changes, "publication_of", lambda *_: found)
    assert read_changes(tmp_path, "x", tables(), DEFAULT_POLICY) == Changes("unreadable")
    assert len(caplog.records) == 1
    assert str(tmp_path) not in caplog.text


# --- the page ---


def _text(cell: str) -> str:
    return cell.replace(NO_BREAK_SPACE, " ")


def _parts(site: Site, found: HandMade | None = None) -> tuple[TextSection, dict[str, View]]:
    story, *views = view.parts(told_site(site, found))
    return story, {one.name: one for one in views}


def test_the_page_says_what_replaced_what_when_and_why(site: Site) -> None:
    release = site.release.release_id
    story, _ = _parts(site)
    assert story.paragraphs == (f"Utgivelse {release} ble publisert 15. oktober 2025 og erstattet utgivelse {FORMER}.",)
    story, _ = _parts(site, publication(kind="rollback", reason="Feil i <b>enhet</b>."))
    assert story.paragraphs == (
        f"Utgivelse {release} ble tatt fram igjen 15. oktober 2025, i stedet for utgivelse {FORMER}.",
        "Begrunnelse: Feil i <b>enhet</b>.",
    )


def test_real_and_invented_changes_have_tables_of_their_own(site: Site) -> None:
    _, views = _parts(site)
    assert {name: one.origin for name, one in views.items()} == {
        "antall-invented": "invented", "flyttet-invented": "invented",
        "antall-real": "real", "flyttet-real": "real",
    }  # fmt: skip
    assert [[cell.text for cell in row] for row in views["antall-invented"].table.rows] == [
        # new, gone, changed, withheld now, shown now, moved; limits are not counted
        ["Pasienter etter bosted", "0", "0", "7", "0", "0", "6"],
        ["Aktivitet", "0", "0", "4", "0", "0", "4"],
        ["Pasienter etter behandlingssted", "1", "1", "0", "1", "1", "0"],
        ["Spørreskjemaer og vurderinger", "0", "0", "1", "0", "0", "1"],
    ]
    assert [[cell.text for cell in row] for row in views["antall-real"].table.rows] == [
        ["Tall fra SSB", "0", "0", "1", "0", "0", "1"]
    ]


def test_a_source_that_marts_share_is_named_once(site: Site) -> None:
    """Figures by residence are from the register and Statistics Norway, all others of it from the register alone."""
    _, views = _parts(site)
    assert views["antall-invented"].source == (
        f"oppdiktet registeruttrekk, utgivelse {site.release.release_id}; folkemengde fra SSB, tabell 07459 og 10826"
    )


def test_the_list_is_in_words(site: Site) -> None:
    _, views = _parts(site)
    listed = views["flyttet-invented"]
    assert [[_text(cell.text) for cell in row] for row in listed.table.rows] == [
        ["Polikliniske konsultasjoner", "BUP Tromsø", "2024", "Poliklinikk, video og annen fjernbehandling", "0", "420",
         "ikke aktuelt", NOT_TOLD],
        ["Polikliniske konsultasjoner", "BUP Tromsø", "juli 2024", "Poliklinikk", "210", "840", "+300,0 %", NOT_TOLD],
        ["Pasienter per 1 000 innbyggere", "Norge", "2024", "Alle", "20,0", "50,0", "+150,0 %",
         "nye regler for hva som skjules"],
        ["Pasienter", "Finnmarks", "2024", "Alle", "500", "120", "−76,0 %", NOT_TOLD],
        ["Pasienter", "Norge", "2024", "Alle", "30", "40", "+33,3 %",
         "PHBU_2024.csv → PHBU_2024_T3.csv; ny programversjon"],
        ["Gjennomsnittlig endring", "Norge", "2024", "SDQ, besvart av foresatt", "−2,0", "−2,4", "−20,0 %", NOT_TOLD],
        ["Polikliniske konsultasjoner", "BUP Tromsø", "2024", "Poliklinikk", "skjult", "skjult", "skjult", NOT_TOLD],
        ["Polikliniske konsultasjoner", "BUP Alta", "2024", "Poliklinikk", "skjult", "skjult", "skjult", NOT_TOLD],
        ["Pasienter", "Finnmarks", "2024", "Jenter", "skjult", "skjult", "skjult", NOT_TOLD],
    ]  # fmt: skip
    assert listed.sentences == ("Her står 9 av 11: de med størst endring.",)
    assert "Skjult: tallet vises ikke av hensyn til personvernet." in listed.notes
    assert views["flyttet-real"].sentences == ("Det ene tallet står her.",)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (publication((), former=None), "Den er den første: ingen tall var publisert før den."),
        (publication(()), "Ingen av tallene ble endret."),
    ],
)
def test_where_nothing_was_changed_one_sentence_says_so(site: Site, found: HandMade, said: str) -> None:
    story, views = _parts(site, found)
    assert said in " ".join(story.paragraphs)
    assert views == {}


def test_the_page_holds_no_number_of_a_withheld_figure_and_no_markup_of_the_record(site: Site, tmp_path: Path) -> None:
    told = told_site(site, publication(reason="Tredje tertial er levert <b>i sin helhet</b>."))
    client = create_app_for(told, Settings(cache=tmp_path / "cache")).test_client()
    html = client.get("/om/endringer").get_data(as_text=True)
    assert not re.search(r">(600|77|999)<", html)
    assert "<b>" not in html
    assert "&lt;b&gt;i sin helhet" in html
    assert 'aria-current="page">Om tallene' in html.replace(' href="/om"', "")
    # Without scripts of Dash: there is nothing to choose.
    assert "react-entry-point" not in html


def test_the_release_line_and_the_page_of_definitions_lead_here(client) -> None:
    for path in ("/", "/pasienter", "/om", "/tull"):
        assert 'href="/om/endringer"' in client.get(path).get_data(as_text=True)
    assert "Det er ikke ført opp når utgivelse" in client.get("/om/endringer").get_data(as_text=True)


def test_two_publications_of_one_release_are_kept_apart(site: Site, tmp_path: Path) -> None:
    settings = Settings(cache=tmp_path / "cache")
    for reason in ("Den første.", "Den andre."):
        number = 2 if "første" in reason else 5
        told = told_site(site, publication((), reason=reason, number=number))
        html = create_app_for(told, settings).test_client().get("/om/endringer").get_data(as_text=True)
        assert reason in html


def test_every_listed_cell_is_one_of_the_release() -> None:
    told = changes_of(publication(), with_running_year(), DEFAULT_POLICY)
    assert {figure.place for figure in told.figures} <= {"norge", FINNMARK, ALTA, TROMSO}
