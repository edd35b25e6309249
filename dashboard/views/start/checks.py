"""The sentences of the checks before a start: what blocks it, what is asked, what to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from codat_client import Connection
from dashboard.foreign_text import html, one_line
from dashboard.insight.causes.catalogue import message_of
from dashboard.insight.gap import Range
from dashboard.insight.sides import Link, Side, sides_of
from dashboard.insight.start.check import Check, CheckFinding, Kind, RecordedAnswer
from dashboard.insight.start.day_range import clock_changes
from dashboard.insight.start.preview import last_day
from dashboard.insight.start.prospect import Prospect, prospect_of
from dashboard.insight.verdict.streak import SWITCHED_OFF_AFTER
from dashboard.views import components, platforms, running_words, times
from dashboard.views.cause_words import by_hand_on_record, entered_by_hand
from dashboard.views.start import prospect_text
from dashboard.views.start.plan import READ_NAMES, Plan, Situation, both_clocks
from dashboard.views.verdict import uncertain_text

Remark = tuple[str, str, str]
"""One remark: status key, headline (text), body (html)."""

TITLES: Final = {
    Kind.BLOCKS: "Can’t start yet",
    Kind.ASKS: "Needs your answer",
    Kind.WARNS: "Warnings",
}
_NOTES: Final = "Also"
_NOT_LINKED = {
    Link.PENDING: "{name} is not linked yet.",
    Link.UNLINKED: "{name} is no longer linked.",
    Link.WITHDRAWN: "Access to {name} was withdrawn.",
    Link.MISSING: "There is no connection to {what}.",
}
_SIDES: Final = {"shop": "the shop", "books": "the accounting software"}


def remarks(findings: Iterable[CheckFinding], plan: Plan, situation: Situation) -> list[Remark]:
    """Return what a person should know before they start: the findings, then what else the days mean."""
    known = (remark(each, plan, situation) for each in findings)
    return [*(each for each in known if each is not None), *notes(plan, situation)]


def remark(finding: CheckFinding, plan: Plan, situation: Situation) -> Remark | None:
    """Return the remark of a finding; None where the answer of the page says it."""
    words = _WORDS.get(finding.check)
    return words(finding, plan, situation) if words is not None else None


def shown(findings: Sequence[CheckFinding], plan: Plan, situation: Situation) -> str:
    """Return all remarks as html, grouped by effect: what blocks, what is asked, what to know."""
    groups = [(TITLES[kind], _of_kind(kind, findings, plan, situation)) for kind in Kind]
    also = notes(plan, situation)
    shown_html = "".join(_group(title, group) for title, group in groups if group)
    return shown_html + (_group(_NOTES if shown_html else "", also) if also else "")


def _of_kind(kind: Kind, findings: Iterable[CheckFinding], plan: Plan, situation: Situation) -> list[Remark]:
    found = (remark(each, plan, situation) for each in findings if each.kind is kind)
    return [each for each in found if each is not None]


def _group(title: str, group: Iterable[Remark]) -> str:
    head = f'<h3 class="d d-check">{html(title)}</h3>' if title else ""
    return head + components.notices(group)


def passed_over(finding: CheckFinding, plan: Plan, situation: Situation) -> RecordedAnswer:
    """Return what is recorded when a person starts despite a question or a warning."""
    return RecordedAnswer(finding.key, sentence(finding, plan, situation), warning=finding.kind is Kind.WARNS)


def sentence(finding: CheckFinding, plan: Plan, situation: Situation) -> str:
    """Return the headline of a finding as a complete sentence (text), without what only a page shows."""
    if finding.check is Check.BY_HAND:
        return f"The merchant wasn’t asked {entered_by_hand(_which(plan, situation))}"
    found = remark(finding, plan, situation)
    headline = found[1] if found is not None else str(finding.check)
    return f"{headline.rstrip(',.')}."


def will_probably_fail(situation: Situation) -> bool:
    """Whether the last sync failed because of something that must be fixed before another one can succeed."""
    prospect = prospect_of(situation)
    return prospect is not None and prospect.will_fail


def notes(plan: Plan, situation: Situation) -> list[Remark]:
    """Return what else the chosen days mean: no check, so nothing to pass over."""
    if plan.sync(situation.now).is_empty:
        found = [_days_in_utc(plan, situation)]
    else:
        found = [_looks_fixed(situation), _days_in_utc(plan, situation), _cut(plan, situation)]
        found += [_clocks_change(plan, situation)]
    return [each for each in found if each is not None]


# what blocks


def _syncs_not_read(finding: CheckFinding, _: Plan, __: Situation) -> Remark:
    body = "Check again: you can start once the latest and the last successful sync have loaded."
    return ("late", f"Couldn’t load {READ_NAMES[finding.subject]}.", body)


def _switched_off(_: CheckFinding, __: Plan, ___: Situation) -> Remark:
    body = "Merchant: switch it on in Codat’s Sync Flow first."
    return ("off", "Sync is switched off for this company.", body)


def _running(_: CheckFinding, __: Plan, situation: Situation) -> Remark | None:
    began = situation.verdict.began if situation.verdict else None
    since = html(situation.near(began))
    return ("running", "A sync is running,", f"since {since}. You can start another when it ends.")


# what asks


def _not_read(finding: CheckFinding, _: Plan, __: Situation) -> Remark:
    body = "Check again if you can: it may show a reason not to start."
    return ("late", f"Couldn’t load {READ_NAMES[finding.subject]}.", body)


def _may_run(_: CheckFinding, __: Plan, ___: Situation) -> Remark:
    advice = (running_words.WAIT, running_words.ASK_IF_IT_HANGS)
    return ("running", f"{running_words.MAY_RUN}.", _advice(*advice))


def _stuck(finding: CheckFinding, _: Plan, situation: Situation) -> Remark:
    since = situation.near(finding.at)
    advice = (running_words.ASK_IF_IT_RUNS, running_words.NO_OTHER)
    return ("late", f"A sync has been running since {since}.", f"Probably stuck. {_advice(*advice)}")


def _advice(*steps: str) -> str:
    return html(" ".join(map(running_words.sentence, steps)))


def _probably_off(_: CheckFinding, __: Plan, situation: Situation) -> Remark:
    days = situation.verdict.streak.days if situation.verdict else SWITCHED_OFF_AFTER
    body = (
        f"By our count, {days} days in a row failed; Codat switches syncs off after {SWITCHED_OFF_AFTER}. "
        "The set-up doesn’t say so."
    )
    return ("off", "Sync is probably switched off.", body)


def _not_linked(finding: CheckFinding, _: Plan, situation: Situation) -> Remark | None:
    """Say which side has no linked connection."""
    connections = situation.connections.value
    sides = sides_of(connections)
    if sides is None:
        return None
    side = sides.shop if finding.subject == "shop" else sides.books
    return _missing_side(_SIDES[finding.subject], side, connections or ())


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


def _before_start_date(finding: CheckFinding, _: Plan, situation: Situation) -> Remark:
    moment = html(situation.moment(finding.at))
    body = (
        f"The merchant’s set-up syncs sales from {moment} on. Earlier ones may already be in "
        f"{html(situation.books)}, entered by hand."
    )
    return ("late", "These days begin before the start date.", body)


def _ask_the_merchant(_: CheckFinding, plan: Plan, situation: Situation) -> Remark:
    """Ask about sales entered by hand, which a late sync would book twice, in the same cases as Company."""
    return ("late", "Ask the merchant", html(entered_by_hand(_which(plan, situation))))


def _by_hand_on_record(finding: CheckFinding, _: Plan, situation: Situation) -> Remark:
    days = ", ".join(_days(each, situation) for each in finding.ranges)
    body = "A colleague asked the merchant and recorded it. Syncing these days would book their sales twice."
    return ("late", by_hand_on_record(days), body)


# what warns


def _fails_again(_: CheckFinding, __: Plan, situation: Situation) -> Remark | None:
    """Say what to expect after a failure, judging by the current state of its cause."""
    prospect = prospect_of(situation)
    if prospect is None:
        return None
    headline, body = prospect_text.expectation(prospect, situation)
    return ("late", headline, f"{html(body)} {_last_failure(situation)}")


def _last_failure(situation: Situation) -> str:
    latest = situation.latest.value
    if latest is None:
        return ""
    when = html(situation.near(latest.sync_utc))
    message = one_line(message_of(latest) or latest.sync_status or "", 160)
    stop = "" if message.endswith((".", "!", "?", "…")) else "."
    return f"The last sync failed ({when})" + (f": “{html(message)}”{stop}" if message else ".")


def _last_failing_day(_: CheckFinding, __: Plan, ___: Situation) -> Remark:
    body = (
        f"By our count, it would be failing day {SWITCHED_OFF_AFTER}. After that, Codat switches syncs off."
    )
    return ("late", "Another failure may switch sync off.", body)


def _end_not_known(_: CheckFinding, __: Plan, ___: Situation) -> Remark:
    """Say that the latest sync’s end is unknown, and whom to ask first, as Company does."""
    body = "Its sales may be in the books already. First ask Codat support what its code means."
    return ("unknown", f"{uncertain_text.OUTCOME_UNKNOWN}.", body)


def _may_be_covered(_: CheckFinding, __: Plan, situation: Situation) -> Remark | None:
    """Ask to compare first if a sync of unknown range or outcome may have covered these days."""
    gap = situation.verdict.gap if situation.verdict else None
    if gap is None:
        return None
    why = uncertain_text.which_sync(gap, lambda at: f"on {situation.moment(at)}")
    since = html(situation.moment(gap.since))
    body = f"{html(why)} Compare the sales since {since} with {html(situation.books)} first."
    return ("late", "Some of these sales may be in the books already.", body)


def _partly_written(_: CheckFinding, __: Plan, situation: Situation) -> Remark:
    books = html(situation.books)
    body = (
        f"Some sales may already be in {books}. Codat skips sales it has received unchanged; "
        f"check {books} afterwards."
    )
    return ("partly", "The last sync failed after writing some data.", body)


def _skipped_before(_: CheckFinding, __: Plan, ___: Situation) -> Remark:
    return ("skipped", "Codat skipped the last sync as a duplicate.", "The dates may overlap again.")


def _covered(finding: CheckFinding, plan: Plan, situation: Situation) -> Remark:
    """Say which part of the range is already in the books, as reported or estimated."""
    first, last = finding.ranges[0], finding.ranges[-1]
    likely, source = (
        ("probably ", "By Codat’s schedule") if finding.estimated else ("", "As reported by Codat")
    )
    whole = len(finding.ranges) == 1 and plan.finish is not None and plan.finish <= first.finish
    which = "These days are" if whole else "Some of these days are"
    reach = f"up to {html(situation.moment(last.finish))}"
    if plan.start is None:
        reach = f"from {html(situation.moment(first.start))} to {html(situation.moment(last.finish))}"
    body = (
        f"{source}, sales {reach} are in the books. Codat skips sales it has received unchanged "
        "and may skip the whole sync as a duplicate."
    )
    return ("late", f"{which} {likely}in the books already.", body)


def _due_soon(finding: CheckFinding, _: Plan, situation: Situation) -> Remark:
    late = finding.at is not None and finding.at <= situation.now
    when = situation.near(finding.at)
    headline = f"A scheduled sync {'was' if late else 'is'} due {when}."
    may = "It may start at any moment. " if late else ""
    return ("late", headline, f"{may}If both cover the same sales, Codat may skip one as a duplicate (5080).")


def _long_range(_: CheckFinding, plan: Plan, situation: Situation) -> Remark:
    wanted = plan.sync(situation.now).range
    days = round((wanted.finish - wanted.start).total_seconds() / 86400) if wanted else 0
    body = f"Start with a shorter range: it’s easier to check in {html(situation.books)}."
    return ("late", f"It covers {times.count(days, 'day')}.", body)


_WORDS: Final[dict[Check, Callable[[CheckFinding, Plan, Situation], Remark | None]]] = {
    Check.SYNCS_NOT_READ: _syncs_not_read,
    Check.SWITCHED_OFF: _switched_off,
    Check.RUNNING: _running,
    Check.MAY_RUN: _may_run,
    Check.STUCK: _stuck,
    Check.PROBABLY_OFF: _probably_off,
    Check.NOT_LINKED: _not_linked,
    Check.BEFORE_START_DATE: _before_start_date,
    Check.BY_HAND: _ask_the_merchant,
    Check.BY_HAND_ON_RECORD: _by_hand_on_record,
    Check.NOT_READ: _not_read,
    Check.FAILS_AGAIN: _fails_again,
    Check.LAST_FAILING_DAY: _last_failing_day,
    Check.OUTCOME_UNKNOWN: _end_not_known,
    Check.MAY_BE_COVERED: _may_be_covered,
    Check.PARTLY_WRITTEN: _partly_written,
    Check.SKIPPED_BEFORE: _skipped_before,
    Check.COVERED: _covered,
    Check.DUE_SOON: _due_soon,
    Check.LONG_RANGE: _long_range,
}
"""The text of each check, except those that are the page’s answer (`blockers.py`)."""


# what else the days mean


def _looks_fixed(situation: Situation) -> Remark | None:
    if prospect_of(situation) is not Prospect.LOOKS_FIXED:
        return None
    headline, body = prospect_text.expectation(Prospect.LOOKS_FIXED, situation)
    return ("idle", headline, f"{html(body)} {_last_failure(situation)}")


def _days_in_utc(plan: Plan, situation: Situation) -> Remark | None:
    """Say that days count in UTC because the merchant's zone is unknown."""
    if plan.last is None or not situation.clock.merchant.note:
        return None
    return ("late", "Days are counted in UTC.", html(situation.clock.merchant.note))


