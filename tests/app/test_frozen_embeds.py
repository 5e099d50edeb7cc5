"""Figures that are frozen to a release: shown while it stands, with a word once superseded, and not if taken back."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient

from app import verify
from app.api.history import releases
from app.embeds import releases as former_releases
from app.embeds.releases import Former, NotShownError, check_shown, standing
from app.factory import create_app
from app.release import open_site
from app.settings import Settings
from data_marts.publishing.publish import publish
from data_marts.publishing.rollback import rollback
from tests.app.release_folder import times, write_candidate
from tests.app.small_release import tables

FIGURE = "/embed/pasienter/utvikling"
CHOICES = "maal=pasienter&sted=norge"
# Patients of the whole country in 2024: 10 x the year's last digit, and seven times as many.
BEFORE, AFTER = "Norge, 2024: 40", "Norge, 2024: 280"
SUPERSEDED = "Erstattet av nyere tall."
TAKEN_BACK = "Utgivelsen er trukket tilbake. Tallene i den vises ikke lenger."


@dataclass(frozen=True)
class Published:
    """A folder where one release was published after another one, and a third was built and never published."""

    root: Path
    first: str
    second: str
    candidate: str

    def client(self, preview: str = "") -> FlaskClient:
        cache = self.root.parent / "cache"
        return create_app(Settings(releases=self.root, cache=cache, preview=preview)).test_client()


def _published(root: Path) -> Published:
    first, second, candidate = (write_candidate(root, found) for found in (tables(), times(7), times(3)))
    publish(root, first, "A", "B")
    publish(root, second, "A", "B")
    return Published(root, first, second, candidate)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return _published(tmp_path_factory.mktemp("frozen") / "releases")


@pytest.fixture
def own(published: Published, tmp_path: Path) -> Published:
    """The same in a folder of the test's own, to be changed."""
    shutil.copytree(published.root, tmp_path / "releases", symlinks=True)
    return Published(tmp_path / "releases", published.first, published.second, published.candidate)


@pytest.fixture(scope="module")
def visitor(published: Published) -> FlaskClient:
    return published.client()


def _frozen(client: FlaskClient, release: str, more: str = CHOICES) -> tuple[int, str]:
    response = client.get(f"{FIGURE}?{more}&utgave={release}")
    return response.status_code, response.get_data(as_text=True)


def test_the_figure_that_follows_has_the_published_numbers(visitor: FlaskClient) -> None:
    text = visitor.get(f"{FIGURE}?{CHOICES}").get_data(as_text=True)
    assert AFTER in text
    assert SUPERSEDED not in text


def test_one_frozen_to_the_published_release_is_not_superseded(visitor: FlaskClient, published: Published) -> None:
    status, text = _frozen(visitor, published.second)
    assert status == 200
    assert AFTER in text
    assert SUPERSEDED not in text


def test_one_frozen_to_a_former_release_keeps_its_numbers_and_says_that_there_are_newer(
    visitor: FlaskClient, published: Published
) -> None:
    status, text = _frozen(visitor, published.first)
    assert status == 200
    assert BEFORE in text
    assert AFTER not in text
    assert f"Utgivelse {published.first}, bygd" in text
    assert "Oppdiktede eksempeldata" in text
    [link] = re.findall(rf'<p class="superseded">{SUPERSEDED} <a ([^>]*)>Se de nyeste tallene</a></p>', text)
    assert 'href="/pasienter?maal=pasienter&amp;sted=norge"' in link


@pytest.mark.parametrize(
    ("language", "said"), [("nn", "Erstatta av nyare tal."), ("en", "Superseded by newer figures.")]
)
def test_the_word_is_in_the_language_of_the_figure(
    visitor: FlaskClient, published: Published, language: str, said: str
) -> None:
    response = visitor.get(f"{FIGURE}?utgave={published.first}&sprak={language}")
    assert said in response.get_data(as_text=True)


@pytest.mark.parametrize("name", ["2024T3-00000000", "candidate"])
def test_what_was_never_published_is_unknown(visitor: FlaskClient, published: Published, name: str) -> None:
    status, text = _frozen(visitor, published.candidate if name == "candidate" else name)
    assert status == 404
    assert "Ingen utgivelse med dette navnet er publisert." in text
    assert name not in text
    assert published.candidate not in text


