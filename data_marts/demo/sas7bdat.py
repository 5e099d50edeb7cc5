"""Uncompressed SAS data sets (sas7bdat): Latin-1 or UTF-8, 64-bit, little-endian, written page by page.

The format is not published. The layout follows what Shotwell ("SAS7BDAT Database Binary Format", 2013) and the reader
ReadStat have found out, and only what a reader needs is filled in. One file is: a header, pages that describe the
columns, pages of rows. Rows have a fixed length; numbers are doubles whose lowest bytes may be left out.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

HEADER: Final = 8192
PAGE: Final = 65_536
PAGE_HEADER: Final = 40
POINTER: Final = 24
SIGNATURE: Final = 8
PAGES_AT_ONCE: Final = 128
ENCODINGS: Final = {"latin-1": 29, "utf-8": 20, "windows-1252": 62}
EPOCH: Final = 3653  # days from 1 January 1960, where SAS begins to count, to 1 January 1970
MAGIC: Final = bytes.fromhex("000000000000000000000000c2ea8160b31411cfbd92080009c7318c181f1011")
META_PAGE, DATA_PAGE = 0x0000, 0x0100
ROW_SIZE, COLUMN_SIZE = 0xF7F7F7F7, 0xF6F6F6F6
FORMAT, ATTRIBUTES, TEXT, NAMES = 0xFFFFFFFFFFFFFBFE, 0xFFFFFFFFFFFFFFFC, 0xFFFFFFFFFFFFFFFD, 0xFFFFFFFFFFFFFFFF
NUMBER, CHARACTER = 1, 2
MISSING: Final = 0xFFFFFE0000000000  # SAS's plain missing value, "."
LONGEST_TEXT: Final = 32_767
LONGEST_NAME: Final = 32
# A name of up to 8 characters is marked differently from a longer one.
SHORT_NAME, LONG_NAME = 4, 2048
Bytes: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True)
class Numbers:
    """A numeric column: NaN is missing. `format` without width, as YYMMDD; length 3-8 bytes, None for the shortest."""

    values: NDArray[np.float64]
    format: str = ""
    width: int = 0
    length: int | None = None


@dataclass(frozen=True)
class Words:
    """A character column: the word at each index; negative is missing, which SAS keeps as blanks."""

    indices: NDArray[np.integer]
    words: Sequence[str]


@dataclass(frozen=True)
class _Column:
    """A column as its bytes, row by row, or as those of its words."""

    name: str
    kind: int
    length: int
    format: str
    width: int
    cells: Bytes  # rows or words, and bytes
    indices: NDArray[np.integer] | None  # into the words

    def rows(self, part: slice) -> Bytes:
        return self.cells[part] if self.indices is None else self.cells[self.indices[part]]


def write_sas7bdat(
    path: Path, columns: Mapping[str, Numbers | Words], encoding: str = "latin-1", name: str = "DATA"
) -> None:
    """Writes a data set; no time goes in, so the same columns give the same bytes.

    ValueError for names, lengths or words that the format cannot hold, or a row longer than a page.
    """
    laid = [_laid_out(title, column, encoding) for title, column in columns.items()]
    counts = {len(c.cells if c.indices is None else c.indices) for c in laid}
    if len(counts) != 1:
        raise ValueError("a data set needs columns, all of the same number of rows")
    rows, length = counts.pop(), sum(column.length for column in laid)
    per_page = (PAGE - PAGE_HEADER) // length
    if per_page == 0:
        raise ValueError(f"a row of {length} bytes does not fit on a page of {PAGE}")
    meta = _meta_page(_subheaders(laid, rows, length, per_page))
    with path.open("wb") as file:
        file.write(_header(1 + -(-rows // per_page), encoding, name))
        file.write(meta)
        for chunk in _data_pages(laid, rows, length, per_page):
            file.write(chunk)


def shortest_length(values: NDArray[np.float64]) -> int:
    """The fewest bytes, 3-8, that keep every value (whole numbers up to 8,192 fit in 3)."""
    bits = np.bitwise_or.reduce(values[~np.isnan(values)].view(np.uint64), initial=np.uint64(0))
    empty = next((n for n in range(5, 0, -1) if int(bits) % 256**n == 0), 0)
    return 8 - empty


def _laid_out(name: str, column: Numbers | Words, encoding: str) -> _Column:
    if not (name.isascii() and name.isidentifier() and len(name) <= LONGEST_NAME):
        raise ValueError(f"{name!r} is no name of a SAS column: letters, digits and _, at most {LONGEST_NAME}")
    if isinstance(column, Words):
        return _words(name, column, encoding)
    return _numbers(name, column)


def _numbers(name: str, column: Numbers) -> _Column:
    values = np.ascontiguousarray(column.values, dtype="<f8")
    shortest = shortest_length(values)
    length = column.length or shortest
    if not shortest <= length <= 8:
        raise ValueError(f"{name}: {length} bytes do not hold its numbers, {shortest} do")
    bits = np.where(np.isnan(values), np.uint64(MISSING), values.view("<u8")).astype("<u8")
    cells = bits.view(np.uint8).reshape(len(values), 8)[:, 8 - length :]
    return _Column(name, NUMBER, length, column.format, column.width, cells, None)


def _words(name: str, column: Words, encoding: str) -> _Column:
    """The last word is the missing one: -1 finds it."""
    coded = [*(word.encode(encoding) for word in column.words), b""]
    length = max(1, *(len(word) for word in coded))
    if length > LONGEST_TEXT:
        raise ValueError(f"{name}: a text of {length} bytes is longer than {LONGEST_TEXT}")
    cells = np.frombuffer(b"".join(word.ljust(length) for word in coded), dtype=np.uint8).reshape(len(coded), length)
    indices = np.where(column.indices < 0, len(column.words), column.indices)
    return _Column(name, CHARACTER, length, "$", length, cells, indices)


def _header(pages: int, encoding: str, name: str) -> bytes:
    header = bytearray(HEADER)
    header[:32] = MAGIC
    # 64-bit with the numbers after it moved by four bytes, little-endian, made on Unix.
    header[32:40] = bytes((0x33, 0x22, 0x00, 0x33, 0x33, 0x01, 0x02)) + b"1"
    header[70] = ENCODINGS[encoding]
    header[84:92] = b"SAS FILE"
    header[92:156] = name.encode("ascii").ljust(64)
    header[156:164] = b"DATA    "
    struct.pack_into("<IIQ", header, 200, HEADER, PAGE, pages)
    header[224:232] = b"9.0401M5"
    header[232:248] = b"Linux".ljust(16, b"\0")
    return bytes(header)


class _Texts:
    """Names and formats, one after the other in one block of text that the other blocks point into."""

    def __init__(self) -> None:
        # The places of compression and creator are blank; the pointers count from the block's length on, at byte 8.
        self.body = bytearray(4) + b" " * 8 + bytes(8)

    def add(self, text: str) -> bytes:
        """Where the text stands: number of the block, place within it, length."""
        if not text:
            return bytes(6)
        place = len(self.body) + 8
        self.body += text.encode("ascii").ljust(-(-len(text) // 4) * 4, b"\0")
        return struct.pack("<HHH", 0, place, len(text))


def _subheaders(columns: Sequence[_Column], rows: int, length: int, per_page: int) -> list[bytes]:
    """The blocks that describe the data set."""
    texts = _Texts()
    names = b"".join(texts.add(column.name) + bytes(2) for column in columns)
    formats = [_format(column, texts) for column in columns]
    return [
        _row_size(len(columns), rows, length, per_page),
        struct.pack("<QQQ", COLUMN_SIZE, len(columns), 0),
        _with_length(TEXT, bytes(texts.body)),
        _with_length(NAMES, names + bytes(12)),
        _with_length(ATTRIBUTES, _attributes(columns) + bytes(12)),
        *formats,
    ]


def _with_length(signature: int, body: bytes) -> bytes:
    """A block that says its own length, less the 20 bytes around it."""
    return struct.pack("<QH6x", signature, len(body) + 16 - 20) + body


def _row_size(columns: int, rows: int, length: int, per_page: int) -> bytes:
    block = bytearray(808)
    struct.pack_into("<Q", block, 0, ROW_SIZE)
    struct.pack_into("<QQ", block, 40, length, rows)
    struct.pack_into("<Q", block, 72, columns)
    struct.pack_into("<Q8xQ", block, 104, PAGE, per_page)
    return bytes(block)


def _attributes(columns: Sequence[_Column]) -> bytes:
    ends = np.cumsum([column.length for column in columns])
    return b"".join(
        struct.pack(
            "<QIHBx",
            int(end) - column.length,
            column.length,
            SHORT_NAME if len(column.name) <= 8 else LONG_NAME,
            column.kind,
        )
        for column, end in zip(columns, ends, strict=True)
    )


def _format(column: _Column, texts: _Texts) -> bytes:
    block = bytearray(64)
    struct.pack_into("<Q", block, 0, FORMAT)
    struct.pack_into("<H", block, 24, column.width)
    block[46:52] = texts.add(column.format)
    return bytes(block)


def _meta_page(blocks: Sequence[bytes]) -> bytes:
    """The blocks from the end of the page on, their places at its beginning."""
    if PAGE_HEADER + sum(POINTER + len(block) for block in blocks) > PAGE:
        raise ValueError("too many columns: they must be described on one page")
    page = bytearray(PAGE)
    struct.pack_into("<HHH", page, 32, META_PAGE, len(blocks), len(blocks))
    end = PAGE
    for number, block in enumerate(blocks):
        end -= len(block)
        struct.pack_into("<QQ", page, PAGE_HEADER + POINTER * number, end, len(block))
        page[end : end + len(block)] = block
    return bytes(page)


def _data_pages(columns: Sequence[_Column], rows: int, length: int, per_page: int) -> Iterator[bytes]:
    """The pages of rows, some hundred at a time; the last one is filled up with zeros."""
    for first in range(0, rows, per_page * PAGES_AT_ONCE):
        part = slice(first, min(first + per_page * PAGES_AT_ONCE, rows))
        count = part.stop - part.start
        full = -(-count // per_page)
        cells = np.zeros((full * per_page, length), dtype=np.uint8)
        offset = 0
        for column in columns:
            cells[:count, offset : offset + column.length] = column.rows(part)
            offset += column.length
        pages = np.zeros((full, PAGE), dtype=np.uint8)
        pages[:, 32:36] = np.array([DATA_PAGE, per_page], dtype="<u2").view(np.uint8)
        pages[-1, 34:36] = np.array([count - (full - 1) * per_page], dtype="<u2").view(np.uint8)
        pages[:, PAGE_HEADER : PAGE_HEADER + per_page * length] = cells.reshape(full, -1)
        yield pages.tobytes()
