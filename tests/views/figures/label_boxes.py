"""Where the labels of a figure lie on the page, in px, by the widths of our own font."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from fontTools.ttLib import TTFont

from dashboard.views.figures.base import Drawn
from tests.conventions.project import ROOT

FONT = ROOT / "dashboard/entry/static/inter.woff2"
FONT_PX, GLYPH_PX, LINE_PX, APART_PX = 12, 9, 14, 3
_LEFT_OF = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True)
class Box:
    """A label's place: `middle` is its height above the lower edge of the figure."""

    text: str
    left: float
    right: float
    middle: float

    def collides(self, other: Box) -> bool:
        """Whether two labels lie on each other, or so near that they read as one."""
        beside = self.right + APART_PX <= other.left or other.right + APART_PX <= self.left
        return not beside and abs(self.middle - other.middle) < LINE_PX


def collisions(figure: Drawn, width: int) -> list[str]:
    """Return the pairs of labels that collide in a figure drawn for so many px."""
    both = combinations(boxes(figure, width), 2)
    return [f"{one.text} / {other.text}" for one, other in both if one.collides(other)]


def cut_off(figure: Drawn, width: int) -> list[str]:
    """Return the labels that reach beyond the figure's edges."""
    high = figure.to_dict()["layout"]["height"]
    half = GLYPH_PX / 2
    return [
        each.text
        for each in boxes(figure, width)
        if each.left < -1 or each.right > width + 1 or each.middle < half or each.middle > high - half
    ]


def boxes(figure: Drawn, width: int) -> Iterator[Box]:
    """Yield the place of each label."""
    layout = figure.to_dict()["layout"]
    for label in layout["annotations"]:
        text = html.unescape(re.sub("<[^>]+>", "", label["text"]))
        px = text_width(text)
        left = _across(label, layout, width) + label["xshift"] - px * _LEFT_OF[label["xanchor"]]
        yield Box(text, left, left + px, _up(label, layout) + label.get("yshift", 0))


def _across(label: dict[str, Any], layout: dict[str, Any], width: int) -> float:
    margin = layout["margin"]["l"]
    share = label["x"]
    if label["xref"] == "x":
        low, high = map(_number, layout["xaxis"]["range"])
        share = (_number(label["x"]) - low) / (high - low)
    return float(margin + share * (width - margin))


def _up(label: dict[str, Any], layout: dict[str, Any]) -> float:
    name, _, domain = label["yref"].partition(" ")
    axis = layout[f"yaxis{name[1:]}"]
    low, high = axis["range"]
    share = label["y"] if domain else (label["y"] - low) / (high - low)
    start, end = axis.get("domain", (0, 1))
    return float((start + share * (end - start)) * layout["height"])


def _number(value: Any) -> float:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC).timestamp()
    return float(value)


def text_width(text: str) -> float:
    """Return the width of a text in the font and size of our figures."""
    advances, glyphs, per_em = _font()
    return float(sum(advances[glyphs[ord(letter)]][0] for letter in text) * FONT_PX / per_em)


@cache
def _font() -> tuple[Any, dict[int, str], int]:
    font = TTFont(FONT)
    return font["hmtx"].metrics, font.getBestCmap(), font["head"].unitsPerEm
