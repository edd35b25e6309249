"""Kept answers, as Codat documents them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.errors import Refusal
from sandbox.idempotency import Answer, StoredAnswers
from tests.sandbox.conftest import wait_until

KEY = "0f0f0f0f-1111-4222-8333-444444444444"


def carried_out(sandbox):
    return [entry["carriedOut"] for entry in sandbox.ledger()].count(True)


def test_the_same_key_gets_the_first_answer_and_begins_nothing(http):
    first, second = (http.start("healthy", key=KEY) for _ in range(2))
    assert first.json() == second.json()
    assert carried_out(http.sandbox) == 1


def test_another_key_begins_another(http):
    for key in (KEY, "other"):
        http.start("healthy", key=key)
    assert carried_out(http.sandbox) == 2


def test_no_key_begins_another(http):
    for _ in range(2):
        http.start("healthy")
    assert carried_out(http.sandbox) == 2


def test_the_same_key_with_another_body_gets_422(http):
    http.start("healthy", key=KEY)
    assert http.start("healthy", {"syncTo": "2026-11-24"}, key=KEY).status_code == 422
    assert carried_out(http.sandbox) == 1


def test_the_same_key_for_another_company_gets_422(http):
    http.start("healthy", key=KEY)
    assert http.start("two-shops", key=KEY).status_code == 422


def test_a_kept_answer_may_be_a_5xx(http):
    http.sandbox.fault("502", carriedOut=True)
    assert [http.start("healthy", key=KEY).status_code for _ in range(2)] == [502, 502]
    assert carried_out(http.sandbox) == 1


def test_a_refusal_is_kept(http):
    assert [http.start("switched-off", key=KEY).status_code for _ in range(2)] == [400, 400]


def test_a_429_is_not_kept_and_frees_the_key(http):
    http.sandbox.fault("429")
    assert [http.start("healthy", key=KEY).status_code for _ in range(2)] == [429, 200]


def test_an_answer_that_never_arrived_is_given_again(http):
    http.sandbox.fault("drop", carriedOut=True)
    with pytest.raises(OSError, match="Connection"):
        http.start("healthy", key=KEY)
    assert http.start("healthy", key=KEY).status_code == 200
    assert carried_out(http.sandbox) == 1


def test_a_request_that_never_arrived_leaves_the_key_free(http):
    http.sandbox.fault("drop", carriedOut=False)
    with pytest.raises(OSError, match="Connection"):
        http.start("healthy", key=KEY)
    assert http.start("healthy", key=KEY).status_code == 200
    assert carried_out(http.sandbox) == 1


def test_while_the_first_is_worked_on_the_key_gets_409(http):
    http.sandbox.fault("late", delay=3)
    first = threading.Thread(target=http.start, args=("healthy", None, KEY))
    first.start()
    wait_until(lambda: len(http.sandbox.ledger()) == 1)
    assert http.start("healthy", key=KEY).status_code == 409
    first.join()
    assert http.start("healthy", key=KEY).status_code == 200


def test_by_a_switch_keys_are_ignored(http):
    http.sandbox.switch(idempotency=False)
    for _ in range(2):
        http.start("healthy", key=KEY)
    assert carried_out(http.sandbox) == 2


class Clock:
    now = datetime(2026, 11, 24, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.mark.parametrize(("minutes", "kept"), [(0, True), (89, True), (90, False), (120, False)])
def test_answers_are_kept_90_minutes(minutes, kept):
    clock = Clock()
    answers = StoredAnswers(clock)
    answers.claim("k", "/path", b"")
    answers.store("k", Answer(500, None))
    clock.now += timedelta(minutes=minutes)
    assert (answers.claim("k", "/path", b"") is not None) is kept


def test_a_claimed_key_is_refused_until_it_has_an_answer():
    answers = StoredAnswers(Clock())
    answers.claim("k", "/path", b"")
    with pytest.raises(Refusal):
        answers.claim("k", "/path", b"")
