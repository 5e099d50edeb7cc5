"""Wide exports of questionnaires: one row per form becomes one row per form and scale."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_marts.build.marts import build_marts
from data_marts.sources.intake import take_in
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import Reference
from data_marts.sources.staged import Intake
from tests.reference.small_world import BY_CLINIC, note_of, small_reference, taken_in, write_delivery

WIDE = """
[prom_wide]
sdq_p = { instrument = "sdq", informant = "parent", scale = "total" }
sdq_impact = { instrument = "sdq", informant = "parent", scale = "impact" }
CGAS = { instrument = "cgas", informant = "clinician", scale = "total" }
"""


def reference() -> Reference:
    """The small country with one more scale of SDQ."""
    small = small_reference()
    [first] = small.instruments.slice(0, 1).to_pylist()
    more = pa.Table.from_pylist([first | {"scale": "impact", "maximum": 10.0}], schema=small.instruments.schema)
    return replace(small, instruments=pa.concat_tables([small.instruments, more]))


def wide(folder: Path, *lines: str) -> Intake:
    """Forms as they stand in a wide CSV, taken in."""
    delivery = write_delivery(folder / "delivery", [])
    (delivery / "OPPDIKTET_PROM.csv").write_text("\n".join(lines))
    note = note_of((2023, 2024), more=WIDE).replace("PROM.parquet", "PROM.csv").replace("long", "wide")
    (delivery / "leveranse.toml").write_text(note)
    return take_in(delivery, folder / "work", reference())


def found(intake: Intake) -> set[tuple[object, ...]]:
    rows = pq.read_table(intake.of_kind("prom")[0].path).to_pylist()
    return {(row["row"], row["instrument"], row["scale"], row["score"], row["reason"]) for row in rows}


HEAD = "lopenr;orgnr;measuring_point;invited_date;answered_date;sdq_p;SDQ_IMPACT;cgas"


def test_a_row_holds_the_questionnaires_of_which_it_has_a_score(tmp_path: Path) -> None:
    """Row 1 has SDQ without impact, row 2 CGAS, row 3 was not answered, row 4 has an impact beyond its scale."""
    intake = wide(
        tmp_path,
        HEAD,
        f"1;{BY_CLINIC};baseline;2023-01-01;2023-01-02;12;;",
        f"2;{BY_CLINIC};baseline;2023-01-01;2023-01-02;NULL;;55",
        f"3;{BY_CLINIC};baseline;2023-01-01;;;;",
        f"4;{BY_CLINIC};baseline;2023-01-01;2023-01-02;12;11;70",
    )
    assert found(intake) == {
        (1, "sdq", "total", 12.0, None),
        (1, "sdq", "impact", None, None),
        (2, "cgas", "total", 55.0, None),
        (3, "sdq", "total", None, None),
        (3, "sdq", "impact", None, None),
        (3, "cgas", "total", None, None),
        (4, "sdq", "total", 12.0, None),
        (4, "sdq", "impact", 11.0, "score_out_of_range"),
        (4, "cgas", "total", 70.0, None),
    }
    [file] = intake.of_kind("prom")
    assert (file.delivered, file.kept, dict(file.set_aside)) == (9, 8, {"score_out_of_range": 1})


def test_a_row_that_names_its_instrument_has_that_one_alone(tmp_path: Path) -> None:
    """A row of an instrument that no column belongs to stays a row, and is set aside."""
    intake = wide(
        tmp_path,
        f"{HEAD};instrument",
        f"1;{BY_CLINIC};baseline;2023-01-01;2023-01-02;;;;SDQ",
        f"2;{BY_CLINIC};baseline;2023-01-01;2023-01-02;1;2;3;cgas",
        f"3;{BY_CLINIC};baseline;2023-01-01;2023-01-02;1;2;3;phq",
    )
    assert found(intake) == {
        (1, "sdq", "total", None, None),
        (1, "sdq", "impact", None, None),
        (2, "cgas", "total", 3.0, None),
        (3, "phq", None, None, "unknown_scale"),
    }


def test_long_and_wide_give_the_same_mart(tmp_path: Path) -> None:
    day = date(2023, 2, 1)
    episode = {"aar": 2023, "lopenr": 1, "fodselsar": 2010, "sektor": "3", "omsorgsniva": 3, "inndato": day}
    episodes = [episode | {"lopenr": person, "behandlingsstedkode": int(BY_CLINIC)} for person in range(8)]
    base = {"orgnr": int(BY_CLINIC), "measuring_point": "baseline", "invited_date": day, "answered_date": day}
    scores = [(person, scale, 10.0 * scale + person) for person in range(8) for scale in (0, 1)]
    names = [("sdq", "parent"), ("cgas", "clinician")]
    forms = [
        base
        | {"lopenr": person, "instrument": names[n][0], "informant": names[n][1], "scale": "total", "score": score + 1}
        for person, n, score in scores
    ]
    long = taken_in(tmp_path / "long", episodes, forms)
    delivery = write_delivery(tmp_path / "wide" / "delivery", episodes)
    lines = [f"{p};{BY_CLINIC};baseline;2023-02-01;2023-02-01;{p + 1};;{p + 11}" for p in range(8)]
    (delivery / "OPPDIKTET_PROM.csv").write_text("\n".join([HEAD, *lines]))
    note = note_of((2023, 2024), more=WIDE.replace("sdq_impact", "#")).replace("PROM.parquet", "PROM.csv")
    (delivery / "leveranse.toml").write_text(note.replace("long", "wide"))
    wide_intake = take_in(delivery, tmp_path / "wide" / "work", small_reference())
    marts = [build_marts(intake, small_reference(), threads=1).marts["prom_trends"] for intake in (long, wide_intake)]
    assert marts[0].equals(marts[1])
    assert max(marts[0].column("baseline_n").to_pylist()) == 8


def test_a_column_of_scores_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="column 'sdq_p' of .prom_wide. is not in it. Did you mean 'sdqp'"):
        wide(tmp_path, HEAD.replace("sdq_p", "sdqp"))
