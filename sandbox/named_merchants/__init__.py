"""The named merchants: each shows one situation that support meets."""

from __future__ import annotations

from sandbox.case import Case
from sandbox.named_merchants.failing import FAILING
from sandbox.named_merchants.healthy import HEALTHY
from sandbox.named_merchants.never_synced import NEVER_SYNCED
from sandbox.named_merchants.not_in_latest_sync import NOT_IN_LATEST_SYNC
from sandbox.named_merchants.untidy_records import UNTIDY_RECORDS

NAMED: tuple[Case, ...] = (*HEALTHY, *FAILING, *NEVER_SYNCED, *UNTIDY_RECORDS, *NOT_IN_LATEST_SYNC)
"""All of them; the list of companies keeps this order."""
