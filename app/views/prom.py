"""What patients, parents and clinicians answered: coverage first, then change."""

from collections.abc import Sequence
from dataclasses import replace

from app.choices import Place
from app.filters import MEASURE_WORDS
from app.gate import PublishedRow, PublishedTable
from app.selection import Selection
from app.site import Site
from app.view import View
from app.views.common import Shown, shown
from app.views.describe import years_text
from app.views.follow_up import follow_up_notes, is_preliminary
from app.views.funnel import Funnel, funnel_view
from app.views.funnel_figures import ShareOf
from app.views.prom_answers import ENOUGH, Answers, answers_view, is_sparse
from app.views.ranking import Ranking, ranking_view
from app.views.trend import Trend, line_view
from data_marts.catalog import COUNTRY, Status

MART = "prom_trends"
SCORES = {"mean_change", "mean_baseline"}
OUTCOMES = {"mean_change", "better_share", "worse_share"}
# What is said of a unit only where enough patients, and enough answers of them, stand behind it.
RESULTS = ("mean_baseline", "mean_followup", "mean_change", "change_low", "change_high", "better_share", "worse_share")
FEWEST_PATIENTS, FEWEST_ANSWERS = 30, 15
# What a table of trusts shows beside the chosen measure: who answered, and how it went with those who did twice.
BESIDE = ("invited", "baseline_n", "pairs", "pair_share", "better_share", "unchanged_share", "worse_share")
# Shares of persons are compared by what chance explains.
SHARES = {
    "better_share": ShareOf("better_share", "pairs", "pairs"),
    "baseline_share": ShareOf("baseline_share", "eligible", "eligible"),
    "pair_share": ShareOf("pair_share", "baseline_n", "baseline_n"),
}


def views(site: Site, selection: Selection) -> tuple[View, ...]:
    """Who answered, in the last year and over time; then the chosen measure, over time and trust by trust."""
    shares = [name for name in ("baseline_share", "pair_share") if name != selection.measure]
    coverage = [_trend(site, selection, name, MEASURE_WORDS[name]) for name in shares]
    beside = _trust_funnel if selection.measure in SHARES else _trusts
    return (
        answers_of(site, selection),
        *coverage,
        _trend(site, selection, selection.measure, "utvikling"),
        beside(site, selection),
    )


def _name(site: Site, selection: Selection) -> str:
    questionnaire = site.choices.questionnaires_by_slug[selection.questionnaire]
    return site.words(
        "prom.questionnaire",
        instrument=questionnaire.short_name,
        informant=site.words(f"informant.{questionnaire.informant}"),
    )


def _notes(site: Site, selection: Selection, *measures: str) -> tuple[str, ...]:
    """What must be known of the measures that a view shows."""
    questionnaire = site.choices.questionnaires_by_slug[selection.questionnaire]
    direction = "up" if questionnaire.higher_is_better else "down"
    notes = [site.words(f"prom.direction_{direction}")] if SCORES & set(measures) else []
    if "better_share" in measures and not questionnaire.confirmed:
        notes.append(site.words("prom.unconfirmed"))
    notes += follow_up_notes(site, selection.last_year, *measures)
    if OUTCOMES & set(measures):
        notes.append(site.words("prom.note"))
    return (site.words("prom.note_name", name=questionnaire.name), *notes)


def _shown(measure: str) -> Shown:
    """How a measure is shown: results of few who were asked are drawn in grey."""
    found = shown(MART, measure)
    return replace(found, is_sparse=is_sparse) if measure in OUTCOMES | SCORES else found


def answers_of(site: Site, selection: Selection) -> View:
    """Who of those whom a questionnaire could concern has answered it, in the last chosen year."""
    organisations, year = site.choices.organisations, selection.last_year
    codes = selection.places or organisations.defaults
    questionnaire = site.choices.questionnaires_by_slug[selection.questionnaire]
    table = site.results.prom_trends((year, year), codes, questionnaire)
    answers = Answers(
        heading=f"{site.words('prom_answers.heading')}, {_name(site, selection)}, {year}",
        places=tuple(organisations.by_code[code] for code in codes),
        year=year,
        find=lambda code: judged(table.find(year, code), organisations.by_code[code]),
        notes=_notes(site, selection, "better_share"),
        is_preliminary=is_preliminary(site, year, "better_share"),
    )
    return answers_view(site, answers)


def unit_view(site: Site, place: Place, first_year: int, last_year: int) -> View:
    """The first questionnaire's mean change at one organisation, beside those above it."""
    above = tuple(step.code for step in reversed(site.choices.organisations.path(place.code)))
    questionnaire = site.choices.questionnaires[0].slug
    selection = Selection("mean_change", first_year, last_year, above, questionnaire=questionnaire)
    return _trend(site, selection, "mean_change", "prom")


