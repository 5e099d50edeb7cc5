"""Two releases that differ in the true values of cells that are not shown, and everything that the site answers of one.

What is withheld in the small release gets a true value here: few persons, and in one of the releases numbers so large
that none like them stands anywhere else. What is in no declared view gets such numbers of persons too. Both are
protected and written as a build does it.
"""

import base64
import gzip
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyarrow as pa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.answer_files import DIGEST_BYTES
from app.factory import create_app
from app.files.formats import FORMATS, file_address
from app.filters import ACTIVITY, INDICATORS, NATIONAL, PATIENTS, PROM, QUALITY, WAITING, ViewSpec
from app.languages import in_language
from app.settings import Settings
from data_marts.catalog import MARTS, Mart, Measure, Status
from data_marts.disclosure import protect, views
from data_marts.publishing.publish import publish
from pages import PAGES
from tests.app import live_calls
from tests.app.release_folder import times, write_candidate
from tests.app.small_release import PLACES, WITHHELD_AREA, WITHHELD_UNIT, tables
from tests.reference.true_figures import with_largest

Tables = dict[str, pa.Table]

MARKER = 7333177
GZIP_BEGINS = b"\x1f\x8b\x08"
FORMERLY_WITHHELD = "974795884"
NOT_SHOWN = {Status.WITHHELD, Status.TOO_DETAILED}
LARGE, TINY = "large", "tiny"
#: The persons behind each withheld cell: as many as can be withheld, or one alone.
PERSONS = {LARGE: 4, TINY: 1}
#: What is not given of a unit, nor much of it of a trust.
UNDECLARED = (
    "periode=maaned&kontakttype=video", "periode=maaned&maal=oppholdsdogn", "periode=maaned&maal=innleggelser",
    "periode=maaned&maal=dagbehandlinger", "kontakttype=video&kjonn=jenter",
)  # fmt: skip
RELEASE = re.compile(r"2024T3-[0-9a-f]{8}")
#: What may stand between the digits of a number: blanks of all kinds, also as JSON and HTML write them, stop and comma.
BETWEEN = re.compile(r"(?<=\d)(?:[ .,\u00a0\u202f]|\\u00a0|\\u202f|&nbsp;|&#160;|%C2%A0|%20|\+)(?=\d)")
PANEL = {
    "output": "panel.children",
    "outputs": {"id": "panel", "property": "children"},
    "changedPropIds": ["address.pathname"],
}
#: Files of views that show withheld cells; in some of these kinds the bytes are packed, and can only be compared.
FILES = tuple(
    file_address(path, view, ending, query)
    for path, view, query in (
        (f"/enheter/{WITHHELD_UNIT}", "pasienter", ""),
        ("/pasienter", "omrader", "kjonn=jenter"),
        ("/aktivitet", "utvikling", "sted=bup-alta&sted=bup-tromso"),
        ("/prom", "svar", "sted=norge&sted=bup-alta"),
    )
    for ending in FORMATS
)
#: What is asked for beside pages: what Dash and a server might have, and what must not be had at all.
#: Figures for other sites, in each look, with what says how they are embedded; again of what is withheld.
EMBEDS = (
    f"/embed/enheter/{WITHHELD_UNIT}/pasienter", f"/embed/enheter/{WITHHELD_AREA}/enheter-over-tid?utseende=mork",
    "/embed/aktivitet/utvikling?sted=bup-alta&sted=bup-tromso&utseende=enkel", "/embed/regioner",
    "/embed/pasienter/kart?kjonn=jenter", "/embed/pasienter/omrader.svg?kjonn=jenter", "/embed/pasienter/tull",
    "/bygg-inn/aktivitet/utvikling?sted=bup-alta", f"/oembed?url=/enheter/{WITHHELD_UNIT}",
)  # fmt: skip
OTHERS = (
    *FILES, *EMBEDS,
    "/_dash-layout", "/_dash-dependencies", "/_dash-config", "/_reload-hash", "/helse", "/tull",
    "/pasienter?kjonn=katt", "/pasienter?kjonn=alle", "/enheter/1", "/sitemap.xml", "/robots.txt", "/feed", "/rss.xml",
    "/api/patient_rates", "/open/patient_rates.oppdiktet.parquet", "/restricted/patient_rates.oppdiktet.parquet",
    "/data_marts/built/current/manifest.json", "/manifest.json", "/assets/../manifest.json", "/.cache", "/log",
)  # fmt: skip


@dataclass(frozen=True)
class Twins:
    """The folders of releases, by which numbers are withheld in them."""

    roots: Mapping[str, Path]

    def preview(self, which: str) -> str:
        """The release that is not the published one: the one before."""
        current = (self.roots[which] / "current").readlink().name
        names = {path.name for path in self.roots[which].iterdir() if RELEASE.fullmatch(path.name)}
        [other] = names - {current}
        return other


