"""Figures on other sites: what they hold, who may show them, how they look, their code, and oEmbed."""

import gzip
import html
import json
import re
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from app.headers import content_security_policy
from app.languages import in_language
from app.settings import Settings, SettingsError, settings_from
from app.static_files import asset_content
from app.words import words
from tests.app.small_release import WITHHELD_AREA, WITHHELD_UNIT

TREND = "/embed/pasienter/utvikling"
#: Lines, dots, a map, columns, a funnel, small charts, a table; of the register and of Statistics Norway.
FIGURES = (
    "/embed/konsultasjoner",
    "/embed/regioner",
    TREND,
    "/embed/pasienter/omrader?kjonn=jenter",
    "/embed/pasienter/kart",
    "/embed/aktivitet/kontakttyper",
    "/embed/aktivitet/sesong?periode=maaned&sted=norge",
    "/embed/prom/svar",
    "/embed/datakvalitet/foretak",
    "/embed/datakvalitet/dekning",
    f"/embed/enheter/{WITHHELD_AREA}/enheter-over-tid",
    f"/embed/enheter/{WITHHELD_UNIT}/pasienter",
)
MOST_BYTES = 25_000
ABSENT = words("nb")("absence.withheld.word")


def _text(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def _policy(client: FlaskClient, address: str) -> dict[str, list[str]]:
    [policy] = client.get(address).headers.getlist("Content-Security-Policy")
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


def _told(releases: Path, cache: Path, **more: object) -> FlaskClient:
    return create_app(Settings(releases=releases, cache=cache, **more)).test_client()  # type: ignore[arg-type]


# --- the figure ---


@pytest.mark.parametrize("address", FIGURES)
def test_a_figure_stands_alone_and_weighs_little(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    text = _text(client, address)
    assert "<svg" in text or "<table" in text
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert response.headers["Content-Language"] == "nb"
    files = re.findall(r'(?:src|href)="/assets/([\w.]+)"', text)
    assert [name.split(".")[0] for name in files] == ["embed", "embed_frame"]
    sent = [
        gzip.compress(part) for part in (response.data, asset_content("embed.css"), asset_content("embed_frame.js"))
    ]
    assert sum(map(len, sent)) <= MOST_BYTES
    if "/kart" not in address:
        plain = (response.data, asset_content("embed.css"), asset_content("embed_frame.js"))
        assert sum(map(len, plain)) <= MOST_BYTES


@pytest.mark.parametrize("address", FIGURES)
def test_a_figure_says_what_it_is_where_it_is_from_and_whether_it_is_invented(
    client: FlaskClient, address: str
) -> None:
    text = _text(client, address)
    [heading] = re.findall(r"<h1>([^<]+)</h1>", text)
    assert f"<title>{heading} – KVABUP</title>" in text
    assert "<p>Kilde: " in text
    release = client.get("/helse").get_json()["release"]
    assert f"<p>Utgivelse {release}, bygd 14. mars 2025.</p>" in text
    real = address in ("/embed/konsultasjoner", "/embed/regioner")
    assert ("Virkelige, åpne tall" in text) is real
    assert ("Oppdiktede eksempeldata" in text) is not real


@pytest.mark.parametrize("address", FIGURES)
def test_links_leave_the_frame_and_lead_to_the_page_with_the_same_choices(client: FlaskClient, address: str) -> None:
    text = _text(client, address)
    links = re.findall(r"<a ([^>]*)>", text)
    assert links
    assert all('target="_blank"' in link and 'rel="noopener"' in link for link in links)
    path, _, query = address.removeprefix("/embed").partition("?")
    page = path.rpartition("/")[0] or "/"
    [home] = re.findall(r'<a href="([^"]*)"[^>]*>Se figuren med tabell', text)
    assert html.unescape(home) == page + (f"?{query}" if query else "")
    assert client.get(html.unescape(home)).status_code == 200


def test_a_figure_has_the_numbers_of_its_page(client: FlaskClient) -> None:
    # Patients of the whole country are ten times the last digit of the year.
    text = _text(client, f"{TREND}?maal=pasienter&sted=norge")
    assert re.findall(r"<title>Norge, (\d{4}: \d+)</title>", text) == ["2022: 20", "2023: 30", "2024: 40"]


def test_what_is_withheld_has_its_word_in_the_figure_too(client: FlaskClient) -> None:
    assert ABSENT in _text(client, f"/embed/enheter/{WITHHELD_UNIT}/pasienter")


def test_a_chart_is_described_and_drawn_for_wide_and_narrow_frames(client: FlaskClient) -> None:
    text = _text(client, TREND)
    assert re.search(r'<div role="img" aria-label="[^"]{30,}">', text)
    assert len(re.findall(r'<div class="(?:wide|narrow)"><svg', text)) == 2


@pytest.mark.parametrize("language", ["nn", "en"])
def test_a_figure_is_in_the_language_asked_for(client: FlaskClient, language: str) -> None:
    text = _text(client, in_language(TREND, language))
    assert f'<html lang="{language}">' in text
    assert words(language)("embed.home") in text
    assert words("nb")("embed.home") not in text


# --- how it looks ---


def test_the_dark_figure_has_no_colour_of_the_light_one(client: FlaskClient) -> None:
    light, dark = _text(client, TREND), _text(client, f"{TREND}?utseende=mork")
    assert '<body class="dark"' in dark
    used = {"#0B5CAD", "#33383F", "#FFFFFF"}
    assert used <= set(re.findall(r"#[0-9A-F]{6}", light))
    assert not used & set(re.findall(r"#[0-9A-F]{6}", dark))


def test_a_picture_whose_words_tell_of_its_shades_stays_on_white(client: FlaskClient) -> None:
    dark = _text(client, "/embed/pasienter/kart?utseende=mork")
    assert '<body class="dark"' in dark
    assert re.findall(r"<svg.*</svg>", dark) == re.findall(r"<svg.*</svg>", _text(client, "/embed/pasienter/kart"))


def test_the_plain_figure_is_named_so(client: FlaskClient) -> None:
    assert '<body class="plain"' in _text(client, f"{TREND}?utseende=enkel")


# --- one address, and what is none ---


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        ("?utseende=lys", ""),
        ("?utgave=", ""),
        ("?kjonn=alle&utm_source=x", ""),
        ("?utseende=mork&kjonn=jenter", "?kjonn=jenter&utseende=mork"),
        ("?sprak=en&utseende=mork&maal=pasienter", "?maal=pasienter&utseende=mork&sprak=en"),
        ("?sprak=nb", ""),
    ],
)
def test_other_ways_to_write_it_lead_to_the_canonical_address(client: FlaskClient, asked: str, short: str) -> None:
    response = client.get(TREND + asked)
    assert (response.status_code, response.headers["Location"]) == (302, TREND + short)
    assert client.get(TREND + short).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/embed/tull/utvikling", 404, "Adressen fører ikke til noen side her."),
        ("/embed/pasienter/tull", 404, "Adressen fører ikke til noen side her."),
        ("/embed/pasienter/utvikling.pdf", 404, "Adressen fører ikke til noen side her."),
        ("/embed/pasienter/utvikling.", 404, "Adressen fører ikke til noen side her."),
        ("/embed/regioner.svg", 404, "Adressen fører ikke til noen side her."),
        ("/embed/om/privat", 404, "Adressen fører ikke til noen side her."),
        ("/embed/enheter/1/pasienter", 404, "Vi kjenner ingen enhet med dette organisasjonsnummeret."),
        (f"{TREND}?kjonn=katt", 400, "Verdien for «kjonn» finnes ikke."),
        (f"{TREND}?utseende=rosa", 400, "Verdien for «utseende» finnes ikke."),
        (f"{TREND}?utseende=mork&utseende=lys", 400, "Filteret «utseende» står flere ganger"),
        (f"{TREND}?utgave=../../etc", 400, "Verdien for «utgave» finnes ikke."),
        (f"{TREND}?utgave=%3Cscript%3E", 400, "Verdien for «utgave» finnes ikke."),
        (f"{TREND}?utgave=2024T3-00000000", 404, "Ingen utgivelse med dette navnet er publisert."),
        (f"{TREND}?{'sted=norge&' * 400}", 400, "Adressen er for lang"),
    ],
)
def test_what_there_is_not_says_so_in_the_frame(client: FlaskClient, address: str, status: int, sentence: str) -> None:
    response = client.get(address)
    text = response.get_data(as_text=True)
    assert response.status_code == status
    assert sentence in text
    assert "<script" not in text
    assert response.headers["Cache-Control"] == "no-store"
    assert _policy(client, address)["frame-ancestors"] == ["'self'"]


