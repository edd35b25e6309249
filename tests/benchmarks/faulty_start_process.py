"""A process of the benchmark of starts with a bug: each request is also sent under a second key."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace

from benchmarks.support.starts import process
from codat_client import CodatClient, CodatError, SyncSummary
from dashboard.insight.start.intent import Intent, new_intent_id
from dashboard.starting import worker

_send = worker.send


def _send_twice(client: CodatClient, intent: Intent) -> SyncSummary:
    with suppress(CodatError):
        _send(client, replace(intent, id=new_intent_id()))
    return _send(client, intent)


if __name__ == "__main__":
    worker.send = _send_twice
    process.main(sys.argv[1])
