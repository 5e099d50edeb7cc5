"""One small release on disk, one site and one web application on it, shared by all tests of the web side."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from app.release import open_site
from app.settings import Settings
from app.site import Site
from tests.app.release_folder import write_release

# Single long walks are begun first, so that no process waits for another one's at the end.
LONG = ("test_data_manager.py", "test_linked_cubes.py", "test_pipeline.py", "test_command_line.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases with the small release published in it."""
    return write_release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session")
def site(releases: Path) -> Site:
    return open_site(Settings(releases=releases))


@pytest.fixture(scope="session")
def server(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole application, as gunicorn would serve it."""
    return create_app(Settings(releases=releases, cache=tmp_path_factory.mktemp("cache")))


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    return server.test_client()
