"""What a view leaves out is in none of its bytes: page, report, JSON, text, badge and pictures."""

from __future__ import annotations

import re
from functools import cache

import pytest

from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.history.filters import Filters
from dashboard.insight.outcome import Outcome
from dashboard.insight.share.content import ShareContent, ShareDetail, SharePage, SharePart
from tests.support.merchants import reads
from tests.views.share.makers import EVERY_DETAIL, EVERY_PART, viewed
from tests.views.share.planted import contents, outputs_of, planted_company, shown_when

AN_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}|…)")
EVERYTHING = ShareContent(SharePage.COMPANY, EVERY_PART, EVERY_DETAIL)
COMPANY = planted_company()
CAUSE = cause_of((COMPANY.snapshot.syncs.value or [])[0]).cause
MESSAGES = (ShareDetail.MESSAGES, ShareDetail.IDS)
FILTERS = Filters(
    codes=frozenset({4000}), causes=frozenset({CAUSE.key}), text="plant", statuses=frozenset({Outcome.FAILED})
)
FILTER_RULES = {
    "Status: failed": shown_when(SharePart.SYNCS),
    "Code: 4000": shown_when(SharePart.SYNCS, details=(ShareDetail.IDS,)),
    "Text: “plant”": shown_when(SharePart.SYNCS, details=MESSAGES),
}


def name_of(content: ShareContent) -> str:
    parts = "all" if content.parts == EVERY_PART else ",".join(sorted(content.parts)) or "nothing"
    details = "all" if content.details == EVERY_DETAIL else ",".join(sorted(content.details)) or "none"
    return f"{content.page}: {parts}; details: {details}"


@cache
def everything_of(content: ShareContent) -> str:
    """Return everything that leaves the server with this content."""
    return "\n".join(outputs_of(COMPANY.view(content)))


def found_in(everything: str) -> set[str]:
    """Return which of the planted texts leave the server."""
    return {text for text in (*COMPANY.rules, *COMPANY.never) if text in everything}


def found(content: ShareContent) -> set[str]:
    """Return which of the planted texts leave the server with this content."""
    return found_in(everything_of(content))


def allowed(content: ShareContent) -> set[str]:
    return {text for text, shown in COMPANY.rules.items() if shown.to(content)}


@pytest.mark.parametrize("content", contents(), ids=name_of)
def test_a_view_shows_exactly_what_its_content_says(content):
    assert found(content) == allowed(content)


@pytest.mark.parametrize("content", contents(SharePage.HISTORY, summary_days=30), ids=name_of)
def test_a_summary_shows_exactly_what_its_content_says(content):
    assert found(content) == allowed(content)


@pytest.mark.parametrize("content", contents(SharePage.SYNC, sync_id=COMPANY.latest_id.lower()), ids=name_of)
def test_a_view_of_one_sync_shows_nothing_that_its_content_leaves_out(content):
    own_id = {COMPANY.latest_id} if content.adds(ShareDetail.IDS) else set()
    answer = {"no success since"}
    message = str(COMPANY.snapshot.latest.value and COMPANY.snapshot.latest.value.error_message)
    of_sync = {message} if content.has(SharePart.ANSWER) and content.adds(ShareDetail.MESSAGES) else set()
    assert found(content) <= allowed(content) | own_id | answer | of_sync


@pytest.mark.parametrize("content", contents(summary_days=30), ids=name_of)
def test_without_the_causes_no_table_names_one(content):
    everything = everything_of(content).lower()
    assert content.has(SharePart.CAUSES) or CAUSE.short not in everything


@pytest.mark.parametrize("content", contents(filters=FILTERS), ids=name_of)
def test_a_filter_is_named_only_where_what_it_filters_is_shared(content):
    everything = everything_of(content)
    assert {text for text in FILTER_RULES if text in everything} == {
        text for text, shown in FILTER_RULES.items() if shown.to(content)
    }


@pytest.mark.parametrize("content", contents(filters=FILTERS), ids=name_of)
def test_a_filtered_view_shows_nothing_that_its_content_leaves_out(content):
    assert found(content) <= allowed(content)


@pytest.mark.parametrize("text", COMPANY.rules)
def test_with_everything_shared_each_text_is_seen(text):
    assert text in found(EVERYTHING)


@pytest.mark.parametrize("asked", ["has", "adds"])
def test_without_the_filter_these_tests_would_fail(monkeypatch, asked):
    monkeypatch.setattr(ShareContent, asked, lambda _self, _which: True)
    nothing = ShareContent(SharePage.COMPANY, frozenset(), EVERY_DETAIL if asked == "has" else frozenset())
    parts = EVERY_PART if asked == "adds" else frozenset()
    content = ShareContent(SharePage.COMPANY, parts, nothing.details)
    unfiltered = "\n".join(outputs_of(COMPANY.view(content)))
    assert found_in(unfiltered) - allowed(content)


@pytest.mark.parametrize("page", SharePage)
def test_keys_other_companies_addresses_and_raw_records_are_never_shown(page):
    content = ShareContent(page, EVERY_PART, EVERY_DETAIL, sync_id=COMPANY.latest_id.lower())
    assert not found(content) & set(COMPANY.never)


@pytest.mark.parametrize("details", [frozenset(), EVERY_DETAIL - {ShareDetail.IDS}, EVERY_DETAIL], ids=len)
@pytest.mark.parametrize("page", SharePage)
def test_no_id_of_a_real_merchant_is_shown_unless_ids_are(page, details):
    latest = reads("archived-tax-rate").latest
    sync_id = ((latest and latest.sync_id) or "").lower()
    view = viewed("archived-tax-rate", ShareContent(page, EVERY_PART, details, sync_id=sync_id))
    everything = "\n".join(outputs_of(view))
    assert (AN_ID.search(everything) is not None) is (ShareDetail.IDS in details)
