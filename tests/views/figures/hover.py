"""What hovering over the points of a figure says: the words of a trace with each point's data in place."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any


def hover_texts(trace: Any) -> list[str]:
    """Return the hover texts of a trace, point by point; [] where hovering says nothing."""
    if trace.hovertemplate is None:
        return list(trace.hovertext or ())
    return [_filled(trace, place) for place in range(len(trace.x))]


def _filled(trace: Any, place: int) -> str:
    values = {"x": trace.x[place], "y": trace.y[place]}
    for name in ("customdata", "text"):
        data = getattr(trace, name)
        if data is not None and not isinstance(data, str):
            values[name] = data[place]

    def value(found: re.Match[str]) -> str:
        shown = values[found["name"]]
        shown = shown[int(found["at"])] if found["at"] else shown
        return dt.date.fromisoformat(shown).strftime(found["date"]) if found["date"] else str(shown)

    pattern = r"%\{(?P<name>\w+)(\[(?P<at>\d)\])?(\|(?P<date>[^}]*))?(:,)?\}"
    return re.sub(pattern, value, trace.hovertemplate).removesuffix("<extra></extra>")
