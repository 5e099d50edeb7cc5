"""A release that was published before becomes current again, by two persons who say why."""

from datetime import timedelta
from pathlib import Path

import pytest

from data_marts.__main__ import main
from data_marts.publication_reader import publication_of, publications
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.rollback import rollback
from data_marts.release_reader import open_release
from data_marts.releases import switch
from tests.data_marts.publishing.shelf import START, build, certify, publish_at, state


def three(root: Path) -> tuple[str, str, str]:
    """Three releases, published one after the other."""
    found = build(root, 7), build(root, 9), build(root, 11)
    for days, release_id in enumerate(found):
        publish_at(root, release_id, days)
    return found


def back(root: Path, to: str | None = None, reason: str = "wrong file") -> str:
    return rollback(root, "Per", "Anne", reason, lambda: START + timedelta(days=9), to).publication.release_id


def test_the_release_before_becomes_current_again(tmp_path: Path) -> None:
    first, second, third = three(tmp_path)
    assert back(tmp_path, reason=" wrong\n file ") == second
    assert open_release(tmp_path).release_id == second
    record = publication_of(tmp_path, second)
    assert record is not None
    assert (record.kind, record.former, record.reason, record.by) == ("rollback", third, "wrong file", "Per")
    assert {(row["before"], row["after"]) for row in record.changes().to_pylist()} == {(11.0, 9.0)}
    # Once more goes further back, not forth to the one that was taken back.
    assert back(tmp_path) == first
    with pytest.raises(PublicationError, match="Nothing is known to have been published"):
        back(tmp_path)
    assert [one.release_id for one in publications(tmp_path)] == [first, second, third, second, first]


def test_any_release_that_was_published_can_be_named(tmp_path: Path) -> None:
    first, second, third = three(tmp_path)
    candidate = build(tmp_path, 13)
    assert back(tmp_path, to=first) == first
    # And what was taken back can be published again.
    assert not publish_at(tmp_path, third, days=10).was_current
    for to, sentence in ((candidate, "has never been published"), (third, "is the current release already")):
        with pytest.raises(PublicationError, match=sentence):
            back(tmp_path, to=to)
    assert open_release(tmp_path).release_id == third


def test_a_release_whose_publication_did_not_take_effect_was_not_published(tmp_path: Path) -> None:
    first, second = build(tmp_path, 7), build(tmp_path, 9)
    publish_at(tmp_path, first)
    publish_at(tmp_path, second)
    switch(tmp_path, first)  # as after a crash before the switch
    with pytest.raises(PublicationError, match="has never been published"):
        back(tmp_path, to=second)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\x1bb"])
def test_a_reason_is_needed(tmp_path: Path, reason: str) -> None:
    three(tmp_path)
    before = state(tmp_path)
    with pytest.raises(PublicationError, match="--reason must say why"):
        back(tmp_path, reason=reason)
    assert state(tmp_path) == before


def test_a_damaged_or_uncertified_release_is_not_gone_back_to(tmp_path: Path) -> None:
    real, second = build(tmp_path, 7, synthetic=False), build(tmp_path, 9, synthetic=False)
    for release_id in (real, second):
        certify(tmp_path, release_id)
        publish_at(tmp_path, release_id)
    certify(tmp_path, real, clean=False)
    with pytest.raises(PublicationError, match="could be worked out"):
        back(tmp_path)
    (tmp_path / real / "restricted" / "activity.parquet").write_bytes(b"")
    with pytest.raises(PublicationError, match="is not whole"):
        back(tmp_path)
    assert open_release(tmp_path).release_id == second


def test_a_current_release_that_cannot_be_read_is_no_hindrance(tmp_path: Path) -> None:
    _, second, third = three(tmp_path)
    (tmp_path / third / "open" / "population.parquet").write_bytes(b"")
    assert back(tmp_path) == second
    record = publication_of(tmp_path, second)
    assert record is not None
    assert record.changes().num_rows == 0


def test_the_command_asks_for_all_and_tells_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, _ = three(tmp_path)
    options = ["--by", "Per", "--second", "Anne", "--releases", str(tmp_path)]
    with pytest.raises(SystemExit):
        main(["rollback", *options])
    assert "--reason" in capsys.readouterr().err
    assert main(["rollback", "--reason", "wrong file", *options]) == 0
    told = capsys.readouterr()
    assert told.out.strip() == second
    assert f"{second} is current now" in told.err
    assert main(["rollback", "--reason", "why", "--to", first, "--by", "Per", "--second", "per"] + options[4:]) == 1
    assert "Nothing was taken back: --by and --second name the same person" in capsys.readouterr().err
    assert main(["rollback", "--reason", "why", *options[:4], "--releases", str(tmp_path / "none")]) == 1
    assert not (tmp_path / "none").exists()
