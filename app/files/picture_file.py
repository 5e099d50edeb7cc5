"""A view's chart as a picture of its own, for slides and mail: with heading, source and receipt in it."""

import struct
from collections.abc import Mapping
from pathlib import Path
from zlib import crc32

import resvg_py

from app.charts import svg
from app.charts.palette import INK, MUTED_INK, PAPER
from app.charts.text import FAMILY, wrap
from app.charts.xml import element, lines, number, safe, text
from app.files.about import FileOf

FONTS = Path(__file__).parent / "fonts"
WIDTH, EDGE = svg.Size.WIDE.width, 24.0
HEADING, SMALL = 20.0, 12.0
#: Pixels to each unit of the picture: sharp on a slide.
ZOOM = 2.0
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture_svg(file: FileOf) -> bytes:
    """A stand-alone SVG. ValueError for a view without a chart."""
    if file.view.chart is None:
        raise ValueError("a view without a chart has no picture")
    width = WIDTH + 2 * EDGE
    heading = wrap(file.view.heading, HEADING, WIDTH, most=3, bold=True)
    top = 20.0 + len(heading) * (HEADING + 6)
    drawn = svg.draw_apart(file.view.chart, svg.Size.WIDE, lambda value, decimals: file.words.number(value, decimals))
    height = top + _height(drawn)
    below = _below(file)
    whole = height + 16 + len(below) * (SMALL + 5)
    parts = [
        element("title", {}, safe(file.view.heading)),
        element("desc", {}, safe(file.view.alternative)),
        element("metadata", {}, safe(f"{file.receipt.text} {file.receipt.address}")),
        element("rect", {"width": width, "height": whole, "fill": PAPER}),
        lines(
            EDGE, 18.0 + HEADING / 2, heading, HEADING + 6, {"font-size": HEADING, "font-weight": "600", "fill": INK}
        ),
        drawn.replace("<svg ", f'<svg y="{number(top)}" width="{number(width)}" height="{number(_height(drawn))}" ', 1),
        *(text(EDGE, height + 16 + row * (SMALL + 5), line, {"font-size": SMALL}) for row, line in enumerate(below)),
    ]
    attributes: dict[str, str | float] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "width": width,
        "height": whole,
        "viewBox": f"0 0 {number(width)} {number(whole)}",
        "font-family": FAMILY,
        "fill": MUTED_INK,
        "role": "img",
        "lang": file.words.language,
    }
    return element("svg", attributes, *parts).encode()


def picture_png(file: FileOf) -> bytes:
    """The same picture in pixels, drawn with our own fonts. ValueError for a view without a chart."""
    drawn = picture_svg(file).decode()
    fonts = [str(path) for path in sorted(FONTS.glob("*.ttf"))]
    plain = bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawn, zoom=ZOOM, skip_system_fonts=True, font_files=fonts, sans_serif_family="Source Sans 3"
        )
    )
    # A line's end, for the address to be found by: what comes behind a text could be letters, too.
    told = {"Title": file.view.heading, "Source": file.receipt.text, "Comment": f"{file.receipt.address}\n"}
    return with_texts(plain, told)


def with_texts(png: bytes, texts: Mapping[str, str]) -> bytes:
    """The picture with international texts (`iTXt`) after its header. Source: W3C, PNG, 11.3.3."""
    first = len(_SIGNATURE) + 25  # the header chunk has 13 bytes, and 12 around them
    chunks = (_chunk(b"iTXt", name.encode("latin-1") + b"\0\0\0\0\0" + text.encode()) for name, text in texts.items())
    return png[:first] + b"".join(chunks) + png[first:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def _height(drawn: str) -> float:
    """The height in the picture's own units, as its view box tells."""
    box = drawn.split('viewBox="', 1)[1].split('"', 1)[0]
    return float(box.split()[3])


def _below(file: FileOf) -> tuple[str, ...]:
    source = file.words("view.source", source=file.view.source)
    return (*wrap(source, SMALL, WIDTH, most=3), file.receipt.text)
