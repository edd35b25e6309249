"""History as a file for scripts: the page's syncs, filters and bytes; and what is refused."""

import csv
import io
import re
from contextlib import ExitStack
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from codat_client import HeldBack
from dashboard.access.allowance import Allowance, Allowances
from dashboard.access.events import AccessLog, AccessQuery
from dashboard.services.budget import ReadBudget
from dashboard.services.stores import real_store
from dashboard.settings import current_settings
from dashboard.ui import person
from dashboard.web.api import history_file, routes
from tests.support.people import at_desk

PATH = "/export/history.csv"


@pytest.fixture
def company(fresh_sandbox):
    return fresh_sandbox.company("archived-tax-rate")


def events():
    return list(AccessLog(real_store(current_settings())).every(AccessQuery(kinds=frozenset())))


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_token_gets_every_sync_of_a_company(http, bearer_of, company, client):
    answer = http.get(PATH, params={"company": company}, headers=bearer_of())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    named = r'attachment; filename="Bluebird-Coffee-syncs-20[\w.-]+"'
    assert re.fullmatch(named, answer.headers["content-disposition"])
    assert [row["Sync id"] for row in rows_of(answer)] == [each.sync_id for each in client.sync.list(company)]


def test_filters_order_and_zone_are_those_of_the_page_s_address(http, company):
    query = {"company": company, "status": "failed", "days": "90", "sort": "ran", "times": "utc", "rows": "2"}
    rows = rows_of(http.get(PATH, params=query))
    assert {row["Outcome"] for row in rows} <= {"failed", "failed, partly written"}
    assert rows == sorted(rows, key=lambda row: row["Ran (UTC)"])
    assert "Ran (UTC, as on the page)" in rows[0]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("company=x", "The parameter company can’t be used: 'x'. Use the company’s id, a UUID."),
        ("", "The parameter company can’t be used: ''. Use the company’s id, a UUID."),
        ("company={id}&status=faild", "The parameter status can’t be used: 'faild'."),
        ("company={id}&sort=size", "The parameter sort can’t be used: 'size'."),
        ("company={id}&times=mine", "The parameter times can’t be used: 'mine'. Use merchant or utc."),
        ("company={id}&state=failed", "There’s no parameter 'state'."),
        ("company={id}&status=failed&status=running", "A parameter is given twice."),
        ("company={id}&code=%0A%F0%9F%98%80", "The parameter code can’t be used: '\\n\\U0001f600'."),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused_before_anything_is_read(
    http, company, fresh_sandbox, query, sentence
):
    answer = http.get(f"{PATH}?{query.replace('{id}', company)}")
    assert answer.status_code == 400
    assert answer.text.startswith(sentence)
    assert not fresh_sandbox.requests()


def test_a_company_that_is_not_there_and_one_that_is_not_covered_look_the_same(http, bearer_of, company):
    header = bearer_of(rule="name Shop*")
    for asked in (company, str(uuid4())):
        answer = http.get(PATH, params={"company": asked}, headers=header)
        assert (answer.status_code, answer.text) == (
            404,
            "Company not found, or your role doesn’t cover it.\n",
        )


def test_a_company_that_codat_does_not_know_is_not_found(http, bearer_of):
    answer = http.get(PATH, params={"company": str(uuid4())}, headers=bearer_of())
    assert answer.status_code == 404


def test_a_rule_lets_its_companies_through(http, bearer_of, company):
    assert (
        http.get(PATH, params={"company": company}, headers=bearer_of(rule="name Blue*")).status_code == 200
    )


def test_an_export_is_on_record_once_with_who_what_and_how_many(http, bearer_of, company):
    answer = http.get(PATH, params={"company": company}, headers=bearer_of())
    event = events()[0]
    assert (event.kind, event.person, event.identity) == ("exported", "nightly", "token nightly")
    assert event.company_id == company
    assert event.detail.endswith(f".csv: {len(rows_of(answer))} syncs, by a route")
    assert [each.kind for each in events()].count("exported") == 1


def test_a_token_that_is_revoked_while_its_file_is_made_gets_none(
    http, bearer_of, tokens, company, monkeypatch
):
    def read_company(*args):
        tokens.revoke("nightly", at_desk("Ada"), datetime.now(UTC))
        return history_file.read_company(*args)

    monkeypatch.setattr(routes, "read_company", read_company)
    answer = http.get(PATH, params={"company": company}, headers=bearer_of())
    assert (answer.status_code, "content-disposition" in answer.headers) == (401, False)
    assert "exported" not in [each.kind for each in events()]


