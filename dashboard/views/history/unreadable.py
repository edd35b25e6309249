"""What History says about records that it can't show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codat_client import Damaged
from dashboard.foreign_text import html, one_line
from dashboard.views import times

_MOST_REASON: Final = 160
_MOST_REASONS: Final = 5


def damaged(records: Sequence[Damaged]) -> tuple[str, str]:
    """Say that records couldn't be read, as (headline, html): any of them may be a failed sync."""
    reasons = dict.fromkeys(record.reason for record in records)
    reasons_html = "; ".join(html(one_line(reason, _MOST_REASON)) for reason in list(reasons)[:_MOST_REASONS])
    one = len(records) == 1
    which = "It may be a failed sync." if one else "Any of them may be a failed sync."
    headline = f"{times.count(len(records), 'sync')} couldn’t be read and {'is' if one else 'are'} not shown."
    body = (
        f"Codat sent {'it' if one else 'them'} in a form that its API doesn’t document. {which} All other"
        f" syncs are here. If this goes on, report it to Codat support: {reasons_html}."
    )
    return headline, body
