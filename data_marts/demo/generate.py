"""The demo delivery from end to end; `main` is the command."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console
from rich.progress import Progress

from data_marts.demo import constants as c
from data_marts.demo.columns import Referrals, is_earlier_row, numbers_of, sort_rows, write_out
from data_marts.demo.contacts import make_contacts
from data_marts.demo.courses import Courses, World, make_courses, make_traits
from data_marts.demo.days import first_day
from data_marts.demo.defects import exact_duplicates, extra_rows, spoil
from data_marts.demo.hospital import stay_rows
from data_marts.demo.people import Patients, make_people
from data_marts.demo.places import DemoError, read_places
from data_marts.demo.prom import Answers, Instrument, join_answers, make_answers, read_instruments
from data_marts.demo.rows import OUTPATIENT, Rows, join, take
from data_marts.demo.stays import Stays, beds_by_year, crossing_into, make_stays, no_stays
from data_marts.demo.write import (
    MARK,
    bed_table,
    episode_table,
    prom_table,
    reservation_table,
    write_list,
    write_note,
    write_table,
    write_whole,
)

DELIVERY = Path(__file__).with_name("delivery")
ONLY_INPATIENT_SHARE = 0.06  # inpatients without outpatient contacts in the year; invented
SMALLEST_SCALE = 0.002
# December rows are repeated only where the kommune numbers are the same in both files.
YEARS_WITH_COPIES = (2021, 2022, 2023)


class Delivery:
    """Makes the files year by year in one folder; keeps what one year leaves to the next."""

    def __init__(self, folder: Path, seed: int, scale: float) -> None:
        self.folder, self.seed, self.scale = folder, seed, scale
        places = read_places()
        self.instruments: tuple[Instrument, ...] = read_instruments()
        self.years: dict[int, Patients]
        people, self.years = make_people(self._rng(0), places, scale)
        self.world = World(places, people, make_traits(self._rng(2), places))
        self.referrals = Referrals.none(len(people.lopenr))
        self.carried: Stays = no_stays()
        self.copies: pa.Table | None = None
        self.answers: list[Answers] = []
        self.rows: dict[str, int] = {}

    def _rng(self, stage: int) -> np.random.Generator:
        """A stream of its own for each stage, so that a change in one leaves the others as they were."""
        return np.random.default_rng([self.seed, stage])

    def add_year(self, year: int) -> None:
        """Makes and writes one year's file."""
        rng, patients = self._rng(year), self.years[year]
        begun = make_stays(rng, self.world.places, patients, self.years.get(year + 1), self.carried, self.scale)
        hospital = stay_rows(rng, self.world.places, patients, begun, self.carried)
        without = _only_inpatients(rng, patients, hospital)
        courses = make_courses(rng, self.world, patients, without, self.scale)
        contacts = make_contacts(rng, patients, courses, self.scale)
        self._ask(rng, patients, courses, contacts)
        rows = _numbered(rng, year, join([extra_rows(rng, contacts, year), hospital]))
        self._write_year(rng, patients, rows)
        self.carried = crossing_into(begun, year + 1)

    def _ask(self, rng: np.random.Generator, patients: Patients, courses: Courses, contacts: Rows) -> None:
        first = contacts.inndato[np.cumsum(courses.contacts) - courses.contacts].astype(np.int64)
        answers = make_answers(rng, self.world, patients, courses, first, self.instruments)
        self.answers.append(answers)

    def _write_year(self, rng: np.random.Generator, patients: Patients, rows: Rows) -> None:
        self.referrals.renew(rng, patients, _first_days(patients, rows))
        is_earlier = is_earlier_row(rows)
        numbers = numbers_of(self.world.places, self.world.people, patients)
        columns = write_out(rng, self.world, patients, rows, self.referrals, numbers, is_earlier)
        table = episode_table(spoil(rng, columns, is_earlier), numbers.numbers)
        copies, self.copies = self.copies, _december_rows(rng, table, patients.year)
        if patients.year in YEARS_WITH_COPIES and copies is not None:
            table = pa.concat_tables([table, copies])
        self._write(
            f"PHBU_{patients.year}_T3", table, f"Oppdiktede kontakter og opphold i {patients.year}, i NPRs form"
        )

    def _write(self, name: str, table: pa.Table, description: str) -> None:
        file = f"{MARK}_{name}.parquet"
        write_table(table, self.folder / file, description)
        self.rows[file] = table.num_rows

    def finish(self) -> None:
        """Writes the questionnaires, reservations, beds and the list of files."""
        answers = join_answers(self.answers)
        self._write("PROM", prom_table(answers, self.instruments), "Oppdiktede svar på spørreskjemaer")
        reserved = reservation_table(
            self._rng(1), self.world.people, first_day(c.FIRST_YEAR), first_day(c.LAST_YEAR + 1)
        )
        self._write("reservasjoner", reserved, "Oppdiktede reservasjoner")
        beds = bed_table(beds_by_year(self.world.places))
        self._write("senger", beds, "Oppdiktet fordeling av døgnplasser på enheter")
        write_list(self.folder, self.seed, self.scale, self.rows)
        write_note(self.folder, list(self.rows))


