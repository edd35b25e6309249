"""People and their roles as a table: HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.access.administration.overview import PersonOverview, SourcedGrant
from dashboard.foreign_text import attribute, html, one_line
from dashboard.views import components, times
from dashboard.views.access import people_words, role_words
from dashboard.views.components import TableColumn

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MOST_ADDRESS = 60


@dataclass(frozen=True)
class PeopleContext:
    """What the texts of people depend on. `now`: aware, UTC; `zone`: the zone of the page.

    `sessions`, `links`: how many open ones each identity has. `change`, `sessions_of`, `links_of`: addresses,
    by whom the list names, and by identity.
    """

    zone: ZoneInfo
    now: datetime
    change: Callable[[str], str]
    sessions_of: Callable[[str], str]
    links_of: Callable[[str], str]
    sessions: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)


def table(people: Iterable[PersonOverview], context: PeopleContext, current: str = "") -> str:
    """Return people as a table. `current`: whom the list names of the chosen person."""
    rows, chosen = [], None
    for at, each in enumerate(people):
        chosen = at if each.who == current else chosen
        sessions, links = context.sessions.get(each.who, 0), context.links.get(each.who, 0)
        rows.append(
            [
                _person(each),
                roles(each.grants),
                html(people_words.last_seen(each, context.zone, context.now)),
                _counted(sessions, context.sessions_of(each.who)),
                _counted(links, context.links_of(each.who)),
                _change(each, context),
            ]
        )
    header: list[str | TableColumn] = [
        "Person",
        "Roles",
        TableColumn(f"Last sign-in ({times.zone_name(context.zone)})", small=True, wide_only=True),
        TableColumn("Sessions", small=True, wide_only=True),
        TableColumn("Open links", small=True, wide_only=True),
        TableColumn("", small=True),
    ]
    return components.table(header, rows, label=people_words.TITLE, current=chosen)


def facts(who: PersonOverview, context: PeopleContext) -> str:
    """Return what there is to know about one person."""
    rows = [("Roles", roles(who.grants))]
    if who.address:
        rows.append(("Email address", html(one_line(who.address, _MOST_ADDRESS))))
    if who.has_signed_in:
        rows.append(("Identity", components.whole_id(who.who)))
    rows.append(("Last sign-in", html(people_words.last_seen(who, context.zone, context.now))))
    for label, counts, address in (
        ("Sessions", context.sessions, context.sessions_of(who.who)),
        ("Open links", context.links, context.links_of(who.who)),
    ):
        rows.append((label, _counted(counts.get(who.who, 0), address)))
    return components.facts(rows)


def roles(grants: Iterable[SourcedGrant]) -> str:
    """Return roles below each other, each with its source."""
    lines = [
        f"<div>{html(role_words.grant(each.grant))} "
        f'<span class="d-small">{html(people_words.source(each))}</span></div>'
        for each in grants
    ]
    return "".join(lines) or f'<span class="d-muted">{role_words.NO_ROLE}</span>'


def _person(who: PersonOverview) -> str:
    shown = people_words.name(who)
    address = one_line(who.address, _MOST_ADDRESS)
    below = f'<div class="d-small">{html(address)}</div>' if address and address != shown else ""
    return f'<span class="d-words" title="{attribute(who.who)}">{html(shown)}</span>{below}'


def _counted(number: int, address: str) -> str:
    return f'<a href="{attribute(address)}">{number:,}</a>' if number else "–"


def _change(who: PersonOverview, context: PeopleContext) -> str:
    spoken = attribute(f"Change the roles of {people_words.name(who)}")
    return f'<a href="{attribute(context.change(who.who))}" class="d-change" aria-label="{spoken}">Change</a>'
