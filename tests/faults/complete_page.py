"""What a page must still show while something cannot be read."""

from __future__ import annotations

from codat_client import NotFound
from dashboard import foreign_text

READS = {
    "sync.get_latest_sync": "latest",
    "sync.get_last_successful_sync": "last_successful",
    "sync.get_status": "status",
    "connections.list": "connections",
    "configuration.get": "configuration",
    "sync.list": "syncs",
    "companies.list": "company",
}
# What stands on a page of the healthy merchant, and the operations without which it may not.
STANDING: dict[str, dict[str, set[str]]] = {
    "company": {
        "Days failing": {"sync.get_latest_sync"},
        "Daily results, last 90 days": {"sync.list"},
        "Last read": {"connections.list"},
        "Schedule": {"configuration.get"},
        "Harbour Street Books": {"companies.list"},
        "Square → Xero": {"connections.list"},
    },
    "history": {"syncs, newest first": {"sync.list"}, "Daily results, last 90 days": {"sync.list"}},
    "setup": {
        "Nothing in the set-up needs fixing": {"configuration.get"},
        "Tax rates": {"configuration.get"},
    },
    "start": {
        "Before you start": {"sync.get_latest_sync", "configuration.get"},
        "Request": {"sync.get_latest_sync", "configuration.get"},
    },
    "sync": {"This sync wrote data": set(), "Status code": set(), "Raw record": set()},
}
NO_TRACE = ("Traceback", "site-packages", "Error(", ".py")


def stands(page: str, text: str, operation: str) -> None:
    """Hold that the page is whole but for what hangs on the operation."""
    gone = [
        part for part, hangs_on in STANDING[page].items() if operation not in hangs_on and part not in text
    ]
    assert not gone, gone
    assert not [trace for trace in NO_TRACE if trace in text]


def is_told(text: str, error: Exception | None, operation: str = "") -> None:
    """Hold that the page says the error's sentence, and that it has a next step."""
    no_set_up = isinstance(error, NotFound) and operation == "configuration.get"  # an answer, no trouble
    if error is not None and not no_set_up:
        shows(text, str(error))


def shows(text: str, sentence: str) -> None:
    """Hold that the page says the sentence, and that it has a next step."""
    assert foreign_text.html(sentence) in text
    assert ". " in sentence  # what happened, and what to do
