"""Two invented deliveries, made once: the whole one (some fifteen seconds) and a small one; and both read back."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from data_marts.demo.generate import generate
from tests.data_marts.demo.delivered import read_back

SMALL = 0.02


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first of several processes of one test run makes, and the others wait for."""
    own = factory.getbasetemp()
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, done = root / f"shared-{name}", root / f"shared-{name}.done"
    with (root / f"shared-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made_once(tmp_path_factory, "full", lambda folder: _generated(folder))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made_once(tmp_path_factory, "small", lambda folder: _generated(folder, seed=7, scale=SMALL))


@pytest.fixture(scope="session")
def full_back(full: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows of the whole delivery, typed: see `read_back`."""
    return _made_once(tmp_path_factory, "full-back", lambda folder: read_back(full, folder))


@pytest.fixture(scope="session")
def small_back(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made_once(tmp_path_factory, "small-back", lambda folder: read_back(small, folder))


def _generated(folder: Path, **options: object) -> None:
    generate(folder, console=Console(quiet=True), **options)  # type: ignore[arg-type]
