"""The questionnaires: who could be asked, what they scored, and how much is there."""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from data_marts.demo.constants import PROM_SCORES
from data_marts.demo.places import REFERENCE
from tests.data_marts.demo.delivered import kept_episodes

KEY = ["lopenr", "orgnr", "instrument", "informant", "scale"]


@pytest.fixture(scope="module")
def prom(full_back: Path) -> pa.Table:
    """The forms of both exports that are not set aside."""
    table = pq.read_table(full_back / "PROM.parquet")
    return table.filter(pc.invert(table["wrong"])).drop_columns(["wrong"])


def test_scores_are_whole_numbers_within_the_instruments_range(prom: pa.Table) -> None:
    with (REFERENCE / "instruments.csv").open(encoding="utf-8", newline="") as file:
        instruments = {(row["instrument"], row["informant"], row["scale"]): row for row in csv.DictReader(file)}
    found = prom.group_by(["instrument", "informant", "scale"]).aggregate([("score", "min"), ("score", "max")])
    assert found.num_rows == len(PROM_SCORES) == 4
    for row in found.to_pylist():
        instrument = instruments[row["instrument"], row["informant"], row["scale"]]
        assert float(instrument["minimum"]) <= row["score_min"] < row["score_max"] <= float(instrument["maximum"])
    scores = prom["score"].drop_null().to_numpy()
    assert (scores == np.rint(scores)).all()


def test_an_answer_has_a_score_and_no_score_comes_without_an_answer(prom: pa.Table) -> None:
    assert pc.all(pc.equal(prom["answered_date"].is_null(), prom["score"].is_null())).as_py()
    answered = prom.filter(prom["answered_date"].is_valid())
    assert pc.all(pc.greater_equal(answered["answered_date"], answered["invited_date"])).as_py()
    assert pc.max(answered["answered_date"]).as_py().year == 2024


def test_those_invited_first_had_a_consultation_with_the_unit_in_the_year(prom: pa.Table, full_back: Path) -> None:
    first = prom.filter(pc.equal(prom["measuring_point"], "baseline"))
    asked = pa.table({"p": first["lopenr"], "u": first["orgnr"], "y": pc.year(first["invited_date"])})
    rows = kept_episodes(full_back, ["lopenr", "aar", "institusjonid", "omsorgsniva", "kontakttype"])
    seen = rows.filter(pc.and_(pc.equal(rows["omsorgsniva"], 3), pc.not_equal(rows["kontakttype"], 5)))
    eligible = pa.table({"p": seen["lopenr"], "u": seen["institusjonid"], "y": seen["aar"].cast(pa.int64())})
    missing = asked.join(eligible.group_by(["p", "u", "y"]).aggregate([]), ["p", "u", "y"], join_type="left anti")
    assert asked.num_rows > 100_000
    assert missing.num_rows == 0


def _pairs(prom: pa.Table) -> pa.Table:
    baseline = prom.filter(pc.equal(prom["measuring_point"], "baseline")).select([*KEY, "answered_date", "score"])
    followup = prom.filter(pc.equal(prom["measuring_point"], "end"))
    later = followup.select([*KEY, "invited_date", "score"]).rename_columns([*KEY, "asked_again", "second"])
    once = baseline.group_by(KEY).aggregate([("score", "count"), ("score", "min"), ("answered_date", "min")])
    return once.filter(pc.equal(once["score_count"], 1)).join(later, KEY, join_type="inner")


def test_patients_get_modestly_better_and_scores_hang_together(prom: pa.Table) -> None:
    pairs = _pairs(prom)
    assert pc.all(pc.greater(pairs["asked_again"], pairs["answered_date_min"])).as_py()
    for (instrument, informant), (_, sd, change, *_) in PROM_SCORES.items():
        of_this = pc.and_(pc.equal(pairs["instrument"], instrument), pc.equal(pairs["informant"], informant))
        answered = pairs.filter(pc.and_(of_this, pairs["second"].is_valid()))
        first, second = answered["score_min"].to_numpy(), answered["second"].to_numpy()
        assert (second - first).mean() == pytest.approx(change, rel=0.2)
        assert 0.3 * sd < abs((second - first).mean()) < 0.8 * sd
        assert 0.45 < np.corrcoef(first, second)[0, 1] < 0.65


def test_coverage_rises_and_differs_between_units(prom: pa.Table) -> None:
    baseline = prom.filter(pc.equal(prom["measuring_point"], "baseline"))
    year = pc.year(baseline["invited_date"])
    counts = [baseline.filter(pc.equal(year, y))["lopenr"].combine_chunks().unique() for y in (2019, 2024)]
    assert len(counts[1]) > 2 * len(counts[0])
    units = baseline.group_by("orgnr").aggregate([("score", "count"), ("lopenr", "count")])
    large = units.filter(pc.greater(units["lopenr_count"], 500))
    shares = large["score_count"].to_numpy() / large["lopenr_count"].to_numpy()
    assert shares.max() - shares.min() > 0.15
