"""`attack`: tries to work out what a release withholds, and certifies that it cannot be done."""

import argparse
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from data_marts.commands.shared import progress_of
from data_marts.disclosure.attack.certificate import LEAKS_FILE, certificate_of, withdraw, write_certificate
from data_marts.disclosure.attack.files import material_of
from data_marts.disclosure.attack.page import page_of
from data_marts.disclosure.attack.view import AttackError
from data_marts.disclosure.attack.whole import STEPS, Result, attack_release
from data_marts.disk import in_words
from data_marts.manifest import code_version
from data_marts.publication_reader import publications
from data_marts.publishing.candidates import release_folders
from data_marts.publishing.certificate import read_certificate
from data_marts.publishing.problems import PublicationError
from data_marts.publishing.terminal import INTERRUPTED, parser
from data_marts.release_reader import Release, ReleaseError, open_release
from data_marts.sources.problems import SourceError

WHAT = """Tries to work out the withheld figures of a release from what is open, as a stranger and as everyone who knows
the figures of an own trust or unit, and writes a certificate into it. Ends with 1 where a figure came back."""


def attack_command(argv: Sequence[str]) -> int:
    """Runs `attack`; 0 when nothing came back."""
    parsing = parser("attack", WHAT)
    parsing.add_argument("release", nargs="?", help="id of the release; left out: the one that was built last")
    parsing.add_argument("--if-needed", action="store_true", help="only where the release has no certificate yet")
    chosen = parsing.parse_args(argv)
    console = Console(stderr=True, highlight=False)
    try:
        return _attack(chosen, console)
    except KeyboardInterrupt:
        _say(console, "The release was not attacked: you gave up. It has no certificate.", "red")
        return INTERRUPTED
    except (AttackError, SourceError, ReleaseError) as problem:
        _say(console, f"The release was not attacked: {problem}", "red")
    except OSError as problem:
        _say(console, f"The release was not attacked: {in_words(problem, chosen.releases)}", "red")
    return 1


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(text, style=style or None, markup=False, soft_wrap=True)


def _attack(chosen: argparse.Namespace, console: Console) -> int:
    root: Path = chosen.releases
    release = open_release(root, chosen.release or _newest(root))
    if chosen.if_needed and _is_certified(root, release):
        return 0
    with progress_of(console, len(STEPS) + _insiders(release)) as progress:
        result = attack_and_certify(root, release, progress)
    _say(console, told(release.release_id, result), "" if result.clean else "red")
    if not result.clean:
        _say(console, f"What came back stands in {root / release.release_id / LEAKS_FILE}, for the data manager alone.")
    return 0 if result.clean else 1


def attack_and_certify(root: Path, release: Release, progress: Callable[[str], None] = lambda step: None) -> Result:
    """Attacks a release of a folder and writes its certificate. Until then it has none, also not an earlier one.

    Raises AttackError, ReleaseError or OSError.
    """
    folder = root / release.release_id
    withdraw(folder)
    # Invented figures need not keep to what earlier invented ones have told.
    earlier = [] if release.synthetic else [one.release_id for one in publications(root)]
    result = attack_release(material_of(root, release, earlier), progress)
    now = datetime.now(UTC).astimezone().isoformat("T", "seconds")
    certificate = certificate_of(folder, release, result, code_version(), now)
    write_certificate(folder, certificate, page_of(certificate, release.synthetic), result)
    return result


def told(release_id: str, result: Result) -> str:
    """What the attack has found, in a sentence."""
    tried = f"{len(result.goals)} withheld numbers of few persons, {result.insiders.pairs} times with an insider"
    if result.clean:
        return f"{release_id}: nothing came back of {tried}; {result.seconds:.0f} seconds. It is certified."
    came = sum(1 for state in result.states if state != "safe")
    return (
        f"{release_id}: of {tried}, {came} came back or are unresolved for a stranger, {len(result.insiders.leaks)} "
        f"more for an insider, and {result.seen.over_withheld} figures are printed over withheld persons. "
        "It must not be published."
    )


def _is_certified(root: Path, release: Release) -> bool:
    """Whether a clean certificate for exactly these files is there; one that does not fit is made anew."""
    try:
        return read_certificate(root / release.release_id, release) is not None
    except PublicationError:
        return False


def _newest(root: Path) -> str:
    folders = release_folders(root)
    if not folders:
        raise ReleaseError(f"There is no release in {root}: build one first.")
    return folders[0].name


def _insiders(release: Release) -> int:
    levels = release.open_tables()["organisations"].column("level").to_pylist()
    return sum(1 for level in levels if level in ("hf", "unit"))
