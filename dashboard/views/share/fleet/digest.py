"""A digest as a shared view: its lines, and how far the merchants were checked; by choice, their names.

Ids, owners, notes and tags aren't in it, whatever the content says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dashboard.foreign_text import one_line
from dashboard.insight.fleet.over_time.changes import FleetChanges
from dashboard.insight.share import choices
from dashboard.insight.share.content import ShareContent, SharePart
from dashboard.views import times
from dashboard.views.fleet import digest_words, incident_words
from dashboard.views.share.fleet.incident import ABOUT, MOST_NAMES
from dashboard.views.share.status_view import ChangesPart, NamedList, StatusView


def digest_name(day: date) -> str:
    """Return what a digest is called: "Digest of 29 Nov 2026"."""
    return f"Digest of {times.day_in_full(day)}"


def digest_view(
    changes: FleetChanges,
    content: ShareContent,
    names: Mapping[str, str],
    zone: ZoneInfo,
    now: datetime,
    *,
    day: date,
    recipient: str = "",
    demo: bool = False,
) -> StatusView:
    """Return what a link to a digest shows. `names`: of the companies by id; `zone`: the team's.

    `now`: aware; `recipient`: as in `ShareExtras`.
    """
    return StatusView(
        company=digest_name(day),
        title="What changed overnight",
        as_of=now.astimezone(UTC),
        as_of_text=f"{times.in_full(now, zone)} ({times.zone_name(zone)})",
        zone=zone.key,
        about=ABOUT,
        recipient=choices.recipient(one_line(recipient)),
        demo=demo,
        changes=_changes(changes, zone, now) if content.has(SharePart.ANSWER) else None,
        lists=_lists(changes, names) if content.has(SharePart.MERCHANTS) else (),
    )


def _changes(changes: FleetChanges, zone: ZoneInfo, now: datetime) -> ChangesPart:
    known = (digest_words.recorded_since(changes, zone, now, dated=True), digest_words.checked(changes, zone))
    period = digest_words.period(changes, zone, now)
    return ChangesPart(period, " ".join(filter(None, known)), digest_words.lines(changes))


def _lists(changes: FleetChanges, names: Mapping[str, str]) -> tuple[NamedList, ...]:
    """Return the lists that have a merchant, by name; one without a name is left out: it has only an id."""
    found = []
    for attribute, title, status in digest_words.LISTS:
        its = [each.company_id for each in getattr(changes, attribute) if names.get(each.company_id)]
        named = sorted((incident_words.name_of(each, names) for each in its), key=str.casefold)
        if named:
            found.append(NamedList(title, status, tuple(named[:MOST_NAMES])))
    return tuple(found)
