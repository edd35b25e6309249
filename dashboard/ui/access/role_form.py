"""The form that gives a person a role, for all companies or some, with how many a rule covers now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

from dashboard.access.administration.overview import PersonOverview
from dashboard.access.company import ALL_COMPANIES, CompanyRule, RuleError, rule_from
from dashboard.access.role import Role
from dashboard.foreign_text import one_line
from dashboard.services.company_lookup import identity_of
from dashboard.ui import browser, directory
from dashboard.views import components
from dashboard.views.access import people_words

_WHO, _ROLE, _WHICH, _RULE = "role_who", "role_role", "role_which", "role_rule"
_MOST_WHO, _MOST_RULE = 200, 100
_LIST_TICK_S = 1.0


class Which(StrEnum):
    """For which companies; the value begins the text of a rule."""

    ALL = ""
    TAG = "tag"
    NAME = "name"


_LABELS = {Which.ALL: "All companies", Which.TAG: "By tag", Which.NAME: "By name"}
_EXAMPLES = {Which.TAG: "region=emea", Which.NAME: "Blue*"}


@dataclass(frozen=True)
class WantedRole:
    """What the form says. `name`: the person in words."""

    who: str
    name: str
    role: Role
    rule: CompanyRule


def draw(chosen: PersonOverview | None, give: Callable[[WantedRole], bool]) -> None:
    """Draw the form. `chosen`: the person, None to ask who it is; `give`: for the button's callback."""
    st.html(components.title(people_words.GIVE))
    with st.container(key="noprint_role", gap=12, width=620):
        if chosen is None:
            st.text_input(
                "Email address, or the person’s id",
                key=_WHO,
                max_chars=_MOST_WHO,
                help="The id is on the page they see without a role. "
                "An email address works once the provider has verified it.",
            )
        st.radio("Role", list(Role), key=_ROLE, format_func=people_words.role_choice)
        st.segmented_control(
            "Companies",
            list(Which),
            key=_WHICH,
            default=Which.ALL,
            required=True,
            format_func=_LABELS.__getitem__,
        )
        rule = _rule()
        st.button("Give role", key="give_role", disabled=rule is None, on_click=_give, args=(chosen, give))


def _rule() -> CompanyRule | None:
    """Draw the field for the rule and what it covers; return the rule, None while there is none."""
    which = Which(st.session_state.get(_WHICH) or Which.ALL)
    if which is Which.ALL:
        return ALL_COMPANIES
    st.text_input(
        f"Tag ({_EXAMPLES[which]})" if which is Which.TAG else "Name (* matches any text)",
        key=_RULE,
        max_chars=_MOST_RULE,
        placeholder=_EXAMPLES[which],
    )
    rule = _entered()
    if rule is None:
        st.html(components.note(f"For example {_EXAMPLES[which]}"))
    else:
        st.html(_covered(rule))
    return rule


def _entered() -> CompanyRule | None:
    """Return the rule in the form; None while it can't be read."""
    which = Which(st.session_state.get(_WHICH) or Which.ALL)
    text = str(st.session_state.get(_RULE) or "").strip()
    if which is Which.ALL:
        return ALL_COMPANIES
    try:
        rule = rule_from(f"{which} {text}")
    except RuleError:
        return None
    return None if rule.everything else rule


def _covered(rule: CompanyRule) -> str:
    """Return how many companies a rule covers now, as far as the list has arrived, as HTML."""
    known = directory.look()
    if known.reading:
        browser.poll(_LIST_TICK_S)
    covered = sum(rule.covers(identity_of(each)) for each in known.by_id.values())
    words = people_words.covers(rule, covered, len(known.by_id), whole=known.whole)
    none = known.whole and not (covered or rule.everything)
    return components.notice("late", words) if none else components.note(words)


def _give(chosen: PersonOverview | None, give: Callable[[WantedRole], bool]) -> None:
    who = chosen.who if chosen else str(st.session_state.get(_WHO) or "").strip()
    name = people_words.name(chosen) if chosen else one_line(who, _MOST_WHO)
    rule = _entered()
    if rule is not None and give(WantedRole(who, name, Role(st.session_state[_ROLE]), rule)):
        for key in (_WHO, _RULE):
            st.session_state.pop(key, None)
