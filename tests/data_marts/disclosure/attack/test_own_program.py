"""The attack is a second opinion: of this project it imports itself, and what opens a release and writes files."""

import ast
from collections.abc import Iterator
from pathlib import Path

import data_marts.disclosure.attack as attack_package

FOLDER = Path(attack_package.__file__).parent
OWN = "data_marts.disclosure.attack"
ALLOWED = {"data_marts.disk", "data_marts.release_reader"}
PROJECT = ("app", "pages", "queries", "data_marts", "tests")


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_the_attack_imports_of_the_project_itself_and_what_reads_and_writes_files() -> None:
    files = sorted(FOLDER.rglob("*.py"))
    assert len(files) > 8
    imported = {name for path in files for name in _imported(path)}
    of_project = {name for name in imported if name.startswith(".") or name.split(".")[0] in PROJECT}
    assert of_project
    assert {name for name in of_project if not f"{name}.".startswith(f"{OWN}.")} == ALLOWED
