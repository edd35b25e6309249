"""The four numbers under the answer: sales missing, days failing, last success, next due."""

from __future__ import annotations

from dashboard.foreign_text import html
from dashboard.insight.gap import Gap
from dashboard.insight.outcome import Outcome
from dashboard.insight.verdict.state import Ground, State
from dashboard.insight.verdict.streak import SWITCHED_OFF_AFTER
from dashboard.insight.verdict.verdict import Lack
from dashboard.views import components, skipped_words, theme, times
from dashboard.views.components import Number
from dashboard.views.verdict.voice import Voice

SCHEDULE = "by Codat’s schedule"
HOW_ESTIMATED = (
    "An estimate: a sync covers sales from the due date of the last successful one to its own."
    " It’s off if the schedule or start date changed, or a sync was started by hand."
)
_DAYS_FAILING = "Days failing (our count)"
_NOT_LOADED = "the set-up hasn’t loaded"
_NOTHING = {
    Ground.GONE: ("unknown", "Codat has no such company"),
    Ground.NO_COMMERCE: ("none", "there’s nothing to sync"),
}


def numbers_of(voice: Voice) -> list[Number]:
    """Return the four numbers."""
    nothing = _NOTHING.get(voice.verdict.ground)
    if nothing:
        value, note = nothing
        labels = ("Sales missing", _DAYS_FAILING, "Last successful sync", "Next due")
        return [Number(label, value, note=note) for label in labels]
    return [_missing(voice), _failing(voice), _last_success(voice), _next_due(voice)]


def _missing(voice: Voice) -> Number:
    label, verdict, gap = "Sales missing", voice.verdict, voice.verdict.gap
    if gap is None:
        never = verdict.state is State.NEVER_SYNCED
        return Number(label, "all" if never else "unknown", note=_why_no_gap(voice))
    if gap.days == 0:
        if gap.covered_to is None:
            return _estimated(label, "none", "the next sync picks up what was skipped", reported=False)
        note = f"{_if_none_were_made(voice)}in the books up to {voice.moment(gap.covered_to)}"
        return _estimated(label, "none", note, reported=gap.reported, rest=_not_counted(voice, gap))
    value = times.count(gap.days, "day")
    if not gap.certain:
        value = f"{gap.fewest} to {value}" if gap.fewest else f"up to {value}"
    note = f"from {voice.moment(gap.since)}"
    if gap.from_start:
        return Number(label, value, note=f"{note}, the start date in the set-up{_not_counted(voice, gap)}")
    # Where they begin may be reported; how many days they are goes by the schedule in any case.
    return _estimated(label, value, note, reported=False, rest=_not_counted(voice, gap))


def _estimated(label: str, value: str, note: str, *, reported: bool, rest: str = "") -> Number:
    if reported:
        return Number(label, value, note=note + rest)
    shown = f"{html(note)}, {components.why(SCHEDULE, HOW_ESTIMATED)}{html(rest)}"
    return Number(label, value, note=f"{note}, {SCHEDULE}{rest}", note_html=shown)


def _if_none_were_made(voice: Voice) -> str:
    """Return the condition for "none missing", if it is unusual that syncs find nothing."""
    unusual = voice.verdict.quiet.unusual
    if unusual is None or voice.verdict.state not in {State.ARRIVING, State.NOTHING_TO_SEND}:
        return ""
    return f"if the shop has sold nothing since {voice.day(unusual.since)}; "


def _not_counted(voice: Voice, gap: Gap) -> str:
    """Say why the newest day is not counted: its sync may still run, or one is running (`Gap.up_to`)."""
    verdict = voice.verdict
    due = verdict.dues.last(verdict.now) if verdict.dues else None
    if due is None or gap.up_to >= due or not (verdict.awaited or verdict.running):
        return ""
    running = "a sync is running" if verdict.began else "a sync may be running"
    why = "that sync may still run" if verdict.awaited else running
    return f"; not counting those due {voice.near(due)}, as {why}"


