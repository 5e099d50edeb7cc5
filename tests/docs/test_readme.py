"""README against the code: commands, settings, folders, picture."""

import ast
import re
import runpy
from pathlib import Path

import pytest

from app.settings import ROOT as APP_ROOT
from app.settings import settings_from
from tests.docs.repository import ROOT, code_files, code_words, rows, sections, text_of, top_folders

README = "README.md"
LARGEST_PICTURE = 250_000
PICTURE_WIDTH = 1280


def _make_targets() -> set[str]:
    phony = re.search(r"^\.PHONY:(.*)$", text_of("Makefile"), re.MULTILINE)
    assert phony is not None
    return set(phony[1].split())


def test_readme_names_every_make_target_and_no_other() -> None:
    named = {word.split()[1] for word in code_words(text_of(README)) if word.startswith("make ")}
    assert named == _make_targets()


def test_every_phony_target_has_a_rule() -> None:
    rules = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    assert rules == _make_targets()


def _python_commands() -> list[tuple[str, list[str]]]:
    """Our own modules that the Makefile and the Procfile run, with the words after them."""
    lines = (text_of("Makefile") + text_of("Procfile")).replace("&&", "\n").splitlines()
    found = (re.search(r"-m ((?:app|data_marts|tests)[\w.]*)(.*)", line) for line in lines)
    return [(match[1], match[2].split()) for match in found if match]


def test_every_module_that_is_run_exists() -> None:
    commands = _python_commands()
    assert len(commands) >= 5
    for module, _ in commands:
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module


def test_every_command_and_option_that_is_run_exists() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "data_marts").rglob("*.py"))
    for module, words in _python_commands():
        if module == "data_marts":
            command, *options = words
            assert f'"{command}"' in text, command
            assert all(f'"{option}"' in text for option in options), f"{command} {options}"


def _reads_environment(tree: ast.AST) -> bool:
    attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return any(ast.unparse(node) in ("os.environ", "os.getenv") for node in attributes)


def _variables_read(path: Path) -> set[str]:
    """Names in capitals that are handed to a call, in a module that reads the environment."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not _reads_environment(tree):
        return set()
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    words = (word.value for call in calls for word in call.args if isinstance(word, ast.Constant))
    return {word for word in words if isinstance(word, str) and re.fullmatch(r"[A-Z][A-Z0-9_]{3,}", word)}


def _documented() -> dict[str, str]:
    table = [row for row in rows(sections(README)["Settings"]) if row[0].startswith("`")]
    return {row[0].strip("`"): row[1].strip("`") for row in table}


def test_readme_names_every_environment_variable_and_no_other() -> None:
    read = set().union(*(_variables_read(path) for path in (*code_files(), ROOT / "gunicorn.conf.py")))
    assert set(_documented()) == read


def test_defaults_in_readme_are_those_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    documented = _documented()
    for name in documented:
        monkeypatch.delenv(name, raising=False)
    served = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert served["bind"] == f"{documented['HOST']}:{documented['PORT']}"
    assert str(served["workers"]) == documented["WEB_CONCURRENCY"]
    settings = settings_from({})
    assert settings.releases == APP_ROOT / documented["KVABUP_RELEASES"]
    assert settings.cache == APP_ROOT / documented["KVABUP_CACHE"]
    assert settings.https_only is (documented["KVABUP_HTTPS_ONLY"] == "1")


def test_readme_names_every_folder_at_the_top_and_no_other() -> None:
    tree = re.search(r"```\n(app/ .*?)```", sections(README)["How it is put together"], re.DOTALL)
    assert tree is not None
    named = {line.split("/")[0] for line in tree[1].splitlines()}
    assert named == {folder.name for folder in top_folders()}


def test_picture_is_as_wide_as_said_and_not_too_large() -> None:
    picture = (ROOT / "docs" / "overview.png").read_bytes()
    assert "(docs/overview.png)" in text_of(README)
    assert picture.startswith(b"\x89PNG")
    # Width stands in the bytes 16-19 of a PNG.
    assert int.from_bytes(picture[16:20], "big") == PICTURE_WIDTH
    assert len(picture) < LARGEST_PICTURE


def test_python_and_debian_packages_are_those_that_are_asked_for() -> None:
    assert 'requires-python = ">=3.11,<3.12"' in text_of("pyproject.toml")
    assert "git make python3.11 python3.11-venv" in text_of(README)
