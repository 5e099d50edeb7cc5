"""Builds and publishes again and again in processes of their own, each killed at one file operation later.

    python -m tests.data_marts.publishing.crashes FOLDER

FOLDER/template holds a folder of releases with one published. For each k there will be FOLDER/<k>, left by a process
that was killed (SIGKILL, no cleaning up) right before its operation number k + 1 on files, and a line on standard
output: k, "killed" or "finished", and how a normal run on a copy of it went, as exit code. It ends with the first k at
which nobody was killed.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from tests.data_marts.publishing.shelf import build, publish_at

OPERATIONS = {
    "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.utime", "os.truncate",
    "tempfile.mkstemp", "tempfile.mkdtemp", "shutil.rmtree", "fcntl.flock",
}  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def is_operation(event: str, given: tuple[object, ...]) -> bool:
    """Whether something on the disk is about to change."""
    if event == "open":
        _, mode, flags = given
        return bool(isinstance(flags, int) and flags & WRITING) or bool(mode and set(str(mode)) & set("wxa+"))
    return event in OPERATIONS


def kill_after(operations: int) -> None:
    """Has this process killed by the system right before one more operation than these."""
    done = 0

    def hook(event: str, given: tuple[object, ...]) -> None:
        nonlocal done
        if is_operation(event, given):
            done += 1
            if done > operations:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def work(root: Path) -> None:
    publish_at(root, build(root, 9), days=1)


def in_a_process(task: Callable[[], None]) -> int:
    """The exit code of a child that does the task; negative where it was killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            task()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(folder: Path) -> None:
    step = 0
    while True:
        root = shutil.copytree(folder / "template", folder / str(step), symlinks=True)
        again = folder / f"{step}-again"

        def killed(root: Path = root, step: int = step) -> None:
            kill_after(step)
            work(root)

        code = in_a_process(killed)
        shutil.copytree(root, again, symlinks=True)
        repaired = in_a_process(lambda again=again: work(again))  # type: ignore[misc]
        print(step, "killed" if code == -signal.SIGKILL else "finished" if code == 0 else code, repaired, flush=True)
        if code != -signal.SIGKILL:
            return
        step += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
