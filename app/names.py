"""Names of places, questionnaires and sources in the words of one language. Trusts and units keep theirs."""

from dataclasses import replace

from app.choices import Choices, Place, Places, Questionnaire
from app.languages import DEFAULT
from app.words import Words
from app.words import words as words_of

PUBLISHERS = ("ssb", "npr")


def in_words(choices: Choices, words: Words) -> Choices:
    """The same choices with the country, the areas and the questionnaires named in these words."""
    return replace(
        choices,
        residences=_named(choices.residences, words),
        organisations=_named(choices.organisations, words),
        ssb_organisations=_named(choices.ssb_organisations, words),
        questionnaires=tuple(_questionnaire(found, words) for found in choices.questionnaires),
    )


def source_in_words(name: str, words: Words) -> str:
    """The name of a source with its publisher as these words have it; releases write it in the first language."""
    first = words_of(DEFAULT)
    for key in PUBLISHERS:
        name = name.replace(first(f"publisher.{key}"), words(f"publisher.{key}"))
    return name


def _named(places: Places, words: Words) -> Places:
    return Places(tuple(_place(place, words) for place in places.ordered))


def _place(place: Place, words: Words) -> Place:
    if place.level == "country":
        return replace(place, name=words("place.country"), short_name=words("place.country"))
    # Releases name an area after its trust, in the first language.
    area = words_of(DEFAULT)("place.area", place="")
    if place.name.startswith(area):
        return replace(place, name=words("place.area", place=place.name.removeprefix(area)))
    return place


def _questionnaire(found: Questionnaire, words: Words) -> Questionnaire:
    """Named as the catalogue has it; one that the catalogue does not have keeps the name that the release gives it."""
    name = words.texts.get(f"instrument.{found.instrument}", found.name)
    scale_name = words.texts.get(f"scale.{found.instrument}.{found.scale}", found.scale_name)
    return replace(found, name=name, scale_name=scale_name)
