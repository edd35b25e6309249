"""Every page and text tells one cause, one remedy and one who acts, for every merchant whose syncs fail."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from dashboard.export.rows import columns, rows
from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.insight.zone import UTC as ZONE
from dashboard.services.account import CodatAccount
from dashboard.settings import Settings, load
from dashboard.views.history.frame import history_frame
from script import verdict_of
from tests.pages.conftest import text_of
from tests.pages.sayings import (
    Says,
    asked_of_merchant,
    cause_in,
    copied,
    is_merchants,
    of_lines,
    of_page,
    reason_in,
)
from tests.starting.support import HERE, RULES
from tests.support import limits
from tests.support.starts import service_here, use_rules, wait_for

KEY = "test-key"
FAILED = (
    *("archived-tax-rate", "failing-3", "failing-29", "failing-30", "failing-31", "switched-off"),
    *("deauthorised", "half-linked", "unlinked", "subscription-lapsed", "partly-written"),
    *("failed-at-once", "half-closed-gap", "hostile-text", "gap-to-close"),
)
"""The sandbox's merchants whose newest sync that counts failed."""


@pytest.fixture
def quick_starts(fresh_sandbox, open_page, monkeypatch) -> None:  # noqa: ARG001 - it sets settings too
    """Allow starts, and follow started syncs quickly."""
    monkeypatch.setenv("ALLOW_STARTING", "1")
    fresh_sandbox.switch(syncSeconds=0.1)
    use_rules(monkeypatch, RULES)


def failed_cases(sandbox) -> set[str]:
    """Name the sandbox's merchants whose newest sync that counts failed."""
    settings = load({"CODAT_API_KEY": KEY, "CODAT_BASE_URL": sandbox.url})
    found = set()
    for each in sandbox.merchants:
        verdict, _ = verdict_of.read_and_judge(settings, each["companyId"], datetime.now(UTC))
        if verdict.cause and verdict.bearing and verdict.bearing.outcome is Outcome.FAILED:
            found.add(each["case"])
    return found


def company(open_page, company_id) -> Iterator[Says]:
    """What the company's page says, and the three texts that it offers to copy."""
    page = text_of(open_page("company", company=company_id))
    yield of_page("Company", page)
    yield of_lines("ticket", copied(page, "Copy the answer for a ticket"))
    yield of_merchants_text(copied(page, "Copy text for the merchant"), page)
    yield of_support("text for support", copied(page, "Copy text for Codat support"))


def of_merchants_text(text: str, page: str) -> Says:
    """Take the request for the steps that Company gives, where both speak of one cause or choice."""
    if not text:
        return Says("merchant’s text", "")
    shown, cause = of_page("", page), cause_in(text)
    named = re.search(r"In the sync settings, please choose (.*?[.;] (?:none|The current ones?) )", text)
    same = named[1] in shown.remedy if named else shown.cause in asked_of_merchant(text)
    return Says("merchant’s text", cause, (shown.remedy if same else text) if is_merchants(cause) else "")


def of_support(place: str, text: str) -> Says:
    """Read the cause in a text for Codat support."""
    found = re.search(r"^Likely cause: (.*)$", text, re.MULTILINE)
    return Says(place, found[1] if found else "none")


def history(open_page, company_id) -> Says:
    """What the newest row of History says: its cause alone."""
    newest = open_page("history", company=company_id).dataframe[0].value.iloc[0]
    return Says("History", newest["outcome"].rpartition(": ")[2])


def sync(open_page, company_id, sync_id) -> Iterator[Says]:
    """What the page of the latest sync says, and its text for support."""
    page = text_of(open_page("sync", company=company_id, sync=sync_id))
    yield of_page("Sync", page)
    yield of_support("Sync’s text for support", copied(page, "Copy text for Codat support"))


def set_up(open_page, company_id) -> Iterator[Says]:
    """What Set-up says; nothing where it doesn't say why syncs fail, since no setting is to blame."""
    page = text_of(open_page("setup", company=company_id))
    if cause_in(reason_in(page)):
        yield of_page("Set-up", page)


