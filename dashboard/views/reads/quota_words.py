"""The limits on reads in words: why one was held back, until when, what is left of the day's quota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from codat_client import CodatError, HeldBack
from dashboard.foreign_text import html
from dashboard.views import percentages, times

SHARE_USED: Final = (
    "The dashboard has used its share of today’s Codat quota; the rest is reserved for your other systems. "
    "To check sooner, ask whoever runs this dashboard to change QUOTA_RESERVE."
)
FOR_PEOPLE: Final = (
    "Automatic updates have stopped because today’s Codat quota is low. You can still check yourself."
)
UNKNOWN: Final = "Not checked yet: today’s Codat quota isn’t known."
WHAT_STOPPED: Final = "Running syncs and shared links aren’t updated automatically."
SHORT: Final = 0.1
"""From this fraction of the dashboard's share on, every page says prominently how little is left."""
_A_MOMENT: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class QuotaLeft:
    """The reads that people may still make today, and how many a day has; when the quota restarts (UTC)."""

    reads: int
    of: int
    restarts_at: datetime | None = None

    @property
    def short(self) -> bool:
        """Whether little is left."""
        return self.reads <= self.of * SHORT


def too_many_reads(most: float, wait: timedelta) -> str:
    """Say that a person has read too much, and when they may go on."""
    seconds = f"{wait.total_seconds():.0f} s"
    return f"You’ve reached your limit of {most:,.0f} Codat requests a minute. Try again in {seconds}."


def possible_again(error: CodatError, zone: ZoneInfo, now: datetime) -> str:
    """Say when a read that was held back can be made: "Possible again tomorrow 01:00."; else ""."""
    until = error.until if isinstance(error, HeldBack) else None
    if until is None or until - now <= _A_MOMENT:
        return ""
    return f"Possible again {times.near(until, zone, now)}."


def left_html(quota: QuotaLeft, reads_a_company: int, more_html: str = "") -> str:
    """Return a small line: what is left of the dashboard's share, and what looking at a company costs.

    `more_html`: a link to the explanation.
    """
    share = percentages.words(quota.reads / quota.of)
    said = f"{share} of today’s Codat requests are left. Checking a company uses {reads_a_company}."
    return f'<p class="d d-small d-quota">{html(said)} {more_html}</p>'


def low(quota: QuotaLeft, zone: ZoneInfo | None, now: datetime) -> str:
    """Say that little is left, and when the quota restarts."""
    few = f"Only {times.count(quota.reads, 'Codat request')} {'is' if quota.reads == 1 else 'are'} left"
    left = few if quota.reads else "No Codat requests are left"
    again = ""
    if quota.restarts_at is not None and zone is not None:
        again = f" until {times.near(quota.restarts_at, zone, now)}, your time"
    return f"{left}{again}."
