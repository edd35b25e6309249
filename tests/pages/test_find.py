"""Find answers names, ids and links, says what it doesn't know, and makes no needless call."""

from __future__ import annotations

import html
import itertools
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.services import directory
from dashboard.services.account import CodatAccount
from dashboard.ui import browser
from dashboard.ui.find import answer as find_answer
from dashboard.ui.find import sync_lookup
from dashboard.ui.fleet.freshness import FOLLOW_S
from tests.pages.conftest import ROOT, text_of
from tests.support import limits

STRANGER = "11111111-2222-4333-8444-555555555555"
_keys = itertools.count()
Find = Callable[..., AppTest]


@pytest.fixture
def find(open_page) -> Find:
    """Return a function that opens Find with a key of its own, so that no list read before is at hand."""

    def open_find(typed: str = "", key: str | None = None) -> AppTest:
        env = {"CODAT_API_KEY": key or f"key-{next(_keys)}"}
        return settled(open_page(env=env, **({"q": typed} if typed else {})))

    return open_find


def settled(test: AppTest) -> AppTest:
    """Run the page until nothing is being read or looked up any more."""
    pause, end = threading.Event(), monotonic() + limits.WAIT_S
    while re.search("Loading companies|Looking up", text_of(test)):
        assert monotonic() < end, "the list is still being read or looked up"
        pause.wait(0.05)
        test.run()
    return test


def until(test: AppTest, words: str) -> AppTest:
    """Run the page again and again, as its ticks do, until its answer says these words."""
    pause, end = threading.Event(), monotonic() + limits.WAIT_S
    while words not in answer_of(test):
        assert monotonic() < end, answer_of(test)
        pause.wait(0.05)
        test.run()
    return test


def typing(test: AppTest, typed: str) -> AppTest:
    return settled(test.text_input[0].set_value(typed).run())


def press(test: AppTest, label: str) -> AppTest:
    button = next(each for each in test.button if each.label.startswith(label))
    return settled(button.click().run())


def answer_of(test: AppTest) -> str:
    """What stands under the box, as html."""
    shown = [str(each.proto.body) for each in test.get("html")]
    return next(body for body in shown if "data-answers" in body)


def operations(sandbox) -> list[str]:
    return [each["operation"] for each in sandbox.requests()]


def a_sync_of(client, company_id: str) -> str:
    return str(client.sync.list(company_id)[0].sync_id)


def test_before_anything_is_typed_it_shows_companies_and_what_can_be_typed(find):
    test = until(find(), "1–20 of 59")
    assert "59 companies." in text_of(test)
    assert "Companies you open appear here." in answer_of(test)
    assert "What you can enter" in text_of(test)


@pytest.mark.parametrize("typed", ["bluebrid", "BLUEBIRD COFFEE", "coffee blue", "luebir"])
def test_a_name_is_found_with_typos_and_in_any_order(find, fresh_sandbox, typed):
    answer = answer_of(find(typed))
    assert f'href="/company?company={fresh_sandbox.company("archived-tax-rate")}"' in answer


def test_typing_puts_the_text_into_the_address(find):
    test = typing(find(), "  harbour ")
    assert test.query_params["q"] == "harbour"
    assert "q" not in typing(test, "").query_params


def test_the_box_takes_its_text_from_the_address(find):
    test = find("harbour street")
    assert test.text_input[0].value == "harbour street"
    assert 'data-answers="harbour street"' in answer_of(test)


def test_the_part_that_fits_is_marked_and_enter_knows_the_first(find):
    answer = answer_of(find("harbour"))
    assert ">Harbour</b> Street Books" in answer
    assert answer.count("d-first") == 1
    assert answer.index("d-first") < answer.index("Harbour")


def test_typing_makes_no_call(find, fresh_sandbox):
    test = find()
    before = operations(fresh_sandbox)
    for typed in ("b", "blue", "bluebrid", "", "zzzz", "https://app.codat.io/", STRANGER):
        typing(test, typed)
    assert operations(fresh_sandbox) == before == ["companies.list"]


def test_platforms_and_date_distinguish_equal_names(find, fresh_sandbox):
    answer = answer_of(find(fresh_sandbox.name("same-name-first")))
    assert all(fresh_sandbox.company(case) in answer for case in ("same-name-first", "same-name-second"))
    assert "Two companies are called Corner Deli. Compare platform and date." in answer
    assert answer.count(" → ") >= 2
    assert answer.count("created ") >= 2


def test_a_company_without_commerce_is_marked(find, fresh_sandbox):
    answer = answer_of(find(fresh_sandbox.company("no-commerce")))
    assert "Sync for Commerce isn’t enabled" in answer
    assert "isn’t enabled" not in answer_of(find("Harbour Street Books"))


def test_a_name_that_no_company_has_says_what_to_do(find):
    answer = answer_of(find("zzzzzz"))
    assert "No company matches “zzzzzz”." in answer
    assert "Try a shorter part of the name" in answer


