"""Two invented deliveries, made once: the whole one (some ten seconds) and a small one."""

from pathlib import Path

import pytest
from rich.console import Console

from data_marts.demo.generate import generate

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
