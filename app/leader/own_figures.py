"""The true figures of somebody's own organisations, and those alone: the one module that reads restricted marts.

Who may see what has been decided before, in `app.login.access`. Here rows of no other organisation leave the file, and
the gate refuses any that did. Nothing is kept from one request to the next.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.choices import Questionnaire
from app.gate import PublishedRow, PublishedTable, Row, publish_own
from app.results import Codes, Results
from app.selection import Selection
from app.settings_error import SettingsError
from app.site import Site
from data_marts.catalog import ALL, MARTS, Mart, Status
from queries.run import open_own_marts

#: The marts of treating organisations. Where children live belongs to no unit.
OWN_MARTS = ("activity", "patients_by_unit", "waiting", "prom_trends", "coverage")
CHECKSUMS = "restricted/checksums.json"


@dataclass(frozen=True)
class OwnResults(Results):
    """True rows of the organisations `own`, as the gate lets them pass."""

    own: frozenset[str] = frozenset()

    def published(self, mart: Mart, found: Sequence[Row], by: tuple[str, ...]) -> PublishedTable:
        """The rows as a table, none of which is of another organisation."""
        return publish_own(mart, found, self.own, by)


@dataclass(frozen=True)
class LeaderResults(Results):
    """What a leader may ask: of own organisations the true figures, of all others those of the open release.

    In own organisations too, what is given of no such place (`too_detailed`) is not given.
    """

    true: OwnResults | None = None

    def activity(self, selection: Selection, places: Codes, care: str, contact_types: Codes = (ALL,)) -> PublishedTable:
        """Contacts or stays by treating organisation; found by (period, organisation, contact type)."""
        others = super().activity
        return self._both(places, lambda ask, codes: ask(selection, codes, care, contact_types), others, "activity")

    def patients_by_unit(
        self,
        years: tuple[int, int],
        places: Codes,
        care_levels: Codes = (ALL,),
        diagnosis_groups: Codes = (ALL,),
    ) -> PublishedTable:
        """Distinct patients; found by (year, organisation, care, diagnosis group)."""
        others = super().patients_by_unit
        asked = (care_levels, diagnosis_groups)
        return self._both(places, lambda ask, codes: ask(years, codes, *asked), others, "patients_by_unit")

    def waiting(self, selection: Selection, places: Codes) -> PublishedTable:
        """Referrals and waits by treating organisation; found by (period, organisation)."""
        return self._both(places, lambda ask, codes: ask(selection, codes), super().waiting, "waiting")

    def prom_trends(self, years: tuple[int, int], places: Codes, questionnaire: Questionnaire) -> PublishedTable:
        """Coverage and change of one questionnaire; found by (year, organisation)."""
        others = super().prom_trends
        return self._both(places, lambda ask, codes: ask(years, codes, questionnaire), others, "prom_trends")

    def coverage(self, years: tuple[int, int], places: Codes) -> PublishedTable:
        """Patients with and without a coded main diagnosis; found by (year, organisation)."""
        return self._both(places, lambda ask, codes: ask(years, codes), super().coverage, "coverage")

    def _both(
        self,
        places: Codes,
        asked: Callable[[Callable[..., PublishedTable], Codes], PublishedTable],
        others: Callable[..., PublishedTable],
        mart: str,
    ) -> PublishedTable:
        """The published table, with the true figures in the rows of own places."""
        shown = asked(others, places)
        mine = tuple(code for code in places if self.true is not None and code in self.true.own)
        if not mine:
            return shown
        true = asked(getattr(self.true, mart), mine).index
        index = {key: _true_where_given(row, true[key]) if key in true else row for key, row in shown.index.items()}
        return PublishedTable(mart, tuple(index.values()), index, shown.dimensions)


def _true_where_given(shown: PublishedRow, true: PublishedRow) -> PublishedRow:
    """The true row, but for what is given of no such place at all.

    A release is attacked with leaders who know their own rows as far as figures of that detail are given. With more
    than that, the total of a trust could tell of another unit.
    """
    cells = {
        name: Status.TOO_DETAILED if shown.status(name) is Status.TOO_DETAILED else cell
        for name, cell in true.cells.items()
    }
    return PublishedRow(true.keys, cells)


def check_restricted(release: Path) -> None:
    """Raises SettingsError where the release has no true figures on this machine, or others than it was made with."""
    try:
        for file, checksum in _checksums(release).items():
            with (release / file).open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != checksum:
                    raise SettingsError(f"{file} of the release is not the file that was made; build it anew")
    except (OSError, ValueError, KeyError) as problem:
        if isinstance(problem, SettingsError):
            raise
        raise SettingsError(
            "A login needs the true figures of the release (restricted/), which are not here"
        ) from problem


def _checksums(release: Path) -> dict[str, str]:
    """The checksum of each restricted mart of treating organisations, by its file."""
    listed: dict[str, str] = json.loads((release / CHECKSUMS).read_text(encoding="utf-8"))
    files = {_mart_of(file): file for file in listed}
    return {files[mart]: listed[files[mart]] for mart in OWN_MARTS}


def _mart_of(file: str) -> str:
    """The mart of a restricted file: `restricted/waiting.oppdiktet.parquet` holds `waiting`."""
    return file.partition("/")[2].partition(".")[0]


@contextmanager
def leader_site(site: Site, release: Path, own: frozenset[str]) -> Iterator[Site]:
    """The site as the leader of `own` sees it. What has been read of the true figures is gone afterwards."""
    files = {_mart_of(file): release / file for file in _checksums(release)}
    # Columns that protection alone needs, the most events of one person, are not read at all.
    connection = open_own_marts(files, {mart: MARTS[mart].schema.names for mart in files}, own)
    try:
        shown = site.results
        true = OwnResults(connection, shown.choices, shown.policy, own)
        yield replace(site, results=LeaderResults(shown.connection, shown.choices, shown.policy, true))
    finally:
        connection.close()
