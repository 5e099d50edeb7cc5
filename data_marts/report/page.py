"""The report as one HTML page in bokmål for the data manager: no scripts, nothing fetched, fit for print."""

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from data_marts.report import words
from data_marts.report.pictures import bars_picture, contacts_picture, coverage_picture, shifts_picture
from data_marts.report.report import WITHHELD, Account, Report, Result, Shown

STYLE = Path(__file__).parent / "page.css"
MOST_PLACES = 12
_GRAVEST_FIRST: tuple[Shown, ...] = ("stop", "warn", "withheld", "note")


def as_html(report: Report) -> str:
    """The whole page as text; the same report gives the same text."""
    title = f"Kontrollrapport: {report.delivery}"
    parts = (
        _head(report, title),
        _section("funn", "Funn", _findings(report)),
        _section("regnskap", "Regnskap for filene", _accounts(report)),
        _section("bilder", "Bilder", _pictures(report)),
        _section("kontroller", "Alle kontroller", _all_checks(report)),
    )
    return (
        '<!doctype html>\n<html lang="nb">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(_mark(report) + title)}</title>\n"
        f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n"
        f'<body>\n<a class="skip" href="#funn">Gå til funnene</a>\n{"".join(parts)}</main>\n</body>\n</html>\n'
    )


def _mark(report: Report) -> str:
    return "OPPDIKTET – " if report.invented else ""


def _section(key: str, heading: str, parts: Iterable[str]) -> str:
    return f'<section aria-labelledby="{key}">\n<h2 id="{key}">{heading}</h2>\n{"".join(parts)}</section>\n'


def _head(report: Report, title: str) -> str:
    invented = (
        '<p class="invented">OPPDIKTET: Ingen person og ingen hendelse i denne leveransen finnes.</p>\n'
        if report.invented
        else ""
    )
    form = (
        "Kan deles: Tall som gjelder færre enn fem personer, og tall som kunne ha avslørt dem, er skjult."
        if report.shared
        else "Kun for registerets sikre område. Rapporten har små tall og skal ikke sendes videre."
    )
    counted = Counter(result.severity for result in report.results)
    shown = [severity for severity in (*_GRAVEST_FIRST, "ok") if severity != "withheld" or counted["withheld"]]
    numbers = "".join(f"<li><b>{counted[severity]}</b> {words.SEVERITIES[severity]}</li>" for severity in shown)
    return (
        f"<header>\n{invented}<h1>{escape(title)}</h1>\n<p>{_period(report)}</p>\n"
        f'<p class="form">{form}</p>\n</header>\n'
        f'<main>\n<p class="verdict {report.verdict}">{words.VERDICTS[report.verdict]}</p>\n'
        f'<ul class="numbers" aria-label="Kontroller etter resultat">{numbers}</ul>\n'
    )


def _period(report: Report) -> str:
    through = words.day(report.delivered_through)
    if not report.years:
        return f"Ingen hele år. Levert til og med {through}."
    first, last = min(report.years), max(report.years)
    years = f"Hele år: {first}–{last}" if first < last else f"Helt år: {first}"
    return f"{years}. Levert til og med {through}."


def _findings(report: Report) -> Iterator[str]:
    found = [result for severity in _GRAVEST_FIRST for result in report.results if result.severity == severity]
    if not found:
        yield "<p>Ingen av kontrollene fant noe.</p>\n"
    yield from map(_finding, found)


def _finding(result: Result) -> str:
    return (
        f'<article class="finding {result.severity}" aria-labelledby="f-{result.check}">\n'
        f'<h3 id="f-{result.check}">{_tag(result.severity)} {escape(result.sentence_nb)}</h3>\n'
        f'<p>{escape(result.meaning_nb)} <span class="id">{result.check}</span></p>\n{_places(result)}</article>\n'
    )


def _tag(severity: Shown) -> str:
    return f'<span class="tag {severity}">{words.SEVERITIES[severity]}</span>'


def _places(result: Result) -> str:
    if result.places is None:
        return f"<p>Hvor: {words.HIDDEN}</p>\n"
    if not result.places:
        return ""
    rows = [words.place(result.check, line) for line in result.places[:MOST_PLACES]]
    cells = "".join(
        f'<tr><th scope="row">{escape(where)}</th><td class="n">{escape(much)}</td></tr>' for where, much in rows
    )
    more = result.more_places + len(result.places) - len(rows)
    rest = f"<p>og {words.number(more)} til</p>\n" if more else ""
    return (
        '<div class="scroll"><table class="places"><caption class="unseen">Hvor</caption>'
        '<thead><tr><th scope="col">Hvor</th>'
        '<th scope="col" class="n">Funnet</th>'
        f"</tr></thead><tbody>{cells}</tbody></table></div>\n{rest}"
    )


