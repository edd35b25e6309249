"""A person and their roles in words: "Ada Byron, viewer", "operator for companies named Blue*"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dashboard.access.company import CompanyRule
from dashboard.access.person import Grant, Person
from dashboard.foreign_text import one_line, seen

NO_ROLE: Final = "no role"
SOME_COMPANIES: Final = "some companies"
_MOST_NAME: Final = 40
_MOST_RULE: Final = 60


def person(who: Person) -> str:
    """Return the person for the bar: "Ada Byron, viewer". The name is foreign text."""
    return f"{name(who)}, {highest(who)}"


def name(who: Person) -> str:
    """Return the verified name, or the subject if there is none; on one line."""
    return one_line(who.name if seen(who.name) else who.identity.rpartition(" ")[2], _MOST_NAME)


def highest(who: Person) -> str:
    """Return the highest role: "viewer", "operator (some companies)", "no role"."""
    if who.role is None:
        return NO_ROLE
    whole = any(each.rule.everything for each in who.grants if each.role is who.role)
    return f"{who.role}" if whole else f"{who.role} ({SOME_COMPANIES})"


def grants(given: Iterable[Grant]) -> str:
    """Return all roles of a person, the highest first: "lead; viewer for companies tagged region=emea"."""
    ordered = sorted(given, key=lambda each: (-each.role.rank, str(each.rule)))
    return "; ".join(dict.fromkeys(map(grant, ordered))) or NO_ROLE


def grant(given: Grant) -> str:
    """Return a role with its companies; foreign text."""
    return f"{given.role}" if given.rule.everything else f"{given.role} for {companies(given.rule)}"


def companies(rule: CompanyRule) -> str:
    """Return which companies a rule covers; foreign text."""
    if rule.tag is not None:
        return f"companies tagged {one_line('='.join(rule.tag), _MOST_RULE)}"
    return f"companies named {one_line(rule.name, _MOST_RULE)}" if rule.name else "all companies"
