"""Follow a running sync on Company until it ends, then show the new answer."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard.insight.attempt import Attempt
from dashboard.insight.evidence import limits_of
from dashboard.insight.verdict import Verdict
from dashboard.ui import browser, links, session, starts, the_answer
from dashboard.ui.reads import CompanyData
from dashboard.ui.screen import Screen
from dashboard.ui.watch import Seen, Watch, known_watch, watch_of
from dashboard.views import follow_words, parts

_AGAIN_SECONDS = 3


def take_in(data: CompanyData) -> None:
    """Take over what the watch has read since the last run, before drawing; makes no call."""
    watch = known_watch(data.owner, data.company_id)
    if watch is not None:
        data.take(watch.seen.readings)


def draw(screen: Screen) -> None:
    """Follow what is running or was just started, and say so; draw nothing where nothing is."""
    attempt, verdict = starts.unsettled(screen.company_id), the_answer.of(screen).verdict
    if attempt is None and verdict.running is None:
        return
    watch = watch_of(screen.data.owner, screen.company_id)
    followed = attempt is not None or _is_young(verdict, watch)
    seen = watch.look(screen.data.latest, session.new_client) if followed else watch.seen
    if followed:
        browser.tell(poll=_AGAIN_SECONDS)
    st.html(_line(screen, seen, followed=followed) + (_started(screen, attempt) if attempt else ""))


def _is_young(verdict: Verdict, watch: Watch) -> bool:
    """Whether a sync is not stuck yet; one of unknown age counts from when it was first looked at here."""
    if verdict.running is None or verdict.began is not None:
        return verdict.began is not None
    stuck = limits_of(session.settings()).stuck
    return watch.watched_for(verdict.running.record.sync_id or "") < stuck.total_seconds()


def _line(screen: Screen, seen: Seen, *, followed: bool) -> str:
    read = screen.data.latest.read_at
    at = max((each for each in (seen.at, read) if each is not None), default=None)
    return parts.note(follow_words.line(at, seen.error, datetime.now(UTC), followed=followed))


def _started(screen: Screen, attempt: Attempt) -> str:
    there = {"company": screen.company_id, "attempt": attempt.id}
    link = links.anchor("Follow it", "start", **there)
    said = follow_words.started(attempt, screen.zone.zone, screen.now)
    return f'{parts.note(said)}<p class="d d-small">{link}</p>'
