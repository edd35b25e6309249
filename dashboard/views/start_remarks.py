"""What a person should know before they start a sync, as remarks beside the form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from codat_client import Connection
from dashboard.foreign_text import html, one_line
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.views import times
from dashboard.views.start_words import Plan, Situation, both_clocks, is_running

Remark = tuple[str, str, str]
"""One remark: status key, headline (text), body (html)."""

CODAT_TROUBLE = 5000
OLD_GAP = timedelta(days=2)
_SIDES = {"Commerce": "the shop", "Accounting": "the accounting software"}
_NOT_LINKED = {
    "pendingauth": "{name} is not linked yet.",
    "unlinked": "{name} is not linked any more.",
    "deauthorized": "The access to {name} was withdrawn.",
}


def remarks(plan: Plan, situation: Situation) -> list[Remark]:
    """Return what a person should know before they start, the weightiest first."""
    found = [
        _not_read(situation),
        _running(situation),
        _switched_off(situation),
        *_not_linked(situation),
        _last_failure(situation),
        _partly_written(situation),
        _days_in_utc(plan, situation),
        *_range(plan, situation),
        _ask_the_merchant(plan, situation),
    ]
    if plan.is_empty(situation.now):
        found = [_not_read(situation), _running(situation), _days_in_utc(plan, situation)]
    return [remark for remark in found if remark is not None]


def _not_read(situation: Situation) -> Remark | None:
    """Say what nothing can be said of, and that a start has to wait for it where it does."""
    if not situation.unread:
        return None
    what = ", ".join(situation.unread)
    if situation.seen_at is None:
        body = "Without the latest and the last successful sync nothing can be started. Read again first."
    else:
        body = "What speaks against a start there is not known. Read again first if you can."
    return ("late", f"Not read: {what}.", body)


def _running(situation: Situation) -> Remark | None:
    latest = situation.latest.value
    if latest is None or outcome_of(latest) is not Outcome.RUNNING:
        return None
    since = html(times.near(latest.sync_utc, situation.zone, situation.now))
    if is_running(situation):
        body = f"since {since}. Until it has ended nobody can start another one."
        return ("running", "A sync is running,", body)
    body = f"since {since}. It is probably stuck, and holds nobody up; two at once may collide."
    return ("late", "A sync is said to be running,", body)


def _switched_off(situation: Situation) -> Remark | None:
    if not situation.switched_off:
        return None
    body = (
        "Codat most likely answers a start with a refusal: that is our assumption, as its documents do not "
        "say. First the merchant turns it on again in Codat’s Sync Flow."
    )
    return ("off", "Sync is switched off for this company.", body)


def _not_linked(situation: Situation) -> list[Remark]:
    """Say which side has no linked connection; nothing while the connections are not known."""
    connections = situation.connections.value
    if connections is None:
        return []
    linked = {each.source_type for each in connections if each.status == "Linked"}
    return [_missing_side(side, connections) for side in _SIDES if side not in linked]


def _missing_side(side: str, connections: Sequence[Connection]) -> Remark:
    there = next((each for each in connections if each.source_type == side), None)
    body = "A sync needs both sides linked, so it will most likely fail."
    if there is None:
        return ("off", f"There is no connection to {_SIDES[side]}.", body)
    name = one_line(there.platform_name, 40) or _SIDES[side]
    status = (there.status or "").strip()
    tell = _NOT_LINKED.get(status.casefold())
    if tell is None:
        body = f"Codat calls its status “{html(one_line(status, 40))}”. {body}" if status else body
        tell = "{name} is not linked."
    headline = tell.replace("{name}", name)
    return ("off", f"{headline[:1].upper()}{headline[1:]}", body)


def _last_failure(situation: Situation) -> Remark | None:
    """Say what to expect after a failure, by the code of the latest sync."""
    latest = situation.latest.value
    if outcome_of(latest) is Outcome.SKIPPED:
        return ("skipped", "Codat skipped the last sync as a duplicate.", "The dates may overlap again.")
    if latest is None or outcome_of(latest) is not Outcome.FAILED:
        return None
    when = html(times.near(latest.sync_utc, situation.zone, situation.now))
    message = one_line(latest.error_message or latest.sync_status or "", 160)
    stop = "" if message.endswith((".", "!", "?", "…")) else "."
    said = f"The last sync failed, {when}" + (f": “{html(message)}”{stop}" if message else ".")
    if latest.sync_status_code == CODAT_TROUBLE:
        return ("late", "It may fail again.", f"{said} That is a trouble at Codat; another try can succeed.")
    return (
        "late",
        "It will most likely fail again.",
        f"{said} Unless that was mended since, this one ends alike.",
    )


def _partly_written(situation: Situation) -> Remark | None:
    latest = situation.latest.value
    if latest is None or outcome_of(latest) is not Outcome.FAILED or not latest.data_pushed:
        return None
    body = (
        f"Some sales may be in {html(situation.books)} already. Codat leaves out what it has received "
        "unchanged; look there afterwards."
    )
    return ("partly", "The last sync failed after it had written something.", body)


def _days_in_utc(plan: Plan, situation: Situation) -> Remark | None:
    """Say so where typed days can't be the merchant's, as their zone is not known."""
    if plan.last is None or not situation.zone_note:
        return None
    return ("late", "Days are counted in UTC.", html(situation.zone_note))


def _range(plan: Plan, situation: Situation) -> list[Remark]:
    """Say what the typed days mean for the range: cut to now, over before it begins, in the books already."""
    cut = _cut(plan, situation)
    return ([cut] if cut else []) + _in_the_books(plan, situation)


def _cut(plan: Plan, situation: Situation) -> Remark | None:
    """Say that the sync ends now, where the last day is not over or has not even begun."""
    if not plan.cut or plan.last is None:
        return None
    today = situation.now.astimezone(situation.zone).date()
    ends = f"the sync ends now, {html(both_clocks(situation.now, situation.zone, situation.now))}."
    if plan.beyond is not None:
        return ("late", f"{times.day(plan.beyond, today)} has not begun yet,", f"so {ends}")
    return ("idle", f"{times.day(plan.last, today)} is not over,", f"so {ends}")


def _in_the_books(plan: Plan, situation: Situation) -> list[Remark]:
    """Say what of the range the books hold already, as far as that is told or can be derived."""
    end, told = plan.beginning.reach, plan.beginning.reach_told
    if end is None or plan.finish is None:
        return []
    likely = "" if told else "most likely "
    moment = html(times.moment(end, situation.zone, situation.now))
    reach = f"{'As Codat told' if told else 'By Codat’s schedule'}, the books reach up to {moment}"
    if plan.start is None or plan.start >= end:
        return []
    which = "These days are" if plan.finish <= end else "Part of these days is"
    body = (
        f"{reach}. Codat leaves out sales it has received unchanged; Codat may skip the sync as a duplicate."
    )
    return [("late", f"{which} {likely}in the books already.", body)]


def _ask_the_merchant(plan: Plan, situation: Situation) -> Remark | None:
    """Remind of sales typed in by hand, which is what a late sync doubles, when the gap is old."""
    old = plan.begins is None or situation.now - plan.begins > OLD_GAP
    if not old:
        return None
    body = f"whether they typed in {html(_sales(plan, situation))} Those would be booked twice."
    return ("late", "Ask the merchant", body)


def _sales(plan: Plan, situation: Situation) -> str:
    """Say which sales the merchant may have typed in: of which days, or since when, if that is known."""
    if plan.first and plan.last:
        today = situation.now.astimezone(situation.zone).date()
        return f"sales of {times.days(plan.first, plan.last, today)} by hand."
    if plan.begins:
        about = "about " if plan.begins_about else ""
        return f"sales by hand since {about}{times.moment(plan.begins, situation.zone, situation.now)}."
    success = situation.last_successful.value
    if success is None:
        return "any sales by hand."
    if success.sync_utc is None:
        return "sales by hand since the last successful sync."
    ran = times.near(success.sync_utc, situation.zone, situation.now)
    return f"sales by hand since the last successful sync ({ran})."
