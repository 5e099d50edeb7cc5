"""From a query string to a Selection and back. The only module that knows how filters stand in addresses."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from app.choices import Choices, Places
from app.filters import ChoiceFilter, ViewSpec, check_combination
from app.languages import KEY as LANGUAGE
from app.selection import Selection, SelectionError

# Added by others to links to us; never part of a selection.
IGNORED_PREFIXES = ("utm_", "fbclid", "gclid", "msclkid", "mc_")
LONGEST_QUERY = 2000
#: The last year that there is, whichever kind of period is chosen.
NEWEST = "nyeste"

Arguments = Mapping[str, Sequence[str]]


def from_query_string(spec: ViewSpec, query: str, choices: Choices) -> Selection:
    """The selection that a query string (with or without `?`) asks for; SelectionError says what is wrong."""
    if len(query) > LONGEST_QUERY:
        raise SelectionError("address_too_long")
    return from_arguments(spec, parse_qs(query.removeprefix("?"), keep_blank_values=False), choices)


def from_arguments(spec: ViewSpec, arguments: Arguments, choices: Choices) -> Selection:
    """The same from values already taken apart, as a form or the page's controls give them."""
    _refuse_unknown_keys(spec, arguments)
    fields: dict[str, Any] = {choice.field: _choice(choice, arguments) for choice in spec.choice_filters}
    span = choices.span(spec.mart, fields.get("period_type", "year"))
    first, last = _years(arguments, span, choices.latest_year(spec.mart))
    fields.setdefault("measure", spec.measures[0])
    if spec.has_places:
        fields["places"] = _places(arguments, spec.places(choices))
    if spec.has_questionnaire:
        fields["questionnaire"] = _questionnaire(arguments, choices)
    selection = Selection(first_year=first, last_year=last, **fields)
    check_combination(spec, selection)
    return selection


def to_query_string(spec: ViewSpec, selection: Selection, choices: Choices) -> str:
    """The canonical query string, without `?`: defaults are left out, the rest stands in a fixed order."""
    pairs: list[tuple[str, str]] = []
    for choice in spec.choice_filters:
        code = getattr(selection, choice.field)
        if code != choice.default:
            pairs.append((choice.key, choice.words[code]))
    if spec.has_questionnaire and selection.questionnaire != choices.questionnaires[0].slug:
        pairs.append(("skjema", selection.questionnaire))
    first, last = choices.span(spec.mart, selection.period_type)
    if selection.first_year != first:
        pairs.append(("fra", str(selection.first_year)))
    if selection.last_year != last:
        pairs.append(("til", str(selection.last_year)))
    if spec.has_places:
        by_code = spec.places(choices).by_code
        pairs += [("sted", by_code[code].slug) for code in selection.places]
    return urlencode(pairs)


def address(spec: ViewSpec, selection: Selection, choices: Choices) -> str:
    """Path and canonical query string of a selection."""
    query = to_query_string(spec, selection, choices)
    return f"{spec.path}?{query}" if query else spec.path


def _refuse_unknown_keys(spec: ViewSpec, arguments: Arguments) -> None:
    for key in arguments:
        if key not in spec.keys and key != LANGUAGE and not key.startswith(IGNORED_PREFIXES):
            raise SelectionError("unknown_filter", key=key[:40])


def _single(arguments: Arguments, key: str) -> str | None:
    values = arguments.get(key, ())
    if len(values) > 1:
        raise SelectionError("repeated_filter", key=key)
    return values[0] if values else None


def _choice(choice: ChoiceFilter, arguments: Arguments) -> str:
    word = _single(arguments, choice.key)
    if word is None:
        return choice.default
    for code, known in choice.words.items():
        if known == word:
            return code
    raise SelectionError("unknown_value", key=choice.key)


def _years(arguments: Arguments, span: tuple[int, int], latest: int) -> tuple[int, int]:
    first = _year(_single(arguments, "fra"), "fra", span, latest, span[0])
    last_word = _single(arguments, "til")
    last = _year(None if last_word == NEWEST else last_word, "til", span, latest, span[1])
    return first, last


def _year(word: str | None, key: str, span: tuple[int, int], latest: int, default: int) -> int:
    if word is None:
        return default
    if not (word.isascii() and word.isdigit() and len(word) == 4):
        raise SelectionError("unknown_value", key=key)
    year = int(word)
    if span[1] < year <= latest:
        raise SelectionError("year_not_whole", year=year)
    if not span[0] <= year <= span[1]:
        raise SelectionError("year_outside", key=key, first=span[0], last=span[1])
    return year


def _places(arguments: Arguments, places: Places) -> tuple[str, ...]:
    codes = []
    for slug in arguments.get("sted", ()):
        place = places.by_slug.get(slug)
        if place is None:
            raise SelectionError("unknown_value", key="sted")
        codes.append(place.code)
    chosen = places.sorted_codes(tuple(codes))
    return () if chosen == places.defaults else chosen


def _questionnaire(arguments: Arguments, choices: Choices) -> str:
    slug = _single(arguments, "skjema") or choices.questionnaires[0].slug
    if slug not in choices.questionnaires_by_slug:
        raise SelectionError("unknown_value", key="skjema")
    return slug


def own_address(path: str, query: str) -> str:
    """An address as it may stand in a link: quoted, and on this host, to which `//elsewhere` would not lead."""
    return quote("/" + path.lstrip("/")) + (f"?{query}" if query else "")
