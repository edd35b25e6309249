"""Read what to cover from the address: `cover`, and the merchant's days `from` and `to`.

An impossible day is named, never silently replaced; the address keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.foreign_text import one_line
from dashboard.insight.start.day_range import range_of_days, up_to_day
from dashboard.insight.start.intent import RequestedRange
from dashboard.insight.start.offer import days_to_fill, only_days_fix_it
from dashboard.ui import links
from dashboard.views.start.plan import Beginning, Plan, Situation

NOW, DAY, RANGE = "now", "day", "range"
COVERS = {NOW: "Up to now", DAY: "Up to a day", RANGE: "A range of days"}
_YEARS_BACK = 10


@dataclass(frozen=True)
class DaysChoice:
    """What to cover: `cover` (None if the address has no valid one) and its days.

    `beyond`: the future day that was asked for, where `last` was cut to today. `wrong`: a sentence on an
    impossible value; nothing can be started then.
    """

    cover: str | None = NOW
    first: date | None = None
    last: date | None = None
    beyond: date | None = None
    wrong: str = ""


def oldest(today: date) -> date:
    """Return the first day that may be chosen."""
    return date(today.year - _YEARS_BACK, 1, 1)


def offers_of(situation: Situation) -> tuple[str, ...]:
    """Return the choices of what to cover, the one that fixes the gap first; the first is the default."""
    if situation.verdict is not None and only_days_fix_it(situation.verdict):
        return (RANGE, NOW, DAY)
    return (NOW, DAY, RANGE)


def choice_in_address(beginning: Beginning, situation: Situation) -> DaysChoice:
    """Return the choice in the address; a day that is missing there gets its default."""
    cover = links.param("cover") or offers_of(situation)[0]
    if cover not in COVERS:
        named = one_line(cover, 40)
        return DaysChoice(
            None, wrong=f"The address says “{named}”, which isn’t one of the choices. Choose one."
        )
    if cover == NOW:
        return DaysChoice()
    return _with_days(cover, beginning, situation)


def plan_of(choice: DaysChoice, beginning: Beginning, situation: Situation) -> Plan:
    """Return the plan for these days: from 00:00 of the first to 00:00 after the last, cut to now.

    Days are the merchant's, instants UTC. Raises ValueError with a sentence for a person if the choice is
    wrong or the range impossible.
    """
    if choice.wrong:
        raise ValueError(choice.wrong)
    zone, now = situation.clock.merchant.zone, situation.now
    if choice.cover == DAY and choice.last:
        end = up_to_day(choice.last, zone, now)
        return Plan(beginning, None, choice.last, None, end.finish, end.cut, choice.beyond)
    if choice.cover == RANGE and choice.first and choice.last:
        asked = range_of_days(choice.first, choice.last, zone, now)
        return Plan(beginning, choice.first, choice.last, asked.start, asked.finish, asked.cut, choice.beyond)
    return Plan(beginning)


def requested_range(plan: Plan) -> RequestedRange:
    """Return the range of a plan for the service."""
    if plan.finish is None:
        return RequestedRange.up_to_now()
    return (
        RequestedRange.between(plan.start, plan.finish) if plan.start else RequestedRange.up_to(plan.finish)
    )


def _with_days(cover: str, beginning: Beginning, situation: Situation) -> DaysChoice:
    first, last, wrong, today = None, None, [], situation.today
    if cover == RANGE:
        first, why = _day("from", "first day", situation)
        wrong += [why]
    last, why = _day("to", "last day", situation)
    wrong += [why]
    if first is not None and first > today:
        wrong += [f"The first day, {situation.day(first)}, is in the future. Choose one up to today."]
        first = None
    beyond = last if last is not None and last > today else None
    last = min(last, today) if last is not None else None
    if said := " ".join(filter(None, wrong)):
        return DaysChoice(cover, first, last, beyond, said)
    return DaysChoice(cover, *_filled_up(cover, first, last, _usual(beginning, situation)), beyond)


def _day(name: str, called: str, situation: Situation) -> tuple[date | None, str]:
    """Return a day in the address as (day, ""); (None, "") without one, (None, why) if it is wrong."""
    text = links.param(name)
    if not text.strip():
        return None, ""
    try:
        typed = date.fromisoformat(text.strip())
    except ValueError:
        return None, f"The {called} in the address, “{one_line(text, 40)}”, isn’t a date. Choose one."
    if typed >= (limit := oldest(situation.today)):
        return typed, ""
    return (
        None,
        f"The {called}, {situation.day(typed)}, is too long ago. Choose {situation.day(limit)} or later.",
    )


def _usual(beginning: Beginning, situation: Situation) -> tuple[date, date]:
    """Return the default days: those of the gap, else from the end of what is covered to yesterday."""
    today, zone = situation.today, situation.clock.merchant.zone
    verdict = situation.verdict
    gap, entered = (verdict.gap, verdict.entered_by_hand) if verdict else (None, ())
    if (days := days_to_fill(gap, zone, situation.now, entered)) is not None:
        return max(oldest(today), min(days[0], today)), min(days[1], today)
    yesterday = today - timedelta(days=1)
    missing = beginning.at.astimezone(zone).date() if beginning.at else yesterday
    return max(oldest(today), min(missing, yesterday)), yesterday


def _filled_up(
    cover: str, first: date | None, last: date | None, usual: tuple[date, date]
) -> tuple[date | None, date]:
    """Return both days; a missing one is filled in so that the first is never after the last."""
    if cover == DAY:
        return None, last or usual[1]
    return first or min(usual[0], last or usual[0]), last or max(usual[1], first or usual[1])
