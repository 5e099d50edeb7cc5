"""The list of instruments as it is, and copies of it in which one thing is wrong."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_marts.catalog import INFORMANTS, TABLES
from data_marts.sources.instruments import (
    INSTRUMENTS_FILE,
    Instrument,
    Scale,
    cutoffs_table,
    figure_for,
    instruments_table,
    read_instruments,
)
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import REFERENCE_FOLDER
from data_marts.statistics.change import reliable_change_threshold
from data_marts.statistics.scoring import score_scale

TEXT = (REFERENCE_FOLDER / INSTRUMENTS_FILE).read_text(encoding="utf-8")
INSTRUMENTS = read_instruments(REFERENCE_FOLDER / INSTRUMENTS_FILE)
SMALL = """\
[mood]
order = 1
name = "MOOD"
kind = "prom"
ages = { child = [8, 17], parent = [4, 17] }
norwegian_norms = "none"
licence = "Free"

[mood.scales.total]
name = "sum"
range = [0, 12]
higher_is_better = false
missing_rule = { method = "sum", of = ["low", "high"], min_answered = 2, source = "x", confirmed = false }

[mood.scales.low]
name = "nede"
range = [0, 6]
higher_is_better = false
informants = ["child"]
items = 3
item_range = [0, 2]
missing_rule = { method = "prorate", min_answered = 2, source = "x", confirmed = false }
reliability = [{ value = 0.8, source = "a", confirmed = true }]
sd = [{ value = 2, source = "b", confirmed = true }]
cutoffs = [{ name = "clinical", band = [4, 6], norm = "Norway", source = "c", confirmed = false }]

