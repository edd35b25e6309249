"""Compose what a link shows: the stored reads, what is on record here, and the content of the link.

The verdict is Company's: the same `assess` of the same snapshot, with what is known of syncs started here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from codat_client import Company
from dashboard.fleet.on_record import with_record
from dashboard.insight.activity.entry import NOTE, ActivityEntry
from dashboard.insight.reading import Reading
from dashboard.insight.share.extras import SharedNote, SharedStart, ShareExtras
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.start.attempt import StartEventType
from dashboard.insight.verdict.facts import limits_of
from dashboard.record.activity import ActivityQuery
from dashboard.record.registry import record_of
from dashboard.services.account import CodatAccount
from dashboard.services.assessment import assess
from dashboard.settings import Settings
from dashboard.sharing.link import OpenedLink
from dashboard.starting.registry import service_of
from dashboard.views.share.compose import marked_if_old, status_view
from dashboard.views.share.status_view import StatusView

MOST_ENTRIES: Final = 500
"""How many of the newest entries on record are looked through for a view."""


class ViewComposer:
    """Composes views of one account. Raises StoreError if the record can't be read."""

    def __init__(self, settings: Settings, account: CodatAccount) -> None:
        self._settings, self._account = settings, account

    def view(self, opened: OpenedLink, snapshot: Snapshot, now: datetime) -> StatusView:
        """Return what a live link shows. `now`: aware.

        The verdict is of the time when Codat was last read: what was due since may have run, unknown to us.
        Notes are those on record when the link was made: no one read the later ones with sharing in mind.
        """
        link, latest = opened.link, snapshot.latest
        as_of = latest.read_at or latest.failed_at or now
        known = self.with_record(_named(snapshot, link.company_name, now))
        on_record = self.extras(link.company_id)
        extras = replace(
            on_record,
            notes=tuple(each for each in on_record.notes if each.at <= link.made_at),
            baseline=opened.baseline,
            recipient=link.recipient,
            message=link.note,
        )
        assessment = assess(known, as_of, limits_of(self._settings))
        return marked_if_old(status_view(assessment, link.content, extras, as_of), now)

    def with_record(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot with what is known of syncs started here, and of days entered by hand."""
        return with_record(service_of(self._settings, self._account), snapshot)

    def extras(self, company_id: str) -> ShareExtras:
        """Return the company's notes and starts on record, the newest first."""
        log = record_of(self._settings, self._account).activity
        entries = log.newest(ActivityQuery(company_id=company_id.lower(), openings=False), MOST_ENTRIES)
        return ShareExtras(_notes(entries), _starts(entries), demo=self._account.demo)


def _named(snapshot: Snapshot, name: str, now: datetime) -> Snapshot:
    """Return the snapshot with the company's name, which links keep and reads don't."""
    return replace(snapshot, company=Reading(Company(id=snapshot.company_id, name=name), now))


def _notes(entries: Iterable[ActivityEntry]) -> tuple[SharedNote, ...]:
    notes = (each for each in entries if each.kind == NOTE)
    return tuple(SharedNote(each.at, each.detail, each.person, each.verified) for each in notes)


def _starts(entries: Iterable[ActivityEntry]) -> tuple[SharedStart, ...]:
    """Return each confirmed start with its outcome, which a later entry of the same start holds."""
    entries = list(entries)
    outcomes = {each.start_id: each.outcome for each in reversed(entries) if each.outcome is not None}
    confirmed = (each for each in entries if each.kind == StartEventType.CONFIRMED.value)
    return tuple(
        SharedStart(
            each.at,
            each.requested,
            outcomes.get(each.start_id),
            each.person,
            each.verified,
            each.sync_id or "",
        )
        for each in confirmed
    )