def write_twins(folder: Path) -> Twins:
    """Publishes both releases, each after one that was published before it and holds withheld cells of its own."""
    roots = {which: folder / which for which in (LARGE, TINY)}
    for which, root in roots.items():
        for shown in (_former(), tables()):
            true = filled(shown, which)
            publish(root, write_candidate(root, {**shown, **open_marts(true)}, true), "A", "B")
    return Twins(roots)


def open_marts(true: Mapping[str, pa.Table]) -> Tables:
    """What a build shows of these true figures."""
    counted = {name: with_largest(MARTS[name], true[name]) for name in MARTS}
    return protect.protect(views.narrow(counted, tables(), views.read_views()))


def filled(shown: Mapping[str, pa.Table], which: str) -> Tables:
    """The true figures that the withheld cells could have hidden; every other cell as it is shown."""
    return {**shown, **{name: _filled(mart, shown[name], which) for name, mart in MARTS.items()}}


def _filled(mart: Mart, table: pa.Table, which: str) -> pa.Table:
    rows = table.to_pylist()
    for row in rows:
        for group in mart.groups:
            if row[group.status_column] in NOT_SHOWN:
                value = hidden_value if row[group.status_column] == Status.WITHHELD else undeclared_value
                row.update({measure.name: value(mart, measure, which) for measure in group.measures})
                row[group.status_column] = str(Status.PUBLISHED)
    return pa.Table.from_pylist(rows, schema=mart.schema)


def hidden_value(mart: Mart, measure: Measure, which: str) -> int | float:
    """The true value of a withheld measure: few persons, and of all else very much or hardly anything."""
    if measure.kind == "count" and any(measure.name in group.persons for group in mart.groups):
        return PERSONS[which]
    if measure.kind == "count":
        return MARKER if which == LARGE else 1
    return MARKER + 0.5 if which == LARGE else 0.5


def undeclared_value(mart: Mart, measure: Measure, which: str) -> int | float:
    """The true value of a measure in no declared view: of everything very much, persons too, or hardly anything."""
    return hidden_value(mart, measure, which) if measure.kind != "count" else MARKER if which == LARGE else 1


def _former() -> Tables:
    """A release with seven times the counts, in which another unit is withheld and the one that is now was not."""
    shown, mart = times(7), MARTS["patients_by_unit"]
    rows = shown[mart.name].to_pylist()
    for row in rows:
        match row["organisation"], row["year"]:
            case unit, 2022 if unit == FORMERLY_WITHHELD:
                row.update(_all_groups(mart, row, Status.WITHHELD))
            case unit, 2024 if unit == WITHHELD_UNIT:
                row.update(_all_groups(mart, row, Status.NOT_APPLICABLE))
                row.update({"patients": 700, "patients_status": str(Status.PUBLISHED)})
    return {**shown, mart.name: pa.Table.from_pylist(rows, schema=mart.schema)}


def _all_groups(mart: Mart, row: Mapping[str, object], status: Status) -> dict[str, object]:
    """The same reason for no figure in each group that could have one."""
    groups = [group for group in mart.groups if row[group.status_column] != Status.NOT_APPLICABLE]
    absent = {measure.name: None for group in groups for measure in group.measures}
    return {**absent, **{group.status_column: str(status) for group in groups}}


# --- everything that is answered ---


def addresses() -> list[str]:
    """Every page, with each filter at each of its values, for the places that are withheld and those beside them."""
    found = ["/", "/enheter", "/om", "/om/endringer"]
    for _, code, *_ in PLACES:
        found += [f"/enheter/{code}", f"/enheter/{code}?fra=2024", f"/enheter/{code}?til=2023"]
    for spec, places in (
        (PATIENTS, ("finnmark", "unn")),
        (ACTIVITY, ("bup-alta", "bup-tromso")),
        (WAITING, ("bup-alta", "bup-tromso")),
    ):
        girls = "&kjonn=jenter" if spec is PATIENTS else ""
        for measure in spec.measure_filter.words.values():
            for where in ("", f"sted={places[0]}", "&".join(f"sted={place}" for place in places)):
                found.append(f"{spec.path}?maal={measure}{girls}&{where}")
        one_more = [f"{choice.key}={word}" for choice in spec.choices for word in choice.words.values()]
        for more in [*one_more, "fra=2024", "til=2023", "fra=2023&til=2023"]:
            found.append(f"{spec.path}?{more}{girls if 'kjonn' not in more else ''}&sted={places[0]}&sted={places[1]}")
    for spec, place in ((PROM, "bup-alta"), (INDICATORS, "bup-alta"), (NATIONAL, "finnmark")):
        for measure in spec.measure_filter.words.values():
            found += [f"{spec.path}?maal={measure}", f"{spec.path}?maal={measure}&sted={place}&sted=norge"]
    # The units of a trust, one of them withheld.
    found += [f"{WAITING.path}?maal=innenfrist&sted=finnmark", f"{INDICATORS.path}?maal=kodet&sted=finnmark"]
    found += [QUALITY.path, f"{QUALITY.path}?sted=finnmark", f"{QUALITY.path}?sted=bup-alta"]
    places = ("bup-alta", "finnmark", "norge")
    found += [f"{ACTIVITY.path}?{more}&sted={place}" for more in UNDECLARED for place in places]
    withheld = ("/", "/enheter", f"/enheter/{WITHHELD_UNIT}", "/pasienter?kjonn=jenter&sted=finnmark&sted=unn")
    found += [
        in_language(one, language) for one in (*withheld, "/aktivitet?sted=bup-alta") for language in ("nn", "en")
    ]
    return [_plain(one) for one in found]


