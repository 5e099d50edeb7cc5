"""Two invented deliveries, made once: the whole one (some fifteen seconds) and a small one; and both read back."""

from pathlib import Path

import pytest
from rich.console import Console

from data_marts.demo.generate import generate
from tests.data_marts.demo.delivered import read_back

SMALL = 0.02


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "full"
    generate(folder, console=Console(quiet=True))
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "small"
    generate(folder, seed=7, scale=SMALL, console=Console(quiet=True))
    return folder


@pytest.fixture(scope="session")
def full_back(full: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows of the whole delivery, typed: see `read_back`."""
    folder = tmp_path_factory.mktemp("back") / "full"
    read_back(full, folder)
    return folder


@pytest.fixture(scope="session")
def small_back(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("back") / "small"
    read_back(small, folder)
    return folder
