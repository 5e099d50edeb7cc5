"""Sees to it that Chromium and the provider of logins are there for the tests: `python -m tests.setup`."""

import os
import shutil
import subprocess
import sys

from tests.provider.running import install

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def main() -> int:
    problem = install()
    if problem:
        print(f"The provider of logins could not be fetched with npm: {problem}", file=sys.stderr)
        return 1
    if chromium():
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print("Chromium is missing: the browser tests need it. On Debian: sudo apt install chromium", file=sys.stderr)
        return 1
    print("Installing Chromium for the browser tests (once) ...")
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            print(
                f"Chromium could not be installed ({' '.join(command)}). Install it by hand: apt install chromium",
                file=sys.stderr,
            )
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
