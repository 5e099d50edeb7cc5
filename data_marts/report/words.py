"""The words of the page in bokmål, and how numbers and dates are written there."""

import re
from datetime import date

from data_marts.report.report import WITHHELD, PlaceLine, Shown, Told

HIDDEN = "skjult"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

SEVERITIES: dict[Shown, str] = {
    "stop": "Stopp",
    "warn": "Advarsel",
    "note": "Merknad",
    "ok": "Ingen funn",
    "withheld": "Skjult alvorlighet",
}
VERDICTS: dict[Shown, str] = {
    "stop": "Stopp: Noe er så galt at det ikke bør bygges noe av denne leveransen.",
    "warn": "Advarsler: Se på dem før det bygges.",
    "note": "Bare merknader. Ingenting hindrer at det bygges.",
    "ok": "Ingen funn.",
}
GROUPS = {
    "files": "Filer",
    "set_aside": "Lagt til side",
    "persons": "Personer og datoer",
    "places": "Bosted og enheter",
    "codes": "Koder og gjentatte rader",
    "stays": "Døgnopphold",
    "activity": "Aktivitet over tid",
    "prom": "PROM",
}
KINDS = {"episodes": "kontakter og opphold", "prom": "PROM", "reservations": "reservasjoner", "beds": "senger"}
REASONS = {
    "unreadable": "kunne ikke leses",
    "missing_person": "person mangler",
    "missing_start": "startdato mangler",
    "ends_before_start": "sluttdato før startdato",
    "other_sector": "annen sektor",
    "unknown_unit": "ukjent enhet",
    "outside_period": "utenfor perioden",
    "superseded": "erstattet av nyere fil",
    "unknown_scale": "ukjent skala",
    "unknown_measuring_point": "ukjent målepunkt",
    "missing_dates": "datoer mangler",
    "score_out_of_range": "skår utenfor skalaen",
}
# What statements say in words where a value cannot be shown or is none.
_VALUES = {
    "no number": "uten nummer",
    "other text": "annen tekst",
    "empty": "tomt felt",
    "not four digits": "ikke fire siffer",
    "in the earlier file alone": "bare i den første filen",
    "in the later file alone": "bare i den siste filen",
    "stay": "opphold",
    "contact": "kontakt",
}
_DIGITS = re.compile(r"a number of (\d+) digits")
_MONTHS = ("jan", "feb", "mars", "april", "mai", "juni", "juli", "aug", "sep", "okt", "nov", "des")
# How what was found and what was expected stand beside each other.
_BESIDE = {
    "diagnosis_coverage": f"{{0}}{NO_BREAK_SPACE}%, ønsket minst {{1}}{NO_BREAK_SPACE}%",
    "identical_years": "{0} i begge år",
    "identical_months": "{0} i begge år",
}


def number(value: float) -> str:
    """A number with Norwegian thousands and decimals."""
    text = f"{value:,.1f}" if value != int(value) else f"{int(value):,}"
    return text.replace(",", NO_BREAK_SPACE).replace(".", ",")


def told(value: Told | None) -> str:
    """A number that may be told, or that it is withheld; nothing where there is none."""
    if value is None:
        return ""
    return HIDDEN if value == WITHHELD else number(int(value))


def day(value: date) -> str:
    """A date as 31.12.2024."""
    return value.strftime("%d.%m.%Y")


def period(value: str) -> str:
    """A month as "mai 2024"; years as they are."""
    if re.fullmatch(r"\d{4}-\d{2}", value):
        return f"{_MONTHS[int(value[5:]) - 1]} {value[:4]}"
    return value


def value_of(text: str) -> str:
    """What was found, in Norwegian where a statement says it in words."""
    if digits := _DIGITS.fullmatch(text):
        return f"et tall på {digits[1]} siffer"
    return _VALUES.get(text, text)


def reason(name: str) -> str:
    """Why rows were set aside."""
    return REASONS.get(name, name)


def place(check: str, line: PlaceLine) -> tuple[str, str]:
    """Where something was found, and how much of it there."""
    organisation = f"{line.name} ({line.organisation})" if line.name else line.organisation
    parts = (line.file, organisation, line.period and period(line.period), line.value and value_of(line.value))
    where = ", ".join(part for part in parts if part)
    if line.observed is None or line.expected is None:
        return where, number(line.count)
    beside = _BESIDE.get(check, "{0}, ventet {1}")
    return where, beside.format(number(line.observed), number(line.expected))
