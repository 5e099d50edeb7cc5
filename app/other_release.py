"""Keeps figures of this release out of pages that another one has drawn.

While a release takes the place of another, the processes change over within seconds of each other, and a page may stay
open for days. The live page says with every question which release has drawn it. To another release's page no figure
is given, but a notice, at which the page loads itself anew; a page that has just been opened stays as it was drawn.
"""

from collections.abc import Mapping
from typing import Any

from dash import html
from flask import Flask, Response, request

from app.drawing import Node
from app.languages import DEFAULT, language_of
from app.live import FILTERS, QUERY, RESULTS, control_arguments, raw_query
from app.ready import JSON, as_dash_writes, is_live_call, written
from app.site import Site


def turn_away_other_releases(server: Flask, site: Site) -> None:
    """Lets `server` answer no question for figures that comes from a page of another release, or of none."""

    @server.before_request
    def turn_away() -> Response | None:
        if not is_live_call():
            return None
        asked = request.get_json(silent=True)
        if not isinstance(asked, dict) or asked.get("release") == site.release.release_id:
            return None
        return _response(site, asked)


def _response(site: Site, asked: Mapping[str, Any]) -> Response | None:
    language = _language(asked)
    site = site.in_language(language)
    match asked:
        case {"output": output, "inputs": [{"value": _}, {"value": _}]} if output == RESULTS:
            return Response(as_dash_writes(_notice(site), site.words("other_release.text")), mimetype=JSON)
        case {"output": output, "inputs": [[_, *_] as controls]} if output == QUERY:
            # The address takes what was chosen, as a form without scripts would send it; then the page goes there.
            search = raw_query(control_arguments(controls), language)
            return Response(written({"address": {"search": search}}), mimetype=JSON)
        case {"output": output} if output in (FILTERS, QUERY):
            return Response("", 204)  # nothing is to be changed
    # Not asked as any page of ours asks.
    return None


def _language(asked: Mapping[str, Any]) -> str:
    """The language of the page that asks: that of the query string it sends along."""
    sent = [*_listed(asked.get("inputs")), *_listed(asked.get("state"))]
    searches = (part.get("value") for part in sent if isinstance(part, dict) and part.get("property") == "search")
    return next((language_of(search) for search in searches if isinstance(search, str)), DEFAULT)


def _listed(sent: object) -> list[Any]:
    return sent if isinstance(sent, list) else []


def _notice(site: Site) -> Node:
    """What stands in place of results until the page has loaded itself anew; `handover.js` looks for its class."""
    words = site.words
    again = html.A(words("other_release.again"), href="")
    return html.Section(
        [html.H2(words("other_release.heading")), html.P(words("other_release.text")), html.P(again)],
        className="other-release",
    )
