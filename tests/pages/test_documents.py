"""Every page's HTML as the server writes it: well formed, with one heading, named controls and links that lead on."""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.site import Site
from pages import PAGES as ALL_PAGES

PAGES = (
    "/",
    "/nasjonale-tall",
    "/pasienter",
    "/pasienter?kjonn=jenter&sted=finnmark",
    "/aktivitet",
    "/aktivitet?periode=maaned",
    "/prom",
    "/ventetid",
    "/indikatorer",
    "/datakvalitet",
    "/enheter",
    "/enheter/983974880",
    "/enheter/979848498",
    "/enheter/975297195",
    "/om",
    "/om/endringer",
    "/om/tilgjengelighet",
    "/api",
    "/bygg-inn/pasienter/utvikling",
    "/tull",
    "/pasienter?kjonn=katt",
)
SHOWN = PAGES[:-2]
VOID = {"meta", "link", "img", "input", "br", "hr"}
CONTROLS = {"select", "input", "textarea", "button"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Element] = []
        self.own_text = ""

    def above(self) -> "list[Element]":
        return [self.parent, *self.parent.above()] if self.parent else []

    def all(self) -> "list[Element]":
        return [found for child in self.children for found in (child, *child.all())]

    @property
    def text(self) -> str:
        return " ".join([self.own_text, *(child.text for child in self.children)]).strip()


