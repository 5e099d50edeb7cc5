"""No visitor meets a language that was not asked for: in the catalogues, and on every page as it is sent."""

import re
import string
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from app.factory import create_app_for
from app.languages import LANGUAGES, in_language
from app.settings import Settings
from app.site import Site
from app.words import LOCALES, TEXTS, words
from tests.app import live_calls
from tests.app.told_site import told_site

OTHERS = LANGUAGES[1:]
NB = words("nb").texts
#: Texts that are the same in every language: names, and fields alone.
SAME_EVERYWHERE = frozenset({
    "CGAS (Children's Global Assessment Scale)",
    "CORS (Child Outcome Rating Scale)",
    "CSV",
    "Excel",
    "GBO (Goal Based Outcomes)",
    "HoNOSCA (Health of the Nation Outcome Scales for Children and Adolescents)",
    "JSON-stat",
    "KVABUP",
    "MFQ (Mood and Feelings Questionnaire)",
    "ORS (Outcome Rating Scale)",
    "Oslo",
    "Parquet",
    "RCADS-25 (Revised Child Anxiety and Depression Scale, short form)",
    "RCADS-47 (Revised Child Anxiety and Depression Scale)",
    "SDQ (Strengths and Difficulties Questionnaire)",
    "SMFQ (Short Mood and Feelings Questionnaire)",
    "YP-CORE (Young Person's CORE)",
    "{change}, {verdict}",
    "{low}–{high}",
    "{mart}, {kind}: {count}",
    "{measure}, {year}: {value}.",
    "{month} {year}",
    "{page} – KVABUP",
    "{place} {value}",
    "{place}",
    "{place}, {period}: {reason}.",
    "{sex}, {age}",
    "{value} ({interval})",
    "{what}, {place}: {reason}.",
    "{year}: {value}",
    "© Kartverket, CC BY 4.0",
})  # fmt: skip
#: Texts whose words are spelt alike in bokmål and nynorsk; each has been read.
SAME_IN_NYNORSK = frozenset({
    "10–39\u00a0%",
    "40–59\u00a0%",
    "60–79\u00a0%",
    "80–100\u00a0%",
    "95-prosentgrense",
    "95-prosentgrenser",
    "99,8-prosentgrense",
    "99,8-prosentgrenser",
    "Adresse",
    "Adresser",
    "Aktivitet",
    "Aktualitet",
    "Aktuelle",
    "Alder",
    "Alle 0–17 år",
    "Alle",
    "Ambulant",
    "Belegg i prosent",
    "Belegg",
    "Borte",
    "Bygg inn: {figure}",
    "CSV for norsk Excel",
    "Dagbehandling",
    "Datakvalitet og dekning",
    "Datakvalitet",
    "Definisjon og metode",
    "Definisjon",
    "Dekning ved start",
    "Der barnet får hjelp",
    "Det alle ser",
    "Dimensjon",
    "Du er her",
    "Du må logge inn",
    "Døgnbehandling",
    "Endring i poeng",
    "Endring per dag",
    "Endring",
    "Etter",
    "Feil hos oss",
    "Feil",
    "Fjern {name}",
    "Fjern",
    "For mange forsøk",
    "For {count} er nivået usikkert",
    "Før",
    "Gjennomsnitt ved oppfølging",
    "Gjennomsnitt ved start",
    "Grense",
    "Grenser og mellomlagring",
    "Grenser",
    "Gruppe",
    "Halvår",
    "Har",
    "I alt",
    "Ingen er usikre",
    "Ingen påvist tilstand",
    "Ingen slik del",
    "Ingen treff",
    "Innlogging",
    "Jenter",
    "KIDSCREEN-10 (livskvalitet)",
    "KIDSCREEN-27 (livskvalitet)",
    "KIDSCREEN-52 (livskvalitet)",
    "KVABUP er det nasjonale kvalitetsregisteret for psykisk helsevern for barn og unge (0–17 år).",
    "Kjønn",
    "Klage",
    "Klasse på kartet",
    "Koden er kopiert.",
    "Koden",
    "Konfidensintervall",
    "Kontakttype",
    "Kontrolldiagram",
    "Kopier koden",
    "Kort sagt",
    "KVABUP, nasjonalt kvalitetsregister for psykisk helsevern for barn og unge",
    "Kvittering",
    "Lag koden",
    "Lagre",
    "Last ned",
    "Lim inn dette der figuren skal stå",
    "Lisens",
    "Logg ut",
    "Merknad",
    "Metode og personvern",
    "Midtlinje",
    "Moderat",
    "Mot landet",
    "Mål",
    "Norsk pasientregister",
    "Nullstill",
    "Nye",
    "Omsorgsnivå",
    "Oppmøte",
    "Opptaksområdet til {place}",
    "Over landet",
    "Oversikt",
    "PROM",
    "Periode",
    "Personvern",
    "Poeng ved start",
    "Poliklinikk",
    "Prosent som har",
    "Prøveinnlogging.",
    "Psykisk helsevern for barn og unge",
    "psykisk helsevern for barn og unge",
    "Registeret",
    "Relevans",
    "Reliabilitet",
    "Seks sider ved datakvaliteten, {year}",
    "Siste publisering",
    "Skjema: {name}.",
    "Slik blir figuren",
    "Språk",
    "Spørsmål",
    "Standardisert rate",
    "Statistisk sentralbyrå",
    "Svar ved oppfølging: {name}",
    "Svar ved start: {name}",
    "Svarpar",
    "Svart ved start",
    "Søk",
    "Tabell",
    "Telefon",
    "Tertial",
    "Tidsinndeling",
    "Til og med",
    "Tilbake til figuren",
    "Tittel",
    "Traktdiagram",
    "Treff på «{asked}»",
    "Ugyldig parameter",
    "Under landet",
    "Usikker",
    "Usikker: mellom {low} og {high}",
    "Ved start",
    "Ventetid",
    "Vis",
    "Vurdering",
    "alder og kjønn, {place}, {year}",
    "april",
    "aug.",
    "august",
    "des.",
    "desember",
    "etter opptaksområde, {year}",
    "feb.",
    "februar",
    "felles verdi",
    "for detaljert",
    "for få til å vurdere",
    "for få",
    "funksjonsnivå",
    "grunnlag for grensene",
    "i {place}",
    "indeks",
    "ingen klart under",
    "ingen moderat",
    "ingen",
    "jan.",
    "januar",
    "juli",
    "juni",
    "levert",
    "mai",
    "mars",
    "mot {value} i {period}",
    "nov.",
    "november",
    "ny programversjon",
    "okt.",
    "oktober",
    "opptaksområde",
    "over grensene",
    "over",
    "region",
    "sep.",
    "september",
    "skjult",
    "til {value}",
    "under 10\u00a0%",
    "under grensene",
    "under",
    "{column}, nedre grense",
    "{column}, øvre grense",
    "{count} klart under",
    "{count} moderat",
    "{count} pasient",
    "{count} til",
    "{count} treff",
    "{kind} i {parent}.",
    "{low} til {high}",
    "{part}. halvår {year}",
    "{part}. tertial {year}",
    "{place} har {value} prosent: {verdict}.",
    "{units} i {place}",
    "{value} av {size}, {verdict}",
    "År",
})  # fmt: skip

