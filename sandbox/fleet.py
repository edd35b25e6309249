"""The fleet of a sandbox: the named cases, then the requested number of ordinary merchants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sandbox.case import Case, Merchant
from sandbox.catalogue import ACCOUNTING, COMMERCE, FIRST_WORDS, GIVEN_NAMES, SECOND_WORDS, TRADES, ZONES
from sandbox.ids import chance
from sandbox.named_merchants import NAMED
from sandbox.outcomes import DEAUTHORISED, FAILURES, LAPSED, TWO_CONNECTIONS, UNAVAILABLE, Outcome

HEALTHY_UP_TO = 100
"""Up to this size there are only healthy merchants beside the named ones; beyond, as in real life."""
_STEP = 7919
"""Coprime to the number of names: walking by it visits each name once."""
_WELL = "An ordinary merchant; all is well."
_OUTAGE: dict[str, Any] = {
    "promise": "Well until last night: Xero refused the entry (5130), as it did many others.",
    "accounting": "Xero",
    "zone": "Europe/London",
    "hour": 2,
    "shape": "outage",
    "end": UNAVAILABLE,
}
_TAKEN = frozenset(case.name for case in NAMED)


def make_fleet(seed: int, companies: int, outage: int = 0) -> list[Merchant]:
    """Return `companies` merchants (at least the named ones); the same seed gives the same ones.

    The first `outage` ordinary ones without a problem are on Xero, which refused them last night.
    """
    extra = max(0, companies - len(NAMED))
    lifelike = companies > HEALTHY_UP_TO
    ordinary = [_ordinary(seed, number, lifelike=lifelike) for number in range(1, extra + 1)]
    well = [at for at, case in enumerate(ordinary) if case.promise == _WELL]
    for at in well[:outage]:
        ordinary[at] = _changed(ordinary[at], **_OUTAGE)
    return [Merchant(case, seed) for case in (*NAMED, *ordinary)]


def _ordinary(seed: int, number: int, *, lifelike: bool) -> Case:
    dice = chance(seed, "ordinary", number)
    zone, _ = ZONES[dice % len(ZONES)]
    case = Case(
        case=f"ordinary-{number}",
        name=_name(seed, number),
        promise=_WELL,
        commerce=(COMMERCE[dice // 16 % 6 if dice % 4 else dice // 16 % len(COMMERCE)],),
        accounting=ACCOUNTING[dice // 256 % 3 if dice % 5 else dice // 256 % len(ACCOUNTING)],
        zone=zone,
        hour=(0, 0, 0, 1, 2, 3, 4)[dice // 4096 % 7],
        since=date(2026, 8, 1) - timedelta(days=dice // 512 % 900),
        overlap=(5080, 2040)[dice // 2 % 2],
    )
    return _with_problem(case, chance(seed, "luck", number)) if lifelike else case


def _name(seed: int, number: int) -> str:
    """Return a company's name; the first 37,000 are all different."""
    if number <= len(GIVEN_NAMES):
        return GIVEN_NAMES[number - 1]
    index = (chance(seed, "names") + number * _STEP) % (len(FIRST_WORDS) * len(SECOND_WORDS) * len(TRADES))
    first, rest = index % len(FIRST_WORDS), index // len(FIRST_WORDS)
    second, trade = SECOND_WORDS[rest % len(SECOND_WORDS)], TRADES[rest // len(SECOND_WORDS)]
    words = (FIRST_WORDS[first], trade, second) if second == "& Co" else (FIRST_WORDS[first], second, trade)
    name = " ".join(words)
    return f"The {name}" if name in _TAKEN else name


def _with_problem(case: Case, luck: int) -> Case:
    """Return the case with a random problem: about one in ten has one."""
    part, dice = luck % 1000, luck // 1000
    days = 1 + dice % 12 if dice % 5 else 12 + dice % 19
    if part < 45:  # noqa: PLR2004 - thousandths of the fleet
        return _failing(case, FAILURES[dice % len(FAILURES)], days)
    for limit, change in _PROBLEMS:
        if part < limit:
            return _changed(case, **change)
    return _changed(case, mishaps=True)


def _failing(case: Case, failure: Outcome, days: int) -> Case:
    promise = f"{days} failing days, code {failure.code}."
    return _changed(case, failing=days, failure=failure, promise=promise)


_PROBLEMS: tuple[tuple[int, dict[str, Any]], ...] = (
    (
        60,
        {
            "promise": "De-authorised.",
            "failing": 6,
            "failure": DEAUTHORISED,
            "accounting_status": "Deauthorized",
        },
    ),
    (68, {"promise": "The subscription has lapsed.", "failing": 9, "failure": LAPSED}),
    (
        76,
        {
            "promise": "Half linked.",
            "failing": 3,
            "failure": TWO_CONNECTIONS,
            "commerce_status": "Unlinked",
        },
    ),
    (
        86,
        {
            "promise": "Switched off.",
            "failing": 31,
            "quiet": 20,
            "enable": False,
            "failure": DEAUTHORISED,
            "accounting_status": "Deauthorized",
        },
    ),
    (92, {"promise": "Never synced.", "never": "404"}),
    (95, {"promise": "Late.", "quiet": 2}),
    (115, {"promise": "Nothing to sell.", "empty": 12}),
    (165, {"promise": "Does not use Commerce.", "uses_commerce": False}),
)
"""Thousandths of the fleet up to which each part reaches; what is beyond is well."""


def _changed(case: Case, **change: Any) -> Case:
    return replace(case, **change)
