"""Wait or start? What each choice brings, and when, if the next scheduled sync covers the same sales.

There is no such choice if the sync will probably fail again: so will the scheduled one.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.foreign_text import html
from dashboard.insight.start.check import CheckFinding, Kind
from dashboard.insight.start.collision import tonight_covers
from dashboard.views import components
from dashboard.views.start import checks
from dashboard.views.start.plan import Plan, Situation


def choices(findings: Iterable[CheckFinding], plan: Plan, situation: Situation) -> str:
    """Return both choices as html; "" where there is none to make."""
    blocked = any(each.kind is Kind.BLOCKS for each in findings)
    no_choice = blocked or checks.will_probably_fail(situation)
    due = None if no_choice else tonight_covers(situation.verdict, plan.sync(situation.now))
    if due is None:
        return ""
    late = due <= situation.now
    when = f"{'It was' if late else 'It is'} due {html(situation.near(due))}"
    books = html(situation.books)
    wait = f"The next scheduled sync covers the same sales. {when}{', and may still run' if late else ''}."
    start = f"The sales are in {books} as soon as this sync succeeds. The scheduled one brings the rest."
    return components.facts([("Wait", wait), ("Start now", start)])
