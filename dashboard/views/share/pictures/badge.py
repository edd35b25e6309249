"""The answer as a badge for another site: an SVG of one line."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from dashboard.views import times
from dashboard.views.share.pictures.figure import symbol_of
from dashboard.views.share.pictures.lettering import drawable
from dashboard.views.share.status_view import StatusView
from dashboard.views.share.stylesheet import fill_colour, stroke_colour
from dashboard.views.share.templating import rendered
from dashboard.views.theme import light

_SIZE: Final = 12
_BEFORE: Final = 26
_AFTER: Final = 10
_LETTER: Final = 0.52


def badge_svg(view: StatusView) -> str:
    """Return the badge: the answer with its mark, or only what the view is where no answer is shared.

    Its date is visible only where something couldn't be read since.
    """
    date = f"As of {view.as_of_text}"
    words = drawable(view.answer.badge if view.answer else view.title)
    words += f" (as of {_day(view)})" if view.late else ""
    room = round(len(words) * _SIZE * _LETTER)
    return rendered(
        "badge.svg.j2",
        words=words,
        title=f"{view.company}: {words}. {date}",
        room=room,
        width=(_BEFORE if view.answer else _AFTER) + room + _AFTER,
        left=_BEFORE if view.answer else _AFTER,
        symbol=symbol_of(view.answer.status) if view.answer else "",
        size=_SIZE,
        page=light("page"),
        border=light("border"),
        ink=light("ink"),
        fill=fill_colour,
        stroke=stroke_colour,
    )


def _day(view: StatusView) -> str:
    day = view.as_of.astimezone(ZoneInfo(view.zone)).date()
    return times.day(day, day)
