"""Who knows more than what is published: leaders see their own unit's figures whole, a trust's those of its units."""

from collections.abc import Mapping

import numpy as np

from data_marts.disclosure.relations.families import Parents
from data_marts.disclosure.relations.frames import NOWHERE, Frame
from data_marts.disclosure.system import Insiders, Whole

LED = ("hf", "unit")  # levels of organisations whose leaders see their own figures whole
NOBODY = Insiders(frozenset(), frozenset())


class Leaders:
    """The insiders of organisations, each kind once; organisations are spoken of by their place among all, by code."""

    def __init__(self, parents: Parents) -> None:
        self._parents = parents
        self._number: dict[Insiders, int] = {}

    def listed(self) -> tuple[Insiders, ...]:
        """All kinds found so far, by number."""
        return tuple(self._number)

    def of_rows(self, frame: Frame) -> Whole:
        """For each row of a frame the number of its insiders; -1 where there are none."""
        found = np.full(len(frame), NOWHERE, dtype=np.int64)
        if "organisation" not in frame.labels:
            return found
        years = frame.years()
        for year in np.unique(years):
            numbers = self._numbers(int(year), {code: at for at, code in enumerate(frame.labels["organisation"])})
            rows = years == year
            found[rows] = numbers[frame.codes["organisation"][rows]]
        return found

    def _numbers(self, year: int, position: Mapping[str, int]) -> Whole:
        above = self._parents.of_organisations(year)
        below: dict[str, set[str]] = {code: set() for code in position}
        for code in position:
            for higher in _path(code, above):
                if higher in below:
                    below[higher].add(code)
        numbers = [self._number_of(self._insiders(code, above, below[code], position)) for code in position]
        return np.array(numbers, dtype=np.int64)

    def _insiders(self, code: str, above: Mapping[str, str], below: set[str], position: Mapping[str, int]) -> Insiders:
        knowing = self._led({code, above.get(code, "")} if self._level(code) == "unit" else {code}, position)
        return Insiders(knowing, knowing | self._led(below, position))

    def _led(self, codes: set[str], position: Mapping[str, int]) -> frozenset[int]:
        return frozenset(position[code] for code in codes if code in position and self._level(code) in LED)

    def _level(self, code: str) -> str:
        return self._parents.levels[code]

    def _number_of(self, insiders: Insiders) -> int:
        return NOWHERE if insiders == NOBODY else self._number.setdefault(insiders, len(self._number))


def _path(code: str, above: Mapping[str, str]) -> list[str]:
    """The organisations above one."""
    found: list[str] = []
    while (code := above.get(code, "")) and code not in found:
        found.append(code)
    return found
