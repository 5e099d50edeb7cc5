"""Settings of the login, read from the environment once. Where there is no issuer, there is no login."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.settings_error import SettingsError

LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1)(:[0-9]+)?(/.*)?")
NEEDED = ("KVABUP_LOGIN_CLIENT", "KVABUP_LOGIN_SECRET_FILE", "KVABUP_LOGIN_MAPPING")
#: Minutes that may be set: from one to a day.
MINUTES = re.compile(r"[1-9][0-9]{0,2}|1[0-3][0-9]{2}|14[0-3][0-9]|1440")


@dataclass(frozen=True)
class LoginSettings:
    """By whom users are known, as whom the site is known there, and how long they stay logged in.

    `secret` is a file with the secret, or with the private key (a JWK), by which the site proves who it is. `folder`
    holds sessions, saved views and the access log. `lifetime` and `idle` are minutes; `log_days` days.
    `address` is that of the site. With `demo` every page says that users are invented.
    """

    issuer: str
    client: str
    secret: Path
    mapping: Path
    address: str
    folder: Path
    lifetime: int = 480
    idle: int = 30
    log_days: int = 730
    demo: bool = False


def login_settings_from(environment: Mapping[str, str], address: str, root: Path) -> LoginSettings | None:
    """The settings of the login; None where no issuer is set. Raises SettingsError."""
    issuer = environment.get("KVABUP_LOGIN_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    for name in NEEDED:
        if not environment.get(name):
            raise SettingsError(f"{name} must be set where KVABUP_LOGIN_ISSUER is")
    for name, found in (("KVABUP_LOGIN_ISSUER", issuer), ("KVABUP_ADDRESS", address)):
        # What is sent over a wire without https can be read: the code of a login, the cookie of a session.
        if not (found.startswith("https://") or LOCAL.fullmatch(found)):
            raise SettingsError(f"{name} must begin with https:// where there is a login; set it so")
    return LoginSettings(
        issuer=issuer,
        client=environment.get("KVABUP_LOGIN_CLIENT", ""),
        secret=Path(environment.get("KVABUP_LOGIN_SECRET_FILE", "")),
        mapping=Path(environment.get("KVABUP_LOGIN_MAPPING", "")),
        address=address,
        folder=Path(environment.get("KVABUP_LOGIN_FOLDER", root / ".login")),
        lifetime=_minutes("KVABUP_LOGIN_LIFETIME", environment.get("KVABUP_LOGIN_LIFETIME", "480")),
        idle=_minutes("KVABUP_LOGIN_IDLE", environment.get("KVABUP_LOGIN_IDLE", "30")),
        log_days=_days(environment.get("KVABUP_LOGIN_LOG_DAYS", "730")),
        demo=environment.get("KVABUP_LOGIN_DEMO", "0") == "1",
    )


def _minutes(name: str, text: str) -> int:
    if not MINUTES.fullmatch(text):
        raise SettingsError(f"{name} must be a number of minutes from 1 to 1440; correct it, or leave it out")
    return int(text)


def _days(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise SettingsError("KVABUP_LOGIN_LOG_DAYS must be a number of days from 1 to 9999; correct it")
    return int(text)
