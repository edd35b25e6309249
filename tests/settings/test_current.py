"""The settings as they are now: they follow the environment and the files of secrets."""

from __future__ import annotations

import pytest

from dashboard.settings import current_settings


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    monkeypatch.delenv("CODAT_API_KEY", raising=False)


def test_the_same_settings_are_returned_until_something_changes(monkeypatch):
    first = current_settings()
    assert current_settings() is first
    monkeypatch.setenv("LATE_HOURS", "7")
    assert current_settings().late_hours == pytest.approx(7)


def test_a_new_key_in_the_file_counts_at_once(monkeypatch, tmp_path):
    file = tmp_path / "codat-key"
    file.write_text("first-key", encoding="utf-8")
    monkeypatch.setenv("CODAT_API_KEY_FILE", str(file))
    assert current_settings().api_key == "first-key"
    file.write_text("other-key", encoding="utf-8")
    assert current_settings().api_key == "other-key"


def test_streamlits_secrets_are_read_only_when_something_has_changed(monkeypatch):
    calls = []

    def secrets():
        calls.append("read")
        return {"late_hours": 5}

    assert [current_settings(secrets).late_hours for _ in range(3)] == [5, 5, 5]
    monkeypatch.setenv("WARN_DAYS", "3")
    assert current_settings(secrets).warn_days == 3
    assert calls == ["read", "read"]