def _only_inpatients(
    rng: np.random.Generator, patients: Patients, hospital: Rows
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which patients have no outpatient contact this year."""
    there = np.zeros(len(patients), dtype=bool)
    there[hospital.patient] = True
    return there & (rng.random(len(patients)) < ONLY_INPATIENT_SHARE)


def _numbered(rng: np.random.Generator, year: int, rows: Rows) -> Rows:
    """The rows in the order of the file, contacts with an episode number, some of them twice."""
    ordered = take(rows, sort_rows(rows))
    episode = np.where(ordered.episode < 0, (year - 2000) * 100_000_000 + np.arange(len(ordered)), ordered.episode)
    twice = exact_duplicates(rng, take(ordered, np.arange(len(ordered)), episode=episode))
    return take(twice, sort_rows(twice))


def _first_days(patients: Patients, rows: Rows) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """The first day on which each patient was seen in the year."""
    first = np.full(len(patients), first_day(patients.year + 1) - 1, dtype=np.int64)
    np.minimum.at(first, rows.patient, rows.inndato)
    return first


def _december_rows(rng: np.random.Generator, table: pa.Table, year: int) -> pa.Table:
    """Outpatient rows of December that the next file repeats unchanged."""
    days = table["inndato"].cast(pa.int32()).to_numpy()
    care = table["omsorgsniva"].to_numpy()
    december = (days >= first_day(year + 1) - 31) & (care == OUTPATIENT)
    share = c.LATE_COPIES * len(days) / max(int(december.sum()), 1)
    return table.filter(pc.equal(pa.array(december & (rng.random(len(days)) < share)), True))


def generate(out: Path, seed: int = c.DEFAULT_SEED, scale: float = 1.0, console: Console | None = None) -> None:
    """Writes the whole delivery to a folder, which appears when it is finished.

    `scale` shrinks the population and its activity for tests. Same seed and scale: the same rows in the same order;
    with the same versions of NumPy and PyArrow the same bytes. Raises DemoError with one sentence.
    """
    if not SMALLEST_SCALE <= scale <= 1:
        raise DemoError(f"--scale must lie between {SMALLEST_SCALE} and 1, not {scale:g}")

    def fill(folder: Path) -> None:
        with Progress(console=console, transient=False) as progress:
            task = progress.add_task("Invented persons", total=len(c.YEARS) + 2)
            delivery = Delivery(folder, seed, scale)
            for year in c.YEARS:
                progress.update(task, advance=1, description=f"Contacts and stays {year}")
                delivery.add_year(year)
            progress.update(task, advance=1, description="Questionnaires, reservations, beds")
            delivery.finish()
            progress.update(task, advance=1, description="Invented delivery finished")

    write_whole(out, fill)


def main(argv: Sequence[str]) -> int:
    """`python -m data_marts demo`: makes the invented delivery; 0 if it stands, 1 with one sentence if not."""
    parser = argparse.ArgumentParser(prog="python -m data_marts demo", description="Makes the invented demo delivery.")
    parser.add_argument("--seed", type=int, default=c.DEFAULT_SEED)
    parser.add_argument("--out", type=Path, default=DELIVERY)
    parser.add_argument("--scale", type=float, default=1.0, help="shrinks the population, for tests")
    options = parser.parse_args(argv)
    console = Console(stderr=True)
    try:
        generate(options.out, options.seed, options.scale, console)
    except (DemoError, OSError) as problem:
        console.print(f"The demo delivery was not made: {problem}", style="red", highlight=False, markup=False)
        return 1
    sys.stdout.write(f"{options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
