"""From two real publications of the small release to the page that tells what the second one changed."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from app.settings import Settings
from app.words import NO_BREAK_SPACE
from data_marts.publishing.publish import publish
from data_marts.publishing.rollback import rollback
from tests.app.release_folder import times, write_candidate
from tests.app.small_release import tables


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two invented releases, neither of them published: the small one, and one with seven times its counts."""
    return tmp_path / "releases"


def _client(root: Path) -> FlaskClient:
    return create_app(Settings(releases=root, cache=root.parent / "cache")).test_client()


def _page(root: Path) -> str:
    return _client(root).get("/om/endringer").get_data(as_text=True).replace(NO_BREAK_SPACE, " ")


def test_the_page_tells_what_was_published_after_what(root: Path) -> None:
    first, second = write_candidate(root, tables()), write_candidate(root, times(7))
    publish(root, first, "A", "B")
    assert "Den er den første: ingen tall var publisert før den." in _page(root)
    publish(root, second, "A", "B")
    page = _page(root)
    assert f"Utgivelse {second} ble publisert" in page
    assert f"og erstattet utgivelse {first}." in page
    # Every count that is not zero is seven times as large; here a hundred of the register's are listed.
    assert "Her står 100 av" in page
    assert "+600,0 %" in page
    rollback(root, "A", "B", "Feil i tallene.")
    page = _page(root)
    assert f"Utgivelse {first} ble tatt fram igjen" in page
    assert "Begrunnelse: Feil i tallene." in page
    assert "−85,7 %" in page


def test_damaged_changes_keep_no_figure_from_being_shown(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    for found in (tables(), times(7)):
        publish(root, write_candidate(root, found), "A", "B")
    path = next((root / "publications").glob("0002-changes.parquet"))
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    client = _client(root)
    assert "kan ikke vises nå" in client.get("/om/endringer").get_data(as_text=True)
    assert client.get("/pasienter").status_code == 200
    assert str(root) not in caplog.text
