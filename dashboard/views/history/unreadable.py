"""What History says of the records that it can't show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codat_client import Damaged
from dashboard.foreign_text import html, one_line
from dashboard.views import times

_MOST_REASON: Final = 160
_MOST_REASONS: Final = 5


def damaged(records: Sequence[Damaged]) -> tuple[str, str]:
    """Say that records could not be read, as (headline, html): any of them may be a failed one."""
    reasons = dict.fromkeys(record.reason for record in records)
    told = "; ".join(html(one_line(reason, _MOST_REASON)) for reason in list(reasons)[:_MOST_REASONS])
    one = len(records) == 1
    which = "It may be a failed one." if one else "Any of them may be a failed one."
    headline = (
        f"{times.count(len(records), 'sync')} could not be read and {'is' if one else 'are'} not shown."
    )
    body = (
        f"Codat sent {'it' if one else 'them'} in another form than its documents tell. {which} All other"
        f" syncs are here. If it stays so, give this to Codat’s support: {told}."
    )
    return headline, body
