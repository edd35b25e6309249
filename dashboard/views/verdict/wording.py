"""The headline and the reason of a verdict, which a person can read out on the phone.

They may hold platforms' and the company's names: escape them at the outlet (`components` does). Nothing that
is derived is worded as if Codat had reported it.
"""

from __future__ import annotations

from collections.abc import Callable

from dashboard.insight.causes.catalogue import SKIPPED
from dashboard.insight.outcome import Outcome
from dashboard.insight.sides import Link
from dashboard.insight.verdict.judge import Ground, Lack, State
from dashboard.insight.verdict.streak import SWITCHED_OFF_AFTER
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
    Ground.GONE: "Codat does not know this company",
    Ground.NO_COMMERCE: "This company does not use Sync for Commerce",
    Ground.NOT_CONFIGURED: "The set-up is not finished",
    Ground.NOT_READ: "The latest sync is not known yet",
    Ground.UNKNOWN_CODE: "How the latest sync ended is not known",
    Ground.NO_TIMES: "When the syncs ran is not known",
}


def _arriving(voice: Voice) -> str:
    verdict = voice.verdict
    if verdict.gap and verdict.gap.covered_to:
        return voice.headline(f"Sales {voice.up_to(verdict.gap.covered_to)} are in {{books}}")
    wrote = verdict.bearing is not None and verdict.bearing.outcome is Outcome.SUCCEEDED
    return "The latest sync wrote data" if wrote else "The latest sync found nothing to write"


def _silent(voice: Voice) -> str:
    if voice.verdict.quiet.unusual:
        return "Syncs run well and find nothing, which is unusual here"
    return "Syncs run well and find no sales to write"


def _running(voice: Voice) -> str:
    if not voice.since:
        return "A sync is running"
    return voice.headline(f"A sync runs; sales since {voice.since} are not yet in {{books}}")


def _stuck_since(voice: Voice) -> str:
    run = voice.verdict.subject
    return f"A sync has been running since {voice.near(run.at)}" if run else "A sync does not end"


def _late_since(voice: Voice) -> str:
    run, late = voice.verdict.latest, voice.verdict.late
    if run and late and run.at >= late:  # one that was started for days
        return f"The sync due {voice.on(late)} did not run"
    return f"No sync has run since {voice.day_of(run.at)}" if run else "No sync has run"


def _uncertain(voice: Voice) -> str:
    if not voice.since:
        return "How the latest sync ended says nothing of the next one"
    return voice.headline(f"Whether sales since {voice.since} are in {{books}} is not certain")


def _missing(voice: Voice) -> str:
    """Return the headline of a merchant in trouble: what is not in the books, and since when."""
    verdict, gap = voice.verdict, voice.verdict.gap
    off = {State.SWITCHED_OFF: "Sync is off", State.PROBABLY_SWITCHED_OFF: "Sync is probably off"}
    before = off.get(verdict.state, "")
    if gap is None or gap.days == 0:
        return before or _nothing_missing(voice)
    if gap.from_start:
        return voice.headline(
            f"{before}; nothing has reached {{books}} yet" if before else "Nothing has reached {books} yet"
        )
    partly = verdict.partly_written or not gap.certain
    are_not = f"are not {'all ' if partly else ''}in" if gap.fewest else "may not be in"
    clause = f"sales since {voice.since} {are_not} {{books}}"
    return voice.headline(f"{before}; {clause}" if before else clause[:1].upper() + clause[1:])


def _nothing_missing(voice: Voice) -> str:
    verdict = voice.verdict
    if verdict.state is State.DISCONNECTED:
        never = verdict.broken[0].link in {Link.PENDING, Link.MISSING}
        return voice.headline("{side} is not linked yet" if never else "{side} is not linked any more")
    return "The latest sync failed; no sales are missing yet" if verdict.gap else "The latest sync failed"


_HEADLINES: dict[State, Callable[[Voice], str]] = {
    State.ARRIVING: _arriving,
    State.NOTHING_TO_SEND: _silent,
    State.RUNNING: _running,
    State.STUCK: _stuck_since,
    State.LATE: _late_since,
    State.NOT_KNOWN: _uncertain,
    State.NEVER_SYNCED: lambda _: "Nothing has synced yet",
}


def reason_of(voice: Voice) -> str:
    """Return why, in at most 160 characters; what the headline says is said again only where it is all."""
    told, said = reasons_of(voice), f"{headline_of(voice)}."
    return sentences(each for each in told if each != said) or sentences(told)


def reasons_of(voice: Voice) -> list[str]:
    """Return the sentences of the reason, the weightiest first; "" where one has nothing to say."""
    verdict = voice.verdict
    if verdict.ground in _GROUND_REASONS and verdict.state is not State.SWITCHED_OFF:
        return _GROUND_REASONS[verdict.ground](voice)
    return _REASONS.get(verdict.state, _failing)(voice)


def _unknown_status(voice: Voice) -> str:
    run = voice.verdict.subject
    ran = f"It ran {voice.on(run.at)}; its" if run and run.timed else "Its"
    return f"{ran} status is one that Codat’s documents do not name."


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


def _underived(voice: Voice) -> str:
    if Lack.SCHEDULE not in voice.verdict.lacks:
        return ""
    return "Which sales it covered can’t be derived, as Codat reports no usable daily schedule."


def _next_run(voice: Voice) -> str:
    verdict = voice.verdict
    if verdict.awaited:
        return f"The one due {voice.on(verdict.awaited)} has not run yet."
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