def test_a_picture_of_a_former_release_is_proved_genuine_and_named_after_it(
    visitor: FlaskClient, published: Published
) -> None:
    response = visitor.get(f"{FIGURE}.svg?{CHOICES}&utgave={published.first}")
    assert response.status_code == 200
    name = f"kvabup-oppdiktet-pasienter-utvikling-{published.first}.svg"
    assert response.headers["Content-Disposition"] == f'inline; filename="{name}"'
    told = verify.verified(response.data, Settings(releases=published.root))
    assert told.endswith(f"has been superseded by {published.second}")


def test_oembed_and_the_form_take_frozen_figures(visitor: FlaskClient, published: Published) -> None:
    frozen = f"{FIGURE}?{CHOICES}&utgave={published.first}"
    facts = visitor.get("/oembed", query_string={"url": frozen}).get_json()
    assert f"utgave={published.first}" in facts["html"]
    text = visitor.get(frozen.replace("/embed/", "/bygg-inn/")).get_data(as_text=True)
    assert f'<option value="{published.first}" selected>' in text
    assert f'<option value="{published.second}">' in text
    unknown = frozen.replace(published.first, "2024T3-00000000")
    assert visitor.get("/oembed", query_string={"url": unknown}).status_code == 404
    assert visitor.get(unknown.replace("/embed/", "/bygg-inn/")).status_code == 404


def test_other_ways_to_write_a_frozen_figure_lead_to_one(visitor: FlaskClient, published: Published) -> None:
    response = visitor.get(f"{FIGURE}?utgave={published.first}&kjonn=alle&{CHOICES}")
    assert response.status_code == 302
    assert response.headers["Location"] == f"{FIGURE}?{CHOICES}&utgave={published.first}"


def test_what_was_taken_back_is_gone_also_from_what_was_kept(own: Published) -> None:
    client = own.client()
    assert _frozen(client, own.first)[0] == 200
    rollback(own.root, "A", "B", "Feil i tallene.")
    after = own.client()
    status, text = _frozen(after, own.second)
    assert status == 410
    assert TAKEN_BACK in text
    assert "280" not in text
    assert after.get(f"{FIGURE}.svg?utgave={own.second}").status_code == 410
    assert after.get("/oembed", query_string={"url": f"{FIGURE}?utgave={own.second}"}).status_code == 410
    status, text = _frozen(after, own.first)
    assert status == 200
    assert SUPERSEDED not in text


def test_a_release_that_is_kept_no_longer_is_gone(own: Published) -> None:
    client = own.client()
    assert _frozen(client, own.first)[0] == 200
    shutil.rmtree(own.root / own.first)
    status, text = _frozen(client, own.first)
    assert status == 410
    assert "Tallene i denne utgivelsen er ikke lenger lagret her." in text


def test_damaged_records_and_releases_give_a_sentence_and_no_figure(own: Published) -> None:
    client = own.client()
    (own.root / own.first / "manifest.json").write_text("{}", encoding="utf-8")
    status, text = _frozen(client, own.first)
    assert status == 500
    assert "Tallene i denne utgivelsen kan ikke hentes fram." in text
    (own.root / "publications" / "0001.json").write_text("{}", encoding="utf-8")
    assert _frozen(client, own.first)[0] == 500
    assert client.get(f"{FIGURE}?{CHOICES}").status_code == 200


def test_a_preview_can_be_embedded_nowhere(published: Published) -> None:
    client = published.client(preview=published.candidate)
    for path in (FIGURE, f"{FIGURE}?utgave={published.second}", f"{FIGURE}.svg", "/bygg-inn/pasienter/utvikling"):
        response = client.get(path)
        assert response.status_code == 403, path
        assert "En forhåndsvisning kan ikke bygges inn på andre nettsider." in response.get_data(as_text=True)
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["Cache-Control"] == "no-store"
    assert client.get("/oembed?url=/pasienter").status_code == 403
    page = client.get("/pasienter").get_data(as_text=True)
    assert "oembed" not in page
    assert "bygg-inn" not in page


# --- what stands of what was published ---


