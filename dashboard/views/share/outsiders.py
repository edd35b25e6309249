"""Words for a reader who knows neither Codat nor the support team: everyone who acts is named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from dashboard.views.cause_words import short_name
from dashboard.views.share.status_view import ActionStep
from dashboard.views.verdict.ticket_text import step_in_third_person

MERCHANT: Final = "The merchant"
_PLAIN: Final = (
    (re.compile(r"Codat’s Sync Flow"), "the sync settings"),
    (re.compile(r"the id in the Codat Portal, or ask Codat support"), "with Codat support"),
    (re.compile(r" in the Codat Portal"), ""),
    (re.compile(r"Codat has no company with this id"), "Codat no longer lists this company"),
    (re.compile(r"\bThe merchant’s (subscription|plan)\b"), r"The \1"),
    (re.compile(r"(start the first sync) yourself"), r"\1"),
    (re.compile(r", and give them this sync’s id"), ""),
)
_THE_MERCHANT: Final = re.compile(r"\b[Tt]he merchant\b")


def company_name(name: str) -> str:
    """Return what to call the company in a sentence: its name, or "the merchant" if that is too long."""
    return short_name(name) or MERCHANT


def plain(text: str, company: str) -> str:
    """Return a text without Codat's terms; "the merchant" becomes the company's name."""
    for pattern, instead in _PLAIN:
        text = pattern.sub(instead, text)
    name = short_name(company)
    return _THE_MERCHANT.sub(lambda _: name, text) if name else text


def steps_for_outsiders(steps: Iterable[tuple[str, str]], company: str) -> tuple[ActionStep, ...]:
    """Return the steps with each actor named: the company, the support team."""
    return tuple(_step(who, what, company) for who, what in steps)


def _step(who: str, what: str, company: str) -> ActionStep:
    actor, action = step_in_third_person(who, what)
    return ActionStep(company_name(company) if actor == "Merchant" else actor, plain(action, company))
