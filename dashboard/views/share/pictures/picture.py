"""A part of a status view as a picture for a chat or a ticket: SVG, and PNG made from it.

Company, date and legend are in the picture, as it is seen without its page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import resvg_py

from dashboard.views import times
from dashboard.views.share.pictures.figure import WIDTH, DayFigure, figure_of
from dashboard.views.share.pictures.legend import LegendEntry, legend_of, legend_of_statuses
from dashboard.views.share.pictures.lettering import drawable, text_width, wrapped
from dashboard.views.share.pictures.timeline import timed_syncs, timeline_of
from dashboard.views.share.stylesheet import fill_colour, stroke_colour
from dashboard.views.share.templating import rendered
from dashboard.views.theme import light

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.views.share.status_view import StatusView

FONTS: Final = tuple(sorted(Path(__file__).with_name("fonts").glob("*.ttf")))
TIMELINE_TITLE: Final = "Sync timeline"
_WIDTH: Final = 720
_EDGE: Final = 24
_INNER: Final = _WIDTH - 2 * _EDGE
_SCALE: Final = _INNER / WIDTH
_TITLE_SIZE: Final = 22
_TITLE_LINE: Final = 28
_TEXT_SIZE: Final = 13
_LEGEND_LINE: Final = 20
_ZOOM: Final = 2


class PictureKind(StrEnum):
    """What a picture shows."""

    DAILY = "daily"
    TIMELINE = "timeline"


@dataclass(frozen=True)
class _Line:
    """A line of text: its baseline, size and weight."""

    y: float
    text: str
    size: int
    weight: int
    colour: str


@dataclass(frozen=True)
class _PlacedLegend:
    """An entry of the legend: the centre of its symbol, and its word beside it."""

    x: float
    y: float
    symbol: str
    word: str


@dataclass(frozen=True)
class _Drawing:
    """What a picture is drawn from."""

    title: str
    figure: DayFigure
    legend: Sequence[LegendEntry]


def picture_svg(view: StatusView, kind: PictureKind) -> str | None:
    """Return a picture as SVG; None if the view doesn't show it."""
    drawing = _drawing(view, kind)
    if drawing is None or not drawing.figure.marks:
        return None
    lines = _lines(view, drawing.title)
    top = lines[-1].y + 12
    legend = _placed(drawing.legend, top + drawing.figure.height * _SCALE + 20)
    return rendered(
        "picture.svg.j2",
        width=_WIDTH,
        height=round((legend[-1].y if legend else top) + 22),
        edge=_EDGE,
        lines=lines,
        figure=drawing.figure,
        top=top,
        scale=round(_SCALE, 4),
        label_size=round(12 / _SCALE, 2),
        legend=legend,
        alt=picture_alt(view, kind),
        page=light("page"),
        ink=light("ink"),
        muted=light("muted"),
        fill=fill_colour,
        stroke=stroke_colour,
    )


def picture_png(view: StatusView, kind: PictureKind) -> bytes | None:
    """Return the same as PNG, twice as large for sharp screens."""
    svg = picture_svg(view, kind)
    return None if svg is None else png_of(svg)


def picture_alt(view: StatusView, kind: PictureKind) -> str:
    """Return the alternative text of a picture; "" if the view doesn't show it."""
    if kind is PictureKind.DAILY:
        return f"{view.company}. {view.daily.title}. {view.daily.finding}" if view.daily else ""
    shown = timed_syncs(view)
    if not shown:
        return ""
    number = times.count(len(shown), "sync")
    return f"{view.company}. {TIMELINE_TITLE}: {number}, {shown[0].ran} to {shown[-1].ran}."


def png_of(svg: str) -> bytes:
    """Return an SVG as PNG. Without our fonts its text would be left out."""
    made = resvg_py.svg_to_bytes(
        svg_string=svg, zoom=_ZOOM, font_files=[str(each) for each in FONTS], skip_system_fonts=True
    )
    return bytes(made)


def _drawing(view: StatusView, kind: PictureKind) -> _Drawing | None:
    if kind is PictureKind.TIMELINE:
        return _timeline(view)
    daily = view.daily
    return _Drawing(daily.title, figure_of(daily), legend_of(daily)) if daily else None


def _timeline(view: StatusView) -> _Drawing | None:
    if view.syncs is None:
        return None
    shown = timed_syncs(view)
    newest = f", newest {len(shown)}" if view.syncs.more or len(shown) < len(view.syncs.rows) else ""
    filters = f" ({'; '.join(view.syncs.filters)})" if view.syncs.filters else ""
    legend = legend_of_statuses({each.status for each in shown})
    return _Drawing(f"{TIMELINE_TITLE}{newest}{filters}", timeline_of(view), legend)


def _lines(view: StatusView, title: str) -> list[_Line]:
    """Return the texts above the figure: company, answer, date, the figure's title.

    Without the answer, the company is the title.
    """
    tag = "  ·  Demo data" if view.demo else ""
    small, heading = (f"{view.company}{tag}", view.title) if view.answer else (tag.strip("· "), view.company)
    lines = [_Line(_EDGE + 14, drawable(small), _TEXT_SIZE, 600, light("muted"))] if small else []
    for each in wrapped(drawable(heading), _TITLE_SIZE, _INNER):
        lines.append(
            _Line((lines[-1].y if lines else _EDGE - 8) + _TITLE_LINE, each, _TITLE_SIZE, 600, light("ink"))
        )
    lines.append(_Line(lines[-1].y + 22, f"As of {view.as_of_text}", _TEXT_SIZE, 400, light("muted")))
    return [*lines, _Line(lines[-1].y + 32, drawable(title), _TEXT_SIZE, 600, light("ink"))]


def _placed(entries: Sequence[LegendEntry], y: float) -> list[_PlacedLegend]:
    """Return the legend in lines that fit."""
    placed: list[_PlacedLegend] = []
    x = float(_EDGE)
    for entry in entries:
        takes = 16 + text_width(entry.word, _TEXT_SIZE) + 16
        if placed and x + takes > _WIDTH - _EDGE:
            x, y = float(_EDGE), y + _LEGEND_LINE
        placed.append(_PlacedLegend(round(x + 6, 1), round(y, 1), entry.symbol, entry.word))
        x += takes
    return placed
