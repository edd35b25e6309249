"""What can be chosen when a view is shared."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.insight.share import choices
from dashboard.insight.share.content import SharePage, SharePart

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("most", "offered"),
    [
        (30, [HOUR, DAY, 7 * DAY, 30 * DAY]),
        (14, [HOUR, DAY, 7 * DAY, 14 * DAY]),
        (7, [HOUR, DAY, 7 * DAY]),
        (1, [HOUR, DAY]),
    ],
)
def test_no_link_may_work_longer_than_the_setting_allows(most, offered):
    assert list(choices.terms(most * DAY)) == offered


@pytest.mark.parametrize(("most", "usual"), [(30, 7 * DAY), (1, DAY)])
def test_a_link_works_for_a_week_unless_the_setting_allows_less(most, usual):
    assert choices.usual_term(most * DAY) == usual


@pytest.mark.parametrize("page", SharePage)
def test_what_is_selected_at_first_is_offered_and_answers(page):
    assert SharePart.ANSWER in choices.selected_at_first(page) <= set(choices.offered(page))


@pytest.mark.parametrize("page", SharePage)
def test_when_it_broke_is_selected_only_if_something_is_wrong(page):
    left_out = choices.selected_at_first(page) - choices.selected_at_first(page, failing=False)
    assert left_out == choices.selected_at_first(page) & {SharePart.BEFORE_AFTER}


def test_a_sync_is_shared_without_the_parts_of_its_company():
    of_company = {SharePart.SYNCS, SharePart.DAILY_RESULTS, SharePart.MISSING_DAYS, SharePart.BEFORE_AFTER}
    assert not of_company & set(choices.offered(SharePage.SYNC))


def test_the_parts_of_a_company_are_all_there_are_but_an_incidents_merchants():
    of_one = set(SharePart) - {SharePart.MERCHANTS}
    assert set(choices.offered(SharePage.COMPANY)) == of_one
    assert set(choices.offered(SharePage.HISTORY)) == of_one


@pytest.mark.parametrize("page", SharePage)
def test_names_of_merchants_are_offered_where_there_are_many_and_never_selected_at_first(page):
    assert (SharePart.MERCHANTS in choices.offered(page)) is not page.is_of_a_company
    assert SharePart.MERCHANTS not in choices.selected_at_first(page)
