"""The report at the terminal, in English, readable at 80 columns."""

from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from data_marts.report.report import WITHHELD, Account, PlaceLine, Report, Result, Shown, Told

MOST_PLACES = 5
_STYLES: dict[Shown, str] = {
    "stop": "bold white on red",
    "warn": "bold black on yellow",
    "note": "bold cyan",
    "ok": "green",
    "withheld": "dim",
}
_VERDICTS: dict[Shown, str] = {
    "stop": "Stop: something is so wrong that nothing should be built from this delivery.",
    "warn": "Warnings: look at them before building.",
    "note": "Nothing but notes.",
    "ok": "Nothing was found.",
}
# How what was found and what was expected stand beside each other.
_BESIDE = {
    "diagnosis_coverage": "{0:g} %, wanted at least {1:g} %",
    "identical_years": "{0:,.10g} in both years",
    "identical_months": "{0:,.10g} in both years",
}


def print_report(report: Report, console: Console) -> None:
    """Prints the report: what it is about, the accounts, what was found, and the checks that found nothing."""
    _print_head(report, console)
    console.print(_accounts(report))
    reserved = Text(f"Persons who have reserved themselves (in none of the numbers): {_told(report.reserved)}")
    console.print(reserved)
    for result in _found(report):
        _print_result(result, console)
    nothing = [result.check for result in report.results if result.severity == "ok"]
    console.print()
    console.print(Text(f"{len(nothing)} of {len(report.results)} checks found nothing (0):", style="bold"))
    console.print(Padding(Text(", ".join(nothing), style="green"), (0, 0, 0, 2)))


def _print_head(report: Report, console: Console) -> None:
    console.print(Text(f"Delivery {report.delivery}", style="bold"))
    console.print(Text(f"{_period(report)}, delivered through {report.delivered_through.isoformat()}"))
    if report.invented:
        console.print(Text("INVENTED: no person or event in it exists (OPPDIKTET).", style="bold magenta"))
    form = (
        "For others: small numbers are withheld." if report.shared else "For the restricted area: not to be passed on."
    )
    console.print(Text(form))
    console.print(Text(_VERDICTS[report.verdict], style=_STYLES[report.verdict]))
    console.print()


def _period(report: Report) -> str:
    if not report.years:
        return "No whole year"
    first, last = min(report.years), max(report.years)
    return f"Whole years {first}-{last}" if first < last else f"Whole year {first}"


def _accounts(report: Report) -> Table:
    table = Table(title="Rows by file", box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    table.add_column("File", overflow="fold", ratio=1)
    for name in ("Delivered", "Kept", "Set aside", "Persons"):
        table.add_column(name, justify="right", no_wrap=True)
    for account in report.accounts:
        numbers = (account.delivered, account.kept, account.set_aside)
        table.add_row(account.file, *map(_told, numbers), _persons(account))
        for reason, rows in account.reasons:
            table.add_row(Text(f"  {reason}", style="dim"), "", "", _told(rows), "")
    return table


def _persons(account: Account) -> str:
    return "" if account.persons is None else _told(account.persons)


def _found(report: Report) -> Iterator[Result]:
    """The gravest first, within a severity in the order of the list."""
    for severity in ("stop", "warn", "withheld", "note"):
        yield from (result for result in report.results if result.severity == severity)


def _print_result(result: Result, console: Console) -> None:
    console.print()
    console.print(Text.assemble((f" {result.severity} ", _STYLES[result.severity]), f" {result.sentence}"))
    console.print(Padding(Text(f"{result.check}: {result.meaning}", style="dim"), (0, 0, 0, 2)))
    for line in _places(result):
        console.print(Padding(Text(line), (0, 0, 0, 4)))


def _places(result: Result) -> Iterator[str]:
    if result.places is None:
        yield "where: withheld"
        return
    yield from (_place(result.check, place) for place in result.places[:MOST_PLACES])
    more = result.more_places + max(len(result.places) - MOST_PLACES, 0)
    if more:
        yield f"and {more:,} more"


def _place(check: str, place: PlaceLine) -> str:
    organisation = f"{place.name} ({place.organisation})" if place.name else place.organisation
    words = [word for word in (place.file, organisation, place.period, place.value) if word]
    numbers = f"{place.count:,}"
    if place.observed is not None and place.expected is not None:
        beside = _BESIDE.get(check, "{0:,.10g}, expected {1:,.10g}")
        numbers = beside.format(place.observed, place.expected)
    return f"{', '.join(words)}: {numbers}"


def _told(number: Told) -> str:
    return number if number == WITHHELD else f"{number:,}"
