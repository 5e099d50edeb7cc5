"""The site with a login, and a provider with invented users, on this machine: `python -m tests.provider.demo`."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.provider.running import CLIENT, FOLDER, free_port, install, running_provider, signing_key

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Serves until it is stopped."""
    problem = install()
    if problem:
        print(f"The provider could not be fetched with npm: {problem}", file=sys.stderr)
        return 1
    site = f"http://127.0.0.1:{os.environ.get('PORT') or '8050'}"
    key = signing_key("site")
    with TemporaryDirectory() as folder, running_provider(site, free_port(), key, signing_key("provider")) as provider:
        secret = Path(folder) / "key.json"
        secret.touch(mode=0o600)
        secret.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
        settings = {**os.environ, **environment(site, provider.issuer, secret), "KVABUP_LOGIN_DEMO": "1"}
        settings.setdefault("KVABUP_LOGIN_FOLDER", f"{folder}/login")
        print(f"Users to choose among: {FOLDER.name}/users.json. Log in at {site}/leder/", flush=True)
        command = [sys.executable, "-m", "gunicorn", "app.wsgi:server"]
        server = subprocess.Popen(command, cwd=ROOT, env=settings)
        # Whoever stops this program stops what it has started.
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        with suppress(KeyboardInterrupt):
            return server.wait()
        return server.wait()


def environment(site: str, issuer: str, secret: Path) -> dict[str, str]:
    """The settings of a site at this address whose users come from this provider."""
    return {
        "KVABUP_ADDRESS": site,
        "KVABUP_LOGIN_ISSUER": issuer,
        "KVABUP_LOGIN_CLIENT": CLIENT,
        "KVABUP_LOGIN_SECRET_FILE": str(secret),
        "KVABUP_LOGIN_MAPPING": str(FOLDER / "mapping.toml"),
    }


if __name__ == "__main__":
    sys.exit(main())
