"""What is withheld over all marts at once: attacked by the other program, and the same however often it is done."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_marts.disclosure import hiding
from data_marts.disclosure.attack.whole import Material, Result, attack_release
from data_marts.disclosure.earlier import NOTHING_TOLD, Told
from data_marts.disclosure.hiding import WITNESSES, Withheld, in_words, withhold
from data_marts.disclosure.protect import protect
from data_marts.disclosure.relations.linked import Place
from data_marts.disclosure.rules import DEFAULT_POLICY
from tests.data_marts.disclosure.attack.seen_releases import manifest_of, tables_of
from tests.data_marts.disclosure.relations.worlds import World, world

WAITING = ("waiting",)


@pytest.fixture(scope="module")
def small() -> World:
    return world(3, persons=400, rows=3000)


@pytest.fixture(scope="module")
def found(small: World) -> Withheld:
    return withhold(small.marts, small.tables, DEFAULT_POLICY, small.marts)


def test_witnesses_have_places_in_the_marts(small: World, found: Withheld) -> None:
    assert found.witnesses.schema == WITNESSES
    assert found.witnesses.num_rows > 0
    for mart, row in zip(*(found.witnesses.column(name).to_pylist() for name in ("mart", "row")), strict=True):
        assert 0 <= row < small.marts[mart].num_rows
    assert not any(value == 0 for value in found.witnesses.column("difference").to_pylist())


def test_further_rows_are_withheld_beside_small_ones(small: World, found: Withheld) -> None:
    alone, together = protect(small.marts), protect(small.marts, DEFAULT_POLICY, found.hidden)
    of_alone, of_together = (table["waiting"].column("referrals_status").to_pylist() for table in (alone, together))
    assert all(after == "withheld" for before, after in zip(of_alone, of_together, strict=True) if before == "withheld")
    assert of_together.count("withheld") > of_alone.count("withheld")


def test_the_attack_brings_nothing_back(small: World, found: Withheld, tmp_path: Path) -> None:
    """Of waits, by strangers; the same marts with small cells alone withheld are full of holes (test_whole_release)."""
    true = tables_of(small)
    shown = {**true, **protect(small.marts, DEFAULT_POLICY, found.hidden)}
    pq.write_table(found.witnesses, tmp_path / "witnesses.parquet")
    result = attack_release(Material(manifest_of(true, marts=WAITING), shown, true, tmp_path / "witnesses.parquet"))
    assert len(result.goals) > 0
    # Of so few children not all who are in two parts can be protected while headlines stay: whoever builds is told, and
    # the attack lets no such release pass.
    assert found.exposed > 0
    assert not result.clean
    assert {state for name, state in zip(names_of(result), result.states, strict=True) if "twice" not in name} == {
        "safe"
    }


def names_of(result: Result) -> list[str]:
    """What each goal is called."""
    blocks = {int(number): block.name[1] for block in result.seen.board.ledger.blocks for number in block.numbers}
    return [blocks[number] for number in result.goals.numbers.tolist()]


def test_what_was_withheld_before_is_withheld_again(small: World) -> None:
    rows = np.zeros(small.marts["waiting"].num_rows, dtype=np.bool_)
    rows[5] = True
    told = Told({}, {("waiting", "started"): rows})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hiding, "_TOO_MANY_SMALL", 0.0)
        again = withhold(small.marts, small.tables, DEFAULT_POLICY, small.marts, told)
    assert again.hidden["waiting", "started"][5]


def test_where_too_much_is_small_headlines_alone_stay_and_nothing_is_called_proven(small: World) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hiding, "_TOO_MANY_SMALL", 0.0)
        found = withhold(small.marts, small.tables, DEFAULT_POLICY, small.marts, NOTHING_TOLD)
    assert found.witnesses.num_rows == 0
    assert found.exposed > 0
    table = small.marts["waiting"]
    headline = (pa.compute.equal(table.column("organisation"), "norge")).to_numpy() & (
        pa.compute.equal(table.column("period_type"), "year")
    ).to_numpy()
    assert not found.hidden["waiting", "referrals"][headline].any()
    assert found.hidden["waiting", "referrals"][~headline].any()


def test_whoever_builds_is_told_in_words_without_a_figure(found: Withheld) -> None:
    assert in_words(replace(found, exposed=0, sacrificed=())) == ()
    place = Place("waiting", 7, "referrals")
    sacrificed, exposed = in_words(replace(found, exposed=3, sacrificed=(place, place)))
    assert sacrificed.startswith("2 figures of the country or a region are withheld")
    assert "(waiting)" in sacrificed
    assert exposed.startswith("3 small figures are not proven to be safe")