def test_other_methods_are_refused(client: FlaskClient) -> None:
    assert [
        client.post(path).status_code for path in (TREND, "/oembed", "/embed.js", "/bygg-inn/pasienter/utvikling")
    ] == [405] * 4


# --- who may show it ---


def test_only_the_origins_of_the_setting_may_show_figures_and_nobody_anything_else(
    releases: Path, tmp_path: Path
) -> None:
    origins = ("https://www.kvalitetsregistre.no", "https://kvalitetsregistre.no")
    client = _told(releases, tmp_path, embedders=origins)
    assert _policy(client, TREND) == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'", *origins],
    }
    assert f'data-embedders="{" ".join(origins)}"' in _text(client, TREND)
    for other in ("/pasienter", "/", "/bygg-inn/pasienter/utvikling", "/tull", "/last-ned/pasienter/utvikling.svg"):
        assert _policy(client, other)["frame-ancestors"] == ["'none'"]


def test_by_default_nobody_else_may(client: FlaskClient) -> None:
    assert _policy(client, TREND)["frame-ancestors"] == ["'self'"]


def test_the_policy_of_pages_is_as_strict_as_before_and_the_form_may_show_own_frames(client: FlaskClient) -> None:
    for page in ("/pasienter", "/om", "/tull"):
        assert client.get(page).headers["Content-Security-Policy"] == content_security_policy()
    form = client.get("/bygg-inn/pasienter/utvikling").headers["Content-Security-Policy"]
    assert form == content_security_policy() + "; frame-src 'self'"


