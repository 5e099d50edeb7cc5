"""The habits of the code that no linter checks: short functions and modules, documentation, SQL in its own files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.docs.repository import code_files, kept_files, name_of

LONGEST_FUNCTION = 50
MEDIAN_FUNCTION = 10
LONGEST_MODULE = 299
LONGEST_CALLBACK = 14
# A table of declarations: splitting it would put the words of one list in two places.
LONGER_MODULES = {"data_marts/catalog.py"}
SQL = re.compile(
    r"\b(SELECT\b.*\bFROM|INSERT\s+INTO|CREATE\s+(OR\s+REPLACE\s+)?(TABLE|VIEW)|DELETE\s+FROM)\b", re.DOTALL
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _lines(function: Function) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1


def _is_callback(function: Function) -> bool:
    return any(re.search(r"\.callback\(", ast.unparse(decorator) + "(") for decorator in function.decorator_list)


def test_functions_are_short() -> None:
    found = [
        f"{name_of(path)}: {function.name} has {_lines(function)} lines"
        for path in kept_files(".py")
        for function in _functions(_tree(path))
        if _lines(function) > LONGEST_FUNCTION
    ]
    assert found == []


def test_half_of_the_functions_are_very_short() -> None:
    lengths = [_lines(function) for path in code_files() for function in _functions(_tree(path))]
    assert len(lengths) > 300
    assert median(lengths) <= MEDIAN_FUNCTION


def test_modules_are_short() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in code_files()}
    longer = {name for name, length in lengths.items() if length > LONGEST_MODULE}
    assert longer == LONGER_MODULES


def test_callbacks_are_few_and_only_parse_ask_and_show() -> None:
    callbacks = [function for path in code_files() for function in _functions(_tree(path)) if _is_callback(function)]
    assert len(callbacks) >= 3
    assert [function.name for function in callbacks if _lines(function) > LONGEST_CALLBACK] == []


def _is_plain_property(node: ast.stmt) -> bool:
    """A property that gives one expression says all with its name."""
    decorators = {ast.unparse(decorator) for decorator in getattr(node, "decorator_list", ())}
    return bool(decorators & {"property", "cached_property"}) and len(getattr(node, "body", ())) == 1


def _undocumented(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if not isinstance(node, ast.ClassDef | Function) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None and not _is_plain_property(node):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in _undocumented(node.body))


def test_what_is_public_is_documented() -> None:
    found = [f"{name_of(path)}: {name}" for path in code_files() for name in _undocumented(_tree(path).body)]
    assert found == []


def test_modules_say_what_they_are() -> None:
    modules = [path for path in code_files() if path.read_text(encoding="utf-8").strip()]
    assert [name_of(path) for path in modules if ast.get_docstring(_tree(path)) is None] == []


def _docstrings(tree: ast.Module) -> set[int]:
    """The ids of the nodes that are documentation and not data."""
    documented = (
        node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | Function) and node.body
    )
    first = (node.body[0] for node in documented)
    return {id(statement.value) for statement in first if isinstance(statement, ast.Expr)}


def _sql_texts(path: Path) -> Iterator[str]:
    tree = _tree(path)
    documentation = _docstrings(tree)
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in documentation)
    for node in constants:
        if isinstance(node.value, str) and SQL.search(node.value):
            yield f"{name_of(path)}, line {node.lineno}"


def test_sql_stands_in_its_own_files() -> None:
    assert [place for path in code_files() for place in _sql_texts(path)] == []


def test_the_search_for_sql_finds_some() -> None:
    assert SQL.search("SELECT year\nFROM activity")
    assert SQL.search("CREATE TABLE days AS")
    assert not SQL.search("Select a unit from the list")
