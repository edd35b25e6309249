"""Write a note about a company: who, when, from where. Notes are never changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import insert

from dashboard.access import audit
from dashboard.access.company import CompanyLookup, none_listed
from dashboard.access.person import Person, company_for
from dashboard.access.policy import Act, may
from dashboard.insight.activity.entry import ActivityOutcome
from dashboard.insight.start.attempt import StartEventType
from dashboard.store.engine import Store
from dashboard.store.tables import note, start_event

MOST_LETTERS: Final = 1_000
"""The most characters of a note."""


class NoteRefused(Exception):  # noqa: N818 - the sentence says what is wrong
    """The note wasn't saved; the message says why, and what to do."""


class Notebook:
    """The notes of one account. `account_id`: the stored account's; `base_url`: Codat's address."""

    def __init__(
        self, store: Store, account_id: str, base_url: str, companies: CompanyLookup = none_listed
    ) -> None:
        self._companies = companies
        self._store, self._account_id, self._base_url = store, account_id, base_url.rstrip("/")

    def add(self, company_id: str, text: str, person: Person) -> None:
        """Record a note. Raises NoteRefused, and StoreError if the store can't be written."""
        words = text.strip()
        if not words:
            raise NoteRefused("Enter a note first.")
        if len(words) > MOST_LETTERS:
            raise NoteRefused(f"The note is too long. Shorten it to {MOST_LETTERS:,} characters.")
        refusal = may(person, Act.NOTE, company_for(person, company_id, self._companies))
        if refusal:
            self._refuse(company_id, refusal, person)
            raise NoteRefused(refusal)
        values = {**self._whose(company_id), **person.on_record(), "text": words}
        with self._store.writing() as connection:
            audit.append(connection, insert(note).values(values))

    def _refuse(self, company_id: str, refusal: str, person: Person) -> None:
        """Record that someone tried to write a note and wasn't allowed to."""
        values = {
            **self._whose(company_id),
            **person.on_record(),
            "kind": StartEventType.REFUSED.value,
            "detail": refusal,
            "outcome": ActivityOutcome.REFUSED.value,
        }
        with self._store.writing() as connection:
            audit.append(connection, insert(start_event).values(values))

    def _whose(self, company_id: str) -> dict[str, object]:
        return {
            "account_id": self._account_id,
            "base_url": self._base_url,
            "company_id": company_id.lower(),
            "at": datetime.now(UTC),
        }