SPECS: tuple[ViewSpec, ...] = tuple(page.spec for page in PAGES if page.spec)


def _plain(address: str) -> str:
    return address.rstrip("&?").replace("?&", "?")


def everything(client: FlaskClient, asked: Sequence[str], others: Sequence[str] = OTHERS) -> dict[str, bytes]:
    """What the server sends, headers first: each page as it is without scripts, and each answer to the live page."""
    found: dict[str, bytes] = {}
    drawn_by = live_calls.drawn_by(client)
    for address in asked:
        parts = urlsplit(address)
        search = f"?{parts.query}" if parts.query else ""
        page = client.get(address, follow_redirects=True)
        _refuse_faults(address, page)
        found[f"page {address}"] = _sent(page)
        found |= {f"{kind} {address}": sent for kind, sent in _live(client, drawn_by, parts.path, search)}
    for path in others:
        found[f"other {path}"] = _sent(client.get(quote(path, safe="/?=.&")))
    return found


def _refuse_faults(address: str, page: TestResponse) -> None:
    """A page that cannot be shown leaks nothing, and says nothing about what would. No check may take it for either."""
    if page.status_code not in (200, 400):
        raise RuntimeError(f"{address} is answered with {page.status_code}")


def _live(client: FlaskClient, drawn_by: Mapping[str, str], path: str, search: str) -> Iterator[tuple[str, bytes]]:
    """The answers to both questions of the live page: for its results, and for its filters."""
    for kind, question, state in (("results", live_calls.RESULTS, []), ("filters", PANEL, [[]])):
        asked = {**question, **drawn_by, "inputs": live_calls.inputs(path, search), "state": state}
        yield kind, _sent(client.post(live_calls.UPDATE, json=asked))


def _sent(response: TestResponse) -> bytes:
    # The tag of an answer is made from its bytes alone, which are compared themselves; the date is that of the answer.
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers if name not in ("ETag", "Date"))
    return headers.encode() + b"\n\n" + response.get_data()


def forms(sent: bytes) -> Iterator[str]:
    """An answer as text, and the pictures that stand in it as data."""
    text = sent.decode("utf-8", "replace")
    yield text
    for picture in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text):
        yield base64.b64decode(picture).decode()


def holds_marker(sent: bytes) -> bool:
    """Whether the number of the withheld cells stands in an answer, however it is written."""
    return any(str(MARKER) in BETWEEN.sub("", text) for text in forms(sent))


# --- a site, with its folder of answers and its log ---


class Lines(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # Said once a process: that files are not compressed yet.
        if record.name != "app.static_files":
            self.lines.append(self.format(record))


@dataclass(frozen=True)
class Told:
    """All that a site has sent, kept and logged."""

    sent: Mapping[str, bytes]
    kept: Mapping[str, bytes]
    logged: Sequence[str]


@contextmanager
def listening() -> Iterator[Lines]:
    """Collects every line of every logger meanwhile, however unimportant."""
    lines, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(lines)
        root.setLevel(level)


def site_of(root: Path, cache: Path, preview: str = "") -> Flask:
    """The whole application on the release that is published in a folder, or on the one that is previewed."""
    return create_app(Settings(releases=root, cache=cache, preview=preview))


def told_by(root: Path, cache: Path, asked: Sequence[str], others: Sequence[str] = OTHERS, preview: str = "") -> Told:
    """All that a new site on a folder of releases sends, keeps and logs when it is asked for these addresses."""
    with listening() as lines:
        sent = everything(site_of(root, cache, preview).test_client(), asked, others)
    return Told(sent, kept_in(cache), tuple(lines.lines))


def kept_in(cache: Path) -> dict[str, bytes]:
    """Every file of a folder of answers: its name and what it holds, unpacked."""
    found = {}
    for path in sorted(cache.rglob("*")):
        if path.is_file():
            found_bytes = path.read_bytes()
            # Unpacked where it is packed; the digest before it can hold any bytes, those that begin a gzip file too.
            digest, content = found_bytes[:DIGEST_BYTES], found_bytes[DIGEST_BYTES:]
            found[path.name] = digest + (gzip.decompress(content) if content.startswith(GZIP_BEGINS) else content)
    return found
