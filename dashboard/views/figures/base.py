"""What all figures share: the empty figure, labels, lines, marks of statuses, the chart's settings.

A colour is given as a token of `theme.PALETTE`; an x that is a date or a datetime has no zone. Text is markup
of plotly's: foreign text has gone through `foreign_text.plotly`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from dashboard.views.theme import light, look_of

Trace = dict[str, Any]
"""One trace as plotly's JSON has it: type, x, y, marker and so on."""

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
CLEAR: Final = "rgba(0,0,0,0)"
_FONT: Final = "Inter, system-ui, sans-serif"
_LABELS: Final[dict[str, Any]] = {
    "showarrow": False,
    "yanchor": "middle",
    "borderpad": 0,
    "font": {"color": light("muted"), "size": 12},
}
_SYMBOLS: Final = {"●": "circle", "○": "circle-open", "✕": "x-thin"}


class Drawn(go.Figure):  # type: ignore[misc] # plotly has no type hints
    """A finished figure, stored as the dictionary that Streamlit needs in each run of a page.

    Plotly's own figure is built only when one of its attributes is needed, as in tests: building it takes
    longer than collecting the marks, and the page doesn't need it.
    """

    def __init__(self, made: dict[str, Any]) -> None:
        self._made = made

    def for_width(self, px: int | None) -> Drawn:
        """Return the same figure for a width in px; None: the browser measures it.

        Measuring means drawing the figure twice: the width isn't known the first time.
        """
        return self if px is None else Drawn({**self._made, "layout": {**self._made["layout"], "width": px}})

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as a dictionary with "data" and "layout"; it is shared, so don't change it."""
        return self._made

    def __getattr__(self, name: str) -> Any:
        """Build plotly's figure on first use of one of its attributes."""
        if "_built" in self.__dict__:
            raise AttributeError(name)
        self._built = True
        super().__init__(self._made, _validate=False)
        return getattr(self, name)


Figure = tuple[Drawn, str]
"""A finished figure, and its alternative text."""


class Canvas:
    """A figure in the making: an empty one in our looks, `height` px high, with a left margin of `left` px.

    Labels and shapes are collected and added together: plotly checks all of them at each addition.
    """

    def __init__(self, height: int, left: int = 0) -> None:
        self._traces: list[Trace] = []
        self._labels: list[dict[str, Any]] = []
        self._shapes: list[dict[str, Any]] = []
        self._layout: dict[str, Any] = {
            "height": height,
            "margin": {"l": left, "r": 0, "t": 0, "b": 0, "pad": 0},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "font": {"family": _FONT, "size": 12, "color": light("muted")},
            "showlegend": False,
            "hovermode": "closest",
            # Streamlit passes each figure to plotly twice, the second time as a copy with these set. Any
            # difference makes plotly draw everything again. So they are set from the start, there is no
            # template, which always counts as different, and the revision says that the data are the same.
            "dragmode": "pan",
            "clickmode": "event+select",
            "datarevision": 1,
            "hoverlabel": {
                "bgcolor": light("panel"),
                "bordercolor": light("border"),
                "font": {"family": _FONT, "size": 12, "color": light("ink")},
                "align": "left",
            },
            "xaxis": dict(_AXIS),
            "yaxis": dict(_AXIS),
        }

    def x_range(self, start: Any, end: Any) -> None:
        """Set the range of the x axis: two numbers, or two dates or datetimes for an axis of days."""
        self._layout["xaxis"]["range"] = [start, end]
        if isinstance(start, dt.date):
            self._layout["xaxis"]["type"] = "date"  # plotly doesn't infer it if there are only shapes

    def y_range(self, low: float, high: float) -> None:
        """Set the range of the first plot's y axis."""
        self._layout["yaxis"]["range"] = [low, high]

    def lane(self, height: int) -> None:
        """Add a second plot, `height` px high, below the first: same x axis, and a y axis "y2" in px."""
        whole = self._layout["height"] = self._layout["height"] + height
        self._layout["yaxis"]["domain"] = [height / whole, 1]
        self._layout["yaxis2"] = {**_AXIS, "domain": [0, height / whole], "range": [0, height], "anchor": "x"}

    def choosing(self) -> None:
        """Let the user select a part of the width by dragging. Streamlit then passes on no clicks."""
        outline = {"color": light("ink"), "width": 1, "dash": "dot"}
        self._layout.update(
            dragmode="select", clickmode="event", selectdirection="h", newselection={"line": outline}
        )
        self._layout["xaxis"]["fixedrange"] = False  # plotly allows no dragging if both axes are fixed

    def bars(self, mode: str) -> None:
        """Set how bars with the same x combine: "overlay" or "relative" (stacked from zero)."""
        self._layout.update(barmode=mode, bargap=0)

    def add(self, trace: Trace) -> None:
        """Add a trace, drawn above those added before."""
        self._traces.append(trace)

    def label(
        self,
        x: Any,
        y: float,
        text: str,
        *,
        anchor: str = "left",
        colour: str = "muted",
        shift: int = 0,
        rise: int = 0,
        xref: str = "x",
        yref: str = "y",
        covers: bool = False,
    ) -> None:
        """Write a text at (x, y); `shift` moves it right by so many px, `rise` up.

        `anchor`: which end of the text is at x. `xref`, `yref`: an axis, "paper" (0 to 1 over the whole
        figure), or "y domain" (0 to 1 over the first plot). `covers`: hide the lines behind the text.
        """
        label = {
            **_LABELS,
            "text": text,
            "x": x,
            "y": y,
            "xref": xref,
            "yref": yref,
            "xanchor": anchor,
            "xshift": shift,
        }
        if rise:
            label["yshift"] = rise
        if colour != "muted":
            label["font"] = {"color": light(colour), "size": 12}
        if covers:
            label["bgcolor"] = light("page")
        self._labels.append(label)

    def line(
        self,
        start: tuple[Any, float],
        end: tuple[Any, float],
        colour: str,
        *,
        width: float = 1,
        dash: str = "solid",
        xref: str = "x",
        yref: str = "y",
    ) -> None:
        """Draw a straight line, `width` px wide, between two points (x, y), below the marks.

        `dash`: as in plotly, "solid", "dot" or lengths in px; `xref`, `yref`: as in `label`.
        """
        stroke = {"color": light(colour), "width": width, "dash": dash}
        self._shape("line", start, end, xref=xref, yref=yref, line=stroke)

    def band(self, start: Any, end: Any, colour: str) -> None:
        """Fill the lower 79 % of the first plot between two x values, below the marks."""
        looks = {"fillcolor": light(colour), "line": {"width": 0}}
        self._shape("rect", (start, 0), (end, 0.79), yref="y domain", **looks)

    def finished(self) -> Drawn:
        """Return the figure. Plotly doesn't validate it: that takes four times as long as drawing it.

        `tests/views/figures/test_figures.py` validates every figure instead.
        """
        layout = {**self._layout, "annotations": self._labels, "shapes": self._shapes}
        return Drawn({"data": self._traces, "layout": layout})

    def _shape(self, kind: str, start: tuple[Any, float], end: tuple[Any, float], **looks: Any) -> None:
        (x0, y0), (x1, y1) = start, end
        self._shapes.append({"type": kind, "layer": "below", "x0": x0, "y0": y0, "x1": x1, "y1": y1, **looks})