@pytest.mark.parametrize(
    "wrong",
    ["*", "https://*.example.no", "www.example.no", "https://example.no/path", "https://a.no;script-src *", "'self'"],
)
def test_what_is_no_origin_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError, match="^KVABUP_EMBEDDERS must be like"):
        settings_from({"KVABUP_EMBEDDERS": f"https://example.no {wrong}"})


def test_origins_are_parted_by_blanks_and_named_once() -> None:
    found = settings_from({"KVABUP_EMBEDDERS": " https://a.no  http://127.0.0.1:8000 https://a.no "})
    assert found.embedders == ("https://a.no", "http://127.0.0.1:8000")
    assert settings_from({}).embedders == ()


# --- pictures ---


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_picture_of_a_figure_is_the_file_of_its_view(client: FlaskClient, ending: str) -> None:
    picture = client.get(f"{TREND}.{ending}?kjonn=jenter")
    file = client.get(f"/last-ned/pasienter/utvikling.{ending}?kjonn=jenter")
    assert picture.status_code == 200
    assert picture.data == file.data
    assert picture.headers["Content-Disposition"] == file.headers["Content-Disposition"]
    assert client.get(f"{TREND}.{ending}?utseende=mork").headers["Location"] == f"{TREND}.{ending}"


# --- the loader ---


def test_the_loader_has_one_address_and_a_kilobyte(client: FlaskClient) -> None:
    response = client.get("/embed.js")
    assert response.content_type == "text/javascript; charset=utf-8"
    assert len(response.data) <= 1_024
    assert client.get("/embed.js", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


# --- the form ---


def test_each_view_leads_to_its_form(client: FlaskClient) -> None:
    text = _text(client, "/pasienter?kjonn=jenter")
    found = re.findall(r'<a href="(/bygg-inn/[^"]*)"', text)
    assert found[0] == "/bygg-inn/pasienter/utvikling?kjonn=jenter"
    assert len(found) == text.count('<section class="view ')
    assert all(client.get(address).status_code == 200 for address in found)


def test_the_code_is_what_is_shown_below_with_the_address_of_the_site(releases: Path, tmp_path: Path) -> None:
    client = _told(releases, tmp_path, address="https://tall.example.no", embedders=("https://a.no", "https://b.no"))
    text = _text(client, "/bygg-inn/pasienter/utvikling?kjonn=jenter&utseende=mork")
    [code] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)
    code = html.unescape(html.unescape(code).replace("&amp;", "&"))
    address = "/embed/pasienter/utvikling?kjonn=jenter&utseende=mork"
    found = re.fullmatch(
        rf'<iframe src="https://tall\.example\.no{re.escape(address)}" title="[^"]+" width="100%" height="(\d+)" '
        r'loading="lazy" style="border:0"></iframe>\n<script src="https://tall\.example\.no/embed\.js" async></script>',
        code,
    )
    assert found is not None, code
    assert f'<iframe src="{html.escape(address)}"' in text
    assert f'height="{found[1]}"' in text
    assert "Figuren kan stå på sider hos https://a.no og https://b.no." in text
    assert client.get(address).status_code == 200


