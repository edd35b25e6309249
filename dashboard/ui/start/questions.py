"""The questions of the confirmation step. The button works only once they are answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import foreign_text
from dashboard.insight.start.by_hand import Days
from dashboard.insight.start.check import Check, CheckFinding, RecordedAnswer
from dashboard.ui import links, person, starts
from dashboard.ui.start.days import RANGE, oldest
from dashboard.views import components
from dashboard.views.cause_words import NIGHTLY_MAY_COVER
from dashboard.views.start import checks, questions
from dashboard.views.start.plan import Plan, Situation

Places = tuple[DeltaGenerator, DeltaGenerator]
"""Where to draw the questions, and below them the follow-up to a "yes"."""
NAME: Final = "start_name"
"""The key of the field for the person’s name."""
_BY_HAND: Final = "start_by_hand"
_NOT_SAVED: Final = "start_answer_not_saved"


def ask(
    findings: Iterable[CheckFinding], plan: Plan, situation: Situation, company_id: str, places: Places
) -> tuple[RecordedAnswer, ...] | None:
    """Draw a question for each of these findings. Return the answers; None while one is missing."""
    questioned, below = places
    with questioned:
        answers = [
            _by_hand(company_id, each, plan, situation, below)
            if each.check is Check.BY_HAND
            else _anyway(each, plan, situation)
            for each in findings
        ]
    given = [each for each in answers if each is not None]
    return tuple(given) if len(given) == len(answers) else None


def _anyway(finding: CheckFinding, plan: Plan, situation: Situation) -> RecordedAnswer | None:
    label = foreign_text.markdown(questions.label(finding, plan, situation))
    key = "start_anyway" if finding.check is Check.MAY_RUN else f"start_anyway {finding.key}"
    return checks.passed_over(finding, plan, situation) if st.checkbox(label, key=key) else None


def _by_hand(
    company_id: str, finding: CheckFinding, plan: Plan, situation: Situation, below: DeltaGenerator
) -> RecordedAnswer | None:
    choice = st.radio(
        "Has the merchant entered these days by hand?",
        questions.CHOICES,
        index=None,
        horizontal=True,
        key=_BY_HAND,
    )
    if choice == questions.YES:
        with below:
            _entered(company_id, finding, plan, situation)
        return None
    return questions.answer(choice, finding, plan, situation) if choice else None


def _entered(company_id: str, finding: CheckFinding, plan: Plan, situation: Situation) -> None:
    """Ask which days they were, and offer the others instead."""
    first, last = questions.days_asked(finding, plan, situation)
    with st.container(horizontal=True, gap=24, vertical_alignment="bottom"):
        days = (_day("First day entered", first, situation), _day("Last day entered", last, situation))
        entered = (min(days), max(days))
        other = questions.other_days(entered, plan, situation)
        st.button(
            foreign_text.markdown(questions.other_label(other, situation)) if other else "Save answer",
            key="start_other_days",
            on_click=_save,
            args=(company_id, questions.entered(finding, entered, situation), other),
        )
    notes = [NIGHTLY_MAY_COVER, *([] if other else [questions.NOTHING_LEFT])]
    st.html(components.note(" ".join(notes)))
    if refusal := st.session_state.pop(_NOT_SAVED, ""):
        st.html(components.notice("late", "The answer wasn’t saved.", components.text(refusal)))


def _day(label: str, value: date, situation: Situation) -> date:
    chosen = st.date_input(
        label,
        value=value,
        min_value=oldest(situation.today),
        max_value=situation.today,
        format="YYYY-MM-DD",
        width=200,
        key=f"start_{label}",
    )
    return chosen if isinstance(chosen, date) else value


def _save(company_id: str, answer: RecordedAnswer, other: Days | None) -> None:
    """Record the answer and choose the other days. If it can't be recorded, the question says why."""
    if not person.given(NAME):
        return
    if refusal := starts.note_answer(company_id, answer):
        st.session_state[_NOT_SAVED] = refusal
        return
    if other is not None:
        links.set_params({"cover": RANGE, "from": other[0].isoformat(), "to": other[1].isoformat()})
