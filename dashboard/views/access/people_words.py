"""The words of People: its title, sources of roles, and what is asked before a role is removed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from dashboard.access.administration.overview import GrantSource, PersonOverview, SourcedGrant
from dashboard.access.company import CompanyRule
from dashboard.access.role import Role
from dashboard.foreign_text import one_line, seen
from dashboard.views import times
from dashboard.views.access import role_words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

TITLE: Final = "People"
REASON: Final = "Everyone who has signed in or has a role. Changes take effect within two seconds."
NOT_LOADED: Final = "Couldn’t load the people."
NOTHING: Final = ("No people yet.", "People appear once they have signed in or have a role.")
GIVE: Final = "Give a role"
LEFT: Final = "Mark as left"
REMOVE: Final = "Remove role"
OWN_LEAD_ROLE: Final = "Remove your own lead role? You can’t give it back to yourself."
ROLES: Final = {
    Role.VIEWER: "can view and export",
    Role.OPERATOR: "can also start syncs, add notes and share links",
    Role.LEAD: "can also manage people, sessions and everyone’s links",
}
"""What each role may do beyond the one before it."""
_NEVER: Final = "never signed in"
_MOST_NAME: Final = 40
_MOST_DETAIL: Final = 60


def no_match(searched: str) -> tuple[str, str]:
    """Return that no one matches a search, and what to do; foreign text."""
    return f"No one matches “{one_line(searched, _MOST_NAME)}”.", "Search for another name or address."


def name(who: PersonOverview) -> str:
    """Return the name on one line: the verified one, else what the list or the sign-in has."""
    known = next((each for each in (who.name, who.address) if seen(each)), who.who.rpartition(" ")[2])
    return one_line(known, _MOST_NAME)


def source(given: SourcedGrant) -> str:
    """Return where a role comes from: "from group desk-leads", "from the list", "from LEADS"."""
    if given.source is GrantSource.CLAIM:
        return f"from group {one_line(given.detail, _MOST_DETAIL)}"
    return "from the list" if given.source is GrantSource.LIST else "from LEADS"


def last_seen(who: PersonOverview, zone: ZoneInfo, now: datetime) -> str:
    """Return when the person last signed in, or that they have left or never signed in."""
    if who.left_at is not None:
        return f"left {times.near(who.left_at, zone, now)}"
    return times.near(who.last_seen_at, zone, now) if who.has_signed_in else _NEVER


def role_choice(role: Role) -> str:
    """Return a role with what it allows, for the form."""
    return f"{role}: {ROLES[role]}"


def take_label(given: SourcedGrant) -> str:
    """Return the label of the button that removes a role from the list."""
    return f"Remove {role_words.grant(given.grant)}"


def take_question(whose: str, given: SourcedGrant, *, own: bool) -> str:
    """Return the question before a role is removed."""
    if own and given.grant.role is Role.LEAD:
        return OWN_LEAD_ROLE
    return f"Remove {whose}’s role ({role_words.grant(given.grant)})?"


def left_question(whose: str) -> str:
    """Return the question before a person is recorded as having left."""
    return (
        f"Has {whose} left? This ends their sessions and removes their roles from the list. "
        "Leads can then take over their links."
    )


def still(who: PersonOverview) -> str:
    """Return what a lead must know of roles that stay after the list is emptied; "" for none."""
    stay = [each for each in who.grants if each.source is not GrantSource.LIST]
    if not stay:
        return ""
    which = times.listed([f"{each.grant.role} {source(each)}" for each in stay])
    return f"Can’t be removed here: {which}. Change it at the sign-in provider or in the settings."


def covers(rule: CompanyRule, covered: int, of: int, *, whole: bool) -> str:
    """Return how many companies a rule covers now. `whole`: the list of companies is complete."""
    if rule.everything:
        return "Covers all companies."
    so_far = "" if whole else " listed so far"
    if whole and not covered:
        return "No company matches now."
    return f"Covers {covered:,} of {times.count(of, 'company', 'companies')}{so_far}."


def given(whose: str, role: Role, rule: CompanyRule) -> str:
    """Return what was done: "Ada has the role viewer for all companies."."""
    return f"{whose} has the role {role} for {role_words.companies(rule)}."
