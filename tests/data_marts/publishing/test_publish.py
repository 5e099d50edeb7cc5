"""A release becomes current with two names, a certificate and after its embargo, or is refused and all stays."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data_marts.__main__ import main
from data_marts.catalog import MARTS
from data_marts.disclosure.views import WHOLE, View, Views, read_views
from data_marts.disk import locked
from data_marts.publication_reader import current_id, publication_of, publications
from data_marts.publishing.people import two_people
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.publish import publish
from data_marts.release_reader import ReleaseError, open_release
from data_marts.releases import switch
from data_marts.sources.problems import SourceError
from tests.data_marts.publishing.shelf import START, build, certify, publish_at, state
from tests.data_marts.releases.test_releases import one_row


def test_publishing_is_recorded_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    first, second = build(tmp_path, 7), build(tmp_path, 9)
    publish_at(tmp_path, first)
    done = publish_at(tmp_path, second, days=31)
    assert open_release(tmp_path).release_id == second
    record = publication_of(tmp_path, second)
    assert record == done.publication
    assert (record.number, record.kind, record.former, record.by, record.second) == (2, "publish", first, "Kari", "Ola")
    assert record.at == START + timedelta(days=31)
    assert (record.invented, record.attacked_at, record.embargo, record.reason) == (True, None, None, None)
    # One row with `patients` in three marts, 7 before and 9 now.
    assert {(row["mart"], row["before"], row["after"]) for row in record.changes().to_pylist()} == {
        ("patient_rates", 7.0, 9.0),
        ("patients_by_unit", 7.0, 9.0),
        ("coverage", 7.0, 9.0),
    }
    assert publication_of(tmp_path, first).changes().num_rows == 0


def test_nothing_is_published_by_building(tmp_path: Path) -> None:
    release_id = build(tmp_path)
    with pytest.raises(ReleaseError, match="There is no release in"):
        open_release(tmp_path)
    assert open_release(tmp_path, release_id).release_id == release_id


def test_publishing_the_current_one_again_does_nothing(tmp_path: Path) -> None:
    release_id = build(tmp_path)
    publish_at(tmp_path, release_id)
    before = state(tmp_path)
    assert publish_at(tmp_path, release_id, days=3).was_current
    assert state(tmp_path) == before


@pytest.mark.parametrize(
    ("by", "second"),
    [
        ("", "Ola"),
        ("Kari", "  "),
        ("Kari", "kari"),
        (" Kari  Nord", "KARI NORD "),
        ("Kari\n", "Ka\nri"),
        ("x" * 101, "y"),
    ],
)
def test_two_different_persons_are_needed(tmp_path: Path, by: str, second: str) -> None:
    release_id = build(tmp_path)
    before = state(tmp_path)
    with pytest.raises(PublicationError, match="--by|--second"):
        publish(tmp_path, release_id, by, second, lambda: START)
    assert state(tmp_path) == before


def test_names_are_kept_as_they_were_given() -> None:
    people = two_people(" Åse Ødegård ", "Ola")
    assert (people.by, people.second) == ("Åse Ødegård", "Ola")
    assert people.same_as("ola", "åse  ødegård")
    assert not people.same_as("ola", "ola")


def damaged(root: Path, release_id: str) -> None:
    (root / release_id / "restricted" / "activity.oppdiktet.parquet").write_bytes(b"")


def with_a_stray_file(root: Path, release_id: str) -> None:
    shutil.copy(
        root / release_id / "restricted" / "activity.oppdiktet.parquet", root / release_id / "open" / "x.parquet"
    )


def with_another_day(root: Path, release_id: str) -> None:
    path = root / release_id / "manifest.json"
    path.write_text(path.read_text().replace("2024-05-17", "yesterday"))


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (damaged, "is not whole"),
        (with_a_stray_file, "holds 1 files that manifest.json does not list"),
        (with_another_day, "is not a manifest of this version"),
    ],
)
def test_a_damaged_release_is_not_published(tmp_path: Path, damage: object, sentence: str) -> None:
    first, second = build(tmp_path, 7), build(tmp_path, 9)
    publish_at(tmp_path, first)
    damage(tmp_path, second)  # type: ignore[operator]
    before = state(tmp_path)
    with pytest.raises((PublicationError, ReleaseError), match=sentence):
        publish_at(tmp_path, second)
    assert state(tmp_path) == before


@pytest.mark.parametrize("release_id", ["../other", "", "current", "2024T3-00000000", "2024T3-12345678/.."])
def test_what_is_no_release_is_not_published(tmp_path: Path, release_id: str) -> None:
    build(tmp_path)
    with pytest.raises(ReleaseError):
        publish_at(tmp_path, release_id)


def test_real_persons_need_a_certificate(tmp_path: Path) -> None:
    release_id = build(tmp_path, synthetic=False)
    with pytest.raises(PublicationError, match="figures of real persons and has no certificate"):
        publish_at(tmp_path, release_id)
    certify(tmp_path, release_id)
    record = publish_at(tmp_path, release_id).publication
    assert (record.invented, record.attacked_at) == (False, "2025-01-19T12:00:00+01:00")


FAULTS = (
    ({"format": 2}, "not a certificate of format 1"),
    ({"release_id": "2024T3-00000000"}, "is for another release"),
    ({"manifest_sha256": "0" * 64}, "is for another manifest"),
    ({"files": {}}, "not for exactly the open files"),
    ({"files": None}, "not for exactly the open files"),
    ({"clean": False}, "could be worked out"),
    ({"clean": "true"}, "could be worked out"),
    ({"clean": 1}, "could be worked out"),
    ({"attacked_at": "today"}, "does not say when"),
    ({"attacked_at": None}, "does not say when"),
)


@pytest.mark.parametrize(("changed", "sentence"), FAULTS)
@pytest.mark.parametrize("synthetic", [True, False])
def test_a_certificate_that_does_not_fit_is_refused(
    tmp_path: Path, changed: dict[str, object], sentence: str, synthetic: bool
) -> None:
    """Also for an invented release, which could do without."""
    release_id = build(tmp_path, synthetic=synthetic)
    certify(tmp_path, release_id, **changed)
    with pytest.raises(PublicationError, match=sentence):
        publish_at(tmp_path, release_id)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, "null"])
def test_a_certificate_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    release_id = build(tmp_path, synthetic=False)
    certify(tmp_path, release_id).write_text(text)
    with pytest.raises(PublicationError, match="certificate"):
        publish_at(tmp_path, release_id)


def test_a_certificate_of_one_file_changed_since_is_refused(tmp_path: Path) -> None:
    """The manifest written anew over another file would pass the check of wholeness, not that of the certificate."""
    release_id = build(tmp_path, synthetic=False)
    path = certify(tmp_path, release_id)
    files = json.loads(path.read_text())["files"]
    certify(tmp_path, release_id, files=files | {"open/activity.parquet": "0" * 64})
    with pytest.raises(PublicationError, match="not for exactly the open files"):
        publish_at(tmp_path, release_id)
    certify(tmp_path, release_id, files=files | {"open/more.parquet": "0" * 64})
    with pytest.raises(PublicationError, match="not for exactly the open files"):
        publish_at(tmp_path, release_id)


UNTIL = datetime(2025, 2, 1, 6, 0, tzinfo=UTC)


def test_an_embargo_is_honoured_and_remembered(tmp_path: Path) -> None:
    release_id = build(tmp_path)
    with pytest.raises(PublicationError, match="under embargo until 2025-02-01 06:00"):
        publish_at(tmp_path, release_id, embargo=UNTIL)
    # Named once is enough; the last moment before is still before.
    for days in (0, 11.9):
        with pytest.raises(PublicationError, match="under embargo until 2025-02-01 06:00"):
            publish_at(tmp_path, release_id, days)
    assert publications(tmp_path) == ()
    assert publish_at(tmp_path, release_id, days=12).publication.embargo == UNTIL


def test_an_embargo_can_be_made_longer_by_any_two_and_shorter_by_those_who_said_it(tmp_path: Path) -> None:
    release_id = build(tmp_path)

    def say(until: datetime, by: str, second: str) -> None:
        publish(tmp_path, release_id, by, second, lambda: START, embargo=until)

    with pytest.raises(PublicationError, match="2025-02-01"):
        say(UNTIL, "Kari", "Ola")
    with pytest.raises(PublicationError, match="only the two who said so"):
        say(START, "Kari", "Per")
    with pytest.raises(PublicationError, match="2025-02-02"):
        say(UNTIL + timedelta(days=1), "Per", "Kari")
    with pytest.raises(PublicationError, match="only the two who said so"):
        say(START, "Kari", "Ola")
    say(START, "kari", "PER")
    assert open_release(tmp_path).release_id == release_id


def test_waiting_ends_with_the_embargo_and_checks_again(tmp_path: Path) -> None:
    release_id = build(tmp_path)
    moments = {"now": START}

    def wait(until: datetime) -> None:
        # Others can work meanwhile.
        with locked(tmp_path):
            moments["now"] = until

    done = publish(tmp_path, release_id, "Kari", "Ola", lambda: moments["now"], UNTIL, wait)
    assert done.publication.at == UNTIL

    other = build(tmp_path, 9)

    def wait_and_lose(until: datetime) -> None:
        moments["now"] = until
        damaged(tmp_path, other)

    with pytest.raises(PublicationError, match="is not whole"):
        later = UNTIL + timedelta(days=1)
        publish(tmp_path, other, "Kari", "Ola", lambda: moments["now"], later, wait_and_lose)
    assert open_release(tmp_path).release_id == release_id


def test_the_command_waits_for_the_end_of_the_embargo(tmp_path: Path) -> None:
    release_id = build(tmp_path)
    until = datetime.now(UTC) + timedelta(seconds=1.5)
    options = ["--by", "Kari", "--second", "Ola", "--releases", str(tmp_path), "--embargo", until.isoformat()]
    assert main(["publish", release_id, *options]) == 1
    assert main(["publish", release_id, "--wait", *options]) == 0
    assert datetime.now(UTC) >= until
    record = publication_of(tmp_path, release_id)
    assert record is not None
    assert record.embargo == until


def test_an_embargo_that_cannot_be_read_is_no_leave(tmp_path: Path) -> None:
    release_id = build(tmp_path)
    with pytest.raises(PublicationError):
        publish_at(tmp_path, release_id, embargo=UNTIL)
    (tmp_path / "publications" / f"embargo-{release_id}.json").write_text("{}")
    with pytest.raises(PublicationError, match="cannot be read"):
        publish_at(tmp_path, release_id, days=100)


@pytest.mark.parametrize("text", ["2026-12-01T06:00", "tomorrow", "2026-13-01T06:00+01:00", "6"])
def test_a_time_without_zone_is_refused(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    release_id = build(tmp_path)
    options = ["--by", "Kari", "--second", "Ola", "--releases", str(tmp_path)]
    assert main(["publish", release_id, "--embargo", text, *options]) == 1
    assert "no time with its zone" in capsys.readouterr().err


def test_a_record_without_switch_has_no_effect_and_publishing_again_completes(tmp_path: Path) -> None:
    first, second = build(tmp_path, 7), build(tmp_path, 9)
    publish_at(tmp_path, first)
    publish_at(tmp_path, second)
    # As after a crash between record and switch.
    switch(tmp_path, first)
    assert [one.release_id for one in publications(tmp_path)] == [first]
    assert publication_of(tmp_path, second) is None
    assert not publish_at(tmp_path, second, days=1).was_current
    assert [(one.number, one.release_id) for one in publications(tmp_path)] == [(1, first), (3, second)]


def test_an_invented_release_needs_no_persons_and_a_real_one_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--releases", str(tmp_path), "--invented"]
    assert main(["publish", *options]) == 1
    older, newer = build(tmp_path, 7), build(tmp_path, 9)
    # Building the older one again makes it the one that was built last.
    assert build(tmp_path, 7) == older
    assert main(["publish", *options]) == 0
    told = capsys.readouterr()
    assert told.out.strip() == older
    assert "has no certificate" in told.err
    assert main(["publish", newer, *options]) == 0
    record = publication_of(tmp_path, newer)
    assert (record.by, record.second, record.invented) == ("make run", "invented data", True)
    real = build(tmp_path, 11, synthetic=False)
    certify(tmp_path, real)
    assert main(["publish", real, *options]) == 1
    assert "two people must answer for it" in capsys.readouterr().err
    # Nor does the flag put an invented release in the place of a real one.
    assert main(["publish", real, "--releases", str(tmp_path), "--by", "Kari", "--second", "Ola"]) == 0
    for file in (tmp_path / real / "open").iterdir():
        assert main(["publish", newer, *options]) == 1
        assert "is published here and is not invented" in capsys.readouterr().err
        # Also when it cannot be opened any more.
        file.write_bytes(b"")
        break
    assert main(["publish", newer, *options]) == 1


def test_two_at_once_give_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = build(tmp_path, 7), build(tmp_path, 9)
    publish_at(tmp_path, first)
    before = state(tmp_path)
    options = ["--by", "Kari", "--second", "Ola", "--releases", str(tmp_path)]
    with locked(tmp_path):
        for command in (
            ["publish", second, *options],
            ["rollback", "--reason", "why", *options],
            ["gc", "--yes", "--releases", str(tmp_path)],
            ["build", "--releases", str(tmp_path)],
        ):
            assert main(command) == 1
            told = capsys.readouterr().err
            assert "Another build or publication is running in" in told
            assert "wait for it." in told
            assert "Traceback" not in told
        with pytest.raises(SourceError, match="is running in"):
            build(tmp_path, 11)
    assert state(tmp_path) == before
    assert main(["publish", second, *options]) == 0


def test_the_lock_is_gone_with_the_process_that_held_it(tmp_path: Path) -> None:
    program = (
        "import os, pathlib, sys; from data_marts.disk import locked\n"
        "with locked(pathlib.Path(sys.argv[1])): print('held', flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("held", -9)
    with locked(tmp_path) as lock:
        assert lock.root == tmp_path


def test_records_are_read_as_they_were_written_or_refused(tmp_path: Path) -> None:
    release_id = build(tmp_path)
    publish_at(tmp_path, release_id)
    path = tmp_path / "publications" / "0001.json"
    content = json.loads(path.read_text())
    for changed in (
        {"release": "../evil"},
        {"former": "x"},
        {"at": "2025-01-20T08:00:00"},
        {"by": None},
        {"by": "Kari\x1b[31m"},
        {"by": "x" * 2000},
        {"number": 2},
        {"format": 9},
        {"kind": "other"},
        {"invented": "yes"},
        {"changes": {"sha256": "x", "rows": 1}},
        {"changes": {"sha256": "0" * 64, "rows": "1"}},
        {"changes": None},
    ):
        path.write_text(json.dumps(content | changed))
        with pytest.raises(ReleaseError, match="is not a record of a publication"):
            publication_of(tmp_path, release_id)
    path.write_text(json.dumps({key: value for key, value in content.items() if key != "reason"}))
    with pytest.raises(ReleaseError, match="is not a record of a publication"):
        publications(tmp_path)


def test_changes_are_read_as_they_were_written_or_refused(tmp_path: Path) -> None:
    first, second = build(tmp_path, 7), build(tmp_path, 9)
    publish_at(tmp_path, first)
    record = publish_at(tmp_path, second).publication
    assert record.changes(["new"]).num_rows == 0
    assert record.changes(["changed"]).num_rows == 3
    table = pq.read_table(record.changes_file.path)
    pq.write_table(table.slice(0, 1), record.changes_file.path)
    with pytest.raises(ReleaseError, match="is not the file that its record lists"):
        record.changes()
    record.changes_file.path.unlink()
    with pytest.raises(ReleaseError, match="is missing or cannot be read"):
        record.changes()


# --- declared views ---

MONTH_OF_NOBODY = {"period_type": "month", "period": "2024-03", "care": "day", "contact_type": "video"}


def _declaring(root: Path, declared: Views, **row: object) -> str:
    """A release with one row of activity, in whose manifest these views stand."""
    return build(root, rows={"activity": one_row("activity", **row)}, views=declared)


def test_figures_outside_of_the_declared_views_are_not_published(tmp_path: Path) -> None:
    release_id = _declaring(tmp_path, read_views(), **MONTH_OF_NOBODY)
    with pytest.raises(
        PublicationError, match="has figures outside of its declared views, in activity. Build it again"
    ):
        publish_at(tmp_path, release_id)
    assert current_id(tmp_path) is None
    publish_at(tmp_path, _declaring(tmp_path, WHOLE, **MONTH_OF_NOBODY))


def test_a_word_about_size_outside_of_the_views_is_a_figure_too(tmp_path: Path) -> None:
    """Withheld: that is to say, small."""
    hidden = dict.fromkeys((name for name in MARTS["activity"].measures), None)
    for word, is_refused in (("withheld", True), ("too_few", True), ("too_detailed", False), ("missing", False)):
        statuses = {group.status_column: word for group in MARTS["activity"].groups}
        release_id = _declaring(tmp_path, read_views(), **MONTH_OF_NOBODY, **hidden, **statuses)
        if is_refused:
            with pytest.raises(PublicationError, match="outside of its declared views"):
                publish_at(tmp_path, release_id)
        else:
            publish_at(tmp_path, release_id)
            assert current_id(tmp_path) == release_id


def test_views_that_may_not_be_used_are_not_published(tmp_path: Path) -> None:
    gap = Views(1, (View("activity", "units alone", levels=("unit",)),))
    with pytest.raises(PublicationError, match="manifest.json: activity: contacts of country and regions with all tot"):
        publish_at(tmp_path, _declaring(tmp_path, gap))
