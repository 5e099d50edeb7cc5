"""The certificate as a page in bokmål for people: what was tried, how much, and what it led to; no figure, no place."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

STYLE = Path(__file__).parents[2] / "report" / "page.css"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_STATES = {
    "safe": "trygge",
    "exact": "funnet nøyaktig",
    "narrow": "for snevert avgrenset",
    "unresolved": "ikke avklart",
}
_METHODS = {
    "witnesses": "Andre tabeller som ser like ut, kontrollert uten løser",
    "propagation": "Én sammenheng om gangen, om og om igjen",
    "elimination": "Alle likninger samlet, regnet nøyaktig",
    "linear programs": "Minste og største mulige verdi ved lineær programmering",
    "whole numbers": "Minste og største mulige verdi i hele tall",
}
_KNOWN = (
    "alt som er åpent i utgivelsen, med manifestet og sammenhengene som står der",
    "folketallet, og at personer og hendelser er hele tall",
    "hva trykte gjennomsnitt, standardiserte rater og ventetider røper om tallene bak, med de desimalene som vises",
    "det tidligere utgivelser har vist, der årets tall ikke er endret",
    "for innsidere: de sanne tallene for egen enhet, eller for eget foretak og enhetene i det",
)


def page_of(certificate: Mapping[str, Any], synthetic: bool) -> str:
    """The whole page as text; the same certificate gives the same text."""
    title = f"Attest: {certificate['release_id']}"
    mark = "OPPDIKTET – " if synthetic else ""
    parts = (_head(certificate, title, synthetic), _tried(certificate), _outcome(certificate), _files(certificate))
    return (
        '<!doctype html>\n<html lang="nb">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(mark + title)}</title>\n<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f"<body>\n{''.join(parts)}</main>\n</body>\n</html>\n"
    )


def number(count: int) -> str:
    """A whole number as it is written in Norwegian."""
    return f"{count:,}".replace(",", NO_BREAK_SPACE)


def _head(certificate: Mapping[str, Any], title: str, synthetic: bool) -> str:
    invented = '<p class="invented">OPPDIKTET: Ingen person bak disse tallene finnes.</p>\n' if synthetic else ""
    when = datetime.fromisoformat(certificate["attacked_at"])
    verdict, sentence = ("ok", _CLEAN) if certificate["clean"] else ("stop", _UNCLEAN)
    return (
        f"<header>\n{invented}<h1>{escape(title)}</h1>\n"
        f"<p>Angrepet {when:%d.%m.%Y} kl. {when:%H.%M} i {number(round(certificate['seconds']))}"
        f"{NO_BREAK_SPACE}sekunder med program {escape(certificate['program'])}.</p>\n</header>\n"
        f'<main>\n<p class="verdict {verdict}">{sentence}</p>\n'
    )


_CLEAN = "Ingen skjulte tall lot seg regne ut eller avgrense for snevert, verken av utenforstående eller av innsidere."
_UNCLEAN = "Skjulte tall lot seg regne ut, eller det er ikke avklart: Utgivelsen kan ikke publiseres slik den er."


def _tried(certificate: Mapping[str, Any]) -> str:
    known = "".join(f"<li>{one}</li>" for one in _KNOWN)
    insiders = certificate["insiders"]
    return (
        '<section aria-labelledby="forsok">\n<h2 id="forsok">Hva som ble prøvd</h2>\n'
        f"<p>Angriperen kjenner:</p>\n<ul>{known}</ul>\n"
        f"<p>{number(certificate['numbers_open'])} tall er ikke vist. {number(certificate['goals'])} av dem gjelder få "
        f"personer og må være usikre. {number(insiders['number'])} innsidere ble prøvd, i alt "
        f"{number(insiders['pairs'])} par av innsider og skjult tall.</p>\n"
        f"{_table('Skjulte tall etter metoden som avgjorde', _method_rows(certificate))}</section>\n"
    )


def _method_rows(certificate: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    for name, words in _METHODS.items():
        yield words, certificate["methods"][name], certificate["insiders"]["methods"][name]


def _outcome(certificate: Mapping[str, Any]) -> str:
    rows = [
        (words.capitalize(), certificate["strangers"][state], certificate["insiders"][state])
        for state, words in _STATES.items()
    ]
    tables, earlier = certificate["tables"], certificate["earlier"]
    return (
        '<section aria-labelledby="utfall">\n<h2 id="utfall">Hva det førte til</h2>\n'
        f"{_table('Skjulte tall etter utfall', iter(rows))}{_width(certificate)}"
        f"<p>{number(tables['accepted'])} andre tabeller ble godtatt som mulige, "
        f"{number(tables['refused'])} ble avvist. "
        f"{number(certificate['programs'])} lineære programmer ble løst.</p>\n"
        f"<p>Tidligere utgivelser hadde vist {number(earlier['remembered'])} av tallene som nå er skjult; "
        f"de regnes som kjent. {number(earlier['revised'])} var andre den gangen.</p>\n</section>\n"
    )


def _width(certificate: Mapping[str, Any]) -> str:
    width = certificate["narrowest_interval"]
    if width is None:
        return ""
    return f"<p>Det snevreste intervallet som er igjen for et skjult tall, er {number(width)} bredt.</p>\n"


def _table(caption: str, rows: Iterator[tuple[str, int, int]]) -> str:
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td class="n">{number(strangers)}</td>'
        f'<td class="n">{number(insiders)}</td></tr>'
        for name, strangers, insiders in rows
    )
    return (
        f'<div class="scroll"><table><caption>{caption}</caption><thead><tr><th scope="col">Hva</th>'
        '<th scope="col" class="n">Utenforstående</th><th scope="col" class="n">Innsidere (par)</th></tr></thead>'
        f"<tbody>{lines}</tbody></table></div>\n"
    )


def _files(certificate: Mapping[str, Any]) -> str:
    return (
        '<section aria-labelledby="filer">\n<h2 id="filer">Hva attesten gjelder</h2>\n'
        f"<p>Nøyaktig {number(len(certificate['files']))} åpne filer og manifestet med sjekksum <code>"
        f"{escape(certificate['manifest_sha256'][:16])}…</code>. Endres en fil, gjelder attesten ikke lenger.</p>\n"
        "</section>\n"
    )
