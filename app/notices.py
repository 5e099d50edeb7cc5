"""What a page says above all else: that it is a preview, that its figures are invented, that its users are."""

from dash import html

from app.drawing import Node
from app.html import dashed
from app.site import Site
from app.view import Content
from app.words import Words


def invented_notice(site: Site, content: Content) -> Node:
    """That figures of the page are invented; nothing where none is."""
    if not content.has_invented:
        return None
    key = "invented.banner_some" if content.has_real else "invented.banner_all"
    words = site.words
    text: Node = [html.Strong(words("invented.banner")), " ", words(key)]
    return html.Aside(text, className="invented-banner", **dashed(aria_label=words("invented.mark")))


def preview_notice(site: Site) -> Node:
    """That the release is not published; nothing where it is."""
    if not site.release.preview:
        return None
    words = site.words
    text: Node = [html.Strong(words("preview.banner")), " ", words("preview.text", release=site.release.release_id)]
    return html.Aside(html.P(text), className="preview-banner", **dashed(aria_label=words("preview.label")))


def demo_notice(words: Words) -> Node:
    """That anybody may log in as anybody."""
    text: Node = [html.Strong(words("login.demo")), " ", words("login.demo_text")]
    return html.Aside(html.P(text), className="preview-banner", **dashed(aria_label=words("login.logged_in")))
