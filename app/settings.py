"""Settings of the web process, read from the environment once."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.login.settings import LoginSettings, login_settings_from
from app.settings_error import SettingsError as SettingsError

ROOT = Path(__file__).resolve().parent.parent
#: A scheme with a host, as browsers compare them: each host by itself, without a path.
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?")


@dataclass(frozen=True)
class Settings:
    """Where releases lie, where answers are cached, whether the site is served over https alone, and what is previewed.

    `preview` is the id of a release that is shown instead of the published one; empty where there is no preview.
    `address` is where the world finds the site (`https://tall.example.no`); empty where it is not told.
    `embedders` are the origins (`https://www.example.no`) whose pages may show figures in frames.
    `login` says how leaders log in; None where nobody can: then there is no way to any figure that is not open.
    """

    releases: Path = ROOT / "data_marts" / "built"
    cache: Path = ROOT / ".cache"
    https_only: bool = False
    preview: str = ""
    address: str = ""
    embedders: tuple[str, ...] = ()
    login: LoginSettings | None = None


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the variables that begin with KVABUP_, as the README lists them; else defaults."""
    https, preview = environment.get("KVABUP_HTTPS_ONLY", "0"), environment.get("KVABUP_PREVIEW", "")
    if https not in ("0", "1"):
        raise SettingsError("KVABUP_HTTPS_ONLY must be 0 or 1; set it so, or leave it out")
    # The name of a folder, and of none elsewhere.
    if not re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9-]{0,63})?", preview):
        raise SettingsError(
            "KVABUP_PREVIEW must be the id of a release in KVABUP_RELEASES; correct it, or leave it out"
        )
    address = environment.get("KVABUP_ADDRESS", "").rstrip("/")
    if address and not ORIGIN.fullmatch(address):
        raise SettingsError("KVABUP_ADDRESS must be like https://tall.example.no, without a path; correct it")
    embedders = tuple(dict.fromkeys(environment.get("KVABUP_EMBEDDERS", "").split()))
    if not all(map(ORIGIN.fullmatch, embedders)):
        raise SettingsError(
            "KVABUP_EMBEDDERS must be like https://www.example.no https://example.no, without paths; correct it"
        )
    return Settings(
        releases=Path(environment.get("KVABUP_RELEASES", Settings.releases)),
        cache=Path(environment.get("KVABUP_CACHE", Settings.cache)),
        https_only=https == "1",
        preview=preview,
        address=address,
        embedders=embedders,
        login=login_settings_from(environment, address, ROOT),
    )
