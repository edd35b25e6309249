"""The words of Sessions: its title, what is asked before sessions end, and a dashboard without sign-in."""

from __future__ import annotations

from typing import Final

from dashboard.access.session import SignInMethod, SignInSession
from dashboard.foreign_text import one_line, seen
from dashboard.views import times
from dashboard.views.access import browsers

TITLE: Final = "Sessions"
REASON: Final = "A session is one browser that is signed in. An ended one is signed out within seconds."
NO_SIGN_IN: Final = "This dashboard has no sign-in"
WITHOUT: Final = (
    "So there are no sessions. Whoever runs it can set SIGN_IN to oidc or proxy; docs/access.md says how."
)
NOTHING: Final = ("No session matches.", "Choose another person to see more.")
YOURS: Final = "Your sessions"
EVERYONE: Final = "Everyone’s sessions"
END_ALL: Final = "End all, also this one…"
THIS_ONE: Final = "this session"
_METHODS: Final = {SignInMethod.OIDC: "signed in here", SignInMethod.PROXY: "signed in by the proxy"}
_MOST_NAME: Final = 40


def person(session: SignInSession) -> str:
    """Return whose session it is, on one line: the name, else the subject."""
    who = session.person
    return one_line(who.name if seen(who.name) else who.identity.rpartition(" ")[2], _MOST_NAME)


def browser(session: SignInSession) -> str:
    """Return the browser as it reports itself; foreign text."""
    return browsers.in_words(session.user_agent)


def method(session: SignInSession) -> str:
    """Return how the person signed in."""
    return _METHODS[session.method]


def address(session: SignInSession) -> str:
    """Return the network address that the session was opened from."""
    return one_line(session.client_address, _MOST_NAME) or times.NOT_KNOWN


def end_one(whose: str, browser_words: str) -> str:
    """Return the question before one session is ended. `whose`: a name, "" for the person's own."""
    of = f"{whose}’s session" if whose else "your session"
    return f"End {of} ({browser_words})?"


def end_others(number: int) -> str:
    """Return the question before all of the person's other sessions are ended."""
    return f"End your {_other(number)}? This browser stays signed in."


def end_all(whose: str, number: int) -> str:
    """Return the question before all sessions of a person are ended. `whose`: a name, "" for their own."""
    which = times.count(number, "session", "sessions")
    return f"End {which} of {whose}?" if whose else f"End {which}, also this one? You’ll be signed out."


def end_all_label(whose: str) -> str:
    """Return the label of the button that ends all sessions of a person."""
    return f"End all of {whose}…"


def count(number: int) -> str:
    """Return "3 sessions"."""
    return times.count(number, "session", "sessions")


def _other(number: int) -> str:
    return "other session" if number == 1 else f"{number} other sessions"
