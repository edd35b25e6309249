"""The syncs that people want in a run: which days, which company, and how many people click for each."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dashboard.insight.start.check import Check, CheckFinding, Kind, RecordedAnswer
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id

RANGES, CLICKED_TWICE = 0.2, 0.2
HOURS = 24
_SUBJECTS = {Check.NOT_READ: ("configuration", "connections"), Check.NOT_LINKED: ("shop", "books")}
_QUESTIONS = [
    CheckFinding(check, subject)
    for check in Check
    if check.kind is Kind.ASKS
    for subject in _SUBJECTS.get(check, ("",))
]
ANSWERS = tuple(RecordedAnswer(each.key, "Start anyway.") for each in _QUESTIONS)
"""People here answer every question, since the clock is too fast for any schedule."""


@dataclass(frozen=True)
class Errand:
    """One sync that is wanted. Several clicks for it, each with its own id, must start only one sync."""

    days: int
    clicks: tuple[str, ...]

    def orders(self, company_id: str, seen_at: datetime) -> list[dict[str, Any]]:
        """Return the orders for its clicks."""
        wanted = {"company": company_id, "days": self.days, "seen_at": seen_at.isoformat()}
        return [{"id": click, **wanted} for click in self.clicks]


def plan(starts: int, seed: int) -> list[Errand]:
    """Return the errands: one in five for a range of days, one in five clicked by two people at once."""
    dice = random.Random(seed)  # noqa: S311 - dice
    return [
        Errand(
            dice.randint(1, 20) if dice.random() < RANGES else 0,
            tuple(new_intent_id() for _ in range(2 if dice.random() < CLICKED_TWICE else 1)),
        )
        for _ in range(starts)
    ]


class Companies:
    """The companies in turn; with `nightly`, those whose nightly run is due next.

    The n-th company's run is due at the n-th hour of the day.
    """

    def __init__(self, ids: list[str], *, nightly: bool) -> None:
        groups = HOURS if nightly else 1
        self._groups = [deque(ids[group::groups]) for group in range(groups)]

    def next(self, now: datetime) -> str:
        """Return the next one."""
        nearest = (now + timedelta(minutes=30)).hour
        group = self._groups[nearest % len(self._groups)]
        group.rotate(-1)
        return group[-1]


def intent_of(order: dict[str, Any]) -> Intent:
    """Return the intent of a click."""
    seen_at = datetime.fromisoformat(order["seen_at"])
    wanted = RequestedRange.up_to_now()
    if order["days"]:
        finish = seen_at.replace(hour=0, minute=0, second=0, microsecond=0)
        wanted = RequestedRange.between(finish - timedelta(days=order["days"]), finish)
    return Intent(order["id"], order["company"], wanted, seen_at=seen_at, answers=ANSWERS)
