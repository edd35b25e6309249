"""The words of Sessions: its title, what is asked before sessions end, and a dashboard without sign-in."""

from __future__ import annotations

from typing import Final

from dashboard.access.session import SignInMethod, SignInSession
from dashboard.foreign_text import one_line, seen
from dashboard.views import times
from dashboard.views.access import browsers

TITLE: Final = "Sessions"
REASON: Final = (
    "Each browser you sign in with is a session. Ending one signs that browser out within seconds."
)
NO_SIGN_IN: Final = "This dashboard has no sign-in"
WITHOUT: Final = "Ask whoever runs this dashboard to switch it on: docs/access.md explains how."
NOTHING: Final = ("No sessions match.", "Clear the filter to see everyone’s.")
NOT_LOADED: Final = "Couldn’t load the sessions."
ONLY_LEADS: Final = "Only leads can see everyone’s sessions."
YOURS: Final = "Your sessions"
EVERYONE: Final = "Everyone’s sessions"
END_ALL: Final = "End all, including this one…"
THIS_ONE: Final = "this session"
_METHODS: Final = {
    SignInMethod.OIDC: "through the sign-in provider",
    SignInMethod.PROXY: "through the proxy",
}
_MOST_NAME: Final = 40
_BOTH: Final = 2


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
    if whose:
        return f"End {whose}’s {'session' if number == 1 else f'{number} sessions'}?"
    every = "both" if number == _BOTH else f"all {number}"
    which = "this session" if number == 1 else f"{every} sessions, including this one"
    return f"End {which}? You’ll be signed out."


def end_all_label(whose: str) -> str:
    """Return the label of the button that ends all sessions of a person."""
    return f"End {whose}’s sessions…"


def end_label(number: int) -> str:
    """Return the label of the button that ends the sessions that were asked about."""
    return "End session" if number == 1 else "End sessions"


def count(number: int) -> str:
    """Return "3 sessions"."""
    return times.count(number, "session", "sessions")


def _other(number: int) -> str:
    return "other session" if number == 1 else f"{number} other sessions"
