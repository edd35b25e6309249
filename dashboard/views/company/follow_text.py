"""Wording for Company while it follows a sync: when it last checked, and which start has no outcome yet."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.foreign_text import one_line
from dashboard.insight.start.attempt import Attempt
from dashboard.views import running_words, times
from dashboard.views.access.namesakes import NOBODY, Namesakes
from dashboard.views.cause_words import Steps

_JUST_NOW_SECONDS = 20
_UPDATES = "this page updates when it’s finished."


def steps(shown: Steps) -> Steps:
    """Return the steps of a page that updates automatically, so that no one is asked to check back."""
    return tuple((who, what.replace(running_words.LOOK_AGAIN, _UPDATES)) for who, what in shown)


def line(at: datetime | None, error: str, now: datetime, *, followed: bool, held_back: bool = False) -> str:
    """Say when Codat was last checked, and whether the page updates automatically.

    `error`: why the last check failed; `held_back`: why it wasn't made.
    """
    checked = f"Checked {_ago(at, now)}" if at else "Not checked yet"
    if not followed:
        return f"{checked}; no longer updates automatically."
    if held_back:
        return f"{checked}. {one_line(error, 300)}"
    if error:
        return f"{checked}. The last check failed: {one_line(error, 200)} Trying again."
    return f"{checked}; updates automatically."


def _ago(at: datetime, now: datetime) -> str:
    return "just now" if (now - at).total_seconds() < _JUST_NOW_SECONDS else times.ago(at, now)


def started(attempt: Attempt, zone: ZoneInfo, now: datetime, people: Namesakes = NOBODY) -> str:
    """Say that a start from here is not settled, by whom and when."""
    beside = people.beside(attempt.intent.who, attempt.intent.identity)
    who = one_line(attempt.intent.who, 80) + (f" ({beside})" if beside else "") or "A colleague"
    when = times.near(attempt.confirmed_at, zone, now)
    return f"{who} started a sync {when}; we don’t know its outcome yet."
