"""Compare the record with the sandbox's ledger: what was doubled, and what pages say wrongly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.support.starts.plan import Errand
from dashboard.insight.start.attempt import Attempt, Stage, StartEventType

NOTHING_SENT = frozenset({Stage.LOOKING, Stage.NOT_STARTED})
STARTED = frozenset({Stage.RUNNING, Stage.ENDED})
INTERNAL_ERROR = 500


@dataclass(frozen=True)
class Ledger:
    """The sandbox's ledger, by key: the ids of the syncs that began, and the statuses answered."""

    began: Mapping[str, list[str]]
    answered: Mapping[str, list[int]]

    @classmethod
    def of(cls, entries: Iterable[dict[str, Any]]) -> Ledger:
        """Sort the sandbox's entries by key."""
        began, answered = defaultdict[str, list[str]](list), defaultdict[str, list[int]](list)
        for each in entries:
            key = each["idempotencyKey"] or ""
            answered[key].append(each["answered"] or 0)
            if each["carriedOut"]:
                began[key].append(each["syncId"])
        return cls(began, answered)

    def doubled(self, errands: list[Errand]) -> int:
        """Return how many syncs began beyond the one for each errand."""
        wanted = {click: number for number, errand in enumerate(errands) for click in errand.clicks}
        count = defaultdict[int | str, int](int)
        for key, syncs in self.began.items():
            count[wanted.get(key, "unwanted")] += len(syncs)
        return sum(number - (errand != "unwanted") for errand, number in count.items())


def denies_wrongly(attempt: Attempt, ledger: Ledger) -> str:
    """Return what is wrong if the record says that nothing began; "" if nothing is wrong."""
    if attempt.stage in NOTHING_SENT and ledger.began.get(attempt.id):
        return f"{attempt.id} is “{attempt.stage}”, and a sync began"
    return ""


def claims_wrongly(attempt: Attempt, ledger: Ledger) -> str:
    """Return what is wrong if the record says that a sync began, or which one; "" if nothing is wrong."""
    began = ledger.began.get(attempt.id, [])
    if attempt.stage in STARTED and not began:
        return f"{attempt.id} is “{attempt.stage}” ({attempt.basis}), and no sync began"
    named = attempt.sync.sync_id if attempt.sync is not None else None
    if named is not None and named not in began:
        return f"{attempt.id} names sync {named} ({attempt.basis}), which it didn’t start"
    return ""


def misreports(attempt: Attempt, codes: Mapping[str, int | None]) -> str:
    """Return what is wrong with the recorded outcome, by Codat's list at the end; "" if nothing is."""
    record = attempt.sync if attempt.stage is Stage.ENDED else None
    if record is None or codes.get(record.sync_id or "") == record.sync_status_code:
        return ""
    return f"{attempt.id} ended with {record.sync_status_code}, which isn’t what Codat lists"


def needless_question(attempt: Attempt, ledger: Ledger) -> str:
    """Return that a person was asked although asking Codat again could have settled it; "" if not.

    It couldn't for a range of days, for an internal error repeated under the key, or if a new sync shows that
    may be another one: if Codat ignores the key, asking would start a second sync.
    """
    asked = any(each.kind is StartEventType.STILL_UNKNOWN for each in attempt.log)
    repeated = any(status >= INTERNAL_ERROR for status in ledger.answered.get(attempt.id, []))
    if not asked or attempt.intent.requested.start is not None or repeated or attempt.new:
        return ""
    steps = ", ".join(each.kind for each in attempt.log)
    return f"{attempt.id} was offered to a person needlessly: {steps}"


@dataclass
class Findings:
    """The findings as sentences: `wrong` claims, unnecessary questions (`asked`), starts left `unsettled`."""

    wrong: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    unsettled: set[str] = field(default_factory=set)

    def note(self, *sentences: str) -> None:
        """Add the wrong claims; "" means that a claim is right."""
        self.wrong.update(each for each in sentences if each)

    def sentences(self) -> list[str]:
        """Return them all."""
        return sorted(self.wrong | self.asked | self.unsettled)
