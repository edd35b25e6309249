"""The page that follows a start: its status, live. It reads nothing from Codat itself."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import cast

import streamlit as st

from codat_client import CompanySyncStatus
from dashboard.foreign_text import html
from dashboard.insight.gap import Range
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage
from dashboard.insight.start.duration import UsualDuration
from dashboard.ui import assessments, blocks, browser, links, person, reads, session, starts
from dashboard.ui.company import buttons
from dashboard.ui.page import CompanyView
from dashboard.ui.start.situation import company_label, preview
from dashboard.views import components, platforms, times, words
from dashboard.views.components import Answer
from dashboard.views.start import event_log, outlook, status
from dashboard.views.start.context import StartContext
from dashboard.views.verdict.ticket_text import with_address

_TICK_SECONDS = 1
_FOLLOWED, _NAME, _USUAL = "followed", "decision_name", "usual_duration"
_REFUSED = "decision_refused"
_CHOICE_WIDTH = 600


def back_link(page: CompanyView) -> None:
    """Draw the link back to the company."""
    st.html(f'<p class="d d-back">{_link("← Back to company", "company", page)}</p>')


def draw(page: CompanyView, attempt: Attempt) -> None:
    """Draw a start; until it is settled, the browser runs the page each second.

    Once it is settled, the company is read again.
    """
    with st.container(gap=20, key="start_follow"):
        _follow(page, attempt.id)


def unknown(page: CompanyView) -> None:
    """Say that there is no such start, or that the record can't be read."""
    headline, reason = "Couldn’t load this start", starts.unreadable()
    if not reason:
        headline = "Start not found"
        reason = _not_found_because()
    st.html(components.answer("unknown", headline, reason))
    st.html(components.buttons([_link("Open History", "history", page), *_another(page)]))


def _not_found_because() -> str:
    account = session.account()
    if account is not None and account.demo:
        return "The address is wrong, or the demo was restarted: it keeps no records."
    return "The address is wrong, or it was started with another API key. If it started, History shows it."


def refused(sentence: str) -> None:
    """Draw why this person may start no sync. `sentence`: text."""
    st.html(components.answer("off", "You can’t start a sync", sentence))


def _follow(page: CompanyView, attempt_id: str) -> None:
    """Draw the attempt."""
    attempt = starts.look(attempt_id)
    if attempt is None:
        unknown(page)
        if starts.unreadable():
            browser.poll(_TICK_SECONDS)
        return
    _attempt(page, attempt)
    if not attempt.settled:
        st.session_state[_FOLLOWED] = attempt.id
        browser.poll(_TICK_SECONDS)
    elif st.session_state.pop(_FOLLOWED, None) == attempt.id:
        reads.read_again(page.company_id)
        st.rerun()


def _attempt(page: CompanyView, attempt: Attempt) -> None:
    """Draw the attempt in few elements, so that what changes each second arrives together."""
    books = platforms.books(page.data.connections.value)
    why = partial(assessments.why_ended, page)
    usual, missing = _usual(attempt), _missing_now(page, attempt)
    context = StartContext(page.clock.shown_zone, datetime.now(UTC), books, why, usual, missing)
    answer = status.answer(attempt, context)
    buttons_html = _buttons(page, attempt, context, answer)
    st.html(_stacked([*blocks.answer_parts(answer), buttons_html if attempt.settled else ""]))
    happened = blocks.block("What happened", components.log(event_log.log(attempt, context)))
    answered = blocks.block(
        "Codat’s answer" if attempt.sent_at else "Request",
        components.facts(status.answered(attempt, context, company_label(page))),
    )
    compared = _compared(page, attempt, context) + _new_syncs(page, attempt, context)
    left, right = st.columns([7, 5], gap=40)
    if compared:
        left.html(compared)
        right.html(_stacked([happened, answered]))
    else:
        left.html(_stacked([happened, "" if attempt.settled else buttons_html]))
        right.html(answered)
    _show_outlook(page, attempt)
    if starts.may_release(attempt) or starts.may_ask_again(attempt):
        _decide(attempt)
    if not attempt.settled and status.HELD not in answer.reason:
        st.html(components.note(status.HELD))


def _usual(attempt: Attempt) -> UsualDuration | None:
    """Return how long the company's syncs usually take: read once for each start, as it is drawn often."""
    if attempt.stage is not Stage.RUNNING:
        return None
    whose, usual = cast("tuple[str, UsualDuration | None]", st.session_state.get(_USUAL, ("", None)))
    if whose != attempt.id:
        usual = starts.usual_duration(attempt.intent.company_id)
        st.session_state[_USUAL] = (attempt.id, usual)
    return usual


def _missing_now(page: CompanyView, attempt: Attempt) -> int | None:
    """Return how many days are missing according to data read after the start ended; None if unknown."""
    read_at, gap = page.data.reading("syncs").read_at, assessments.of(page).verdict.gap
    if gap is None or attempt.ended_at is None or read_at is None or read_at < attempt.ended_at:
        return None
    return gap.known_days