ADDRESSES = (
    "/",
    "/nasjonale-tall",
    "/nasjonale-tall?maal=liggedager&fra=2023",
    "/pasienter",
    "/pasienter?kjonn=jenter&alder=13-15&sted=finnmark&sted=unn",
    "/pasienter?maal=standardisert",
    "/pasienter?maal=pasienter&diagnose=angst",
    "/pasienter?omsorg=dogn",
    "/aktivitet",
    "/aktivitet?periode=maaned&sted=bup-alta",
    "/aktivitet?periode=tertial&sted=bup-alta&sted=bup-tromso",
    "/aktivitet?maal=dagbehandlinger&periode=halvaar&sted=finnmark",
    "/aktivitet?kontakttype=video&kjonn=jenter",
    "/aktivitet?maal=belegg",
    "/aktivitet?maal=innleggelser",
    "/aktivitet?maal=utskrivninger",
    "/aktivitet?maal=oppholdsdogn",
    "/prom",
    "/prom?maal=bedre",
    "/prom?maal=start",
    "/prom?maal=svarandel",
    "/prom?maal=oppfolging",
    "/enheter",
    "/enheter/norge",
    "/enheter/983974880",
    "/enheter/979848498",
    "/enheter/975297195",
    "/om",
    "/om/endringer",
    "/om/tilgjengelighet",
    "/api",
    "/ventetid",
    "/ventetid?maal=henvisninger&sted=bup-alta",
    "/indikatorer?maal=kodet&sted=finnmark",
    "/indikatorer?maal=oppfolging",
    "/datakvalitet",
    "/datakvalitet?sted=finnmark",
    "/sok",
    "/sok?q=alta",
    "/sok?q=xyzzy",
    "/tull",
    "/enheter/1",
    "/pasienter?farge=bla",
    "/pasienter?kjonn=katt",
    "/pasienter?kjonn=jenter&kjonn=gutter",
    "/pasienter?fra=2024&til=2022",
    "/pasienter?fra=1999",
    "/pasienter?omsorg=dogn&diagnose=angst",
    "/pasienter?maal=standardisert&kjonn=jenter",
    "/aktivitet?kontakttype=video&maal=belegg",
    "/aktivitet?periode=maaned&kjonn=jenter",
    "/aktivitet?til=2025",
)
#: What the site does not say itself: keys of filters in the address, which refusals repeat.
REPEATED = re.compile(r"[«“](\w+)[»”]")
#: Letters among digits are no word, whatever the number of a release may spell.
WORD = re.compile(r"(?<![^\W_])[^\W\d_]+(?![^\W_])")


