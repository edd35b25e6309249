"""What Shared shows in this run: one page of the links that match the filters in the address.

/shared?company=…&person=Ada&state=open&rows=2      &link=7 opens a link, to change it
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.insight.activity.filters import UNNAMED
from dashboard.insight.zone import UTC as UTC_ZONE
from dashboard.sharing.link import LinkState, ShareLink
from dashboard.ui import links, session
from dashboard.ui.access import companies
from dashboard.ui.access.namesakes import namesakes
from dashboard.ui.share import service
from dashboard.views.access.namesakes import NOBODY, Namesakes
from dashboard.views.share import link_words
from dashboard.views.share.link_table import LinkContext

PER_PAGE: Final = 50
COMPANY, PERSON, STATE, ROWS, LINK = "company", "person", "state", "rows", "link"
"""The parameters of the address."""
LEFT: Final = "~"
"""The value of the filter for people that selects those who left: open and paused links."""
NOT_OVER: Final = (LinkState.OPEN, LinkState.PAUSED)
_MOST_OWNER: Final = 500


@dataclass(frozen=True)
class LinkFilters:
    """Which links to show; "" and None match all. `person`: what `owner_of` returns, or `LEFT`."""

    company_id: str = ""
    person: str = ""
    state: LinkState | None = None

    @property
    def query(self) -> dict[str, str | None]:
        """The parameters for these filters; None for an unset one."""
        return {COMPANY: self.company_id or None, PERSON: self.person or None, STATE: self.state}

    def match(self, link: ShareLink, now: datetime, left: Collection[str] = ()) -> bool:
        """Return whether a link matches. `left`: the identities of those who left."""
        if self.person == LEFT:
            whose = link.identity in left and link.state(now) in NOT_OVER
        else:
            whose = self.person in ("", owner_of(link))
        return whose and self.company_id in ("", link.company_id) and self.state in (None, link.state(now))


def owner_of(link: ShareLink) -> str:
    """Return who made a link, for filters: their identity, which no name can imitate; else their name."""
    return link.identity or link.person or UNNAMED


@dataclass(frozen=True)
class SharedView:
    """The links that the person may see, and those that match. `error`: why they can't be read, or "".

    `left`: for leads, the identities of those who left. `whose`: everyone who has signed in.
    """

    filters: LinkFilters
    now: datetime
    zone: ZoneInfo
    every: Sequence[ShareLink] = ()
    error: str = ""
    left: frozenset[str] = frozenset()
    whose: Namesakes = NOBODY

    @property
    def matching(self) -> list[ShareLink]:
        """The links that match the filters."""
        return [each for each in self.every if self.filters.match(each, self.now, self.left)]

    @property
    def number(self) -> int:
        """Which page of the list is shown, from 1."""
        last = max(1, -(-len(self.matching) // PER_PAGE))
        return min(max(1, links.number(ROWS) or 1), last)

    @property
    def shown(self) -> list[ShareLink]:
        """The links of that page."""
        return self.matching[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]

    @property
    def opened(self) -> ShareLink | None:
        """The link that is opened to be changed."""
        asked = links.number(LINK)
        return next((each for each in self.every if each.id == asked), None)

    @property
    def companies(self) -> dict[str, str]:
        """The name of each company with a link, by its id."""
        return {each.company_id: link_words.company(each) for each in reversed(self.every)}

    @property
    def people(self) -> list[str]:
        """Everyone who made a link, as `owner_of` returns them; those who left together as well."""
        return [*([LEFT] if self.of_left else []), *dict.fromkeys(map(owner_of, self.every))]

    @property
    def of_left(self) -> int:
        """How many open or paused links those who left have."""
        return sum(LinkFilters(person=LEFT).match(each, self.now, self.left) for each in self.every)

    @property
    def context(self) -> LinkContext:
        """What the texts of the links depend on."""
        return LinkContext(
            self.zone, self.now, company_address, lambda link: self.address(link=link), self.whose
        )

    def person(self, owner: str) -> str:
        """Return a person of the filter in words: people of the same name differ by the provider's id."""
        names = {owner_of(each): each.person for each in self.every}
        name = names.get(owner, owner)
        alike = sum(other.casefold() == name.casefold() for other in names.values()) > 1
        subject = owner.partition(" ")[2] if any(each.identity == owner for each in self.every) else ""
        beside = self.whose.beside(name, owner) if subject else ""
        beside = beside or (subject if alike else "")
        return f"{name} ({beside})" if beside else name

    def company(self, company_id: str) -> str:
        """Return a company's name, or the beginning of its id."""
        return self.companies.get(company_id) or f"Company {company_id[:8]}…"

    def address(
        self, filters: LinkFilters | None = None, number: int | None = None, link: int | None = None
    ) -> str:
        """Return the address of this list with other filters, another page, or a link opened."""
        page = self.number if number is None and filters is None else number or 1
        query = (self.filters if filters is None else filters).query
        rows, opened = str(page) if page > 1 else None, None if link is None else str(link)
        return links.href("shared", {**query, ROWS: rows, LINK: opened})


def asked_for() -> LinkFilters:
    """Return the filters in the address."""
    state = links.param(STATE)
    return LinkFilters(
        links.id_in(COMPANY),
        links.param(PERSON).strip()[:_MOST_OWNER],
        LinkState(state) if state in set(LinkState) else None,
    )


def of_address() -> SharedView:
    """Return the view that the address asks for."""
    now, zone = datetime.now(UTC), session.viewer_zone() or UTC_ZONE
    found, error = service.read(lambda sharing: sharing.links(companies.visible_ids()))
    return SharedView(asked_for(), now, zone, tuple(found or ()), error, service.who_left(), namesakes())


def write(change: Callable[[LinkFilters], LinkFilters] = lambda filters: filters) -> None:
    """Write changed filters to the address, for a callback; the list begins at its first page."""
    links.set_params({**change(asked_for()).query, ROWS: None, LINK: None})


def company_address(company_id: str) -> str:
    """Return the address of a company."""
    return links.href("company", company=company_id)


def without(filters: LinkFilters, name: str) -> LinkFilters:
    """Return filters without one of them. `name`: its parameter."""
    match name:
        case "company":
            return replace(filters, company_id="")
        case "person":
            return replace(filters, person="")
    return replace(filters, state=None)
