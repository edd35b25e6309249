"""The form that starts a sync: what to cover, what to know before, and the step that asks once more.

What to cover stands in the address (`cover`, `from`, `to`, the merchant's days); the step that asks once more
does not: a reload or a pasted address never stands one click before a start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import streamlit as st

from dashboard import foreign_text
from dashboard.insight.start.day_range import range_of_days, up_to_day
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.insight.sync_range import range_in
from dashboard.ui import assessments, browser, links, reads, session, starts
from dashboard.ui.page import CompanyView
from dashboard.ui.start.days import COVERS, DAY, NOW, RANGE, DaysChoice, choice_in_address, offers_of, oldest
from dashboard.views import components, platforms
from dashboard.views.components import Answer
from dashboard.views.start import blockers, checks
from dashboard.views.start import plan as start_plan
from dashboard.views.start.plan import Beginning, Plan, Situation

_CONFIRM = "start_confirm"
_HELD = "start_held_elsewhere"
_ASK_AGAIN_SECONDS = 5


@dataclass(frozen=True)
class Confirm:
    """The step that asks once more: whose, for what, as it was on the screen; `intent_id` is used once.

    `seen_at` (UTC): when the older of the syncs on the screen was read. `beside`: as `Intent.beside` has it.
    """

    company_id: str
    choice: DaysChoice
    plan: Plan
    intent_id: str
    seen_at: datetime
    beside: str | None = None


def situation_of(page: CompanyView) -> Situation:
    """What is known of the company, as the words need it."""
    data = page.data
    return Situation(
        now=page.now,
        zone=page.zone.merchant.zone,
        books=platforms.books(data.connections.value),
        latest=data.latest,
        last_successful=data.last_successful,
        connections=data.connections,
        configuration=data.configuration,
        zone_note=page.zone.merchant.note or "",
        verdict=assessments.of(page).verdict,
        shown=page.zone.zone,
    )


def company_label(page: CompanyView) -> str:
    """The company's name, where that is known by now, with its platforms, as text."""
    company = page.data.reading("company").value
    name = (company.name if company else "") or f"Company {page.company_id[:8]}…"
    between = platforms.of(page.data.connections.value)
    return f"{name}, {between}" if between else str(name)


def draw(page: CompanyView) -> None:
    """Draw the form for this company, or the step that asks once more."""
    with st.container(gap=20, key="start_form"):
        _draw(page)


def _draw(page: CompanyView) -> None:
    situation = situation_of(page)
    if (stop := blockers.no_start(situation)) is not None:
        _close()
        _say_stop(page, stop)
        return
    if starts.held_by_another_key(page.company_id):
        _close()
        _say_stop(page, blockers.under_another_key())
        st.session_state[_HELD] = page.company_id
        browser.tell(poll=_ASK_AGAIN_SECONDS)
        return
    if st.session_state.pop(_HELD, None) == page.company_id:
        page.data.read_again()  # what was read before that start ended says too little
        st.rerun()
    beginning = _beginning(page, situation)
    choice = choice_in_address(beginning, situation)
    offers = offers_of(situation)
    head = st.empty()
    _fields(choice, offers, situation)
    confirm = _confirm(page.company_id, choice)
    try:
        plan = confirm.plan if confirm else plan_of(choice, beginning, situation)
    except ValueError as error:
        head.html(components.answer("", "Start a sync", str(error)))
        st.html(f'<p class="d">{_back(page)}</p>')
        return
    nothing = None if confirm else blockers.nothing_left(plan, situation)
    head.html(_head(plan, situation, nothing))
    _before_and_asked(plan, situation, company_label(page))
    if confirm is not None:
        _ask_once_more(confirm, situation)
    elif nothing is None:
        _go_on(page, choice, beginning)
    else:
        st.html(f'<p class="d">{_back(page)}</p>')


def _say_stop(page: CompanyView, stop: Answer) -> None:
    """Say why nothing can be started for this company at all."""
    st.html(components.answer(stop.mark, stop.headline, stop.reason, stop.said))
    if stop.steps:
        st.html(components.steps(starts.steps(stop.steps)))
    st.html(components.buttons([_back(page)]))


def _back(page: CompanyView) -> str:
    return links.anchor("Back to the company", "company", company=page.company_id)


def plan_of(choice: DaysChoice, beginning: Beginning, situation: Situation) -> Plan:
    """Turn days into instants: [00:00 of the first, 00:00 after the last) of the merchant, cut to now.

    Raises ValueError with a sentence for a person where there is no such range, or the days can't be meant.
    """
    if choice.wrong:
        raise ValueError(choice.wrong)
    zone, now = situation.zone, situation.now
    if choice.cover == DAY and choice.last:
        end = up_to_day(choice.last, zone, now)
        return Plan(beginning, None, choice.last, None, end.finish, end.cut, choice.beyond)
    if choice.cover == RANGE and choice.first and choice.last:
        asked = range_of_days(choice.first, choice.last, zone, now)
        return Plan(beginning, choice.first, choice.last, asked.start, asked.finish, asked.cut, choice.beyond)
    return Plan(beginning)


def ask_of(plan: Plan) -> RequestedRange:
    """Say the plan as the door takes it."""
    if plan.finish is None:
        return RequestedRange.up_to_now()
    return (
        RequestedRange.between(plan.start, plan.finish) if plan.start else RequestedRange.up_to(plan.finish)
    )


