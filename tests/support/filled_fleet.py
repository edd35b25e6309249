"""A store filled with the states of many invented merchants, without asking anyone for them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from dashboard.fleet.recording import Judgement, record_all
from dashboard.fleet.repository import FleetRepository
from dashboard.insight.causes.catalogue import Actor, causes
from dashboard.insight.fleet.company_state import CompanyState, FleetCompany
from dashboard.insight.verdict.state import Ground, State

_FIRST = ("Harbour", "Bluebird", "Corner", "Meadow", "Granite", "Willow", "Copper", "Juniper", "Old Mill")
_SECOND = ("Coffee", "Books", "Bakery", "Cycles", "Flowers", "Tea Rooms", "Hardware", "Records")
_SHARES = ((90, State.ARRIVING), (4, State.FAILING), (1, State.SWITCHED_OFF), (2, State.LATE), (3, None))


def fill(repository: FleetRepository, number: int, now: datetime | None = None, seed: int = 16) -> None:
    """Put this many merchants into the store: one in ten needs attention, or was never read. `now`: aware."""
    at, chance = now or datetime.now(UTC), random.Random(seed)
    every = list(companies(number, chance))
    repository.put_companies(every, at, whole=True)
    judgements = (_judged(company, at, chance) for company in every)
    record_all(repository, [each for each in judgements if each is not None], at)


def companies(number: int, chance: random.Random) -> Iterator[FleetCompany]:
    """Yield invented companies."""
    for _ in range(number):
        name = f"{chance.choice(_FIRST)} {chance.choice(_SECOND)} {chance.randrange(1000)}"
        books, shop = (
            chance.choice(("Xero", "QuickBooks Online", "FreeAgent")),
            chance.choice(("Square", "Shopify")),
        )
        tags = {"region": chance.choice(("EU", "US"))}
        yield FleetCompany(
            str(UUID(int=chance.getrandbits(128))), name, books, shop, tags, uses_commerce=True
        )


def _judged(company: FleetCompany, now: datetime, chance: random.Random) -> Judgement | None:
    weights: Sequence[int] = [share for share, _ in _SHARES]
    state = chance.choices([each for _, each in _SHARES], weights)[0]
    if state is None:
        return None
    read_at = now - timedelta(minutes=chance.randrange(1, 600))
    return Judgement(company.company_id, _state(state, read_at, chance), read_at)


def _state(state: State, at: datetime, chance: random.Random) -> CompanyState:
    fine = CompanyState(
        State.ARRIVING,
        Ground.PLAIN,
        "succeeded",
        "arriving",
        at,
        at + timedelta(days=1),
        "1",
        strip="o" * 30,
        strip_ends=at.date(),
        last_success=at - timedelta(hours=3),
    )
    days = chance.randrange(1, 30)
    began = at - timedelta(days=days)
    if state is State.LATE:
        return replace(
            fine, state=state, mark="late", words="late", acts=Actor.US, began=at - timedelta(hours=5)
        )
    if state is State.ARRIVING:
        return fine
    cause = chance.choice([each for each in causes().values() if each.acts is not Actor.NO_ONE])
    wrong = replace(fine, cause=cause.key, cause_words=cause.short, acts=cause.acts)
    wrong = replace(wrong, began=began, days_missing=days, fewest_missing=days)
    if state is State.SWITCHED_OFF:
        return replace(wrong, state=state, mark="off", words="switched off", strip="o" * 10 + "x" * 19 + ".")
    left = 30 - days
    soon = State.WILL_BE_SWITCHED_OFF if left <= 3 else State.FAILING
    said = "will be switched off" if left <= 3 else f"failing {days} day{'s' * (days > 1)}"
    strip = "o" * (30 - days) + "x" * days
    return replace(
        wrong, state=soon, mark="failed", words=said, failing_days=days, switch_off_days=left, strip=strip
    )