def scatter(**looks: Any) -> Trace:
    """Return a scatter trace with these attributes of plotly; those that are None are left out."""
    return {"type": "scatter", **{name: value for name, value in looks.items() if value is not None}}


def bar(**looks: Any) -> Trace:
    """Return a bar trace with these attributes of plotly."""
    return {"type": "bar", **looks}


def mark_trace(
    status: str | None,
    spots: Sequence[tuple[Any, float]],
    texts: list[str] | None,
    ids: Sequence[str | None] | None,
    size: float = 7,
) -> Trace:
    """Return the marks of one status as a trace.

    `status`: a key of `theme.LOOKS`; None draws the small dot of a day without a run. `spots`: (x, y) of each
    mark. `texts`: their hover texts; None: nothing shows on hover. `ids`: what a click on each opens.
    `size`: in px. Marks that plotly has no symbol for are written with our font of marks.
    """
    shared = {
        "x": [x.isoformat() if isinstance(x, dt.datetime) else x for x, _ in spots],
        "y": [y for _, y in spots],
        "hovertext": texts,
        "hoverinfo": "skip" if texts is None else "text",
        "customdata": None if ids is None else list(ids),
    }
    if status is None:
        return scatter(mode="markers", marker={"size": 2.5, "color": light("dot")}, **shared)
    look = look_of(status)
    if look.mark not in _SYMBOLS:
        font = {"color": light(look.token), "size": size + 7, "family": _FONT}
        return scatter(mode="text", text=[look.mark] * len(spots), textfont=font, **shared)
    marker = {"symbol": _SYMBOLS[look.mark], "size": size, "color": light(look.token)}
    if look.mark == "○":
        marker["line"] = {"width": 1.4, "color": light(look.token)}
    if look.mark == "✕":
        marker["line"] = {"width": 2.4, "color": light(look.token)}
    return scatter(mode="markers", marker=marker, **shared)


def morning(date: dt.date) -> dt.datetime:
    """Return 00:00 of a day, without a zone: figures count in the merchant's days."""
    return dt.datetime.combine(date, dt.time())


def noon(date: dt.date) -> dt.datetime:
    """Return 12:00 of a day, without a zone; adding hours to a `date` would silently change nothing."""
    return morning(date) + dt.timedelta(hours=12)


def months_of(first: dt.date, last: dt.date) -> list[tuple[int, int]]:
    """Return every (year, month) from the month of `first` to that of `last`, both included."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [(at // 12, at % 12 + 1) for at in range(start, end + 1)]


def next_month(year: int, month: int) -> dt.date:
    """Return the first day of the next month."""
    return dt.date(year + month // 12, month % 12 + 1, 1)
