"""The folder of finished answers: whose it is, what it takes, what it gives back, and how it is kept small."""

import os
import pickle
from pathlib import Path

import pytest
from flask import Flask

from app.answer_files import WRITES_BETWEEN_LOOKS, AnswerFiles, own_folder
from app.cache import create_cache
from app.check import reason_not_to_start
from app.settings import Settings, SettingsError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "answers"
    own_folder(made)
    return made


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- what is kept ---


@pytest.mark.parametrize("key", ["public/x/page/pasienter?", "a/../../b", "æ\n\x00", "\ud800", ""])
def test_an_answer_comes_back_under_its_name_alone(folder: Path, key: str) -> None:
    store = AnswerFiles(folder)
    assert store.get(key) is None
    assert not store.has(key)
    assert store.set(key, b"\x1f\x8b answer")
    assert AnswerFiles(folder).get(key) == b"\x1f\x8b answer"
    assert store.has(key)
    assert store.get(f"{key}x") is None
    assert store.set(key, b"")
    assert store.get(key) == b""
    assert store.delete(key)
    assert store.get(key) is None
    assert not store.delete(key)


def test_a_file_holds_the_answer_and_a_digest_under_a_hashed_name(folder: Path) -> None:
    AnswerFiles(folder).set("name", b"answer")
    [path] = folder.iterdir()
    # sha256 of "name"
    assert path.name == "82a3537ff0dbce7eec35d69edc3a189ee6f17d82f353a553f9aa96cb0be3ce89.answer"
    assert path.read_bytes()[32:] == b"answer"


class _Runs:
    """What runs as soon as it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.mkdir, (str(self.mark),)


def test_what_others_put_there_is_no_answer_and_never_run(folder: Path, tmp_path: Path) -> None:
    store = AnswerFiles(folder)
    store.set("one", b"first")
    store.set("two", b"second")
    one, two = store._path("one"), store._path("two")
    mark = tmp_path / "ran"
    for content in (pickle.dumps(_Runs(mark)), b"", b"\0" * 12 + pickle.dumps(_Runs(mark)), two.read_bytes()):
        one.write_bytes(content)
        assert store.get("one") is None
    assert not mark.exists()
    two.unlink()
    two.mkdir()
    assert store.get("two") is None
    assert not store.set("two", b"second")
    assert _names(folder) == {one.name, two.name}


def test_a_folder_that_vanishes_is_no_traceback(releases: Path, tmp_path: Path) -> None:
    from app.factory import create_app

    cache = tmp_path / "cache"
    client = create_app(Settings(releases=releases, cache=cache)).test_client()
    first = client.get("/pasienter")
    for path in cache.iterdir():
        path.unlink()
    cache.rmdir()
    again = client.get("/pasienter")
    assert (again.status_code, again.data) == (200, first.data)
    assert AnswerFiles(cache).clear()


# --- how it is kept small ---


def _filled(folder: Path, store: AnswerFiles, number: int) -> None:
    for at in range(number):
        store.set(f"key {at}", bytes(100))
        os.utime(store._path(f"key {at}"), (at, at))


def test_the_oldest_half_goes_when_there_are_too_many(folder: Path) -> None:
    store = AnswerFiles(folder, most_answers=10)
    _filled(folder, store, 11)
    assert len(_names(folder)) == 11  # looked at before the first write, and not again so soon
    AnswerFiles(folder, most_answers=10).set("new", b"")
    assert [at for at in range(11) if store.has(f"key {at}")] == [6, 7, 8, 9, 10]
    assert store.has("new")


def test_the_oldest_half_goes_when_they_are_too_large(folder: Path) -> None:
    store = AnswerFiles(folder, most_bytes=1000)
    _filled(folder, store, 8)  # of 132 bytes each: 1056, of which three fit into 500
    AnswerFiles(folder, most_bytes=1000).set("new", b"")
    assert [at for at in range(8) if store.has(f"key {at}")] == [5, 6, 7]


def test_a_full_folder_is_looked_at_once_in_many_writes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = AnswerFiles(folder)
    looks = []
    monkeypatch.setattr(store, "_make_room", lambda: looks.append(len(_names(folder))))
    for at in range(WRITES_BETWEEN_LOOKS + 1):
        store.set(str(at), b"")
    assert looks == [0, WRITES_BETWEEN_LOOKS]


def test_files_of_others_are_neither_counted_nor_removed(folder: Path) -> None:
    for at in range(20):
        (folder / f"letter {at}.txt").write_text("dear", encoding="utf-8")
    store = AnswerFiles(folder, most_answers=2)
    store.set("a", b"")
    assert store.clear()
    assert len(_names(folder)) == 20


def test_what_a_broken_off_write_left_is_cleared_with_the_old(folder: Path) -> None:
    left = folder / "00112233445566778899aabbccddeeff.answer"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    store = AnswerFiles(folder, most_answers=2)
    _filled(folder, store, 2)
    AnswerFiles(folder, most_answers=2).set("new", b"")
    assert not left.exists()


# --- whose it is ---


def test_the_default_folder_is_not_one_that_everybody_knows() -> None:
    assert Settings().cache.parent == Settings().releases.parents[1]


def test_flask_caching_uses_this_store(folder: Path) -> None:
    server = Flask("x")
    cache = create_cache(server, Settings(cache=folder))
    assert isinstance(server.extensions["cache"][cache], AnswerFiles)


def test_a_new_folder_is_for_its_user_alone(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701, 0o1777])
def test_a_folder_that_is_open_to_others_is_refused(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    with pytest.raises(SettingsError, match=r"is open to other users; run `chmod 700`"):
        own_folder(folder)


def test_a_folder_of_another_user_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(SettingsError, match=r"belongs to another user"):
        own_folder(folder)


def test_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)
    with pytest.raises(SettingsError, match=r"is a link"):
        own_folder(link)


@pytest.mark.parametrize("name", ["file", "file/below", "dangling"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to("gone")
    with pytest.raises(SettingsError, match=r"cannot be made"):
        own_folder(tmp_path / name)


def test_the_refusal_is_the_reason_not_to_start(releases: Path, folder: Path) -> None:
    environment = {"KVABUP_RELEASES": str(releases), "KVABUP_CACHE": str(folder)}
    assert reason_not_to_start(environment) == ""
    folder.chmod(0o777)
    reason = reason_not_to_start(environment)
    assert reason.startswith("KVABUP_CACHE: ")
    assert "chmod 700" in reason
    assert "\n" not in reason
