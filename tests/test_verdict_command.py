"""script/verdict: one company's verdict as text or JSON, and a sentence when there is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial

import pytest

from codat_client import RetryConfig, client
from dashboard import demo
from dashboard.insight.verdict.state import State
from dashboard.settings import load
from script import verdict_of
from tests.codat_client.servers import CERTIFICATES, COMPANY, reply, serve, tunnel_to
from tests.support.sandbox_process import SandboxProcess

CA = str(CERTIFICATES / "ca.pem")


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
    assert "are not in Xero\nXero rejected the chosen tax rate: it doesn’t exist or isn’t valid.\n" in printed
    assert "  1. Merchant: in the sync settings, choose another tax rate" in printed


def test_json_holds_all_that_was_found(environment, capsys):
    assert verdict_of.main([environment.company("failing-29"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"]["state"] == "will_be_switched_off"
    assert found["verdict"]["streak"]["days"] == 29
    assert found["texts"]["headline"].startswith("Sales since")


@pytest.mark.parametrize(
    ("case", "headline"),
    [("deleted", "Codat can’t find this company"), ("no-commerce", "This company doesn’t use Sync"),
     ("never-synced-404", "Nothing has synced yet"), ("not-configured", "The set-up isn’t finished")],
)  # fmt: skip
def test_companies_without_syncs_are_distinguished(environment, capsys, case: str, headline: str):
    assert verdict_of.main([environment.company(case)]) == 0
    assert capsys.readouterr().out.startswith(headline)


def test_one_failed_read_is_said_and_the_rest_judged(environment, capsys):
    environment.fault("404", operation="sync.list", companyId=environment.company("failing-3"))
    assert verdict_of.main([environment.company("failing-3")]) == 0
    assert "Sales since" in capsys.readouterr().out


def test_it_goes_through_the_proxy_and_trusts_the_certificates_that_are_set(monkeypatch, capsys):
    unknown = reply({"error": "No company was found", "correlationId": "x"}, 404)
    with serve(unknown, tls=True) as server, serve(tunnel_to(server.port)) as proxy:
        for name, value in {"BASE_URL": server.url, "PROXY": proxy.url, "CA_BUNDLE": CA}.items():
            monkeypatch.setenv(f"CODAT_{name}", value)
        monkeypatch.setenv("CODAT_API_KEY", "test-key")
        assert verdict_of.main([COMPANY]) == 0
    assert capsys.readouterr().out.startswith("Codat can’t find this company")
    assert {asked.method for asked in proxy.asked} == {"CONNECT"}
    assert len(server.asked) == 6


@pytest.mark.parametrize("missing", ["CODAT_PROXY", "CODAT_CA_BUNDLE"])
def test_a_proxy_or_certificates_that_are_not_there_are_said(monkeypatch, capsys, missing):
    monkeypatch.setattr(client, "RetryConfig", partial(RetryConfig, base_delay=0.05))  # as often, but sooner
    monkeypatch.setenv("CODAT_API_KEY", "test-key")
    monkeypatch.setenv("CODAT_BASE_URL", "https://api.invalid")
    monkeypatch.setenv(missing, "http://127.0.0.1:9" if missing == "CODAT_PROXY" else "/no/such.pem")
    assert verdict_of.main([COMPANY]) == 1
    assert missing in capsys.readouterr().err


def test_the_demo_needs_neither(monkeypatch, environment):
    monkeypatch.setattr(demo, "address", lambda _: environment.url)
    settings = load({"DEMO": "1", "CODAT_PROXY": "http://127.0.0.1:9"})
    verdict, _ = verdict_of.read_and_judge(settings, "healthy", datetime.now(UTC))
    assert verdict.state is State.ARRIVING


def test_an_unknown_case_of_the_demo_is_said_with_the_similar_one_and_all_there_are(
    monkeypatch, environment, capsys
):
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setattr(demo, "address", lambda _: environment.url)
    assert verdict_of.main(["archived-tax-rates"]) == 1
    said = capsys.readouterr().err
    assert "no case “archived-tax-rates”. Did you mean archived-tax-rate?" in said
    assert "half-closed-gap" in said
    assert "ordinary-" not in said


def test_an_id_is_no_case_and_is_asked_for_as_it_is(monkeypatch, environment, capsys):
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setattr(demo, "address", lambda _: environment.url)
    assert verdict_of.main([COMPANY]) == 0
    assert capsys.readouterr().out.startswith("Codat can’t find this company")


def test_a_wrong_key_is_said_in_a_sentence(environment, monkeypatch, capsys):
    monkeypatch.setenv("CODAT_API_KEY", "wrong-key")
    assert verdict_of.main([environment.company("healthy")]) == 1
    assert "key" in capsys.readouterr().err


def test_without_a_key_it_says_what_to_set(monkeypatch, capsys):
    monkeypatch.delenv("CODAT_API_KEY", raising=False)
    monkeypatch.delenv("DEMO", raising=False)
    assert verdict_of.main(["anything"]) == 1
    assert "CODAT_API_KEY" in capsys.readouterr().err
