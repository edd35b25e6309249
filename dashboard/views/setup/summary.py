"""The words of the Set-up page: is it in order, what is to be mended, who does it. Plain text, not escaped.

Why each point matters: Codat's docs, Sync for Commerce, configuration errors (code 4000).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from codat_client import NotFound
from codat_client.mapping import Configuration, Schedule
from dashboard.foreign_text import one_line
from dashboard.insight.schedule import is_hour
from dashboard.insight.setup.mapping import Point, Problem, Section, Setting, SettingKind, SetUp
from dashboard.insight.verdict.state import State
from dashboard.insight.zone import MerchantZone
from dashboard.views import times
from dashboard.views.cause_words import FINISH, Steps
from dashboard.views.components import Answer
from dashboard.views.theme import IDLE, LATE, OFF

if TYPE_CHECKING:
    from dashboard.insight.verdict.judge import Verdict
    from dashboard.views.verdict.verdict_text import VerdictText

NOT_TOLD = "not told"
SECTIONS = {
    Section.SALES: ("Sales", "Kind of sale"),
    Section.PAYMENTS: ("Payments", "Kind of payment"),
    Section.NEW_PAYMENTS: ("New payments", "Kind of payment"),
    Section.FEES: ("Fees", "Kind of fee"),
}
"""For each part of the set-up: its title, and the head of its first column."""
_MOST_IN_A_SENTENCE, _MOST_IN_A_HEADLINE = 40, 60
_WHAT = {
    SettingKind.ACCOUNT: "account",
    SettingKind.CUSTOMER: "customer",
    SettingKind.SUPPLIER: "supplier",
    SettingKind.TAX_RATE: "tax rate",
    SettingKind.MAPPED_TAX_RATE: "tax rate",
    SettingKind.ZERO_TAX_RATE: "zero tax rate",
    SettingKind.SHOP_TAX: "tax of the shop",
    SettingKind.INVOICE_STATUS: "invoice status",
    SettingKind.PERIOD: "grouping period",
    SettingKind.INVOICE_GROUPING: "grouping of invoices",
    SettingKind.LINE_GROUPING: "grouping of lines",
    SettingKind.FREQUENCY: "frequency",
}
_NAMED = {SettingKind.ACCOUNT, SettingKind.TAX_RATE, SettingKind.MAPPED_TAX_RATE}
_FOR = {SettingKind.CUSTOMER: "sales", SettingKind.SUPPLIER: "fees"}
_REASON = "Codat’s docs name this among the reasons for a sync to fail (code 4000)."
_THEN = ("You", "then look at Company: it says whether to start a sync, and what to ask first.")
_IN_ORDER = ("No changes needed", "")


@dataclass(frozen=True)
class OfCompany:
    """What the company's answer says that concerns the set-up.

    `steps`: what it says to do while sync is switched off, or if a setting is to blame. `ask_by_hand`:
    whether the first of them, while sync is off, asks what was typed in. `cause`: why syncs fail, if a
    setting is to blame, "" otherwise.
    """

    ask_by_hand: bool = False
    cause: str = ""
    steps: Steps = ()


def of_company(verdict: Verdict, told: VerdictText) -> OfCompany:
    """Return what the company's answer says of the set-up. `told`: `verdict` in words."""
    blamed = verdict.cause is not None and verdict.cause.cause.in_settings
    concerned = blamed or verdict.state is State.SWITCHED_OFF
    return OfCompany(verdict.ask_by_hand, told.cause if blamed else "", told.steps if concerned else ())


def answer(told: Configuration, set_up: SetUp, company: OfCompany = OfCompany()) -> Answer:
    """Say whether the set-up is in order, and who has to do what, as the company's answer does."""
    points = set_up.points
    if told.configured is False:
        return _unfinished(points)
    if told.enable is False:
        return _off(points, company)
    if points:
        return _to_mend(points)
    if nothing_told(told):
        return _empty("Codat’s answer holds nothing of it.")
    return _without_points(told, set_up, company)


def _without_points(told: Configuration, set_up: SetUp, company: OfCompany) -> Answer:
    hour = told.schedule.sync_hour if told.schedule else None
    if hour is not None and not is_hour(hour):
        return _invalid_hour(hour)
    same = "What is chosen is still among the options."
    if company.cause:
        return _blamed(same, company)
    return Answer(IDLE, "The set-up is in order", same, _not_compared(set_up), [_IN_ORDER])


