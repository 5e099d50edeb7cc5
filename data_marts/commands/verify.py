"""`verify`: says whether a file from the site is genuine and current."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from data_marts.publishing.terminal import parser

PROJECT = Path(__file__).parents[2]


def verify_command(argv: Sequence[str]) -> int:
    """Says whether a file or picture from the site is genuine, and of the current release: by making it again."""
    parsing = parser("verify", verify_command.__doc__)
    parsing.add_argument("file", type=Path, help="file as it came from the site")
    chosen = parsing.parse_args(argv)
    environment = {**os.environ, "KVABUP_RELEASES": str(chosen.releases.resolve())}
    # By the site's own program, in a process of its own: this side does not import it.
    command = [sys.executable, "-m", "app.verify", str(chosen.file.resolve())]
    return subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode
