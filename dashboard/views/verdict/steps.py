"""Who does what next, in order, as (who, what)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dashboard.insight.causes.catalogue import SKIPPED, Actor, Cause
from dashboard.insight.sides import Link
from dashboard.insight.start.offer import only_days_fix_it
from dashboard.insight.verdict.state import Ground, State
from dashboard.views import running_words, skipped_words
from dashboard.views.cause_words import FINISH, NO_ACTION, NO_OTHER_ACTION, Steps, entered_by_hand
from dashboard.views.reader import for_days, for_other_days, for_reader, orders_a_start
from dashboard.views.setup import choices
from dashboard.views.verdict.voice import Voice

_NONE: Steps = ((NO_ACTION, ""),)
_OFF = {State.SWITCHED_OFF, State.PROBABLY_SWITCHED_OFF}
_FAILING = {State.FAILING, State.WILL_BE_SWITCHED_OFF, State.DISCONNECTED}


def steps_of(voice: Voice) -> Steps:
    """Return the next steps for this reader, or that no action is needed."""
    steps = _steps(voice)
    if voice.verdict.entered_by_hand:
        steps = for_other_days(steps, voice.from_other_day)
    elif only_days_fix_it(voice.verdict):
        steps = for_days(steps, voice.since)
    return for_reader(_with_the_question(voice, steps), voice.reader)


def _with_the_question(voice: Voice, steps: Steps) -> Steps:
    """Ask what was entered by hand before a start, or before the last step, if it has to be asked at all."""
    if not voice.verdict.ask_by_hand:
        return steps
    asking = [(NO_OTHER_ACTION if who == NO_ACTION else who, what) for who, what in steps]
    place = next((at for at, (_, what) in enumerate(asking) if orders_a_start(what)), len(asking) - 1)
    asking.insert(0 if voice.verdict.state in _OFF else max(0, place), ("You", _ask_by_hand(voice)))
    return tuple(asking)


def _steps(voice: Voice) -> Steps:
    verdict = voice.verdict
    special = _by_ground(voice)
    if special:
        return special
    if verdict.state in _FAILING:
        return _fix(voice)
    if verdict.state is State.ARRIVING and verdict.quiet.unusual:
        return _ask_about_sales(voice)
    by_state = _BY_STATE.get(verdict.state)
    return by_state(voice) if by_state else _NONE


def _by_ground(voice: Voice) -> Steps | None:
    if voice.verdict.state is State.SWITCHED_OFF and voice.verdict.ground is Ground.NOT_CONFIGURED:
        return FINISH
    return {
        Ground.GONE: (("You", "check the id in the Codat Portal, or ask Codat support."),),
        Ground.NO_COMMERCE: _NOT_HERE,
        Ground.NOT_CONFIGURED: FINISH,
        Ground.NOT_READ: (("You", "wait for it to load, or reload."),),
        Ground.SKIPPED: skipped_words.company_steps(voice),
        Ground.UNCLEAR_RANGE: (("You", f"compare sales since {voice.since} with {voice.books}."),)
        if voice.since
        else (("You", "check this company’s history."),),
        Ground.UNKNOWN_CODE: (("You", "ask Codat support what its code means; copy the text for them."),),
        Ground.AGE_UNKNOWN: _AGE_UNKNOWN,
        Ground.NO_TIMES: (("You", "check the history; its syncs have no readable time."),),
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
    *_NONE,
    ("You", "if the merchant’s sales should be syncing, check whether they have another company in Codat."),
)


def _late(voice: Voice) -> Steps:
    due = voice.coming
    following = f"the one due {voice.on(due)}" if due else "the next one"
    return (
        ("You", "start a sync up to now."),
        ("You", f"ask Codat support if {following} doesn’t run either."),
    )


def _fix(voice: Voice) -> Steps:
    """Return what fixes the cause, and what to check before a start."""
    verdict = voice.verdict
    if verdict.cause is None:
        return (("You", "read the message of the latest sync."),)
    cause = verdict.cause.cause
    if cause.key == SKIPPED:
        return skipped_words.ASK_WHY
    steps = list(_steps_of_cause(voice, cause))
    if verdict.partly_written and cause.key != "reconcile":
        look = f"compare sales{_since(voice)} with {voice.books}: some may already be there."
        steps.insert(max(0, len(steps) - 1), ("You", look))
    if verdict.gap and (until := verdict.gap.compare_until):
        steps.insert(0, ("You", _compare(voice, until)))
    return tuple(steps)


def _steps_of_cause(voice: Voice, cause: Cause) -> Steps:
    """Return what fixes a cause; where the set-up shows which setting it is, the first step names it."""
    steps = tuple((who, voice.names.fill(what, voice.side)) for who, what in cause.steps)
    named = choices.step(voice.verdict.points)
    if named:
        return (("Merchant", named), *steps[1:])
    return (*steps[:1], *(("Merchant", f"{what}.") for what in also_linked(voice)), *steps[1:])


def also_linked(voice: Voice) -> list[str]:
    """Return what the merchant does about the other broken side."""
    return [
        f"{_LINKS.get(side.link, 'link {} again').format(voice.side_name(side))} as well"
        for side in voice.verdict.broken[1:]
    ]


_LINKS = {Link.PENDING: "link {}", Link.MISSING: "connect {}"}


def _compare(voice: Voice, until: datetime) -> str:
    """Return what to check first, where an unscheduled sync may have brought some of the sales."""
    days = f"from {voice.since} to {voice.day_of(until)}"
    return f"compare sales {days} with {voice.books}: some may already be there."


def _switch_on(voice: Voice) -> Steps:
    """Return how to fill an old gap: ask first, fix, switch on, and only then start.

    Not "up to now": that begins at the last success (Codat's docs), and would repeat sales entered by hand.
    """
    verdict = voice.verdict
    steps: list[tuple[str, str]] = []
    if verdict.state is State.PROBABLY_SWITCHED_OFF:
        steps.append(("You", "check in the Codat Portal whether it’s still on."))
    if verdict.cause is not None and verdict.cause.cause.acts in {Actor.MERCHANT, Actor.PROVIDER}:
        steps += _steps_of_cause(voice, verdict.cause.cause)[:1]
    turn = "turn the sync on in the sync settings"
    if verdict.state is State.PROBABLY_SWITCHED_OFF:
        turn = "if the sync is off, turn it on"
    steps.append(("Merchant", f"{turn} and set it to start {voice.from_other_day} not entered by hand."))
    steps.append(
        ("You", "then start a sync for the days not entered by hand, or wait for the next nightly one.")
    )
    return tuple(steps)


def _first_sync(voice: Voice) -> Steps:
    due = voice.verdict.next_due
    if due is None:
        return (("You", "check the set-up: is it complete, and are both sides linked?"),)
    if voice.verdict.late:
        return (
            ("You", "check whether the set-up is complete."),
            ("You", "then start the first sync up to now."),
            ("You", "ask Codat support if none runs on its own the following night."),
        )
    return (
        ("You", f"wait for the first sync, due {voice.on(due)}."),
        ("You", "start the first sync yourself if the merchant can’t wait, or if that one doesn’t run."),
    )


_WHY_NOTHING = (
    "You",
    "if it has, check that the right shop is linked, then ask Codat support; copy the text for them.",
)


def _ask_about_sales(voice: Voice) -> Steps:
    quiet, unusual = voice.verdict.quiet, voice.verdict.quiet.unusual
    first = unusual.since if unusual else quiet.sales_since
    day = voice.day(first) if first else voice.day_of(quiet.wrote) if quiet.wrote else ""
    since = f" since {day}" if day else ""
    ask = ("You", f"ask the merchant whether the shop has sold anything{since}. If not, everything’s fine.")
    return (ask, _WHY_NOTHING) if unusual else (ask,)


def _ask_by_hand(voice: Voice) -> str:
    """Return the question to ask before filling an old gap (Codat's docs: why it switches off)."""
    return f"ask the merchant {entered_by_hand(f'since {voice.asked_since}' if voice.asked_since else '')}"


def _since(voice: Voice) -> str:
    return f" since {voice.since}" if voice.since else ""


_BY_STATE: dict[State, Callable[[Voice], Steps]] = {
    State.NOTHING_TO_SEND: _ask_about_sales,
    State.RUNNING: lambda _: ((NO_ACTION, running_words.LOOK_AGAIN),),
    State.STUCK: lambda _: _STUCK,
    State.LATE: _late,
    State.PROBABLY_SWITCHED_OFF: _switch_on,
    State.SWITCHED_OFF: _switch_on,
    State.NEVER_SYNCED: _first_sync,
}