[mood.scales.high]
name = "oppe"
range = [0, 6]
higher_is_better = true
"""


def instrument(name: str) -> Instrument:
    [found] = [each for each in INSTRUMENTS if each.instrument == name]
    return found


def scale(name: str, scale_name: str = "total") -> Scale:
    [found] = [each for each in instrument(name).scales if each.scale == scale_name]
    return found


def read(text: str, tmp_path: Path) -> tuple[Instrument, ...]:
    path = tmp_path / INSTRUMENTS_FILE
    path.write_text(text, encoding="utf-8")
    return read_instruments(path)


def test_the_instruments_that_the_register_may_use_are_there() -> None:
    names = {each.instrument for each in INSTRUMENTS}
    assert names >= {"sdq", "honosca", "cgas", "rcads-47", "rcads-25", "kidscreen-10", "kidscreen-27", "kidscreen-52"}
    assert names >= {"ors", "cors", "yp-core", "mfq", "smfq", "gbo", "pasopp-bup"}
    assert [each.instrument for each in INSTRUMENTS if each.kind == "prem"] == ["pasopp-bup"]
    assert len(instrument("kidscreen-27").scales) == 5
    assert sum(each.items or 0 for each in instrument("kidscreen-27").scales) == 27
    assert sum(each.items or 0 for each in instrument("kidscreen-52").scales) == 52


def test_sdq_has_its_total_its_parts_and_its_bands_of_another_country() -> None:
    found = instrument("sdq")
    assert found.norwegian_norms == "regional"
    assert found.ages == {"parent": (4, 17), "child": (11, 17), "teacher": (4, 17)}
    assert [each.scale for each in found.scales if each.higher_is_better] == ["prosocial"]
    bands = {(band.informants[0], band.name): (band.lowest, band.highest) for band in scale("sdq").cutoffs}
    assert bands["parent", "abnormal"] == (17, 40)
    assert bands["teacher", "borderline"] == (12, 15)
    assert bands["child", "normal"] == (0, 15)
    assert {band.norm for band in scale("sdq").cutoffs} == {"United Kingdom"}


def test_the_rules_for_unanswered_items_score_the_scales() -> None:
    emotional, total = scale("sdq", "emotional").missing_rule, scale("sdq").missing_rule
    assert emotional and total
    assert score_scale([2, 1, 1, None, None], emotional) == 7
    assert score_scale([7, 3, 8, 2], total) == 20
    assert score_scale([7, None, 8, 2], total) is None
    honosca = scale("honosca").missing_rule
    assert honosca and score_scale([4] * 13, honosca) == 52


def test_a_published_threshold_follows_from_the_figures() -> None:
    """CGAS: 0.91 and 12.90 give 10.73 points (PMC8944273, table 1)."""
    reliability, sd = (figure_for(figures, "clinician") for figures in (scale("cgas").reliability, scale("cgas").sd))
    assert reliability and sd
    assert reliable_change_threshold(reliability.value, sd.value) == pytest.approx(10.73, abs=0.01)


def test_nothing_is_called_confirmed_before_the_register_has_done_so() -> None:
    table = instruments_table(INSTRUMENTS)
    assert set(table.column("confirmed").to_pylist()) == {False}
    assert set(cutoffs_table(INSTRUMENTS).column("confirmed").to_pylist()) == {False}


def test_the_tables_have_the_shape_of_the_catalogue_and_each_scale_once() -> None:
    table, cutoffs = instruments_table(INSTRUMENTS), cutoffs_table(INSTRUMENTS)
    assert table.schema == TABLES["instruments"].schema
    assert cutoffs.schema == TABLES["instrument_cutoffs"].schema
    keys = Counter((row["instrument"], row["informant"], row["scale"]) for row in table.to_pylist())
    assert set(keys.values()) == {1}
    assert {informant for _, informant, _ in keys} == set(INFORMANTS)
    assert table.column("position").to_pylist() == list(range(table.num_rows))


def test_a_row_tells_what_is_known_and_what_is_not(tmp_path: Path) -> None:
    rows = {(r["scale"], r["informant"]): r for r in instruments_table(read(SMALL, tmp_path)).to_pylist()}
    assert list(rows) == [
        ("total", "child"),
        ("total", "parent"),
        ("low", "child"),
        ("high", "child"),
        ("high", "parent"),
    ]
    low, high = rows["low", "child"], rows["high", "parent"]
    assert (low["reliability"], low["sd"], low["source"], low["confirmed"]) == (0.8, 2, "a; b", True)
    assert (low["item_count"], low["missing_rule"], low["min_answered"]) == (3, "prorate", 2)
    assert (high["reliability"], high["sd"], high["reliable_change"], high["confirmed"]) == (None, None, None, False)
    assert (high["youngest"], high["oldest"]) == (4, 17)


def test_instruments_stand_in_their_order(tmp_path: Path) -> None:
    first = SMALL.replace("mood", "joy").replace("order = 1", "order = 2")
    assert [each.instrument for each in read(first + SMALL, tmp_path)] == ["mood", "joy"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[mood]", "[mood", r"instruments.toml: not TOML \(.*line 1"),
        ("order = 1\n", "", "mood.order: a whole number from 1 on"),
        ("order = 1", "order = true", "mood.order: a whole number from 1 on"),
        ('name = "MOOD"', 'name = " "', "mood.name: a text is needed"),
        ('kind = "prom"', 'kind = "rom"', "mood.kind: must be one of prom, prem"),
        ("child = [8, 17]", "barn = [8, 17]", "mood.ages.barn: is not a key .* child, parent, teacher, clinician"),
        ("child = [8, 17]", "child = [17, 8]", "mood.ages.child: the highest, 8, must lie above the lowest, 17"),
        ("child = [8, 17]", "child = 8", "mood.ages.child: two numbers in brackets"),
        ('norwegian_norms = "none"', "norwegian_norms = false", "mood.norwegian_norms: must be one of national"),
        ('licence = "Free"', 'license = "Free"', "mood.license: is not a key that is read here"),
        ("[mood.scales.total]", "[mood.scales.Total]", "mood.scales.Total: a name of the form"),
        ("range = [0, 12]", "range = [0, 13]", "mood.scales.total.range: its items give 0 to 12"),
        ("range = [0, 12]", "range = [0, nan]", "mood.scales.total.range.highest: a number is needed"),
        ('of = ["low", "high"]', 'of = ["low", "up"]', "mood.scales.total.missing_rule.of: 'up' is not one of"),
        ('of = ["low", "high"]', 'of = ["low", "low"]', "missing_rule.of: a list of different words"),
        ('method = "sum"', 'method = "add"', "mood.scales.total.missing_rule.method: must be one of sum"),
        ("min_answered = 2, source", "min_answered = 3, source", "mood.scales.total.missing_rule: between 1 and all 2"),
        ('informants = ["child"]', 'informants = ["teacher"]', "mood.scales.low.informants: 'teacher' is not one of"),
        ("item_range = [0, 2]\n", "", "mood.scales.low.item_range: two numbers"),
        ("value = 0.8", "value = 1.0", "mood.scales.low.reliability: must lie between 0 and 1"),
        ("value = 2", "value = 0", "mood.scales.low.sd: must be above 0"),
        ('source = "a"', "source = 1", r"mood.scales.low.reliability\[1\].source: a text is needed"),
        ('source = "b", confirmed = true', 'source = "b"', r"mood.scales.low.sd\[1\].confirmed: must be true or false"),
        ("band = [4, 6]", "band = [4, 7]", r"mood.scales.low.cutoffs\[1\].band: lies outside the scale, 0 to 6"),
        (
            "reliability = [{ value = 0.8,",
            'reliability = [{ value = 0.7, source = "d", confirmed = true }, { value = 0.8,',
            r"mood.scales.low.reliability\[2\].informants: an informant has two values",
        ),
        ('reliability = [{ value = 0.8, source = "a", confirmed = true }]', "reliability = 0.8", "a list of tables"),
    ],
)
def test_one_wrong_key_is_named_with_its_path(old: str, new: str, sentence: str, tmp_path: Path) -> None:
    assert old in SMALL
    with pytest.raises(SourceError, match=sentence) as caught:
        read(SMALL.replace(old, new, 1), tmp_path)
    assert str(caught.value).startswith(INSTRUMENTS_FILE)


def test_two_instruments_with_one_place_and_an_empty_list_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"mood.order: 1 is used twice"):
        read(SMALL + SMALL.replace("mood", "joy"), tmp_path)
    with pytest.raises(SourceError, match="there is no instrument in it"):
        read("", tmp_path)
    with pytest.raises(SourceError, match="mood.scales: a table is needed"):
        read(SMALL.split("[mood.scales.total]")[0], tmp_path)
    with pytest.raises(SourceError, match="cannot be read"):
        read_instruments(tmp_path / "no" / INSTRUMENTS_FILE)


@given(st.data())
def test_a_damaged_list_is_read_or_refused_in_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(SMALL)))
    length = data.draw(st.integers(0, 10))
    piece = data.draw(st.sampled_from(["", "1", "[", "]", "{}", '"', "nan", "x", "=", "[[a]]", "-5", "true", "{"]))
    try:
        assert read(SMALL[:start] + piece + SMALL[start + length :], tmp_path_factory.mktemp("damaged"))
    except SourceError as problem:
        assert str(problem).startswith(INSTRUMENTS_FILE)
