"""The text catalogue and the code: every key that code can ask for is there, every key that is there is asked for."""

import ast
import csv
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from app import filters, names
from app.api import people
from app.api.problems import PROBLEMS
from app.changes import NOT_COUNTED, State
from app.embeds.address import LOOKS
from app.embeds.figures import STATUS as NOT_SHOWN
from app.errors import KNOWN
from app.files.formats import FORMATS
from app.filters import NATIONAL
from app.indicators import SOURCES as INDICATOR_SOURCES
from app.indicators import read_indicators
from app.login.mapping import ROLES
from app.login.routes import REASONS
from app.settlement import SETTLEMENTS
from app.views import (
    about,
    accessibility,
    activity,
    area_map,
    attained,
    changes,
    compared,
    control,
    control_figures,
    funnel,
    missing,
    national,
    prom,
    prom_answers,
    quality,
    similar,
    verdicts,
    waiting,
)
from app.words import TEXTS, words
from data_marts.catalog import AGE_GROUPS, CONTACT_TYPES, DIAGNOSIS_GROUPS, INFORMANTS, MARTS, SEX, Status
from data_marts.publication_reader import KINDS
from data_marts.statistics.targets import BANDS
from pages import PAGES

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
# Knows how wide single letters are, and no words.
LETTERS = ROOT / "app" / "charts" / "text.py"
KEYS = words("nb").texts
SECTIONS = {key.partition(".")[0] for key in KEYS}
SPECS = tuple(page.spec for page in PAGES if page.spec)

BEHIND_LOGIN = {"401", "403", "429", "saved", *(f"login_{reason}" for reason in REASONS)}
ABSENT = [str(status) for status in Status if status is not Status.PUBLISHED]
TERMS = [
    *about.MEASURE_TERMS, *about.WAITING_TERMS, *about.GROUP_TERMS, *about.PROM_TERMS, *about.QUALITY_TERMS,
    *about.SSB_TERMS, *about.METHOD_TERMS,
]  # fmt: skip
API_TEXTS = {"absent", "contact", "errors", "given", "licence", "limits", "versions"}
TRENDS = {measure for spec in SPECS for measure in spec.measures} | {"population", "contacts_per_patient"}
UNIT_CARDS = {"patients", "contacts_per_patient"}
CHANGED_MEASURES = {
    changes.NAMES.get((mart.name, name), name)
    for mart in MARTS.values() for name, measure in mart.measures.items() if measure.kind not in NOT_COUNTED
}  # fmt: skip
FUNNEL_SIZES = {of.size for view in (prom, waiting) for of in view.SHARES.values()}
SHOWN_MEASURES = TRENDS | set(activity.PERSONS.values()) | set(prom.BESIDE) | set(waiting.BESIDE) | FUNNEL_SIZES
SHARES_IN_BANDS = [name for _, name in quality.SHARES[:2]]
TOLD = [f"{key}.{form}" for verdict, key in funnel.VERDICTS.items() if verdict for form in ("one", "other")]
SOURCES = [f"{mart}.real" for mart in MARTS] + [f"{name}.invented" for name in MARTS if MARTS[name].source != "ssb"]
FIELDS = {choice.field: choice.words for spec in SPECS for choice in spec.choice_filters if choice.field != "measure"}


@cache
def _trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in CODE)


@cache
def _break_reasons() -> list[str]:
    with (ROOT / "data_marts" / "reference" / "breaks.csv").open(encoding="utf-8") as file:
        return [row["reason"] for row in csv.DictReader(file)]


@cache
def _scales() -> dict[str, dict[str, str]]:
    """The names of instruments and scales in the register's own reference table: by key of the catalogue."""
    with (ROOT / "data_marts" / "reference" / "instruments.toml").open("rb") as file:
        found = tomllib.load(file)
    return {
        "instrument": {code: one["name"] for code, one in found.items()},
        "scale": {
            f"{code}.{name}": scale["name"] for code, one in found.items() for name, scale in one["scales"].items()
        },
    }


def _refusals() -> list[str]:
    """The keys of all SelectionErrors that code raises."""
    return [
        node.args[0].value
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "SelectionError"
        and isinstance(node.args[0], ast.Constant)
    ]  # fmt: skip


