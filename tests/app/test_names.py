"""Places and questionnaires in each language; trusts and units keep their names."""

import csv
import tomllib
from pathlib import Path

import pytest

from app.choices import Choices, Place, Places, Questionnaire
from app.names import in_words, source_in_words
from app.site import Site
from app.words import words

REFERENCE = Path(__file__).resolve().parents[2] / "data_marts" / "reference"


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _choices() -> Choices:
    def places(name: str) -> Places:
        names = ("code", "name", "short_name", "slug", "level")
        return Places(tuple(Place(*(row[one] for one in names), row["parent"] or None) for row in _rows(name)))

    sdq = Questionnaire("sdq", "parent", "peer", "SDQ (x)", "sdq", False, 0, 10, True, "vansker")
    own = Questionnaire("own-form", "parent", "part", "Eget skjema (x)", "own", False, 0, 10, True, "del")
    units = places("organisations.csv")
    return Choices(places("residence_areas.csv"), units, units, {}, (sdq, own), ())


@pytest.mark.parametrize(
    ("language", "country", "area"),
    [
        ("nb", "Norge", "Opptaksområdet til Helse Bergen"),
        ("nn", "Noreg", "Opptaksområdet til Helse Bergen"),
        ("en", "Norway", "The catchment area of Helse Bergen"),
    ],
)
def test_the_country_and_the_areas_are_named_in_the_language(language: str, country: str, area: str) -> None:
    named = in_words(_choices(), words(language))
    for places in (named.residences, named.organisations, named.ssb_organisations):
        assert (places.by_code["norge"].name, places.by_code["norge"].short_name) == (country, country)
        assert places.by_code["norge"].slug == "norge"
    [bergen] = [place for place in named.residences.ordered if place.slug == "bergen"]
    assert (bergen.name, bergen.short_name) == (area, "Bergen")


def test_every_area_of_the_register_can_be_named_in_english() -> None:
    named = in_words(_choices(), words("en")).residences.ordered[1:]
    assert len(named) == 25
    assert [place.name for place in named if not place.name.startswith("The catchment area of ")] == []


@pytest.mark.parametrize("language", ["nn", "en"])
def test_trusts_and_units_keep_their_names(language: str) -> None:
    before, after = _choices().organisations.ordered, in_words(_choices(), words(language)).organisations.ordered
    assert len(before) > 80
    assert after[1:] == before[1:]


@pytest.mark.parametrize(
    ("language", "short_name"),
    [("nb", "SDQ, vansker med jevnaldrende"), ("nn", "SDQ, vanskar med jamaldringar"), ("en", "SDQ, peer problems")],
)
def test_questionnaires_are_named_in_the_language(language: str, short_name: str) -> None:
    known, unknown = in_words(_choices(), words(language)).questionnaires
    assert known.short_name == short_name
    # One that no catalogue knows keeps the name that its release gives it.
    assert unknown.short_name == "Eget skjema, del"


def test_the_first_catalogue_names_questionnaires_as_the_reference_table_does() -> None:
    texts = words("nb").texts
    for code, one in tomllib.loads((REFERENCE / "instruments.toml").read_text(encoding="utf-8")).items():
        assert texts[f"instrument.{code}"] == one["name"]
        for scale, found in one["scales"].items():
            assert texts[f"scale.{code}.{scale}"] == found["name"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nb", "Statistisk sentralbyrå; Norsk pasientregister, 13942 (breaks.csv)"),
        ("nn", "Statistisk sentralbyrå; Norsk pasientregister, 13942 (breaks.csv)"),
        ("en", "Statistics Norway; Norwegian Patient Registry, 13942 (breaks.csv)"),
    ],
)
def test_publishers_of_sources_have_the_name_they_use_themselves(language: str, told: str) -> None:
    name = "Statistisk sentralbyrå; Norsk pasientregister, 13942 (breaks.csv)"
    assert source_in_words(name, words(language)) == told
    assert source_in_words("file.csv", words(language)) == "file.csv"


def test_every_publisher_of_the_reference_tables_is_known_or_a_name() -> None:
    found = {part for row in _rows("sources.csv") for part in row["publisher"].split("; ")}
    assert found - {words("nb")("publisher.ssb"), words("nb")("publisher.npr")} == {
        "KVABUP", "Brønnøysundregistrene (Enhetsregisteret)",
    }  # fmt: skip


def test_a_site_in_one_language_leads_to_itself_in_every_other(site: Site) -> None:
    english = site.in_language("en")
    assert english.choices.residences.by_code["norge"].name == "Norway"
    assert english.in_language("nn").choices.residences.by_code["norge"].name == "Noreg"
    assert english.in_language("nb").choices.residences.by_code["norge"].name == "Norge"
    assert site.in_language("nb") is site
    assert site.in_language("en") is english
    # One set of figures for all of them.
    assert english.results is site.results
