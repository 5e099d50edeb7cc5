"""Where other programs find what embeds a page or a figure: links of oEmbed in the head of its document.

Source: oembed.com, section 4.
"""

from urllib.parse import quote

from markupsafe import escape

from app.embeds.address import OEMBED, Asked, figure_address

FORMATS = {"json": "application/json+oembed", "xml": "text/xml+oembed"}


def discovery_links(asked: Asked, query: str, heading: str, place: str) -> str:
    """The links of a figure. `place` is where the site is; where it is not told, addresses have no host."""
    return page_discovery(figure_address(asked, query), heading, place)


def page_discovery(address: str, heading: str, place: str) -> str:
    """The links of anything of ours at this address."""
    found = quote(place + address, safe="")
    return "".join(
        f'<link rel="alternate" type="{kind}" title="{escape(heading)}" '
        f'href="{place}{OEMBED}?url={found}&amp;format={name}">'
        for name, kind in FORMATS.items()
    )
