"""Draws the two icons of the Teams app: a speech bubble that asks. Run it after a change here, and commit what it draws."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parents[1] / "adapters/teams/coachbot_teams/app"
INK, PAPER = (31, 78, 95, 255), (255, 255, 255, 255)
CLEAR = (255, 255, 255, 0)
FINE = 4
"""Points a pixel is looked at in each direction, so that edges are smooth."""

Colour = tuple[int, int, int, int]


def in_bubble(x: float, y: float, margin: float = 0.0) -> bool:
    """Whether a point of the unit square is in the bubble: a rounded square with a tail below."""
    left, top, right, bottom, corner = 0.18 + margin, 0.18 + margin, 0.82 - margin, 0.70 - margin, 0.14 - margin / 2
    dx, dy = max(left + corner - x, 0, x - right + corner), max(top + corner - y, 0, y - bottom + corner)
    tail = 0.30 + margin < x < 0.46 - margin and bottom - 0.01 <= y < 0.84 - 1.6 * margin - (x - 0.30)
    return dx * dx + dy * dy <= corner * corner or tail


def in_question(x: float, y: float) -> bool:
    """Whether a point is in the question mark: three quarters of a ring, a stem and a dot."""
    dx, dy = x - 0.5, y - 0.36
    away = (dx * dx + dy * dy) ** 0.5
    ring = 0.055 <= away <= 0.115 and not (dx < 0 and dy > 0)
    stem = abs(dx) <= 0.03 and 0.415 <= y <= 0.52
    dot = (dx * dx + (y - 0.59) ** 2) ** 0.5 <= 0.037
    return ring or stem or dot


def colour_icon(x: float, y: float) -> Colour:
    """White bubble on a full square, as Teams rounds it off itself."""
    return PAPER if in_bubble(x, y) and not in_question(x, y) else INK


def outline_icon(x: float, y: float) -> Colour:
    """White lines on nothing."""
    edge = in_bubble(x, y) and not in_bubble(x, y, 0.055)
    return PAPER if edge or in_question(x, y) else CLEAR


def drawn(size: int, colour_at: Callable[[float, float], Colour]) -> bytes:
    """A PNG of so many pixels square."""
    rows = bytearray()
    for row in range(size):
        rows.append(0)
        for column in range(size):
            points = [
                colour_at((column + (i + 0.5) / FINE) / size, (row + (j + 0.5) / FINE) / size)
                for i in range(FINE)
                for j in range(FINE)
            ]
            rows += bytes(sum(point[channel] for point in points) // len(points) for channel in range(4))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b"")


if __name__ == "__main__":
    (FOLDER / "color.png").write_bytes(drawn(192, colour_icon))
    (FOLDER / "outline.png").write_bytes(drawn(32, outline_icon))
