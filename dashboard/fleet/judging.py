"""Judge a company for Home, from what was read of it: the same assessment and words as on Company.

`state_of` is the only way to a `CompanyState`, whoever read the company: the poller, a page, or no one, when
only the clock has moved on.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from dashboard.insight.fleet.began import began_of
from dashboard.insight.fleet.company_state import CompanyState
from dashboard.insight.fleet.strip import strip_of
from dashboard.insight.fleet.validity import valid_until
from dashboard.insight.runs import SyncRun
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.verdict.assessment import Assessment
from dashboard.insight.verdict.facts import limits_of
from dashboard.insight.verdict.state import OFF
from dashboard.insight.verdict.verdict import Verdict
from dashboard.services.assessment import assess
from dashboard.settings import Settings
from dashboard.views.verdict.mark import mark_of
from dashboard.views.verdict.state_words import until_switch_off, with_days

_CODE: Final = Path(__file__).parents[2]
_JUDGES: Final = (
    "codat_client",
    "dashboard/foreign_text.py",
    "dashboard/insight",
    "dashboard/views/theme.py",
    "dashboard/views/times.py",
    "dashboard/views/verdict",
    "dashboard/services/assessment.py",
    "dashboard/fleet/judging.py",
    "dashboard/fleet/on_record.py",
)
"""What a row's state follows from besides the reads, the clock and the limits: reading, rules and words."""


def state_of(snapshot: Snapshot, version: str, now: datetime, settings: Settings) -> CompanyState:
    """Return a company's state at `now` (aware).

    `snapshot`: with what is on record here (reported ranges, days entered by hand), as Company has it.
    `version`: of its reads, see `version_of`. Never raises on data from Codat.
    """
    assessment = assess(snapshot, now, limits_of(settings))
    return state_from(assessment, version, judged_by(settings))


def state_from(assessment: Assessment, version: str, judge: str) -> CompanyState:
    """Return the state that an assessment amounts to. `judge`: see `judged_by`."""
    verdict, now, (strip, strip_ends) = assessment.verdict, assessment.facts.now, _strip(assessment)
    cause, subject, gap = verdict.cause, verdict.subject, verdict.gap
    return CompanyState(
        state=verdict.state,
        ground=verdict.ground,
        mark=mark_of(verdict),
        words=with_days(verdict),
        assessed_at=now,
        valid_until=valid_until(assessment, now),
        version=version,
        judged_by=judge,
        zone=verdict.zone.zone.key,
        left_words=until_switch_off(verdict),
        cause=cause.cause.key if cause else "",
        cause_words=cause.cause.short if cause else "",
        code=subject.record.sync_status_code if subject else None,
        acts=verdict.acts,
        began=began_of(assessment),
        failing_days=verdict.streak.days,
        switch_off_days=_switch_off_days(verdict),
        days_missing=gap.days if gap else None,
        fewest_missing=gap.fewest if gap else None,
        last_success=_at(verdict.last_success),
        next_due=verdict.next_due,
        strip=strip,
        strip_ends=strip_ends,
        starts_help=verdict.helps_to_start,
        sync_at=_at(verdict.bearing),
    )


def judged_by(settings: Settings) -> str:
    """Return a hash of what judges: the code of rules and words, and the limits in the settings.

    A state with another one was made by an earlier version, or under other limits, so it is made again. It is
    a hash rather than a number, since no one has to remember to raise it.
    """
    return sha256(f"{_hash_of_code()} {limits_of(settings)}".encode()).hexdigest()[:16]


@cache
def _hash_of_code() -> str:
    content = sha256()
    for name in _JUDGES:
        place = _CODE / name
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for each in files:
            if each.suffix in {".py", ".toml"}:
                content.update(each.read_bytes())
    return content.hexdigest()


def _strip(assessment: Assessment) -> tuple[str, date | None]:
    return strip_of(assessment.facts.runs, assessment.verdict.zone.zone, assessment.facts.now)


def _switch_off_days(verdict: Verdict) -> int | None:
    return None if verdict.state in OFF else verdict.streak.left


def _at(run: SyncRun | None) -> datetime | None:
    """Return when a run ran; None for one whose time isn't known."""
    return run.at if run is not None and run.timed else None
