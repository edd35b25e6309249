"""No trigger is carried out twice, and nobody is told wrong, whatever happens on the way.

Idempotency keys are switched off in the sandbox: the client's own rules have to do it alone. The sandbox's
ledger says what was truly carried out.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from codat_client import Unclear
from tests.triggers.kinds import KINDS
from tests.triggers.storm import TRIGGERS, Storm, nobody_listens


@pytest.fixture(scope="module")
def storm(sandbox):
    sandbox.reset()
    sandbox.switch(idempotency=False, syncSeconds=0.1)
    with nobody_listens() as refused:
        storm = Storm(sandbox, refused)
        storm.blow()
    yield storm
    storm.close()
    sandbox.reset()


def report(storm: Storm) -> str:
    """Lay out kind × outcome, and the three numbers that have to be 0."""
    begun = storm.begun()
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for call in storm.calls:
        rows[call.kind.name][call.outcome.__name__] += 1
    lines = [f"{kind.name:26} {dict(rows[kind.name])}" for kind in KINDS]
    doubled = sum(begun[call.key] > 1 for call in storm.calls)
    wrong = sum(
        call.carried_out is not None and call.carried_out != (begun[call.key] == 1) for call in storm.calls
    )
    unclear = sum(call.outcome is Unclear and call.kind.outcome is not Unclear for call in storm.calls)
    numbers = f"doubled {doubled}, told wrong {wrong}, needlessly unclear {unclear}"
    return "\n".join([*lines, f"{len(storm.calls)} triggers: {numbers}"])


def test_200_triggers_meet_every_kind_of_trouble_at_least_five_times(storm):
    met = Counter(call.kind.name for call in storm.calls)
    assert len(storm.calls) == TRIGGERS
    assert set(met) == {kind.name for kind in KINDS}
    assert min(met.values()) >= 5


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


@pytest.mark.prints
def test_the_numbers_that_have_to_be_0_are_0(storm):
    text = report(storm)
    print(text)
    assert text.endswith("doubled 0, told wrong 0, needlessly unclear 0")
