"""What can be done with links: pause, resume, change the expiry, revoke one, or all of a company or a person.

Revoking asks for confirmation; that it was asked for is stored in the session, never in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard.access.person import Person
from dashboard.access.policy import Act
from dashboard.foreign_text import attribute, markdown
from dashboard.insight.share import choices
from dashboard.sharing.link import LinkState, ShareLink
from dashboard.sharing.service import ShareService
from dashboard.ui import person, session
from dashboard.ui.access import companies
from dashboard.ui.share import service
from dashboard.ui.share.shared_view import LEFT, NOT_OVER, LinkFilters, SharedView
from dashboard.views import components
from dashboard.views.share import form_words, link_table, link_words, shared_words

Action = Callable[[ShareService, Person], Any]
_ASKING, _ERROR, _NAME, _END = "shared_asking", "shared_error", "shared_name", "shared_end"


def draw(view: SharedView) -> None:
    """Draw the opened link, and the buttons for it and for all links of a company or a person."""
    if error := st.session_state.pop(_ERROR, ""):
        st.html(components.notice("late", "Nothing was changed.", components.text(error)))
    link = view.opened
    if link is not None:
        _show(link, view)
    if link is not None and (why_not := service.may_not_change(link)) is not None:
        st.html(components.notice("off", "You can’t change this link.", components.text(why_not)))
        return
    offered = [_many(view, each) for each in _groups(view)] if link is None else [_one(link, view)]
    if any(offered):
        person.ask(_NAME)


def _show(link: ShareLink, view: SharedView) -> None:
    close_html = f'<a class="d-small" href="{attribute(view.address())}">Close</a>'
    facts_html = link_table.facts(link, link.state(view.now), view.context)
    st.html(components.title(f"Link for {link_words.company(link)}", "", close_html) + facts_html)


def _one(link: ShareLink, view: SharedView) -> bool:
    """Draw the buttons of a link; return whether there are any: what is revoked stays so."""
    state = link.state(view.now)
    if state is LinkState.REVOKED:
        return False
    if not _asks(link.id, shared_words.REVOKE_ONE, lambda sharing, who: sharing.revoke(link.id, who)):
        with st.container(horizontal=True, gap=16, key="noprint_change"):
            _pause(link, state)
            _end(link)
            if link.identity in view.left and state in NOT_OVER:
                _take_over(link)
            st.button("Revoke…", key="revoke_link", on_click=_ask, args=(link.id,))
    return True


def _pause(link: ShareLink, state: LinkState) -> None:
    if state is LinkState.OPEN:
        _button("Pause", "pause_link", lambda sharing, who: sharing.pause(link.id, who))
    elif state is LinkState.PAUSED:
        _button("Resume", "resume_link", lambda sharing, who: sharing.resume(link.id, who))


def _take_over(link: ShareLink) -> None:
    _button("Take over", "take_over", lambda sharing, who: sharing.take_over(link.id, who))


def _end(link: ShareLink) -> None:
    most = timedelta(days=session.settings().share_most_days)
    with st.popover("Change expiry", key="open_end"):
        offered = choices.terms(most)
        lasts = st.segmented_control("From now", offered, key=_END, format_func=form_words.term)
        if lasts is not None:
            _button("Save", "save_end", lambda sharing, who: sharing.change_end(link.id, lasts, who))


def _groups(view: SharedView) -> list[LinkFilters]:
    """Return the filters whose links can be revoked together: one company's, one person's."""
    company_id, owner = view.filters.company_id, view.filters.person
    return [
        *([LinkFilters(company_id=company_id)] if company_id else []),
        *([LinkFilters(person=owner)] if owner not in ("", LEFT) else []),
    ]


def _many(view: SharedView, which: LinkFilters) -> bool:
    """Draw the button that revokes all links of a group; return whether there are any to revoke."""
    of_group = [each for each in view.every if which.match(each, view.now) and _may_revoke(each, view)]
    if not of_group:
        return False
    link = of_group[0]
    whose = (
        shared_words.of_company(view.company(which.company_id))
        if which.company_id
        else shared_words.by_person(link.person)
    )

    def revoke(sharing: ShareService, who: Person) -> int:
        if which.company_id:
            return sharing.revoke_company(which.company_id, who)
        return sharing.revoke_person(link.person, who, link.identity)

    number = len(of_group)
    if not _asks(which, shared_words.revoke_question(number, whose), revoke):
        label = markdown(shared_words.revoke_label(number, whose))
        st.button(
            label,
            key=f"revoke_all_{'company' if which.company_id else 'person'}",
            on_click=_ask,
            args=(which,),
        )
    return True


def _may_revoke(link: ShareLink, view: SharedView) -> bool:
    """Return whether a link isn't over, and the person may revoke it together with others."""
    allowed = companies.refusal(Act.CHANGE_ANY_LINK, link.company_id) is None
    return allowed and link.state(view.now) in NOT_OVER


def _asks(about: Hashable, question: str, act: Action) -> bool:
    """Draw the question whether to revoke, if it was asked for; return whether it was."""
    if session.moved() or st.session_state.get(_ASKING) != about:
        return False
    st.html(components.notice("late", question))
    with st.container(horizontal=True, gap=16, key="noprint_revoke"):
        st.button("Don’t revoke", key="dont_revoke", on_click=_ask, args=(None,))
        st.button("Revoke", key="revoke_now", type="primary", on_click=_do, args=(act,))
    return True


def _button(label: str, key: str, act: Action) -> None:
    st.button(label, key=key, on_click=_do, args=(act,))


def _ask(about: Hashable) -> None:
    st.session_state[_ASKING] = about


def _do(act: Action) -> None:
    """Do it, for a callback; if it fails, the page says why."""
    if not person.given(_NAME):
        return
    st.session_state[_ASKING] = None
    _, st.session_state[_ERROR] = service.read(lambda sharing: act(sharing, person.acting()))
