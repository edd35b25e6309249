"""What a page makes of its reads is shared by all sessions with the same content, and by no other."""

from __future__ import annotations

import pytest

from dashboard.insight.reading import Reading
from dashboard.services.cache import ContentCache
from dashboard.services.company_data import CompanyData
from dashboard.ui import page
from tests.insight.verdict_makers import NOW, linked, nights, settings
from tests.ui.pages import data_of, screen_of


@pytest.fixture(autouse=True)
def nothing_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "CACHE", ContentCache())


def cached(data: CompanyData, made: str) -> str:
    return screen_of(data).cached("figure", lambda: made)


def test_two_sessions_that_read_the_same_share_what_is_made_of_it():
    syncs = nights([2000])
    assert cached(data_of(syncs), "made") == "made"
    assert cached(data_of(syncs), "made again") == "made"


def test_sessions_with_an_older_and_a_newer_list_keep_each_its_own():
    older, newer = data_of(nights([2000])), data_of(nights([4000]))
    assert cached(older, "of the older") == "of the older"
    assert cached(newer, "of the newer") == "of the newer"
    assert cached(older, "made again") == "of the older"


def test_another_set_up_makes_it_again_and_other_connections_do_not():
    syncs = nights([2000])
    cached(data_of(syncs), "made")
    assert cached(data_of(syncs, connections=linked()[:1]), "made again") == "made"
    monthly = settings(schedule={"selected_frequency": "Monthly"})
    assert cached(data_of(syncs, configuration=monthly), "made again") == "made again"


def test_another_account_shares_nothing():
    syncs = nights([2000])
    mine, yours = data_of(syncs), data_of(syncs)
    yours.account_id = "other"
    cached(mine, "mine")
    assert cached(yours, "yours") == "yours"


def test_another_latest_sync_makes_it_again():
    syncs = nights([2000, 2000])
    cached(data_of(syncs), "made")
    assert cached(data_of(syncs, latest=syncs[0]), "made again") == "made again"


def test_the_same_bytes_read_later_make_nothing_again():
    data = data_of(nights([2000]))
    cached(data, "made")
    data.readings["configuration"] = Reading(settings(), NOW.replace(year=2027))
    assert cached(data, "made again") == "made"
