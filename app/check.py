"""Says in one sentence why the site cannot start, before any process of it does: `python -m app.check`."""

import sys
from collections.abc import Mapping

from app.settings import SettingsError, settings_from
from data_marts.release_reader import ReleaseError, open_release


def reason_not_to_start(environment: Mapping[str, str] | None = None) -> str:
    """What is wrong with the settings or the release, and what to run; empty where the site can start."""
    try:
        open_release((settings_from() if environment is None else settings_from(environment)).releases)
    except (SettingsError, ReleaseError) as problem:
        return str(problem)
    return ""


if __name__ == "__main__":
    sys.exit(reason_not_to_start() or 0)
