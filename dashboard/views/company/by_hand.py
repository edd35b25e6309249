"""The days recorded as entered by hand for a company: HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import html
from dashboard.insight.start.by_hand import EnteredByHand, instants_of, may_be_covered_later
from dashboard.views import components, times, words
from dashboard.views.cause_words import NIGHTLY_MAY_COVER, by_hand_on_record
from dashboard.views.theme import LATE

if TYPE_CHECKING:
    from dashboard.insight.gap import Gap
    from dashboard.views.clock import PageClock

MOST_SHOWN: Final = 3
"""At most this many are shown, the newest first."""


@dataclass(frozen=True)
class SalesMissing:
    """What decides whether a scheduled sync may still cover days. `start_date` (UTC): from the set-up."""

    gap: Gap | None
    start_date: datetime | None


def shown(entered: Iterable[EnteredByHand], missing: SalesMissing, clock: PageClock) -> str:
    """Return which days were recorded, by whom and when, the newest first; "" if there are none.

    `entered`: the oldest first. The newest answer about the same days counts.
    """
    newest = list({each.days: each for each in entered}.values())[::-1]
    rows = [_one(each, missing, clock) for each in newest[:MOST_SHOWN]]
    if len(newest) > MOST_SHOWN:
        rows.append(components.note(f"{len(newest) - MOST_SHOWN} more in Activity"))
    return components.stack(*rows, gap=4) if rows else ""


def _one(entered: EnteredByHand, missing: SalesMissing, clock: PageClock) -> str:
    days = times.days(*entered.days, clock.today) + clock.where_counted
    by = f"by {words.person(entered.person, verified=entered.verified)}, " if entered.person else ""
    recorded = f"Recorded {by}{clock.near(entered.at)}."
    said = by_hand_on_record(days)
    (sales,) = instants_of([entered.days], clock.merchant.zone)
    if may_be_covered_later(missing.gap, missing.start_date, sales):
        return components.notice(LATE, said, html(NIGHTLY_MAY_COVER), recorded)
    return f'<div class="d-gutter">{components.note(f"{said} {recorded}")}</div>'
