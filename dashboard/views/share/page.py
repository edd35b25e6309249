"""A status view as one HTML page, on the web or as a file: no script, no other file, no address outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.foreign_text import one_line
from dashboard.views import times
from dashboard.views.share.pictures.figure import DayFigure, figure_of, symbol_of
from dashboard.views.share.pictures.legend import legend_of
from dashboard.views.share.policy import framed_by, policy_of
from dashboard.views.share.status_view import StatusView
from dashboard.views.share.stylesheet import fill_class, paper_stylesheet, stroke_class, stylesheet
from dashboard.views.share.templating import rendered

_NO_FIGURE: Final = DayFigure(0, (), ())
_MOST_OF_A_HEADER: Final = 90
_SOON: Final = timedelta(days=2)


def page_html(view: StatusView, *, ends_at: datetime, live: bool, now: datetime) -> str:
    """Return the page of a link. `ends_at`: when the link expires; `live`: the page reloads itself."""
    age = times.checked(view.as_of, now, "checked")
    return _html(view, style=stylesheet(), live=live, expires=_expires(view, ends_at), age=age)


def _expires(view: StatusView, ends_at: datetime) -> str:
    """Return "7 Dec 2026", and the time where that is less than two days after the view's.

    A frozen page and its preview, made a moment before, have the same bytes even if a minute passes.
    """
    local = ends_at.astimezone(ZoneInfo(view.zone))
    time = f" at {local:%H:%M}" if ends_at - view.as_of < _SOON else ""
    return f"{times.day_in_full(local.date())}{time}"


def report_html(view: StatusView) -> str:
    """Return the report: the frozen page as a file that needs nothing else, with page numbers on paper."""
    filters = f"Filters: {'; '.join(view.syncs.filters)}" if view.syncs and view.syncs.filters else ""
    headers = [
        one_line(text, _MOST_OF_A_HEADER) for text in (view.company, f"As of {view.as_of_text}", filters)
    ]
    style = paper_stylesheet(*headers)
    return _html(view, style=style, policy=policy_of(style))


def page_policy(embed_origin: str = "") -> str:
    """Return the Content-Security-Policy of the page, which may load nothing.

    `embed_origin`: the one origin that may frame it; "" for none. There is no `sandbox`: it would stop the
    refresh.
    """
    return framed_by(_policy(), embed_origin)


def _html(
    view: StatusView, *, style: str, live: bool = False, expires: str = "", age: str = "", policy: str = ""
) -> str:
    return rendered(
        "page.html.j2",
        view=view,
        style=style,
        live=live,
        expires=expires,
        age=age,
        policy=policy,
        opened=bool(policy),
        zone=times.zone_name(ZoneInfo(view.zone)),
        figure=figure_of(view.daily) if view.daily else _NO_FIGURE,
        legend=legend_of(view.daily) if view.daily else (),
        fill=fill_class,
        stroke=stroke_class,
        symbol_of=symbol_of,
    )


@cache
def _policy() -> str:
    return policy_of(stylesheet())
