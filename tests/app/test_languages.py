"""The language stands in the address, and everything that follows from an address is in it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from app.address import from_query_string
from app.answers import Request, canonical, pages_by_path
from app.cache import answer_key
from app.controls import control_id
from app.factory import create_app
from app.filters import ViewSpec
from app.languages import LANGUAGES, in_language, language_in, language_of, with_language
from app.live import panel_of, search_of
from app.selection import SelectionError
from app.settings import Settings
from app.site import Site
from app.unavailable import create_unavailable
from pages import PAGES
from tests.app import live_calls
from tests.app.small_release import WITHHELD_UNIT
from tests.app.test_address import CHOICES, SPECS, selections

BY_PATH = pages_by_path(PAGES)
BY_SPEC = {page.spec.name: page for page in PAGES if page.spec is not None}
#: As much of a site as reading an address needs.
LIKE_A_SITE: Any = SimpleNamespace(choices=CHOICES)
OTHERS = LANGUAGES[1:]
MISSING = {"nb": "Siden finnes ikke", "nn": "Sida finst ikkje", "en": "Page not found"}
REFUSED = {"nb": "Valget kan ikke vises", "nn": "Valet kan ikkje visast", "en": "This selection cannot be shown"}
CONTROLS = [{"id": control_id("kjonn"), "property": "value", "value": "jenter"}]


def _asked(spec: ViewSpec, query: str) -> Request:
    return Request(BY_SPEC[spec.name], spec.path, "", query)


# --- addresses ---


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_canonical_address_with_a_language_stands_still_and_leads_back(spec: ViewSpec, data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    selection = data.draw(selections(spec))
    try:
        _, query = canonical(LIKE_A_SITE, _asked(spec, with_language(_written(spec, selection), language)))
    except SelectionError:
        return
    again, same = canonical(LIKE_A_SITE, _asked(spec, query))
    assert (again, same, language_in(query)) == (selection, query, language)
    # The language is the last word, and its absence is the first language.
    assert query.endswith(f"sprak={language}") is (language != "nb")
    assert query.count("sprak") == (language != "nb")


def _written(spec: ViewSpec, selection: Any) -> str:
    """Every filter written out, as a form sends them: made without the code that leaves defaults out."""
    pairs = [(choice.key, choice.words[getattr(selection, choice.field)]) for choice in spec.choice_filters]
    pairs += [("fra", str(selection.first_year)), ("til", str(selection.last_year))]
    if spec.has_places:
        pairs += [("sted", spec.places(CHOICES).by_code[code].slug) for code in selection.places]
    if spec.has_questionnaire:
        pairs.append(("skjema", selection.questionnaire))
    return "&".join(f"{key}={quote(value)}" for key, value in pairs)


@given(
    path=st.sampled_from(["/", "/pasienter", "/enheter/979848498"]),
    pairs=st.lists(st.tuples(st.sampled_from(["kjonn", "sted", "sprak", "x"]), st.sampled_from(["nn", "unn", "en"]))),
    anchor=st.sampled_from(["", "#rate"]),
    languages=st.tuples(st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES)),
)
def test_a_link_to_another_language_changes_nothing_else(
    path: str, pairs: list[tuple[str, str]], anchor: str, languages: tuple[str, str]
) -> None:
    query = "&".join(f"{key}={value}" for key, value in pairs)
    first = in_language(f"{path}?{query}{anchor}", languages[0])
    asked, _, found_anchor = first.partition("#")
    found_path, _, found_query = asked.partition("?")
    kept = [f"{key}={value}" for key, value in pairs if key != "sprak"]
    assert (found_path, f"#{found_anchor}" if found_anchor else "") == (path, anchor)
    assert [part for part in found_query.split("&") if part and not part.startswith("sprak=")] == kept
    assert language_in(found_query) == languages[0]
    assert in_language(first, languages[0]) == first
    assert in_language(first, languages[1]) == in_language(f"{path}?{query}{anchor}", languages[1])


@pytest.mark.parametrize(
    ("query", "language"),
    [("", "nb"), ("sprak=nn", "nn"), ("?kjonn=jenter&sprak=en", "en"), ("sprak=", "nb"), ("sprak=nb", "nb")],
)
def test_languages_are_read_from_addresses(query: str, language: str) -> None:
    assert language_in(query) == language_of(query) == language


@pytest.mark.parametrize(
    ("query", "refusal"),
    [("sprak=se", "unknown_value"), ("sprak=NN", "unknown_value"), ("sprak=nn&sprak=en", "repeated_filter")],
)
def test_a_language_that_there_is_not_is_refused_in_the_first_one(query: str, refusal: str) -> None:
    with pytest.raises(SelectionError) as refused:
        language_in(query)
    assert (refused.value.key, refused.value.values) == (refusal, {"key": "sprak"})
    assert language_of(query) == "nb"


def test_what_only_begins_like_the_language_is_a_filter_that_there_is_not() -> None:
    with pytest.raises(SelectionError):
        from_query_string(SPECS[1], "spraket=nn", CHOICES)


@pytest.mark.parametrize(
    ("asked", "canonical_address"),
    [
        ("/?sprak=nb", "/"),
        ("/om?sprak=nb", "/om"),
        ("/pasienter?sprak=nn&kjonn=jenter", "/pasienter?kjonn=jenter&sprak=nn"),
        ("/pasienter?kjonn=alle&sprak=en", "/pasienter?sprak=en"),
        ("/om?utm_source=x&sprak=en", "/om?sprak=en"),
    ],
)
def test_other_forms_lead_to_the_canonical_address(client: FlaskClient, asked: str, canonical_address: str) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, canonical_address)


# --- answers ---


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path", ["/", "/pasienter?kjonn=jenter", "/om", "/tull", "/pasienter?kjonn=katt", "/enheter/1"]
)
def test_an_answer_says_which_language_it_is_in(client: FlaskClient, path: str, language: str) -> None:
    answer = client.get(in_language(path, language))
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("header", ["nn", "en-GB,en;q=0.9", "*"])
def test_what_the_browser_prefers_decides_nothing(client: FlaskClient, header: str) -> None:
    plain = client.get("/pasienter")
    other = client.get("/pasienter", headers={"Accept-Language": header})
    assert (other.status_code, other.data) == (200, plain.data)
    assert "Accept-Language" not in other.headers["Vary"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusals_are_in_the_language_asked_for(client: FlaskClient, language: str) -> None:
    missing, refused = client.get(in_language("/tull", language)), client.get(in_language("/pasienter?x=1", language))
    assert (missing.status_code, refused.status_code) == (404, 400)
    assert f"<h1>{MISSING[language]}</h1>" in missing.get_data(as_text=True)
    text = refused.get_data(as_text=True)
    assert f"<h1>{REFUSED[language]}</h1>" in text
    assert f'href="{in_language("/pasienter", language)}"' in text
    # The way to the other languages keeps what was asked for, right or wrong.
    addresses = [in_language("/pasienter?x=1", other).replace("&", "&amp;") for other in LANGUAGES]
    assert [address for address in addresses if f'href="{address}"' not in text] == []


@pytest.mark.parametrize(
    "path", ["//elsewhere.test/", "///elsewhere.test", "/\\elsewhere.test", "/a?b=%22%3E%3Cscript%3E"]
)
def test_the_way_to_another_language_never_leads_to_another_host(client: FlaskClient, path: str) -> None:
    text = client.open(path).get_data(as_text=True)
    assert 'href="//' not in text
    assert 'href="/\\' not in text
    assert "<script>" not in text


def test_languages_are_kept_apart_in_the_cache(client: FlaskClient) -> None:
    names = {answer_key("x", "page", "/om", with_language("", language)) for language in LANGUAGES}
    assert len(names) == len(LANGUAGES)
    for _ in range(2):
        pages = {client.get(in_language("/om", language)).data for language in LANGUAGES}
        tags = {client.get(in_language("/om", language)).headers["ETag"] for language in LANGUAGES}
        assert len(pages) == len(tags) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_engines_are_told_of_all_languages_and_of_the_first_for_everybody_else(
    releases: Path, tmp_path: Path, language: str
) -> None:
    known = Settings(releases=releases, cache=tmp_path / "cache", address="https://tall.example.no")
    client = create_app(known).test_client()
    text = client.get(in_language("/pasienter?kjonn=jenter&sted=finnmark", language)).get_data(as_text=True)
    head = text.partition("</head>")[0]
    address = "/pasienter?kjonn=jenter&amp;sted=finnmark"
    for name, where in (
        ("nb", address),
        ("nn", f"{address}&amp;sprak=nn"),
        ("en", f"{address}&amp;sprak=en"),
        ("x-default", address),
    ):
        told = f'<link rel="alternate" hreflang="{name}" href="https://tall.example.no{where}">'
        assert head.count(told) == 1
    assert "alternate" not in client.get("/tull").get_data(as_text=True)


def test_a_site_that_does_not_know_its_address_tells_search_engines_of_none(client: FlaskClient) -> None:
    head = client.get("/pasienter").get_data(as_text=True).partition("</head>")[0]
    assert "hreflang" not in head and "canonical" not in head


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_health_address_is_for_machines_alone(client: FlaskClient, language: str) -> None:
    assert client.get(in_language("/helse", language)).data == client.get("/helse").data


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("nb", "Tallene er ikke tilgjengelige akkurat nå"),
        ("nn", "Tala er ikkje tilgjengelege akkurat no"),
        ("en", "The figures are not available at the moment"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/pasienter?kjonn=jenter", "/tull"])
def test_a_site_without_figures_says_so_in_the_language_asked_for(path: str, language: str, heading: str) -> None:
    answer = Client(create_unavailable(Settings())).get(in_language(path, language))
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Content-Language"]) == (503, language)
    assert f"<h1>{heading}</h1>" in text
    assert f'<html lang="{language}">' in text
    assert f'href="{in_language("/", language)}"' in text


# --- the live page ---


@pytest.mark.parametrize("language", OTHERS)
def test_controls_keep_the_language_of_the_address(site: Site, language: str) -> None:
    asked = f"?{with_language('', language)}"
    assert search_of(site, BY_PATH, "/pasienter", asked, CONTROLS) == f"?kjonn=jenter&sprak={language}"
    assert search_of(site, BY_PATH, "/pasienter", f"?kjonn=gutter&sprak={language}", [
        {"id": control_id("kjonn"), "property": "value", "value": "alle"}
    ]) == asked  # fmt: skip
    # Also where the choice cannot be shown.
    forbidden = [{"id": control_id(key), "value": value} for key, value in (("omsorg", "dogn"), ("diagnose", "angst"))]
    assert search_of(site, BY_PATH, "/pasienter", asked, forbidden).endswith(f"&diagnose=angst&sprak={language}")


@pytest.mark.parametrize(("language", "word"), [("nb", "Nullstill"), ("nn", "Gutar"), ("en", "Boys")])
def test_the_live_filters_are_in_the_language_of_the_address(site: Site, language: str, word: str) -> None:
    for query in ("", "omsorg=dogn&diagnose=angst"):
        panel = str(panel_of(site, BY_PATH, "/pasienter", f"?{with_language(query, language)}", []))
        assert word in panel
        assert f"href='{in_language('/pasienter', language)}'" in panel


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Norge hadde 120 (108–132) polikliniske konsultasjoner i 2024, mot 60 i 2022."),
        ("nn", "Noreg hadde 120 (108–132) polikliniske konsultasjonar i 2024, mot 60 i 2022."),
        ("en", "Norway had 120 (108–132) outpatient consultations in 2024, compared with 60 in 2022."),
    ],
)
def test_page_and_live_results_say_the_same_sentence(client: FlaskClient, language: str, sentence: str) -> None:
    query = with_language("", language)
    assert f"<p>{sentence}</p>" in client.get(in_language("/aktivitet", language)).get_data(as_text=True)
    answer = live_calls.results(client, "/aktivitet", f"?{query}").get_json()
    # After the heading, and before the sentence on the year before.
    assert f". {sentence} " in live_calls.told(answer)


@pytest.mark.parametrize(
    ("language", "signs", "figure"),
    [("nb", ",\N{NO-BREAK SPACE}", "50,0"), ("nn", ",\N{NO-BREAK SPACE}", "50,0"), ("en", ".,", "50.0")],
)
def test_charts_write_numbers_as_the_language_does(client: FlaskClient, language: str, signs: str, figure: str) -> None:
    drawn = live_calls.results(client, "/pasienter", f"?{with_language('', language)}").get_json()
    [graph, *_] = list(_graphs(drawn))
    assert graph["config"]["locale"] == language
    assert graph["figure"]["layout"]["separators"] == signs
    assert figure in str(graph["figure"]["layout"]["yaxis"]["ticktext"])


def _graphs(node: object) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node["props"]] if node.get("type") == "Graph" else []
        return own + [found for part in node.values() for found in _graphs(part)]
    return [found for part in node for found in _graphs(part)] if isinstance(node, list) else []


@pytest.mark.parametrize(("language", "word"), [("nb", "skjult"), ("nn", "skjult"), ("en", "withheld")])
def test_the_word_for_what_is_withheld_is_one_in_each_language(client: FlaskClient, language: str, word: str) -> None:
    path, query = f"/enheter/{WITHHELD_UNIT}", with_language("", language)
    page = client.get(in_language(path, language)).get_data(as_text=True)
    live = live_calls.results(client, path, f"?{query}").get_data(as_text=True)
    assert all(word in text for text in (page, live))
    assert all(("skjult" in text.lower()) is (language != "en") for text in (page, live))


@pytest.mark.parametrize(
    ("language", "heading"),
    [("nb", "Tallene er oppdatert"), ("nn", "Tala er oppdaterte"), ("en", "The figures have been updated")],
)
def test_a_page_of_another_release_is_told_in_its_language(client: FlaskClient, language: str, heading: str) -> None:
    search = f"?{with_language('', language)}"
    asked = {**live_calls.RESULTS, "inputs": live_calls.inputs("/pasienter", search), "state": [], "release": "other"}
    told = client.post(live_calls.UPDATE, json=asked).get_data(as_text=True)
    assert heading in told
    chosen = {
        "output": "address.search", "release": "other", "inputs": [CONTROLS],
        "state": live_calls.inputs("/pasienter", search),
    }  # fmt: skip
    answer = client.post(live_calls.UPDATE, json=chosen).get_json()
    assert answer["response"]["address"]["search"] == f"?{with_language('kjonn=jenter', language)}"


@pytest.mark.parametrize(
    "body", [{"inputs": None, "state": 3}, {"inputs": [7, "x"], "state": [{"property": "search"}]}]
)
def test_whatever_another_page_sends_as_its_address_is_answered(client: FlaskClient, body: dict[str, Any]) -> None:
    answer = client.post(live_calls.UPDATE, json={"output": "panel.children", "release": "other", **body})
    assert answer.status_code in (204, 400)
