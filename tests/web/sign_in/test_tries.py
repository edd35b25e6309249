"""How many sign-ins one address may try within a minute."""

from __future__ import annotations

from dashboard.web.sign_in.tries import SignInTries


def test_after_so_many_tries_an_address_waits_until_the_first_is_a_minute_old():
    now = [100.0]
    tries = SignInTries(lambda: now[0])
    assert [tries.wait("192.0.2.7", 2) for _ in range(3)] == [0, 0, 60]
    now[0] += 59.5
    assert tries.wait("192.0.2.7", 2) == 1
    now[0] += 0.5
    assert [tries.wait("192.0.2.7", 2) for _ in range(3)] == [0, 0, 60]


def test_another_address_has_tries_of_its_own():
    tries = SignInTries()
    assert tries.wait("192.0.2.7", 1) == 0
    assert tries.wait("192.0.2.8", 1) == 0
    assert tries.wait("192.0.2.7", 1) > 0
