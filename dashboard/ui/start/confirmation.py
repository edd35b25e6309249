"""The confirmation step: every warning again, and the button that starts the sync.

It is stored in the session, never in the address: a reload or a pasted address leads to the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from dashboard import foreign_text
from dashboard.insight.start.check import CheckFinding, Kind, RecordedAnswer
from dashboard.insight.start.intent import Intent, new_intent_id
from dashboard.ui import links, person, reads, session, starts
from dashboard.ui.start import questions
from dashboard.ui.start.days import DaysChoice, requested_range
from dashboard.views import components
from dashboard.views.start import checks
from dashboard.views.start import plan as start_plan
from dashboard.views.start.plan import Plan, Situation

_OPEN = "start_confirmation"


@dataclass(frozen=True)
class Confirmation:
    """What a person is asked to confirm, as it was on their screen; `intent_id` is used once.

    `seen_at` (UTC): when the older of the syncs on the screen was read.
    """

    company_id: str
    choice: DaysChoice
    plan: Plan
    intent_id: str
    seen_at: datetime
    missing_days: int | None = None


def ask(company_id: str, choice: DaysChoice, plan: Plan, situation: Situation) -> None:
    """Open the step, but only if the syncs that a start depends on have been read."""
    if situation.seen_at is not None:
        st.session_state[_OPEN] = Confirmation(
            company_id,
            choice,
            plan,
            new_intent_id(),
            situation.seen_at,
            _missing(situation),
        )


def _missing(situation: Situation) -> int | None:
    """Return how many days of sales the screen shows as missing; None if that is uncertain."""
    gap = situation.verdict.gap if situation.verdict is not None else None
    return gap.known_days if gap is not None else None


def close() -> None:
    """Close the step, if it is open."""
    st.session_state.pop(_OPEN, None)


def current(company_id: str, choice: DaysChoice) -> Confirmation | None:
    """Return the open step if it is for this company and this choice; otherwise close it and return None."""
    held: Confirmation | None = st.session_state.get(_OPEN)
    if held is None or session.moved() or (held.company_id, held.choice) != (company_id, choice):
        close()
        return None
    return held


def draw(confirmation: Confirmation, findings: Sequence[CheckFinding], situation: Situation) -> None:
    """Draw what can't be undone, the questions, the cancel button, and to its right the start button.

    The text keeps both buttons below the position of the click that led here.
    """
    consequences = foreign_text.html(start_plan.consequences(situation))
    st.html(components.title("Start this sync?") + f'<p class="d">{consequences}</p>')
    label = start_plan.label(
        confirmation.plan.first, confirmation.plan.last, situation.today, situation.where
    )
    plan = confirmation.plan
    named = person.is_known()
    answers = _ask(confirmation, findings, situation, named=named)
    blocked = any(each.kind is Kind.BLOCKS for each in findings)
    warned = [checks.passed_over(each, plan, situation) for each in findings if each.kind is Kind.WARNS]
    with st.container(horizontal=True, gap=16, key="noprint_start"):
        st.button("Don’t start", key="dont_start", on_click=close)
        st.button(
            f"Start sync {label}",
            key="start_sync",
            type="primary",
            on_click=_start,
            args=(confirmation, (*(answers or ()), *warned)),
            disabled=blocked or answers is None,
        )
    if named:  # below the buttons, so that a phone shows them on its first screen
        person.ask(questions.NAME)


def _ask(
    confirmation: Confirmation, findings: Sequence[CheckFinding], situation: Situation, *, named: bool
) -> tuple[RecordedAnswer, ...] | None:
    """Draw the questions and, beside them, the field for a missing name. Return like `questions.ask`."""
    asking = [each for each in findings if each.kind is Kind.ASKS]
    if named and not asking:
        return ()
    with st.container(horizontal=True, gap=40, key="start_asked"):  # start.css
        questioned = st.container(width="content") if asking else None
        if not named:
            with st.container(width=320):
                person.ask(questions.NAME)
    if questioned is None:
        return ()
    below = st.container()
    return questions.ask(asking, confirmation.plan, situation, confirmation.company_id, (questioned, below))


def _start(confirmation: Confirmation, answers: tuple[RecordedAnswer, ...]) -> None:
    """Pass the intent to the service, and go to the address of the page that follows it.

    If the service refused, read the company again: another start needs newer data.
    """
    if not person.given(questions.NAME):
        return
    close()
    requested = requested_range(confirmation.plan)
    intent = Intent(
        confirmation.intent_id,
        confirmation.company_id,
        requested,
        "",
        confirmation.seen_at,
        confirmation.missing_days,
        answers=answers,
    )
    attempt = starts.start(intent)
    if attempt is None:  # the page says why nothing can be started
        return
    if attempt.settled:
        reads.read_again(confirmation.company_id)
    links.go(links.href("start", company=confirmation.company_id, attempt=attempt.id))
