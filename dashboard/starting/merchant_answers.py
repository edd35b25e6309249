"""Recorded answers of merchants: which days they entered by hand, even if no start followed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import insert, select

from dashboard.access import audit
from dashboard.access.person import Person
from dashboard.insight.activity.entry import ActivityOutcome
from dashboard.insight.start.attempt import StartEventType
from dashboard.insight.start.by_hand import EnteredByHand
from dashboard.insight.start.check import RecordedAnswer, days_entered_by_hand
from dashboard.starting.rows import event_of
from dashboard.store.engine import Store
from dashboard.store.tables import start_event


class AnswerRecord:
    """The recorded answers of one account. Every method raises StoreError if the store can't be used."""

    def __init__(self, store: Store, account_id: str, base_url: str) -> None:
        self._store, self._account_id, self._base_url = store, account_id, base_url

    def entered_by_hand(self, company_id: str) -> tuple[EnteredByHand, ...]:
        """Return the merchant's days recorded as entered by hand, the oldest answer first."""
        query = select(start_event).where(
            start_event.c.account_id == self._account_id,
            start_event.c.base_url == self._base_url,
            start_event.c.company_id == company_id.lower(),
            start_event.c.kind == StartEventType.ANSWERED.value,
        )
        with self._store.reading() as connection:
            rows = connection.execute(query.order_by(start_event.c.id)).all()
        return tuple(
            EnteredByHand(days, row.person, row.verified, row.at)
            for row in rows
            for days in days_entered_by_hand([event_of(row)])
        )

    def add(self, company_id: str, answer: RecordedAnswer, by: Person) -> None:
        """Record an answer without a start."""
        self._write(company_id, by, kind=answer.event.value, detail=answer.detail)

    def refuse(self, company_id: str, sentence: str, by: Person) -> None:
        """Record that a person tried to record an answer and wasn't allowed to."""
        refused = ActivityOutcome.REFUSED.value
        self._write(company_id, by, kind=StartEventType.REFUSED.value, detail=sentence, outcome=refused)

    def _write(self, company_id: str, by: Person, **values: str) -> None:
        company = {"base_url": self._base_url, "company_id": company_id.lower()}
        whose = {"account_id": self._account_id, **company, "at": datetime.now(UTC), **by.on_record()}
        with self._store.writing() as connection:
            audit.append(connection, insert(start_event).values(**whose, **values))
