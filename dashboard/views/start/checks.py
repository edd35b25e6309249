"""What a person should know before they start a sync, as remarks beside the form."""

from __future__ import annotations

from collections.abc import Sequence

from codat_client import Connection
from dashboard.foreign_text import html, one_line
from dashboard.insight.causes.catalogue import Start, cause_of, message_of
from dashboard.insight.gap import Range
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.sides import Link, Side, sides_of
from dashboard.insight.verdict.by_hand import brings_missing
from dashboard.insight.verdict.state import Ground, State
from dashboard.views import platforms, running_words, times
from dashboard.views.cause_words import entered_by_hand
from dashboard.views.start.plan import Plan, Situation, both_clocks
from dashboard.views.verdict import uncertain_text

Remark = tuple[str, str, str]
"""One remark: status key, headline (text), body (html)."""

_NOT_LINKED = {
    Link.PENDING: "{name} is not linked yet.",
    Link.UNLINKED: "{name} is no longer linked.",
    Link.WITHDRAWN: "Access to {name} was withdrawn.",
    Link.MISSING: "There is no connection to {what}.",
}

_ALIKE = (
    "It will probably fail again,",
    "unless the cause has been fixed.",
)
_WHAT_TO_EXPECT = {
    Start.NOW: ("It may fail again.", "The problem is on Codat’s side, so another try may work."),
    Start.UNKNOWN: ("It may fail again.", "We don’t know whether another try can work."),
}


def remarks(plan: Plan, situation: Situation) -> list[Remark]:
    """Return what a person should know before they start, the most important first."""
    found = [
        _not_read(situation),
        _running(situation),
        _switched_off(situation),
        *_not_linked(situation),
        _last_failure(situation),
        _end_not_known(situation),
        _unclear(plan, situation),
        _partly_written(situation),
        _days_in_utc(plan, situation),
        *_range(plan, situation),
        _ask_the_merchant(plan, situation),
    ]
    if plan.is_empty(situation.now):
        found = [_not_read(situation), _running(situation), _days_in_utc(plan, situation)]
    return [remark for remark in found if remark is not None]


def will_probably_fail(situation: Situation) -> bool:
    """Whether the last sync failed of something that must be fixed before another one can succeed."""
    latest = situation.latest.value
    if latest is None or outcome_of(latest) is not Outcome.FAILED:
        return False
    return cause_of(latest).cause.start not in _WHAT_TO_EXPECT


def _not_read(situation: Situation) -> Remark | None:
    """Name what could not be read, and say whether a start has to wait for it."""
    if not situation.unread:
        return None
    what = ", ".join(situation.unread)
    if situation.seen_at is None:
        body = "You can start once the latest and the last successful sync are known. Check again first."
    else:
        body = "There may be a reason not to start. Check again first if you can."
    return ("late", f"Couldn’t load {what}.", body)


def _running(situation: Situation) -> Remark | None:
    """Say that a sync is running, may be, or is stuck, with Company’s advice."""
    verdict = situation.verdict
    if verdict is None:
        return None
    if verdict.began is not None:
        since = html(situation.near(verdict.began))
        return ("running", "A sync is running,", f"since {since}. You can start another when it ends.")
    if situation.may_run is not None:
        advice = (running_words.WAIT, running_words.ASK_IF_IT_HANGS)
        return ("running", f"{running_words.MAY_RUN}.", _advice(*advice))
    if verdict.state is State.STUCK and verdict.subject is not None:
        since = situation.near(verdict.subject.at)
        advice = (running_words.ASK_IF_IT_RUNS, running_words.NO_OTHER)
        return ("late", f"A sync has been running since {since}.", f"Probably stuck. {_advice(*advice)}")
    return None


def _advice(*steps: str) -> str:
    return html(" ".join(map(running_words.sentence, steps)))


def _switched_off(situation: Situation) -> Remark | None:
    if not situation.switched_off:
        return None
    body = (
        "Codat will probably refuse; that’s our assumption. Merchant: switch it on in Codat’s Sync Flow "
        "first."
    )
    return ("off", "Sync is switched off for this company.", body)


def _not_linked(situation: Situation) -> list[Remark]:
    """Say which side has no linked connection; nothing while the connections are not known."""
    connections = situation.connections.value
    sides = sides_of(connections)
    if sides is None:
        return []
    both = (("the shop", sides.shop), ("the accounting software", sides.books))
    return [_missing_side(what, side, connections or ()) for what, side in both if side.link != Link.LINKED]


def _missing_side(what: str, side: Side, connections: Sequence[Connection]) -> Remark:
    body = "A sync needs both sides linked, so it will probably fail."
    name = one_line(platforms.named(side), 40) or what
    if side.link is Link.UNKNOWN and not side.names:
        return (
            "late",
            f"It’s not clear whether {what} is linked.",
            "Codat’s list of connections doesn’t say.",
        )
    if side.link is Link.UNKNOWN:
        odd = [each.status for each in connections if each.platform_name in side.names and each.status]
        body = f"Codat reports its status as “{html(one_line(odd[0], 40))}”. {body}" if odd else body
    headline = _NOT_LINKED.get(side.link, "{name} is not linked.").format(name=name, what=what)
    return ("off", f"{headline[:1].upper()}{headline[1:]}", body)


def _last_failure(situation: Situation) -> Remark | None:
    """Say what to expect after a failure, by its cause."""
    latest = situation.latest.value
    if outcome_of(latest) is Outcome.SKIPPED:
        return ("skipped", "Codat skipped the last sync as a duplicate.", "The dates may overlap again.")
    if latest is None or outcome_of(latest) is not Outcome.FAILED:
        return None
    when = html(situation.near(latest.sync_utc))
    message = one_line(message_of(latest) or latest.sync_status or "", 160)
    stop = "" if message.endswith((".", "!", "?", "…")) else "."
    said = f"The last sync failed, {when}" + (f": “{html(message)}”{stop}" if message else ".")
    headline, body = _WHAT_TO_EXPECT.get(cause_of(latest).cause.start, _ALIKE)
    return ("late", headline, f"{body} {said}")


def _end_not_known(situation: Situation) -> Remark | None:
    """Say that the latest sync’s end is unknown, and whom to ask first, as Company does."""
    verdict = situation.verdict
    if verdict is None or verdict.ground is not Ground.UNKNOWN_CODE:
        return None
    body = "Its sales may be in the books already. Ask Codat support what its code means first."
    return ("unknown", f"{uncertain_text.OUTCOME_UNKNOWN}.", body)


def _unclear(plan: Plan, situation: Situation) -> Remark | None:
    """Ask to compare first if a sync of unknown range or outcome may have covered these days."""
    gap = situation.verdict.gap if situation.verdict else None
    until = gap.compare_until if gap else None
    if gap is None or until is None or plan.start is None or plan.start >= until:
        return None
    if gap.success_to_compare is None and _end_not_known(situation):
        return None  # that remark says it
    why = uncertain_text.which_sync(gap, lambda at: f"on {situation.moment(at)}")
    since = html(situation.moment(gap.since))
    body = f"{html(why)} Compare the sales since {since} with {html(situation.books)} first."
    return ("late", "Some of these sales may be in the books already.", body)


def _partly_written(situation: Situation) -> Remark | None:
    latest = situation.latest.value
    if latest is None or outcome_of(latest) is not Outcome.FAILED or not latest.data_pushed:
        return None
    body = (
        f"Some sales may be in {html(situation.books)} already. Codat skips what it has received unchanged; "
        f"check {html(situation.books)} afterwards."
    )
    return ("partly", "The last sync failed after writing some data.", body)


def _days_in_utc(plan: Plan, situation: Situation) -> Remark | None:
    """Say so where typed days can't be the merchant's, as their zone is not known."""
    if plan.last is None or not situation.clock.merchant.note:
        return None
    return ("late", "Days are counted in UTC.", html(situation.clock.merchant.note))


def _range(plan: Plan, situation: Situation) -> list[Remark]:
    """Say what the typed days mean for the range: cut to now, over before it begins, in the books already."""
    cut = _cut(plan, situation)
    return ([cut] if cut else []) + _in_the_books(plan, situation)


def _cut(plan: Plan, situation: Situation) -> Remark | None:
    """Say that the sync ends now, if the last day isn't over or is in the future."""
    if not plan.cut or plan.last is None:
        return None
    now = both_clocks(situation.now, situation.clock.merchant.zone, situation.now)
    ends = f"the sync ends now, {html(now)}."
    if plan.beyond is not None:
        return ("late", f"{situation.day(plan.beyond)} is in the future,", f"so {ends}")
    return ("idle", f"{situation.day(plan.last)} isn’t over yet,", f"so {ends}")


def _in_the_books(plan: Plan, situation: Situation) -> list[Remark]:
    """Say what of the range is in the books already, as far as that is reported or can be estimated."""
    end, reported = plan.beginning.reach, plan.beginning.reach_reported
    if end is None or plan.finish is None:
        return []
    likely = "" if reported else "probably "
    moment = html(situation.moment(end))
    source = "As reported by Codat" if reported else "By Codat’s schedule"
    if plan.start is None or plan.start >= end:
        return []
    which = "These days are" if plan.finish <= end else "Some of these days are"
    body = (
        f"{source}, sales up to {moment} are in the books. Codat skips sales it has received unchanged, "
        "and may skip the whole sync as a duplicate."
    )
    return [("late", f"{which} {likely}in the books already.", body)]


def _ask_the_merchant(plan: Plan, situation: Situation) -> Remark | None:
    """Remind of sales entered by hand, which a late sync books twice, wherever Company asks about them."""
    verdict = situation.verdict
    if verdict is None or not verdict.ask_by_hand:
        return None
    if plan.start and plan.finish and not brings_missing(verdict.gap, Range(plan.start, plan.finish)):
        return None
    return ("late", "Ask the merchant", html(entered_by_hand(_which(plan, situation))))


def _which(plan: Plan, situation: Situation) -> str:
    """Say of which days the merchant may have entered sales by hand, or since when; "" if not known."""
    if plan.first and plan.last:
        days = times.days(plan.first, plan.last, situation.today)
        return f"of {days}{situation.where}"
    if plan.begins:
        about = "about " if plan.begins_about else ""
        return f"since {about}{situation.moment(plan.begins)}"
    success = situation.last_successful.value
    if success is None:
        return ""
    if success.sync_utc is None:
        return "since the last successful sync"
    return f"since the last successful sync ({situation.near(success.sync_utc)})"