def _why_no_gap(voice: Voice) -> str:
    verdict = voice.verdict
    if verdict.state is State.NEVER_SYNCED:
        return "nothing has synced yet"
    if Lack.CONFIGURATION in verdict.lacks:
        return _NOT_LOADED
    return "Codat reports no usable daily schedule" if verdict.dues is None else "not reported so far"


def _failing(voice: Voice) -> Number:
    label, streak = _DAYS_FAILING, voice.verdict.streak
    if not streak.whole:
        return Number(label, "not counted", note="the list of syncs hasn’t loaded")
    if streak.days == 0:
        note = skipped_words.many(streak).removesuffix(".") or "not failing"
        return Number(label, "0", f"of {SWITCHED_OFF_AFTER}", note=note)
    days, rest = str(streak.days), f"of {SWITCHED_OFF_AFTER}"
    is_off = {State.SWITCHED_OFF, State.PROBABLY_SWITCHED_OFF}
    if (voice.verdict.state in is_off or streak.days >= SWITCHED_OFF_AFTER) and streak.first and streak.last:
        note = f"{voice.days(streak.first, streak.last)}{skipped_words.between(streak.skipped)}"
        return Number(label, days, rest, note=note)
    if streak.switch_off is None or streak.left is None:
        return Number(label, days, rest, note=f"in a row{skipped_words.between(streak.skipped)}")
    left, day = times.count(streak.left, "day"), voice.day(streak.switch_off)
    note = f"{left} until Codat switches it off, on {day}{skipped_words.between(streak.skipped)}"
    near = voice.verdict.switch_off_is_near and not voice.in_full
    marked = f"{components.mark(theme.LATE)} {html(note)}" if near else ""
    sign = f"{theme.look_of(theme.LATE).mark} " if near else ""
    return Number(label, days, rest, note=sign + note, note_html=marked)


def _last_success(voice: Voice) -> Number:
    label, run = "Last successful sync", voice.verdict.last_success
    if run is None:
        known = voice.verdict.streak.whole
        return Number(
            label,
            "none" if known else "unknown",
            note="no sync has succeeded" if known else "not loaded yet",
        )
    did = "wrote data" if run.outcome is Outcome.SUCCEEDED else "nothing to write"
    if not run.timed:
        return Number(label, "time not reported", note=did)
    ran = times.ahead_of_clock(run.at - voice.now) if run.at > voice.now else voice.ago(run.at)
    return Number(label, voice.near(run.at), note=f"{ran}, {did}".removeprefix(", "))


def _next_due(voice: Voice) -> Number:
    label, verdict = "Next due", voice.verdict
    if verdict.state is State.SWITCHED_OFF:
        return Number(label, "none", note="no syncs while it’s switched off")
    if verdict.next_due is None:
        nothing = verdict.ground is Ground.NOT_CONFIGURED
        why = _NOT_LOADED if Lack.CONFIGURATION in verdict.lacks else "the schedule doesn’t say"
        return Number(
            label,
            "none" if nothing else "unknown",
            note="no syncs until the set-up is finished" if nothing else why,
        )
    if verdict.awaited:
        due = f"was due {voice.near(verdict.awaited)}"
        return Number(label, due if voice.in_full else "any time now", note=_note(due, _if_it_fails(voice)))
    note = _note(voice.ago(verdict.next_due), _if_it_fails(voice))
    return Number(label, voice.near(verdict.next_due), note=note)


def _note(first: str, rest: str) -> str:
    return f"{first}{rest}" if first else rest.lstrip(",; ")


def _if_it_fails(voice: Voice) -> str:
    tonight = voice.verdict.tonight
    if tonight is None:
        return ""
    if voice.verdict.state is State.PROBABLY_SWITCHED_OFF:
        return ", if the sync is still on"
    if voice.verdict.ground is Ground.SKIPPED and not tonight.failing_day:
        return "; picks up what was skipped"
    if tonight.failing_day and tonight.failing_day <= SWITCHED_OFF_AFTER:
        return f"; failing day {tonight.failing_day} if nothing changes"
    if voice.verdict.running:
        return "; covers what’s left by then"  # its start depends on the running sync
    return (
        f"; covers sales from {voice.moment(tonight.start)}"
        if tonight.start and not tonight.failing_day
        else ""
    )
