"""What changed in a company's configuration and connections between two reads: named changes, no causes.

The settings are those of the Set-up page (`mapping.py`). What either read lacks is no change: a section
that isn't reported, or a choice whose options aren't. Names and values are foreign text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import cut
from dashboard.insight.setup.mapping import Problem, Setting, SettingKind, read_set_up

if TYPE_CHECKING:
    from codat_client import Configuration, Connection

MOST: Final = 50
"""The most changes listed for one read."""
_LONGEST: Final = 200
_SEVERAL: Final = {SettingKind.INVOICE_GROUPING, SettingKind.LINE_GROUPING}
"""Kinds of which several are chosen at once, in no order."""


class ChangeAction(StrEnum):
    """What happened. The values are stored."""

    CHOSEN = "chosen"  # another value is chosen, or none
    GONE = "gone"  # the chosen value can't be chosen any more
    BACK = "back"  # and now it can again
    RENAMED = "renamed"  # the chosen value has another name or code
    TURNED = "turned"  # on or off
    SET = "set"  # a field of the schedule
    LINK = "link"  # a connection's status
    ADDED = "added"  # a connection
    REMOVED = "removed"  # a connection


class ChangeSubject(StrEnum):
    """What it happened to, besides a `SettingKind` or a `Section`. The values are stored."""

    SYNC = "sync"
    SET_UP = "set_up"
    HOUR = "hour"
    ZONE = "zone"
    START_DATE = "start_date"
    CONNECTION = "connection"


@dataclass(frozen=True, slots=True)
class SetUpChange:
    """One change. `before`, `after`: as Codat has them; None where there was nothing, or is nothing any more.

    `subject`: a `ChangeSubject`, a `SettingKind` or a `Section`, by its value. `name`: the setting's label or
    the connection's platform; "" where the subject says it, or where several settings have the same change.
    """

    action: ChangeAction
    subject: str
    name: str = ""
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class SeenChange:
    """A change with the two reads between which it happened (UTC). `before_at`: None if it isn't known."""

    change: SetUpChange
    before_at: datetime | None
    at: datetime


def configuration_changes(before: Configuration | None, after: Configuration | None) -> list[SetUpChange]:
    """Return what changed from one configuration to a later one, at most `MOST`."""
    if before is None or after is None:
        return []
    return _listed((*_switches(before, after), *_schedule(before, after), *_settings(before, after)))


def connection_changes(
    before: Sequence[Connection] | None, after: Sequence[Connection] | None
) -> list[SetUpChange]:
    """Return what changed from one list of connections to a later one, at most `MOST`.

    A list that was read in part only says nothing about what it lacks.
    """
    if before is None or after is None:
        return []
    return _listed(_connections(before, after))


def _listed(changes: Iterable[SetUpChange]) -> list[SetUpChange]:
    """Return them without repeats: a value that several settings chose is listed once, without names."""
    found: dict[tuple[str | None, ...], SetUpChange] = {}
    for each in changes:
        whole = each.action in {ChangeAction.GONE, ChangeAction.BACK, ChangeAction.RENAMED}
        key = (each.action, each.subject, "" if whole else each.name, each.before, each.after)
        first = found.setdefault(key, each)
        if first.name != each.name:
            found[key] = replace(first, name="")
    return [_short(each) for each in islice(found.values(), MOST)]


def _short(change: SetUpChange) -> SetUpChange:
    texts = (change.before, change.after)
    before, after = (None if each is None else cut(each, _LONGEST) for each in texts)
    return replace(change, name=cut(change.name, _LONGEST), before=before, after=after)


def _switches(before: Configuration, after: Configuration) -> Iterator[SetUpChange]:
    yield from _turned(ChangeSubject.SYNC, before.enable, after.enable)
    yield from _turned(ChangeSubject.SET_UP, before.configured, after.configured)
    earlier, later = read_set_up(before).switches, read_set_up(after).switches
    for section, on in later.items():
        yield from _turned(section, earlier.get(section), on)


