"""Finished answers by name. The name holds the release, so a new release needs no clearing: its names are new."""

from collections.abc import Callable

from flask import Flask
from flask_caching import Cache

from app.settings import Settings

# Far above the number of addresses that people use; at the library's 500 every write scans the folder.
MOST_ANSWERS = 20_000
PUBLIC = "public"


def create_cache(server: Flask, settings: Settings) -> Cache:
    """A cache on disk that the workers share, readable by the web user alone."""
    settings.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = {
        "CACHE_TYPE": "FileSystemCache",
        "CACHE_DIR": str(settings.cache),
        "CACHE_THRESHOLD": MOST_ANSWERS,
        "CACHE_DEFAULT_TIMEOUT": 7 * 24 * 3600,
    }
    return Cache(server, config=config)


def answer_key(release: str, kind: str, path: str, query: str, audience: str = PUBLIC) -> str:
    """The name of one answer: who may see it, which release, what kind of answer, and the canonical address."""
    return f"{audience}/{release}/{kind}{path}?{query}"


def remembered(cache: Cache, key: str, make: Callable[[], str]) -> str:
    """The answer of this name, made now if nobody has asked before."""
    found = cache.get(key)
    if isinstance(found, str):
        return found
    made = make()
    cache.set(key, made)
    return made
