"""What all figures share: the empty figure, labels, lines, marks of statuses, the chart's settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from dashboard.views.looks import PALETTE, light, look_of

Figure = tuple[go.Figure, str]

# For st.plotly_chart(figure, theme=None, config=CONFIG, …)
CONFIG: Final[dict[str, Any]] = {
    "displayModeBar": False,
    "showAxisDragHandles": False,
    "doubleClick": False,
    "responsive": True,
    "scrollZoom": False,
}
_AXIS: Final[dict[str, Any]] = {
    "showgrid": False,
    "showline": False,
    "zeroline": False,
    "ticks": "",
    "showticklabels": False,
    "title": None,
    "fixedrange": True,
    "automargin": False,
}
_FONT: Final = "Inter, system-ui, sans-serif"
_SYMBOLS: Final = {"●": "circle", "○": "circle-open", "✕": "x-thin"}


def new_figure(height: int, left: int = 0) -> go.Figure:
    """Return an empty figure in our looks, `height` px high, with a left margin of `left` px."""
    figure = go.Figure()
    figure.update_layout(
        template=go.layout.Template(),
        height=height,
        margin={"l": left, "r": 0, "t": 0, "b": 0, "pad": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": _FONT, "size": 12, "color": light("muted")},
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        hoverlabel={
            "bgcolor": light("panel"),
            "bordercolor": light("border"),
            "font": {"family": _FONT, "size": 12, "color": light("ink")},
            "align": "left",
        },
    )
    figure.update_xaxes(**_AXIS)
    figure.update_yaxes(**_AXIS)
    return figure


def finished(figure: go.Figure) -> go.Figure:
    """Return the figure; ValueError if a colour in it is not of the palette, so that no rule maps it."""
    known = {colour.light for colour in PALETTE.values()} | {"rgba(0,0,0,0)"}
    odd = set(_colours(figure.to_plotly_json())) - known
    if odd:
        raise ValueError(f"Colours that are not in the palette: {sorted(odd)}")
    return figure


def label(
    figure: go.Figure,
    x: Any,
    y: float,
    text: str,
    *,
    anchor: str = "left",
    colour: str = "muted",
    shift: int = 0,
    xref: str = "x",
    yref: str = "y",
) -> None:
    """Write our own text at a place of the figure; `shift` moves it by px to the right.

    A reference "paper" counts 0 to 1 over the plot instead of in the axis' units; here and in `line`.
    """
    figure.add_annotation(
        x=x,
        y=y,
        text=text,
        showarrow=False,
        xanchor=anchor,
        yanchor="middle",
        xref=xref,
        yref=yref,
        xshift=shift,
        borderpad=0,
        font={"color": light(colour), "size": 12},
    )


def line(
    figure: go.Figure,
    start: tuple[Any, float],
    end: tuple[Any, float],
    token: str,
    *,
    width: float = 1,
    dash: str = "solid",
    xref: str = "x",
    yref: str = "y",
) -> None:
    """Draw a straight line between two places."""
    (x0, y0), (x1, y1) = start, end
    stroke = {"color": light(token), "width": width, "dash": dash}
    places = {"x0": x0, "y0": y0, "x1": x1, "y1": y1, "xref": xref, "yref": yref}
    figure.add_shape(type="line", **places, line=stroke, layer="below")


def mark_trace(
    status: str | None,
    spots: Sequence[tuple[Any, float]],
    texts: list[str] | None,
    ids: Sequence[str | None] | None,
    size: float = 7,
) -> go.Scatter:
    """Return the marks of one status; None is the small dot of a day without a run.

    Marks that plotly has no symbol for are written with our font of marks.
    """
    shared = {
        "x": [x for x, _ in spots],
        "y": [y for _, y in spots],
        "hovertext": texts,
        "hoverinfo": "skip" if texts is None else "text",
        "customdata": ids,
    }
    if status is None:
        return go.Scatter(mode="markers", marker={"size": 2.5, "color": light("dot")}, **shared)
    look = look_of(status)
    if look.mark not in _SYMBOLS:
        font = {"color": light(look.token), "size": size + 7, "family": _FONT}
        return go.Scatter(mode="text", text=[look.mark] * len(spots), textfont=font, **shared)
    marker = {"symbol": _SYMBOLS[look.mark], "size": size, "color": light(look.token)}
    if look.mark == "○":
        marker["line"] = {"width": 1.4, "color": light(look.token)}
    if look.mark == "✕":
        marker["line"] = {"width": 2.4, "color": light(look.token)}
    return go.Scatter(mode="markers", marker=marker, **shared)


def morning(date: dt.date) -> dt.datetime:
    """Return 00:00 of a day, without a zone: figures count in the merchant's days."""
    return dt.datetime.combine(date, dt.time())


def noon(date: dt.date) -> dt.datetime:
    """Return noon of a day as a datetime (a date less twelve hours would silently stay the date)."""
    return morning(date) + dt.timedelta(hours=12)


def months_of(first: dt.date, last: dt.date) -> list[tuple[int, int]]:
    """Return every (year, month) from the month of first to that of last."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [(at // 12, at % 12 + 1) for at in range(start, end + 1)]


def next_month(year: int, month: int) -> dt.date:
    """Return the 1st of the month after."""
    return dt.date(year + month // 12, month % 12 + 1, 1)


def _colours(tree: Any, key: str = "") -> list[str]:
    """Return every colour in a figure's JSON."""
    if isinstance(tree, dict):
        return [found for name, part in tree.items() for found in _colours(part, name)]
    if isinstance(tree, (list, tuple)) and key not in {"customdata", "x", "y", "hovertext", "text", "base"}:
        return [found for part in tree for found in _colours(part, key)]
    return [tree] if isinstance(tree, str) and "color" in key else []
