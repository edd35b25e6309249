"""The past: each merchant's nightly syncs, generated from seed, merchant and due time.

A sync has a due time (the sync hour in the merchant's zone) and runs some minutes, rarely hours, later. Its
range goes from the due time of the previous successful sync to its own due time (Codat's docs: Sync for
Commerce, schedule); the first begins at the configured start date. Ranges are stored for the rules and
never sent, since Codat's list doesn't report them either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sandbox.case import Merchant
from sandbox.outcomes import MISHAPS, NOTHING, WROTE, Outcome
from sandbox.shapes import SHAPES
from sandbox.syncs import Sync

DAYS_OF_HISTORY = 730


@dataclass(frozen=True, slots=True)
class Night:
    """One due time and the run that belongs to it."""

    day: date
    due: datetime
    run: datetime


def due_on(merchant: Merchant, day: date) -> datetime:
    """Return a day's due time in UTC. An hour skipped by a clock change uses the offset before it."""
    return datetime.combine(day, time(merchant.about.hour), merchant.tz).astimezone(UTC)


def began_on(merchant: Merchant, now: datetime) -> date:
    """Return the merchant's day on which its first nightly sync was due."""
    today = now.astimezone(merchant.tz).date()
    if merchant.about.age is not None:
        return today - timedelta(days=merchant.about.age)
    return min(merchant.since, today)


def first_day(merchant: Merchant, now: datetime) -> date:
    """Return the merchant's day whose night is the oldest one here: at most two years back."""
    return max(began_on(merchant, now), now.astimezone(merchant.tz).date() - timedelta(days=DAYS_OF_HISTORY))


def start_date(merchant: Merchant, now: datetime) -> datetime:
    """Return the start date of the configuration: midnight, 30 days before the first due time."""
    day = began_on(merchant, now) - timedelta(days=30)
    return datetime.combine(day, time(0), merchant.tz).astimezone(UTC)


def nights(merchant: Merchant, now: datetime) -> list[Night]:
    """Return the nights whose run has happened by now, oldest first."""
    about = merchant.about
    if about.never is not None or not about.uses_commerce or not about.exists:
        return []
    first = first_day(merchant, now)
    number = (now.astimezone(merchant.tz).date() - first).days - about.quiet + 1
    days = (first + timedelta(days=day) for day in range(number))
    made = (night_of(merchant, day) for day in days if not about.monthly or day.day == 1)
    return [night for night in made if night.run <= now]


def night_of(merchant: Merchant, day: date) -> Night:
    """Return one day's night: due time and the time of the run."""
    due = due_on(merchant, day)
    dice = merchant.chance("delay", day)
    late = timedelta(hours=1 + dice % 4) if dice % 61 == 0 else timedelta()
    return Night(day, due, due + late + timedelta(minutes=3 + dice % 23, seconds=dice // 64 % 60))


def last_run(merchant: Merchant, now: datetime) -> datetime | None:
    """Return the time of the newest nightly run without making the whole history."""
    about = merchant.about
    if about.never is not None or not about.uses_commerce:
        return None
    newest = now.astimezone(merchant.tz).date() - timedelta(days=about.quiet)
    number = (newest - first_day(merchant, now)).days + 1
    days = (newest - timedelta(days=back) for back in range(min(number, 64)))
    runs = (night_of(merchant, day).run for day in days if not about.monthly or day.day == 1)
    return next((run for run in runs if run <= now), None)


def past_stamp(merchant: Merchant, now: datetime) -> object:
    """Return a value that changes whenever the past does: with each day, each run, and while one runs."""
    moving = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    restless = merchant.about.shape in {"outage", "running", "stuck"}
    day = now.astimezone(merchant.tz).date()
    return day, last_run(merchant, now), moving if restless else None


def past_syncs(merchant: Merchant, now: datetime) -> list[Sync]:
    """Return all syncs of the past, newest first."""
    past = nights(merchant, now)
    syncs = list(_nightly(merchant, past, _covered_before(merchant, now)))
    shape = SHAPES.get(merchant.about.shape)
    if shape:
        syncs = shape(merchant, syncs, now)
    syncs.sort(key=lambda sync: sync.at, reverse=True)
    return syncs


def _covered_before(merchant: Merchant, now: datetime) -> datetime:
    """Return up to when the sales were covered before the oldest night here."""
    first = first_day(merchant, now)
    if first == began_on(merchant, now):
        return start_date(merchant, now)
    return due_on(merchant, first - timedelta(days=1))


def _nightly(merchant: Merchant, past: list[Night], covered: datetime) -> Iterator[Sync]:
    for number, night in enumerate(past):
        outcome = _outcome(merchant, len(past) - 1 - number, night.day)
        sync = Sync(merchant.own_id("sync", night.due), night.run, outcome, covered, night.due)
        if outcome.pushed and outcome.succeeded and merchant.chance("mended", night.day) % 70 == 0:
            yield _first_try(merchant, sync, night)
        yield sync
        if outcome.succeeded:
            covered = night.due


def _first_try(merchant: Merchant, sync: Sync, night: Night) -> Sync:
    """Return the failed run before a successful one of the same night."""
    at = night.due + (night.run - night.due) / 2
    first = merchant.own_id("sync", night.due, "first")
    return replace(sync, id=first, at=at.replace(microsecond=0), outcome=_mishap(merchant, night.day))


def _outcome(merchant: Merchant, back: int, day: date) -> Outcome:
    """Return how a run ended, counted back from the latest."""
    about = merchant.about
    first, last = about.failing_span
    if about.failure and (back < about.failing or about.never_well or first <= back < last):
        return about.failure
    if back < about.empty:
        return NOTHING
    if back == about.failing and about.failing:
        return WROTE
    if about.mishaps and merchant.chance("mishap", day) % 180 == 0:
        return _mishap(merchant, day)
    return NOTHING if day.weekday() in _closed(merchant) and about.failing + about.empty <= back else WROTE


def _closed(merchant: Merchant) -> tuple[int, ...]:
    about = merchant.about
    by_chance = (merchant.chance("closed") % 10,) if about.closes else ()
    return about.closed or by_chance


def _mishap(merchant: Merchant, day: date) -> Outcome:
    return MISHAPS[merchant.chance("kind", day) % len(MISHAPS)]
