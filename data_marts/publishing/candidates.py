"""The releases of a folder, and whether one of them may be published."""

from dataclasses import dataclass
from pathlib import Path

from data_marts.catalog import MARTS
from data_marts.disclosure.views import WHOLE, ViewsError, narrow, views_of
from data_marts.publishing.certificate import Certificate, read_certificate
from data_marts.publishing.problems import PublicationError
from data_marts.release_checks import ID
from data_marts.release_reader import MANIFEST_FILE, OPEN_FOLDER, Release, open_release
from data_marts.releases import is_whole, open_files


@dataclass(frozen=True)
class Candidate:
    """A release that was found whole, with its certificate where it has one."""

    release: Release
    folder: Path
    certificate: Certificate | None

    @property
    def invented(self) -> bool:
        return is_invented_release(self.release)


def release_folders(root: Path) -> list[Path]:
    """The folders of all releases, the one that was built last first. What else lies there is none of ours."""
    if not root.is_dir():
        return []
    found = (path for path in root.iterdir() if ID.fullmatch(path.name) and path.is_dir() and not path.is_symlink())
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def is_invented_release(release: Release) -> bool:
    """Whether all figures of the register in it are invented: only then no real person can be behind one."""
    marts = release.manifest["marts"]
    register = [mart["synthetic"] for mart in marts if MARTS[mart["name"]].source == "register"]
    return release.manifest["synthetic"] is True and all(made_up is True for made_up in register)


def check_candidate(root: Path, release_id: str) -> Candidate:
    """A release that may be published. Raises ReleaseError or PublicationError with the reason why it may not.

    Every file is read: whole, as the manifest lists them, possible by the catalogue, and certified as they are. An
    invented release may go without a certificate, one of real persons never.
    """
    release = open_release(root, release_id)
    folder = root / release_id
    if not is_whole(folder):
        raise PublicationError(f"{folder} is not whole: a file is missing or was changed. Build it again.")
    _check_no_other_files(folder, release)
    _check_views(folder, release)
    found = Candidate(release, folder, read_certificate(folder, release))
    if found.certificate is None and not found.invented:
        raise PublicationError(
            f"{folder} holds figures of real persons and has no certificate that withheld ones cannot be worked out: "
            "attack it first. It can be looked at with `python -m data_marts preview`."
        )
    return found


def _check_views(folder: Path, release: Release) -> None:
    """Refuses figures, or words about them, outside of the views that the release itself declares."""
    tables = release.open_tables()
    # Releases of before there were views gave everything.
    try:
        declared = views_of(release.manifest["views"]) if "views" in release.manifest else WHOLE
    except ViewsError as problem:
        raise PublicationError(f"{folder / MANIFEST_FILE}: {problem}") from problem
    marts = {name: tables[name] for name in MARTS}
    if wrong := [name for name, table in narrow(marts, tables, declared).items() if not table.equals(marts[name])]:
        raise PublicationError(
            f"{folder} has figures outside of its declared views, in {', '.join(wrong)}. Build it again."
        )


def _check_no_other_files(folder: Path, release: Release) -> None:
    """What lies among the open files without being listed was neither protected nor attacked."""
    listed = set(open_files(release.manifest))
    if others := {path.relative_to(folder).as_posix() for path in (folder / OPEN_FOLDER).rglob("*")} - listed:
        raise PublicationError(
            f"{folder / OPEN_FOLDER} holds {len(others)} files that {MANIFEST_FILE} does not list. Take them away."
        )