def _vocabulary(language: str) -> set[str]:
    return {word for text in words(language).texts.values() for word in _words_of(text)}


def _words_of(text: str) -> list[str]:
    plain = "".join(literal for literal, _, _, _ in string.Formatter().parse(text)) if "{" in text else text
    return [word.lower() for word in WORD.findall(plain)]


#: By language, the words that a page in it must not have: those of the bokmål catalogue that its own does not use.
FOREIGN = {language: _vocabulary("nb") - _vocabulary(language) for language in OTHERS}


# --- the catalogues ---


def test_each_language_has_a_catalogue_and_a_locale_and_no_other_has() -> None:
    assert {path.stem for path in TEXTS.glob("*.toml")} == set(LANGUAGES) == set(LOCALES)


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_left_in_bokmaal(language: str) -> None:
    alike = SAME_EVERYWHERE | (SAME_IN_NYNORSK if language == "nn" else set())
    found = words(language).texts
    assert [key for key in NB if found[key] == NB[key] and NB[key] not in alike] == []


def test_what_may_be_alike_is_alike() -> None:
    nn, en = words("nn").texts, words("en").texts
    assert {text for key, text in NB.items() if nn[key] == text} == SAME_IN_NYNORSK | SAME_EVERYWHERE
    assert {text for key, text in NB.items() if en[key] == text} == SAME_EVERYWHERE


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_stand_in_the_same_order_so_that_catalogues_can_be_read_side_by_side(language: str) -> None:
    assert list(words(language).texts) == list(NB)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_written_as_they_are_shown(language: str) -> None:
    for key, text in words(language).texts.items():
        assert text == text.strip(), key
        assert not re.search(r"  |<|\.\.|,,| [.,;:!?]", text), key
        # Names of instruments have hyphens before numbers; elsewhere a dash or a minus belongs there.
        assert key.startswith("instrument.") or not re.search(r"-\d|\d -", text), key
        # A sentence that ends in bokmål ends in the other languages.
        assert text.endswith((".", "!", "?")) == NB[key].endswith((".", "!", "?")) or key.startswith("month."), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_stands_for_one_thing(language: str) -> None:
    """Measures, cards, definitions and filters of the same thing have the same name."""
    texts = words(language).texts
    for name in (
        "patients",
        "rate",
        "contacts",
        "admissions",
        "discharges",
        "bed_days",
        "occupied_share",
        "pair_share",
    ):
        assert texts[f"measure.{name}"] == texts[f"term.{name}.name"], name
    for name in ("mean_change", "mean_baseline", "better_share", "baseline_share", "contacts_per_patient"):
        assert texts[f"measure.{name}"] == texts[f"term.{name}.name"], name
    for name in ("sex", "age_group", "diagnosis_group", "contact_type"):
        assert texts[f"filter.{name}"] == texts[f"term.{name}.name"], name
    for name in ("patients", "contacts", "bed_days", "consultations", "discharges", "beds", "contacts_per_patient"):
        assert texts[f"card.{name}"] == texts[f"measure.{name}"], name
    for status in ("withheld", "missing", "not_applicable", "not_delivered", "too_few", "repeated", "too_detailed"):
        word = texts[f"absence.{status}.word"]
        assert texts[f"absence.{status}.note"].startswith(f"{word[0].upper()}{word[1:]}: "), status


