"""Sign-in sessions as a table: HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.access.session import SignInSession
from dashboard.foreign_text import attribute, html, one_line
from dashboard.views import components, times
from dashboard.views.access import session_words
from dashboard.views.components import TableColumn

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MOST_AGENT = 200


@dataclass(frozen=True)
class SessionContext:
    """What the texts of sessions depend on. `now`: aware, UTC; `zone`: the zone of the page.

    `own`: the id of the session that shows the page. `end`: the address that asks whether to end a session.
    """

    zone: ZoneInfo
    now: datetime
    own: str
    end: Callable[[str], str]


def table(
    sessions: Iterable[SignInSession], context: SessionContext, current: str = "", *, named: bool = False
) -> str:
    """Return sessions as a table. `current`: the id of the chosen one; `named`: with whose they are."""
    rows, chosen = [], None
    for at, each in enumerate(sessions):
        chosen = at if each.id == current else chosen
        who = [_words(session_words.person(each))] if named else []
        rows.append([*who, _browser(each, context), *_times(each, context), _end(each, context)])
    header: list[str | TableColumn] = [
        *(["Person"] if named else []),
        "Browser (as reported)",
        TableColumn("Address", small=True, wide_only=True),
        TableColumn(f"Signed in ({times.zone_name(context.zone)})", small=True, wide_only=named),
        TableColumn("Last used", small=True),
        TableColumn(f"Ends ({times.zone_name(context.zone)})", small=True, wide_only=True),
        TableColumn("", small=True),
    ]
    return components.table(header, rows, label=session_words.TITLE, current=chosen)


def _browser(session: SignInSession, context: SessionContext) -> str:
    """Return the browser, with all that it reported on hover."""
    whole = attribute(one_line(session.user_agent, _MOST_AGENT))
    said = f'<span class="d-words" title="{whole}">{html(session_words.browser(session))}</span>'
    mine = f' <b class="d-small">{session_words.THIS_ONE}</b>' if session.id == context.own else ""
    return f'{said}{mine}<div class="d-small">{html(session_words.method(session))}</div>'


def _times(session: SignInSession, context: SessionContext) -> list[str]:
    return [
        html(session_words.address(session)),
        html(times.near(session.began_at, context.zone, context.now)),
        html(times.since(session.last_seen_at, context.now)),
        html(times.near(session.ends_at, context.zone, context.now)),
    ]


def _end(session: SignInSession, context: SessionContext) -> str:
    """Return the link that asks whether to end the session; this one is ended by signing out."""
    if session.id == context.own:
        return ""
    spoken = f"End the session of {session_words.person(session)}, {session_words.browser(session)}"
    address = attribute(context.end(session.id))
    return f'<a href="{address}" class="d-change" aria-label="{attribute(spoken)}">End…</a>'


def _words(text: str) -> str:
    return f'<span class="d-words">{html(text)}</span>'
