"""The headline and the reason of a verdict, for a person to read out on the phone.

They may hold platforms' and the company's names: escape them on output (`components` does). An estimate is
never worded as if Codat had reported it.
"""

from __future__ import annotations

from collections.abc import Callable

from dashboard.insight.causes.catalogue import SKIPPED
from dashboard.insight.gap import Gap
from dashboard.insight.outcome import Outcome
from dashboard.insight.sides import Link
from dashboard.insight.verdict.state import Ground, State
from dashboard.insight.verdict.streak import SWITCHED_OFF_AFTER
from dashboard.insight.verdict.verdict import Lack
from dashboard.views import running_words, skipped_words, times
from dashboard.views.cause_words import capital
from dashboard.views.verdict import emptiness_text, uncertain_text
from dashboard.views.verdict.voice import Voice, sentences


def headline_of(voice: Voice) -> str:
    """Return the answer in one clause of at most 60 characters."""
    verdict = voice.verdict
    if verdict.ground in _GROUNDS and verdict.state is not State.SWITCHED_OFF:
        return _GROUNDS[verdict.ground]
    if verdict.ground is Ground.SKIPPED:
        return skipped_words.headline(voice)
    return _HEADLINES.get(verdict.state, _missing)(voice)


_GROUNDS = {
    Ground.AGE_UNKNOWN: running_words.MAY_RUN,
    Ground.GONE: "Codat can’t find this company",
    Ground.NO_COMMERCE: "This company doesn’t use Sync for Commerce",
    Ground.NOT_CONFIGURED: "The set-up isn’t finished",
    Ground.NOT_READ: "The latest sync hasn’t loaded yet",
    Ground.UNKNOWN_CODE: uncertain_text.OUTCOME_UNKNOWN,
    Ground.NO_TIMES: "We can’t tell when the syncs ran",
}


def _arriving(voice: Voice) -> str:
    verdict = voice.verdict
    if verdict.gap and verdict.gap.covered_to:
        return voice.headline(f"Sales {voice.up_to(verdict.gap.covered_to)} are in {{books}}")
    wrote = verdict.bearing is not None and verdict.bearing.outcome is Outcome.SUCCEEDED
    return "The latest sync wrote data" if wrote else "The latest sync found nothing to write"


def _empty(voice: Voice) -> str:
    if voice.verdict.quiet.unusual:
        return emptiness_text.UNUSUAL
    return "Syncs succeed but find no sales to write"


def _running(voice: Voice) -> str:
    if not voice.since:
        return "A sync is running"
    running = f"A sync is running; sales since {voice.since}"
    return voice.headline(f"{running} aren’t in {{books}} yet", f"{running} are still missing")


def _stuck_since(voice: Voice) -> str:
    run = voice.verdict.subject
    return f"A sync has been running since {voice.since_when(run.at)}" if run else "A sync hasn’t finished"


def _late_since(voice: Voice) -> str:
    run, late = voice.verdict.latest, voice.verdict.late
    if run and late and run.at >= late:  # one that was started for days
        return f"The sync due {voice.on(late)} didn’t run"
    return f"No sync has run since {voice.day_of(run.at)}" if run else "No sync has run"


def _uncertain(voice: Voice) -> str:
    if not voice.since:
        return "It’s unclear what the latest sync covered"
    return voice.headline(f"It’s unclear whether sales since {voice.since} are in {{books}}")


def _missing(voice: Voice) -> str:
    """Return the headline of a failing merchant: what isn't in the books, and since when."""
    verdict, gap = voice.verdict, voice.verdict.gap
    off = {State.SWITCHED_OFF: "Sync is off", State.PROBABLY_SWITCHED_OFF: "Sync is probably off"}
    before = off.get(verdict.state, "")
    if gap is None or gap.days == 0:
        return before or _nothing_missing(voice)
    if gap.from_start:
        return voice.headline(
            f"{before}; nothing has reached {{books}} yet" if before else "Nothing has reached {books} yet"
        )
    clause = _not_in_the_books(voice, gap)
    return voice.headline(f"{before}; {clause}" if before else clause[:1].upper() + clause[1:])


def _not_in_the_books(voice: Voice, gap: Gap) -> str:
    if not gap.fewest:
        return f"sales since {voice.since} may not be in {{books}}"
    if voice.verdict.partly_written or not gap.certain:
        return f"not all sales since {voice.since} are in {{books}}"
    return f"sales since {voice.since} are not in {{books}}"


def _nothing_missing(voice: Voice) -> str:
    verdict = voice.verdict
    if verdict.state is State.DISCONNECTED:
        never = verdict.broken[0].link in {Link.PENDING, Link.MISSING}
        return voice.headline("{side} isn’t linked yet" if never else "{side} is no longer linked")
    return "The latest sync failed; no sales are missing yet" if verdict.gap else "The latest sync failed"


