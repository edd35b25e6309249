"""An unknown key is read-only until script/account assigns it to an account; then it has that record."""

import pytest

from script import account_of
from tests.pages.conftest import text_of
from tests.pages.starting import keys, press, until

NEW_KEY = {"CODAT_API_KEY": "new-key"}
UNKNOWN = "This API key is new to the dashboard, so it’s read-only for now."


@pytest.fixture
def running(start, fresh_sandbox):
    """A start under the key that was here first; its sync runs."""
    fresh_sandbox.let_syncs_run()
    return until(press(press(start(), "go_on"), "start_sync"), "has been running")


@pytest.mark.usefixtures("running")
def test_a_second_key_reads_and_says_why_it_cannot_start_a_sync(start, open_page, fresh_sandbox):
    page = start(env=NEW_KEY)
    assert UNKNOWN in text_of(page)
    assert "with script/account" in text_of(page)
    assert not keys(page) & {"go_on", "start_sync"}
    company = text_of(open_page("company", company=fresh_sandbox.company("healthy")))
    assert "A sync is running" in company


@pytest.mark.usefixtures("running")
def test_a_rotated_key_shows_who_holds_the_company(start):
    page = start(env=NEW_KEY)
    assert account_of.main(["rotate"]) == 0
    assert "has been running" in text_of(page.run())
    assert "go_on" not in keys(page)


@pytest.mark.usefixtures("running")
def test_a_new_account_shows_only_that_another_key_holds_the_company(start, fresh_sandbox):
    page = start(env=NEW_KEY)
    assert account_of.main(["new"]) == 0
    assert "A sync is being started under another API key" in text_of(page.run())
    assert "go_on" not in keys(page)
    assert len(fresh_sandbox.ledger()) == 1


@pytest.mark.parametrize("command", ["rotate", "new"])
def test_a_key_assigned_to_an_account_can_start_syncs(start, fresh_sandbox, command):
    until(press(press(start(), "go_on"), "start_sync"), "The sync succeeded after")
    assert UNKNOWN in text_of(start(env=NEW_KEY))
    assert account_of.main([command]) == 0
    until(press(press(start(), "go_on"), "start_sync"), "The sync succeeded after")
    assert len(fresh_sandbox.ledger()) == 2


def test_a_key_that_was_assigned_before_it_is_put_in_place_interrupts_nothing(
    start, fresh_sandbox, tmp_path, monkeypatch
):
    """The order that docs/operating.md recommends."""
    fresh_sandbox.let_syncs_run()
    used, new = tmp_path / "codat-key", tmp_path / "new-key"
    used.write_text("old-key\n", encoding="utf-8")
    page = start(env={"CODAT_API_KEY": "", "CODAT_API_KEY_FILE": str(used)})
    until(press(press(page, "go_on"), "start_sync"), "has been running")
    new.write_text("new-key\n", encoding="utf-8")
    monkeypatch.setenv("CODAT_API_KEY_FILE", str(new))
    assert account_of.main(["rotate"]) == 0
    monkeypatch.setenv("CODAT_API_KEY_FILE", str(used))
    new.replace(used)
    fresh_sandbox.switch(revokedKey="old-key")
    assert UNKNOWN not in text_of(page.run())
    fresh_sandbox.end_syncs()
    until(page, "The sync succeeded after")
    assert len(fresh_sandbox.ledger()) == 1
