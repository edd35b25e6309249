"""No trigger is carried out twice, and nobody is told wrong, whatever happens on the way.

Idempotency keys are switched off in the sandbox: the client's own rules have to do it alone. The sandbox's
ledger says what was truly carried out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from sandbox.faults import KINDS as FAULTS
from tests.support import limits
from tests.triggers.kinds import KINDS
from tests.triggers.storm import Storm, nobody_listens

AT_LEAST, EACH = 200, 5
OVERDUE_THOUGH_IT_STALLS = limits.stretched(4)
"""Seconds past the total, here; the benchmark says one, and wants a machine of its own."""


@pytest.fixture(scope="module")
def storm(sandbox):
    sandbox.reset()
    sandbox.switch(idempotency=False, syncSeconds=0.1)
    with nobody_listens() as refused:
        storm = Storm(sandbox, refused, EACH * len(KINDS))
        storm.blow()
    yield storm
    storm.close()
    sandbox.reset()


def test_over_200_triggers_meet_every_kind_of_problem_at_least_five_times(storm):
    met = Counter(call.kind.name for call in storm.calls)
    assert len(storm.calls) >= AT_LEAST
    assert set(met) == {kind.name for kind in KINDS}
    assert min(met.values()) >= EACH


def test_nothing_is_begun_twice(storm):
    assert not {key: times for key, times in storm.begun().items() if times > 1}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_has_its_one_right_outcome(storm, kind):
    calls = [call for call in storm.calls if call.kind is kind]
    assert {(call.outcome, call.carried_out) for call in calls} == {(kind.outcome, kind.carried_out)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_really_happened_as_ordered(storm, kind):
    begun = storm.begun()
    assert {begun[call.key] for call in storm.calls if call.kind is kind} == {kind.begun}


def test_every_fault_of_the_sandbox_is_met(storm):
    met = {entry["fault"] for entry in storm.sandbox.ledger()}
    assert met - {None} == set(FAULTS)


@pytest.mark.prints
def test_the_numbers_that_have_to_be_0_are_0(storm):
    figures = storm.figures(overdue=OVERDUE_THOUGH_IT_STALLS)
    print(f"{storm.table()}\n{len(storm.calls)} triggers: {figures}")
    assert set(figures.values()) == {0}


def test_by_itself_more_than_a_second_past_the_total_is_overdue(storm, monkeypatch):
    call = storm.calls[0]
    calls = [replace(call, seconds=call.kind.timeout + past) for past in (0.9, 1.1)]
    monkeypatch.setattr(storm, "calls", calls)
    assert storm.figures()["overdue"] == 1
