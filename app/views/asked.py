"""What a page of one indicator is made from, and the words that all its views share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.gate import PublishedRow
from app.indicators import FEWEST_PERSONS, HIGH, LOW, Indicator, Judged, judge, preliminary, with_limits
from app.selection import Selection
from app.site import Site
from app.views.common import Shown
from app.views.follow_up import follow_up_notes, is_preliminary, not_judged
from app.words import Words

Find = Callable[[str | int, str], PublishedRow | None]


@dataclass(frozen=True)
class Asked:
    """What a page of one indicator is made from: published rows by year and place, and what was found of each."""

    site: Site
    selection: Selection
    indicator: Indicator
    find: Find
    judged: Mapping[tuple[int, str], Judged | None]

    @property
    def measure(self) -> Shown:
        """The share with its interval."""
        return Shown(self.indicator.mart, self.indicator.share, LOW, HIGH)

    @property
    def name(self) -> str:
        """The indicator in words, of shares of questionnaires with the questionnaire."""
        words = self.site.words
        measure = words(f"measure.{self.indicator.share}")
        if self.indicator.mart != "prom_trends":
            return measure
        first = self.site.choices.questionnaires[0]
        informant = words(f"informant.{first.informant}")
        return f"{measure}, {words('prom.questionnaire', instrument=first.short_name, informant=informant)}"


def ask(site: Site, selection: Selection, indicator: Indicator) -> Asked:
    """Every place of the chosen years, judged once."""
    codes = tuple(place.code for place in site.choices.organisations.at_level("country", "rhf", "hf", "unit"))
    find = _found(site, selection, indicator, codes)
    years = range(selection.first_year, selection.last_year + 1)
    judged = {(year, code): judge(indicator, find(year, code)) for year in years for code in codes}
    waiting = {year for year in years if is_preliminary(site, year, indicator.share)}
    judged |= {place: preliminary(found) for place, found in judged.items() if place[0] in waiting}
    return Asked(
        site,
        selection,
        indicator,
        lambda year, code: with_limits(indicator, find(year, code), judged[int(year), code]),
        judged,
    )


def _found(site: Site, selection: Selection, indicator: Indicator, codes: tuple[str, ...]) -> Find:
    """Finds the published row of a year and a place in the indicator's mart."""
    span = (selection.first_year, selection.last_year)
    if indicator.mart == "waiting":
        waiting = site.results.waiting(selection, codes)
        return lambda year, code: waiting.find(str(year), code)
    if indicator.mart == "coverage":
        return site.results.coverage(span, codes).find
    return site.results.prom_trends(span, codes, site.choices.questionnaires[0]).find


def percent(words: Words, value: float) -> str:
    """A level as it is said: without decimals where it has none."""
    return words.percent(value, 0 if value == int(value) else 1)


def verdict(words: Words, found: Judged) -> str:
    """The level in words; of an uncertain one the levels that it may be; or why there is none."""
    if found.is_preliminary:
        return not_judged(words)
    if found.level is None:
        return words("indicator.few")
    if found.between is None:
        return words(f"indicator.{found.level}")
    low, high = (words(f"indicator.{level}") for level in found.between)
    return words("indicator.between", low=low[0].lower() + low[1:], high=high[0].lower() + high[1:])


def decided(asked: Asked) -> str:
    """Which levels there are, and that they are proposed unless the register has decided them."""
    words, indicator = asked.site.words, asked.indicator
    high, moderate = (percent(words, at) for at in (indicator.high_from, indicator.moderate_from))
    if indicator.confirmed:
        return words("indicator.confirmed", high=high, moderate=moderate)
    return words(f"indicator.proposed_{indicator.source}", high=high, moderate=moderate)


def notes(asked: Asked) -> tuple[str, ...]:
    """What must be known of every view of levels."""
    words, indicator = asked.site.words, asked.indicator
    return (
        *follow_up_notes(asked.site, asked.selection.last_year, indicator.share),
        words("indicator.note_interval"),
        words("indicator.note_few", fewest=FEWEST_PERSONS),
    )
