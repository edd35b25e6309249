"""What the parts of a status view are composed from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line, seen
from dashboard.insight.runs import deduplicate
from dashboard.insight.share.content import ShareDetail, SharePage
from dashboard.views import times
from dashboard.views.platforms import names_of
from dashboard.views.setup import choices
from dashboard.views.verdict.texts import texts_for_voice
from dashboard.views.verdict.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from codat_client import CompanySyncStatus
    from dashboard.insight.share.content import ShareContent
    from dashboard.insight.share.extras import ShareExtras
    from dashboard.insight.verdict.assessment import Assessment
    from dashboard.insight.verdict.verdict import Verdict
    from dashboard.views.verdict.verdict_text import VerdictText

LIST_NOT_READ: Final = "Couldn’t load the syncs."
MOST_ID: Final = 80
MOST_PLATFORM: Final = 60
MOST_CELL: Final = 300
"""The most characters of a message in a table or a line."""
_MOST_NAME: Final = 120


@dataclass(frozen=True)
class ShareContext:
    """One company's assessment, what to show of it, and what else there is.

    `now`: aware. `most_syncs`: how many rows the table of syncs may have.
    """

    assessment: Assessment
    content: ShareContent
    extras: ShareExtras
    now: dt.datetime
    most_syncs: int

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.assessment.verdict

    @property
    def zone(self) -> ZoneInfo:
        """The merchant's zone, in which the whole view gives its times."""
        return self.verdict.zone.zone

    @property
    def today(self) -> dt.date:
        """The merchant's day."""
        return self.now.astimezone(self.zone).date()

    @cached_property
    def voice(self) -> Voice:
        """The voice of a page that is read later: nothing is relative to now."""
        return Voice(self.verdict, names_of(self.assessment.snapshot), self.zone, self.now, dated=True)

    @cached_property
    def texts(self) -> VerdictText:
        """The verdict in that voice; the step that names a setting gives its id only if ids are shared."""
        texts = texts_for_voice(self.voice)
        if self.content.adds(ShareDetail.IDS):
            return texts
        points = self.verdict.points
        named, without_id = choices.step(points), choices.step(points, with_id=False)
        steps = tuple((who, without_id if named and what == named else what) for who, what in texts.steps)
        return replace(texts, steps=steps)

    @cached_property
    def company(self) -> str:
        """The company's name on one line; a general word if it has none."""
        return one_line(seen(self.voice.names.company), _MOST_NAME) or "This company"

    @cached_property
    def syncs(self) -> Sequence[CompanySyncStatus] | None:
        """The list of syncs, each once; None if it hasn't been read."""
        reading = self.assessment.snapshot.syncs
        return deduplicate(list(reading.value or ())) if reading.present else None

    @cached_property
    def sync(self) -> CompanySyncStatus | None:
        """The sync that the view is about; None if it isn't about one, or none with this id has been read."""
        snapshot, wanted = self.assessment.snapshot, self.content.sync_id
        if self.content.page is not SharePage.SYNC:
            return None
        named = (snapshot.latest.value, snapshot.last_successful.value)
        known = [*(self.syncs or ()), *(each for each in named if each is not None)]
        return next((each for each in known if (each.sync_id or "").lower() == wanted), None)

    def moment(self, when: dt.datetime | None) -> str:
        """Return "11 Nov 02:14" in the merchant's zone."""
        return times.moment(when, self.zone, self.now)

    def at(self, when: dt.datetime | None, beside: dt.datetime | None = None) -> str:
        """Return "11 Nov at 02:14"; the time alone on the day of `beside`."""
        if when is None:
            return times.NOT_KNOWN
        local = when.astimezone(self.zone)
        same = beside is not None and beside.astimezone(self.zone).date() == local.date()
        return f"{local:%H:%M}" if same else f"{self.day(local.date())} at {local:%H:%M}"

    def in_full(self, when: dt.datetime) -> str:
        """Return "11 Nov 2026, 03:14 Berlin (02:14 UTC)"; the date in UTC where it differs."""
        local, utc = when.astimezone(self.zone), when.astimezone(dt.UTC)
        name, date = times.zone_name(self.zone), times.day_in_full(local.date())
        beside = "" if local.date() == utc.date() else f"{times.day_in_full(utc.date())}, "
        in_utc = "" if name == "UTC" else f" ({beside}{utc:%H:%M} UTC)"
        return f"{date}, {local:%H:%M} {name}{in_utc}"

    def day(self, when: dt.date) -> str:
        """Return "11 Nov"."""
        return times.day(when, self.today)
