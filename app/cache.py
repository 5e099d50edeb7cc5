"""Finished answers by name. The name holds the release, so a new release needs no clearing: its names are new."""

import hashlib
from collections.abc import Callable
from functools import cache

from flask import Flask
from flask_caching import Cache

from app.answer_files import AnswerFiles, own_folder
from app.packing import pack
from app.settings import ROOT, Settings

PUBLIC = "public"
PREVIEW = "preview"
# What an answer is made by, besides the release: programs, texts, statements, scripts and styles.
MADE_BY = ("app/**/*.py", "app/texts/*.toml", "pages/*.py", "queries/*", "data_marts/**/*.py", "assets/**/*", "*.lock")


def create_cache(server: Flask, settings: Settings) -> Cache:
    """A cache on disk that the workers share, for the web user alone. Raises SettingsError where it could not be."""
    own_folder(settings.cache)
    store = f"{AnswerFiles.__module__}.{AnswerFiles.__name__}"
    return Cache(server, config={"CACHE_TYPE": store, "CACHE_DIR": str(settings.cache)})


@cache
def program_digest() -> str:
    """Changes with every change of the program: a new version must not send what an older one has kept.

    Worked out once: the files may be replaced while the program that was read from them goes on.
    """
    files = sorted(path for pattern in MADE_BY for path in ROOT.glob(pattern) if path.is_file())
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()[:16]


def answer_key(edition: str, kind: str, path: str, query: str, audience: str = PUBLIC) -> str:
    """The name of one answer: who may see it, which release and program, its kind, and the canonical address."""
    return f"{audience}/{edition}/{kind}{path}?{query}"


def remembered(answers: Cache, key: str, make: Callable[[], str | bytes]) -> bytes:
    """The answer of this name, compressed; made now if nobody has asked before."""
    found = answers.get(key)
    if isinstance(found, bytes):
        return found
    made = pack(make())
    answers.set(key, made)
    return made
