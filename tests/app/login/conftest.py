"""One small release with true figures, and one site with a login on it, for all tests of the login."""

from pathlib import Path

import pytest
from flask import Flask

from tests.app.login.small_login import login_server, write_small_release


@pytest.fixture(scope="session")
def login_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_release(tmp_path_factory.mktemp("login-releases"))


@pytest.fixture(scope="session")
def login_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the site with a login keeps sessions, log and answers."""
    return tmp_path_factory.mktemp("login")


@pytest.fixture(scope="session")
def guarded(login_releases: Path, login_folder: Path) -> Flask:
    """The site with a login. Its provider answers nowhere: users are logged in by hand."""
    return login_server(login_releases, login_folder)
