"""Addresses: every selection has one, every address one selection, and nothing that is sent breaks anything else."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import filters
from app.address import LONGEST_QUERY, address, from_query_string, to_query_string
from app.choices import Choices, Place, Places, Questionnaire
from app.filters import ACTIVITY, NATIONAL, PATIENTS, PROM, UNIT, ViewSpec, check_combination
from app.selection import Selection, SelectionError
from app.words import words
from data_marts.catalog import ALL
from pages import PAGES
from tests.app.small_release import PLACES

SPECS = tuple(page.spec for page in PAGES if page.spec)
NB = words("nb")


def _places(*levels: str) -> Places:
    found = (Place(code, name, name, slug, level, parent) for _, code, name, slug, level, parent, _ in PLACES)
    return Places(tuple(place for place in found if place.level in levels))


def _questionnaire(instrument: str) -> Questionnaire:
    return Questionnaire(instrument, "parent", "total", instrument, f"{instrument}-foresatt", False, 0, 40, True)


ORGANISATIONS = _places("country", "rhf", "hf", "unit")
CHOICES = Choices(
    residences=_places("country", "rhf", "hf"),
    organisations=ORGANISATIONS,
    ssb_organisations=_places("country", "rhf"),
    years={spec.mart: (2015 + number, 2024) for number, spec in enumerate(SPECS)},
    questionnaires=(_questionnaire("sdq"), _questionnaire("hobbes")),
    breaks=(),
)


def _allowed(spec: ViewSpec, selection: Selection) -> bool:
    try:
        check_combination(spec, selection)
    except SelectionError:
        return False
    return True


@st.composite
def selections(draw: st.DrawFn, spec: ViewSpec) -> Selection:
    """A selection that the view can answer, made without the code that reads addresses."""
    first, last = CHOICES.years[spec.mart]
    years = sorted(draw(st.lists(st.integers(first, last), min_size=2, max_size=2)))
    fields = {choice.field: draw(st.sampled_from(list(choice.words))) for choice in spec.choice_filters}
    fields.setdefault("measure", spec.measures[0])
    places: tuple[str, ...] = ()
    if spec.has_places:
        tree = spec.places(CHOICES)
        codes = [place.code for place in tree.ordered]
        places = tree.sorted_codes(tuple(draw(st.lists(st.sampled_from(codes), max_size=8, unique=True))))
        places = () if places == tree.defaults else places
    questionnaire = draw(st.sampled_from(CHOICES.questionnaires)).slug if spec.has_questionnaire else ""
    return Selection(first_year=years[0], last_year=years[1], places=places, questionnaire=questionnaire, **fields)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_an_address_leads_back_to_the_selection_it_was_made_from(spec: ViewSpec, data: st.DataObject) -> None:
    selection = data.draw(selections(spec).filter(lambda found: _allowed(spec, found)))
    query = to_query_string(spec, selection, CHOICES)
    assert from_query_string(spec, query, CHOICES) == selection
    assert from_query_string(spec, f"?{query}", CHOICES) == selection


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_sent_is_answered_or_refused_and_the_canonical_form_stands_still(
    spec: ViewSpec, data: st.DataObject
) -> None:
    keys = st.sampled_from([*sorted(spec.keys), "utm_source", "x"])
    slugs = [place.slug for place in CHOICES.organisations.ordered]
    known = [word for choice in spec.choice_filters for word in choice.words.values()]
    values = st.sampled_from([*known, *slugs, "2019", "2024", "1899", "sdq-foresatt", "", "٢٠٢٤"]) | st.text(max_size=8)
    pairs = data.draw(st.lists(st.tuples(keys, values), max_size=6))
    query = "&".join(f"{quote(key)}={quote(value)}" for key, value in pairs)
    try:
        selection = from_query_string(spec, query, CHOICES)
    except SelectionError as refused:
        assert NB(f"selection_error.{refused.key}", **refused.values)
        return
    canonical = to_query_string(spec, selection, CHOICES)
    again = from_query_string(spec, canonical, CHOICES)
    assert again == selection
    assert to_query_string(spec, again, CHOICES) == canonical


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
@given(text=st.text(max_size=60) | st.text("&=?%+;#/abfratilsted0129", max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_text_raises_anything_but_a_selection_error(spec: ViewSpec, text: str) -> None:
    try:
        selection = from_query_string(spec, text, CHOICES)
    except SelectionError as refused:
        assert NB(f"selection_error.{refused.key}", **refused.values)
    else:
        assert selection.first_year <= selection.last_year


# --- worked examples ---


@pytest.mark.parametrize(
    ("spec", "selection", "expected"),
    [
        (PATIENTS, Selection("rate", 2016, 2024), "/pasienter"),
        (PATIENTS, Selection("rate", 2016, 2024, sex="girls"), "/pasienter?kjonn=jenter"),
        (
            PATIENTS,
            Selection("patients", 2020, 2023, ("883658752", "983974880"), age_group="13-15", diagnosis_group="eating"),
            "/pasienter?maal=pasienter&alder=13-15&diagnose=spiseforstyrrelse&fra=2020&til=2023"
            "&sted=helse-nord&sted=finnmark",
        ),
        (ACTIVITY, Selection("contacts", 2017, 2024, period_type="month"), "/aktivitet?periode=maaned"),
        (
            ACTIVITY,
            Selection("contacts", 2017, 2024, ("979848498",), contact_type="video"),
            "/aktivitet?kontakttype=video&sted=bup-alta",
        ),
        (PROM, Selection("mean_change", 2019, 2024, questionnaire="sdq-foresatt"), "/prom"),
        (
            PROM,
            Selection("better_share", 2019, 2024, questionnaire="hobbes-foresatt"),
            "/prom?maal=bedre&skjema=hobbes-foresatt",
        ),
        (NATIONAL, Selection("beds", 2015, 2020), "/nasjonale-tall?maal=dognplasser&til=2020"),
    ],
)
def test_worked_addresses(spec: ViewSpec, selection: Selection, expected: str) -> None:
    assert address(spec, selection, CHOICES) == expected
    assert from_query_string(spec, expected.partition("?")[2], CHOICES) == selection


def test_places_stand_in_the_order_of_the_tree_and_once() -> None:
    selection = from_query_string(PATIENTS, "sted=finnmark&sted=norge&sted=finnmark", CHOICES)
    assert selection.places == ("norge", "983974880")


def test_the_default_places_written_out_are_the_default() -> None:
    selection = from_query_string(PATIENTS, "sted=norge&sted=helse-nord&sted=helse-vest", CHOICES)
    assert selection.places == ()


@pytest.mark.parametrize("query", ["utm_source=x", "fbclid=1", "gclid=1", "sprak=nb", "mc_cid=1", "alder="])
def test_what_others_add_to_links_and_empty_values_are_passed_over(query: str) -> None:
    assert from_query_string(PATIENTS, query, CHOICES) == Selection("rate", 2016, 2024)


@pytest.mark.parametrize(
    ("spec", "query", "sentence"),
    [
        (PATIENTS, "farge=bla", "Filteret «farge» finnes ikke på denne siden."),
        (PATIENTS, "kontakttype=video", "Filteret «kontakttype» finnes ikke på denne siden."),
        (UNIT, "sted=norge", "Filteret «sted» finnes ikke på denne siden."),
        (PATIENTS, "kjonn=girls", "Verdien for «kjonn» finnes ikke."),
        (PATIENTS, "sted=bup-alta", "Verdien for «sted» finnes ikke."),
        (PROM, "skjema=phq9", "Verdien for «skjema» finnes ikke."),
        (PATIENTS, "fra=20x0", "Verdien for «fra» finnes ikke."),
        (PATIENTS, "fra=٢٠٢٠", "Verdien for «fra» finnes ikke."),
        (PATIENTS, "kjonn=jenter&kjonn=gutter", "Filteret «kjonn» står flere ganger, men kan bare ha én verdi."),
        (PATIENTS, "fra=2020&til=2019", "Perioden begynner i 2020 og slutter i 2019. Første år må komme før siste."),
        (PATIENTS, "til=2025", "Året for «til» må være fra 2016 til 2024."),
        (
            ACTIVITY,
            "&".join(f"sted={slug}" for slug in ORGANISATIONS.by_slug if slug != "norge"),
            "Velg høyst 8 steder om gangen.",
        ),
        (
            PATIENTS,
            "omsorg=dogn&diagnose=angst",
            "Omsorgsnivå og hoveddiagnose kan ikke velges samtidig. Velg bare én av dem.",
        ),
        (
            PATIENTS,
            "maal=standardisert&kjonn=jenter",
            "Den standardiserte raten gjelder alle barn samlet. Velg vanlig rate for å se ett kjønn eller én "
            "aldersgruppe.",
        ),
        (
            ACTIVITY,
            "maal=belegg&kontakttype=video",
            "Kontakttype kan bare velges for polikliniske konsultasjoner.",
        ),
        (
            ACTIVITY,
            "periode=tertial&alder=0-5",
            "Halvår, tertial og måned finnes bare for alle barn samlet. Velg år for å se ett kjønn eller én "
            "aldersgruppe.",
        ),
        (PATIENTS, "kjonn=" + "j" * LONGEST_QUERY, "Adressen er for lang til å leses."),
    ],
)
def test_each_refusal_has_its_sentence(spec: ViewSpec, query: str, sentence: str) -> None:
    with pytest.raises(SelectionError) as refused:
        from_query_string(spec, query, CHOICES)
    assert NB(f"selection_error.{refused.value.key}", **refused.value.values) == sentence


def test_a_long_unknown_key_is_not_repeated_in_full() -> None:
    with pytest.raises(SelectionError) as refused:
        from_query_string(PATIENTS, f"{'x' * 500}=1", CHOICES)
    assert refused.value.values == {"key": "x" * 40}


# --- the words in addresses ---


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_no_word_stands_for_two_codes_and_no_key_for_two_filters(spec: ViewSpec) -> None:
    for choice in spec.choice_filters:
        assert len(set(choice.words.values())) == len(choice.words)
    keys = [choice.key for choice in spec.choice_filters]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {"fra", "til", "sted", "skjema"}


def test_words_in_addresses_need_no_escaping() -> None:
    tables = [found for name, found in vars(filters).items() if name.endswith("_WORDS")]
    assert len(tables) == 8
    for table in tables:
        for word in table.values():
            assert quote(word, safe="") == word
            assert word == word.lower()


def test_the_first_word_of_each_filter_is_the_total() -> None:
    assert [choice.default for choice in PATIENTS.choices] == [ALL] * 4
    assert [choice.default for choice in ACTIVITY.choices] == ["year", ALL, ALL, ALL]
