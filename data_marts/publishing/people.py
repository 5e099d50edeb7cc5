"""The two persons who answer for a publication."""

import unicodedata
from dataclasses import dataclass

from data_marts.publishing.problems import PublicationError

LONGEST_NAME = 100


@dataclass(frozen=True)
class People:
    """Two different names, as they were given without blanks around them."""

    by: str
    second: str

    def same_as(self, one: str, other: str) -> bool:
        """Whether these are the same two, in any order and writing."""
        return {_plain(self.by), _plain(self.second)} == {_plain(one), _plain(other)}


# Stands in the record of an invented release that was published by a program.
MACHINE = People("make run", "invented data")


def two_people(by: str, second: str) -> People:
    """The names, checked; PublicationError where one is missing, or both are the same person."""
    for option, name in (("--by", by), ("--second", second)):
        if not _plain(name):
            raise PublicationError(f"{option} must name a person: two people answer for a publication.")
        if len(name) > LONGEST_NAME or not name.strip().isprintable():
            raise PublicationError(f"{option} must be a name of at most {LONGEST_NAME} characters on one line.")
    if _plain(by) == _plain(second):
        raise PublicationError("--by and --second name the same person: somebody else must have looked at the release.")
    return People(by.strip(), second.strip())


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
