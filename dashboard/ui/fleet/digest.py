"""The digest: what changed overnight, from what is on record alone.

/digest?date=2026-11-29
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import streamlit as st

from dashboard.foreign_text import html
from dashboard.insight.fleet.episode import VerdictChange
from dashboard.insight.fleet.over_time.changes import FleetChanges, IncidentCount, changes_between
from dashboard.insight.fleet.over_time.checking import FleetChecking, checking_between
from dashboard.insight.fleet.over_time.digest_day import digest_day, digest_period
from dashboard.insight.share.content import ShareContent, SharePage
from dashboard.store.errors import StoreError
from dashboard.ui import links
from dashboard.ui.fleet import share
from dashboard.ui.fleet.records import SeenFleet, of_session_fleet
from dashboard.ui.fleet.share import FleetShare
from dashboard.views import components, times
from dashboard.views.fleet import digest_words, incident_words
from dashboard.views.share.fleet.digest import digest_name, digest_view
from dashboard.views.share.status_view import StatusView

DATE: Final = "date"
MOST_LISTED: Final = 200
_RECORDS_REACH: Final = timedelta(days=400)
_SEEN_LATE: Final = timedelta(days=7)
"""How long after a sync succeeded we may first see it."""
_FIRST_READS: Final = timedelta(days=1)
"""How long before the digest a company of one of its incidents may have been read for the first time."""


@dataclass(frozen=True)
class DigestView:
    """The digest of a day. `changes`: None if nothing was recorded then, or for `error`.

    `recorded_since`: when recording began; None if it hasn't.
    """

    day: date
    now: datetime
    seen: SeenFleet | None = None
    changes: FleetChanges | None = None
    recorded_since: datetime | None = None
    error: str = ""


def of_address() -> DigestView:
    """Return the digest that the address asks for: last night's by default."""
    now = datetime.now(UTC)
    seen, error = of_session_fleet()
    if seen is None:
        return DigestView(now.date(), now, error=error)
    day = digest_day(links.param(DATE), now, seen.fleet.zone)
    try:
        return DigestView(day, now, seen, changes_of(seen, day, now), seen.fleet.history.recorded_since())
    except StoreError as failed:
        return DigestView(day, now, seen, error=str(failed))


def changes_of(seen: SeenFleet, day: date, now: datetime) -> FleetChanges | None:
    """Return what changed in the night to a day, so far; None if nothing was recorded. Raises StoreError."""
    history = seen.fleet.history
    since, until = digest_period(day, seen.fleet.zone)
    began = history.recorded_since()
    if began is None or began > until or not history.recorded_days(day - timedelta(days=1), day):
        return None
    incidents = history.incidents(since - _RECORDS_REACH, until)
    episodes = {each.id: each for each in history.episodes(since - _SEEN_LATE, until)}
    lasted = {each.incident_id for each in episodes.values()}
    touched = [each.id for each in incidents if each.made_at > since or each.id in lasted]
    episodes |= {each.id: each for each in history.members(*touched)}
    changes = seen.only(history.changes(since - _FIRST_READS, until))
    found = changes_between(since, until, changes, seen.only(episodes.values()), incidents)
    late = began if began > since else None
    return replace(found, recorded_since=late, checking=_checking(seen, late or since, min(until, now)))


def _checking(seen: SeenFleet, since: datetime, until: datetime) -> FleetChecking:
    """Return how far the companies that the person may see were checked in this time. Raises StoreError."""
    history = seen.fleet.history
    passed_over, watched = history.passed_over(since, until), history.watched(since, until)
    return checking_between(since, until, [*seen.rows.values(), *seen.gone()], passed_over, watched)