def _accounts(report: Report) -> Iterator[str]:
    yield "<p>Levert = beholdt + lagt til side. Rader for personer som har reservert seg, er ikke med i tallene.</p>\n"
    yield f"<p>Personer som har reservert seg: {words.told(report.reserved)}.</p>\n"
    heads = "".join(
        f'<th scope="col" class="n">{name}</th>' for name in ("Levert", "Beholdt", "Lagt til side", "Personer")
    )
    yield (
        '<div class="scroll" tabindex="0" role="region" aria-label="Rader i hver fil"><table class="accounts">'
        "<caption>Rader i hver fil, og personer bak dem som er beholdt</caption>"
        f'<thead><tr><th scope="col">Fil</th>{heads}'
        f"</tr></thead><tbody>{''.join(map(_account, report.accounts))}</tbody></table></div>\n"
    )


def _account(account: Account) -> str:
    name = f'{escape(account.file)} <span class="id">{words.KINDS[account.kind]}</span>'
    numbers = (account.delivered, account.kept, account.set_aside, account.persons)
    rows = [f'<tr><th scope="row">{name}</th>{"".join(_number(words.told(value)) for value in numbers)}</tr>']
    parts = [(words.reason(reason), told) for reason, told in account.reasons]
    parts += [(f"uleselige verdier i {column}", told) for column, told in account.unreadable]
    rows += [_part(what, words.told(told)) for what, told in parts]
    return "".join(rows)


def _part(what: str, number: str) -> str:
    return f'<tr class="part"><th scope="row">{escape(what)}</th><td></td><td></td>{_number(number)}<td></td></tr>'


def _number(text: str) -> str:
    return f'<td class="n">{text}</td>'


def _pictures(report: Report) -> Iterator[str]:
    yield '<div class="pictures">\n'
    for line in report.contacts:
        yield _figure(line.name, "Kontakter per måned, poliklinikk og dag", contacts_picture(line))
    yield _figure("Lagt til side", "Rader etter årsak, alle filer", _set_aside(report))
    if report.coverage:
        yield _figure("Pasienter med kode på akse 1", _coverage_text(report), coverage_picture(report.coverage))
    yield _figure("Brå skifter i nivå", "Trekant opp: flere enn ventet, ned: færre", _shifts(report))
    yield "</div>\n"


def _figure(name: str, text: str, drawn: str) -> str:
    body = drawn or "<p>Skjult, eller ingenting å vise.</p>"
    return f"<figure><figcaption>{escape(name)}<span>{escape(text)}</span></figcaption>{body}</figure>\n"


def _coverage_text(report: Report) -> str:
    years = [row.year for row in report.coverage]
    former = f", svart strek: {min(years)}" if min(years) < max(years) else ""
    return f"Andel i {max(years)}{former}. Stiplet: 60\N{NO-BREAK SPACE}%"


def _set_aside(report: Report) -> str:
    """Sums over files, where every file's number is told."""
    sums: Counter[str] = Counter()
    hidden = set()
    for reason, rows in (pair for account in report.accounts for pair in account.reasons):
        if rows == WITHHELD:
            hidden.add(reason)
        else:
            sums[reason] += int(rows)
    told = [(words.reason(reason), rows) for reason, rows in sums.most_common() if rows and reason not in hidden]
    return bars_picture("aside", "Rader lagt til side", told) if told else ""


def _shifts(report: Report) -> str:
    months = [month for line in report.contacts for month, _ in line.points or ()]
    months += [shift.period for shift in report.shifts]
    return shifts_picture(report.shifts, sorted(months)) if report.shifts else ""


def _all_checks(report: Report) -> Iterator[str]:
    for group, heading in words.GROUPS.items():
        rows = "".join(_check(result) for result in report.results if result.group == group)
        yield (
            f'<div class="scroll"><table><caption>{heading}</caption><thead><tr><th scope="col">Kontroll</th>'
            f'<th scope="col">Resultat</th></tr></thead><tbody>{rows}</tbody></table></div>\n'
        )


def _check(result: Result) -> str:
    return (
        f'<tr><th scope="row">{escape(result.sentence_nb)} <span class="id">{result.check}</span></th>'
        f"<td>{_tag(result.severity)}</td></tr>"
    )
