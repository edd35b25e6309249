"""Signing in with a provider, from the first request to the page that was asked for."""

from __future__ import annotations

import time
from secrets import token_hex
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.access.allowance import Allowances, a_minute
from dashboard.access.events import AccessEvent, AccessEventType, AccessLog, AccessQuery
from dashboard.access.session import VerifiedPerson
from dashboard.access.sessions import Visitor
from dashboard.services import sign_ins
from dashboard.services.stores import real_store
from dashboard.settings import current_settings
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.web.sign_in import flow, provider
from dashboard.web.sign_in.flow_cookie import SignInFlow
from dashboard.web.sign_in.visitors import Arrival
from tests.support.small_provider import ADA
from tests.web.sign_in.conftest import BASE, PAGE, POST, Desk, sent_back
from tests.web.sign_in.test_middleware import ago, change

DEEP = "/page?company=a%20b&days=30&q=x%26y"


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_the_requested_address_is_kept_through_sign_in(desk: Desk):
    sent = desk.open(DEEP)
    assert sent.status_code == 303
    asked = desk.client.get(sent.headers["location"], headers=PAGE)
    assert asked.headers["location"].startswith(f"{desk.provider.issuer}/authorize?")
    answer = desk.open(sent_back(asked.headers["location"]))
    assert (answer.status_code, answer.headers["location"]) == (303, DEEP)
    assert desk.open(DEEP).status_code == 200


def test_who_has_signed_in_has_the_name_and_role_that_the_provider_reported(desk: Desk):
    desk.sign_in()
    person = desk.person()
    assert (person["name"], person["role"]) == ("Ada Byron", "lead")
    assert person["identity"] == f"{desk.provider.issuer} ada"


def test_the_provider_is_asked_with_pkce_state_and_nonce(desk: Desk):
    first = query_of(desk.client.get("/sign-in").headers["location"])
    second = query_of(desk.client.get("/sign-in").headers["location"])
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == f"{BASE}/oauth2callback"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 20
        assert first[name] != second[name]


@pytest.mark.parametrize("external", [BASE, "https://localhost"])
def test_the_cookie_is_for_this_host_alone_and_no_script(desk: Desk, monkeypatch, external):
    monkeypatch.setenv("EXTERNAL_URL", external)
    desk.client.base_url = external
    monkeypatch.setitem(desk.client.headers, "x-forwarded-proto", external.partition(":")[0])
    (cookie,) = [
        each for each in desk.sign_in().headers.get_list("set-cookie") if "flow" not in each.split("=")[0]
    ]
    name, *flags = cookie.replace(" ", "").split(";")
    tls = external.startswith("https")
    assert name.startswith("__Host-sd=" if tls else "sd=")
    assert set(flags) == {"HttpOnly", "Path=/", "SameSite=lax"} | ({"Secure"} if tls else set())


def test_each_sign_in_has_a_new_cookie_and_ends_the_one_before(desk: Desk):
    desk.sign_in()
    first = desk.client.cookies["sd"]
    desk.sign_in()
    assert desk.client.cookies["sd"] != first
    desk.client.cookies.clear()
    desk.client.cookies.set("sd", first)
    assert desk.open().status_code == 303


@pytest.mark.parametrize(("to", "opened"), [(DEEP, DEEP), ("", "/"), ("https://evil.example/", "/")])
def test_who_is_signed_in_goes_on_at_once(desk: Desk, to, opened):
    desk.sign_in()
    asked, cookie = len(desk.provider.asked), desk.client.cookies["sd"]
    answer = desk.client.get("/sign-in", params={"to": to}, headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, opened)
    assert (len(desk.provider.asked), desk.client.cookies["sd"]) == (asked, cookie)
    assert not answer.headers.get_list("set-cookie")
    assert desk.open().status_code == 200


def leads_to_the_provider(desk: Desk) -> bool:
    answer = desk.open("/sign-in?to=/page")
    return answer.headers.get("location", "").startswith(f"{desk.provider.issuer}/authorize?")


@pytest.mark.parametrize(
    "end",
    [
        lambda desk: desk.client.post("/sign-out", headers=POST),
        lambda _: change(ended_at=ago()),
        lambda _: change(last_seen_at=ago(minutes=61)),
        lambda _: change(refreshed_at=ago(minutes=15)),
        lambda desk: (desk.client.cookies.clear(), desk.client.cookies.set("sd", "another")),
    ],
    ids=["signed out", "ended elsewhere", "idle", "to be confirmed", "unknown"],
)
def test_whose_session_is_over_or_to_be_confirmed_goes_to_the_provider(desk: Desk, end):
    desk.sign_in()
    assert not leads_to_the_provider(desk)
    end(desk)
    assert desk.open().headers["location"].startswith("/sign-in?")
    assert leads_to_the_provider(desk)