# What may stand in the gaps of the keys that code puts together, by the key with `*` for each gap.
FAMILIES = {
    "absence.*.word": ABSENT,
    "absence.*.note": ABSENT,
    "activity.note_*": {care for _, care in activity.MEASURES.values()},
    "accessibility.*": accessibility.SECTIONS,
    "accessibility.*_text": accessibility.SECTIONS,
    "age_group.*": AGE_GROUPS,
    "api.address_*": people.ADDRESSES,
    "api.change_*": [name for _, name in people.CHANGES],
    "api.example_*": people.EXAMPLES,
    "api.*": {
        "absent",
        "addresses",
        "changes",
        "contact",
        "errors",
        "examples",
        "given",
        "licence",
        "limits",
        "versions",
    },
    "api.*_text": {"absent", "contact", "errors", "given", "licence", "limits", "versions"},
    "axis.*": TRENDS,
    "basis.*": {"residence", "treatment"},
    "break.*": _break_reasons(),
    "changes.*": get_args(State),
    "changes.counts_*": changes.ORIGINS,
    "changes.kind_*": KINDS,
    "changes.moved_*": changes.ORIGINS,
    "card.*": UNIT_CARDS | set(national.MEASURES),
    "compared.*": {*compared.VERDICTS},
    "compared.count_*": {f"{verdict}.{form}" for verdict, form in product(compared.VERDICTS, ("none", "one", "other"))},
    "compared.place_*": compared.VERDICTS,
    "contact_type.*": CONTACT_TYPES,
    "control.*": {*control_figures.VERDICTS, "centre", "limit"},
    "control.change_*": control.COUNTED,
    "control.last_*": control.COUNTED,
    "control.note_*": control.COUNTED,
    "control.told_*": [f"{verdict}.{form}" for verdict, form in product(control_figures.OUTSIDE, ("one", "other"))],
    "dcat.description_*": {"invented", "real"},
    "dcat.publisher_*": {"invented", "real"},
    "diagnosis_group.*": DIAGNOSIS_GROUPS,
    "embed.*": NOT_SHOWN,
    "embed.look_*": LOOKS,
    "error.heading_*": {"unit", "500", *map(str, KNOWN), *BEHIND_LOGIN},
    "error.text_*": {"unit", "500", *map(str, KNOWN), *BEHIND_LOGIN},
    "error.*": {"home", "units"},
    "filter.places_*": {"residence", "organisation"},
    "filter.*": {"measure", *FIELDS},
    "files.*": {
        "title",
        "invented",
        "summary",
        "definition",
        "note",
        "source",
        "licence",
        "receipt",
        "address",
    },
    "files.kind.*": FORMATS,
    "files.column_*": {"low", "high", "reason"},
    "files.licence_*": {"invented", "real"},
    "funnel.*": funnel.VERDICTS.values(),
    "funnel.told_*": TOLD,
    "funnel.wider_*": {"trusts", "units"},
    "indicator.*": {*attained.KINDS, "left_out"},
    "indicator.axis_*": attained.LEVELS.values(),
    "indicator.begins_*": {"from", "to"},
    "indicator.counts_*": attained.LEVELS.values(),
    "indicator.count_*": {f"{kind}.{form}" for kind, form in product(attained.KINDS, ("none", "one", "other"))},
    "indicator.nobody_*": {one.eligible for one in read_indicators().values()},
    "indicator.over_years_*": attained.LEVELS.values(),
    "indicator.proposed_*": INDICATOR_SOURCES,
    "informant.*": INFORMANTS,
    "instrument.*": _scales()["instrument"],
    "kind.*": {"hf", "unit"},
    "leader.open_*": {"unit", "activity"},
    "login.role.*": ROLES,
    "map.sign_*": area_map.SIGNS,
    "oembed.*": {"format", "no_figure", "no_url", "not_ours", "size"},
    "mart.*": MARTS,
    "measure.*": SHOWN_MEASURES | CHANGED_MEASURES,
    "menu.*": [page.name for page in PAGES if page.in_menu],
    "missing.*": {"what", "all", "have", "lack", "share", *(have for have, _, _ in missing.STEPS)},
    "month.*": range(1, 13),
    "national.*": NATIONAL.measures,
    "period.*": [kind for kind in filters.PERIOD_TYPE_WORDS if kind != "year"],
    "problem.*": PROBLEMS,
    "problem.*_text": PROBLEMS,
    "prom.direction_*": {"up", "down"},
    "prom_answers.step.*": prom_answers.STEPS,
    "quality.*": quality.DIMENSIONS,
    "quality.*_known": quality.DIMENSIONS,
    "quality.*_unknown": quality.DIMENSIONS,
    "quality.band_*": BANDS,
    "quality.enough_*": {f"{name}.{form}" for name, form in product(SHARES_IN_BANDS, ("none", "one", "other"))},
    "quality.share_*": SHARES_IN_BANDS,
    "selection_error.*": _refusals(),
    "profile.more_*": SEX.own_values,
    "season.month_*": range(1, 13),
    "sex.*": SEX.own_values,
    "similar.where_*": {*SETTLEMENTS, "unknown"},
    "similar.kind_*": similar.MEASURES,
    "similar.level_*": {"hf", "rhf", "country"},
    "search.*": {"areas", "units", "measures", "terms"},
    "publisher.*": names.PUBLISHERS,
    "scale.*.*": _scales()["scale"],
    "sentence.*": TRENDS,
    "verdict.since_*": compared.VERDICTS,
    "verdict.*": {f"{measure}_{trend}" for measure, trend in product(("rate", "patients"), verdicts.TOLD)},
    "waiting.note_*": {"referrals", "waits"},
    "source.*.*": SOURCES,
    "term.*.name": TERMS,
    "term.*.text": TERMS,
    "*.*": [f"{field}.{code}" for field, codes in FIELDS.items() for code in codes],
}


