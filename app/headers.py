"""Security headers: what a browser may do with our pages, and what the pages do not tell about the machine.

The Content-Security-Policy has no `unsafe-` anything. Scripts are files from this server only. Dash's components insert
style sheets while they load, used or not; their texts are fixed for a given version, so each is let in by its hash.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from flask import Flask, Response

#: SHA-256 of the style sheets that scripts insert, with whose they are (dash 4.4.1, plotly.js 4.1.1). After an upgrade
#: the console of the browser names the hash of each one that it blocks.
STYLE_HASHES: Final[Mapping[str, str]] = {
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=": "empty sheet that plotly.js and style-loader fill afterwards",
    "Do5Z9ZqsPvCQTUBQS9BnDm/2+on7omuzuLYk5sbA+2s=": "dash-renderer: undo and redo",
    "X2TqJwnIiE/ceDVeAdr7v7BOWBU6CEzE6qxlNzBzvBk=": "dcc: custom properties",
    "ITR5T9OwskhdqdsliUJRmgp9ltOFAHgXe1F7eRvGnmQ=": "dcc: Button",
    "0IJGrxhCP5NUIafylLkj5118xkZH1kp5FmNio7NOckI=": "dcc: Checklist",
    "VUA+tqvhK3niMn7AdszqidMFPRh9FLqxB2iINUrsiTw=": "dcc: Input",
    "Z8VokGxeiKThZOEmkdUgfW+jxbvItBwAXC8M1c4wqAM=": "dcc: list of options",
    "Aq43X0SlmB69maWGob4rp/UuSHhwePalkRRExtsxOJ8=": "dcc: RadioItems",
    "SkhFDxgIcEjMhRh19uSHWrkdnAlZ9rlskgr9yLsipa8=": "dcc: Slider",
    "uDiOZWps1U7E8/0BTaQrclYMhVhRVE4dT0vb5X6nXOw=": "dcc: Tabs",
    "+QoPrsxO0auPnxSulD3bAr9CoDGgzv7YRfYE0vfxeQI=": "dcc: Textarea",
    "MJs2ke1SA6Cy3tTCZu2QH0rj0r//iNqU0idy9bM4leg=": "dcc: Tooltip",
}

_TWO_YEARS: Final = 63_072_000
#: Versions tell where to look for known holes, and serve only Dash's own version check and development tools. `end_id`
#: is a random token for background callbacks, which we do not use; without it a page is the same at each request.
_NOT_FOR_VISITORS: Final = frozenset(
    {
        "dash_version",
        "python_version",
        "plotly_version",
        "ddk_version",
        "dash_version_url",
        "plotly_cloud_installed",
        "end_id",
    }
)
_CONFIG: Final = re.compile(r'(<script id="_dash-config" type="application/json">)(.*?)(</script>)', re.DOTALL)


def content_security_policy(frame_ancestors: Sequence[str] = (), *, own_frames: bool = False) -> str:
    """The policy of a page. `frame_ancestors` are the origins that may show it in a frame; none by default.

    With `own_frames` the page may show pages from here in frames.
    """
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", *(f"'sha256-{digest}'" for digest in STYLE_HASHES)],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": list(frame_ancestors) or ["'none'"],
    }
    return _written(directives | ({"frame-src": ["'self'"]} if own_frames else {}))


def figure_policy(embedders: Sequence[str]) -> str:
    """The policy of a figure that may stand in frames here and on the pages of these origins: nothing but its files."""
    return _written(
        {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'"],
            "base-uri": ["'none'"],
            "form-action": ["'none'"],
            "frame-ancestors": ["'self'", *embedders],
        }
    )


def _written(directives: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def security_headers(*, https_only: bool = False) -> dict[str, str]:
    """The headers of every answer. With `https_only` browsers are told to use https alone for two years (HSTS)."""
    headers = {
        "Content-Security-Policy": content_security_policy(),
        # The address holds what somebody chose to look at: other sites are not told.
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return headers | ({"Strict-Transport-Security": f"max-age={_TWO_YEARS}"} if https_only else {})


def add_headers(server: Flask, *, https_only: bool = False) -> None:
    """Lets `server` send the security headers with every answer; a view that sets one itself is left alone."""
    headers = security_headers(https_only=https_only)

    @server.after_request
    def _add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def keep_from_others(server: Flask) -> None:
    """Lets `server` say with every answer that nobody is to keep it or find it: it has not been published."""

    @server.after_request
    def _add(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


def public_config(config: str) -> str:
    """Dash's configuration element (`config` of `interpolate_index`) without versions and the address of their check.

    ValueError if `config` is not that element: then Dash has changed its form, and this function must follow.
    """
    found = _CONFIG.fullmatch(config.strip())
    if found is None:
        raise ValueError(
            "Dash's configuration is not the JSON script element that app/headers.py expects; compare the two"
        )
    facts = json.loads(found[2])
    kept = {name: value for name, value in facts.items() if name not in _NOT_FOR_VISITORS}
    # "<" never stands raw in a script element: a text with "</script>" would end it.
    text = json.dumps(kept, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    return found[1] + text + found[3]
