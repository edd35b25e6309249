"""Quick rules, permissions, and helpers that start a sync through a service."""

from datetime import UTC, datetime, timedelta
from typing import Any

from codat_client import RetryConfig
from dashboard.access.person import Person
from dashboard.insight.start.again import AskAgainLimits
from dashboard.insight.start.attempt import Attempt, Stage
from dashboard.insight.start.check import Check, CheckFinding, Kind, RecordedAnswer
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import add_account
from dashboard.settings import Settings
from dashboard.starting.progress import PollPolicy
from dashboard.starting.repository import StartRepository
from dashboard.starting.service import StartService
from dashboard.starting.worker import StartRules
from dashboard.store.engine import Store
from tests.support import limits
from tests.support.people import at_desk, elsewhere
from tests.support.starts import wait_for

HERE = at_desk()
ADA = at_desk("Ada")
ELSEWHERE = elsewhere()
QUICK = PollPolicy(
    first=0.02, growth=1.1, most=0.1, seldom=0.1, follow=20, answered=0.5, doubt=0.3, lease=1.0
)
SOON = AskAgainLimits(after=timedelta(seconds=0.4), until=timedelta(minutes=80))
RULES = StartRules(policy=QUICK, again=SOON)
SOON_AGAIN = RetryConfig(base_delay=0.02)
"""As often again as usual, and sooner."""


def repository(store: Store, base_url: str, api_key: str = "test-key") -> StartRepository:
    """Create the repository of a new account."""
    with store.writing() as connection:
        account_id = add_account(connection, CodatAccount(base_url, api_key), datetime.now(UTC))
    return StartRepository(store, account_id, base_url, QUICK.lease)


def answers_to_all(*stuck: str) -> tuple[RecordedAnswer, ...]:
    """Answer every question that a company of the sandbox can raise. `stuck`: ids of syncs that hang."""
    subjects = {
        Check.NOT_LINKED: ("shop", "books"),
        Check.NOT_READ: ("configuration", "connections"),
        Check.STUCK: stuck,
    }
    asked = [
        CheckFinding(check, subject)
        for check in Check
        if check.kind is Kind.ASKS
        for subject in subjects.get(check, ("",))
    ]
    return tuple(RecordedAnswer(each.key, "Start anyway.") for each in asked)


class Starter:
    """Starts syncs for the sandbox's named merchants and waits for what becomes of them."""

    def __init__(self, sandbox: Any, start_service: StartService) -> None:
        self.sandbox = sandbox
        self.service = start_service

    def intent(self, case: str = "healthy", requested: RequestedRange | None = None, **rest: Any) -> Intent:
        """Create the intent of a person who answered every question except about a sync that hangs.

        The healthy merchant raises none.
        """
        rest.setdefault("answers", () if case == "healthy" else answers_to_all())
        return Intent(
            new_intent_id(), self.sandbox.company(case), requested or RequestedRange.up_to_now(), **rest
        )

    def latest_id(self, case: str) -> str:
        """Return the id of a company's latest sync, in lower case."""
        latest = self.service._client.sync.get_latest_sync(self.sandbox.company(case))
        return (latest.sync_id or "").lower() if latest is not None else ""

    def start(self, intent: Intent) -> Attempt:
        return self.service.start(intent, Settings(), HERE)

    def run(
        self, case: str = "healthy", requested: RequestedRange | None = None, until: Any = None
    ) -> Attempt:
        """Start one and wait until it is settled, or until `until` holds."""
        attempt = self.start(self.intent(case, requested))
        return wait_for(self.service, attempt.id, until or (lambda now: now.settled), limits.WAIT_S)

    def end(self, attempt: Attempt) -> Attempt:
        """Wait until it runs, end what runs in the sandbox, wait until this start is settled."""
        wait_for(
            self.service, attempt.id, lambda now: now.stage is Stage.RUNNING or now.was_unclear, limits.WAIT_S
        )
        self.sandbox.end_syncs()
        return wait_for(self.service, attempt.id, lambda now: now.settled, limits.WAIT_S)

    def until_unknown(self, case: str = "healthy") -> Attempt:
        """Start one and wait until looking for it has ended without a finding."""
        return self.run(case, until=lambda now: now.may_release or now.settled)

    def until_free_to_release(self, attempt_id: str) -> Attempt:
        """Wait until a person may free the company of this start."""
        return wait_for(self.service, attempt_id, lambda now: now.may_release, limits.WAIT_S)

    def release(self, attempt_id: str, person: Person = HERE) -> Attempt | None:
        """Unlock the company of this start, by a person's decision."""
        return self.service.release(attempt_id, person)

    def carried_out(self) -> int:
        """How many triggers the sandbox truly carried out."""
        return sum(bool(entry["carriedOut"]) for entry in self.sandbox.ledger())

    def posts(self) -> int:
        """How many triggers came to the sandbox at all."""
        return len(self.sandbox.ledger())


def stage(*stages: Stage) -> Any:
    """Make a test for `wait_for`: the attempt has come to one of these stages."""
    return lambda attempt: attempt.stage in stages
