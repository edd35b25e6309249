"""The form that starts a sync: what to cover, what it would change, what to check first.

What to cover is in the address (`cover`, `from`, `to`, the merchant's days); the step that asks for
confirmation is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import streamlit as st

from dashboard import foreign_text
from dashboard.insight.start.check import CheckFinding, Kind
from dashboard.insight.start.checks import checks_of
from dashboard.insight.start.preview import Preview
from dashboard.ui import blocks, browser, links, reads, starts
from dashboard.ui.page import CompanyView
from dashboard.ui.start import confirmation
from dashboard.ui.start.confirmation import Confirmation
from dashboard.ui.start.days import (
    COVERS,
    DAY,
    NOW,
    RANGE,
    DaysChoice,
    choice_in_address,
    offers_of,
    oldest,
    plan_of,
)
from dashboard.ui.start.situation import beginning_of, company_label, preview, situation_of
from dashboard.views import components
from dashboard.views.components import Answer
from dashboard.views.help import topics
from dashboard.views.start import blockers, checks, outlook, questions, wait_or_start
from dashboard.views.start import plan as start_plan
from dashboard.views.start.plan import Beginning, Plan, Situation

_HELD = "start_held_elsewhere"
_CHECK_AGAIN_SECONDS = 5


@dataclass(frozen=True)
class _Form:
    """What one run of the form is drawn from."""

    page: CompanyView
    situation: Situation
    beginning: Beginning
    choice: DaysChoice


def draw(page: CompanyView) -> None:
    """Draw the form for this company, or the step that asks for confirmation."""
    with st.container(gap=20, key="start_form"):
        _draw(page)


def _draw(page: CompanyView) -> None:
    situation = situation_of(page)
    if (blocker := _blocker(page, situation)) is not None:
        confirmation.close()
        blocks.show_answer(blocker)
        return
    beginning = beginning_of(page, situation)
    form = _Form(page, situation, beginning, choice_in_address(beginning, situation))
    _fill_in(form, confirmation.current(page.company_id, form.choice))


def _blocker(page: CompanyView, situation: Situation) -> Answer | None:
    """Return why nothing can be started for this company; refresh while another key locks it."""
    if (stop := blockers.no_start(situation)) is not None:
        return stop
    if starts.held_by_another_key(page.company_id):
        st.session_state[_HELD] = page.company_id
        browser.poll(_CHECK_AGAIN_SECONDS)
        return blockers.under_another_key()
    if st.session_state.pop(_HELD, None) == page.company_id:
        reads.read_again(page.company_id)  # data read before that start ended is out of date
        st.rerun()
    return None


def _fill_in(form: _Form, step: Confirmation | None) -> None:
    """Draw the form. The step that asks for confirmation replaces its button, and moves nothing else.

    On a phone it leaves out what the request repeats: its buttons are on the first screen (start.css).
    """
    situation, answer = form.situation, st.empty()
    _fields(form.choice, offers_of(situation), situation)
    try:
        plan = step.plan if step else plan_of(form.choice, form.beginning, situation)
    except ValueError as error:
        answer.html(components.answer("", "Start a sync", str(error)))
        return
    nothing = None if step else blockers.nothing_left(plan, situation)
    answer.html(_answer(plan, situation, nothing))
    covers = preview(form.page, plan.sync(form.page.now).range)
    entered = [each.days for each in starts.entered_by_hand(form.page.company_id)]
    findings = checks_of(situation, plan.sync(situation.now, covers), entered)
    _show_outlook(covers, plan, situation)
    checked, request = st.columns([7, 5], gap=40)
    with checked:
        _show_checks(findings, plan, situation)
        if left_out := questions.left_out(entered, findings, situation):
            st.html(components.note(left_out))
        if step is not None:
            confirmation.draw(step, findings, situation)
        elif nothing is None:
            _review_button(form, findings)
    with request, st.container(key="start_request"):
        _show_request(form.page, plan, situation)
        if choices_html := wait_or_start.choices(findings, plan, situation):
            st.html(f'<div class="d-wait">{blocks.block("Wait or start?", choices_html)}</div>')


def _fields(choice: DaysChoice, offers: tuple[str, ...], situation: Situation) -> None:
    """Draw the fields; their values are read from the address, and a change is written to it."""
    key = f"start_fields_{choice.cover}"  # start.css
    with st.container(key=key, horizontal=True, vertical_alignment="bottom", gap=24):
        with st.container(key="mode", width="content"):
            st.session_state["w_cover"] = choice.cover
            st.segmented_control(
                "What to cover",
                list(offers),
                key="w_cover",
                format_func=lambda cover: COVERS[cover],
                required=True,
                on_change=_chosen,
            )
        if choice.cover == RANGE:
            _date_field("First day", "from", choice.first, situation)
        if choice.cover in (DAY, RANGE):
            _date_field("Last day, included", "to", choice.last, situation)


def _date_field(label: str, name: str, value: date | None, situation: Situation) -> None:
    key, today = f"w_{name}", situation.today
    # Without brackets, since a screen reader reads the label as it is here, with its escapes.
    whose = foreign_text.markdown(situation.where.strip(" ()"))
    st.session_state[key] = value
    st.date_input(
        f"{label} ({whose or 'merchant’s'})",
        key=key,
        min_value=oldest(today),
        max_value=today,
        format="YYYY-MM-DD",
        width=200,
        on_change=_typed,
        args=(name,),
    )


def _chosen() -> None:
    """Write the choice to the address in one step, which Back undoes; typed days stay in it."""
    links.set_param("cover", st.session_state["w_cover"] or NOW)


def _typed(name: str) -> None:
    value = st.session_state[f"w_{name}"]
    links.set_param(name, value.isoformat() if value else "")


def _answer(plan: Plan, situation: Situation, nothing: Answer | None) -> str:
    if nothing is not None:
        return components.answer(nothing.mark, nothing.headline, nothing.reason)
    headline = f"Start a sync {start_plan.label(plan.first, plan.last, situation.today, situation.where)}"
    return components.answer("", headline, start_plan.covers(plan, situation))


def _show_outlook(covers: Preview, plan: Plan, situation: Situation) -> None:
    """Draw which days are in the books, and which ones the sync would cover."""
    where, about = situation.where, plan.begins_about
    bar_html = outlook.shown(covers, situation.now, where, about=about, folds=True)
    st.html(bar_html)


def _show_checks(findings: Sequence[CheckFinding], plan: Plan, situation: Situation) -> None:
    empty = plan.sync(situation.now).is_empty
    none = "There’s nothing to start." if empty else "Checks found no problems."
    found_html = checks.shown(findings, plan, situation)
    st.html(blocks.block("Before you start", found_html or components.note(none)))


def _show_request(page: CompanyView, plan: Plan, situation: Situation) -> None:
    facts = components.facts(start_plan.asked(plan, situation, company_label(page)))
    if plan.beginning.estimated:
        means = links.help_anchor("What “by Codat’s schedule” means", topics.SCHEDULE)
        facts += f'<p class="d d-basis">{means}</p>'
    st.html(blocks.block("Request", facts))


def _review_button(form: _Form, findings: Sequence[CheckFinding]) -> None:
    blocked = any(each.kind is Kind.BLOCKS for each in findings)
    with st.container(horizontal=True, vertical_alignment="center", gap=16, key="noprint_review"):
        st.button(
            "Review and start…",
            key="go_on",
            type="secondary" if checks.will_probably_fail(form.situation) else "primary",
            on_click=_review,
            args=(form.page.company_id, form.choice, form.beginning, form.situation),
            disabled=blocked,
        )
        cancel = links.anchor("Cancel", "company", company=form.page.company_id)
        st.html(f'<p class="d">{cancel}</p>', width="content")
        if checks.will_probably_fail(form.situation):
            first = links.anchor("See what to fix first", "company", company=form.page.company_id)
            st.html(f'<p class="d">{first}</p>', width="content")
        st.html(components.note("Nothing starts until you confirm."), width="content")


def _review(company_id: str, choice: DaysChoice, beginning: Beginning, situation: Situation) -> None:
    """Open the confirmation step: what it shows is what will be requested."""
    try:
        clock = replace(situation.clock, now=datetime.now(UTC))
        plan = plan_of(choice, beginning, replace(situation, clock=clock))
    except ValueError:  # midnight has passed meanwhile; the form says so
        return
    confirmation.ask(company_id, choice, plan, situation)
