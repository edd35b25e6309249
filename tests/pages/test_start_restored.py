"""After a restore, the page says why nothing can be started, and lets a person decide about open starts."""

from datetime import UTC, datetime

import pytest

from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import stored_account
from dashboard.starting.repository import StartRepository
from dashboard.store.engine import open_store
from dashboard.store.restore_checks import record_restore
from tests.pages.conftest import text_of
from tests.pages.starting import keys, press, until
from tests.starting.support import ADA, RULES
from tests.support.starts import use_rules

OFF = "The database was restored from a backup, and one company must be compared with Codat first."


@pytest.fixture
def restored(start, fresh_sandbox, sqlite_url, monkeypatch) -> Intent:  # noqa: ARG001 - `start` sets other rules
    """A start of the healthy merchant that had not been sent when the backup was made."""
    use_rules(monkeypatch, RULES)
    store, account = open_store(sqlite_url), CodatAccount(fresh_sandbox.url, "test-key")
    records = StartRepository(store, stored_account(store, account, datetime.now(UTC)), account.base_url)
    intent = Intent(new_intent_id(), fresh_sandbox.company("healthy"), RequestedRange.up_to_now())
    _, lease = records.claim(intent, None, ADA)
    assert lease is not None
    with store.writing() as connection:
        record_restore(connection, datetime.now(UTC))
    records.give_back(lease)
    store.close()
    return intent


@pytest.mark.usefixtures("restored")
def test_no_company_can_be_started_and_the_page_says_why(start):
    page = start("two-shops")
    assert OFF in text_of(page)
    assert not keys(page) & {"go_on", "start_sync"}


def test_a_person_decides_what_no_check_can_settle_and_starting_works_again(start, fresh_sandbox, restored):
    page = until(start(attempt=restored.id), "whether this start was sent. Check the Codat Portal")
    page.checkbox(key="release_looked").check().run()
    assert "Another start is allowed now." in text_of(press(page, "release"))
    assert "go_on" in keys(start("two-shops"))
    assert fresh_sandbox.ledger() == []
