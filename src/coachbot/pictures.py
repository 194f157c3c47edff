"""Pictures that can be read: bars and a heat map, with their text alternative made from the same values.

Nothing is told by colour alone: a bar has its number beside it, a cell of a heat map its text in it, and what is
missing or due a hatching or an edge as well. Texts come in from outside, in whichever language they are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from PIL import Image, ImageDraw, ImageFont

from coachbot.pieces import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Colour = tuple[int, int, int]

PAPER: Colour = (255, 255, 255)
INK: Colour = (0, 0, 0)
FAINT: Colour = (200, 204, 209)
DEEP: Colour = (8, 64, 112)
"""What a bar and the fullest cell are filled with; between paper and this, a cell is as deep as it is full."""
DUE: Colour = (150, 52, 0)

TITLE, TEXT, SMALL, SMALLEST = 30, 24, 21, 19
"""Sizes of letters in pixels, drawn for a screen that shows the picture at half its size."""
MARGIN = 28
LONGEST_TITLE, LONGEST_LABEL = 1100, 460
MAX_LINES = 2

Mark = Literal["plain", "missing", "due"]
"""How a cell looks besides its shade: nothing more, hatched, or within a thick edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what it counts, and how many."""

    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """One cell of a heat map. `fill` is 0 to 1, `text` stands in it, and `words` say it to whoever can't see it."""

    text: str
    words: str
    fill: float = 0.0
    mark: Mark = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """A row of a heat map: as many cells as there are columns."""

    label: str
    cells: tuple[Heat, ...]