def test_where_the_site_is_not_told_its_address_the_code_has_that_of_the_request_and_is_kept_by_nobody(
    client: FlaskClient,
) -> None:
    form = "/bygg-inn/pasienter/utvikling"
    response = client.get(form, headers={"Host": "127.0.0.1:8050"})
    assert "http://127.0.0.1:8050/embed/pasienter/utvikling" in response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "no-store"
    for host in ("a.no/<script>", 'x" onload="1', "a b"):
        refused = client.get(form, environ_overrides={"HTTP_HOST": host})
        assert refused.status_code in (400, 405)
        assert "<script>" not in refused.get_data(as_text=True)


def test_the_form_sent_as_it_stands_shows_itself_and_with_choices_the_figure_chosen(client: FlaskClient) -> None:
    form = "/bygg-inn/pasienter/utvikling?kjonn=jenter"
    text = _text(client, form)
    assert re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', text) == [("kjonn", "jenter")]
    assert re.findall(r'<select[^>]* name="([^"]*)"', text) == ["sprak", "utseende", "utgave"]
    sent = [("kjonn", "jenter"), ("sprak", "nb"), ("utseende", "lys"), ("utgave", "")]
    assert client.get(f"/bygg-inn/pasienter/utvikling?{urlencode(sent)}").headers["Location"] == form
    release = client.get("/helse").get_json()["release"]
    sent[1:] = [("sprak", "en"), ("utseende", "enkel"), ("utgave", release)]
    chosen = client.get(f"/bygg-inn/pasienter/utvikling?{urlencode(sent)}").headers["Location"]
    assert chosen == f"/bygg-inn/pasienter/utvikling?kjonn=jenter&utseende=enkel&utgave={release}&sprak=en"
    text = _text(client, chosen)
    assert re.findall(r'<option value="([^"]*)" selected>', text) == ["en", "enkel", release]
    assert f'"/embed{html.escape(chosen.removeprefix("/bygg-inn"))}"' in text


@pytest.mark.parametrize(
    "address", ["/bygg-inn/pasienter/tull", "/bygg-inn/tull/x", "/bygg-inn/pasienter/utvikling.svg"]
)
def test_there_is_no_form_for_what_is_no_figure(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


# --- oEmbed ---


def test_oembed_tells_of_a_figure_in_json(releases: Path, tmp_path: Path) -> None:
    client = _told(releases, tmp_path, address="https://tall.example.no")
    url = f"https://tall.example.no{TREND}?kjonn=jenter"
    response = client.get(f"/oembed?url={quote(url, safe='')}")
    assert response.content_type == "application/json; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    facts = json.loads(response.data)
    assert facts["html"].startswith(
        f'<iframe src="{url}" title="Pasienter per 1\N{NO-BREAK SPACE}000 innbyggere, jenter'
    )
    assert facts["html"].endswith('<script src="https://tall.example.no/embed.js" async></script>')
    assert facts["title"].startswith("Oppdiktede eksempeldata: Pasienter per 1\N{NO-BREAK SPACE}000 innbyggere, jenter")
    assert {name: facts[name] for name in ("version", "type", "provider_name", "provider_url", "width")} == {
        "version": "1.0", "type": "rich", "provider_name": "KVABUP", "provider_url": "https://tall.example.no/",
        "width": 960,
    }  # fmt: skip


def test_oembed_says_the_same_in_xml(client: FlaskClient) -> None:
    facts = client.get(f"/oembed?url={TREND}").get_json()
    response = client.get(f"/oembed?url={TREND}&format=xml")
    assert response.content_type == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(response.data)  # noqa: S314 - our own answer
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in facts.items()}


def test_oembed_keeps_to_the_size_asked_for(client: FlaskClient) -> None:
    facts = client.get(f"/oembed?url={TREND}&maxwidth=500&maxheight=300").get_json()
    assert (facts["width"], facts["height"]) == (500, 300)
    assert 'height="300"' in facts["html"]


