"""docs/login.md against the code: the access matrix, the settings, and that without them nothing is there."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from app.choices import Places
from app.login.access import RULES, decide
from app.login.mapping import Grant
from app.login.settings import LoginSettings
from app.site import Site
from tests.app.login.small_login import ALTA, FINNMARK, HAMMERFEST, TROMSO
from tests.docs.repository import rows, sections

DOCUMENT = Path("docs/login.md")
SIGNS = {"allow": "yes", "log_in": "log in", "refuse": "no"}
#: Who asks, and for which organisation where one stands in the address.
COLUMNS: tuple[tuple[Grant | None, str], ...] = (
    (None, ALTA),
    (Grant("unit_leader", (ALTA,)), ALTA),
    (Grant("unit_leader", (ALTA,)), HAMMERFEST),
    (Grant("unit_leader", (ALTA,)), FINNMARK),
    (Grant("trust_leader", (FINNMARK,)), FINNMARK),
    (Grant("trust_leader", (FINNMARK,)), ALTA),
    (Grant("trust_leader", (FINNMARK,)), TROMSO),
    (Grant("register_staff", ()), TROMSO),
)


def _row(rule: Rule, organisations: Places) -> list[str]:
    methods = sorted((rule.methods or set()) & {"GET", "POST"})
    signs = [SIGNS[decide(RULES.get(rule.endpoint), grant, code, organisations)] for grant, code in COLUMNS]
    return [f"`{rule.rule}`", ", ".join(methods), *signs]


def test_the_matrix_in_the_document_is_that_of_the_code(guarded: Flask, site: Site) -> None:
    made = [_row(rule, site.choices.organisations) for rule in guarded.url_map.iter_rules()]
    written = [row for row in rows(sections(str(DOCUMENT))["Who reaches what"]) if row[0].startswith("`")]
    assert sorted(written) == sorted(made), "\n".join(f"| {' | '.join(row)} |" for row in sorted(made))


def test_the_settings_in_the_document_are_those_of_the_code() -> None:
    named = {row[0].strip("`"): row[1].strip("`") for row in rows(sections(str(DOCUMENT))["Settings"])}
    named.pop("variable")
    code = Path("app/login/settings.py").read_text(encoding="utf-8")
    assert set(named) == set(re.findall(r'"(KVABUP_LOGIN_[A-Z_]+)"', code))
    defaults = LoginSettings("", "", Path(), Path(), "", Path())
    found = (named[f"KVABUP_LOGIN_{name}"] for name in ("LIFETIME", "IDLE", "LOG_DAYS"))
    assert [int(text) for text in found] == [defaults.lifetime, defaults.idle, defaults.log_days]


def test_where_nobody_can_log_in_nothing_of_the_login_is_loaded() -> None:
    program = "import sys, app.factory; print([name for name in sys.modules if name.startswith(('authlib', 'app.l'))])"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert sorted(ast.literal_eval(told)) == ["app.languages", "app.live", "app.login", "app.login.settings"]
