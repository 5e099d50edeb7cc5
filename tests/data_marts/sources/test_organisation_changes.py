"""What may stand in the table of moves and mergers: a short list of organisations, and changes of them."""

import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from data_marts.catalog import TABLES
from data_marts.sources.organisation_changes import check_changes, check_numbers
from data_marts.sources.problems import SourceError
from data_marts.sources.reference import REFERENCE_FOLDER, read_reference

# code, level, parent, valid_from, valid_to
ORGANISATIONS = (
    ("norge", "country", None, 2015, None),
    ("north", "rhf", "norge", 2015, None),
    ("fjord", "hf", "north", 2015, None),
    ("town", "hf", "north", 2015, None),
    ("clinic", "unit", "fjord", 2015, None),
    ("ward", "unit", "fjord", 2015, 2021),
    ("young", "unit", "town", 2023, None),
)
MOVE = (2020, "move", "clinic", "town", "fjord")
MERGER = (2022, "merger", "ward", None, "clinic")
Change = tuple[int, str, str, str | None, str]


def organisations(resh: dict[str, int] | None = None) -> pa.Table:
    names = ("code", "level", "parent", "valid_from", "valid_to")
    rows = [dict(zip(names, row, strict=True)) | {"resh": (resh or {}).get(row[0])} for row in ORGANISATIONS]
    numbers = [pa.field(name, pa.int16()) for name in names[3:]]
    texts = [pa.field(name, pa.string()) for name in names[:3]]
    return pa.Table.from_pylist(rows, pa.schema([*texts, *numbers, pa.field("resh", pa.int64())]))


def check(*changes: Change) -> None:
    schema = TABLES["organisation_changes"].schema
    rows = [dict(zip(schema.names, (*change, "somewhere"), strict=True)) for change in changes]
    check_changes(organisations(), pa.Table.from_pylist(rows, schema))


@pytest.mark.parametrize(
    "changes",
    [(), (MOVE,), (MERGER,), (MOVE, MERGER), ((2018, "move", "clinic", "fjord", "town"), MOVE)],
    ids=["none", "a move", "a merger", "both", "there and back"],
)
def test_what_can_be(changes: tuple[Change, ...]) -> None:
    check(*changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([(2020, "move", "clinik", "town", "fjord")], "row 1 .line 2., column 'code': 'clinik' is not a code of"),
        ([(2020, "move", "clinic", "towns", "fjord")], "column 'old': 'towns' is not a code"),
        ([(2020, "move", "clinic", "town", "fiord")], "column 'new': 'fiord' is not a code"),
        ([(2020, "move", "north", "norge", "norge")], "column 'code': only unit and hf move or merge"),
        ([(2020, "move", "clinic", None, "fjord")], "column 'old': a move names the former parent"),
        ([(2022, "merger", "ward", "fjord", "clinic")], "column 'old': .* a merger leaves the cell empty"),
        ([(2020, "move", "clinic", "north", "fjord")], "column 'old': .* same level"),
        ([(2020, "move", "clinic", "fjord", "town")], "column 'new': the parent of clinic in .* is fjord"),
        ([(2018, "move", "clinic", "fjord", "town"), (2020, "move", "clinic", "fjord", "fjord")], "2018 led to town"),
        ([(2015, "move", "clinic", "town", "fjord")], "column 'year': clinic is not valid both"),
        ([(2022, "move", "ward", "town", "fjord")], "column 'year': ward is not valid both"),
        ([(2021, "merger", "ward", None, "clinic")], "column 'year': valid_to of ward must be the year before, 2020"),
        ([(2024, "merger", "clinic", None, "ward")], "column 'year': valid_to of clinic"),
        ([(2022, "merger", "ward", None, "fjord")], "column 'new': a unit can be merged into a unit alone"),
        ([(2022, "merger", "ward", None, "young")], "column 'new': young is not valid in 2022"),
        ([(2022, "merger", "ward", None, "ward")], "column 'new': ward is not valid in 2022"),
        ([MOVE, (2022, "merger", "ward", None, "young")], "row 2 .line 3."),
    ],
)
def test_what_cannot_be(changes: list[Change], sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        check(*changes)


def test_resh_ids_are_short_and_of_one_organisation_each() -> None:
    check_numbers(organisations({"clinic": 101823, "ward": 4210001}))
    with pytest.raises(SourceError, match=r"row 6 .line 7., column 'resh': 101823 is used twice"):
        check_numbers(organisations({"clinic": 101823, "ward": 101823}))
    with pytest.raises(SourceError, match=r"row 5 .*: 983974880 is as long as an organisation number"):
        check_numbers(organisations({"clinic": 983974880}))


def test_the_table_may_be_empty_and_is_read_when_it_is_not(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference"))
    assert read_reference(folder).organisation_changes.num_rows == 0
    path = folder / "organisation_changes.csv"
    path.write_text(path.read_text(encoding="utf-8") + "2020,move,979848498,983974899,983974880,made up\n")
    assert read_reference(folder).organisation_changes.to_pylist() == [
        {"year": 2020, "kind": "move", "code": "979848498", "old": "983974899", "new": "983974880", "source": "made up"}
    ]
    path.write_text(path.read_text(encoding="utf-8").replace("983974899,983974880", "983974880,983974899"))
    with pytest.raises(SourceError, match="the parent of 979848498"):
        read_reference(folder)