@pytest.mark.parametrize("wrapped", ["{}", '"{}"', " {{{}}} ", "https://link.codat.io/company/{}", "id: {},"])
def test_an_id_or_a_link_finds_its_company(find, fresh_sandbox, wrapped):
    company_id = fresh_sandbox.company("healthy")
    answer = answer_of(find(wrapped.format(company_id.upper())))
    assert f'href="/company?company={company_id}"' in answer
    assert "Harbour Street Books" in answer


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("{company}", "This is a company’s id. Enter opens it."),
        ("https://link.codat.io/company/{company}", "This link points to a company. Enter opens it."),
        ("/sync?company={company}&sync={stranger}", "This link points to a sync. Enter opens it."),
        ("{company} {stranger}", "1 of 2 ids is known. Enter opens the first."),
    ],
)
def test_the_line_above_says_what_a_pasted_text_is(find, fresh_sandbox, typed, line):
    test = find(typed.format(company=fresh_sandbox.company("healthy"), stranger=STRANGER))
    assert line in text_of(test)
    assert answer_of(test).count("d-first") == 1


def test_an_unknown_id_says_that_enter_opens_it_as_a_company(find):
    assert "This id isn’t in the list. Enter opens it as a company." in text_of(find(STRANGER))


def test_the_first_digits_of_an_id_find_its_company(find, fresh_sandbox):
    assert "Harbour Street Books" in answer_of(find(f"{fresh_sandbox.company('healthy')[:8]}…"))


def test_a_link_to_a_sync_opens_the_sync_first(find, fresh_sandbox):
    company_id = fresh_sandbox.company("healthy")
    answer = answer_of(find(f"http://localhost:8501/sync?company={company_id}&sync={STRANGER}"))
    first, second = f"/sync?company={company_id}&amp;sync={STRANGER}", f'"/company?company={company_id}"'
    assert answer.index(first) < answer.index(second)


def test_a_link_to_a_company_outside_the_list_can_be_opened_all_the_same(find):
    answer = answer_of(find(f"https://link.codat.io/company/{STRANGER}"))
    assert f'href="/company?company={STRANGER}"' in answer
    assert "This company isn’t in the list" in answer


def test_a_link_without_a_company_says_which_links_work(find):
    assert "This link has no company in it." in answer_of(find("https://app.codat.io/companies"))


def test_an_unknown_id_is_offered_as_a_company_and_explained_as_a_sync(find, fresh_sandbox):
    answer = answer_of(find(STRANGER))
    assert f"No company in the list has the id {STRANGER}." in answer
    assert f'<a href="/company?company={STRANGER}" class="d-first">open it</a>' in answer
    assert "Codat needs the company to find a sync." in answer
    assert "sync.get" not in operations(fresh_sandbox)


def test_a_sync_id_is_found_in_a_company_that_was_opened(open_page, fresh_sandbox, client):
    company_id = fresh_sandbox.company("healthy")
    sync_id = a_sync_of(client, company_id)
    test = open_page("company", company=company_id)
    test.query_params.clear()
    test.query_params["q"] = f"“{sync_id.upper()}”"
    answer = answer_of(settled(test.switch_page(str(ROOT / "pages/home.py")).run()))
    assert f'href="/sync?company={company_id}&amp;sync={sync_id}"' in answer
    assert "of Harbour Street Books" in answer


def test_a_sync_id_is_looked_up_once(find, fresh_sandbox, client):
    company_id = fresh_sandbox.company("healthy")
    test = find(f"{company_id} {a_sync_of(client, company_id)}")
    test.run().run()
    assert operations(fresh_sandbox).count("sync.get") == 1
    assert "/sync?company=" in answer_of(test)


def test_an_id_that_is_no_sync_of_the_companies_asked_says_so(find, fresh_sandbox):
    answer = answer_of(find(f"{fresh_sandbox.company('healthy')} {STRANGER}"))
    assert "It isn’t a sync of Harbour Street Books." in answer


def test_a_look_up_that_fails_says_why_and_can_be_tried_again(find, fresh_sandbox, client):
    company_id = fresh_sandbox.company("healthy")
    asked = f"{company_id} {a_sync_of(client, company_id)}"
    fresh_sandbox.fault("403", operation="sync.get")
    test = find(asked)
    assert "Some recently opened companies couldn’t be checked." in answer_of(test)
    assert "It isn’t a sync of" not in answer_of(test)
    assert "/sync?company=" in answer_of(press(test, "Try again"))


def test_a_look_up_that_breaks_is_an_error_that_can_be_tried_again(find, fresh_sandbox, client, monkeypatch):
    company_id = fresh_sandbox.company("healthy")
    with monkeypatch.context() as patch:
        patch.setattr(sync_lookup, "_has", lambda *_: 1 / 0)
        test = find(f"{company_id} {a_sync_of(client, company_id)}")
        assert "Something went wrong in this dashboard." in answer_of(test)
    assert "/sync?company=" in answer_of(press(test, "Try again"))


