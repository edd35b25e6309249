"""The words of Shared: its filters, and what is asked before links are revoked."""

from __future__ import annotations

from typing import Final

from dashboard.foreign_text import one_line
from dashboard.views import words
from dashboard.views.share import link_words
from dashboard.views.share.message_page import NO_VIEW

TITLE: Final = "Shared"
REASON: Final = (
    "Every link, who made it, and how often its page was opened. Its JSON and badge aren’t counted. "
    f"{link_words.PREVIEWS}"
)
REVOKE_ONE: Final = f"Revoke this link? Its reader then sees “{NO_VIEW.title}”. You can’t undo this."
_MOST_NAME: Final = 40


def person(name: str, unnamed: str) -> str:
    """Return a value of the filter for people in words. `unnamed`: the value for no name."""
    return words.NO_NAME if name == unnamed else one_line(name, _MOST_NAME)


def state(value: str) -> str:
    """Return a state in words."""
    return link_words.STATES[value][1]


def revoke_label(number: int, whose: str) -> str:
    """Return the label of the button that revokes all links of a company or a person."""
    return f"Revoke {_all(number)} {whose}…"


def revoke_question(number: int, whose: str) -> str:
    """Return what is asked before several links are revoked. `whose`: "of Bluebird Coffee"."""
    return f"Revoke {_all(number)} {whose}? Readers then see “{NO_VIEW.title}”. You can’t undo this."


def of_company(name: str) -> str:
    """Return "of Bluebird Coffee"."""
    return f"of {one_line(name, _MOST_NAME)}"


def by_person(name: str) -> str:
    """Return "made by Ada", or "made without a name"."""
    return f"made by {one_line(name, _MOST_NAME)}" if name else "made without a name"


def _all(number: int) -> str:
    return "the only link" if number == 1 else f"all {number:,} links"
