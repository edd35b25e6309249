"""Each of the sandbox's named merchants gets the verdict that its promise tells, at any hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.insight.gap import Range
from dashboard.insight.verdict.state import Ground, State
from dashboard.insight.verdict.verdict import Verdict
from sandbox.syncs import Sync
from script import merchants_table
from tests.conventions.project import text_of
from tests.support.merchants import NOW, cases, reads, world

# state, cause, days of sales missing, failing days, days left
EXPECTED: dict[str, tuple[State, str, int | None, int, int | None]] = {
    "nothing-to-sell": (State.NOTHING_TO_SEND, "", 0, 0, None),
    "running": (State.RUNNING, "", 0, 0, None),
    "duplicate-protection": (State.ARRIVING, "", 0, 0, None),
    "monthly": (State.ARRIVING, "", None, 0, None),
    "archived-tax-rate": (State.FAILING, "tax-rate-invalid", 9, 9, 22),
    "failing-3": (State.FAILING, "period-locked", 3, 3, 28),
    "failing-29": (State.WILL_BE_SWITCHED_OFF, "account-unusable", 29, 29, 2),
    "failing-30": (State.WILL_BE_SWITCHED_OFF, "accounts-missing", 30, 30, 1),
    "failing-31": (State.PROBABLY_SWITCHED_OFF, "tax-unmapped", 31, 31, 0),
    "switched-off": (State.SWITCHED_OFF, "side-withdrawn", 78, 31, 0),
    "deauthorised": (State.DISCONNECTED, "side-withdrawn", 5, 5, 26),
    "half-linked": (State.DISCONNECTED, "side-pending", 44, 14, 17),
    "unlinked": (State.DISCONNECTED, "side-unlinked", 4, 4, 27),
    "subscription-lapsed": (State.FAILING, "subscription-lapsed", 8, 8, 23),
    "partly-written": (State.FAILING, "reconcile", 2, 2, 29),
    "failed-at-once": (State.FAILING, "customer-unusable", 6, 6, 25),
    "half-closed-gap": (State.FAILING, "server-error", 10, 4, 27),
    "stuck": (State.STUCK, "", 1, 0, None),
    "late": (State.LATE, "", 1, 0, None),
    "never-synced-404": (State.NEVER_SYNCED, "", None, 0, None),
    "never-synced-null": (State.NEVER_SYNCED, "", None, 0, None),
    "never-synced-empty": (State.NEVER_SYNCED, "", None, 0, None),
    "never-synced-all-null": (State.NEVER_SYNCED, "", None, 0, None),
    "brand-new": (State.NEVER_SYNCED, "", None, 0, None),
    "not-configured": (State.NEVER_SYNCED, "", None, 0, None),
    "no-commerce": (State.NEVER_SYNCED, "", None, 0, None),
    "deleted": (State.NOT_KNOWN, "", None, 0, None),
    "hostile-text": (State.FAILING, "write-refused", 4, 4, 27),
    "unknown-codes": (State.NOT_KNOWN, "unknown-code", 1, 0, None),
    "silent-emptiness": (State.NOTHING_TO_SEND, "", 0, 0, None),
    "gap-to-close": (State.FAILING, "server-error", 8, 8, 23),
}
WELL = (State.ARRIVING, "", 0, 0, None)
MOMENTS = [
    NOW + timedelta(hours=hours) for hours in (-11.6, -10, 10)
] + [datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC)]  # fmt: skip


def summary(verdict: Verdict) -> tuple[State, str, int | None, int, int | None]:
    cause = verdict.cause.cause.key if verdict.cause else ""
    missing = verdict.gap.days if verdict.gap else None
    return verdict.state, cause, missing, verdict.streak.days, verdict.streak.left


@pytest.mark.parametrize("case", cases())
def test_each_named_merchant_gets_its_verdict(case: str):
    assert summary(reads(case).judged()) == EXPECTED.get(case, WELL)


def test_every_expectation_is_of_a_merchant_that_exists():
    assert set(EXPECTED) <= set(cases())


def covered_by_the_sandbox(case: str) -> list[Sync]:
    merchant = next(each for each in world(NOW).fleet if each.about.case == case)
    return [each for each in world(NOW).syncs(merchant, NOW) if each.outcome.succeeded]


@pytest.mark.parametrize("case", cases())
def test_what_is_missing_is_what_the_sandbox_knows_to_be_missing(case: str):
    gap = reads(case).judged().gap
    truth = covered_by_the_sandbox(case)
    if gap is None or not gap.certain or not truth or case == "ten-thousand":
        pytest.skip("nothing is derived, or nothing for certain")
    for hole in gap.missing:
        assert not any(each.overlaps(hole.start, hole.finish) for each in truth)
    assert not gap.missing or max(each.finish for each in truth) == gap.since


def test_a_reported_range_makes_the_half_closed_gap_certain():
    by_hand = covered_by_the_sandbox("half-closed-gap")[0]
    reported = {by_hand.id: Range(by_hand.start, by_hand.finish, historic=True)}
    gap = reads("half-closed-gap").judged(reported=reported).gap
    assert (gap.since, gap.days, gap.fewest) == (by_hand.finish, 5, 5)


def test_a_skipped_night_is_distinguished_and_is_no_failing_day():
    verdict = reads("duplicate-protection").judged()
    assert (verdict.ground, verdict.streak.days) == (Ground.SKIPPED, 0)


def test_the_table_in_the_docs_is_made_from_these_merchants():
    page = text_of("docs/how-it-judges.md")
    assert page == merchants_table.with_table(page), (
        "write it anew: .venv/bin/python -m script.merchants_table"
    )


# Last, as it reads all anew for each moment: what was read for NOW is at hand until then.
@pytest.mark.parametrize("moment", MOMENTS, ids=str)
@pytest.mark.parametrize("case", [case for case in cases() if case != "ten-thousand"])  # only long
def test_the_hour_of_the_day_does_not_change_the_state(case: str, moment: datetime):
    assert reads(case, moment).judged().state is EXPECTED.get(case, WELL)[0]
