"""Write what the sandbox's merchants' shared pages say: tests/views/share/pages.txt.

Run it after a rule or a wording has changed: `.venv/bin/python -m script.shared_pages`, and read the diff. A
test compares the file with the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.insight.share.extras import ShareBaseline, ShareExtras
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.services.assessment import assess
from dashboard.views.cause_words import step_line
from dashboard.views.share.compose import status_view
from dashboard.views.share.status_view import StatusView
from tests.support.merchants import cases, reads

PAGES = Path(__file__).resolve().parent.parent / "tests/views/share/pages.txt"
EVERY_PART = ShareContent(SharePage.COMPANY, frozenset(SharePart))
BEFORE = timedelta(days=3)


def pages() -> str:
    """Return the words of every merchant's page, one merchant after the other."""
    return "\n".join(f"== {case}\n{page_of(case)}" for case in cases())


@cache
def page_of(case: str) -> str:
    """Return the words of one merchant's page, without the tables of days and syncs."""
    known = reads(case)
    extras = ShareExtras(baseline=ShareBaseline(12, known.now - BEFORE))
    view = status_view(assess(known.snapshot, known.now, VerdictLimits()), EVERY_PART, extras, known.now)
    return "".join(f"{line}\n" for line in _lines(view))


def _lines(view: StatusView) -> Iterator[str]:
    if view.answer:
        yield view.answer.headline
        yield view.answer.reason
        yield from (said for said in (view.switch_off,) if said)
        yield f"  Badge: {view.answer.badge}"
    if view.missing:
        days = ", ".join(each.text for each in view.missing.spans)
        yield f"  Missing sales: {view.missing.summary} ({view.missing.note}){f': {days}' if days else ''}"
        yield from (f"  {said}" for said in (view.missing.since_shared,) if said)
    if view.causes:
        steps = (step_line(step.who, step.what) for step in view.causes.steps)
        yield from (f"  {place}. {step}" for place, step in enumerate(steps, 1))
    if view.daily:
        yield f"  {view.daily.title}: {view.daily.finding}"
    if view.turn:
        yield f"  When it broke: {view.turn.finding}"
    if view.connections:
        named = [f"{row.platform}, {row.state}. {row.problem}".rstrip() for row in view.connections.rows]
        said = (*named, view.connections.note, view.connections.schedule)
        yield f"  Connections: {' '.join(each for each in said if each)}"
    yield from (f"  {said}" for said in (view.about,) if said)


if __name__ == "__main__":
    PAGES.write_text(pages(), encoding="utf-8")
