"""Nothing kept tells of one machine: no absolute paths, no addresses of package registries."""

import re
from pathlib import Path

import pytest

from tests.docs.repository import kept_files, name_of

TEXT_FILES = [
    path
    for path in kept_files()
    if path.suffix not in {".png", ".woff2", ".ttf", ".parquet", ".ico"} and path.name not in {".gitignore"}
]
# Homes and folders for temporary files of people's machines. Put together here so that this file has none.
HOMES = ("home", "root", "Users", "tmp", "work", "mnt")
ABSOLUTE = re.compile(rf"(?<![\w.:/<>*\"-])/(?:{'|'.join(HOMES)})/\w")
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", "--(extra-)?" + "index-url "))
)


def test_there_is_something_to_search() -> None:
    assert {"requirements.lock", "requirements-dev.lock", "Makefile"} <= {name_of(path) for path in TEXT_FILES}
    assert len(TEXT_FILES) > 150


@pytest.mark.parametrize("pattern", [ABSOLUTE, REGISTRIES], ids=["paths", "registries"])
def test_no_file_tells_of_a_machine(pattern: re.Pattern[str]) -> None:
    assert [name_of(path) for path in TEXT_FILES if _tells(path, pattern)] == []


def _tells(path: Path, pattern: re.Pattern[str]) -> bool:
    # Vendored scripts are what their makers wrote.
    return "vendor" not in path.parts and bool(pattern.search(path.read_text(encoding="utf-8")))


def test_the_patterns_find_what_they_are_for() -> None:
    assert ABSOLUTE.search("open(" + "/ho" + "me/someone/file)")
    assert ABSOLUTE.search("cd " + "/tm" + "p/x")
    assert not ABSOLUTE.search("see tests/" + "root/x and http://host/" + "home/x")
    assert REGISTRIES.search("https://py" + "pi.org/simple")
    assert not REGISTRIES.search("--no-emit-index-url")
