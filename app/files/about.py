"""What every file says of itself: what it shows, what must be known of it, where it is from, and its receipt."""

from dataclasses import dataclass

from app.files.flat import Flat, flatten
from app.site import Site
from app.view import View
from app.words import Words


@dataclass(frozen=True)
class Receipt:
    """By what a file can be proved to be ours: release, digest of its data, code version, and its own address."""

    release: str
    data: str
    code: str
    address: str

    @property
    def text(self) -> str:
        """One line, the same in every language: for machines and for the edge of a picture."""
        return f"KVABUP {self.release} / {self.data} / {self.code}"


@dataclass(frozen=True)
class FileOf:
    """A view made ready to be written: its table, what is told of it, and the receipt."""

    view: View
    words: Words
    flat: Flat
    facts: tuple[tuple[str, str], ...]  # label, text
    receipt: Receipt
    is_invented: bool
    written: str  # ISO date of the release: files tell no time of their own, so the same data are the same bytes


def file_of(site: Site, view: View, address: str, place: str = "") -> FileOf:
    """The view as a file of this address (path and query). `place` is where the site is (`https://…`), if told."""
    flat, words = flatten(site.words, view.table), site.words
    receipt = Receipt(site.release.release_id, flat.digest, site.release.code_version, address)
    facts = _facts(words, view, receipt, place)
    return FileOf(view, words, flat, facts, receipt, view.origin == "invented", site.release.built_at[:10])


def _facts(words: Words, view: View, receipt: Receipt, place: str) -> tuple[tuple[str, str], ...]:
    invented = [("invented", words("files.invented_text"))] if view.origin == "invented" else []
    told = [
        ("title", view.heading),
        *invented,
        *(("summary", sentence) for sentence in view.sentences),
        ("definition", _definition(words, view)),
        *(("note", note) for note in view.notes),
        ("source", view.source),
        ("licence", words(f"files.licence_{view.origin}")),
        ("receipt", receipt.text),
        ("address", place + receipt.address),
    ]
    return tuple((words(f"files.{label}"), text) for label, text in told if text)


def _definition(words: Words, view: View) -> str:
    """The text that the view's link to a definition leads to; empty where it leads to no single term."""
    anchor = view.definition.address.rpartition("#")[2]
    return words.texts.get(f"term.{anchor}.text", "")