NYNORSK_HAS_NOT = (
    "ikke", "hvor", "hva", "hvem", "hvordan", "hvorfor", "fra", "noen", "bare", "mer", "enhet", "enheter", "sykehus",
    "antall", "antallet", "vises", "brukes", "uke", "uker", "se", "siden", "ble", "være", "gjøre", "henvisning",
)  # fmt: skip
ENGLISH_HAS_NOT = ("center", "pediatric", "analyze", "behavior", "color", "percent", "organization", "standardized")


def test_nynorsk_has_no_common_word_of_bokmaal() -> None:
    found = {word: key for key, text in words("nn").texts.items() for word in _words_of(text)}
    assert {word: found[word] for word in NYNORSK_HAS_NOT if word in found} == {}


def test_english_is_british() -> None:
    found = {word: key for key, text in words("en").texts.items() for word in _words_of(text)}
    assert {word: found[word] for word in ENGLISH_HAS_NOT if word in found} == {}
    assert not any(set("æøåÆØÅ«»") & set(text) for text in words("en").texts.values())


def _of_plotly(language: str) -> dict[str, str]:
    """What the charts' own controls say, by the English words that plotly.js has for it."""
    text = (TEXTS.parents[1] / "assets" / "plotly_locales.js").read_text(encoding="utf-8")
    [found] = re.findall(rf'name: "{language}",\s+dictionary: \{{(.*?)\n    \}}', text, re.DOTALL)
    return dict(re.findall(r'"([^"]+)": "([^"]+)"', found))


def test_plotly_speaks_nynorsk_wherever_it_speaks_bokmaal() -> None:
    nb, nn = _of_plotly("nb"), _of_plotly("nn")
    assert len(nb) > 40
    assert list(nn) == list(nb)
    own = {word for text in nn.values() for word in _words_of(text)}
    assert own & FOREIGN["nn"] == set()
    assert not own & {"ikke", "noen", "bildet", "tegn", "visning", "aksene", "verdier", "sammenlign"}


# --- pages ---


class Visible(HTMLParser):
    """Collects what a visitor reads or hears of a page, but for names of languages, which are named in themselves."""

    SPOKEN = (
        "aria-label",
        "alt",
        "title",
        "placeholder",
        "data-none",
        "data-one",
        "data-many",
        "data-column",
        "content",
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        in_itself = tag == "a" and "lang" in attributes
        # What is copied into a terminal has addresses in it, and their words are the same in every language.
        if tag in ("script", "style", "code") or in_itself:
            self._silent = tag
        if tag == "a" and not in_itself:
            self.links.append((attributes["href"], attributes.get("class", "")))
        if tag != "meta" or attributes.get("name") == "description":
            self.texts += [attributes[name] for name in self.SPOKEN if name in attributes]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)


def _read(html: str) -> Visible:
    found = Visible()
    found.feed(html)
    found.close()
    return found


@pytest.fixture(scope="module")
def told(site: Site) -> Site:
    return told_site(site)


@pytest.fixture(scope="module")
def clients(site: Site, told: Site, tmp_path_factory: pytest.TempPathFactory) -> list[FlaskClient]:
    """A release without a story, and one that has been published after another, previewed, with a running year."""
    preview = told_site(site, preview=True)
    folder = tmp_path_factory.mktemp("translations")
    return [
        create_app_for(one, Settings(cache=folder / str(number))).test_client()
        for number, one in enumerate((site, told, preview))
    ]


@pytest.fixture(scope="module")
def without_names(site: Site) -> Callable[[str], str]:
    """Takes the names out of a text that stand in the release, and the keys that refusals repeat from the address."""
    places = [*site.choices.organisations.ordered, *site.choices.residences.ordered]
    names = {name for place in places if place.level != "country" for name in (place.name, place.short_name)}
    names |= {name for name, _ in site.release.sources}
    known = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))
    return lambda text: known.sub(" ", REPEATED.sub(" ", text))


