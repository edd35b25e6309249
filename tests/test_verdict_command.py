"""script/verdict: one company's verdict as text or JSON, and a sentence when there is none."""

from __future__ import annotations

import json

import pytest

from script import verdict_of
from tests.support.sandbox_process import SandboxProcess


@pytest.fixture
def environment(sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch) -> SandboxProcess:
    """Point the settings to the sandbox, as if it were Codat."""
    monkeypatch.delenv("DEMO", raising=False)
    monkeypatch.setenv("CODAT_API_KEY", "test-key")
    monkeypatch.setenv("CODAT_BASE_URL", sandbox.url)
    sandbox.reset()
    return sandbox


def test_it_prints_the_answer_as_the_page_gives_it(environment, capsys):
    assert verdict_of.main([environment.company("archived-tax-rate")]) == 0
    printed = capsys.readouterr().out
    assert "are not in Xero\nXero answers that the chosen tax rate does not exist or is invalid.\n" in printed
    assert "  1. Merchant picks another tax rate" in printed


def test_json_holds_all_that_was_found(environment, capsys):
    assert verdict_of.main([environment.company("failing-29"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"]["state"] == "will_be_switched_off"
    assert found["verdict"]["streak"]["days"] == 29
    assert found["told"]["headline"].startswith("Sales since")


@pytest.mark.parametrize(
    ("case", "headline"),
    [("deleted", "Codat does not know this company"), ("no-commerce", "This company does not use Sync"),
     ("never-synced-404", "Nothing has synced yet"), ("not-configured", "The set-up is not finished")],
)  # fmt: skip
def test_companies_without_syncs_are_told_apart_over_the_wire(environment, capsys, case: str, headline: str):
    assert verdict_of.main([environment.company(case)]) == 0
    assert capsys.readouterr().out.startswith(headline)


def test_one_failed_read_is_said_and_the_rest_judged(environment, capsys):
    environment.fault("404", operation="sync.list", companyId=environment.company("failing-3"))
    assert verdict_of.main([environment.company("failing-3")]) == 0
    assert "Sales since" in capsys.readouterr().out


def test_a_wrong_key_is_said_in_a_sentence(environment, monkeypatch, capsys):
    monkeypatch.setenv("CODAT_API_KEY", "wrong-key")
    assert verdict_of.main([environment.company("healthy")]) == 1
    assert "key" in capsys.readouterr().err


def test_without_a_key_it_says_what_to_set(monkeypatch, capsys):
    monkeypatch.delenv("CODAT_API_KEY", raising=False)
    monkeypatch.delenv("DEMO", raising=False)
    assert verdict_of.main(["anything"]) == 1
    assert "CODAT_API_KEY" in capsys.readouterr().err
