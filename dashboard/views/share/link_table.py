"""Shared links as a table, and one link in full: HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dashboard.foreign_text import attribute, html, one_line
from dashboard.views import components, times
from dashboard.views.access.namesakes import NOBODY, Namesakes
from dashboard.views.components import TableColumn
from dashboard.views.share import link_words
from dashboard.views.share.link_words import SharedLink

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MOST_NOTE = 300


@dataclass(frozen=True)
class LinkContext:
    """What the texts of links depend on. `now`: aware, UTC; `zone`: the zone of the page.

    `company`: the address of a company by its id. `change`: the address of Shared with a link opened, by id.
    `people`: everyone who has signed in.
    """

    zone: ZoneInfo
    now: datetime
    company: Callable[[str], str]
    change: Callable[[int], str]
    people: Namesakes = NOBODY


def table(links: Iterable[tuple[SharedLink, str]], context: LinkContext, current: int | None) -> str:
    """Return links as a table, each with its state's name. `current`: the id of the opened one."""
    rows, chosen = [], None
    for at, (link, state) in enumerate(links):
        chosen = at if link.id == current else chosen
        words = (link_words.recipient(link), link_words.who(link, context.people))
        cells = (_state(state), *map(_words, words), _until(link, context), _opened(link, context))
        rows.append([_what(link, context), *cells, _manage(link, state, context)])
    header: list[str | TableColumn] = [
        "Shows",
        "State",
        TableColumn("Recipient", small=True),
        TableColumn("Created by", small=True, wide_only=True),
        TableColumn(f"Expires ({times.zone_name(context.zone)})", small=True, wide_only=True),
        TableColumn("Opened", small=True),
        TableColumn("", small=True),
    ]
    return components.table(header, rows, label="Shared links", current=chosen)


def facts(link: SharedLink, state: str, context: LinkContext) -> str:
    """Return what there is to know about one link."""
    zone, now = context.zone, context.now
    rows = [
        ("State", _state(state)),
        ("Shows", html(link_words.shown(link))),
        ("Recipient", html(link_words.recipient(link))),
        ("Created", html(f"{times.near(link.made_at, zone, now)} by {link_words.who(link, context.people)}")),
        ("Expires", html(f"{link_words.until(link, zone, now)} ({times.zone_name(zone)})")),
        ("Opened", html(link_words.opened(link, zone, now))),
    ]
    if link.note:
        rows.append(("Message", html(one_line(link.note, _MOST_NOTE))))
    if link.embed_origin:
        rows.append(("May be embedded in", html(link.embed_origin)))
    return components.facts(rows)


def open_links(number: int, address: str) -> str:
    """Return the line on Company about its open links; "" without any."""
    if not number:
        return ""
    linked = f'<a href="{attribute(address)}">{link_words.open_links(number)}</a>'
    return f'<p class="d d-small d-gutter">Shared: {linked}</p>'


def _what(link: SharedLink, context: LinkContext) -> str:
    named = _words(link_words.company(link))
    if link.company_id:
        target = attribute(context.company(link.company_id))
        named = f'<a class="d-words" href="{target}">{html(link_words.company(link))}</a>'
    return f'{named}<div class="d-small">{html(link_words.shown_briefly(link))}</div>'


def _state(state: str) -> str:
    return components.status(*link_words.STATES[state])


def _words(text: str) -> str:
    return f'<span class="d-words">{html(text)}</span>'


def _until(link: SharedLink, context: LinkContext) -> str:
    return html(link_words.until(link, context.zone, context.now))


def _opened(link: SharedLink, context: LinkContext) -> str:
    return html(link_words.opened(link, context.zone, context.now))


def _manage(link: SharedLink, state: str, context: LinkContext) -> str:
    """Return the link that opens a link; a revoked one can only be viewed."""
    verb = "View" if state == "revoked" else "Manage"
    whose = link_words.recipient(link) if link.recipient else link_words.who(link, context.people)
    spoken = attribute(f"{verb} the link for {link_words.company(link)}, {whose}")
    return f'<a href="{attribute(context.change(link.id))}" class="d-change" aria-label="{spoken}">{verb}</a>'
