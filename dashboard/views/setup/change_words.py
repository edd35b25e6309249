"""Word what changed in a set-up, and when: between two reads, never as a cause. Plain text: escape it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import html, one_line
from dashboard.insight.setup.changes import ChangeAction, ChangeSubject
from dashboard.insight.setup.mapping import Section, Setting, SettingKind
from dashboard.views import components, times
from dashboard.views.cause_words import capital
from dashboard.views.setup import setting_text
from dashboard.views.setup.platform_terms import from_enum

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.setup.changes import SeenChange, SetUpChange

TITLE: Final = "Set-up changes before it broke"
NOT_A_CAUSE: Final = "Any of them may be the reason; Codat doesn’t say."
_MOST_SHOWN: Final = 8
_MOST_NAME: Final = 60
_NOT_SET: Final = "not set"
_SUBJECTS: Final = {
    ChangeSubject.HOUR: "sync hour",
    ChangeSubject.ZONE: "time zone",
    ChangeSubject.START_DATE: "start date",
}
_SECTIONS: Final = {
    Section.SALES: "sales",
    Section.PAYMENTS: "payments",
    Section.NEW_PAYMENTS: "new payments",
    Section.FEES: "fees",
}
_LINKS: Final = {
    "linked": "{} was linked",
    "unlinked": "{} was unlinked",
    "pendingauth": "{} has to be linked again",
    "deauthorized": "access to {} was withdrawn",
}


def changes(found: Sequence[SeenChange], zone: ZoneInfo, now: datetime) -> str:
    """Return the changes as HTML with a title, the first ones by name; "" without any.

    `zone`: the one that the page shows.
    """
    if not found:
        return ""
    lines = [f"<li>{html(sentence(each, zone, now))}.</li>" for each in found[:_MOST_SHOWN]]
    if (more := len(found) - _MOST_SHOWN) > 0:
        lines.append(f"<li>{times.count(more, 'more change')}.</li>")
    body = f'<ul class="d-days">{"".join(lines)}</ul>'
    return components.title(TITLE) + body + components.note(NOT_A_CAUSE)


def line(found: Sequence[SeenChange], zone: ZoneInfo, now: datetime, link_html: str) -> str:
    """Return the first change on one line as HTML, how many more there are, and a link; "" without any."""
    if not found:
        return ""
    first, more = sentence(found[0], zone, now), len(found) - 1
    others = f", and {times.count(more, 'other change')}" if more else ""
    return f'<p class="d d-small">{html(f"Before it broke: {first}{others}.")} {link_html}</p>'


def sentence(seen: SeenChange, zone: ZoneInfo, now: datetime) -> str:
    """Return a change and when, without a full stop: "Xero was unlinked between 14 and 15 Nov"."""
    return f"{capital(what(seen.change))} {when(seen, zone, now)}"


def when(seen: SeenChange, zone: ZoneInfo, now: datetime) -> str:
    """Return the days of the two reads: "between 14 and 15 Nov", "on 15 Nov", "by 15 Nov"."""
    until = seen.at.astimezone(zone).date()
    shown = times.day(until, now.astimezone(zone))
    if seen.before_at is None:
        return f"by {shown}"
    since = seen.before_at.astimezone(zone).date()
    if since == until:
        return f"on {shown}"
    first = times.day(since, now.astimezone(zone))
    day, _, month = first.partition(" ")
    return f"between {day if shown.endswith(f' {month}') else first} and {shown}"


def what(change: SetUpChange) -> str:
    """Return what changed: "tax rate “20% VAT” was removed"."""
    return _RULES.get(change.action, _setting)(change)


def _name(change: SetUpChange) -> str:
    return one_line(change.name, _MOST_NAME) or "a platform"


def _added(change: SetUpChange) -> str:
    return f"the connection to {_name(change)} was added"


def _removed(change: SetUpChange) -> str:
    return f"the connection to {_name(change)} was removed"


def _turned(change: SetUpChange) -> str:
    if change.subject == ChangeSubject.SET_UP:
        return "the set-up was finished" if change.after == "on" else "the set-up became unfinished"
    word = _SECTIONS.get(change.subject)  # type: ignore[call-overload] # a Section is its value
    how = "on" if change.after == "on" else "off"
    return f"{word} were turned {how}" if word else f"sync was turned {how}"


def _set(change: SetUpChange) -> str:
    subject = _SUBJECTS.get(change.subject, "schedule")  # type: ignore[call-overload] # as above
    before, after = (_field(change.subject, each) for each in (change.before, change.after))
    return f"the {subject} changed from {before} to {after}"


def _field(subject: str, value: str | None) -> str:
    if value is None:
        return _NOT_SET
    if subject == ChangeSubject.HOUR and value.isdecimal():
        return f"{int(value):02d}:00"
    return one_line(value, _MOST_NAME)


def _link(change: SetUpChange) -> str:
    known = _LINKS.get((change.after or "").strip().casefold())
    if known is not None:
        return known.format(_name(change))
    before, after = (one_line(each or _NOT_SET, 40) for each in (change.before, change.after))
    return f"the connection to {_name(change)} changed from “{before}” to “{after}”"


def _setting(change: SetUpChange) -> str:
    """Return what happened to a chosen value."""
    try:
        setting = Setting(SettingKind(change.subject), Section.SALES, label=change.name)
    except ValueError:  # another version wrote it
        return "a setting changed"
    thing = setting_text.thing(setting)
    before, after = (_value(setting, each) for each in (change.before, change.after))
    use = setting_text.quoted_use(setting, _MOST_NAME) if change.name else ""
    of, chosen = (f" for {use}", f", chosen for {use},") if use else ("", "")
    if change.action is ChangeAction.GONE:
        return f"{thing} {before}{chosen} was removed"
    if change.action is ChangeAction.BACK:
        return f"{thing} {after}{chosen} is available again"
    if change.action is ChangeAction.RENAMED:
        return f"{thing} {before} was renamed {after}"
    if change.after is None:
        return f"the {thing}{of} was cleared; it was {before},"
    return f"the {thing}{of} changed {f'from {before} ' if change.before else ''}to {after}"


def _value(setting: Setting, value: str | None) -> str:
    """Return a chosen value in quotes; one of Codat's enum values as words."""
    if setting_text.is_enum(setting):
        return f"“{', '.join(map(from_enum, (value or '').split(', ')))}”"
    return f"“{one_line(value, _MOST_NAME)}”"


_RULES: Final[dict[ChangeAction, Callable[[SetUpChange], str]]] = {
    ChangeAction.TURNED: _turned,
    ChangeAction.SET: _set,
    ChangeAction.LINK: _link,
    ChangeAction.ADDED: _added,
    ChangeAction.REMOVED: _removed,
}