def _asks_for_a_text(call: ast.Call) -> bool:
    return (isinstance(call.func, ast.Name) and call.func.id == "words") or (
        isinstance(call.func, ast.Attribute) and call.func.attr == "words"
    )


def _pattern(made: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in made.values)


def _put_together() -> Iterator[str]:
    """Keys with gaps: f-strings that words() is called with, and others that begin with a section of the catalogue."""
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _asks_for_a_text(node) and isinstance(node.args[0], ast.JoinedStr):
                yield _pattern(node.args[0])
            elif isinstance(node, ast.JoinedStr):
                section, dot, _ = _pattern(node).partition(".")
                if dot and section in SECTIONS:
                    yield _pattern(node)


def _called(method: str) -> set[str]:
    """The plain keys that a method of Words is called with."""
    return {
        node.args[0].value
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == method
        and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip


def _asked_plainly() -> set[str]:
    """Keys that stand in the code as they are, wherever they are handed to."""
    plain = {
        node.value
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return plain & KEYS.keys()


def _family(pattern: str) -> set[str]:
    head, _, tail = pattern.partition("*.*") if "*.*" in pattern else pattern.partition("*")
    return {f"{head}{value}{tail}" for value in FAMILIES.get(pattern, ())}


def _asked() -> set[str]:
    found = _asked_plainly()
    found |= {f"{key}.{form}" for key, form in product(_called("counted"), ("one", "other"))}
    found |= {f"{key}.{form}" for key, form in product(_called("some"), ("none", "one", "other"))}
    for pattern in set(_put_together()):
        found |= _family(pattern)
    return found


def test_every_key_with_gaps_has_its_values_listed_here() -> None:
    assert set(_put_together()) == set(FAMILIES), "list what may stand in the gaps of a new key in FAMILIES"


def test_every_key_that_code_can_ask_for_is_in_the_catalogue() -> None:
    called = {
        node.args[0].value
        for tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _asks_for_a_text(node) and isinstance(node.args[0], ast.Constant)
    }
    assert len(called) > 50
    assert sorted((called | _asked()) - KEYS.keys()) == []


def test_every_key_of_the_catalogue_is_asked_for() -> None:
    assert sorted(KEYS.keys() - _asked()) == []


def test_every_measure_that_can_be_a_column_has_a_name() -> None:
    assert {f"measure.{name}" for name in SHOWN_MEASURES} <= KEYS.keys()


def test_texts_are_written_as_they_are_shown() -> None:
    for key, text in KEYS.items():
        assert text == text.strip(), key
        assert "  " not in text, key
        assert "<" not in text, key
        for _, field, _, conversion in string.Formatter().parse(text):
            # A field is a plain name: no look into the values that are filled in.
            assert field is None or field.isidentifier(), key
            assert conversion is None, key


def test_every_language_has_the_same_keys_and_fields() -> None:
    def fields(text: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(text) if field}

    for path in TEXTS.glob("*.toml"):
        other = words(path.stem).texts
        assert other.keys() == KEYS.keys()
        assert all(fields(other[key]) == fields(KEYS[key]) for key in KEYS)


# --- no text for visitors stands in the code ---


def _docstrings(tree: ast.Module) -> set[int]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef))
    firsts = (node.body[0] for node in nodes if node.body)
    return {id(first.value) for first in firsts if isinstance(first, ast.Expr)}


@pytest.mark.parametrize(
    "path", [path for path in CODE if path != LETTERS], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_no_norwegian_letter_stands_in_a_literal(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    comments = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in comments:
            assert not set("æøåÆØÅ«»") & set(node.value), f"line {node.lineno}: texts belong in app/texts/nb.toml"


SPOKEN = {"aria_label", "alt", "title", "placeholder", "children", "label", "aria_description", "aria_roledescription"}


def _visible(call: ast.Call) -> Iterator[ast.expr]:
    drawn = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") in ("html", "dbc", "dcc")
    for argument in call.args[:1] if drawn else ():
        yield from argument.elts if isinstance(argument, ast.List | ast.Tuple) else (argument,)
    if drawn or getattr(call.func, "id", "") == "dashed":
        yield from (keyword.value for keyword in call.keywords if keyword.arg in SPOKEN)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_word_is_handed_to_a_component_as_a_literal(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        for shown in _visible(node):
            for part in ast.walk(shown):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part is shown:
                    assert not any(letter.isalpha() for letter in part.value), f"line {part.lineno}: {part.value!r}"
