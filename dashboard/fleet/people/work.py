"""Record who is on a company, that its merchant was contacted, and snoozes. Each act is decided here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, true

from dashboard.access.company import CompanyLookup, none_listed
from dashboard.access.person import Grant, Person, company_for
from dashboard.access.policy import Act, may
from dashboard.fleet.people.work_rows import NO_OWNER, NO_SNOOZE, RecoveredWork, WorkChange, WorkRepository
from dashboard.foreign_text import one_line, seen
from dashboard.insight.fleet.work import CompanyWork, WorkEventType
from dashboard.store.engine import Store
from dashboard.store.fleet.tables import company_work

MOST_NAME: Final = 60
"""The most characters of an owner's name."""
LONGEST_SNOOZE: Final = timedelta(days=366)
_NO_NAME: Final = "Enter your name first."
_NAME_ONE: Final = "Enter a name first."
_NOT_COVERED: Final = (
    "{name}’s role doesn’t cover this company. Choose someone else, or ask a lead to give them access."
)
_TAKEN: Final = "{name} is already on it."
_CHANGED: Final = "{name} took this while your page was open. Nothing was changed."
_NOBODY: Final = "No one is on it now. Nothing was changed."
_PAST: Final = "Choose a day after today."
_FAR: Final = "Choose a day within a year."
_SNOOZED: Final = "{name} snoozed this while your page was open. Nothing was changed."
_AWAKE: Final = "The snooze was ended while your page was open. Nothing was changed."