def _log(*told: str) -> Sequence[SimpleNamespace]:
    """Records by their letters: `B` publishes B, `<A` goes back to A."""
    current, found = None, []
    for one in told:
        kind, release = ("rollback", one[1:]) if one.startswith("<") else ("publish", one)
        found.append(SimpleNamespace(kind=kind, release_id=release, former=current))
        current = release
    return found


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ("", ""),
        ("A", "A"),
        ("A B C", "ABC"),
        ("A B <A", "A"),
        ("A B C <A", "A"),  # B was passed over, too
        ("A B <A C", "AC"),
        ("A B <A B", "AB"),  # taken back, and then published again
        ("A B <A <B", "B"),  # the taking back was taken back, and A with it
        ("A B A", "BA"),
    ],
)
def test_what_still_stands(told: str, stands: str) -> None:
    assert standing(_log(*told.split())) == tuple(stands)  # type: ignore[arg-type]


# --- opening ---


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The releases that are opened, in their order; nothing is read."""
    names: list[str] = []

    @dataclass(frozen=True)
    class Facts:
        release_id: str
        preview: bool

    @dataclass(frozen=True)
    class Fake:
        release: Facts

    def fake(settings: Settings) -> Fake:
        names.append(settings.preview)
        return Fake(Facts(settings.preview, True))

    monkeypatch.setattr(former_releases, "open_site", fake)
    yield names


def test_ten_figures_of_one_release_open_it_once(opened: list[str], tmp_path: Path) -> None:
    former = Former(tmp_path)
    for release in [*["a"] * 10, "b", "a"]:
        with former.opened(release) as site:
            assert site.release.release_id == release
            assert site.release.preview is False
    assert opened == ["a", "b", "a"]


def test_who_comes_when_too_many_ask_is_told_to_come_back(opened: list[str], tmp_path: Path) -> None:
    former = Former(tmp_path, most_at_once=2)
    with ExitStack() as asking:
        for _ in range(2):
            asking.enter_context(former.opened("a"))
        with pytest.raises(NotShownError, match="busy"), former.opened("a"):
            pass
    with former.opened("a"):
        pass


def test_without_records_nothing_former_is_shown(tmp_path: Path) -> None:
    (tmp_path / "2024T3-0a1b2c3d").mkdir()
    with pytest.raises(NotShownError, match="unknown"):
        check_shown(tmp_path, "2024T3-0a1b2c3d")


# --- the same records, as programs are told of them ---


def test_programs_are_told_of_both_publications(visitor: FlaskClient, published: Published) -> None:
    now, before = visitor.get("/api/v1/releases").json["releases"]
    assert [now["id"], now["former"], now["state"], now["current"]] == [published.second, published.first, "told", True]
    assert [before["id"], before["former"], before["state"], before["current"]] == [
        published.first, None, "first", False,
    ]  # fmt: skip
    # Six places and three years, of which consultations are repeated once and so not shown; all seven times as many.
    changed = {change["mart"]: change["figures"] for change in now["changes"] if change["kind"] == "changed"}
    assert (changed["ssb_activity"], changed["population"]) == (6 * 3 * 4 - 1, 6 * 3)
    assert now["moved"]["ssb_activity"] == 71
    assert before["changes"] == []
    assert now["data"]
    for address in now["data"]:
        assert visitor.get(address).status_code == 200


def test_the_feed_has_an_entry_for_each(visitor: FlaskClient, published: Published) -> None:
    text = visitor.get("/feed.atom?sprak=en").text
    found = re.findall(r"<id>urn:kvabup:([^:<]*):(\d)</id>.*?<summary>(.*?)</summary>", text)
    assert [(release, number) for release, number, _ in found] == [(published.second, "2"), (published.first, "1")]
    assert "Figures from Statistics Norway, Changed: 71" in found[0][2]
    assert "It is the first" in found[1][2]
    assert published.candidate not in text


def test_of_a_release_that_was_taken_back_programs_are_told_no_more_than_that(own: Published) -> None:
    rollback(own.root, "A", "B", "A fault in it.")
    back, taken, first = releases(open_site(Settings(releases=own.root)), own.root, [])["releases"]
    assert (back["id"], back["state"], back["reason"]) == (own.first, "back", "A fault in it.")
    assert back["changes"]
    assert (taken["id"], taken["state"], taken["changes"], taken["moved"]) == (own.second, "taken_back", [], {})
    assert (first["id"], first["state"]) == (own.first, "first")


def test_where_a_former_record_is_damaged_the_present_one_is_told(own: Published) -> None:
    site = open_site(Settings(releases=own.root))
    (own.root / "publications" / "0001.json").write_text("{}")
    assert [one["id"] for one in releases(site, own.root, [])["releases"]] == [own.second]