class Strict(HTMLParser):
    """Reads a document and refuses what a browser would have to repair."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.open = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert any(above.tag == "svg" for above in [self.open, *self.open.above()]), f"<{tag}/> outside a picture"
        self.handle_starttag(tag, attrs)
        self.open = self.open.parent or self.root

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.tag, f"</{tag}> where <{self.open.tag}> is open"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        assert "<" not in data or self.open.tag in ("script", "textarea")
        self.open.own_text += data


@pytest.fixture(scope="module")
def read(server: Flask) -> Callable[[str], Element]:
    """Gives the read document of an address; each is asked for once."""
    client = server.test_client()

    @cache
    def document(address: str) -> Element:
        parser = Strict()
        parser.feed(client.get(address).get_data(as_text=True).removeprefix("<!DOCTYPE html>"))
        parser.close()
        assert parser.open is parser.root, f"<{parser.open.tag}> is never closed"
        return parser.root

    return document


def _with_tag(document: Element, *tags: str) -> list[Element]:
    return [element for element in document.all() if element.tag in tags]


@pytest.mark.parametrize("address", PAGES)
def test_the_document_is_well_formed(read, address: str) -> None:
    document = read(address)
    assert [element.tag for element in document.children] == ["html"]
    assert [element.tag for element in document.children[0].children] == ["head", "body"]
    # What may not stand in a paragraph ends it: the browser would read another document than was written.
    for element in document.all():
        if element.tag in {"p", "div", "ul", "ol", "table", "section", "h1", "h2", "h3", "form", "details"}:
            assert "p" not in [above.tag for above in element.above()], element.text[:60]
        if element.tag in {"div", "ul", "p", "section"}:
            assert not {"label", "span", "a"} & {above.tag for above in element.above()}, element.text[:60]
        if element.tag == "li":
            assert element.parent is not None
            assert element.parent.tag in ("ul", "ol")
        if element.tag in ("ul", "ol"):
            assert {child.tag for child in element.children} <= {"li"}


@pytest.mark.parametrize("address", PAGES)
def test_no_id_stands_twice_and_every_reference_has_its_target(read, address: str) -> None:
    elements = read(address).all()
    ids = Counter(element.attributes["id"] for element in elements if "id" in element.attributes)
    assert [found for found, times in ids.items() if times > 1 or not found] == []
    for element in elements:
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            assert set(element.attributes.get(name, "").split()) <= ids.keys()
        for value in element.attributes.values():
            assert set(re.findall(r"url\(#([^)]+)\)", value)) <= ids.keys()


@pytest.mark.parametrize("address", PAGES)
def test_headings_are_one_and_in_steps(read, address: str) -> None:
    levels = [int(element.tag[1]) for element in read(address).all() if re.fullmatch(r"h[1-6]", element.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert all(element.text for element in _with_tag(read(address), "h1", "h2", "h3"))


@pytest.mark.parametrize("address", PAGES)
def test_every_control_has_a_name_for_people_and_one_for_the_form(read, address: str) -> None:
    for control in _with_tag(read(address), *CONTROLS):
        if control.tag == "button":
            assert control.text
            continue
        labels = [above for above in control.above() if above.tag == "label"]
        assert labels, control.attributes
        assert labels[0].text.replace(control.text, "").strip() or control.attributes.get("aria-label")
        # The field that narrows the list is never sent; that of the search form is.
        is_sent = any(above.attributes.get("role") == "search" for above in control.above())
        assert ("name" in control.attributes) == (is_sent or control.attributes.get("type") != "search")


@pytest.mark.parametrize("address", PAGES)
def test_landmarks_title_and_skip_link(read, address: str) -> None:
    document = read(address)
    assert len(_with_tag(document, "main")) == 1
    assert document.children[0].attributes["lang"] == "nb"
    [title] = _with_tag(document.children[0].children[0], "title")
    [heading] = _with_tag(document, "h1")
    assert title.text == f"{heading.text} – KVABUP"
    first = _with_tag(document, "a")[0]
    assert first.attributes["href"] == "#innhold"
    assert _with_tag(document, "main")[0].attributes["id"] == "innhold"
    navs = [nav.attributes["aria-label"] for nav in _with_tag(document, "nav")]
    assert len(set(navs)) == len(navs)
    assert navs[:2] == ["Språk", "Hovedmeny"]


def test_titles_tell_pages_apart(read) -> None:
    titles = [_with_tag(read(page), "title")[0].text for page in SHOWN if "?" not in page]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("address", SHOWN)
def test_the_menu_marks_the_page_one_is_on(read, address: str) -> None:
    marked = [a.attributes["href"] for a in _with_tag(read(address), "a") if a.attributes.get("aria-current") == "page"]
    path = urlsplit(address).path
    above = {
        "/om/endringer": "/om",
        "/om/tilgjengelighet": "/om",
        "/api": "/om",
        "/bygg-inn/pasienter/utvikling": "/pasienter",
    }
    assert marked == ["/enheter" if path.startswith("/enheter") else above.get(path, path)]


@pytest.mark.parametrize("address", SHOWN)
def test_every_picture_is_described_or_stands_aside(read, address: str) -> None:
    for picture in _with_tag(read(address), "svg"):
        around = [picture, *picture.above()]
        described = [one.attributes.get("aria-label", "") for one in around if one.attributes.get("role") == "img"]
        aside = any(one.attributes.get("aria-hidden") == "true" for one in around)
        assert any(described) or aside
    for image in _with_tag(read(address), "img"):
        assert "alt" in image.attributes


@pytest.mark.parametrize("address", SHOWN)
def test_tables_have_caption_and_headings(read, address: str) -> None:
    for table in _with_tag(read(address), "table"):
        assert [child.tag for child in table.children] == ["caption", "thead", "tbody"]
        assert table.children[0].text
        columns = len(_with_tag(table.children[1], "th"))
        for row in table.children[2].children:
            assert [cell.tag for cell in row.children] == ["th", *["td"] * (columns - 1)]
            assert row.children[0].attributes["scope"] == "row"
            assert all(cell.text for cell in row.children)


@pytest.mark.parametrize("address", SHOWN)
def test_every_link_leads_to_a_page_and_a_place_on_it(read, client: FlaskClient, address: str) -> None:
    for link in {a.attributes["href"] for a in _with_tag(read(address), "a")}:
        parts = urlsplit(link)
        target = parts.path + (f"?{parts.query}" if parts.query else "") or address
        assert client.get(target).status_code == 200, link
        if parts.fragment:
            assert parts.fragment in {element.attributes.get("id") for element in read(target).all()}, link


@pytest.mark.parametrize("address", SHOWN)
def test_invented_figures_are_marked_at_the_top_and_on_each_view(read, address: str) -> None:
    document = read(address)
    views = [one for one in document.all() if "view-invented" in one.attributes.get("class", "").split()]
    banners = [one for one in document.all() if one.attributes.get("class") == "invented-banner"]
    assert len(banners) == (1 if views else 0)
    for view in views:
        assert "Oppdiktede eksempeldata" in view.text
        for picture in _with_tag(view, "svg"):
            if not any("sparkline" in above.attributes.get("class", "") for above in picture.above()):
                assert "Oppdiktede eksempeldata" in picture.text
    for view in document.all():
        if "view-real" in view.attributes.get("class", "").split():
            assert "Virkelige, åpne tall" in view.text
            assert "Oppdiktede" not in view.text


@pytest.mark.parametrize("address", [page for page in SHOWN if "?" not in page])
def test_the_form_sent_as_it_stands_shows_the_same_page(read, client: FlaskClient, address: str) -> None:
    document = read(address)
    for form in (one for one in _with_tag(document, "form") if one.attributes.get("role") != "search"):
        assert form.attributes["method"] == "get"
        pairs = []
        for control in _with_tag(form, "select", "input"):
            if control.tag == "select":
                chosen = [one for one in control.children if "selected" in one.attributes]
                assert len(chosen) == 1
                pairs.append((control.attributes["name"], chosen[0].attributes["value"]))
            elif "checked" in control.attributes:
                pairs.append((control.attributes["name"], control.attributes["value"]))
        sent = client.get(f"{form.attributes['action']}?{urlencode(pairs)}")
        assert sent.status_code == 302
        assert sent.headers["Location"] == address


def test_pages_are_found_by_different_addresses() -> None:
    assert len({page.path for page in ALL_PAGES}) == len({page.name for page in ALL_PAGES}) == len(ALL_PAGES)


def test_each_page_names_its_release(read, site: Site) -> None:
    for address in PAGES:
        [footer] = _with_tag(read(address), "footer")
        assert f"Utgivelse {site.release.release_id}, bygd 14. mars 2025." in footer.text
