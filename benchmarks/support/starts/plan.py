"""The syncs that people want in a run: for which company, of which days, and who clicks for each."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dashboard.insight.start.check import Check, CheckFinding, Kind, RecordedAnswer
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id

RANGES, CLICKED_TWICE = 0.2, 0.2
_SUBJECTS = {Check.NOT_READ: ("configuration", "connections"), Check.NOT_LINKED: ("shop", "books")}
_QUESTIONS = [
    CheckFinding(check, subject)
    for check in Check
    if check.kind is Kind.ASKS
    for subject in _SUBJECTS.get(check, ("",))
]
ANSWERS = tuple(RecordedAnswer(each.key, "Start anyway.") for each in _QUESTIONS)
"""People here answer every question, so that a clock too fast for a schedule refuses no start."""


@dataclass(frozen=True)
class Errand:
    """One sync that is wanted. Several clicks for it, each with an id, are to start one sync together."""

    company_id: str
    days: int
    clicks: tuple[str, ...]

    def order(self, click: str, seen_at: datetime) -> dict[str, Any]:
        """Return what a process is told about a click: by whom it is wanted is its own affair."""
        return {"id": click, "company": self.company_id, "days": self.days, "seen_at": seen_at.isoformat()}


def plan(starts: int, companies: list[str], seed: int) -> list[Errand]:
    """Return the errands: one in five for a range of days, one in five clicked by two people at once."""
    dice = random.Random(seed)  # noqa: S311 - dice
    return [
        Errand(
            companies[number % len(companies)],
            dice.randint(1, 20) if dice.random() < RANGES else 0,
            tuple(new_intent_id() for _ in range(2 if dice.random() < CLICKED_TWICE else 1)),
        )
        for number in range(starts)
    ]


def intent_of(order: dict[str, Any]) -> Intent:
    """Return the intent of a click."""
    seen_at = datetime.fromisoformat(order["seen_at"])
    wanted = RequestedRange.up_to_now()
    if order["days"]:
        finish = seen_at.replace(hour=0, minute=0, second=0, microsecond=0)
        wanted = RequestedRange.between(finish - timedelta(days=order["days"]), finish)
    return Intent(order["id"], order["company"], wanted, seen_at=seen_at, answers=ANSWERS)