def unit_funnel(site: Site, trust: Place, year: int, chosen: str = "") -> View:
    """The units of a trust against the country, by who answered the first questionnaire; `chosen` is highlighted."""
    organisations = site.choices.organisations
    questionnaire = site.choices.questionnaires[0].slug
    places = (chosen,) if chosen else ()
    selection = Selection("baseline_share", year, year, places, questionnaire=questionnaire)
    when = site.words("funnel.by_unit", place=trust.name, year=year)
    units = organisations.units_of(trust.code)
    return _funnel(site, selection, units, organisations.at_level("unit"), "units", when)


def _trust_funnel(site: Site, selection: Selection) -> View:
    """The trusts against the country, in the last chosen year."""
    trusts = site.choices.organisations.at_level("hf")
    when = site.words("funnel.by_trust", year=selection.last_year)
    return _funnel(site, selection, trusts, trusts, "trusts", when)


def _funnel(
    site: Site, selection: Selection, places: tuple[Place, ...], peers: tuple[Place, ...], level: str, when: str
) -> View:
    year, measure = selection.last_year, selection.measure
    questionnaire = site.choices.questionnaires_by_slug[selection.questionnaire]
    codes = (COUNTRY, *(place.code for place in peers))
    table = site.results.prom_trends((year, year), codes, questionnaire)
    funnel = Funnel(
        name="foretak" if level == "trusts" else "enheter-prom",
        heading=_heading(site, selection, measure, when),
        mart=MART,
        of=SHARES[measure],
        places=places,
        target=site.choices.organisations.by_code[COUNTRY],
        find=lambda code: table.find(year, code),
        level=level,
        peers=peers,
        highlighted=frozenset(selection.places),
        notes=_notes(site, selection, measure),
    )
    return funnel_view(site, funnel)


def _trend(site: Site, selection: Selection, measure: str, name: str) -> View:
    organisations = site.choices.organisations
    codes = selection.places or organisations.defaults
    span = (selection.first_year, selection.last_year)
    questionnaire = site.choices.questionnaires_by_slug[selection.questionnaire]
    table = site.results.prom_trends(span, codes, questionnaire)
    trend = Trend(
        name=name,
        heading=_heading(site, selection, measure, years_text(*span)),
        measure=_shown(measure),
        categories=tuple((year, str(year)) for year in range(span[0], span[1] + 1)),
        find=lambda year, code: judged(table.find(year, code), organisations.by_code[str(code)]),
        places=tuple(organisations.by_code[code] for code in codes),
        notes=(
            *_notes(site, selection, measure),
            *_note_of_units(site, measure, codes),
            *_grey_note(site, measure, table),
        ),
        from_zero=measure != "mean_baseline",
    )
    return line_view(site, trend)


def _grey_note(site: Site, measure: str, table: PublishedTable) -> tuple[str, ...]:
    """What grey marks mean, where there are any."""
    is_grey = _shown(measure).is_sparse is not None and any(is_sparse(row) for row in table)
    return (site.words("prom.note_grey", percent=site.words.number(ENOUGH)),) if is_grey else ()


def _note_of_units(site: Site, measure: str, codes: Sequence[str]) -> tuple[str, ...]:
    organisations = site.choices.organisations
    if measure not in RESULTS or all(organisations.by_code[code].level != "unit" for code in codes):
        return ()
    return (site.words("prom.note_units", patients=FEWEST_PATIENTS, answers=FEWEST_ANSWERS),)


def judged(row: PublishedRow | None, place: Place) -> PublishedRow | None:
    """The row as it may be read: of a unit with few patients or few answers no result, but how many answered."""
    if row is None or place.level != "unit":
        return row
    behind = ((row.number("eligible"), FEWEST_PATIENTS), (row.number("pairs"), FEWEST_ANSWERS))
    if all(number is not None and number >= fewest for number, fewest in behind):
        return row
    results = {name: Status.TOO_FEW for name in RESULTS if row.number(name) is not None}
    return replace(row, cells={**row.cells, **results})


def _heading(site: Site, selection: Selection, measure: str, when: str) -> str:
    return f"{site.words(f'measure.{measure}')}, {_name(site, selection)}, {when}"


def _trusts(site: Site, selection: Selection) -> View:
    organisations, year = site.choices.organisations, selection.last_year
    trusts = organisations.at_level("hf")
    codes = (COUNTRY, *(trust.code for trust in trusts))
    questionnaire = site.choices.questionnaires_by_slug[selection.questionnaire]
    table = site.results.prom_trends((year, year), codes, questionnaire)
    measure = _shown(selection.measure)
    columns = dict.fromkeys((selection.measure, *BESIDE))
    ranking = Ranking(
        name="foretak",
        heading=_heading(site, selection, selection.measure, site.words("activity.by_trust", year=year)),
        measure=measure,
        places=trusts,
        find=lambda code: table.find(year, code),
        columns=tuple(shown(MART, name) for name in columns),
        highlighted=frozenset(selection.places),
        reference=organisations.by_code[COUNTRY],
        notes=(*_notes(site, selection, *columns), *_grey_note(site, selection.measure, table)),
        from_zero=selection.measure != "mean_baseline",
    )
    return ranking_view(site, ranking)
