"""Nothing that the site sends, keeps or logs holds a withheld number, or hangs on one in any way."""

import base64
import shutil
from pathlib import Path
from urllib.request import Request, urlopen

import pyarrow.parquet as pq
import pytest

from app.changes import NOT_COUNTED
from data_marts.catalog import MARTS, Status
from data_marts.release_reader import ReleaseError, open_release
from tests.app import twins
from tests.app.running_site import running_site
from tests.app.small_release import WITHHELD_UNIT, tables
from tests.app.twins import LARGE, MARKER, TINY, Told, Twins

ASKED = twins.addresses()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    return twins.write_twins(tmp_path_factory.mktemp("twins"))


@pytest.fixture(scope="module")
def told(pair: Twins, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """All that the site on each of both releases says."""
    caches = tmp_path_factory.mktemp("caches")
    return {which: twins.told_by(root, caches / which, ASKED) for which, root in pair.roots.items()}


# --- the releases are what they are meant to be ---


def test_the_true_figures_hold_the_marker_and_the_open_ones_are_the_small_release(pair: Twins) -> None:
    for which, root in pair.roots.items():
        folder = root / "current"
        for name, mart in MARTS.items():
            if mart.source != "register":
                continue
            [true] = [pq.read_table(path).to_pylist() for path in (folder / "restricted").glob(f"{name}.*")]
            [shown] = [pq.read_table(path) for path in (folder / "open").glob(f"{name}.*")]
            values = {value for row in true for value in row.values()}
            assert (MARKER in values or MARKER + 0.5 in values) is (which == LARGE)
            assert shown.cast(mart.schema).equals(tables()[name])


def test_the_pair_differs_in_restricted_files_alone(pair: Twins) -> None:
    """Not even in their names and manifests: by a checksum, guesses at the true figures could be tried."""
    restricted = [
        [path.read_bytes() for path in sorted((root / "current/restricted").iterdir())] for root in pair.roots.values()
    ]
    assert restricted[0] != restricted[1]
    shown = [[path.read_bytes() for path in sorted((root / "current/open").iterdir())] for root in pair.roots.values()]
    assert shown[0] == shown[1]
    manifests = [(root / "current/manifest.json").read_bytes() for root in pair.roots.values()]
    assert manifests[0] == manifests[1]


def test_every_page_and_every_filter_is_asked_for() -> None:
    text = " ".join(ASKED)
    for spec in twins.SPECS:
        for choice in spec.choice_filters:
            assert {word for word in choice.words.values() if f"{choice.key}={word}" not in text} == set()
    for path in ("/ ", "/enheter ", "/om ", "/om/endringer ", "/enheter/979848498 "):
        assert path in f"{text} "


# --- no marker ---


def test_no_byte_that_is_sent_holds_a_withheld_number(told: dict[str, Told]) -> None:
    found = [name for which in told for name, sent in told[which].sent.items() if twins.holds_marker(sent)]
    assert found == []
    assert len(told[LARGE].sent) > 400
    # What is too detailed was asked for, and answered in words.
    assert sum("vises ikke så detaljert".encode() in sent for sent in told[LARGE].sent.values()) > 15
    # Most of it are answers with figures, and not sentences about something that is wrong.
    assert sum(b"skjult" in sent for sent in told[LARGE].sent.values()) > 70


def test_no_finished_answer_that_is_kept_holds_one(told: dict[str, Told]) -> None:
    assert [name for name, kept in told[LARGE].kept.items() if twins.holds_marker(kept)] == []
    assert len(told[LARGE].kept) > 200
    assert sum(b"skjult" in kept for kept in told[LARGE].kept.values()) > 60


def test_no_line_of_the_log_holds_one(told: dict[str, Told]) -> None:
    assert [line for line in told[LARGE].logged if twins.holds_marker(line.encode())] == []


@pytest.mark.parametrize("text", [
    "7333177", "7 333 177", "7\u00a0333\u00a0177,5", "7\u202f333\u202f177", "7\\u00a0333\\u00a0177", "7,333,177",
    "7.333.177", "7&nbsp;333&nbsp;177", '{"y":[7333177.5]}', "73.331.77",
])  # fmt: skip
def test_the_search_finds_the_number_in_each_form(text: str) -> None:
    assert twins.holds_marker(text.encode())
    picture = base64.b64encode(f"<text>{text}</text>".encode()).decode()
    assert twins.holds_marker(f"data:image/svg+xml;base64,{picture}".encode())
    assert not twins.holds_marker(text.replace("3", "4").encode())


def test_files_of_withheld_cells_are_among_what_is_compared(told: dict[str, Told]) -> None:
    files = [told[LARGE].sent[f"other {address}"] for address in twins.FILES]
    assert all(b"Content-Disposition" in sent for sent in files)
    readable = [sent for sent in files if b"text/csv" in sent or b"application/json" in sent]
    assert len(readable) == 12
    assert all("skjult" in sent.decode() for sent in readable)


# --- twins ---


def test_answers_do_not_hang_on_what_is_withheld(told: dict[str, Told]) -> None:
    """Whatever could: the range of an axis, order, rank, colour, length of a file, a sentence, a header."""
    one, other = told[LARGE].sent, told[TINY].sent
    assert list(one) == list(other)
    assert [name for name in one if one[name] != other[name]] == []


def test_answers_that_are_kept_do_not_either(told: dict[str, Told]) -> None:
    assert told[LARGE].kept == told[TINY].kept


def test_the_log_does_not_either(told: dict[str, Told]) -> None:
    assert told[LARGE].logged == told[TINY].logged


def test_the_comparison_sees_what_is_shown(told: dict[str, Told]) -> None:
    """Two pages of one release differ: else the comparison would be of nothing."""
    sent = told[LARGE].sent
    assert sent["page /pasienter?maal=rate&kjonn=jenter"] != sent["page /pasienter?maal=pasienter&kjonn=jenter"]


def test_a_preview_does_not_either(pair: Twins, tmp_path: Path) -> None:
    asked = [
        "/",
        "/enheter",
        "/om/endringer",
        "/enheter/974795884",
        "/enheter/979848498",
        "/pasienter?kjonn=jenter&sted=finnmark",
    ]
    told = [
        twins.told_by(root, tmp_path / which, asked, preview=pair.preview(which)) for which, root in pair.roots.items()
    ]
    assert told[0].sent == told[1].sent
    assert not any(twins.holds_marker(sent) for sent in told[0].sent.values())
    assert "Forhåndsvisning".encode() in told[0].sent["page /enheter"]


def test_the_site_reads_no_restricted_file(told: dict[str, Told], pair: Twins, tmp_path: Path) -> None:
    root = tmp_path / "releases"
    shutil.copytree(pair.roots[LARGE], root, symlinks=True)
    for folder in list(root.glob("2024*/restricted")):
        shutil.rmtree(folder)
    asked = [f"/enheter/{WITHHELD_UNIT}", "/enheter", "/om/endringer"]
    alone = twins.told_by(root, tmp_path / "cache", asked, others=())
    assert len(alone.sent) == 3 * len(asked)
    assert alone.sent == {name: told[LARGE].sent[name] for name in alone.sent}


# --- as gunicorn serves it ---


def test_the_running_site_sends_keeps_and_logs_no_withheld_number(pair: Twins, tmp_path: Path) -> None:
    asked = [
        "/enheter/979848498",
        "/enheter",
        "/pasienter?kjonn=jenter&sted=finnmark",
        "/om/endringer",
        "/_dash-layout",
    ]
    cache, log = tmp_path / "cache", tmp_path / "log"
    with running_site(pair.roots[LARGE], log, KVABUP_CACHE=str(cache)) as port:
        sent = []
        for address in asked:
            with urlopen(Request(f"http://127.0.0.1:{port}{address}"), timeout=60) as answer:
                sent.append(answer.read())
    assert sum(b"skjult" in found for found in sent) == 4
    logged = log.read_bytes()
    assert b"GET /enheter/979848498 200" in logged
    kept = twins.kept_in(cache)
    assert len(kept) >= 4
    assert not any(twins.holds_marker(found) for found in (*sent, *kept.values(), logged))


# --- a true value beside a status ---


@pytest.mark.parametrize(
    ("name", "measure"),
    [(name, measure) for name, mart in MARTS.items() if mart.source == "register" for measure in mart.measures],
)
def test_the_reader_refuses_a_number_beside_a_status_and_does_not_tell_it(
    tmp_path: Path, name: str, measure: str
) -> None:
    found, mart = tables(), MARTS[name]
    rows = found[name].to_pylist()
    status = mart.group_of(measure).status_column
    row = next((row for row in rows if row[status] == Status.WITHHELD), None) or next(
        row for row in rows if row[status] != Status.PUBLISHED
    )
    row[measure] = twins.hidden_value(mart, mart.measures[measure], LARGE)
    found[name] = type(found[name]).from_pylist(rows, schema=mart.schema)
    release = twins.write_candidate(tmp_path, found)
    with pytest.raises(ReleaseError, match=f"mart {name}: {measure} has values beside a status") as refused:
        open_release(tmp_path, release).open_tables()
    assert not twins.holds_marker(str(refused.value).encode())


def test_limits_and_spreads_are_no_figures_of_their_own_on_the_page_of_changes() -> None:
    assert set(NOT_COUNTED) == {"limit", "spread"}
