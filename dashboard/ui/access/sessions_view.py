"""What Sessions shows in this run: a person's own sessions, or everyone's for a lead.

/sessions?show=all&who=ISSUER+SUBJECT&rows=2      &session=… asks whether to end a session
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.access.session import SignInSession
from dashboard.insight.zone import UTC as UTC_ZONE
from dashboard.ui import links, person, session
from dashboard.ui.access import reading
from dashboard.views.access import session_words
from dashboard.views.access.session_table import SessionContext

PER_PAGE: Final = 50
SHOW, ALL, WHO, SESSION, ROWS = "show", "all", "who", "session", "rows"
"""The parameters of the address, and the value of `show` for everyone's sessions."""


@dataclass(frozen=True)
class SessionsView:
    """The sessions that aren't over. `everyone`: not only the person's own.

    `whose`: the identity of the only person to show, or ""; `error`: why they can't be read, or "".
    """

    person: Person
    now: datetime
    zone: ZoneInfo
    everyone: bool
    whose: str = ""
    every: Sequence[SignInSession] = ()
    error: str = ""

    @property
    def may_see_everyone(self) -> bool:
        """Whether the person may see the sessions of others."""
        return may(self.person, Act.SEE_ACCESS) is None

    @property
    def matching(self) -> list[SignInSession]:
        """The sessions of the person that the address names, or all."""
        return [each for each in self.every if self.whose in ("", each.identity)]

    @property
    def number(self) -> int:
        """Which page of the list is shown, from 1."""
        last = max(1, -(-len(self.matching) // PER_PAGE))
        return min(max(1, links.number(ROWS) or 1), last)

    @property
    def shown(self) -> list[SignInSession]:
        """The sessions of that page."""
        return self.matching[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]

    @property
    def chosen(self) -> SignInSession | None:
        """The session that the address asks to end, if it isn't over."""
        asked = links.param(SESSION)
        return next((each for each in self.every if each.id == asked), None)

    @property
    def people(self) -> dict[str, str]:
        """The name of each person with a session, by identity."""
        return {each.identity: session_words.person(each) for each in self.every}

    @property
    def context(self) -> SessionContext:
        """What the texts of the sessions depend on."""
        return SessionContext(
            self.zone, self.now, self.person.session_id, lambda asked: self.address(session_id=asked)
        )

    def address(self, *, number: int = 1, session_id: str | None = None) -> str:
        """Return the address of this list on another page, or asking whether to end a session."""
        return links.href(
            "sessions",
            show=ALL if self.everyone else None,
            who=self.whose or None,
            rows=str(number) if number > 1 else None,
            session=session_id,
        )


def of_address() -> SessionsView:
    """Return the view that the address asks for."""
    who, now, zone = person.current(), datetime.now(UTC), session.viewer_zone() or UTC_ZONE
    everyone = links.param(SHOW) == ALL
    found, error = reading.read(
        lambda records: records.sessions.of_everyone(who) if everyone else records.sessions.of_person(who)
    )
    whose = links.param(WHO) if everyone else ""
    return SessionsView(who, now, zone, everyone, whose, tuple(found or ()), error)