def _foreign(texts: list[str], language: str, plain: Callable[[str], str]) -> set[str]:
    return {word for text in texts for word in _words_of(plain(text))} & FOREIGN[language]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_has_a_word_of_bokmaal_alone(
    clients: list[FlaskClient], without_names: Callable[[str], str], address: str, language: str
) -> None:
    for client in clients:
        answer = client.get(in_language(address, language))
        assert answer.status_code in (200, 400, 404)
        page = _read(answer.get_data(as_text=True))
        assert _foreign(page.texts, language, without_names) == set()
        assert len(page.texts) > 20


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "address", [one for one in ADDRESSES if one not in ("/tull", "/enheter", "/om", "/om/endringer")]
)
def test_no_live_answer_has_a_word_of_bokmaal_alone(
    clients: list[FlaskClient], without_names: Callable[[str], str], address: str, language: str
) -> None:
    parts = urlsplit(in_language(address, language))
    for client in clients:
        answer = live_calls.results(client, parts.path, f"?{parts.query}").get_json()
        texts = list(_told(answer["response"]))
        assert _foreign(texts, language, without_names) == set()
        # A search that finds nothing says so in a heading and two sentences; every other page says more.
        assert len(texts) > (2 if address.startswith("/sok") else 3)


#: Properties whose texts are for machines.
UNTOLD = {
    "className", "id", "href", "src", "type", "namespace", "role", "tabIndex", "mode", "family", "locale", "color",
    "height", "bgcolor", "bordercolor", "xref", "yref", "xanchor", "yanchor", "align", "layer", "dash", "fillcolor",
    "hovermode", "data-filters", "data-for", "scope", "style", "symbol", "textposition", "hoverinfo", "fill",
    "tickmode", "separators", "shape", "cliponaxis",
}  # fmt: skip


def _told(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield re.sub(r"<br>", " ", node)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name not in UNTOLD:
                yield from _told(value)
    elif isinstance(node, list):
        for value in node:
            yield from _told(value)


def test_the_search_finds_a_sentence_of_bokmaal(
    clients: list[FlaskClient], without_names: Callable[[str], str]
) -> None:
    """It would be worth nothing otherwise: of every page in bokmål it finds words, in both of the others."""
    for address in ADDRESSES:
        page = _read(clients[0].get(address).get_data(as_text=True))
        for language in OTHERS:
            assert len(_foreign(page.texts, language, without_names)) >= 5, address
    assert {"ikke", "fra", "enheter", "hvor", "tallene"} <= FOREIGN["nn"]
    assert {"ikke", "og", "barn", "skjult"} <= FOREIGN["en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_link_of_a_page_leads_to_the_same_language(
    clients: list[FlaskClient], address: str, language: str
) -> None:
    page = _read(clients[1].get(in_language(address, language)).get_data(as_text=True))
    inside = [where for where, kind in page.links if "skip-link" not in kind]
    assert len(inside) > 8
    assert [where for where in inside if where != in_language(where, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/pasienter?kjonn=jenter&sted=finnmark", "/om", "/enheter/979848498?fra=2023"])
def test_the_menu_of_languages_names_each_in_itself_and_keeps_what_is_chosen(
    client: FlaskClient, address: str, language: str
) -> None:
    text = client.get(in_language(address, language)).get_data(as_text=True)
    [menu] = re.findall(r'<nav class="site-languages"[^>]*>(.*?)</nav>', text)
    found = re.findall(r'<a href="([^"]+)" hreflang="(\w+)" lang="(\w+)"( aria-current="true")?>([^<]+)</a>', menu)
    expected = [
        (
            in_language(address, one).replace("&", "&amp;"),
            one,
            one,
            ' aria-current="true"' if one == language else "",
            name,
        )
        for one, name in (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))
    ]
    assert found == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/nasjonale-tall", "/pasienter", "/aktivitet", "/prom", "/enheter/979848498"])
def test_the_form_without_scripts_sends_the_language_along(client: FlaskClient, path: str, language: str) -> None:
    text = client.get(in_language(path, language)).get_data(as_text=True)
    [form] = re.findall(r'<form [^>]*class="filters".*?</form>', text)
    hidden = re.findall(r'<input type="hidden" name="sprak" value="(\w+)">', form)
    assert hidden == ([] if language == "nb" else [language])
    fields: dict[str, Any] = {"fra": "2023", **({"sprak": hidden[0]} if hidden else {})}
    answer = client.get(path, query_string=fields, follow_redirects=True)
    assert answer.headers["Content-Language"] == language
    assert answer.request.full_path.rstrip("?") == in_language(f"{path}?fra=2023", language)
