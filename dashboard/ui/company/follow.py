"""Follow a running sync on Company until it ends, then show the new answer."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from dashboard.insight.start.attempt import Attempt
from dashboard.insight.verdict.facts import limits_of
from dashboard.insight.verdict.verdict import Verdict
from dashboard.services.company_data import CompanyData
from dashboard.services.watch import Watch, WatchState, known_watch, watch_of
from dashboard.ui import assessments, blocks, browser, links, session, starts
from dashboard.ui.access.namesakes import namesakes
from dashboard.ui.page import CompanyView
from dashboard.views import components
from dashboard.views.cause_words import Steps
from dashboard.views.company import follow_text

_AGAIN_SECONDS = 3
_FOLLOWED = "company_followed"


def take_in(data: CompanyData) -> None:
    """Take over what the watch has read since the last run. Makes no call."""
    watch = known_watch(data.account_id, data.company_id)
    if watch is not None:
        data.take(watch.seen.readings)


def html(page: CompanyView, steps: Steps) -> str:
    """Return the steps as HTML; while a sync is running or was just started, follow it and say so."""
    attempt, verdict = starts.unsettled(page.company_id), assessments.of(page).verdict
    if attempt is not None:
        st.session_state[_FOLLOWED] = attempt.id
    unseen = attempt is None and _ended_unseen(page)
    if attempt is None and verdict.running is None and not unseen:
        return blocks.steps_html(steps, page.company_id)
    watch = watch_of(page.data.account_id, page.company_id)
    followed = attempt is not None or unseen or _is_young(verdict, watch)
    seen = watch.look(page.data.latest, session.new_client) if followed else watch.seen
    if followed:
        browser.poll(_AGAIN_SECONDS)
    said = _line(page, seen, followed=followed) + (_started(page, attempt) if attempt else "")
    shown = blocks.steps_html(follow_text.steps(steps) if followed else steps, page.company_id)
    return components.stack(shown, f'<div class="d-gutter">{said}</div>')


def _ended_unseen(page: CompanyView) -> bool:
    """Whether a start that was followed here has ended, and Codat hasn't been checked since."""
    attempt = starts.look(st.session_state.get(_FOLLOWED, ""))
    if attempt is None or attempt.intent.company_id != page.company_id or attempt.ended_at is None:
        return False
    watch = known_watch(page.data.account_id, page.company_id)
    checked = _checked_at(page, watch.seen if watch else WatchState())
    return checked is None or checked < attempt.ended_at


def _is_young(verdict: Verdict, watch: Watch) -> bool:
    """Whether a running sync isn't stuck yet; one of unknown age counts from when it was first seen here."""
    if verdict.running is None or verdict.began is not None:
        return verdict.began is not None
    stuck = limits_of(session.settings()).stuck
    return watch.watched_for(verdict.running.record.sync_id or "") < stuck.total_seconds()


def _line(page: CompanyView, seen: WatchState, *, followed: bool) -> str:
    at = _checked_at(page, seen)
    said = follow_text.line(at, seen.error, datetime.now(UTC), followed=followed, held_back=seen.held_back)
    return components.note(said)


def _checked_at(page: CompanyView, seen: WatchState) -> datetime | None:
    """Return when the latest sync was last read, by this page or by the watch (UTC)."""
    times = (seen.at, page.data.latest.read_at)
    return max((each for each in times if each is not None), default=None)


def _started(page: CompanyView, attempt: Attempt) -> str:
    link = links.anchor("Follow it", "start", company=page.company_id, attempt=attempt.id)
    said = follow_text.started(attempt, page.clock.shown_zone, page.now, namesakes())
    return f'<p class="d d-small">{components.text(said)} {link}</p>'
