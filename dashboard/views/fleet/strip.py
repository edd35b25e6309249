"""The strip of a row of Home: the last 30 days of a company, a bar for each.

Streamlit removes SVG from HTML. So days in a row with the same outcome are one element, as wide as they are
many; the stylesheet draws the bars. Outcomes differ in height as well as in colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from dashboard.foreign_text import attribute
from dashboard.insight.fleet.company_state import StripDay
from dashboard.views import times

DAY_PX: Final = 4
_CLASS: Final = {
    StripDay.FINE.value: "ok",
    StripDay.FAILED.value: "bad",
    StripDay.SKIPPED.value: "skip",
    StripDay.UNKNOWN.value: "odd",
    StripDay.NONE.value: "no",
}
_WORDS: Final = (
    (StripDay.FAILED.value, "failed"),
    (StripDay.SKIPPED.value, "skipped"),
    (StripDay.UNKNOWN.value, "unknown"),
)


def strip(letters: str, ends: date | None, today: date) -> str:
    """Return the strip as HTML. `letters`: of `StripDay`, oldest first; `ends`: the day of the last one."""
    bars = "".join(_bar(letter, len(list(days))) for letter, days in groupby(letters))
    said = attribute(spoken(letters, ends, today))
    return f'<span class="d-strip" role="img" aria-label="{said}">{bars}</span>'


def spoken(letters: str, ends: date | None, today: date) -> str:
    """Return a strip in words: "30 days: 4 failed, the last on 27 Nov"."""
    said = list(_counts(letters, ends, today))
    if not said:
        fine = letters.count(StripDay.FINE)
        said = ["no sync" if not fine else f"syncs succeeded on {times.count(fine, 'day')}"]
    return f"{times.count(len(letters), 'day')}: {', '.join(said)}"


def _counts(letters: str, ends: date | None, today: date) -> Iterator[str]:
    for letter, words in _WORDS:
        if number := letters.count(letter):
            last = ends - timedelta(days=len(letters) - 1 - letters.rindex(letter)) if ends else None
            yield f"{number} {words}" + (f", the last on {times.day(last, today)}" if last else "")


def _bar(letter: str, days: int) -> str:
    return f'<i class="{_CLASS.get(letter, "odd")}" style="width:{days * DAY_PX}px"></i>'
