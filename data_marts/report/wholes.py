"""What the findings of a check are a part of, as far as the accounts of a report for others tell it."""

from dataclasses import dataclass

from data_marts.checks.declared import Check
from data_marts.checks.findings import Finding, Place
from data_marts.report.report import WITHHELD, Account, Told

_SET_ASIDE = "set_aside_"


@dataclass(frozen=True)
class Wholes:
    """The wholes of one check, made of told numbers alone."""

    check: Check
    accounts: tuple[Account, ...]

    @property
    def are_parts_told(self) -> bool:
        """Whether each file's rows are told, where the check's are the sum of those set aside for one reason."""
        if not self._is_of_rows_set_aside:
            return True
        reason = self.check.id.rpartition(_SET_ASIDE)[2]
        return all(rows != WITHHELD for account in self._files for name, rows in account.reasons if name == reason)

    @property
    def persons(self) -> int | None:
        """How many persons there are at least: one file's, as the same may be in several. None for rows set aside.

        What is left of the rows set aside is the other reasons and the kept rows, each judged by itself.
        """
        if self._is_of_rows_set_aside:
            return None
        return max((_number(account.persons) for account in self._files), default=0)

    def persons_in(self, place: Place) -> int | None:
        """As `persons`, of the file that a place is of; all files where it is of none."""
        if self.persons is None:
            return None
        persons = [_number(account.persons) for account in self.accounts if account.file == place.file]
        return persons[0] if persons else self.persons

    def examined(self, finding: Finding) -> int:
        """The whole that severities are shares of: what the report tells of it, where a part of it is withheld."""
        kept, reasons = self._kept, self._reasons
        told = {
            "rows": (kept, sum(map(_number, kept))),
            "prom_rows": (kept, sum(map(_number, kept))),
            "delivered_rows": (kept + reasons, sum(map(_number, kept + reasons))),
            "delivered_prom_rows": (kept + reasons, sum(map(_number, kept + reasons))),
            "persons": (kept, self.persons or 0),
        }
        # What no account is of stands nowhere else in the report.
        parts, known = told.get(self.check.examined or "", ([], finding.examined))
        return known if WITHHELD in parts else finding.examined

    @property
    def _is_of_rows_set_aside(self) -> bool:
        return _SET_ASIDE in self.check.id

    @property
    def _files(self) -> list[Account]:
        kind = "prom" if self.check.group == "prom" else "episodes"
        return [account for account in self.accounts if account.kind == kind]

    @property
    def _kept(self) -> list[Told]:
        return [account.kept for account in self._files]

    @property
    def _reasons(self) -> list[Told]:
        return [rows for account in self._files for _, rows in account.reasons]


def _number(told: Told | None) -> int:
    """The number, 0 where it is not told."""
    return told if isinstance(told, int) else 0
