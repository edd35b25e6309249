"""The words of Shared: its filters, and what is asked before links are revoked."""

from __future__ import annotations

from typing import Final

from dashboard.foreign_text import one_line
from dashboard.views import times, words
from dashboard.views.share import link_words
from dashboard.views.share.message_page import NO_VIEW

TITLE: Final = "Shared links"
REASON: Final = (
    "All links, who created them, and how often they were opened. JSON and badge aren’t counted. "
    f"{link_words.PREVIEWS}"
)
_AFTER: Final = f"will see “{NO_VIEW.title}”. You can’t undo this."
REVOKE_ONE: Final = f"Revoke this link? Anyone who opens it {_AFTER}"
LEFT: Final = "People who have left"
LEFT_IS: Final = "They have left or have no role. Revoke their links or take them over."
_MOST_NAME: Final = 40


def person(name: str, unnamed: str) -> str:
    """Return a value of the filter for people in words. `unnamed`: the value for no name."""
    return words.NO_NAME if name == unnamed else one_line(name, _MOST_NAME)


def of_left(number: int) -> str:
    """Return how many links people have who left: "2 links from people who have left"."""
    return f"{times.count(number, 'link')} from people who have left"


def state(value: str) -> str:
    """Return a state in words."""
    return link_words.STATES[value][1]


def revoke_label(number: int, whose: str) -> str:
    """Return the label of the button that revokes all links of a company or a person."""
    return f"Revoke {_all(number)} {whose}…"


def revoke_question(number: int, whose: str) -> str:
    """Return what is asked before several links are revoked. `whose`: "for Bluebird Coffee"."""
    them = "it" if number == 1 else "them"
    return f"Revoke {_all(number)} {whose}? Anyone who opens {them} {_AFTER}"


def of_company(name: str) -> str:
    """Return "for Bluebird Coffee"."""
    return f"for {one_line(name, _MOST_NAME)}"


def by_person(name: str) -> str:
    """Return "created by Ada", or "created without a name"."""
    return f"created by {one_line(name, _MOST_NAME)}" if name else "created without a name"


def _all(number: int) -> str:
    return {1: "the link", 2: "both links"}.get(number) or f"all {number:,} links"