@pytest.mark.parametrize(
    ("url", "figure"),
    [
        ("/pasienter", "/embed/pasienter/utvikling"),
        ("/pasienter?kjonn=jenter", "/embed/pasienter/utvikling?kjonn=jenter"),
        ("http://localhost/", "/embed/konsultasjoner"),
        ("https://localhost/prom?sprak=en", "/embed/prom/svar?sprak=en"),
        ("/bygg-inn/pasienter/kart?utseende=mork", "/embed/pasienter/kart?utseende=mork"),
        (f"/enheter/{WITHHELD_UNIT}", f"/embed/enheter/{WITHHELD_UNIT}/pasienter"),
    ],
)
def test_oembed_takes_addresses_of_pages_figures_and_forms(client: FlaskClient, url: str, figure: str) -> None:
    facts = client.get(f"/oembed?url={quote(url, safe='')}").get_json()
    assert f'src="http://localhost{html.escape(figure)}"' in facts["html"]


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("", 400, "Adressen som skal bygges inn, mangler i «url»."),
        ("url=", 400, "Adressen som skal bygges inn, mangler i «url»."),
        ("url=https://evil.example/pasienter", 404, "Adressen i «url» fører ikke til noen figur her."),
        ("url=//evil.example/pasienter", 404, "Adressen i «url» fører ikke til noen figur her."),
        ("url=javascript:alert(1)", 404, "Adressen i «url» fører ikke til noen figur her."),
        ("url=http://[::1", 404, "Adressen i «url» fører ikke til noen figur her."),
        ("url=/tull", 404, "Adressen i «url» fører ikke til noen figur her."),
        ("url=/embed/pasienter/utvikling.svg", 404, "Adressen i «url» fører ikke til noen figur her."),
        ("url=/om", 404, "Siden i «url» har ingen figur."),
        ("url=/sok%3Fq=alta", 404, "Siden i «url» har ingen figur."),
        ("url=/om%3Fsprak=en", 404, "The page in “url” has no figure."),
        ("url=/enheter/1", 404, "Vi kjenner ingen enhet med dette organisasjonsnummeret."),
        ("url=/pasienter%3Fkjonn=katt", 400, "Verdien for «kjonn» finnes ikke."),
        ("url=/embed/pasienter/utvikling%3Fkjonn=katt", 400, "Verdien for «kjonn» finnes ikke."),
        ("url=/embed/pasienter/tull", 404, "Adressen fører ikke til noen side her."),
        ("url=/pasienter&format=yaml", 501, "Svaret finnes bare som «json» og «xml»."),
        ("url=/pasienter&maxwidth=0", 400, "«maxwidth» og «maxheight» må være hele tall større enn null."),
        ("url=/pasienter&maxheight=-5", 400, "«maxwidth» og «maxheight» må være hele tall større enn null."),
        ("url=/pasienter&maxwidth=9999999", 400, "«maxwidth» og «maxheight» må være hele tall større enn null."),
    ],
)
def test_oembed_refuses_with_the_right_status_and_one_sentence(
    client: FlaskClient, query: str, status: int, sentence: str
) -> None:
    response = client.get(f"/oembed?{query}")
    assert response.status_code == status
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.get_data(as_text=True).startswith(sentence)


def _discovered(text: str) -> dict[str, str]:
    return {
        kind: html.unescape(address)
        for kind, address in re.findall(r'<link rel="alternate" type="([^"]*\+oembed)"[^>]*href="([^"]*)"', text)
    }


@pytest.mark.parametrize("page", ["/pasienter?kjonn=jenter&sprak=en", f"/enheter/{WITHHELD_UNIT}", TREND])
def test_pages_and_figures_say_where_programs_find_it(client: FlaskClient, page: str) -> None:
    found = _discovered(_text(client, page))
    assert set(found) == {"application/json+oembed", "text/xml+oembed"}
    figure = page if page.startswith("/embed") else None
    for kind, address in found.items():
        response = client.get(address)
        assert response.status_code == 200
        assert response.content_type.startswith("text/xml" if "xml" in kind else "application/json")
        assert figure is None or figure in response.get_data(as_text=True)


def test_where_the_site_is_told_its_address_discovery_names_it(releases: Path, tmp_path: Path) -> None:
    client = _told(releases, tmp_path, address="https://tall.example.no")
    found = _discovered(_text(client, "/pasienter"))
    told = "https://tall.example.no/oembed?url=https%3A%2F%2Ftall.example.no%2Fpasienter&format="
    assert sorted(found.values()) == [f"{told}json", f"{told}xml"]


def test_pages_without_figures_tell_of_none(client: FlaskClient) -> None:
    assert all(_discovered(_text(client, page)) == {} for page in ("/om", "/enheter", "/sok?q=alta"))
