"""The files of the repository, and simple readings of its documents."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("app", "pages", "queries", "data_marts")
# Made on the machine, not kept: as .gitignore has it. Of the folders with a dot, one is ours.
MADE_HERE = {"__pycache__", "built", "delivery", "node_modules", "test-results"}
OWN_DOT_FOLDER = ".ci"


def is_kept(path: Path) -> bool:
    """Whether a file or folder belongs to the repository."""
    parts = path.relative_to(ROOT).parts
    made = any(part in MADE_HERE or part.endswith(".egg-info") for part in parts)
    hidden = len(parts) > 1 and any(part.startswith(".") and part != OWN_DOT_FOLDER for part in parts)
    return not made and not hidden


def kept_files(*suffixes: str) -> list[Path]:
    """Every kept file with one of the endings; all of them where none is given."""
    found = (path for folder in top_folders() for path in folder.rglob("*") if path.is_file() and is_kept(path))
    at_the_top = (path for path in ROOT.iterdir() if path.is_file())
    return sorted(path for path in (*found, *at_the_top) if not suffixes or path.suffix in suffixes)


def top_folders() -> list[Path]:
    """The kept folders at the top."""
    folders = (path for path in ROOT.iterdir() if path.is_dir() and is_kept(path))
    return sorted(path for path in folders if not path.name.startswith(".") or path.name == OWN_DOT_FOLDER)


def code_files() -> list[Path]:
    """The modules of the product."""
    return [path for path in kept_files(".py") if path.relative_to(ROOT).parts[0] in CODE_FOLDERS]


def name_of(path: Path) -> str:
    """The path of a file within the repository."""
    return path.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    """The text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def sections(name: str) -> dict[str, str]:
    """The parts of a document under its headings of the second level."""
    parts = re.split(r"^## ", text_of(name), flags=re.MULTILINE)[1:]
    found = [part.partition("\n") for part in parts]
    assert len({heading for heading, _, _ in found}) == len(found), f"{name}: two parts have the same heading"
    return {heading.strip(): body for heading, _, body in found}


def rows(text: str) -> Iterator[list[str]]:
    """The cells of the rows of all tables in a text, without the lines under the headings."""
    for line in text.splitlines():
        if line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def code_words(text: str) -> set[str]:
    """What stands in `code type` in a text."""
    return set(re.findall(r"`([^`\n]+)`", text))
