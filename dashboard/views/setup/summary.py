"""Word the answer of the Set-up page: does anything need fixing, and who does it. Plain text, not escaped.

Why each problem matters is from Codat's docs: Sync for Commerce, configuration errors (code 4000). Why syncs
fail comes from the company's assessment, so that this page and Company name one cause and the same steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from codat_client import NotFound
from codat_client.mapping import Configuration, Schedule
from dashboard.foreign_text import one_line
from dashboard.insight.schedule import is_hour
from dashboard.insight.setup.mapping import Finding, Problem, SetUp
from dashboard.insight.verdict.state import State
from dashboard.insight.zone import MerchantZone
from dashboard.views import times
from dashboard.views.cause_words import (
    FINISH,
    NO_SET_UP,
    SET_UP,
    UNFINISHED,
    WHY_UNFINISHED,
    Steps,
    step_line,
)
from dashboard.views.components import Answer
from dashboard.views.setup.setting_text import count_of, options, remedy, sentence, thing
from dashboard.views.theme import IDLE, LATE, OFF
from dashboard.views.words import NOT_REPORTED

if TYPE_CHECKING:
    from dashboard.insight.verdict.verdict import Verdict
    from dashboard.views.verdict.verdict_text import VerdictText

_MOST_IN_A_HEADLINE: Final = 60
_MOST_IN_A_TEXT: Final = 200
_REASON: Final = "Codat’s docs list this as a cause of failed syncs (code 4000)."
_REASON_FOR_MANY: Final = "Codat’s docs list such settings as causes of failed syncs (code 4000)."
_NONE_LOOKS_WRONG: Final = "Every choice that Codat reports here is still available."
_FIX_BELOW: Final = "fix the settings below in the sync settings"
_THEN: Final = ("You", "then check on Company whether to start a sync.")
_IN_ORDER: Final = ("No changes needed", "")


@dataclass(frozen=True)
class CompanyAdvice:
    """What the company's assessment says about the set-up.

    `cause`: why syncs fail, if a setting is to blame; "" otherwise. `blamed`: the settings that the cause is
    about, where the set-up shows them. `steps`: the company's steps, if a setting is to blame or sync is off.
    `ask_by_hand`: whether the first of these, while sync is off, asks about sales entered by hand.
    """

    ask_by_hand: bool = False
    cause: str = ""
    steps: Steps = ()
    blamed: tuple[Finding, ...] = ()


def advice_of(verdict: Verdict, texts: VerdictText) -> CompanyAdvice:
    """Return what the company's assessment says about the set-up. `texts`: `verdict` in words."""
    in_settings = verdict.cause is not None and verdict.cause.cause.in_settings
    concerned = in_settings or verdict.state is State.SWITCHED_OFF
    cause = texts.cause if in_settings else ""
    return CompanyAdvice(verdict.ask_by_hand, cause, texts.steps if concerned else (), verdict.points)


def answer(configuration: Configuration, set_up: SetUp, advice: CompanyAdvice = CompanyAdvice()) -> Answer:
    """Return whether anything needs fixing, and who does what, in agreement with the company's answer."""
    findings = set_up.findings
    if configuration.configured is False:
        return _unfinished(findings)
    if configuration.enable is False:
        return _off(findings, advice)
    if findings:
        return _needs_fixing(findings, advice)
    if nothing_set_up(configuration):
        return _empty("Codat’s answer has no settings.")
    return _without_findings(configuration, set_up, advice)


def without(error: NotFound | None) -> Answer:
    """Return the answer if there is no set-up: Codat has none (`error`), or its response was empty."""
    if error is None:
        return _empty("Codat’s answer is empty.")
    message = one_line(error.error, 300)
    return _empty("Codat has no set-up for this company.", f"Codat’s message: “{message}”" if message else "")


def nothing_set_up(configuration: Configuration) -> bool:
    """Return whether a configuration has no settings at all."""
    return not (
        configuration.configured
        or configuration.enable
        or configuration.schedule
        or configuration.configuration
    )


def title(set_up: SetUp) -> str:
    """Return the title over what needs fixing: "Needs fixing: 2 of 25 settings"."""
    return f"Needs fixing: {len(set_up.findings)} of {times.count(len(set_up.settings), 'setting')}"


def text_to_copy(company: str, findings: Iterable[Finding]) -> str:
    """Return what needs fixing as plain text, for a ticket or an email."""
    rows = [f"- {sentence(each, _MOST_IN_A_TEXT)}{_to_copy(each)}" for each in findings]
    return "\n".join([f"{company}: what to fix in the Sync for Commerce settings", *rows])


def _to_copy(finding: Finding) -> str:
    setting = finding.setting
    chosen = f" ({one_line(setting.selected, 80)})" if setting and setting.selected else ""
    choices = options(setting) if setting else ""
    step = step_line("Merchant", f"{remedy(finding)}.")
    return f"{chosen}. {step}" + (f" Options: {choices}." if choices else "")


def on_off(flag: bool | None) -> str:  # noqa: FBT001 - the flag is what is worded
    """Return "on", "off" or "not reported"."""
    return NOT_REPORTED if flag is None else "on" if flag else "off"


def configured(flag: bool | None) -> str:  # noqa: FBT001 - the flag is what is worded
    """Return "finished", "not finished" or "not reported"."""
    return NOT_REPORTED if flag is None else "finished" if flag else "not finished"


