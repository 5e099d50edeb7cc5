"""The Atom feed: each publication with how many figures it changed, in one language."""

from collections.abc import Iterable
from datetime import date
from xml.etree import ElementTree as ET

from app.api.history import Past
from app.api.limits import FEED
from app.languages import in_language
from app.site import Site
from app.words import Words

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: An entry is known by its id for ever, in whatever language it is read.
_NAME = "urn:kvabup"


def feed(site: Site, pasts: Iterable[Past], place: str) -> bytes:
    """The feed in the language of the site's words. `place` is where the site is, if told."""
    words, found = site.words, list(pasts)
    root = ET.Element("feed", {"xmlns": _ATOM, _XML_LANGUAGE: words.language})
    _add(root, "id", f"{_NAME}:releases")
    _add(root, "title", _marked(words, words("feed.title"), found[0]))
    _add(root, "updated", _moment(site, found[0]))
    _add(ET.SubElement(root, "author"), "name", words("site.name"))
    ET.SubElement(root, "link", rel="self", href=place + in_language(FEED, words.language))
    ET.SubElement(root, "link", rel="alternate", href=place + words.address("/om/endringer"))
    for past in found:
        _entry(root, site, past, place)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, site: Site, past: Past, place: str) -> None:
    words, entry = site.words, ET.SubElement(root, "entry")
    _add(entry, "id", f"{_NAME}:{past.release}:{past.changes.number}")
    _add(entry, "title", _marked(words, words("feed.entry", release=past.release), past))
    _add(entry, "updated", _moment(site, past))
    ET.SubElement(entry, "link", rel="alternate", href=place + words.address("/om/endringer"))
    _add(entry, "summary", summary(words, past))


def summary(words: Words, past: Past) -> str:
    """What a publication changed, in one or two sentences."""
    changes = past.changes
    if past.taken_back:
        return words("feed.taken_back", release=past.release)
    day = words.date(changes.published_on.isoformat()) if changes.published_on else ""
    told = words(f"changes.{changes.state}", release=past.release, former=changes.former, date=day)
    counts = [
        words("feed.count", mart=words(f"mart.{mart}"), kind=words(f"changes.kind_{kind}"), count=words.number(number))
        for (mart, kind), number in sorted(changes.counts.items())
    ]
    if changes.state not in ("told", "back"):
        return told
    return " ".join([told, f"{'; '.join(counts)}." if counts else words("changes.nothing")])


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _marked(words: Words, title: str, past: Past) -> str:
    """A title that says where register figures are invented: a feed shows it without its page."""
    return f"{title} ({words('invented.mark')})" if past.invented else title


def _moment(site: Site, past: Past) -> str:
    """The day of the publication as Atom wants it: no more exact than pages are."""
    day = past.changes.published_on or date.fromisoformat(site.release.built_at[:10])
    return f"{day.isoformat()}T00:00:00Z"