def without(error: NotFound | None) -> Answer:
    """Say that there is no set-up: Codat knows none (`error`), or its answer held none."""
    if error is None:
        return _empty("Codat’s answer is empty.")
    told = one_line(error.error, 300)
    return _empty("Codat knows no set-up for this company.", f"Codat’s words: {told}" if told else "")


def nothing_told(told: Configuration) -> bool:
    """Tell whether a configuration came that holds nothing."""
    return not (told.configured or told.enable or told.schedule or told.configuration)


def sentence(point: Point, most: int = _MOST_IN_A_SENTENCE) -> str:
    """Say what is wrong: "Tax rate chosen for VAT is no longer among the options". `most`: of a name."""
    if point.problem is Problem.DRAFT_WITH_PAYMENTS:
        return "Payments are on while invoices are written as drafts"
    if point.choice is None:
        return "Fees are on, but payments are off"
    if point.problem is Problem.GONE:
        return f"{_subject(point.choice, most)} is no longer among the options"
    return f"No {_WHAT[point.choice.kind]} is chosen{_for(point.choice, most)}"


def to_do(point: Point) -> str:
    """Say what the merchant does about it, without the full stop: "picks another tax rate for VAT"."""
    if point.problem is Problem.DRAFT_WITH_PAYMENTS:
        return "sets the invoice status to Submitted, or turns payments off"
    choice = point.choice
    if choice is None:
        return "turns payments on and picks an account for them, or turns fees off"
    what, other = _WHAT[choice.kind], "another" if choice.selected else article(_WHAT[choice.kind])
    if choice.offered == 0:
        return f"adds {article(what)} {what} on the other side first: there is none to pick"
    return f"picks {other} {what}{_for(choice)}"


def points_text(company: str, points: Iterable[Point]) -> str:
    """Give the same as plain text, for a ticket or a mail."""
    rows = [f"- {sentence(each, 200)}.{_id_text(each.choice)} Merchant {to_do(each)}." for each in points]
    return "\n".join([f"{company}: to mend in the set-up of Sync for Commerce", *rows])


def on_off(flag: bool | None) -> str:  # noqa: FBT001 - it is the very thing to be worded
    """Give "on", "off" or "not told"."""
    return NOT_TOLD if flag is None else "on" if flag else "off"


def zone_words(schedule: Schedule | None, zone: MerchantZone) -> str:
    """Name the zone in which the hour counts."""
    if schedule is None:
        return "no schedule is told"
    return zone.note or f"{times.merchant_zone_name(zone)} time"


def start_moment(schedule: Schedule | None, zone: ZoneInfo, now: datetime) -> str:
    """Give the moment from which on sales are synced, the text as it came if it can't be read."""
    if schedule is None or not schedule.start_date_text:
        return NOT_TOLD
    start = schedule.start_date
    if start is None:
        return f"“{one_line(schedule.start_date_text, 40)}”"
    return times.moment(start, zone, now)


def plain(key: str) -> str:
    """Read a key of Codat's as words: "standardRate" is "Standard rate"; anything else stays as it came."""
    if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", key):
        return key
    words = re.sub(r"([A-Z])", r" \1", key).lower()
    return words[:1].upper() + words[1:]


def _off(points: Sequence[Point], company: OfCompany) -> Answer:
    rest = f", and {times.count(len(points), 'point')} to mend" if points else ""
    mends = "mends the points below, then " if points else ""
    own = (
        *(company.steps[:1] if company.ask_by_hand else ()),
        ("Merchant", f"{mends}turns the sync on and has it start from the first day not typed in."),
    )
    return Answer(
        OFF,
        f"Sync is switched off{rest}",
        "No nightly syncs run. Who switched it off, and when, Codat does not tell here.",
        steps=own if points else company.steps or own,
    )


def _blamed(same: str, company: OfCompany) -> Answer:
    """Say that syncs fail over a setting that looks right here: Codat's answer doesn't show all of it."""
    theirs = next((step for step in company.steps if step[0] == "Merchant"), None)
    return Answer(
        LATE,
        "Syncs fail, though no setting here looks wrong",
        f"{same} But: {company.cause}",
        steps=[*([theirs] if theirs else []), _THEN],
    )


def _invalid_hour(hour: int) -> Answer:
    return Answer(
        LATE,
        "The schedule’s hour is invalid",
        f"Codat reports the hour {hour}; hours go from 0 to 23. When syncs are due is not known.",
        steps=[("You", "ask Codat’s support which hour applies.")],
    )


