"""Words for a selection: what is chosen, as it stands in headings and page titles."""

from app.selection import Selection
from app.words import Words
from data_marts.catalog import AGE_GROUP, ALL

DESCRIBED = ("sex", "age_group", "care", "diagnosis_group", "contact_type")


def group_text(words: Words, selection: Selection) -> str:
    """The chosen group in words, `jenter, 13–15 år`; empty when everybody is meant."""
    parts = [words(f"{field}.{getattr(selection, field)}") for field in DESCRIBED if getattr(selection, field) != ALL]
    return ", ".join(map(within, parts))


def within(text: str) -> str:
    """A choice's name as it stands within a sentence: `gutter`, `aged 6–12`."""
    return text[0].lower() + text[1:]


def heading(words: Words, selection: Selection, when: str) -> str:
    """Measure, group and period: `Pasienter per 1 000 innbyggere, jenter, 2019–2024`."""
    return ", ".join(
        part for part in (words(f"measure.{selection.measure}"), group_text(words, selection), when) if part
    )


def years_text(first: int, last: int) -> str:
    """A span of years: `2019–2024`."""
    return str(first) if first == last else f"{first}–{last}"


def merged_notes(words: Words, age_group: str, is_few: bool = False) -> tuple[str, ...]:
    """What a merged age group is made of; where there are few, also what one of its parts is merged into."""
    for whole, parts in AGE_GROUP.merged:
        told = {
            "whole": words(f"age_group.{whole}"),
            "parts": words.listed([words(f"age_group.{one}") for one in parts]),
        }
        if age_group == whole:
            return (words("merged.chosen", **told),)
        if age_group in parts and is_few:
            return (words("merged.part", part=words(f"age_group.{age_group}"), **told),)
    return ()
