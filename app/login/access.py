"""Who may reach what: the one place where that is decided. What has no rule here is refused.

open      anybody, logged in or not
user      whoever is logged in
unit      whoever is logged in and sees the organisation whose number stands in the address
"""

from collections.abc import Mapping
from typing import Literal

from app.choices import Places
from app.live import FILTERS, QUERY, RESULTS
from app.login.mapping import Grant

Rule = Literal["open", "user", "unit"]
Decision = Literal["allow", "log_in", "refuse"]

_PAGES = (
    *("overview", "national", "patients", "activity", "waiting", "prom", "indicators", "quality", "units", "unit"),
    *("about", "changes", "accessibility", "search"),
)
_SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
#: By the name of the endpoint. Dash's own answer for the open pages, and its last two take whatever nobody else takes:
#: `app.errors` says that it is not there.
RULES: Mapping[str, Rule] = {
    **{f"page-{name}": "open" for name in _PAGES},
    **dict.fromkeys(("file", "embed", "builder", "loader", "oembed", "api", "api-people", "feed", "health"), "open"),
    **dict.fromkeys(("/_dash-layout", "/_dash-dependencies", "/_dash-update-component", _SUITES), "open"),
    **dict.fromkeys(("/_reload-hash", "/_favicon.ico", "_dash_assets.static", "/", "/<path:path>"), "open"),
    **dict.fromkeys(("login.begin", "login.answer", "login.failed", "login.ended", "login.done"), "open"),
    "login.out": "user",
    "leader.start": "user",
    "leader.save": "user",
    "leader.remove": "user",
    "leader.unit": "unit",
}
#: The callbacks that the live page may call, by what they change.
CALLBACKS: Mapping[str, Rule] = dict.fromkeys((RESULTS, FILTERS, QUERY), "open")


def decide(rule: Rule | None, grant: Grant | None, code: str, organisations: Places) -> Decision:
    """What becomes of a request for what has this rule; `code` is the organisation in its address, if any."""
    if rule == "open":
        return "allow"
    if rule is None:
        return "refuse"
    if grant is None:
        return "log_in"
    return "allow" if rule == "user" or code in own(grant, organisations) else "refuse"


def own(grant: Grant, organisations: Places) -> frozenset[str]:
    """The organisations whose true figures somebody may see: a unit, a trust with its units, or all."""
    if grant.role == "register_staff":
        return frozenset(organisations.by_code)
    named = frozenset(grant.organisations) & organisations.by_code.keys()
    if grant.role == "unit_leader":
        return named
    return named | {unit.code for code in named for unit in organisations.units_of(code)}
