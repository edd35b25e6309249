"""Word a cause: why a sync ended as it did, what Codat said, who does what next.

The texts are from causes.toml, with platforms' names filled in. Names and Codat's words are foreign text:
escape them on output.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.foreign_text import one_line
from dashboard.insight.causes.catalogue import Cause, CauseMatch, cause_of
from dashboard.insight.outcome import HasSyncOutcome

Steps = tuple[tuple[str, str], ...]
"""Who does what, as instructions: ("Merchant", "choose another tax rate."), or (NO_ACTION, why)."""
NO_ACTION, NO_OTHER_ACTION = "No action needed", "No other action needed"
FINISH: Steps = (
    ("Merchant", "finish the set-up in Codat’s Sync Flow."),
    (NO_OTHER_ACTION, "after that, syncs run on schedule."),
)
"""What to do if the set-up isn't finished."""
UNFINISHED = "The set-up isn’t finished"
WHY_UNFINISHED = "Codat reports it as not configured, so no sync can succeed."
NO_SET_UP = "Sync for Commerce isn’t set up here"
SET_UP: tuple[str, str] = ("Merchant", "set it up in Codat’s Sync Flow, if sales should be synced.")
"""What to do if there is no set-up."""


def entered_by_hand(which: str) -> str:
    """Return what to ask the merchant before filling an old gap. `which`: "since 11 Nov"; "" if not known."""
    sales = f"any sales {which}" if which else "any sales"
    return f"whether they’ve entered {sales} by hand. Syncing those would book them twice."


def by_hand_on_record(days: str) -> str:
    """Return a sentence about days entered by hand. `days`: "21–29 Nov"."""
    return f"The merchant entered {days} by hand."


NIGHTLY_MAY_COVER = (
    "The nightly sync may still book them twice, unless the merchant first sets a new start date in "
    "Codat’s Sync Flow."
)
"""What days entered by hand mean for scheduled syncs, since Codat doesn't know about them."""
THE_BOOKS, THE_SHOP = "the accounting software", "the shop"
_NAME_MOST = 30
_SAID_MOST = 300


@dataclass(frozen=True)
class Names:
    """What a company, its accounting software and its shop are called: foreign text, not escaped."""

    books: str = ""
    shop: str = ""
    company: str = ""

    def fill(self, text: str, side: str = "one side") -> str:
        """Fill in {books}, {shop} and {side}; replace an unknown or overlong name with a general word."""
        books, shop = short_name(self.books) or THE_BOOKS, short_name(self.shop) or THE_SHOP
        return text.format(books=books, shop=shop, side=side)


@dataclass(frozen=True)
class Why:
    """Why a sync ended as it did: a sentence, Codat's words marked as theirs ("" if none), who does what.

    `stuck`: it hasn't ended, and has been running for too long. `cause`: the part of the reason that stays
    true whatever happens later, "" for all of it. `may_be_covered`: a later sync may have brought its sales.
    """

    reason: str
    said: str
    steps: Steps
    stuck: bool = False
    cause: str = ""
    may_be_covered: bool = False


def why(record: HasSyncOutcome, names: Names) -> Why:
    """Return why a sync ended as it did, from its own record alone."""
    found = cause_of(record)
    steps = tuple((who, names.fill(what)) for who, what in found.cause.steps)
    return Why(reason(found.cause, names), said(found), steps)


def step_line(who: str, what: str) -> str:
    """Return a step on one line: "Merchant: choose another tax rate.", "No action needed."."""
    return f"{who}: {what}" if what else f"{who}."


def reason(cause: Cause, names: Names, side: str = "one side") -> str:
    """Return the one sentence of a cause."""
    return capital(names.fill(cause.reason, side))


def said(found: CauseMatch) -> str:
    """Return Codat's words, marked as theirs; "" if there are none."""
    return f"Codat’s words: “{one_line(found.message, _SAID_MOST)}”" if found.message else ""


def short_name(name: str) -> str:
    """Return a name on one line; "" if it is too long for a sentence."""
    line = one_line(name, 200).strip()
    return line if len(line) <= _NAME_MOST else ""


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]
