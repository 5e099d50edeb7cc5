"""The small release with true figures of its own, a site with a login on it, and users who are logged in by hand.

True figures tell whose they are: each count of BUP Alta is 3, of BUP Hammerfest 4,444, of their trust 5,555, and of
everybody else 7,777. None of these stands in the open release.
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from app.leader.own_figures import OWN_MARTS
from app.login.guard import COOKIE
from app.login.mapping import Role
from app.login.sessions import Session, Sessions
from app.login.settings import LoginSettings
from app.settings import Settings
from data_marts import releases
from data_marts.catalog import MARTS
from tests.app.release_folder import write_candidate
from tests.app.small_release import tables
from tests.provider.running import FOLDER, signing_key

ALTA, HAMMERFEST, FINNMARK, TROMSO = "979848498", "974795884", "983974880", "974547031"
TRUE = {ALTA: 3, HAMMERFEST: 4444, FINNMARK: 5555}
OTHERS = 7777
ADDRESS = "http://127.0.0.1:8050"
FORM = "word-of-the-form"


def true_count(code: str) -> int:
    """What every true count of an organisation is."""
    return TRUE.get(code, OTHERS)


def true_tables() -> dict[str, pa.Table]:
    """The restricted marts: every group of every row has its true figures."""
    found = tables()
    return {name: _true(name, found[name]) if name in OWN_MARTS else found[name] for name in MARTS}


def _true(name: str, table: pa.Table) -> pa.Table:
    mart = MARTS[name]
    rows = table.to_pylist()
    for row in rows:
        for group in mart.groups:
            row[group.status_column] = "published"
            for measure in group.measures:
                row[measure.name] = true_count(row["organisation"]) if measure.kind == "count" else 12.5
    return pa.Table.from_pylist(rows, schema=table.schema)


def write_small_release(root: Path) -> Path:
    """The small release with these true figures, published in `root`."""
    releases.switch(root, write_candidate(root, tables(), true_tables()))
    return root


def login_settings(folder: Path, **other: Any) -> LoginSettings:
    """A login whose provider answers nowhere, unless another is named."""
    secret = folder / "key.json"
    if not secret.exists():
        secret.write_text(json.dumps(signing_key("site").as_dict(private=True)), encoding="utf-8")
    found: dict[str, Any] = {
        "issuer": "http://localhost:9", "client": "kvabup", "secret": secret, "mapping": FOLDER / "mapping.toml",
        "address": ADDRESS, "folder": folder / "login", **other,
    }  # fmt: skip
    return LoginSettings(**found)


def login_server(root: Path, folder: Path, **other: Any) -> Flask:
    """The site on the releases in `root`, with a login."""
    return create_app(settings_of(root, folder, **other))


def settings_of(root: Path, folder: Path, **other: Any) -> Settings:
    """The settings of a site with a login that keeps what it keeps in `folder`."""
    login = login_settings(folder, **other)
    return Settings(releases=root, cache=folder / "cache", address=login.address, login=login)


def sessions_in(folder: Path) -> Sessions:
    """The sessions of a site that keeps them in `folder`."""
    return Sessions(folder / "login", 3600, 1800)


def log_in(server: Flask, folder: Path, role: Role, organisations: tuple[str, ...], **other: Any) -> FlaskClient:
    """A browser in which somebody with this role is logged in."""
    facts: Mapping[str, Any] = {
        "subject": f"user-{role}", "name": "Demo", "session": "s1", "token": "t", "form": FORM, "created": time.time(),
        **other,
    }  # fmt: skip
    word = sessions_in(folder).start(Session(role=role, organisations=organisations, **facts))
    client = server.test_client()
    client.set_cookie(COOKIE, word)
    return client
