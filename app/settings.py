"""Settings of the web process, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting that cannot be used; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """Where the release lies, where answers are cached, and whether the site is served over https alone."""

    releases: Path = ROOT / "data_marts" / "built"
    cache: Path = ROOT / ".cache"
    https_only: bool = False


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from KVABUP_RELEASES, KVABUP_CACHE and KVABUP_HTTPS_ONLY (0 or 1); defaults for those not set."""
    https = environment.get("KVABUP_HTTPS_ONLY", "0")
    if https not in ("0", "1"):
        raise SettingsError("KVABUP_HTTPS_ONLY must be 0 or 1; set it so, or leave it out")
    return Settings(
        releases=Path(environment.get("KVABUP_RELEASES", Settings.releases)),
        cache=Path(environment.get("KVABUP_CACHE", Settings.cache)),
        https_only=https == "1",
    )