_STILL_FAILING = {State.FAILING, State.WILL_BE_SWITCHED_OFF, State.DISCONNECTED}
_HEADLINES: dict[State, Callable[[Voice], str]] = {
    State.ARRIVING: _arriving,
    State.NOTHING_TO_SEND: _empty,
    State.RUNNING: _running,
    State.STUCK: _stuck_since,
    State.LATE: _late_since,
    State.NOT_KNOWN: _uncertain,
    State.NEVER_SYNCED: lambda _: "Nothing has synced yet",
}


def reason_of(voice: Voice) -> str:
    """Return why, in at most 160 characters, without repeating the headline unless there is nothing else."""
    reasons, said = reasons_of(voice), f"{headline_of(voice)}."
    return sentences(each for each in reasons if each != said) or sentences(reasons)


def reasons_of(voice: Voice) -> list[str]:
    """Return the sentences of the reason, the most important first; "" for those that don't apply."""
    verdict = voice.verdict
    if verdict.ground in _GROUND_REASONS and verdict.state is not State.SWITCHED_OFF:
        return _GROUND_REASONS[verdict.ground](voice)
    return _REASONS.get(verdict.state, _failing)(voice)


def _unknown_status(voice: Voice) -> str:
    run = voice.verdict.subject
    ran = f"It ran {voice.on(run.at)}; its" if run and run.timed else "Its"
    return f"{ran} status isn’t in Codat’s documentation."


def _latest_run(voice: Voice) -> str:
    run = voice.verdict.bearing
    if run is None:
        return ""
    did = "wrote data" if run.outcome is Outcome.SUCCEEDED else "found nothing to write"
    if not run.timed:
        return f"The latest sync {did}; its time isn’t reported."
    if voice.verdict.gap is None:
        return f"It ran {voice.on(run.at)}."
    if voice.last_night(run.at):
        return f"Last night’s sync {did}."
    return f"The latest sync {did} {voice.on(run.at)}."


def _no_age(voice: Voice) -> str:
    return running_words.NOT_YET if Lack.CLOCK in voice.verdict.lacks else running_words.NO_TIME


def _no_schedule(voice: Voice) -> str:
    if Lack.SCHEDULE not in voice.verdict.lacks:
        return ""
    return "Codat reports no usable daily schedule, so we can’t tell which sales it covered."


def _next_run(voice: Voice) -> str:
    verdict = voice.verdict
    if verdict.awaited:
        return f"The one due {voice.on(verdict.awaited)} hasn’t run yet."
    if verdict.next_due is None:
        return ""
    return f"The next one is due {voice.on(verdict.next_due)}."


def _first_run(voice: Voice) -> str:
    if voice.verdict.late:
        return f"By Codat’s schedule, {_were_due(voice)}."
    return _next_run(voice).replace("The next one", "The first one")


def _covered(voice: Voice) -> str:
    gap = voice.verdict.gap
    if gap is None or gap.covered_to is None:
        return ""
    return f"By Codat’s schedule, sales {voice.up_to(gap.covered_to)} are in {voice.books}."


def _nothing_found(voice: Voice) -> list[str]:
    quiet = voice.verdict.quiet
    if quiet.unusual:
        return [emptiness_text.grounds(quiet.unusual, voice.day_of(quiet.unusual.ran))]
    since = f", since {voice.day_of(quiet.first)}" if quiet.first else ""
    wrote = f"The last one that wrote data ran {voice.on(quiet.wrote)}." if quiet.wrote else ""
    return [f"The last {quiet.runs} successful syncs found no sales{since}.", wrote]


def _arrived(voice: Voice) -> list[str]:
    unusual = voice.verdict.quiet.unusual
    if unusual:
        return [
            emptiness_text.grounds(unusual, voice.day_of(unusual.ran), "Unusually, syncs"),
            _next_run(voice),
        ]
    return [_latest_run(voice), _next_run(voice), _no_schedule(voice)]


def _began(voice: Voice) -> str:
    began = voice.verdict.began
    return f"It started {voice.on(began)} and hasn’t finished yet." if began else "It hasn’t finished yet."


def _stuck(voice: Voice) -> list[str]:
    run = voice.verdict.subject
    after = f" after {times.ago(run.at, voice.now).removesuffix(' ago')}" if run and voice.relative else ""
    return [f"It hasn’t finished{after}, so it’s probably stuck.", _not_there(voice)]


def _late(voice: Voice) -> list[str]:
    due = _were_due(voice)
    return [f"{due[:1].upper()}{due[1:]}, by Codat’s schedule." if due else "", _not_there(voice)]


