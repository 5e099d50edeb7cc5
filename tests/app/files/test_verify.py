"""Whether a file is ours: every kind as it was sent, changed, of another release, and what was never ours."""

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from app import verify
from app.files import __main__ as make_file
from app.files.formats import FORMATS
from app.settings import Settings
from data_marts.publishing.publish import publish
from data_marts.publishing.rollback import rollback
from data_marts.releases import switch
from tests.app.release_folder import times, write_candidate, write_named_release
from tests.app.small_release import tables

VIEW = "/last-ned/pasienter/utvikling"
QUERY = "?kjonn=jenter&sted=norge&sted=finnmark&sprak=nn"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str, str]:
    """A folder with two releases, the second one current; neither has a record of its publication."""
    root = tmp_path_factory.mktemp("two")
    first, second = write_named_release(root, tables()), write_named_release(root, times(7))
    switch(root, second)
    return Settings(releases=root), first, second


def _made(two: tuple[Settings, str, str], ending: str, query: str = QUERY) -> bytes:
    return make_file.made(f"{VIEW}.{ending}{query}", two[0])


@pytest.mark.parametrize("ending", FORMATS)
def test_every_kind_of_file_is_known_again_and_its_release_is_current_or_not(
    two: tuple[Settings, str, str], ending: str
) -> None:
    settings, first, second = two
    sent = _made(two, ending)
    told = verify.verified(sent, settings)
    assert told == f"is genuine: these are the figures of release {second}, which is current"
    switch(settings.releases, first)
    assert verify.verified(sent, settings).endswith(f"{second}, which has not been published; {first} is current")
    switch(settings.releases, second)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_byte_more_or_another_is_found(two: tuple[Settings, str, str], ending: str) -> None:
    sent = _made(two, ending)
    for changed in (sent + b" ", sent[:-30] + bytes([sent[-30] ^ 1]) + sent[-29:]):
        with pytest.raises(verify.NotProvedError):
            verify.verified(changed, two[0])


def test_a_changed_number_and_a_changed_receipt_are_told_apart(two: tuple[Settings, str, str]) -> None:
    sent = _made(two, "csv")
    [row] = [line for line in sent.splitlines() if line.startswith(b"Noreg") or line.startswith(b"Norge")]
    with pytest.raises(verify.NotProvedError, match="receipt of genuine figures, but is not what the site sends"):
        verify.verified(sent.replace(row, row.replace(b"5", b"6", 1)), two[0])
    receipt = verify._RECEIPT.search(sent.decode())
    assert receipt is not None
    with pytest.raises(verify.NotProvedError, match="its receipt is not that of these figures"):
        verify.verified(sent.replace(receipt[2].encode(), b"0" * 16), two[0])


def test_a_release_that_was_followed_or_taken_back_is_told_apart(tmp_path: Path) -> None:
    settings = Settings(releases=tmp_path)
    first = write_candidate(tmp_path, tables())
    publish(tmp_path, first, "A", "B")
    sent = make_file.made(f"{VIEW}.csv", settings)
    second = write_candidate(tmp_path, times(7))
    publish(tmp_path, second, "A", "B")
    assert verify.verified(sent, settings).endswith(f"has been superseded by {second}")
    later = make_file.made(f"{VIEW}.csv", settings)
    rollback(tmp_path, "A", "B", "wrong")
    assert verify.verified(later, settings).endswith(f"was taken back; {first} is current")


def test_the_site_that_a_file_names_is_proved_only_where_it_is_known(two: tuple[Settings, str, str]) -> None:
    ours = replace(two[0], address="https://tall.example.no")
    sent = make_file.made(f"{VIEW}.csv", ours)
    assert verify.verified(sent, ours).endswith("is current")
    assert verify.verified(sent, two[0]).endswith("the site it names, https://tall.example.no, was not looked at")
    with pytest.raises(verify.NotProvedError, match="names another site"):
        verify.verified(sent.replace(b"tall.example.no", b"evil.example.no"), ours)


def test_what_is_not_ours_says_why(two: tuple[Settings, str, str]) -> None:
    sent = _made(two, "csv")
    for changed, why in (
        (b"Sted,2024\r\nNorge,65.9\r\n", "has no receipt of ours"),
        (b"PK\x03\x04 and no more", "is a workbook that cannot be opened"),
        (sent.replace(two[2].encode(), b"2019T1-00000000"), "is not among the releases of this folder"),
        (sent.replace(b"utvikling.csv", b"helse.csv"), "names an address that the site does not have"),
        (sent.replace(b"kjonn=jenter", b"kjonn=katt"), "names an address that the site does not have"),
    ):
        with pytest.raises(verify.NotProvedError, match=why):
            verify.verified(changed, two[0])


def test_a_workbook_without_its_properties_is_none_of_ours(two: tuple[Settings, str, str]) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("docProps/app.xml", "<x/>")
    with pytest.raises(verify.NotProvedError, match="cannot be opened"):
        verify.verified(out.getvalue(), two[0])


def test_the_command_says_one_sentence(
    two: tuple[Settings, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"KVABUP_RELEASES": str(two[0].releases)}
    path = tmp_path / "tabell.xlsx"
    assert make_file.main([f"{VIEW}.xlsx", str(path)], environment) == 0
    assert verify.main([str(path)], environment) == 0
    assert capsys.readouterr().out.startswith("tabell.xlsx is genuine")
    path.write_bytes(path.read_bytes() + b"x")
    assert verify.main([str(path)], environment) == 1
    assert verify.main([str(tmp_path / "borte.csv")], environment) == 2
    assert verify.main([], environment) == 2
    assert capsys.readouterr().err.count("\n") == 3


@pytest.mark.parametrize("address", ["/last-ned/pasienter/tull.csv", "/pasienter", f"{VIEW}.csv?kjonn=alle", ""])
def test_no_file_is_written_for_an_address_that_has_none(
    two: tuple[Settings, str, str], tmp_path: Path, address: str
) -> None:
    environment = {"KVABUP_RELEASES": str(two[0].releases)}
    assert make_file.main([address, str(tmp_path / "ut.csv")], environment) == 1
    assert list(tmp_path.iterdir()) == []