def test_a_session_that_cannot_be_confirmed_now_is_neither_sent_to_and_fro_nor_away(desk: Desk):
    desk.sign_in()
    desk.provider.down = True
    change(refreshed_at=ago(minutes=59))
    assert desk.open("/sign-in?to=/page").headers["location"] == "/page"
    assert desk.open().status_code == 200
    change(refreshed_at=ago(minutes=60))
    assert desk.open().headers["location"] == "/sign-in?to=%2Fpage"
    assert leads_to_the_provider(desk)


def test_who_has_lost_the_role_may_sign_in_again(desk: Desk, monkeypatch):
    desk.sign_in()
    monkeypatch.setenv("ROLE_MAP", "others=lead")
    assert leads_to_the_provider(desk)


def test_where_sessions_cannot_be_read_the_provider_is_asked(desk: Desk, monkeypatch):
    desk.sign_in()

    def fails(*_):
        raise StoreUnavailable(StoreProblem.LOCKED)

    monkeypatch.setattr(sign_ins, "session_with", fails)
    assert leads_to_the_provider(desk)


def test_a_cookie_that_someone_planted_before_does_not_become_the_session(desk: Desk):
    desk.client.cookies.set("sd", "planted")
    assert "planted" not in str(desk.sign_in().headers.get_list("set-cookie"))
    desk.client.cookies.clear()
    desk.client.cookies.set("sd", "planted")
    assert desk.open().status_code == 303


def test_an_answer_of_the_provider_counts_once(desk: Desk):
    back = desk.begin()
    assert desk.open(back).status_code == 303
    again = desk.open(back)
    assert again.status_code == 403
    assert "was already used" in again.text


def test_an_answer_for_another_browser_is_refused(desk: Desk):
    back = desk.begin()
    desk.client.cookies.clear()
    answer = desk.open(back)
    assert answer.status_code == 403
    assert "was already used" in answer.text
    assert desk.open().status_code == 303


def test_a_state_that_no_one_began_is_refused_without_asking_the_provider(desk: Desk):
    asked = len(desk.provider.asked)
    assert desk.open("/oauth2callback?code=a&state=b").status_code == 403
    assert desk.open("/oauth2callback").status_code == 403
    assert len(desk.provider.asked) == asked


def test_a_sign_in_that_took_longer_than_ten_minutes_is_refused(desk: Desk, monkeypatch):
    back = desk.begin()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 601)
    assert desk.open(back).status_code == 403


def test_several_tabs_can_sign_in_at_once(desk: Desk):
    first, second = desk.begin("/page?a=1"), desk.begin("/page?a=2")
    assert desk.open(first).headers["location"] == "/page?a=1"
    assert desk.open(second).headers["location"] == "/page?a=2"


@pytest.mark.parametrize(("letters", "kept"), [(100, 12), (1_400, 2)])
def test_sign_ins_in_progress_never_make_a_request_too_large_and_the_newest_are_kept(desk, letters, kept):
    begun = [desk.begin(f"/page?{n}={token_hex(letters // 2)}") for n in range(12)]
    sent = "; ".join(f"{name}={value}" for name, value in desk.client.cookies.items())
    assert len(sent) < 6_000
    assert [desk.open(back).status_code for back in begun[-kept:]] == [303] * kept


@pytest.mark.parametrize(
    "spoiled",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"iss": "https://sign-in.example"},
        {"exp": 1},
        {"sub": 17},
        {"sub": "grace"},
    ],
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(desk: Desk, spoiled):
    desk.provider.spoiled = spoiled
    answer = desk.sign_in()
    assert answer.status_code == 403
    assert "sd" not in desk.client.cookies
    assert desk.open().status_code == 303


def test_clocks_may_differ_by_two_minutes(desk: Desk):
    now = int(time.time())
    desk.provider.spoiled = {"iat": now + 60, "exp": now - 60}
    assert desk.sign_in().status_code == 303
    late, early = now - provider.CLOCK_LEEWAY_S - 5, now + provider.CLOCK_LEEWAY_S + 60
    for spoiled in ({"exp": late}, {"iat": early, "exp": early + 300}, {"nbf": early}):
        desk.provider.spoiled = spoiled
        answer = desk.sign_in()
        assert answer.status_code == 403
        assert "clock" in answer.text


def test_the_log_says_what_was_wrong_with_an_answer_and_nothing_of_it(desk: Desk, caplog):
    desk.provider.spoiled = {"aud": "another-client"}
    answer = desk.sign_in()
    assert "an answer we can’t use" in answer.text
    assert "InvalidClaimError aud" in caplog.text
    assert "another-client" not in caplog.text


def test_an_answer_without_a_code_is_refused_with_a_sentence(desk: Desk):
    state = query_of(desk.begin("/page?a=1"))["state"]
    answer = desk.open(f"/oauth2callback?state={state}")
    assert answer.status_code == 403
    assert "an answer we can’t use" in answer.text
    assert events()[0].kind == AccessEventType.SIGN_IN_REFUSED


def test_an_error_that_a_browser_brings_keeps_no_one_else_from_signing_in(desk: Desk):
    state = query_of(desk.begin())["state"]
    assert desk.open(f"/oauth2callback?state={state}&error=server_error").status_code == 503
    assert desk.sign_in().status_code == 303