def bars(title: str, shown: Sequence[Bar]) -> Picture:
    """Bars under one another, each with its label before it and its number behind it."""
    label_width = _label_width(bar.label for bar in shown)
    room, step, thick = 420, 54, 34
    heading = _lines(title, TITLE, LONGEST_TITLE)
    top = MARGIN + len(heading) * _line(TITLE) + MARGIN // 2
    width = max(
        2 * MARGIN + label_width + 16 + room + _width(str(max((bar.count for bar in shown), default=0)), TEXT) + 16,
        2 * MARGIN + max(_width(line, TITLE) for line in heading),
    )
    image, pen = _sheet(width, top + step * len(shown) + MARGIN)
    _write(pen, (MARGIN, MARGIN), heading, TITLE)
    most = max((bar.count for bar in shown), default=0) or 1
    left = MARGIN + label_width + 16
    for index, bar in enumerate(shown):
        middle = top + index * step + step // 2
        _write_beside(pen, MARGIN, middle, bar.label, label_width)
        long = round(room * bar.count / most)
        pen.rectangle((left, middle - thick // 2, left + long, middle + thick // 2), fill=DEEP)
        pen.text((left + long + 12, middle), str(bar.count), font=_font(TEXT), fill=INK, anchor="lm")
    pen.line((left, top, left, top + step * len(shown)), fill=INK, width=2)
    alt = "\n".join([title, *(f"{bar.label}: {bar.count}" for bar in shown)])
    return Picture(alt=alt, png=_png(image))


def heat_map(title: str, columns: Sequence[str], rows: Sequence[HeatRow], legend: Sequence[Heat] = ()) -> Picture:
    """A table of shaded cells, with a legend below of what a cell may look like (its `words` stand beside it).

    The text alternative has a line a row, with cells that say the same taken together.
    """
    label_width = _label_width(row.label for row in rows)
    wide, tall = 124, 46
    heads = [_lines(column, SMALL, wide - 8) for column in columns]
    heading = _lines(title, TITLE, LONGEST_TITLE)
    head_top = MARGIN + len(heading) * _line(TITLE) + MARGIN // 2
    head_height = max((len(head) for head in heads), default=1) * _line(SMALL)
    top = head_top + head_height + 8
    legend_top = top + tall * len(rows) + MARGIN
    left = MARGIN + label_width + 16
    width = max(
        left + wide * len(columns) + MARGIN,
        2 * MARGIN + max(_width(line, TITLE) for line in heading),
        max((2 * MARGIN + wide + 16 + _width(entry.words, SMALL) for entry in legend), default=0),
    )
    image, pen = _sheet(width, legend_top + (tall + 8) * len(legend) + (MARGIN if legend else 0))
    _write(pen, (MARGIN, MARGIN), heading, TITLE)
    for index, head in enumerate(heads):
        for number, line in enumerate(reversed(head)):
            place = (left + index * wide + wide // 2, head_top + head_height - 6 - number * _line(SMALL))
            pen.text(place, line, font=_font(SMALL), fill=INK, anchor="ms")
    for number, row in enumerate(rows):
        above = top + number * tall
        _write_beside(pen, MARGIN, above + tall // 2, row.label, label_width)
        for index, cell in enumerate(row.cells):
            _draw_cell(pen, (left + index * wide, above), (wide, tall), cell)
    for number, entry in enumerate(legend):
        above = legend_top + number * (tall + 8)
        _draw_cell(pen, (MARGIN, above), (wide, tall), entry)
        pen.text((MARGIN + wide + 16, above + tall // 2), entry.words, font=_font(SMALL), fill=INK, anchor="lm")
    alt = "\n".join([title, *(f"{row.label}: {_in_words(columns, row)}" for row in rows)])
    return Picture(alt=alt, png=_png(image))


def _in_words(columns: Sequence[str], row: HeatRow) -> str:
    """What a row shows, in the order of its columns, columns with the same to say together."""
    said: dict[str, list[str]] = {}
    for column, cell in zip(columns, row.cells, strict=True):
        said.setdefault(cell.words, []).append(column)
    return "; ".join(f"{', '.join(where)}: {words}" for words, where in said.items())


def _draw_cell(pen: ImageDraw.ImageDraw, corner: tuple[int, int], size: tuple[int, int], cell: Heat) -> None:
    x, y = corner
    wide, tall = size
    box = (x + 2, y + 2, x + wide - 3, y + tall - 3)
    fill = _shade(cell.fill)
    pen.rectangle(box, fill=fill, outline=FAINT, width=1)
    if cell.mark == "missing":
        _hatch(pen, box)
    elif cell.mark == "due":
        pen.rectangle(box, outline=DUE, width=5)
    middle = (x + wide // 2, y + tall // 2)
    if cell.mark == "missing" and cell.text:
        half = _width(cell.text, SMALL) // 2 + 6
        pen.rectangle((middle[0] - half, y + 8, middle[0] + half, y + tall - 9), fill=fill)
    pen.text(middle, cell.text, font=_font(SMALL), fill=_legible_on(fill), anchor="mm")


def _hatch(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    """Slanting lines, cut off at the edges of the box."""
    left, top, right, bottom = box
    tall = bottom - top
    for start in range(left - tall, right, 12):
        begin = max(start, left)
        end = min(start + tall, right)
        pen.line((begin, bottom - (begin - start), end, bottom - (end - start)), fill=(120, 124, 130), width=2)


def _shade(fill: float) -> Colour:
    share = min(max(fill, 0.0), 1.0)
    red, green, blue = (round(paper + (deep - paper) * share) for paper, deep in zip(PAPER, DEEP, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    """How light a colour is, 0 to 1 (WCAG 2.2, relative luminance)."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """How well one can be read on the other: 1 to 21, of which 4.5 is enough for any text (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _legible_on(colour: Colour) -> Colour:
    return max((INK, PAPER), key=lambda letters: contrast(letters, colour))


def _label_width(labels: Iterable[str]) -> int:
    return max((_width(line, TEXT) for label in labels for line in _lines(label, TEXT, LONGEST_LABEL)), default=0)


def _write_beside(pen: ImageDraw.ImageDraw, left: int, middle: int, label: str, width: int) -> None:
    """A label of one line, or of two smaller ones, on the height of what it names."""
    lines, size = [label], TEXT
    if _width(label, TEXT) > width:
        lines, size = _lines(label, SMALLEST, width), SMALLEST
    above = middle - (len(lines) - 1) * _line(size) // 2
    for number, line in enumerate(lines):
        pen.text((left, above + number * _line(size)), " ".join(line.split()), font=_font(size), fill=INK, anchor="lm")


def _write(pen: ImageDraw.ImageDraw, corner: tuple[int, int], lines: Sequence[str], size: int) -> None:
    for number, line in enumerate(lines):
        pen.text((corner[0], corner[1] + number * _line(size)), line, font=_font(size), fill=INK)


def _lines(text: str, size: int, width: int) -> list[str]:
    """A text in lines that fit; what goes beyond the last ends in … (the text alternative has it all)."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and _width(longer, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if len(lines) > MAX_LINES:
        lines = [*lines[: MAX_LINES - 1], f"{lines[MAX_LINES - 1]} …"]
    return [_cut(line, size, width) for line in lines]


def _cut(line: str, size: int, width: int) -> str:
    if _width(line, size) <= width:
        return line
    kept = line.removesuffix("…").rstrip()
    while kept and _width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept}…"


def _width(text: str, size: int) -> int:
    return round(_font(size).getlength(" ".join(text.split())))


def _line(size: int) -> int:
    return round(size * 1.25)


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    """A font that comes along, as Pillow's own lacks accented letters; laid out alike on every machine."""
    raw = (files("coachbot") / "fonts/DejaVuSansCondensed-Latin.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(raw), size, layout_engine=ImageFont.Layout.BASIC)


def _sheet(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), PAPER)
    return image, ImageDraw.Draw(image)


def _png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.quantize(64).save(written, format="PNG", optimize=True)
    return written.getvalue()