def _unfinished(points: Sequence[Point]) -> Answer:
    rest = f"{times.count(len(points), 'point')} below." if points else ""
    return Answer(
        LATE,
        "The set-up is not finished",
        f"Codat has it as not configured, so no sync can succeed. {rest}".strip(),
        steps=FINISH,
    )


def _to_mend(points: Sequence[Point]) -> Answer:
    if len(points) == 1:
        return _one_point(points[0])
    if what := _one_thing_gone(points):
        places = f"in {len(points)} places"
        return Answer(
            LATE,
            f"The chosen {what} is no longer among the options",
            f"It is chosen {places}. {_REASON}",
            steps=[("Merchant", f"picks another {what} in the sync settings, {places}."), _THEN],
        )
    headline = f"{times.count(len(points), 'point')} of the set-up to mend"
    steps = [("Merchant", "mends the points below in the sync settings."), _THEN]
    return Answer(LATE, headline, _REASON.replace("this", "such points"), steps=steps)


def _one_point(point: Point) -> Answer:
    headline, reason = sentence(point), _REASON
    if len(headline) > _MOST_IN_A_HEADLINE and point.choice:
        what = _WHAT[point.choice.kind]
        reason = f"{headline}. {_REASON}"
        gone = point.problem is Problem.GONE
        headline = f"The chosen {what} is no longer among the options" if gone else f"No {what} is chosen"
    steps = [("Merchant", f"{to_do(point)} in the sync settings."), _THEN]
    return Answer(LATE, headline, reason, _offers(point.choice), steps)


def _one_thing_gone(points: Sequence[Point]) -> str:
    """Give what it is, when all points are one and the same thing that is gone, chosen in several places."""
    gone = [each.choice for each in points if each.choice and each.problem is Problem.GONE]
    things = {(_WHAT[each.kind], each.selected) for each in gone}
    return next(iter(things))[0] if len(gone) == len(points) and len(things) == 1 else ""


def _empty(reason: str, said: str = "") -> Answer:
    return Answer(
        "never",
        "Sync for Commerce is not set up here",
        f"{reason} The company may use other products of Codat.",
        said,
        [
            ("You", "look on Find whether another company bears this name."),
            ("Merchant", "sets it up in Codat’s Sync Flow, if sales are to be synced."),
        ],
    )


def _subject(choice: Setting, most: int) -> str:
    what = _WHAT[choice.kind]
    if choice.kind in _NAMED:
        return f"{what.capitalize()} chosen{_for(choice, most)}"
    if choice.kind in {SettingKind.SHOP_TAX, SettingKind.INVOICE_GROUPING, SettingKind.LINE_GROUPING}:
        return f"{what.capitalize()} “{one_line(choice.selected, most)}”"
    return f"The chosen {what}{_for(choice)}"


def thing(choice: Setting) -> str:
    """Name what is chosen there: "account", "tax rate"."""
    return _WHAT[choice.kind]


def field_name(choice: Setting, most: int = _MOST_IN_A_SENTENCE) -> str:
    """Name what it is chosen for: "Standard rate", "sales"; "" where that goes without saying."""
    if choice.kind in _NAMED:
        return one_line(plain(choice.label), most)
    return _FOR.get(choice.kind, "")


def _for(choice: Setting, most: int = _MOST_IN_A_SENTENCE) -> str:
    name = field_name(choice, most)
    return f" for {name}" if name else ""


def _offers(choice: Setting | None) -> str:
    if choice is None or not choice.selected or choice.offered is None:
        return ""
    return f"Chosen is {one_line(choice.selected, 60)}; {times.count(choice.offered, 'option')} offered."


def _not_compared(set_up: SetUp) -> str:
    blind = sum(each.offered is None and each.selected is not None for each in set_up.choices)
    rest = len(set_up.resting)
    told = [f"The options of {times.count(blind, 'choice')} are not told, so not compared."] * bool(blind)
    told += [f"{times.count(rest, 'problem')} in parts that are off."] * bool(rest)
    return " ".join(told)


def configured(flag: bool | None) -> str:  # noqa: FBT001 - it is the very thing to be worded
    """Give "finished", "not finished" or that it is not told."""
    return NOT_TOLD if flag is None else "finished" if flag else "not finished"


def article(noun: str) -> str:
    """Return "a", or "an" before a vowel."""
    return "an" if noun[0] in "aeiou" else "a"


def _id_text(choice: Setting | None) -> str:
    return f" Chosen is {one_line(choice.selected, 80)}." if choice and choice.selected else ""
