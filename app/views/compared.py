"""Areas beside the country: how many children more than at the country's rate, and between which ranks each may lie."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.gate import PublishedRow
from app.view import Figure, TableCell
from app.views.ranking import Beside, Named
from app.words import Words
from data_marts.catalog import Status
from data_marts.statistics.expected import difference_in_persons
from data_marts.statistics.ranks import share_rank_ranges

Verdict = Literal["above", "below", "alike"]
VERDICTS: tuple[Verdict, ...] = ("above", "below", "alike")
Find = Callable[[str], PublishedRow | None]


@dataclass(frozen=True)
class Difference:
    """Children more (fewer, if negative) than at the country's rate, with limits, in whole children."""

    children: int
    low: int
    high: int
    verdict: Verdict


@dataclass(frozen=True)
class Compared:
    """The areas that have a number, by code: how each differs from the country, and its first and last possible rank.

    Areas without a number take no part: what is withheld moves nothing that is shown. Where there are any, nobody has a
    rank: a rank among those with a number is none among all.
    """

    differences: Mapping[str, Difference]
    ranks: Mapping[str, tuple[int, int]]

    def having(self, verdict: Verdict) -> int:
        """How many areas have this verdict."""
        return sum(found.verdict == verdict for found in self.differences.values())


def compare(codes: Sequence[str], find: Find, country: str) -> Compared:
    """Every area that has a number of patients beside the country; nothing where the country has none."""
    numbers = {code: found for code in codes if (found := patients_of(find(code))) is not None}
    whole = patients_of(find(country))
    if whole is None or len(numbers) < 2:
        return Compared({}, {})
    rate = whole[0] / whole[1]
    differences = {code: _difference(*found, rate) for code, found in numbers.items()}
    return Compared(differences, _ranks(numbers) if len(numbers) == len(codes) else {})


def _ranks(numbers: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    persons, people = zip(*numbers.values(), strict=True)
    found = share_rank_ranges(persons, people)
    return dict(zip(numbers, zip(found.first.tolist(), found.last.tolist(), strict=True), strict=True))


def patients_of(row: PublishedRow | None) -> tuple[int, int] | None:
    """Patients and inhabitants, where both are shown and somebody lives there."""
    found = None if row is None else (row.number("patients"), row.number("population"))
    return (int(found[0]), int(found[1])) if found and found[0] is not None and found[1] else None


def _difference(patients: int, people: int, rate: float) -> Difference:
    found = difference_in_persons(patients, people, rate)
    # Judged by the limits as they are printed, so that a reader can check it.
    low, high = round(float(found.low)), round(float(found.high))
    verdict: Verdict = "above" if low > 0 else "below" if high < 0 else "alike"
    return Difference(round(float(found.difference)), low, high, verdict)


def beside(words: Words, compared: Compared, find: Find) -> tuple[Beside, ...]:
    """The columns of a table that say it: the difference with its interval, the verdict, and the ranks.

    Where a place has no number, the reason stands in each of them.
    """
    if not compared.differences:
        return ()

    ranks = (_column(words, "compared.rank", find, lambda code: _rank_cell(words, compared.ranks.get(code))),)
    differences = compared.differences
    return (
        _column(words, "compared.difference", find, lambda code: _difference_cell(words, differences.get(code))),
        verdict_column(words, compared, find),
        *(ranks if compared.ranks else ()),
    )


def verdict_column(words: Words, compared: Compared, find: Find) -> Beside:
    """The column that says on which side of the country an area lies."""
    return _column(words, "compared.verdict", find, lambda code: _verdict_cell(words, compared.differences.get(code)))


def _column(words: Words, heading: str, find: Find, told: Callable[[str], TableCell | None]) -> Beside:
    return Beside(words(heading), lambda code: told(code) or _nothing(words, find(code)))


def _difference_cell(words: Words, found: Difference | None) -> TableCell | None:
    if found is None:
        return None
    interval = words("number.interval_below_zero", low=words.signed(found.low), high=words.signed(found.high))
    told = words("number.with_interval", value=words.signed(found.children), interval=interval)
    return TableCell(told, figure=Figure(found.children, found.low, found.high))


def _verdict_cell(words: Words, found: Difference | None) -> TableCell | None:
    return None if found is None else TableCell(words(f"compared.{found.verdict}"), numeric=False)


def _rank_cell(words: Words, found: tuple[int, int] | None) -> TableCell | None:
    if found is None:
        return None
    first, last = (words.number(rank) for rank in found)
    told = first if first == last else words("number.interval", low=first, high=last)
    return TableCell(told, figure=Figure(low=found[0], high=found[1]))


def _nothing(words: Words, row: PublishedRow | None) -> TableCell:
    """The reason why there is no number. The country is not compared with itself."""
    status = Status.NOT_DELIVERED if row is None else row.status("patients")
    return TableCell(words.cell(Status.NOT_APPLICABLE if status is Status.PUBLISHED else status), absent=True)


def sentences(words: Words, compared: Compared, named: Sequence[Named]) -> tuple[str, ...]:
    """How many areas lie above and below the country, then how each of the named ones differs."""
    if not compared.differences:
        return ()
    counts = {verdict: words.some(f"compared.count_{verdict}", compared.having(verdict)) for verdict in VERDICTS}
    of_named = (_of_place(words, place, compared.differences.get(place.code)) for place in named)
    return (words("compared.counts", **counts), *filter(None, of_named))


def _of_place(words: Words, place: Named, found: Difference | None) -> str:
    if found is None:
        return ""
    if found.verdict == "alike":
        return words("compared.place_alike", place=place.short_name)
    ends = sorted((abs(found.low), abs(found.high)))
    return words(
        f"compared.place_{found.verdict}",
        place=place.short_name,
        children=words.number(abs(found.children)),
        low=words.number(ends[0]),
        high=words.number(ends[1]),
    )
