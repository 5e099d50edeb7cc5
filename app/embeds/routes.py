"""The addresses by which figures leave the site: figures, their form, the loader, and oEmbed."""

from flask import Flask

from app.embeds.address import BUILDER, FOLDER, LOADER, OEMBED
from app.embeds.builder import builder_view
from app.embeds.figures import Embedding
from app.embeds.oembed import oembed_view
from app.embeds.releases import Former
from app.embeds.serving import figure_view, loader_view
from app.serving import Served
from app.settings import Settings


def add_embeds(server: Flask, served: Served, settings: Settings) -> None:
    """Lets `server` answer for embedded figures."""
    embedding = Embedding(served, settings.embedders, Former(settings.releases))
    server.add_url_rule(f"{FOLDER}/<path:name>", "embed", figure_view(embedding), methods=["GET"])
    server.add_url_rule(f"{BUILDER}/<path:name>", "builder", builder_view(embedding), methods=["GET"])
    server.add_url_rule(LOADER, "loader", loader_view, methods=["GET"])
    server.add_url_rule(OEMBED, "oembed", oembed_view(embedding), methods=["GET"])