def test_no_secret_is_in_the_text_of_an_object():
    flow = SignInFlow("state", {"code_verifier": "a-secret"}, "/")
    reported = provider.Reported(VerifiedPerson("i s"), "a-secret")
    shown = repr((flow, reported, Arrival(new_cookie="a-secret"), Visitor(cookie="a-secret")))
    assert "a-secret" not in shown


def test_a_refusal_by_the_provider_is_reported_in_our_words(desk: Desk):
    state = query_of(desk.begin())["state"]
    answer = desk.open(f"/oauth2callback?error=access_denied&error_description=<script>&state={state}")
    assert "was cancelled" in answer.text
    assert "script" not in answer.text


def test_an_answer_that_names_another_provider_is_refused(desk: Desk):
    assert desk.open(f"{desk.begin()}&iss=https://sign-in.example").status_code == 403


def test_without_a_role_no_one_gets_in_and_the_page_names_the_claim_and_what_came(desk: Desk):
    desk.provider.claims = {**ADA, "groups": ["<b>shops</b>", "sales"]}
    answer = desk.sign_in()
    assert answer.status_code == 403
    assert "None of your groups gives you a role here: &lt;b&gt;shops&lt;/b&gt;, sales." in answer.text
    assert desk.open().status_code == 303


def test_claims_that_only_userinfo_has_count(desk: Desk):
    desk.provider.only_userinfo = {"groups", "name", "email"}
    desk.sign_in()
    assert desk.person()["role"] == "lead"


def test_the_sign_in_pages_have_a_policy_of_their_own_and_are_not_stored(desk: Desk):
    answer = desk.open("/signed-out?to=/page")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "form-action 'self'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_too_many_sign_ins_that_fail_have_to_wait_and_lead_to_the_same_address_later(desk: Desk, monkeypatch):
    monkeypatch.setenv("SIGN_INS_A_MINUTE", "2")
    desk.provider.spoiled = {"nonce": "another"}
    answers = [desk.sign_in(DEEP) for _ in range(3)]
    assert [each.status_code for each in answers] == [403, 403, 429]
    assert "Too many sign-in attempts. Try again in 30 s." in answers[2].text
    assert "/sign-in?to=%2Fpage%3Fcompany" in answers[2].text
    assert answers[2].headers["retry-after"] == "30"


def test_what_another_site_makes_a_browser_ask_and_what_succeeds_uses_up_no_try(desk: Desk, monkeypatch):
    monkeypatch.setenv("SIGN_INS_A_MINUTE", "2")
    assert {desk.open("/oauth2callback?code=a&state=b").status_code for _ in range(5)} == {403}
    assert [desk.sign_in().status_code for _ in range(5)] == [303] * 5


NAVIGATION = {
    "Upgrade-Insecure-Requests": "1", "Referer": f"{BASE}/", "Sec-Fetch-Mode": "navigate",
    "Priority": "u=0, i",
}  # fmt: skip


@pytest.mark.parametrize(
    ("added", "place"), [({}, "here"), ({"Via": "1.1 proxy"}, "header via")], ids=["browser", "proxy"]
)
def test_sign_in_and_out_are_on_record_with_where_the_browser_was(desk: Desk, added, place):
    headers = {**NAVIGATION, **added}
    desk.open(desk.begin(), **headers)
    desk.client.post("/sign-out", headers={**POST, **headers}, data={"a": "b"})
    assert [(each.kind, each.origin, each.detail) for each in events()] == [
        ("signed out", place, "127.0.0.1"),
        ("signed in", place, "127.0.0.1"),
    ]


def test_a_refused_sign_in_is_on_record_with_the_address(desk: Desk):
    desk.provider.claims = {**ADA, "groups": []}
    desk.open(desk.begin(), **NAVIGATION)
    (event,) = events()
    assert (event.kind, event.person, event.origin) == ("sign-in refused", "Ada Byron", "here")
    assert event.detail == "Your sign-in provider sent no groups (“groups”). From 127.0.0.1"


def events() -> list[AccessEvent]:
    return list(AccessLog(real_store(current_settings())).every(AccessQuery()))


def test_refusals_that_anyone_can_cause_are_on_record_once_a_minute(desk: Desk, monkeypatch):
    monkeypatch.setenv("SIGN_INS_A_MINUTE", "1")
    monkeypatch.setattr(flow, "RECORDED", Allowances(lambda: a_minute(1)))
    for _ in range(3):
        desk.open("/oauth2callback?state=x")
    desk.provider.claims = {**ADA, "groups": []}
    for _ in range(3):
        desk.sign_in()
    refused = [(each.kind, each.detail) for each in events()]
    assert [detail.partition(".")[0] for _, detail in refused[::2]] == [
        "Too many sign-ins failed",
        "This sign-in has expired or was already used",
    ]
    assert {kind for kind, _ in refused} == {"sign-in refused"}
    assert len(refused) == 3
