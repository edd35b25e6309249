"""The page of a start that was made: what becomes of it, live, without reading anything itself."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from codat_client import CompanySyncStatus
from dashboard.foreign_text import html
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage
from dashboard.ui import assessments, browser, links, reads, starts
from dashboard.ui.page import CompanyView
from dashboard.ui.start.situation import company_label
from dashboard.views import components, platforms, times, words
from dashboard.views.start import event_log, status
from dashboard.views.start.context import Teller
from dashboard.views.verdict.ticket_text import with_address

_TICK_SECONDS = 1
_FOLLOWED = "followed"
_LOST = (
    "This dashboard keeps its starts in memory: after a restart this page is gone, and only the company’s "
    "history shows the sync."
)


def back_link(page: CompanyView) -> None:
    """Draw the way back to the company: to start a sync is an action of its page."""
    st.html(f'<p class="d d-back">{_link("← Back to company", "company", page)}</p>')


def draw(page: CompanyView, attempt: Attempt) -> None:
    """Draw the attempt; while it is not settled, the browser runs the page each second.

    When it has settled, what is known of the company is read anew.
    """
    with st.container(gap=20, key="start_follow"):
        _follow(page, attempt.id)


def unknown(page: CompanyView) -> None:
    """Say that this process knows no such start."""
    reason = (
        "Either the dashboard was restarted since, or the address is not right. If the sync began, the "
        "company’s history shows it."
    )
    st.html(components.answer("unknown", "This start is not known here", reason))
    st.html(components.buttons([_link("Open the history", "history", page), *_another(page)]))


def refused(page: CompanyView, sentence: str) -> None:
    """Say why no sync can be started from here."""
    st.html(components.answer("off", "Starting a sync is off here", sentence))
    st.html(components.buttons([_link("Back to the company", "company", page)]))


def _follow(page: CompanyView, attempt_id: str) -> None:
    """Look at the attempt and draw it; to look keeps it being followed."""
    attempt = starts.look(attempt_id)
    if attempt is None:
        unknown(page)
        return
    _attempt(page, attempt)
    if not attempt.settled:
        st.session_state[_FOLLOWED] = attempt.id
        browser.poll(_TICK_SECONDS)
    elif st.session_state.pop(_FOLLOWED, None) == attempt.id:
        reads.read_again(page.company_id)
        st.rerun()


def _attempt(page: CompanyView, attempt: Attempt) -> None:
    """Draw the attempt in few pieces, so that what a second changes comes at once."""
    books = platforms.books(page.data.connections.value)
    teller = Teller(page.zone.zone, datetime.now(UTC), books, partial(assessments.why_ended, page))
    told = status.answer(attempt, teller)
    buttons = _buttons(page, attempt, teller)
    pieces = [
        components.answer(told.mark, told.headline, told.reason, told.said),
        components.steps(starts.steps(told.steps)) if told.steps else "",
    ]
    st.html(_stacked([*pieces, buttons if attempt.settled else ""]))
    happened = _block("What happened", components.log(event_log.log(attempt, teller)))
    answered = _block(
        "What Codat answered" if attempt.sent_at else "What was wanted",
        components.facts(status.answered(attempt, teller, company_label(page))),
    )
    compared = _compared(page, attempt, teller) + _new_syncs(page, attempt, teller)
    left, right = st.columns([7, 5], gap=40)
    if compared:
        left.html(compared)
        right.html(_stacked([happened, answered]))
    else:
        left.html(_stacked([happened, "" if attempt.settled else buttons]))
        right.html(answered)
    if attempt.stage is Stage.UNCLEAR and attempt.may_release and starts.why_not() is None:
        _release(attempt)
    st.html(_footnotes(attempt))


def _stacked(pieces: list[str]) -> str:
    return "".join(f'<div style="margin-bottom:16px">{piece}</div>' for piece in pieces if piece)


def _block(title: str, body_html: str, rest: str = "") -> str:
    return f'{components.title(title, rest)}<div style="margin-top:4px">{body_html}</div>'


def _buttons(page: CompanyView, attempt: Attempt, teller: Teller) -> str:
    address = links.whole("start", company=page.company_id, attempt=attempt.id)
    ticket = with_address(status.ticket(attempt, teller, company_label(page)), address)
    shown = [components.copy_button("Copy for a ticket", ticket, button=True)]
    if attempt.sync is not None and attempt.sync.sync_id:
        company_id, sync_id = page.company_id, attempt.sync.sync_id
        shown.append(links.anchor("Open this sync", "sync", company=company_id, sync=sync_id))
    if attempt.blocked_by:
        company_id, other = page.company_id, attempt.blocked_by
        shown.append(links.anchor("View that start", "start", company=company_id, attempt=other))
    elif attempt.stage is Stage.NOT_STARTED:
        shown += _another(page)
    return components.buttons([*shown, _link("Back to the company", "company", page)])


def _another(page: CompanyView) -> list[str]:
    """Link to the form, if a sync may be started from here."""
    return [_link("Start a sync", "start", page)] if starts.why_not() is None else []


def _link(label: str, target: str, page: CompanyView) -> str:
    return links.anchor(label, target, company=page.company_id)


def _new_syncs(page: CompanyView, attempt: Attempt, teller: Teller) -> str:
    """List every sync that is new since just before we asked, where it is not known which one is ours."""
    if attempt.evidence is not MatchBasis.SEVERAL:
        return ""
    rows = [_sync_row(page, record, teller) for record in attempt.new]
    table = components.table(["When", "Outcome", "Sync"], rows, label="Syncs that are new since we asked")
    return _block("New since we asked", table, "one of them is this start")


def _sync_row(page: CompanyView, record: CompanySyncStatus, teller: Teller) -> list[str]:
    target = links.href("sync", company=page.company_id, sync=record.sync_id)
    when = html(times.near(record.sync_utc, teller.zone, teller.now))
    return [when, html(words.outcome_line(record)), components.short_id(record.sync_id, target)]


def _compared(page: CompanyView, attempt: Attempt, teller: Teller) -> str:
    """Lay the latest sync before the start beside the one that ended."""
    if attempt.stage is not Stage.ENDED or attempt.sync is None or attempt.before is None:
        return ""
    both = (attempt.before, attempt.sync)
    rows = [
        ("Sync ran", [html(times.near(each.sync_utc, teller.zone, teller.now)) for each in both]),
        ("Outcome", [html(words.outcome_line(each)) for each in both]),
        ("Wrote data", [html(words.wrote(each)) for each in both]),
        ("Sync", [_sync_row(page, each, teller)[2] for each in both]),
    ]
    return components.comparison(["Before", "Now"], rows)


def _release(attempt: Attempt) -> None:
    """Offer to free the company: a deliberate act in two steps, since a sync may run after all."""
    st.html(components.line() + components.title("Free the company for another start?"))
    st.html(
        '<p class="d" style="max-width:38rem">If that sync did begin after all, another one may meet the '
        "same sales. Look in Codat’s portal first.</p>"
    )
    looked = st.checkbox(
        "I looked in Codat’s portal: no sync of this company began then", key="release_looked"
    )
    st.button("Free the company", key="release", disabled=not looked, on_click=_free, args=(attempt.id,))


def _free(attempt_id: str) -> None:
    starts.release(attempt_id)


def _footnotes(attempt: Attempt) -> str:
    held = "Until this is settled nobody can start another sync for this company from here."
    return ("" if attempt.settled else components.note(held)) + components.note(_LOST)
