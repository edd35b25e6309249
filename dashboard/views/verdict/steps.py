"""Who does what next, in order: (who, what), who acts first stands first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dashboard.insight.causes.catalogue import SKIPPED, Actor, Cause
from dashboard.insight.sides import Link
from dashboard.insight.start.offer import only_days_fix_it
from dashboard.insight.verdict.judge import Ground, State
from dashboard.views import running_words, skipped_words
from dashboard.views.cause_words import FINISH, Steps
from dashboard.views.reader import for_days, for_reader, orders_a_start
from dashboard.views.setup import choices
from dashboard.views.verdict.voice import Voice

_NOTHING = "has to do anything"
_NOBODY: Steps = (("Nobody", f"{_NOTHING}."),)
_OFF = {State.SWITCHED_OFF, State.PROBABLY_SWITCHED_OFF}
_FAILING = {State.FAILING, State.WILL_BE_SWITCHED_OFF, State.DISCONNECTED}


def steps_of(voice: Voice) -> Steps:
    """Return the next steps for this reader; where there are none, that nobody has to do anything."""
    steps = _steps(voice)
    if only_days_fix_it(voice.verdict):
        steps = for_days(steps, voice.since)
    return for_reader(_with_the_question(voice, steps), voice.reader)


def _with_the_question(voice: Voice, steps: Steps) -> Steps:
    """Put the question what was booked by hand before a start, else before the last step, where it is due."""
    if not voice.verdict.ask_by_hand:
        return steps
    told = [(who, what.replace(_NOTHING, f"{_NOTHING} else")) for who, what in steps]
    place = next((at for at, (_, what) in enumerate(told) if orders_a_start(what)), len(told) - 1)
    told.insert(0 if voice.verdict.state in _OFF else max(0, place), ("You", _ask_by_hand(voice)))
    return tuple(told)


def _steps(voice: Voice) -> Steps:
    verdict = voice.verdict
    special = _by_ground(voice)
    if special:
        return special
    if verdict.state in _FAILING:
        return _mend(voice)
    if verdict.state is State.ARRIVING and verdict.quiet.unusual:
        return _ask_about_silence(voice)
    by_state = _BY_STATE.get(verdict.state)
    return by_state(voice) if by_state else _NOBODY


def _by_ground(voice: Voice) -> Steps | None:
    if voice.verdict.state is State.SWITCHED_OFF and voice.verdict.ground is Ground.NOT_CONFIGURED:
        return FINISH
    return {
        Ground.GONE: (("You", "compare the id with the one in Codat’s Portal, or ask Codat’s support."),),
        Ground.NO_COMMERCE: _NOT_HERE,
        Ground.NOT_CONFIGURED: FINISH,
        Ground.NOT_READ: (("You", "wait until it has been read, or read again."),),
        Ground.SKIPPED: skipped_words.company_steps(voice),
        Ground.UNCLEAR_RANGE: (("You", f"compare the sales since {voice.since} with {voice.books}."),)
        if voice.since
        else (("You", "look at the history of this company."),),
        Ground.UNKNOWN_CODE: (("You", "ask Codat’s support what its code means; copy the text for them."),),
        Ground.AGE_UNKNOWN: _AGE_UNKNOWN,
        Ground.NO_TIMES: (("You", "look at the history; its syncs bear no time that can be read."),),
    }.get(voice.verdict.ground)


_STUCK: Steps = (
    ("You", f"{running_words.ASK_IF_IT_RUNS}; copy the text for them."),
    ("You", running_words.NO_OTHER),
)
_AGE_UNKNOWN: Steps = (
    ("You", running_words.WAIT),
    ("You", f"{running_words.ASK_IF_IT_HANGS}; copy the text for them."),
)
_NOT_HERE: Steps = (
    *_NOBODY,
    ("You", "look for another company of this merchant, if its sales should arrive."),
)


def _late(voice: Voice) -> Steps:
    due = voice.coming
    following = f"the one due {voice.near(due)}" if due else "the next one"
    return (
        ("You", "start a sync up to now."),
        ("You", f"ask Codat’s support if {following} does not run either."),
    )


def _mend(voice: Voice) -> Steps:
    """Return what mends the cause, and before a start what to look at first."""
    verdict = voice.verdict
    if verdict.cause is None:
        return (("You", "look at the message of the latest sync."),)
    cause = verdict.cause.cause
    if cause.key == SKIPPED:
        return skipped_words.ASK_WHY
    told = list(_steps_of_cause(voice, cause))
    if verdict.partly_written and cause.key != "reconcile":
        look = f"compare {voice.books} with the sales{_since(voice)}: some may be there already."
        told.insert(max(0, len(told) - 1), ("You", look))
    if verdict.gap and (until := verdict.gap.compare_until):
        told.insert(0, ("You", _compare(voice, until)))
    return tuple(told)


def _steps_of_cause(voice: Voice, cause: Cause) -> Steps:
    """Return what fixes a cause; where the set-up shows which choice it is, the first step names it."""
    told = tuple((who, voice.names.fill(what, voice.side)) for who, what in cause.steps)
    named = choices.step(voice.verdict.points)
    if named:
        return (("Merchant", named), *told[1:])
    return (*told[:1], *(("Merchant", f"{what}.") for what in also_linked(voice)), *told[1:])


def also_linked(voice: Voice) -> list[str]:
    """Return what the merchant does for the side that is broken beside the first one."""
    return [
        f"{_LINKS.get(side.link, 'links {} again').format(voice.side_name(side))} as well"
        for side in voice.verdict.broken[1:]
    ]


_LINKS = {Link.PENDING: "links {}", Link.MISSING: "connects {}"}


def _compare(voice: Voice, until: datetime) -> str:
    """Return what to look at first: a sync may have brought some of the sales without anyone knowing."""
    days = f"from {voice.since} to {voice.day_of(until)}"
    return f"compare the sales {days} with {voice.books}: some may be there already."


def _switch_on(voice: Voice) -> Steps:
    """Return how an old gap is filled: ask first, mend, switch on, and only then start.

    Not "up to now": that begins at the last success (Codat's docs), and would bring again what was typed in.
    """
    verdict = voice.verdict
    told: list[tuple[str, str]] = []
    if verdict.state is State.PROBABLY_SWITCHED_OFF:
        told.append(("You", "check in Codat’s Portal whether it is still on."))
    if verdict.cause is not None and verdict.cause.cause.acts in {Actor.MERCHANT, Actor.PROVIDER}:
        told += _steps_of_cause(voice, verdict.cause.cause)[:1]
    where = ", if it is off," if verdict.state is State.PROBABLY_SWITCHED_OFF else " in the sync settings"
    told.append(("Merchant", f"turns the sync on{where} and has it start from the first day not typed in."))
    told.append(("You", "then start a sync for the days not typed in, or wait for the next night."))
    return tuple(told)


def _first_sync(voice: Voice) -> Steps:
    due = voice.verdict.next_due
    if due is None:
        return (("You", "look at the set-up: is it complete, and are both sides linked?"),)
    if voice.verdict.late:
        return (
            ("You", "check whether the set-up is complete."),
            ("You", "then start the first sync up to now."),
            ("You", "ask Codat’s support if none runs by itself the next night."),
        )
    return (
        ("Nobody", f"has to do anything before {voice.near(due)}, when a sync is due."),
        ("You", "start the first sync if the merchant can’t wait, or if that one does not run."),
    )


_WHY_NOTHING = (
    "You",
    "otherwise check that the right shop is linked, and ask Codat’s support; copy the text for them.",
)


def _ask_about_silence(voice: Voice) -> Steps:
    quiet, unusual = voice.verdict.quiet, voice.verdict.quiet.unusual
    first = unusual.since if unusual else quiet.sales_since
    day = voice.day(first) if first else voice.day_of(quiet.wrote) if quiet.wrote else ""
    since = f" since {day}" if day else ""
    ask = ("You", f"ask the merchant whether the shop has sold anything{since}. If not, all is well.")
    return (ask, _WHY_NOTHING) if unusual else (ask,)


def _ask_by_hand(voice: Voice) -> str:
    """Return the question that comes before an old gap is filled (Codat's docs: why it switches off)."""
    typed = f"ask the merchant whether they typed in sales{_since(voice)} by hand"
    return f"{typed}. A late sync would book those twice."


def _since(voice: Voice) -> str:
    return f" since {voice.since}" if voice.since else ""


_BY_STATE: dict[State, Callable[[Voice], Steps]] = {
    State.NOTHING_TO_SEND: _ask_about_silence,
    State.RUNNING: lambda _: (("Nobody", f"{_NOTHING}: {running_words.LOOK_AGAIN}"),),
    State.STUCK: lambda _: _STUCK,
    State.LATE: _late,
    State.PROBABLY_SWITCHED_OFF: _switch_on,
    State.SWITCHED_OFF: _switch_on,
    State.NEVER_SYNCED: _first_sync,
}