def test_people_without_sign_in_have_an_allowance_for_each_address(http, company, monkeypatch):
    each_once = Allowances(lambda: Allowance(9, 0.15, clock=lambda: 0.0))
    monkeypatch.setattr(person, "_allowances", each_once)
    statuses = [
        http.get(PATH, params={"company": company}, headers={f"X-A{at}": "1"}).status_code for at in range(2)
    ]
    assert statuses == [200, 429], "no header of the client’s choice brings a new one"
    monkeypatch.setattr(http._transport, "client", ("192.0.2.7", 50_000))
    assert http.get(PATH, params={"company": company}).status_code == 200


def test_a_refused_export_is_on_record(http, bearer_of, company):
    http.get(PATH, params={"company": company}, headers=bearer_of(rule="name Shop*"))
    assert (events()[0].kind, events()[0].company_id) == ("act refused", company)


def test_refusals_use_up_the_allowance_so_that_no_one_fills_the_record(http, bearer_of, company, monkeypatch):
    two = Allowances(lambda: Allowance(2, 1 / 30, clock=lambda: 0.0))
    monkeypatch.setattr(person, "_allowances", two)
    header = bearer_of(rule="name Shop*")
    answers = [http.get(PATH, params={"company": company}, headers=header) for _ in range(4)]
    assert [each.status_code for each in answers] == [404, 404, 429, 429]
    assert "Too many requests. Try again in 30 seconds." in answers[2].text
    assert answers[2].headers["retry-after"] == "30"
    refused = [each for each in events() if each.kind == "act refused"]
    assert len(refused) == 2


def test_another_site_cannot_make_a_browser_read(http, company, fresh_sandbox):
    answer = http.get(PATH, params={"company": company}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.text) == (
        403,
        "This request came from another site. Open the dashboard and export there.\n",
    )
    assert not fresh_sandbox.requests()


def test_a_foreign_host_is_refused_with_a_token_too(http, bearer_of, company):
    headers = {**bearer_of(), "Host": "desk.example"}
    assert http.get(PATH, params={"company": company}, headers=headers).status_code == 403


def test_nothing_but_get_is_answered(http, company):
    answer = http.head(PATH, params={"company": company})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_what_the_quota_holds_back_says_when_to_try_again(http, company, monkeypatch):
    def held(*_):
        raise HeldBack("The day’s quota is used up.")

    monkeypatch.setattr(ReadBudget, "check", held)
    answer = http.get(PATH, params={"company": company})
    assert (answer.status_code, answer.text) == (429, "The day’s quota is used up.\n")


def test_people_can_still_read_when_scripts_must_wait(http, bearer_of, company, fresh_sandbox):
    fresh_sandbox.leave_quota(0.55)
    script = http.get(PATH, params={"company": company}, headers=bearer_of())
    assert script.status_code == 429
    assert int(script.headers["retry-after"]) > 0
    assert http.get(PATH, params={"company": company}).status_code == 200


def test_a_script_over_its_limit_learns_when_to_retry(http, bearer_of, company, monkeypatch):
    header = bearer_of("often")
    once_and_a_half = Allowance(9, 0.15, clock=lambda: 0.0)
    monkeypatch.setattr(person, "_allowances", Allowances(lambda: once_and_a_half))
    answers = [http.get(PATH, params={"company": company}, headers=header) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 429]
    assert 0 < int(answers[1].headers["retry-after"]) <= 60


def test_an_error_of_codat_is_a_bad_gateway_and_no_file(http, company, monkeypatch):
    monkeypatch.setenv("CODAT_BASE_URL", "http://127.0.0.1:9")
    answer = http.get(PATH, params={"company": company})
    assert answer.status_code == 502
    assert "content-disposition" not in answer.headers


def test_a_third_export_at_once_is_asked_to_wait(http, company):
    with routes._places, routes._places:
        answer = http.get(PATH, params={"company": company})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert http.get(PATH, params={"company": company}).status_code == 200


def test_however_many_ask_at_once_they_hold_few_threads(http, company):
    with ExitStack() as held:
        for _ in range(routes.MOST_THREADS):
            held.enter_context(routes._threads)
        assert http.get(PATH, params={"company": company}).status_code == 503
    assert http.get(PATH, params={"company": company}).status_code == 200


def test_without_a_key_there_is_a_sentence(http, company, monkeypatch):
    monkeypatch.delenv("CODAT_API_KEY")
    answer = http.get(PATH, params={"company": company})
    assert (answer.status_code, answer.text) == (503, "There is no API key. Set CODAT_API_KEY.\n")