def _were_due(voice: Voice) -> str:
    """Return "one was due today at 02:00", "2 were due, the last one today at 02:00"; "" if none is late."""
    late, missed = voice.verdict.late, voice.verdict.missed
    if late is None:
        return ""
    which = "one was due" if missed == 1 else f"{missed:,} were due, the last one"
    return f"{which} {voice.on(late)}"


def _not_there(voice: Voice) -> str:
    return f"Sales since {voice.since} aren’t in {voice.books} yet." if voice.since else ""


def _off(voice: Voice) -> list[str]:
    verdict, streak = voice.verdict, voice.verdict.streak
    last = voice.day(streak.last) if streak.last else ""
    if verdict.state is State.PROBABLY_SWITCHED_OFF:
        counted = f"By our count, {last} was failing day {streak.days}"
        off = f"Codat switches syncs off after {SWITCHED_OFF_AFTER}"
        return [f"{counted}; {off}.", "The set-up doesn’t show it.", why_of(voice)]
    if streak.days >= SWITCHED_OFF_AFTER:
        return [f"It’s switched off; by our count, {last} was failing day {streak.days}.", why_of(voice)]
    return ["It’s switched off in the sync settings, so no syncs run.", why_of(voice)]


def _failing(voice: Voice) -> list[str]:
    return [
        why_of(voice),
        _either(voice),
        _countdown(voice),
        _partly(voice),
        _unclear(voice),
        _not_recognised(voice),
    ]


def why_of(voice: Voice) -> str:
    """Return why syncs fail, as a sentence; "" if none failed."""
    verdict = voice.verdict
    if verdict.cause is None:
        return ""
    if verdict.cause.cause.key == SKIPPED:
        return skipped_words.AGAIN
    reason = voice.filled(verdict.cause.cause.reason)
    lost = verdict.broken[0].lost_at if verdict.broken else None
    return f"{reason.removesuffix('.')}; the error dates from {voice.moment(lost)}." if lost else reason


def _either(voice: Voice) -> str:
    others = [voice.side_name(each) for each in voice.verdict.broken[1:]]
    return capital(f"{others[0]} isn’t linked either.") if others else ""


def _countdown(voice: Voice) -> str:
    return switch_off_of(voice) if voice.verdict.switch_off_is_near else ""


def switch_off_of(voice: Voice) -> str:
    """Return when Codat will switch the sync off, as a sentence; "" where it isn't failing or is off."""
    verdict = voice.verdict
    if verdict.state not in _STILL_FAILING or verdict.streak.switch_off is None:
        return ""
    left = verdict.streak.left or 0
    day = f"on {voice.day(verdict.streak.switch_off)}"
    when = day if not (voice.relative and voice.own_days) else {0: "today", 1: "tomorrow"}.get(left, day)
    return f"By our count, Codat will switch the sync off {when}."


def _partly(voice: Voice) -> str:
    if voice.verdict.partly is None:
        return ""
    return "The sync wrote data, so some sales may already be in the books."


def _unclear(voice: Voice) -> str:
    """Say which sync may already have brought some of the missing sales."""
    gap = voice.verdict.gap
    return uncertain_text.which_sync(gap, voice.on) if gap else ""


def _not_recognised(voice: Voice) -> str:
    cause = voice.verdict.cause
    return "" if cause is None or cause.recognised else "The error message isn’t one we recognise."


_REASONS: dict[State, Callable[[Voice], list[str]]] = {
    State.ARRIVING: _arrived,
    State.NOTHING_TO_SEND: _nothing_found,
    State.RUNNING: lambda voice: [_began(voice), _covered(voice)],
    State.STUCK: _stuck,
    State.LATE: _late,
    State.NEVER_SYNCED: lambda voice: ["Codat lists no syncs for this company.", _first_run(voice)],
    State.PROBABLY_SWITCHED_OFF: _off,
    State.SWITCHED_OFF: _off,
}
_GROUND_REASONS: dict[Ground, Callable[[Voice], list[str]]] = {
    Ground.AGE_UNKNOWN: lambda voice: [_no_age(voice), _covered(voice)],
    Ground.GONE: lambda _: ["Codat has no company with this id; it may have been deleted."],
    Ground.NO_COMMERCE: lambda _: ["Codat has no sync settings for it, so there’s nothing to sync."],
    Ground.NOT_CONFIGURED: lambda _: ["The merchant hasn’t finished the sync settings, so no syncs run yet."],
    Ground.NOT_READ: lambda _: ["What has loaded so far doesn’t show it."],
    Ground.NO_TIMES: lambda _: ["Codat lists syncs, but none has a readable time in the past."],
    Ground.UNKNOWN_CODE: lambda voice: [_unknown_status(voice), _covered(voice)],
    Ground.UNCLEAR_RANGE: lambda voice: [
        _unclear(voice) or "Codat doesn’t say what the syncs since then covered."
    ],
    Ground.SKIPPED: skipped_words.reasons,
}