class WorkRefused(Exception):  # noqa: N818 - the sentence says what is wrong
    """Nothing was changed; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class WorkOwner:
    """Whom a company is given to. `identity`: of someone who has signed in, "" for a name without sign-in.

    `grants`: what they may do; None if that isn't known.
    """

    name: str
    identity: str = ""
    grants: tuple[Grant, ...] | None = None


@dataclass(frozen=True, slots=True)
class Snooze:
    """How long to leave a company out of the list.

    `state`: `filters.state_for_snooze`, as the person's page shows it.
    `until`: an instant, aware; None: only until state or cause change.
    """

    state: str
    until: datetime | None = None


def _now() -> datetime:
    return datetime.now(UTC)


class WorkService:
    """Who is on the companies of one account. Every method raises StoreError if the store can't be used.

    `account_id`: the stored account's; `base_url`: Codat's address; `now`: the clock, aware, UTC. What acts
    take as `shown` is the work as the person's page shows it: if it has changed, WorkRefused says how.
    """

    def __init__(
        self,
        store: Store,
        account_id: str,
        base_url: str,
        companies: CompanyLookup = none_listed,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._records = WorkRepository(store, account_id, base_url)
        self._companies, self._now = companies, now

    def of_company(self, company_id: str) -> CompanyWork:
        """Return the work of a company."""
        return self._records.one(company_id)

    def recovered_since(self, at: datetime) -> list[RecoveredWork]:
        """Return the companies that recovered since then while someone was on it or they were snoozed."""
        return self._records.recovered_since(at)

    def take(self, company_id: str, person: Person, shown: CompanyWork | None = None) -> CompanyWork:
        """Make this person the owner, from no one or from the owner that their page shows.

        Raises WorkRefused. Of two people at once, one is the owner and the other reads who.
        """
        self._check(company_id, person)
        change = self._owned(WorkEventType.TAKEN, _owner_of(person), shown or CompanyWork(company_id))
        return self._change(company_id, change, person, _already)

    def give(self, company_id: str, to: WorkOwner, person: Person, shown: CompanyWork) -> CompanyWork:
        """Make someone else the owner. Raises WorkRefused, also if they may not see the company."""
        self._check(company_id, person)
        owner = _cleaned(to)
        self._check_owner(company_id, owner, person)
        change = self._owned(WorkEventType.GIVEN, owner, shown)
        return self._change(company_id, change, person, _other_owner)

    def release(self, company_id: str, person: Person, shown: CompanyWork) -> CompanyWork:
        """Leave a company to no one. Raises WorkRefused."""
        self._check(company_id, person)
        change = WorkChange(WorkEventType.RELEASED, NO_OWNER, _has_owner(shown))
        return self._change(company_id, change, person, _other_owner)

    def mark_contacted(self, company_id: str, person: Person) -> CompanyWork:
        """Record that the merchant was contacted now. Raises WorkRefused."""
        self._check(company_id, person)
        values = {"contacted_at": self._now(), "contacted_by": _owner_of(person).name}
        change = WorkChange(WorkEventType.CONTACTED, values, true())
        return self._change(company_id, change, person, _already)

    def snooze(self, company_id: str, snooze: Snooze, person: Person, shown: CompanyWork) -> CompanyWork:
        """Leave a company out of the list until an instant, or until it changes. Raises WorkRefused."""
        self._check(company_id, person)
        now = self._now()
        if snooze.until is not None and snooze.until <= now:
            raise WorkRefused(_PAST)
        if snooze.until is not None and snooze.until > now + LONGEST_SNOOZE:
            raise WorkRefused(_FAR)
        values = {
            "snoozed_at": now,
            "snoozed_by": _owner_of(person).name,
            "snoozed_until": snooze.until,
            "until_change": snooze.until is None,
            "snoozed_state": snooze.state,
        }
        detail = "" if snooze.until is None else snooze.until.isoformat()
        change = WorkChange(WorkEventType.SNOOZED, values, _has_snooze(shown), detail)
        return self._change(company_id, change, person, _other_snooze)

    def end_snooze(self, company_id: str, person: Person, shown: CompanyWork) -> CompanyWork:
        """Put a snoozed company back on the list. Raises WorkRefused."""
        self._check(company_id, person)
        change = WorkChange(WorkEventType.SNOOZE_ENDED, NO_SNOOZE, _has_snooze(shown))
        return self._change(company_id, change, person, _other_snooze)

    def _owned(self, kind: WorkEventType, owner: WorkOwner, shown: CompanyWork) -> WorkChange:
        values = {"owner": owner.name, "owner_identity": owner.identity, "owned_at": self._now()}
        detail = owner.name if kind is WorkEventType.GIVEN else ""
        return WorkChange(kind, values, _has_owner(shown), detail)

    def _change(
        self, company_id: str, change: WorkChange, person: Person, why: Callable[[CompanyWork], str]
    ) -> CompanyWork:
        """Make a change. If it is what the row says already, nothing happens. Raises WorkRefused."""
        work, is_made = self._records.change(company_id, change, self._by(person))
        wanted = {name: change.values.get(name) for name in ("owner", "owner_identity")}
        is_wanted = "owner" in change.values and wanted == {name: getattr(work, name) for name in wanted}
        if not is_made and not is_wanted:
            raise WorkRefused(why(work))
        return work

    def _by(self, person: Person) -> dict[str, Any]:
        """Return the columns for who does something, and when."""
        return {**person.on_record(), "at": self._now()}

    def _check(self, company_id: str, person: Person) -> None:
        """Raise WorkRefused, on the record, unless this person may do this now."""
        refusal = may(person, Act.WORK, company_for(person, company_id, self._companies))
        if refusal:
            self._records.add_refusal(company_id, refusal, self._by(person))
            raise WorkRefused(refusal)
        if not person.verified and not seen(person.name):
            raise WorkRefused(_NO_NAME)

    def _check_owner(self, company_id: str, to: WorkOwner, person: Person) -> None:
        """Raise WorkRefused if it is known that the new owner may not see the company."""
        if to.grants is None:
            return
        owner = replace(person, name=to.name, identity=to.identity, grants=to.grants)
        if may(owner, Act.READ, company_for(owner, company_id, self._companies)) is not None:
            raise WorkRefused(_NOT_COVERED.format(name=to.name))


def _owner_of(person: Person) -> WorkOwner:
    """Return a person as an owner; one whose provider gives no name has the id there."""
    name = one_line(person.name, MOST_NAME) if seen(person.name) else person.identity.rpartition(" ")[2]
    return WorkOwner(name, person.identity)


def _cleaned(to: WorkOwner) -> WorkOwner:
    """Return an owner with a name on one line. Raises WorkRefused without one."""
    if not seen(to.name):
        raise WorkRefused(_NAME_ONE)
    return replace(to, name=one_line(to.name, MOST_NAME))


def _has_owner(shown: CompanyWork) -> ColumnElement[bool]:
    work = company_work.c
    return and_(work.owner == shown.owner, work.owner_identity == shown.owner_identity)


def _has_snooze(shown: CompanyWork) -> ColumnElement[bool]:
    column = company_work.c.snoozed_at
    return column.is_(None) if shown.snoozed_at is None else column == shown.snoozed_at


def _already(work: CompanyWork) -> str:
    return _TAKEN.format(name=work.owner) if work.owner else _NOBODY


def _other_owner(work: CompanyWork) -> str:
    return _CHANGED.format(name=work.owner) if work.owner else _NOBODY


def _other_snooze(work: CompanyWork) -> str:
    return _AWAKE if work.snoozed_at is None else _SNOOZED.format(name=work.snoozed_by)