def _beginning(page: CompanyView, situation: Situation) -> Beginning:
    success, known = situation.last_successful.value, assessments.facts_of(page)
    return start_plan.beginning_of(situation, range_in(success, known) if success else None, known.gap)


def _fields(choice: DaysChoice, offers: tuple[str, ...], situation: Situation) -> None:
    """Draw the fields; their values come from the address, and a change goes into it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap=24):
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
    # Brackets stay out of it: a screen reader is given the label as it stands here, escapes and all.
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
    """One change of the address, so that Back undoes it in one step; days that were typed stay in it."""
    links.set_param("cover", st.session_state["w_cover"] or NOW)


def _typed(name: str) -> None:
    value = st.session_state[f"w_{name}"]
    links.set_param(name, value.isoformat() if value else "")


def _head(plan: Plan, situation: Situation, nothing: Answer | None) -> str:
    if nothing is not None:
        return components.answer(nothing.mark, nothing.headline, nothing.reason)
    headline = f"Start a sync {start_plan.label(plan.first, plan.last, situation.today, situation.where)}"
    return components.answer("", headline, start_plan.covers(plan, situation))


def _before_and_asked(plan: Plan, situation: Situation, company: str) -> None:
    before, asked = st.columns([7, 5], gap=40)
    with before:
        remarks = checks.remarks(plan, situation)
        empty = plan.is_empty(situation.now)
        nothing = components.note(
            "There is nothing to start." if empty else "Nothing that we know of speaks against it."
        )
        st.html(_block("Before you start", components.notices(remarks) if remarks else nothing))
    with asked:
        what = components.facts(start_plan.asked(plan, situation, company))
        if plan.beginning.derived:
            means = links.anchor("What “by Codat’s schedule” means", "help")
            what += f'<p class="d d-basis">{means}</p>'
        st.html(_block("What Codat will be asked", what))


def _block(title: str, body_html: str) -> str:
    return f'{components.title(title)}<div style="margin-top:6px">{body_html}</div>'


def _go_on(page: CompanyView, choice: DaysChoice, beginning: Beginning) -> None:
    situation = situation_of(page)
    label = start_plan.label(choice.first, choice.last, situation.today, situation.where)
    with st.container(horizontal=True, vertical_alignment="center", key="noprint_go_on"):
        st.button(
            f"Go on: sync {label}…",
            key="go_on",
            on_click=_reach,
            args=(page.company_id, choice, beginning, situation),
            disabled=not start_plan.may_go_on(situation),
        )
        still = '<span class="d-small">Nothing is sent yet. You are asked once more.</span>'
        st.html(f'<p class="d">{_back(page)} {still}</p>')


def _reach(company_id: str, choice: DaysChoice, beginning: Beginning, situation: Situation) -> None:
    """The person reaches the step that asks once more: what they see there is what will be asked."""
    try:
        plan = plan_of(choice, beginning, replace(situation, now=datetime.now(UTC)))
    except ValueError:  # midnight has passed meanwhile; the form says it
        return
    seen_at = situation.seen_at
    if seen_at is not None:  # the button is off without it
        st.session_state[_CONFIRM] = Confirm(
            company_id, choice, plan, new_intent_id(), seen_at, situation.beside
        )


def _confirm(company_id: str, choice: DaysChoice) -> Confirm | None:
    """The open step, if it is this company's and for this choice; coming from elsewhere closes it."""
    held: Confirm | None = st.session_state.get(_CONFIRM)
    if held is None or session.moved() or (held.company_id, held.choice) != (company_id, choice):
        st.session_state.pop(_CONFIRM, None)
        return None
    return held


def _ask_once_more(confirm: Confirm, situation: Situation) -> None:
    """Draw the step: the harmless button left, where the one before was; the other at the right."""
    books = situation.books
    label = start_plan.label(confirm.plan.first, confirm.plan.last, situation.today, situation.where)
    st.html(components.line())
    stays = f"A sync can’t be stopped or undone. What it writes into {books} stays there until it is removed."
    if situation.switched_off:
        stays = f"Sync is switched off, so Codat will most likely refuse this. {stays}"
    st.html(
        components.title("Start this sync?")
        + f'<p class="d" style="max-width:38rem">{foreign_text.html(stays)}</p>'
    )
    sure = confirm.beside is None or _confirmed_beside()
    with st.container(horizontal=True, horizontal_alignment="distribute", width=560, key="noprint_start"):
        st.button("Don’t start", key="dont_start", on_click=_close)
        st.button(
            f"Start sync {label}", key="start_sync", on_click=_start, args=(confirm,), disabled=not sure
        )


def _confirmed_beside() -> bool:
    """Ask whether to start although another sync may be running; nothing is sent before this is ticked."""
    return st.checkbox("Start another sync even though one may be running", key="start_anyway")


def _close() -> None:
    st.session_state.pop(_CONFIRM, None)


def _start(confirm: Confirm) -> None:
    """Hand the intent to the door, and go to the address that follows it.

    Where the door did not let it through, another start needs a newer look at the company.
    """
    _close()
    asked = ask_of(confirm.plan)
    intent = Intent(confirm.intent_id, confirm.company_id, asked, "", confirm.seen_at, confirm.beside)
    attempt = starts.start(intent)
    data = reads.held(confirm.company_id)
    if attempt.settled and data is not None:
        data.read_again()
    links.go(links.href("start", company=confirm.company_id, attempt=attempt.id))