def draw(view: DigestView) -> None:
    """Draw the digest, or why there is none."""
    if view.error or view.seen is None:
        st.html(components.notice("late", "Couldn’t load the digest.", components.text(view.error)))
        return
    zone = view.seen.fleet.zone
    days_html = _days(view)
    if view.changes is None:
        title = f"Digest of {times.day_in_full(view.day)}"
        why = digest_words.none_recorded(view.day, view.recorded_since, zone, view.now)
        st.html(components.answer("", title, why) + days_html)
        return
    period = digest_words.period(view.changes, zone, view.now)
    partly = digest_words.recorded_since(view.changes, zone, view.now)
    st.html(components.answer("", "What changed overnight", period, partly) + days_html)
    if said := digest_words.checked(view.changes, zone):
        st.html(components.note(said))
    if digest_words.is_quiet(view.changes) and not partly:
        st.html(components.note(digest_words.nothing(view.changes)))
    st.html(components.points(digest_words.lines(view.changes)))
    copied = digest_words.text(view.changes, zone, view.now)
    address = links.whole("digest", {DATE: view.day.isoformat()})
    buttons = [components.copy_button("Copy text", copied, button=True)]
    copying = _side_by_side([*buttons, components.copy_button("Copy address", address)])
    share.draw(_shared(view.seen, view.changes, view.day, view.now), view.now, copying)
    _incidents(view.changes)
    for name, title, key in digest_words.LISTS:
        _list(view.seen, getattr(view.changes, name), title, key)


def _shared(seen: SeenFleet, changes: FleetChanges, day: date, now: datetime) -> FleetShare:
    """Return how the digest can be shared, as it is drawn now: it is about all companies that they see."""
    listed = (each for name, _, _ in digest_words.LISTS for each in getattr(changes, name))
    names = seen.names(each.company_id for each in listed)

    def view(content: ShareContent, recipient: str) -> StatusView:
        zone, demo = seen.fleet.zone, share.is_demo()
        return digest_view(changes, content, names, zone, now, day=day, recipient=recipient, demo=demo)

    about = () if seen.everything else tuple(sorted(seen.rows))
    return FleetShare(SharePage.DIGEST, day.isoformat(), digest_name(day), about, view)


def _days(view: DigestView) -> str:
    """Return the links to the digests of the day before and, if it isn't today's, of the day after."""
    before, after = view.day - timedelta(days=1), view.day + timedelta(days=1)
    shown = [(before, "←")]
    if view.seen is not None and after <= view.now.astimezone(view.seen.fleet.zone).date():
        shown.append((after, "→"))
    linked = [
        links.anchor(f"{arrow} {times.day(day, view.now)}", "digest", {DATE: day.isoformat()})
        for day, arrow in shown
    ]
    return _side_by_side(linked)


def _side_by_side(items: Iterable[str]) -> str:
    """Return buttons or links (HTML) in a line that begins where the title does: it has no mark."""
    return f'<div class="d"><div class="d-buttons">{"".join(items)}</div></div>'


def _incidents(changes: FleetChanges) -> None:
    every = {each.incident.id: each for each in (*changes.begun, *changes.ended)}
    if not every:
        return
    lines = "".join(f"<li>{_incident(each.incident.id, _words(each))}</li>" for each in every.values())
    st.html(components.title("Incidents") + f'<ul class="d">{lines}</ul>')


def _words(count: IncidentCount) -> str:
    said = incident_words.merchants(count.companies)
    return f"{incident_words.what(count.incident)}: {said}, {incident_words.stood(count)}"


def _incident(number: int, words: str) -> str:
    return links.anchor(words, "", incident=str(number))


def _list(seen: SeenFleet, changes: tuple[VerdictChange, ...], title: str, key: str) -> None:
    """Draw a list of companies with their cause, by name."""
    if not changes:
        return
    names = seen.names(each.company_id for each in changes)
    named = sorted(
        ((incident_words.name_of(each.company_id, names), each) for each in changes),
        key=lambda pair: (pair[0].casefold(), pair[1].company_id),
    )
    rows = []
    for name, each in named[:MOST_LISTED]:
        linked = links.anchor(name, "company", company=each.company_id, css="d-words")
        cause = incident_words.short_cause(each.cause) if each.cause else "–"
        rows.append([f"{components.mark(key)} {linked}", html(cause)])
    more = f"the first {MOST_LISTED:,} of {len(named):,}" if len(named) > MOST_LISTED else f"{len(named):,}"
    st.html(components.title(title, more) + components.table(["Merchant", "Cause"], rows, label=title))
