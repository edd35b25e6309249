"""The texts of the questions before a start: what a person is asked to confirm, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from dashboard.insight.schedule import start_date_of
from dashboard.insight.start.by_hand import Days, days_left, instants_of, may_be_covered_later
from dashboard.insight.start.check import Check, CheckFinding, RecordedAnswer
from dashboard.insight.start.preview import last_day
from dashboard.views import times
from dashboard.views.cause_words import by_hand_on_record
from dashboard.views.start import checks
from dashboard.views.start.plan import Plan, Situation

NO, YES, NOT_ASKED = "No", "Yes", "Couldn’t ask"
CHOICES: Final = (NO, YES, NOT_ASKED)
NOTHING_LEFT: Final = "That leaves nothing to sync."
_BESIDE: Final = "Start another sync even though one may be running"


def label(finding: CheckFinding, plan: Plan, situation: Situation) -> str:
    """Return the label of the box that a person ticks to start despite a finding (text)."""
    if finding.check is Check.MAY_RUN:
        return _BESIDE
    return f"{checks.sentence(finding, plan, situation)} Start anyway"


def answer(choice: str, finding: CheckFinding, plan: Plan, situation: Situation) -> RecordedAnswer:
    """Return what is recorded for a choice that doesn’t stop a start."""
    if choice == NO:
        days = _named(days_asked(finding, plan, situation), situation)
        return RecordedAnswer(finding.key, f"The merchant hasn’t entered {days} by hand.")
    return RecordedAnswer(finding.key, checks.sentence(finding, plan, situation))


def entered(finding: CheckFinding, days: Days, situation: Situation) -> RecordedAnswer:
    """Return what is recorded if the merchant has entered these days by hand."""
    said = by_hand_on_record(_named(days, situation))
    return RecordedAnswer(finding.key, said, first=days[0], last=days[1])


def days_asked(finding: CheckFinding, plan: Plan, situation: Situation) -> Days:
    """Return the merchant’s days that are asked about: those that are missing, else all of the plan."""
    zone, yesterday = situation.clock.merchant.zone, situation.today - timedelta(days=1)
    if finding.ranges:
        first = finding.ranges[0].start.astimezone(zone).date()
        return first, max(first, min(last_day(finding.ranges[-1].finish, zone), yesterday))
    first = _first(plan, situation)
    return first, max(first, min(plan.last or yesterday, yesterday))


def other_days(days: Days, plan: Plan, situation: Situation) -> Days | None:
    """Return the newest days of the plan that were not entered by hand; None where none are left."""
    left = days_left(_first(plan, situation), plan.last or situation.today, days)
    return left[0] if left else None


def left_out(entered: Iterable[Days], findings: Iterable[CheckFinding], situation: Situation) -> str:
    """Say which missing days recorded as entered by hand the sync leaves out; "" if there are none.

    Days that it does include are a finding.
    """
    if any(each.check is Check.BY_HAND_ON_RECORD for each in findings) or situation.verdict is None:
        return ""
    gap, start_date = situation.verdict.gap, start_date_of(situation.configuration.value)
    zone = situation.clock.merchant.zone
    missing = [
        _named(days, situation)
        for days in dict.fromkeys(entered)
        if may_be_covered_later(gap, start_date, *instants_of([days], zone))
    ]
    return f"This sync leaves out {', '.join(missing)}, entered by hand." if missing else ""


def other_label(days: Days, situation: Situation) -> str:
    """Return the label of the button that saves the answer and chooses these days instead."""
    return f"Save and choose {_named(days, situation)}"


def _first(plan: Plan, situation: Situation) -> date:
    zone = situation.clock.merchant.zone
    begins = plan.begins.astimezone(zone).date() if plan.begins else situation.today
    return plan.first or min(begins, situation.today)


def _named(days: Days, situation: Situation) -> str:
    return times.days(*days, situation.today) + situation.where
