"""Begin a start as a dashboard does, and wait to be killed: `python -m tests.jobs.begin_start COMPANY`.

It prints the start's id once its sync runs.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from threading import Event

from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.services.account import account_with
from dashboard.services.budget import ReadPurpose
from dashboard.services.stored_account import stored_account
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.starting.repository import StartRepository
from dashboard.starting.service import StartService
from tests.starting.support import HERE, QUICK, RULES
from tests.support import limits
from tests.support.starts import wait_for

if __name__ == "__main__":
    settings = load(os.environ)
    store, account = real_store(settings), account_with(settings, settings.api_key)
    account_id = stored_account(store, account, datetime.now(UTC))
    records = StartRepository(store, account_id, account.address, QUICK.lease)
    service = StartService(account.make_client(ReadPurpose.START), records, RULES)
    intent = Intent(new_intent_id(), sys.argv[1], RequestedRange.up_to_now())
    attempt = service.start(intent, settings, HERE)
    wait_for(service, attempt.id, lambda now: now.stage is Stage.RUNNING, limits.WAIT_S)
    print(attempt.id, flush=True)
    Event().wait()
