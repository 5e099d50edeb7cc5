"""Says in one sentence why the site cannot start, before any process of it does: `python -m app.check`."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from flask import Flask

from app.factory import create_app_for
from app.faults import place_of
from app.release import open_site
from app.settings import SettingsError, settings_from
from app.site import Site
from data_marts.release_reader import ReleaseError
from pages import PAGES


def reason_not_to_start(environment: Mapping[str, str] | None = None) -> str:
    """What is wrong with the settings or the release, and what to run; empty where every page can be shown."""
    with _silence():
        try:
            settings = settings_from() if environment is None else settings_from(environment)
            site = open_site(settings)
            return page_not_shown(site, create_app_for(site, settings))
        except (SettingsError, ReleaseError) as problem:
            return str(problem)
        except Exception as error:  # noqa: BLE001 - whatever it is, each process that serves would end by it
            kind = type(error).__name__
            return f"The site cannot be shown from this release ({kind} in {place_of(error)}). Run `make marts`."


def page_not_shown(site: Site, server: Flask) -> str:
    """Which page cannot be shown, in one sentence; empty where all can."""
    client = server.test_client()
    for path in _one_of_each(site):
        if client.get(path).status_code != 200:
            return f"The page {path} cannot be shown from this release. Run `make marts`."
    return ""


def _one_of_each(site: Site) -> Iterator[str]:
    """The address of each page; of an organisation's, the first one."""
    code = next(iter(site.choices.organisations.by_code))
    return (page.path.replace("<code>", code) for page in PAGES)


@contextmanager
def _silence() -> Iterator[None]:
    """Nothing is logged meanwhile: the sentence says it all."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


if __name__ == "__main__":
    sys.exit(reason_not_to_start() or 0)