def _cut(plan: Plan, situation: Situation) -> Remark | None:
    """Say that the sync ends now, if the last day isn't over or is in the future."""
    if not plan.cut or plan.last is None:
        return None
    now = both_clocks(situation.now, situation.clock.merchant.zone, situation.now)
    ends = f"the sync ends now, {html(now)}."
    if plan.beyond is not None:
        return ("late", f"{situation.day(plan.beyond)} is in the future,", f"so {ends}")
    return ("idle", f"{situation.day(plan.last)} isn’t over yet,", f"so {ends}")


def _clocks_change(plan: Plan, situation: Situation) -> Remark | None:
    """Name the days that are longer or shorter, as the merchant’s clocks change on them."""
    if plan.first is None or plan.last is None:
        return None
    changed = clock_changes(plan.first, plan.last, situation.clock.merchant.zone)
    if not changed:
        return None
    days = ", ".join(f"{situation.day(day)} has {_hours(hours)} hours" for day, hours in changed)
    return ("idle", "The clocks change:", f"{html(days)}.")


def _hours(hours: float) -> str:
    return f"{hours:g}"


def _days(each: Range, situation: Situation) -> str:
    zone = situation.clock.merchant.zone
    first = each.start.astimezone(zone).date()
    return times.days(first, last_day(each.finish, zone), situation.today) + situation.where


def _which(plan: Plan, situation: Situation) -> str:
    """Return for which days, or since when, the merchant may have entered sales by hand; "" if unknown."""
    if plan.first and plan.last:
        return f"of {_named(plan.first, plan.last, situation)}"
    if plan.begins:
        about = "about " if plan.begins_about else ""
        return f"since {about}{situation.moment(plan.begins)}"
    success = situation.last_successful.value
    if success is None:
        return ""
    if success.sync_utc is None:
        return "since the last successful sync"
    return f"since the last successful sync ({situation.near(success.sync_utc)})"


def _named(first: date, last: date, situation: Situation) -> str:
    return times.days(first, last, situation.today) + situation.where
