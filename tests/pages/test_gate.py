"""Without a key for Codat: what to set, the demo, a key for this session; no one mistakes one for another."""

from __future__ import annotations

import pytest

from dashboard import demo
from tests.pages.conftest import clients_of, text_of

NO_KEY = {"CODAT_API_KEY": ""}


@pytest.fixture
def no_demo_left():
    """Whatever a test started is ended."""
    yield
    demo.stop()


def test_without_a_key_the_page_says_what_to_set_and_asks_nothing(open_page, fresh_sandbox):
    page = open_page("company", env=NO_KEY, company=fresh_sandbox.company("healthy"))
    assert "No API key yet" in text_of(page)
    assert "CODAT_API_KEY" in text_of(page)
    assert fresh_sandbox.requests() == []


def test_where_a_key_is_typed_it_is_said_how_long_it_lasts(open_page):
    assert "last until this page is reloaded or closed" in text_of(open_page(env=NO_KEY))


@pytest.mark.usefixtures("no_demo_left")
def test_the_demo_is_a_click_away_and_says_so_on_the_page(open_page):
    page = open_page(env=NO_KEY)
    page.button[0].click().run()
    assert "Demo data" in text_of(page)


@pytest.mark.usefixtures("no_demo_left")
def test_with_demo_set_there_is_demo_data_whatever_key_is_set(open_page):
    page = open_page(env={"DEMO": "1", "CODAT_API_KEY": "a-real-key"})
    assert "Demo data" in text_of(page)


def test_a_key_for_this_session_opens_the_dashboard(open_page, sandbox):
    page = open_page("company", env=NO_KEY, company=sandbox.company("healthy"))
    page.text_input[0].set_value("some-key")
    page.button[1].click().run()
    assert "are in Xero" in text_of(page)


def test_a_key_that_cannot_be_one_is_refused_with_a_sentence_and_not_shown(open_page):
    page = open_page(env=NO_KEY)
    page.text_input[0].set_value("ключ от дома")
    page.button[1].click().run()
    assert "key" in text_of(page)
    assert "ключ" not in text_of(page)
    assert not page.exception


def test_where_no_key_may_be_entered_there_is_no_field_and_the_page_says_what_to_do(open_page):
    page = open_page(env=NO_KEY | {"TYPED_KEYS": "0"})
    assert not page.text_input
    assert "API keys can’t be entered here. Ask whoever runs this dashboard" in text_of(page)
    assert [each.label for each in page.button] == ["Open the demo"]


def test_a_key_of_this_session_ends_at_the_next_run_once_none_may_be_entered(open_page, sandbox, monkeypatch):
    page = open_page("company", env=NO_KEY, company=sandbox.company("healthy"))
    page.text_input[0].set_value("some-key")
    page.button[1].click().run()
    assert "are in Xero" in text_of(page)
    monkeypatch.setenv("TYPED_KEYS", "0")
    page.run()
    assert "No API key yet" in text_of(page)
    assert "are in Xero" not in text_of(page)


def test_a_key_in_a_file_is_used_and_a_new_one_there_at_the_next_run(open_page, fresh_sandbox, tmp_path):
    file = tmp_path / "codat-key"
    file.write_text("first-key\n", encoding="utf-8")
    page = open_page(
        "company", env=NO_KEY | {"CODAT_API_KEY_FILE": str(file)}, company=fresh_sandbox.company("healthy")
    )
    assert "are in Xero" in text_of(page)
    fresh_sandbox.switch(revokedKey="first-key")
    file.write_text("second-key\n", encoding="utf-8")
    asked = len(fresh_sandbox.company_requests())
    page.run()
    assert "are in Xero" in text_of(page)
    assert len(fresh_sandbox.company_requests()) > asked


def test_a_file_without_a_key_stops_the_page_with_what_to_do(open_page, tmp_path):
    page = open_page(env=NO_KEY | {"CODAT_API_KEY_FILE": str(tmp_path / "none")})
    assert "The file that CODAT_API_KEY_FILE names doesn’t exist." in text_of(page)
    assert str(tmp_path) not in text_of(page)


def test_a_broken_sign_in_stops_every_page(open_page):
    page = open_page(env={"SIGN_IN": "oidc"})
    assert "SIGN_IN=oidc needs EXTERNAL_URL" in text_of(page)
    assert not page.text_input


def test_a_setting_that_cannot_be_used_stops_the_page_with_its_sentence(open_page):
    page = open_page(env={"READ_ONLY": "perhaps"})
    assert "READ_ONLY is &#x27;perhaps&#x27;" in text_of(page)
    assert not page.exception


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CODAT_API_KEY", "abc def", "contains a space"),
        ("CODAT_BASE_URL", "http://codat.example", "https"),
        ("CODAT_PROXY", "what?", "CODAT_PROXY"),
        ("CODAT_CA_BUNDLE", "/no/such/file.pem", "CODAT_CA_BUNDLE"),
    ],
)
def test_a_setting_that_the_client_refuses_is_said_and_no_page_fails(open_page, name, value, said):
    page = open_page(env={name: value})
    assert "The dashboard can’t start" in text_of(page)
    assert said in text_of(page)


def test_another_key_in_the_settings_makes_another_client_and_forgets_what_was_read(
    open_page, monkeypatch, sandbox
):
    page = open_page("company", company=sandbox.company("healthy"))
    before = clients_of(page)
    monkeypatch.setenv("CODAT_API_KEY", "another-key")
    page.run()
    assert not set(clients_of(page)) & set(before)
    (data,) = page.session_state["companies"].values()
    assert data.read_at is not None