def zone_words(schedule: Schedule | None, zone: MerchantZone) -> str:
    """Return the zone in which the schedule's hour counts, in words."""
    if schedule is None:
        return "no schedule reported"
    return zone.note or f"{times.merchant_zone_name(zone)} time"


def start_moment(schedule: Schedule | None, zone: ZoneInfo, now: datetime) -> str:
    """Return the moment from which sales are synced, shown in `zone`; text that isn't a time is quoted."""
    if schedule is None or not schedule.start_date_text:
        return NOT_REPORTED
    start = schedule.start_date
    if start is None:
        return f"“{one_line(schedule.start_date_text, 40)}”"
    return times.moment(start, zone, now)


def _without_findings(configuration: Configuration, set_up: SetUp, advice: CompanyAdvice) -> Answer:
    hour = configuration.schedule.sync_hour if configuration.schedule else None
    if hour is not None and not is_hour(hour):
        return _invalid_hour(hour)
    if advice.cause:
        return Answer(LATE, "A setting is making syncs fail", advice.cause, _NONE_LOOKS_WRONG, advice.steps)
    reason = "Every choice is still available."
    return Answer(IDLE, "Nothing in the set-up needs fixing", reason, _not_compared(set_up), [_IN_ORDER])


def _needs_fixing(findings: Sequence[Finding], advice: CompanyAdvice) -> Answer:
    headline, detail = _headline(findings)
    reason = advice.cause or (_REASON if len(findings) == 1 or _same_choice(findings) else _REASON_FOR_MANY)
    return Answer(LATE, headline, reason, detail, _steps(findings, advice))


def _headline(findings: Sequence[Finding]) -> tuple[str, str]:
    """Return the headline, and the whole sentence where the headline had to leave a name out."""
    if len(findings) == 1:
        whole = sentence(findings[0])
        if len(whole) <= _MOST_IN_A_HEADLINE or findings[0].setting is None:
            return whole, ""
        what = thing(findings[0].setting)
        gone = findings[0].problem is Problem.GONE
        return (f"The chosen {what} is no longer available" if gone else f"No {what} is chosen"), f"{whole}."
    if what := _same_choice(findings):
        return f"The chosen {what} is no longer available", f"{len(findings)} settings use it."
    return f"{len(findings)} settings need fixing", ""


def _same_choice(findings: Sequence[Finding]) -> str:
    """Return what it is, where every finding is the same choice, no longer offered; else ""."""
    gone = [each.setting for each in findings if each.setting and each.problem is Problem.GONE]
    choices = {(thing(each), each.selected) for each in gone}
    return next(iter(choices))[0] if len(gone) == len(findings) and len(choices) == 1 else ""


def _steps(findings: Sequence[Finding], advice: CompanyAdvice) -> Steps:
    """Return the company's steps where its cause is a setting, else the fix of what is found here.

    Findings that the cause isn't about come after the step that fixes it.
    """
    others = [each for each in findings if each not in advice.blamed]
    own = [("Merchant", f"{_fix(others)}.")] if others else []
    if not advice.cause:
        return (*own, _THEN)
    blamed = advice.steps[:1] if advice.blamed else ()
    return (*blamed, *own, *advice.steps[len(blamed) :])


def _fix(findings: Sequence[Finding]) -> str:
    if len(findings) == 1:
        return f"{remedy(findings[0])} in the sync settings"
    if what := _same_choice(findings):
        return f"choose another {what} in {len(findings)} settings, listed below"
    return _FIX_BELOW


def _off(findings: Sequence[Finding], advice: CompanyAdvice) -> Answer:
    rest = f"; {count_of(len(findings))}" if findings else ""
    return Answer(
        OFF,
        f"Sync is switched off{rest}",
        "No scheduled syncs run. Codat doesn’t report here who switched it off, or when.",
        steps=_steps_while_off(findings, advice),
    )


def _steps_while_off(findings: Sequence[Finding], advice: CompanyAdvice) -> Steps:
    """Return the company's steps; what else needs fixing comes before them, but after the question."""
    others = [each for each in findings if each not in advice.blamed]
    fix = (("Merchant", f"{_FIX_BELOW}."),) if others else ()
    turn_on = (("Merchant", "turn the sync on, starting from the first day not entered by hand."),)
    asked = 1 if advice.ask_by_hand else 0
    return (*advice.steps[:asked], *fix, *(advice.steps[asked:] or turn_on))


def _invalid_hour(hour: int) -> Answer:
    return Answer(
        LATE,
        "The schedule’s hour is invalid",
        f"Codat reports the hour {hour}; hours go from 0 to 23. So we can’t tell when syncs are due.",
        steps=[("You", "ask Codat support which hour applies.")],
    )


def _unfinished(findings: Sequence[Finding]) -> Answer:
    rest = f"{count_of(len(findings))}." if findings else ""
    return Answer(LATE, UNFINISHED, f"{WHY_UNFINISHED} {rest}".strip(), steps=FINISH)


def _empty(reason: str, message: str = "") -> Answer:
    return Answer(
        "never",
        NO_SET_UP,
        f"{reason} The company may use other Codat products.",
        message,
        [
            ("You", "check on Home whether the merchant has another company."),
            SET_UP,
        ],
    )


def _not_compared(set_up: SetUp) -> str:
    blind = sum(each.offered is None and each.selected is not None for each in set_up.settings)
    inactive = len(set_up.inactive)
    notes = [f"Codat doesn’t report the options of {times.count(blind, 'setting')}."] * bool(blind)
    notes += [f"{count_of(inactive)} in parts that are off."] * bool(inactive)
    return " ".join(notes)
