"""What People shows in this run: everyone with a role or who has signed in, for leads.

/people?q=ada&rows=2      &who=… opens a person, to change their roles
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.access.administration.overview import PersonOverview
from dashboard.access.person import Person
from dashboard.insight.zone import UTC as UTC_ZONE
from dashboard.services.access_records import AccessRecords
from dashboard.sharing.link import LinkState
from dashboard.ui import links, person, session
from dashboard.ui.access import reading
from dashboard.ui.share import service
from dashboard.views.access.people_table import PeopleContext

PER_PAGE: Final = 50
WHO, ROWS, SEARCH = "who", "rows", "q"
"""The parameters of the address."""


@dataclass(frozen=True)
class PeopleView:
    """Everyone. `sessions`, `open_links`: how many each identity has.

    `error`: why they can't be read, or "".
    """

    person: Person
    now: datetime
    zone: ZoneInfo
    every: Sequence[PersonOverview] = ()
    sessions: Mapping[str, int] = field(default_factory=dict)
    open_links: Mapping[str, int] = field(default_factory=dict)
    error: str = ""

    @property
    def matching(self) -> list[PersonOverview]:
        """Those whose name or address has what was searched for."""
        asked = links.param(SEARCH).strip().casefold()
        return [each for each in self.every if asked in f"{each.name} {each.address} {each.who}".casefold()]

    @property
    def number(self) -> int:
        """Which page of the list is shown, from 1."""
        last = max(1, -(-len(self.matching) // PER_PAGE))
        return min(max(1, links.number(ROWS) or 1), last)

    @property
    def shown(self) -> list[PersonOverview]:
        """The people of that page."""
        return self.matching[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]

    @property
    def chosen(self) -> PersonOverview | None:
        """The person that the address opens."""
        asked = links.param(WHO)
        return next((each for each in self.every if each.who == asked), None)

    @property
    def context(self) -> PeopleContext:
        """What the texts of people depend on."""
        return PeopleContext(
            self.zone,
            self.now,
            change=lambda who: self.address(number=self.number, who=who),
            sessions_of=lambda identity: links.href("sessions", show="all", who=identity),
            links_of=lambda identity: links.href("shared", person=identity, state=LinkState.OPEN),
            sessions=self.sessions,
            links=self.open_links,
        )

    def is_self(self, who: PersonOverview) -> bool:
        """Whether this is the person at the page."""
        return who.who == self.person.identity

    def address(self, *, number: int = 1, who: str | None = None) -> str:
        """Return the address of this list on another page, or with a person opened."""
        rows = str(number) if number > 1 else None
        return links.href("people", q=links.param(SEARCH).strip() or None, rows=rows, who=who)


def of_address() -> PeopleView:
    """Return the view that the address asks for; decided now, it is for leads only."""
    who, now, zone = person.current(), datetime.now(UTC), session.viewer_zone() or UTC_ZONE
    found, error = reading.for_leads(_read)
    if found is None:
        return PeopleView(who, now, zone, error=error)
    people, sessions = found
    return PeopleView(who, now, zone, people, sessions, _open_links(now))


def _read(records: AccessRecords) -> tuple[list[PersonOverview], Mapping[str, int]]:
    sessions = records.sessions.of_everyone(person.acting())
    return records.everyone(), Counter(each.identity for each in sessions)


def _open_links(now: datetime) -> Mapping[str, int]:
    """Return how many open links of this account each identity has; none if they can't be read."""
    found, _ = service.read(lambda sharing: sharing.links())
    return Counter(
        each.identity for each in found or () if each.identity and each.state(now) is LinkState.OPEN
    )
