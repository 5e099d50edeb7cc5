"""What is missing in the data of one organisation: how many patients lack what, so that somebody can see to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.choices import Place
from app.gate import PublishedRow
from app.site import Site
from app.view import Table, TableCell, View
from app.views.common import absence_notes, count_cell, definition, origin_of, shown, value_cell
from app.views.follow_up import is_preliminary
from app.views.trend import source
from app.words import Words
from data_marts.catalog import Status

#: Of each questionnaire: whose answers, of how many, and the measure of the share.
STEPS = (("baseline_n", "eligible", "baseline_share"), ("pairs", "baseline_n", "pair_share"))


@dataclass(frozen=True)
class Lack:
    """One thing that can be missing: what it is, in which row, and the columns of those who have it and of all."""

    mart: str
    what: str
    row: PublishedRow | None
    have: str
    all: str
    share: str
    is_preliminary: bool = False

    @property
    def number(self) -> int | None:
        """How many lack it; None where either number is not shown."""
        found = None if self.row is None else (self.row.number(self.have), self.row.number(self.all))
        return None if found is None or found[0] is None or found[1] is None else int(found[1] - found[0])


def missing_view(site: Site, place: Place, year: int) -> View:
    """Coded diagnoses and answered questionnaires of one year: those who have, those who lack, and the share."""
    words = site.words
    lacks = tuple(_lacks(site, place, year))
    heading = words("missing.heading", place=place.name, year=year)
    columns = ("what", "all", "have", "lack", "share")
    notes = [note for one in lacks for note in absence_notes(words, [one.have, one.all], [one.row])]
    preliminary = (words("missing.note_preliminary"),) if any(one.is_preliminary for one in lacks) else ()
    return View(
        name="mangler",
        heading=heading,
        origin=origin_of(site, "coverage"),
        sentences=_sentences(words, lacks),
        chart=None,
        alternative="",
        table=Table(
            heading, tuple(words(f"missing.{name}") for name in columns), tuple(_row(words, one) for one in lacks)
        ),
        notes=(words("missing.note"), *preliminary, *dict.fromkeys(notes)),
        source=source(site, "coverage"),
        definition=definition(words, "quality"),
    )


def _lacks(site: Site, place: Place, year: int) -> Iterator[Lack]:
    words = site.words
    coded = site.results.coverage((year, year), (place.code,)).find(year, place.code)
    yield Lack("coverage", words("missing.coded"), coded, "coded_patients", "patients", "coded_share")
    for one in site.choices.questionnaires:
        row = site.results.prom_trends((year, year), (place.code,), one).find(year, place.code)
        # Whom a questionnaire does not concern lacks no answer to it.
        if row is None or row.number("eligible") == 0:
            continue
        name = words("prom.questionnaire", instrument=one.short_name, informant=words(f"informant.{one.informant}"))
        for have, whole, share in STEPS:
            what = words(f"missing.{have}", name=name)
            yield Lack("prom_trends", what, row, have, whole, share, is_preliminary(site, year, share))


def _row(words: Words, lack: Lack) -> tuple[TableCell, ...]:
    cells = (value_cell(words, shown(lack.mart, name), lack.row) for name in (lack.all, lack.have))
    share = value_cell(words, shown(lack.mart, lack.share), lack.row)
    return (TableCell(lack.what, numeric=False), *cells, _lacking(words, lack), share)


def _lacking(words: Words, lack: Lack) -> TableCell:
    if lack.number is not None:
        return count_cell(words, lack.number)
    reason = Status.NOT_DELIVERED if lack.row is None else lack.row.status(lack.have)
    return TableCell(words.cell(reason if reason is not Status.PUBLISHED else Status.NOT_APPLICABLE), absent=True)


def _sentences(words: Words, lacks: tuple[Lack, ...]) -> tuple[str, ...]:
    """How many lack a code, and where most answers are missing."""
    told = []
    if lacks[0].number is not None:
        told.append(words.some("missing.told_coded", lacks[0].number))
    known = [one for one in lacks[1:] if one.number and not one.is_preliminary]
    if known:
        most = max(known, key=lambda one: one.number or 0)
        told.append(words("missing.told_most", what=most.what, count=words.number(most.number or 0)))
    return tuple(told)