def _show_outlook(page: CompanyView, attempt: Attempt) -> None:
    """Draw which days the running sync covers, once Codat has reported its range and the list has loaded."""
    reported = attempt.reported
    if attempt.stage is not Stage.RUNNING or reported is None or not page.data.syncs.present:
        return
    if reported.start is not None and reported.finish is not None and reported.start < reported.finish:
        covers = preview(page, Range(reported.start, reported.finish))
        bar_html = outlook.shown(covers, page.now, page.clock.where_counted)
        st.html(bar_html)


def _stacked(pieces: list[str]) -> str:
    return "".join(f'<div style="margin-bottom:16px">{piece}</div>' for piece in pieces if piece)


def _buttons(page: CompanyView, attempt: Attempt, context: StartContext, answer: Answer) -> str:
    address = links.whole("start", company=page.company_id, attempt=attempt.id)
    ticket = with_address(status.ticket(attempt, context, company_label(page)), address)
    shown = buttons.merchant_text(page, answer.steps)
    shown.append(components.copy_button("Copy for a ticket", ticket, button=True))
    if attempt.sync is not None and attempt.sync.sync_id:
        company_id, sync_id = page.company_id, attempt.sync.sync_id
        shown.append(links.anchor("Open this sync", "sync", company=company_id, sync=sync_id))
    if attempt.blocked_by:
        company_id, other = page.company_id, attempt.blocked_by
        shown.append(links.anchor("View that start", "start", company=company_id, attempt=other))
    elif attempt.stage is Stage.NOT_STARTED:
        shown += _another(page)
    return components.buttons(shown)


def _another(page: CompanyView) -> list[str]:
    """Link to the form, if a sync may be started from here."""
    return [_link("Start a sync", "start", page)] if starts.why_not(page.company_id) is None else []


def _link(label: str, target: str, page: CompanyView) -> str:
    return links.anchor(label, target, company=page.company_id)


def _new_syncs(page: CompanyView, attempt: Attempt, context: StartContext) -> str:
    """Return a table of every sync that is new since the request, if it's unknown which is ours; else ""."""
    if attempt.basis is not MatchBasis.SEVERAL:
        return ""
    rows = [_sync_row(page, record, context) for record in attempt.new]
    table = components.table(["When", "Outcome", "Sync"], rows, label="New syncs since the request")
    return blocks.block("New since the request", table, "one of them is this start")


def _sync_row(page: CompanyView, record: CompanySyncStatus, context: StartContext) -> list[str]:
    target = links.href("sync", company=page.company_id, sync=record.sync_id)
    when = html(times.near(record.sync_utc, context.shown_zone, context.now))
    return [when, html(words.outcome_line(record)), components.short_id(record.sync_id, target)]


def _compared(page: CompanyView, attempt: Attempt, context: StartContext) -> str:
    """Return the latest sync before the start and the one that ended, side by side, as HTML; else ""."""
    if attempt.stage is not Stage.ENDED or attempt.sync is None or attempt.before is None:
        return ""
    both = (attempt.before, attempt.sync)
    rows = [
        ("Sync ran", [html(times.near(each.sync_utc, context.shown_zone, context.now)) for each in both]),
        ("Outcome", [html(words.outcome_line(each)) for each in both]),
        ("Wrote data", [html(words.wrote(each)) for each in both]),
        ("Sync", [_sync_row(page, each, context)[2] for each in both]),
    ]
    return components.comparison(["Before", "Now"], rows)


def _decide(attempt: Attempt) -> None:
    """Draw what a person may decide while the outcome is unknown: ask Codat again, or allow another start."""
    if refused := st.session_state.pop(_REFUSED, ""):
        st.html(components.notice("late", refused))
    st.html(components.line())
    person.ask(_NAME)
    asks = starts.may_ask_again(attempt)
    with st.container(horizontal=True, gap=40):
        if asks:
            with st.container(width=_CHOICE_WIDTH):
                _ask_again(attempt)
        if starts.may_release(attempt):
            with st.container(width=_CHOICE_WIDTH):
                _allow_another(attempt)


def _allow_another(attempt: Attempt) -> None:
    """Offer to let the company be started again, after a look at the Codat Portal."""
    st.html(blocks.block("Allow another start?", f'<p class="d">{html(status.RISK_OF_ANOTHER)}</p>'))
    looked = st.checkbox(status.looked(attempt), key="release_looked")
    st.button("Allow another start", key="release", disabled=not looked, on_click=_allow, args=(attempt.id,))


def _ask_again(attempt: Attempt) -> None:
    """Offer to send the same request again: if Codat received the first one, it repeats its answer."""
    risk_html = html(status.risk_of_asking_again(attempt))
    st.html(blocks.block("Ask Codat again?", f'<p class="d">{risk_html}</p>'))
    sure = st.checkbox("I want to send this request again with the same key", key="ask_again_sure")
    st.button("Ask again", key="ask_again", disabled=not sure, on_click=_send_again, args=(attempt.id,))


def _allow(attempt_id: str) -> None:
    if person.given(_NAME):
        st.session_state[_REFUSED] = starts.release(attempt_id)


def _send_again(attempt_id: str) -> None:
    if person.given(_NAME):
        st.session_state[_REFUSED] = starts.ask_again(attempt_id)
