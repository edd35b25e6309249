"""Decide who may do what. Only `may` decides: services ask it before each act, pages to know what to draw."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from dashboard.access.company import CompanyIdentity
from dashboard.access.person import Person
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.role import Role

_READ_ONLY = "This is a read-only view (READ_ONLY=1). Ask a colleague in support to {act}."
_ALL_READ_ONLY = (
    "This is a read-only view (READ_ONLY=1), so nothing can be changed. Ask whoever runs this dashboard."
)
SIGNED_OUT: Final = "You’re signed out. Reload the page to sign in."
_NO_ROLE = "You have no role in this dashboard. Ask a lead to give you one."
_OTHER_COMPANY = "Your role doesn’t cover this company. Ask a lead for access."
_NOT_KNOWN = "We’re still checking whether your role covers this company. Reload the page in a moment."
_ALL_COMPANIES = "Your role covers only some companies. Ask a lead who covers all companies to {act}."
_ROLE = "You’re signed in as {mine}. Ask {theirs} to {act}."
_WHY = {
    OriginKind.PEER: "you opened it from another computer",
    OriginKind.HOST: "its address isn’t a local one such as localhost",
    OriginKind.HEADER: "the request came through a proxy or a browser add-on (header {header})",
    OriginKind.UNKNOWN: "we can’t tell where you opened it",
}
WITH_ARTICLE: Final = {Role.VIEWER: "a viewer", Role.OPERATOR: "an operator", Role.LEAD: "a lead"}


class Act(StrEnum):
    """An action that needs permission; the value completes "Ask an operator to …"."""

    READ = "view companies"
    EXPORT = "export data"
    START = "start the sync"
    ASK_AGAIN = "ask Codat again"
    NOTE = "write the note"
    REFRESH = "check the merchants"
    WORK = "record who’s on it"
    SHARE = "share the view"
    CHANGE_LINK = "change the link"
    SAVE_VIEW = "save the view"
    RELEASE = "allow another start"
    CHANGE_ANY_LINK = "change another person’s link"
    CHANGE_ANY_VIEW = "change another person’s view"
    SEE_ACCESS = "see sign-ins, sessions and people"
    END_SESSION = "end another person’s session"
    SET_ROLE = "change a role"

    @property
    def role(self) -> Role:
        """The least role that may do it."""
        return _LEAST[self]

    @property
    def is_about_a_company(self) -> bool:
        """Whether it is about one company; only a role that covers all companies allows what isn't."""
        return self not in _ABOUT_PEOPLE and self not in _ABOUT_VIEWS

    @property
    def is_for_any_role(self) -> bool:
        """Whether it is about no company's data, so that any company's role allows it."""
        return self is Act.SAVE_VIEW

    @property
    def changes(self) -> bool:
        """Whether it changes something, so that READ_ONLY forbids it."""
        return self not in _ONLY_READS


_LEAST: Final = {
    Act.READ: Role.VIEWER,
    Act.EXPORT: Role.VIEWER,
    Act.START: Role.OPERATOR,
    Act.ASK_AGAIN: Role.OPERATOR,
    Act.NOTE: Role.OPERATOR,
    Act.REFRESH: Role.OPERATOR,
    Act.WORK: Role.OPERATOR,
    Act.SHARE: Role.OPERATOR,
    Act.CHANGE_LINK: Role.OPERATOR,
    Act.SAVE_VIEW: Role.OPERATOR,
    Act.RELEASE: Role.LEAD,
    Act.CHANGE_ANY_LINK: Role.LEAD,
    Act.CHANGE_ANY_VIEW: Role.LEAD,
    Act.SEE_ACCESS: Role.LEAD,
    Act.END_SESSION: Role.LEAD,
    Act.SET_ROLE: Role.LEAD,
}
_ONLY_READS: Final = frozenset({Act.READ, Act.EXPORT, Act.SEE_ACCESS})
_ABOUT_VIEWS: Final = frozenset({Act.SAVE_VIEW, Act.CHANGE_ANY_VIEW})
_ABOUT_PEOPLE: Final = frozenset({Act.SEE_ACCESS, Act.END_SESSION, Act.SET_ROLE})


def may(person: Person, act: Act, company: CompanyIdentity | None = None) -> str | None:
    """Return why this person may not do this, as a sentence for them; None if they may.

    `company`: the one it is about (`person.company_for`). None: it is about no single company, or the
    company isn't known. Only a role that covers all companies allows that.
    """
    if person.signed_out:
        return SIGNED_OUT
    if person.read_only and act.changes:
        return _READ_ONLY.format(act=act) if act.is_about_a_company else _ALL_READ_ONLY
    covering = [each.role for each in person.grants if act.is_for_any_role or each.rule.covers(company)]
    if any(role.includes(act.role) for role in covering):
        return None
    if not person.verified:
        return _not_here(person.origin, act)
    if not covering and person.grants:
        return _not_covered(act, company)
    return _not_with(covering, act)


def _not_covered(act: Act, company: CompanyIdentity | None) -> str:
    """Return why no role of a person covers what this is about."""
    if not act.is_about_a_company:
        return _ALL_COMPANIES.format(act=act)
    return _NOT_KNOWN if company is None else _OTHER_COMPANY


def _not_with(roles: list[Role], act: Act) -> str:
    """Return why these roles aren't enough, and whom to ask."""
    if not roles:
        return _NO_ROLE
    mine = max(roles, key=lambda role: role.rank)
    return _ROLE.format(mine=WITH_ARTICLE[mine], theirs=WITH_ARTICLE[act.role], act=act)


def _not_here(origin: RequestOrigin, act: Act) -> str:
    """Return why a page opened elsewhere doesn't allow the action, and what to do."""
    why = _WHY.get(origin.kind, _WHY[OriginKind.UNKNOWN]).format(header=origin.header)
    verb = act[:1].upper() + act[1:]
    return (
        f"This dashboard has no sign-in, and {why}. {verb} from a dashboard on your own computer, "
        "or ask whoever runs this dashboard to set ALLOW_STARTING=1."
    )
