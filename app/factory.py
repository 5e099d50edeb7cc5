"""Makes the web application from settings: release, cache, pages, headers, static files, and Dash on top."""

from collections.abc import Callable

from dash import Dash
from flask import Flask, g

from app.answers import Request, pages_by_path
from app.api.routes import register_api
from app.cache import PREVIEW, PUBLIC, answer_key, create_cache, program_digest, remembered
from app.downloads import file_view
from app.embeds.routes import add_embeds
from app.errors import handle_errors
from app.headers import add_headers, keep_from_others, public_config
from app.languages import LANGUAGES
from app.live import Remember, layout, register_callbacks
from app.other_release import turn_away_other_releases
from app.outlines import outlines
from app.packing import compress_other_answers, pack
from app.ready import send_ready_results
from app.release import open_site
from app.serving import Served, page_view
from app.settings import Settings
from app.shell import Assets, whole_page
from app.site import Site
from app.static_files import asset_url, page_scripts, serve_static_files
from app.words import words
from pages import PAGES


class Dashboard(Dash):
    """Dash whose index is the document that the server has drawn for this address."""

    def interpolate_index(self, **kwargs: str) -> str:  # type: ignore[override]
        """The whole page, with Dash's own configuration but without its versions."""
        document, links, site = g.document
        return whole_page(document, links, public_config(kwargs["config"]), site)


def create_app(settings: Settings) -> Flask:
    """The application. Raises ReleaseError when there is no release to show, SettingsError where a setting is none."""
    return create_app_for(open_site(settings), settings)


def create_app_for(site: Site, settings: Settings) -> Flask:
    """The application of this site. Raises SettingsError where a setting cannot be used."""
    # Read now: a program does not change while it runs.
    for language in LANGUAGES:
        words(language)
    outlines()
    server = Flask("app", static_folder=None)
    # `//x` is an address that no page has, not another way of writing `/x`.
    server.url_map.merge_slashes = False
    compress_other_answers(server)
    app = _dash()
    remember = _remember(server, settings, site)
    served = Served(site, PAGES, _assets(app, settings), app, remember)
    if settings.login:
        # Not even loaded where nobody can log in.
        from app.leader.routes import add_login

        add_login(server, served, settings.login, settings.releases / site.release.release_id)
    for page in PAGES:
        server.add_url_rule(page.path, f"page-{page.name}", page_view(served, page), methods=["GET"])
    server.add_url_rule("/last-ned/<path:name>", "file", file_view(served), methods=["GET"])
    add_embeds(server, served, settings)
    register_api(server, served, settings.releases)
    server.add_url_rule("/helse", "health", lambda: {"status": "ok", "release": site.release.release_id})
    app.init_app(server)
    register_callbacks(app, site, pages_by_path(PAGES))
    turn_away_other_releases(server, site)
    send_ready_results(server, site, pages_by_path(PAGES), remember)
    handle_errors(server, served)
    add_headers(server, https_only=settings.https_only)
    if site.release.preview:
        keep_from_others(server)
    serve_static_files(server)
    # Dash sets itself up at the first request, and not safely under several at once: so let it be this one.
    server.test_client().get("/om")
    return server


def _dash() -> Dashboard:
    app = Dashboard(
        "app",
        server=False,
        # Otherwise the layouts of all pages would stand in the index for everybody.
        suppress_callback_exceptions=True,
        assets_ignore=".*",
        update_title="",
        compress=False,
    )
    app.layout = layout()
    return app


def _assets(app: Dash, settings: Settings) -> Assets:
    return Assets(
        style=asset_url("theme.css"),
        icon=asset_url("favicon.svg"),
        plain_scripts=(asset_url("tree_search.js"),),
        live_scripts=(asset_url("handover.js"), asset_url("languages.js")),
        first_touch=asset_url("first_touch.js"),
        scripts=page_scripts(app),
        site=settings.address,
        login=settings.login is not None,
        demo_login=settings.login is not None and settings.login.demo,
    )


def _remember(server: Flask, settings: Settings, site: Site) -> Remember:
    cache = create_cache(server, settings)
    # A release that is published again has another story to tell on the page of changed figures.
    edition = f"{site.release.release_id}/{site.changes.edition}/{program_digest()}/{settings.address}"
    edition += f"/{' '.join(settings.embedders)}/{'login' if settings.login else ''}"
    edition += "/demo" if settings.login and settings.login.demo else ""
    audience = PREVIEW if site.release.preview else PUBLIC

    def remember(kind: str, asked: Request, query: str, make: Callable[[], str | bytes]) -> bytes:
        # What somebody looks for can be a name: it is kept nowhere.
        if asked.page.takes_words:
            return pack(make())
        return remembered(cache, answer_key(edition, kind, asked.path, query, audience), make)

    return remember
