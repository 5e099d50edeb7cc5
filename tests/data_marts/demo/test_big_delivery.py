"""The large delivery of the benchmark: every row once for each copy, of other persons, and nothing in SAS."""

from pathlib import Path

import pyarrow.parquet as pq

from tests.benchmarks.big_delivery import make_big_delivery
from tests.data_marts.demo.delivered import listed, raw


def test_each_copy_is_of_other_persons(tmp_path: Path) -> None:
    make_big_delivery(tmp_path / "once", copies=1, scale=0.002)
    make_big_delivery(tmp_path / "thrice", copies=3, scale=0.002)
    once, thrice = (listed(tmp_path / name) for name in ("once", "thrice"))
    assert [Path(entry["file"]).suffix for entry in thrice["episodes"]] == [".csv"] * 3 + [".parquet"] * 3
    for kind in ("episodes", "prom", "reservations"):
        for one, three in zip(once[kind], thrice[kind], strict=True):
            single, triple = raw(tmp_path / "once", one), raw(tmp_path / "thrice", three)
            assert triple.num_rows == 3 * single.num_rows > 0
    persons = [
        set(pq.read_table(tmp_path / name / "OPPDIKTET_PHBU_2024_T3.parquet")["lopenr"].drop_null().to_pylist())
        for name in ("once", "thrice")
    ]
    assert len(persons[1]) == 3 * len(persons[0])
