"""The record as a table, and the starts under way as lines: HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import attribute, html, one_line
from dashboard.insight.activity.entry import NO_COMPANY, NOTE, ActivityEntry
from dashboard.views import components, times, words
from dashboard.views.access.namesakes import NOBODY, Namesakes
from dashboard.views.activity import entry_words
from dashboard.views.components import TableColumn

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.start.attempt import OpenStart

_MOST_NAME: Final = 40
_MOST_NOTE: Final = 160
_WHEN, _WHAT, _WHO = TableColumn("When", small=True), TableColumn("What"), TableColumn("Who", small=True)
_COMPANY, _FROM = TableColumn("Company"), TableColumn("From", wide_only=True, small=True)
NOTHING_YET: Final = ("No activity yet.", "Open a company to start a sync or add a note.")
NOTHING_LEFT: Final = ("No activity matches the filters.", "Remove a filter to see more.")
NOTHING_OF_COMPANY: Final = (
    "No activity yet.",
    "Starts, notes, shared links and who’s on it appear here.",
)


@dataclass(frozen=True)
class ActivityContext:
    """What the texts of entries depend on. `now`: aware, UTC; `zone`: the zone of the page.

    `company`: a company's name (text) by its id. `address`: an address by page and parameters.
    `sign_in`: people sign in, so a name that isn't verified is marked. `people`: everyone who has signed in.
    """

    zone: ZoneInfo
    now: datetime
    company: Callable[[str], str]
    address: Callable[..., str]
    sign_in: bool = False
    people: Namesakes = NOBODY


def table(entries: Iterable[ActivityEntry], context: ActivityContext) -> str:
    """Return entries of all companies as a table."""
    listed = list(entries)
    marked = _are_marked(listed, context)
    rows = [
        [
            when(each.at, context),
            _what(each, context),
            who(entry_words.who(each, marked=marked, people=context.people)),
            company(each.company_id, context),
            html(entry_words.origin(each.origin)),
        ]
        for each in listed
    ]
    return components.table(header(context), rows, label="Activity")


def header(context: ActivityContext) -> list[TableColumn]:
    """Return the columns of a list of all companies: when, what, who, company, from."""
    return [TableColumn(f"When ({times.zone_name(context.zone)})", small=True), _WHAT, _WHO, _COMPANY, _FROM]


def of_company(entries: Sequence[ActivityEntry], context: ActivityContext) -> str:
    """Return the newest entries of one company as a table; without any, what will appear there."""
    if not entries:
        return components.empty(*NOTHING_OF_COMPANY)
    marked = _are_marked(entries, context)
    rows = [
        [
            when(each.at, context),
            _what(each, context),
            who(entry_words.who(each, marked=marked, people=context.people)),
        ]
        for each in entries
    ]
    head = _WHO if marked else TableColumn("Who (unverified)", small=True)
    return components.table([_WHEN, _WHAT, head], rows, label="Activity of this company")


def latest_note(entries: Iterable[ActivityEntry], context: ActivityContext) -> str:
    """Return the newest note in one line; "" without one."""
    note = next((each for each in entries if each.kind == NOTE), None)
    if note is None:
        return ""
    when = times.near(note.at, context.zone, context.now)
    beside = context.people.beside(note.person, note.identity)
    by = words.person(note.person, verified=note.verified, beside=beside)
    return components.note(f"Note by {by}, {when}: “{one_line(note.detail, _MOST_NOTE)}”")


def under_way(starts: Iterable[OpenStart], context: ActivityContext) -> str:
    """Return the starts that have no outcome yet as lines with links; "" without any."""
    lines = "".join(f"<p>{_running(each, context)}</p>" for each in starts)
    return f'<div class="d">{lines}</div>' if lines else ""


def running_link(starts: Sequence[OpenStart], context: ActivityContext) -> str:
    """Return one discreet link for the bar of every page; "" if nothing is under way."""
    if not starts:
        return ""
    mark = components.mark("running")
    if len(starts) > 1:
        target, label = context.address("activity"), f"{len(starts)} starts under way"
    else:
        target = context.address("start", company=starts[0].company_id, attempt=starts[0].id)
        label = f"Start under way: {one_line(context.company(starts[0].company_id), _MOST_NAME)}"
    return f'<div class="d d-small d-under-way">{mark} <a href="{attribute(target)}">{html(label)}</a></div>'


def _running(start: OpenStart, context: ActivityContext) -> str:
    target = context.address("start", company=start.company_id, attempt=start.id)
    name = html(one_line(context.company(start.company_id), _MOST_NAME))
    since = times.near(start.confirmed_at, context.zone, context.now)
    beside = context.people.beside(start.who, start.identity)
    name_of_who = one_line(start.who, _MOST_NAME) + (f" ({beside})" if beside else "")
    by = html(f"started by {name_of_who or 'a colleague'}, {since}")
    link = f'<a href="{attribute(target)}">{name}</a>'
    return f'{components.mark("running")} {link} <span class="d-small">{by}</span>'


def when(at: datetime, context: ActivityContext) -> str:
    """Return the cell of a moment."""
    return html(times.near(at, context.zone, context.now))


def who(words_of_who: str) -> str:
    """Return the cell of a person."""
    return f'<span class="d-words">{html(words_of_who)}</span>'


def company(company_id: str, context: ActivityContext) -> str:
    """Return the cell of a company, a link to it; "" for none."""
    if company_id == NO_COMPANY:
        return ""
    target = context.address("company", company=company_id)
    name = one_line(context.company(company_id), _MOST_NAME)
    return f'<a class="d-words" href="{attribute(target)}">{html(name)}</a>'


def _are_marked(entries: Iterable[ActivityEntry], context: ActivityContext) -> bool:
    """Return whether unverified names are marked: else none is verified, which the page says once."""
    return context.sign_in or any(each.verified for each in entries)


def _what(entry: ActivityEntry, context: ActivityContext) -> str:
    """Return what happened, as a link to the sync, the start while it has no sync, or the shared link."""
    status = entry_words.mark(entry)
    headline = html(entry_words.headline(entry, context.zone, context.now))
    said = entry_words.detail(entry)
    if entry.kind == NOTE:
        return f'<span class="d-small">{headline}</span><p class="d-noted">{html(said)}</p>'
    target = _target(entry, context)
    linked = f'<a href="{attribute(target)}">{headline}</a>' if target else headline
    shown = f"{components.mark(status)} {linked}" if status else linked
    return shown + (f'<div class="d-small">{components.clipped(said)}</div>' if said else "")


def _target(entry: ActivityEntry, context: ActivityContext) -> str:
    """Return the address that an entry links to; "" for none."""
    if entry.link is not None:
        return context.address("shared", link=entry.link.id)
    if not entry.start_id:
        return ""
    if entry.sync_id and entry.outcome is not None:
        return context.address("sync", company=entry.company_id, sync=entry.sync_id)
    return context.address("start", company=entry.company_id, attempt=entry.start_id)