def _silence(voice: Voice) -> list[str]:
    quiet = voice.verdict.quiet
    if quiet.unusual:
        return [emptiness_text.grounds(quiet.unusual, voice.day_of(quiet.unusual.ran))]
    since = f", since {voice.day_of(quiet.first)}" if quiet.first else ""
    wrote = f"The last one that wrote data ran {voice.on(quiet.wrote)}." if quiet.wrote else ""
    return [f"The last {quiet.runs} successful syncs found nothing{since}.", wrote]


def _arrived(voice: Voice) -> list[str]:
    unusual = voice.verdict.quiet.unusual
    if unusual:
        return [
            emptiness_text.grounds(unusual, voice.day_of(unusual.ran), "Unusual here: syncs"),
            _next_run(voice),
        ]
    return [_latest_run(voice), _next_run(voice), _underived(voice)]


def _began(voice: Voice) -> str:
    began = voice.verdict.began
    return f"It began {voice.on(began)} and has not ended yet." if began else "It has not ended yet."


def _stuck(voice: Voice) -> list[str]:
    run = voice.verdict.subject
    after = f" after {times.ago(run.at, voice.now).removesuffix(' ago')}" if run and not voice.in_full else ""
    return [f"It has not ended{after}, so it is probably stuck.", _not_there(voice)]


def _late(voice: Voice) -> list[str]:
    due = _were_due(voice)
    return [f"{due[:1].upper()}{due[1:]}, by Codat’s schedule." if due else "", _not_there(voice)]


def _were_due(voice: Voice) -> str:
    """Return "one was due today 02:00", "2 were due, the last one today 02:00"; "" when none is late."""
    late, missed = voice.verdict.late, voice.verdict.missed
    if late is None:
        return ""
    which = "one was due" if missed == 1 else f"{missed:,} were due, the last one"
    return f"{which} {voice.on(late)}"


def _not_there(voice: Voice) -> str:
    return f"Sales since {voice.since} are not in {voice.books} yet." if voice.since else ""


def _off(voice: Voice) -> list[str]:
    verdict, streak = voice.verdict, voice.verdict.streak
    last = voice.day(streak.last) if streak.last else ""
    if verdict.state is State.PROBABLY_SWITCHED_OFF:
        counted = f"By our count {last} was failing day {streak.days}"
        off = f"Codat switches a sync off after {SWITCHED_OFF_AFTER}"
        return [f"{counted}; {off}.", "The set-up does not say so.", why_of(voice)]
    if streak.days >= SWITCHED_OFF_AFTER:
        return [f"It is switched off; by our count {last} was failing day {streak.days}.", why_of(voice)]
    return ["It is switched off in the sync settings, so nothing runs.", why_of(voice)]


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
    """Return why syncs fail, as a sentence; "" where nothing failed."""
    verdict = voice.verdict
    if verdict.cause is None:
        return ""
    if verdict.cause.cause.key == SKIPPED:
        return skipped_words.AGAIN
    reason = voice.filled(verdict.cause.cause.reason)
    lost = verdict.broken[0].lost_at if verdict.broken else None
    return f"{reason.removesuffix('.')}; its error dates from {voice.moment(lost)}." if lost else reason


def _either(voice: Voice) -> str:
    others = [voice.side_name(each) for each in voice.verdict.broken[1:]]
    return capital(f"{others[0]} is not linked either.") if others else ""


def _countdown(voice: Voice) -> str:
    verdict = voice.verdict
    if not verdict.switch_off_is_near or verdict.streak.switch_off is None:
        return ""
    left = verdict.streak.left or 0
    day = f"on {voice.day(verdict.streak.switch_off)}"
    when = day if voice.in_full or not voice.own_days else {0: "today", 1: "tomorrow"}.get(left, day)
    return f"By our count Codat will switch the sync off {when}."


def _partly(voice: Voice) -> str:
    if voice.verdict.partly is None:
        return ""
    return "Part of these sales may be in the books already: the sync wrote something."


def _unclear(voice: Voice) -> str:
    """Say which sync may have brought some of what is missing."""
    gap = voice.verdict.gap
    return uncertain_text.which_sync(gap, voice.on) if gap else ""


def _not_recognised(voice: Voice) -> str:
    cause = voice.verdict.cause
    return "" if cause is None or cause.recognised else "We do not recognise its message."


_REASONS: dict[State, Callable[[Voice], list[str]]] = {
    State.ARRIVING: _arrived,
    State.NOTHING_TO_SEND: _silence,
    State.RUNNING: lambda voice: [_began(voice), _covered(voice)],
    State.STUCK: _stuck,
    State.LATE: _late,
    State.NEVER_SYNCED: lambda voice: ["Codat lists no sync for this company.", _first_run(voice)],
    State.PROBABLY_SWITCHED_OFF: _off,
    State.SWITCHED_OFF: _off,
}
_GROUND_REASONS: dict[Ground, Callable[[Voice], list[str]]] = {
    Ground.AGE_UNKNOWN: lambda voice: [_no_age(voice), _covered(voice)],
    Ground.GONE: lambda _: ["Codat finds no company with this id; it may have been deleted."],
    Ground.NO_COMMERCE: lambda _: ["Codat has no sync settings for it, so nothing is to be synced."],
    Ground.NOT_CONFIGURED: lambda _: [
        "The merchant has not finished the sync settings, so nothing runs yet."
    ],
    Ground.NOT_READ: lambda _: ["What was read so far does not tell it."],
    Ground.NO_TIMES: lambda _: ["Codat lists syncs, but none with a time that can be read and has passed."],
    Ground.UNKNOWN_CODE: lambda voice: [_unknown_status(voice), _covered(voice)],
    Ground.UNCLEAR_RANGE: lambda voice: [_unclear(voice) or "What the syncs since then covered is not told."],
    Ground.SKIPPED: skipped_words.reasons,
}
