"""A release that is looked at before it is published: it says so everywhere, and nobody keeps it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.check import reason_not_to_start
from app.editions import Editions, serve
from app.factory import create_app
from app.settings import Settings, SettingsError, settings_from
from data_marts.releases import switch
from tests.app import live_calls
from tests.app.release_folder import times, write_named_release
from tests.app.small_release import tables

SAID = "Forhåndsvisning: ikke publisert."
PAGES = (
    "/",
    "/pasienter",
    "/pasienter?kjonn=jenter",
    "/aktivitet",
    "/enheter",
    "/om",
    "/om/endringer",
    "/enheter/983974880",
)
OTHERS = ("/tull", "/pasienter?kjonn=katt", "/helse", "/pasienter?kjonn=alle")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published release, and beside it one that is not."""
    root = tmp_path_factory.mktemp("preview") / "releases"
    write_named_release(root, times(7))
    write_named_release(root, tables())
    return root


def _candidate(root: Path) -> str:
    current = (root / "current").readlink().name
    [found] = [path.name for path in root.iterdir() if path.name not in ("current", current) and path.name[0] != "."]
    return found


@pytest.fixture(scope="module")
def settings(folder: Path) -> Settings:
    return Settings(releases=folder, cache=folder.parent / "cache", preview=_candidate(folder))


@pytest.fixture(scope="module")
def previewed(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_it_is_not_published(previewed: FlaskClient, settings: Settings, path: str) -> None:
    answer = previewed.get(path)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert html.count(SAID) == 1
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert f"Dette er utgivelse {settings.preview}." in html


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_nobody_keeps_or_finds_it(previewed: FlaskClient, path: str) -> None:
    headers = previewed.get(path).headers
    assert headers.getlist("Cache-Control") == ["no-store"]
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_problems_say_it_too_and_live_answers_are_not_kept(previewed: FlaskClient) -> None:
    for path in OTHERS[:2]:
        assert SAID in previewed.get(path).get_data(as_text=True)
    live = live_calls.results(previewed, "/pasienter", "?maal=pasienter")
    assert live.headers["Cache-Control"] == "no-store"
    assert '"children":"280"' in live.get_data(as_text=True)


def test_the_published_site_says_nothing_of_it(client: FlaskClient) -> None:
    answer = client.get("/pasienter")
    html = answer.get_data(as_text=True)
    assert "Forhåndsvisning" not in html
    assert "robots" not in html
    assert "X-Robots-Tag" not in answer.headers


def test_what_was_kept_of_a_preview_is_not_shown_once_it_is_published(tmp_path: Path) -> None:
    root = tmp_path / "releases"
    name = write_named_release(root, tables())
    cache = tmp_path / "cache"
    before = create_app(Settings(releases=root, cache=cache, preview=name)).test_client().get("/pasienter")
    after = create_app(Settings(releases=root, cache=cache)).test_client().get("/pasienter")
    assert SAID in before.get_data(as_text=True)
    assert SAID not in after.get_data(as_text=True)


def test_a_preview_stays_whatever_is_published(folder: Path, settings: Settings) -> None:
    shown = serve(settings)
    assert not isinstance(shown, Editions)
    before = (folder / "current").readlink().name
    switch(folder, before)
    assert shown.test_client().get("/helse").get_json()["release"] == settings.preview  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["../etc", "a/b", ".", "..", "-x", "a" * 65, "a b", "current\n", "å"])
def test_what_is_no_id_of_a_release_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match="^KVABUP_PREVIEW must be the id of a release"):
        settings_from({"KVABUP_PREVIEW": name})


def test_a_release_that_is_not_there_is_named_before_the_start(folder: Path, tmp_path: Path) -> None:
    reason = reason_not_to_start(
        {"KVABUP_RELEASES": str(folder), "KVABUP_CACHE": str(tmp_path / "c"), "KVABUP_PREVIEW": "2024T3-1a2b3c4d"}
    )
    assert reason == f"There is no release 2024T3-1a2b3c4d in {folder}. Run `make marts`."


def test_a_release_that_is_there_can_be_started(folder: Path, tmp_path: Path) -> None:
    environment = {
        "KVABUP_RELEASES": str(folder), "KVABUP_CACHE": str(tmp_path / "c"), "KVABUP_PREVIEW": _candidate(folder),
    }  # fmt: skip
    assert reason_not_to_start(environment) == ""


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/data/pasienter/utvikling", "/feed.atom"])
def test_programs_get_nothing_that_is_not_published(previewed: FlaskClient, path: str) -> None:
    answer = previewed.get(path)
    assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    assert "Access-Control-Allow-Origin" not in answer.headers
