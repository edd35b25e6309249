"""The words of the form that makes a link."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.insight.history.filters import Filters
from dashboard.insight.share import choices
from dashboard.insight.share.content import ShareContent, ShareDetail, SharePage, SharePart
from dashboard.views.share import form_words
from dashboard.views.share.form_words import ShareKind

ALL_DETAILS = "IDs, error messages, notes and colleagues’ names"


@pytest.mark.parametrize(
    ("lasts", "words"),
    [
        (timedelta(hours=1), "1 hour"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=30), "30 days"),
    ],
)
def test_how_long_a_link_works_is_a_whole_number(lasts, words):
    assert form_words.term(lasts) == words


def test_a_table_says_how_many_filters_limit_it():
    filtered = Filters(codes=frozenset({4000}), days=30)
    assert form_words.part(SharePart.SYNCS, SharePage.HISTORY, filtered) == "Table of syncs (2 filters)"
    assert form_words.part(SharePart.SYNCS, SharePage.HISTORY, Filters()) == "Table of syncs"


def test_the_answer_of_a_sync_is_how_it_ended():
    assert "how did the sync end" in form_words.part(SharePart.ANSWER, SharePage.SYNC, Filters())


def test_one_sync_has_no_summary():
    assert not [each for each in form_words.kinds(SharePage.SYNC) if each.days]
    assert [each.days for each in form_words.kinds(SharePage.COMPANY)] == [None, None, 7, 30]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ShareContent(SharePage.COMPANY, frozenset({SharePart.ANSWER})), "Status"),
        (
            ShareContent(SharePage.COMPANY, frozenset({SharePart.SYNCS, SharePart.ANSWER})),
            "Status, table of syncs",
        ),
        (
            ShareContent(
                SharePage.COMPANY,
                frozenset({SharePart.ANSWER}),
                frozenset({ShareDetail.NAMES, ShareDetail.IDS}),
            ),
            "Status, plus IDs and colleagues’ names",
        ),
        (
            ShareContent(SharePage.COMPANY, frozenset({SharePart.ANSWER}), summary_days=7),
            "7-day summary",
        ),
    ],
)
def test_a_link_says_on_one_line_what_it_shows(content, words):
    assert form_words.shown(content) == words


@pytest.mark.parametrize(
    ("page", "details", "words"),
    [
        (SharePage.COMPANY, set(), "Usual contents"),
        (SharePage.SYNC, {ShareDetail.NOTES}, "Usual contents, plus notes"),
        (SharePage.HISTORY, set(ShareDetail), f"Usual contents, plus {ALL_DETAILS}"),
    ],
)
def test_a_list_of_links_does_not_name_the_parts_that_are_selected_at_first(page, details, words):
    usual = ShareContent(page, choices.selected_at_first(page), frozenset(details))
    assert form_words.shown_briefly(usual) == words


def test_what_is_selected_for_a_merchant_that_does_not_fail_is_usual_too():
    parts = choices.selected_at_first(SharePage.COMPANY, failing=False)
    assert form_words.shown_briefly(ShareContent(SharePage.COMPANY, parts)) == "Usual contents"


def test_a_list_of_links_names_the_parts_if_they_are_others():
    fewer = ShareContent(SharePage.COMPANY, frozenset({SharePart.ANSWER}))
    assert form_words.shown_briefly(fewer) == "Status"
    summary = ShareContent(SharePage.COMPANY, choices.SUMMARY_PARTS, frozenset(ShareDetail), summary_days=30)
    assert form_words.shown_briefly(summary) == f"30-day summary, plus {ALL_DETAILS}"


def test_every_choice_has_its_words():
    assert set(form_words.PARTS) == set(SharePart)
    assert set(form_words.DETAILS) == set(ShareDetail)
    assert set(form_words.KINDS) == set(ShareKind)
    assert set(form_words.TITLES) == set(form_words.BACK) == set(SharePage)
