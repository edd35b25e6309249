"""How many sign-ins may fail, and how many sessions a proxy's person may begin, within a minute."""

from __future__ import annotations

import pytest

from dashboard.web.sign_in.tries import BEGUN, FAILED


@pytest.mark.parametrize("limited", [FAILED, BEGUN])
def test_the_setting_is_the_limit_of_each_holder(monkeypatch, limited):
    monkeypatch.setenv("SIGN_INS_A_MINUTE", "2")
    assert [limited.of("192.0.2.7 of this test").take() for _ in range(3)] == [True, True, False]
    assert limited.of("192.0.2.7 of this test").wait() <= 30
    assert limited.of("192.0.2.8 of this test").take()