def test_a_look_up_for_another_account_is_not_used(find, fresh_sandbox, client, monkeypatch):
    company_id = fresh_sandbox.company("healthy")
    with monkeypatch.context() as patch:
        patch.setattr(sync_lookup, "_has", lambda *_: False)
        test = find(f"{company_id} {a_sync_of(client, company_id)}")
        assert "/sync?company=" not in answer_of(test)
    assert "/sync?company=" not in answer_of(settled(test.run()))
    monkeypatch.setenv("CODAT_API_KEY", "another-key")
    assert "/sync?company=" in answer_of(settled(test.run()))


def test_a_slow_look_up_holds_nothing_up(find, fresh_sandbox, monkeypatch):
    company_id, answers, look_up = fresh_sandbox.company("healthy"), threading.Event(), sync_lookup._has
    monkeypatch.setattr(sync_lookup, "_has", lambda *asked: answers.wait(limits.WAIT_S) and look_up(*asked))
    test = find()
    test.text_input[0].set_value(f"{company_id} {STRANGER}").run()
    assert f"Looking up {STRANGER} in recently opened companies." in answer_of(test)
    answers.set()
    assert "It isn’t a sync of Harbour Street Books" in answer_of(settled(test))


def test_a_list_that_comes_while_the_answer_is_drawn_is_drawn_at_once(find, fresh_sandbox, monkeypatch):
    """What stands on the page decides whether the browser comes again, not what is known a moment later."""
    test = find("harbour", key="drawn")
    known = directory.directory_of(CodatAccount(fresh_sandbox.url, "drawn").account_id)
    known._listing = replace(known.listing, reading=True)
    polled: list[float] = []
    answer = find_answer.answer

    def ends_meanwhile(*asked):
        known._listing = replace(known.listing, reading=False)
        return answer(*asked)

    monkeypatch.setattr(find_answer, "answer", ends_meanwhile)
    monkeypatch.setattr(browser, "poll", polled.append)
    assert "Loading companies" in text_of(test.run())
    assert polled
    polled.clear()
    assert "Loading companies" not in text_of(test.run())
    assert set(polled) <= {FOLLOW_S}


def test_a_list_that_cannot_be_read_is_a_sentence_and_no_empty_list(find, fresh_sandbox):
    fresh_sandbox.fault("403", operation="companies.list")
    test = find("harbour")
    assert "The company list couldn’t be loaded." in text_of(test)
    assert "No company matches" not in text_of(test)
    assert ">Harbour</b> Street Books" in answer_of(press(test, "Reload the list"))


def test_ids_and_links_work_without_the_list(find, fresh_sandbox):
    fresh_sandbox.fault("403", operation="companies.list")
    company_id = fresh_sandbox.company("healthy")
    answer = answer_of(find(f"https://link.codat.io/company/{company_id}"))
    assert f'href="/company?company={company_id}"' in answer


def test_when_reading_again_fails_the_older_list_stays_and_is_marked(find, fresh_sandbox):
    test = find("harbour")
    fresh_sandbox.fault("403", operation="companies.list")
    press(test, "List checked")
    assert "The company list couldn’t be reloaded." in text_of(test)
    assert "You’re searching the list from" in text_of(test)
    assert "Street Books" in answer_of(test)


def test_another_key_never_sees_this_keys_list(find):
    assert "Street Books" in answer_of(find("harbour"))
    stranger = find("harbour", key="wrong-key")
    assert "Street Books" not in text_of(stranger)
    assert "The company list couldn’t be loaded." in text_of(stranger)


def test_a_key_that_codat_does_not_accept_opens_nothing_and_says_who_changes_it(find):
    text = text_of(find(key="wrong-key"))
    assert "Ask whoever runs this dashboard to set another CODAT_API_KEY" in text
    assert not re.search("by id or link", text)


def test_a_refused_key_of_this_session_alone_is_changed_by_a_reload(open_page, monkeypatch):
    monkeypatch.setattr(directory, "_directories", OrderedDict())  # no list that failed with this key before
    test = open_page(env={"CODAT_API_KEY": ""})
    test.text_input[0].set_value("wrong-key")
    next(each for each in test.button if each.label == "Use this key").click().run()
    said = text_of(settled(test))
    assert said.count("Reload this page to enter another key.") == 1
    assert "CODAT_API_KEY" not in said


def test_a_hostile_name_is_shown_as_text(find, fresh_sandbox):
    name = fresh_sandbox.name("hostile-text")
    answer = answer_of(find(fresh_sandbox.company("hostile-text")))
    assert "<b>" in name
    assert html.escape(name[:8]) in answer
    assert name[:8] not in answer


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x>', "[x](https://evil.example)", "%", "'"]
)
def test_what_is_typed_comes_back_as_text(find, typed):
    text = text_of(find(typed))
    assert "<script>" not in text
    assert "<img" not in text


def test_a_list_older_than_15_minutes_is_greyed_and_says_so(find, fresh_sandbox):
    test = find("harbour", key="aged")
    known = directory.directory_of(CodatAccount(fresh_sandbox.url, "aged").account_id)
    known._listing = replace(known.listing, read_at=datetime.now(UTC) - timedelta(minutes=16))
    test.run()
    assert "This list is old" in text_of(test)
    assert "List checked 16 min ago" in [button.label for button in test.button]
