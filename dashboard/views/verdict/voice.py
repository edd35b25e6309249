"""How a verdict's texts name software, days and times.

Each moment, and the day it falls on ("since 11 Nov"), is shown in the page's time zone. What is counted in
the merchant's days, like failing days, names that zone where it differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.insight.sides import Link, Side
from dashboard.insight.start.offer import days_to_fill
from dashboard.insight.verdict.verdict import Verdict
from dashboard.views import platforms, times
from dashboard.views.cause_words import THE_BOOKS, THE_SHOP, Names, capital, short_name
from dashboard.views.reader import Reader

HEADLINE_MOST = 60
REASON_MOST = 160
NIGHT_ENDS = 6
"""Times before this hour count as night."""
_BOOKS_IN_SHORT = "the books"


@dataclass(frozen=True)
class Voice:
    """A verdict, its reader, and the time zone and moment it is worded for."""

    verdict: Verdict
    names: Names
    zone: ZoneInfo
    now: datetime
    reader: Reader = Reader.STARTS
    in_full: bool = False
    """For the record: days and times in full, none relative to today."""
    dated: bool = False
    """Nothing relative to now ("last night", "2 h ago"), but no year in dates of this one."""

    def for_the_record(self) -> Voice:
        """Return the voice of a text that is read later, in the merchant's time zone."""
        starts = self.reader is not Reader.ONLY_LOOKS  # "from here" means nothing in another place
        reader = Reader.STARTS if starts else self.reader
        return replace(self, zone=self.verdict.zone.zone, in_full=True, reader=reader)

    @property
    def relative(self) -> bool:
        """Whether days and times may be given relative to now."""
        return not (self.in_full or self.dated)

    @property
    def books(self) -> str:
        """The accounting software's name, or a general word if it is unknown or too long."""
        return short_name(self.names.books) or THE_BOOKS

    @property
    def shop(self) -> str:
        """The shop's platform, or a general word."""
        return short_name(self.names.shop) or THE_SHOP

    @property
    def side(self) -> str:
        """The side that has to be linked first."""
        return self.side_name(self.verdict.broken[0]) if self.verdict.broken else "one side"

    @property
    def today(self) -> date:
        """The merchant's day."""
        return self.now.astimezone(self.verdict.zone.zone).date()

    @property
    def since(self) -> str:
        """The first day of missing sales; "" when none are."""
        gap = self.verdict.gap
        return self.day_of(gap.since) if gap and gap.since else ""

    @property
    def asked_since(self) -> str:
        """The first day of missing sales for which it isn't known whether they were entered by hand."""
        first = self.verdict.ask_by_hand_since
        return self.day_of(first) if first else self.since

    @property
    def from_other_day(self) -> str:
        """From when the merchant shall sync again: "from 30 Nov, the first day", without the day if unknown.

        It is known once no missing day is left to ask about. The text goes on: "not entered by hand".
        """
        verdict = self.verdict
        days = None
        if verdict.entered_by_hand and not verdict.ask_by_hand:
            days = days_to_fill(verdict.gap, verdict.zone.zone, verdict.now, verdict.entered_by_hand)
        return f"from {self.day(days[0])}, the first day" if days else "from the first day"

    @property
    def own_days(self) -> bool:
        """Whether the merchant's days are those of the page."""
        return not times.where_counted(self.verdict.zone.zone, self.zone)

    def filled(self, text: str) -> str:
        """Fill {books}, {shop} and {side} in, and begin with a capital."""
        return capital(self.names.fill(text, self.side))

    def day(self, when: date) -> str:
        """Return a day in the merchant's zone: "11 Nov", "11 Nov (London)", "11 Nov 2025"."""
        return self._day(when, self.today) + times.where_counted(self.verdict.zone.zone, self.zone)

    def days(self, first: date, last: date) -> str:
        """Return days of the merchant from the first to the last: "30 Oct to 29 Nov (London)"."""
        return f"{self._day(first, self.today)} to {self.day(last)}"

    def day_of(self, when: datetime) -> str:
        """Return the day a moment falls on, in the page's time zone."""
        return self._day(when.astimezone(self.zone).date(), self.now.astimezone(self.zone).date())

    def _day(self, when: date, today: date) -> str:
        return times.day_in_full(when) if self.in_full else times.day(when, today)

    def moment(self, when: datetime | None) -> str:
        """Return "11 Nov 02:14"."""
        if self.in_full:
            return times.in_full(when, self.zone)
        return times.moment(when, self.zone, self.now)

    @property
    def coming(self) -> datetime | None:
        """The due time of the next sync; one that has passed, if its sync may still run."""
        return self.verdict.awaited or self.verdict.next_due

    def on(self, when: datetime) -> str:
        """Return a moment for a sentence: "today at 02:14", "on 11 Nov at 02:14"."""
        day, _, time = self.near(when).rpartition(" ")
        return f"on {day} at {time}" if day[0].isdigit() else f"{day} at {time}"

    def since_when(self, when: datetime) -> str:
        """Return a moment after "since": "02:14 today", "11 Nov 02:14"."""
        day, _, time = self.near(when).rpartition(" ")
        return f"{day} {time}" if day[0].isdigit() else f"{time} {day}"

    def near(self, when: datetime) -> str:
        """Return "today 02:14", "tonight 02:00", "11 Nov 02:14"."""
        if not self.relative:
            return self.moment(when)
        if when > self.now and self._is_night(when) and when - self.now < timedelta(days=1):
            return f"tonight {when.astimezone(self.zone):%H:%M}"
        return times.near(when, self.zone, self.now)

    def last_night(self, when: datetime) -> bool:
        """Whether a moment falls in the last night, in the page's time zone."""
        local = when.astimezone(self.zone)
        return (
            self.relative
            and when <= self.now
            and self._is_night(when)
            and local.date() == self.now.astimezone(self.zone).date()
        )

    def up_to(self, when: datetime) -> str:
        """Return "up to last night", or "up to 11 Nov 02:00"."""
        return "up to last night" if self.last_night(when) else f"up to {self.near(when)}"

    def headline(self, with_name: str, without: str = "") -> str:
        """Return the headline with the software's name, or without it if that is too long."""
        books = self.books if short_name(self.names.books) else _BOOKS_IN_SHORT
        full = with_name.format(books=books, side=self.side)
        if self.in_full or len(full) <= HEADLINE_MOST:
            return capital(full)
        return (without or with_name.format(books=_BOOKS_IN_SHORT, side="one side"))[:HEADLINE_MOST]

    def ago(self, when: datetime) -> str:
        """Return "2 h ago" or "in 12 h"; "" where nothing is relative to now."""
        return times.ago(when, self.now) if self.relative else ""

    def _is_night(self, when: datetime) -> bool:
        return when.astimezone(self.zone).hour < NIGHT_ENDS

    def side_name(self, side: Side) -> str:
        """Name a side by its platforms, or by a general word."""
        sides = self.verdict.sides
        is_books = sides is not None and side is sides.books  # two sides without a connection are equal
        if side.link is Link.MISSING:
            return "accounting software" if is_books else "a shop"
        name = short_name(platforms.named(side))
        return name or ("the accounting software" if is_books else THE_SHOP)


def sentences(parts: Iterable[str], most: int = REASON_MOST) -> str:
    """Join the sentences that fit; leave out the others."""
    joined = ""
    for part in parts:
        longer = f"{joined} {part}".strip()
        if part and len(longer) <= most:
            joined = longer
    return joined