def _turned(subject: str, before: bool | None, after: bool | None) -> Iterator[SetUpChange]:  # noqa: FBT001 - as Codat has it
    if before is not None and after is not None and before != after:
        yield SetUpChange(ChangeAction.TURNED, subject, before=_on(before), after=_on(after))


def _on(value: object) -> str:
    return "on" if value else "off"


def _schedule(before: Configuration, after: Configuration) -> Iterator[SetUpChange]:
    earlier, later = before.schedule, after.schedule
    if earlier is None or later is None:
        return
    fields = (
        (ChangeSubject.HOUR, earlier.sync_hour, later.sync_hour),
        (ChangeSubject.ZONE, earlier.time_zone, later.time_zone),
        (ChangeSubject.START_DATE, earlier.start_date_text, later.start_date_text),
    )
    for subject, old, new in fields:
        if old != new:
            yield SetUpChange(ChangeAction.SET, subject, before=_text(old), after=_text(new))


def _text(value: object) -> str | None:
    return None if value in {None, ""} else str(value)


def _settings(before: Configuration, after: Configuration) -> Iterator[SetUpChange]:
    earlier, later = _by_place(before), _by_place(after)
    for place, new in later.items():
        if (old := earlier.get(place)) is not None:
            yield from _chosen(old, new)


def _by_place(configuration: Configuration) -> dict[tuple[str, ...], Setting]:
    """Return the settings by what they are for; several values of one setting as one."""
    found: dict[tuple[str, ...], Setting] = {}
    for each in read_set_up(configuration).settings:
        place = (each.kind, each.section, each.label)
        if each.kind is SettingKind.SHOP_TAX:  # only reported where something is wrong with it
            continue
        if (first := found.get(place)) is not None and each.kind in _SEVERAL:
            chosen = sorted(filter(None, [*(first.selected or "").split(", "), each.selected]))
            found[place] = replace(first, selected=", ".join(chosen), name=None)
        else:
            found[place] = each
    return found


def _chosen(old: Setting, new: Setting) -> Iterator[SetUpChange]:
    names = _name(old), _name(new)
    if (old.selected or "").casefold() != (new.selected or "").casefold():
        yield SetUpChange(ChangeAction.CHOSEN, new.kind, new.label, *names)
    elif new.problem is Problem.GONE and old.problem is None and old.offered is not None:
        yield SetUpChange(ChangeAction.GONE, new.kind, new.label, names[0], None)
    elif old.problem is Problem.GONE and new.problem is None and new.offered is not None:
        yield SetUpChange(ChangeAction.BACK, new.kind, new.label, None, names[1])
    elif old.name and new.name and names[0] != names[1]:
        yield SetUpChange(ChangeAction.RENAMED, new.kind, new.label, *names)


def _name(setting: Setting) -> str | None:
    """Return the chosen value: its name, accounts with their code, else its id; None without one."""
    if setting.name is None:
        return setting.selected
    return f"{setting.name} ({setting.code})" if setting.code else setting.name


def _connections(before: Sequence[Connection], after: Sequence[Connection]) -> Iterator[SetUpChange]:
    earlier, later = ({_id(each): each for each in found} for found in (before, after))
    for connection_id, new in later.items():
        old = earlier.get(connection_id)
        if old is None:
            if _is_complete(before):
                yield SetUpChange(
                    ChangeAction.ADDED, ChangeSubject.CONNECTION, _platform(new), None, new.status
                )
        elif (old.status or "").casefold() != (new.status or "").casefold():
            yield SetUpChange(
                ChangeAction.LINK, ChangeSubject.CONNECTION, _platform(new), old.status, new.status
            )
    for connection_id, old in earlier.items():
        if connection_id not in later and _is_complete(after):
            yield SetUpChange(
                ChangeAction.REMOVED, ChangeSubject.CONNECTION, _platform(old), old.status, None
            )


def _id(connection: Connection) -> str:
    return (connection.id or f"{connection.source_type} {connection.platform_name}").casefold()


def _platform(connection: Connection) -> str:
    return connection.platform_name or connection.source_type or ""


def _is_complete(connections: Sequence[Connection]) -> bool:
    return not getattr(connections, "damaged", ()) and not getattr(connections, "cut_short", False)
