"""The filter panel of a view: plain selects and checklists, the same as a GET form and as live controls."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from app.address import NEWEST
from app.choices import Choices, Place, Places, Questionnaire
from app.drawing import search_field
from app.filters import MOST_PLACES, ChoiceFilter, ViewSpec
from app.languages import DEFAULT, KEY
from app.selection import Selection
from app.site import Site
from app.words import Words

Node = Any
Identity = dict[str, str]
TREE = {True: "steder-live", False: "steder"}


def control_id(key: str, part: str = "") -> Identity:
    """The id of a live control; `key` is its word in the address, `part` tells several lists of one filter apart."""
    return {"filter": "control", "key": key, "part": part}


def filter_panel(site: Site, spec: ViewSpec, selection: Selection, path: str, live: bool) -> Node:
    """The form. Without scripts it is sent by GET; live, every change writes the address."""
    words = site.words
    fields = [_choice(words, choice, getattr(selection, choice.field)) for choice in spec.choice_filters]
    if spec.has_questionnaire:
        fields.insert(0, _questionnaires(words, site.choices.questionnaires, selection.questionnaire))
    fields.append(_years(words, site.choices, spec, selection))
    if spec.has_places:
        fields.append(_places(words, spec, site.choices, selection, live))
    actions = [html.A(words("filter.reset"), href=words.address(path), className="filter-reset")]
    if not live:
        actions.insert(0, dbc.Button(words("filter.submit"), type="submit", color="primary"))
        actions += _language(words)
    form = html.Form(
        [*fields, html.Div(actions, className="filter-actions")], className="filters", method="get", action=path
    )
    # Folded on a phone; where there is room the style sheet shows the form all the same.
    return html.Details([html.Summary(words("filter.heading")), form], className="filters-fold")


def _language(words: Words) -> list[Node]:
    """What keeps the language when the form is sent. Last in the form: `handover.js` counts the fields before it."""
    return [] if words.language == DEFAULT else [dbc.Input(type="hidden", name=KEY, value=words.language)]


def _field(label: str, control: Node) -> Node:
    return html.Label([html.Span(label, className="filter-label"), control], className="filter")


def _choice(words: Words, choice: ChoiceFilter, chosen: str) -> Node:
    options = [{"value": word, "label": words(f"{choice.field}.{code}")} for code, word in choice.words.items()]
    select = dbc.Select(id=control_id(choice.key), options=options, value=choice.words[chosen])
    return _field(words(f"filter.{choice.field}"), select)


def _questionnaires(words: Words, questionnaires: tuple[Questionnaire, ...], chosen: str) -> Node:
    options = [
        {
            "value": found.slug,
            "label": words(
                "prom.questionnaire", instrument=found.short_name, informant=words(f"informant.{found.informant}")
            ),
        }
        for found in questionnaires
    ]
    return _field(words("filter.questionnaire"), dbc.Select(id=control_id("skjema"), options=options, value=chosen))


def _years(words: Words, choices: Choices, spec: ViewSpec, selection: Selection) -> Node:
    first, last = choices.span(spec.mart)
    latest = choices.latest_year(spec.mart)
    options = [{"value": str(year), "label": str(year)} for year in range(first, last + 1)]
    options += [
        {"value": str(year), "label": words("filter.running_year", year=year)} for year in range(last + 1, latest + 1)
    ]
    # Which year is the newest depends on the kind of period: so it can be chosen without naming it.
    newest = [{"value": NEWEST, "label": words("filter.newest")}] if latest > last else []
    is_newest = bool(newest) and selection.last_year == choices.span(spec.mart, selection.period_type)[1]
    last_year = NEWEST if is_newest else str(selection.last_year)
    return html.Fieldset(
        [
            html.Legend(words("filter.years")),
            html.Div(
                [
                    _field(words("filter.first_year"), _year("fra", options, str(selection.first_year))),
                    _field(words("filter.last_year"), _year("til", [*newest, *options], last_year)),
                ],
                className="filter-row",
            ),
        ],
        className="filter",
    )


def _year(key: str, options: list[dict[str, str]], year: str) -> Node:
    return dbc.Select(id=control_id(key), options=options, value=year)


def _places(words: Words, spec: ViewSpec, choices: Choices, selection: Selection, live: bool) -> Node:
    places = spec.places(choices)
    kind = "residence" if places is choices.residences else "organisation"
    chosen = frozenset(places.by_code[code].slug for code in selection.places or places.defaults)
    tree = TREE[live]
    regions = places.at_level("rhf")
    return html.Fieldset(
        [
            html.Legend(words(f"filter.places_{kind}")),
            html.P(words("filter.places_help", most=MOST_PLACES), className="filter-help"),
            *search_field(words, tree),
            html.Div(
                [
                    _list([*places.at_level("country"), *regions], chosen, "norge"),
                    *(_branch(words, places, region, chosen) for region in regions),
                ],
                id=tree,
                className="tree",
            ),
        ],
        className="filter filter-places",
    )


def _branch(words: Words, places: Places, place: Place, chosen: frozenset[str]) -> Node:
    """The places below a place, folded; open where one of them is chosen."""
    children = places.children(place.code)
    if not children:
        return None
    return html.Details(
        [
            html.Summary(words("filter.places_below", place=place.short_name)),
            _list(list(children), chosen, place.slug),
            *(_branch(words, places, child, chosen) for child in children if places.children(child.code)),
        ],
        open=any(_chosen_below(places, child, chosen) for child in children),
    )


def _chosen_below(places: Places, place: Place, chosen: frozenset[str]) -> bool:
    return place.slug in chosen or any(_chosen_below(places, child, chosen) for child in places.children(place.code))


def _list(listed: list[Place], chosen: frozenset[str], part: str) -> Node:
    options = [{"value": place.slug, "label": place.short_name} for place in listed]
    value = [place.slug for place in listed if place.slug in chosen]
    return dbc.Checklist(id=control_id("sted", part), options=options, value=value)