def exported(syncs) -> Says:
    """What a file says of the newest sync."""
    frame, names = history_frame(syncs, ZONE), [each.key for each in columns("UTC", None)]
    return Says("export", str(dict(zip(names, next(rows(frame, ZONE, None)), strict=False))["cause"]))


def command(company_id) -> Says:
    """What `script/verdict` prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert verdict_of.main([company_id]) == 0
    return of_lines("script/verdict", printed.getvalue())


def ended(open_page, sandbox, company_id) -> Says | None:
    """What the end of a start says; None where Codat refuses to start one, or it did not fail."""
    start_service = service_here(CodatAccount(sandbox.url, KEY))
    started = start_service.start(
        Intent(new_intent_id(), company_id, RequestedRange.up_to_now()), Settings(), HERE
    )
    attempt = wait_for(start_service, started.id, lambda now: now.settled, limits.WAIT_S)
    if attempt.stage is not Stage.ENDED or attempt.outcome is not Outcome.FAILED:
        return None
    return of_page("end of a start", text_of(open_page("start", company=company_id, attempt=attempt.id)))


def everything(open_page, client, company_id) -> list[Says]:
    """Ask every page and output for one merchant."""
    syncs, latest = client.sync.list(company_id), client.sync.get_latest_sync(company_id)
    said = [*company(open_page, company_id), *set_up(open_page, company_id), history(open_page, company_id)]
    return [*said, *sync(open_page, company_id, latest.sync_id), exported(syncs), command(company_id)]


def after_a_start(open_page, client, sandbox, company_id) -> list[Says]:
    """Ask the end of a start, and the pages of the company and of its new sync; nothing where none failed."""
    last = ended(open_page, sandbox, company_id)
    if last is None:
        return []
    newest = client.sync.get_latest_sync(company_id)
    return [last, *company(open_page, company_id), *sync(open_page, company_id, newest.sync_id)]


def show(title: str, said: list[Says]) -> None:
    """Print a table of what the places say."""
    print(f"\n{title}")
    for each in said:
        print(f"  {each.place:24}| {each.cause or '–':20}| {each.acts or '–':9}| {each.remedy[:150] or '–'}")


def differing(said: list[Says]) -> dict[str, set[str]]:
    """Find what two places tell differently; what a place leaves out differs from nothing."""
    told = {name: {getattr(each, name) for each in said} - {""} for name in ("cause", "remedy", "acts")}
    return {name: values for name, values in told.items() if len(values) != 1}


@pytest.mark.prints
@pytest.mark.usefixtures("quick_starts")
@pytest.mark.parametrize("case", FAILED)
def test_every_page_shows_one_cause_one_remedy_and_who_acts(case, open_page, client, fresh_sandbox):
    company_id = fresh_sandbox.company(case)
    before = everything(open_page, client, company_id)
    after = after_a_start(open_page, client, fresh_sandbox, company_id)
    show(f"{fresh_sandbox.name(case)} ({case})", before)
    show("After a start that failed", after)
    assert (differing(before), differing(after) if after else {}) == ({}, {})


def test_these_are_all_the_merchants_whose_newest_sync_failed(fresh_sandbox):
    assert failed_cases(fresh_sandbox) == set(FAILED)


def test_two_places_that_differ_are_noticed():
    one = Says("Company", "tax rate invalid", "Merchant: choose another tax rate.", "Merchant")
    assert differing([one, Says("History", "tax rate invalid")]) == {}
    assert set(differing([one, Says("Sync", "tax rate invalid", "You start a sync.", "You")])) == {
        "remedy",
        "acts",
    }
    assert set(differing([one, Says("export", "settings do not fit")])) == {"cause"}


def test_a_place_that_shows_two_causes_is_noticed():
    both = "Codat had an internal error. Xero rejected what Codat tried to write."
    assert cause_in(both) == "Codat error and write rejected"
