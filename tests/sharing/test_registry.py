"""Whose links they are: those of the account of the settings, or of the demo; never of a typed key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from threading import enumerate as enumerate_threads

import pytest

from dashboard.services.account import CodatAccount, account_with
from dashboard.services.stored_account import UnknownKeyError, rotate_key
from dashboard.services.stores import close_stores, real_store
from dashboard.settings import Settings
from dashboard.sharing.link import ShareRefused
from dashboard.sharing.registry import (
    NO_ACCOUNT,
    TYPED_KEY,
    close_sharing,
    share_service,
    share_service_of,
    sharing_refusal,
)
from dashboard.sharing.shared_views import SharedViews, close_shared_views, shared_views
from tests.sharing.conftest import ADA, BROWSER, ELSEWHERE, new_link

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close every service and store that a test opened."""
    yield
    close_sharing()
    close_stores()


@pytest.fixture
def settings(database_url) -> Settings:
    return Settings(api_key="key", database_url=database_url)


def test_an_account_has_one_service(settings):
    assert share_service(settings) is share_service(settings)


def test_links_stay_when_the_server_starts_again_and_what_was_counted_is_written(settings):
    service = share_service(settings)
    link, token = service.make(new_link(), ADA)
    service.count_opening(link, BROWSER)
    close_sharing()
    close_stores()
    again = share_service(settings)
    assert again is not service
    assert again.open_link(token) is not None
    assert again.links()[0].opened == 1


def test_a_new_store_for_the_same_settings_ends_the_counting_in_the_old_one(settings):
    before = set(enumerate_threads())
    old = share_service(settings)
    old.count_opening(old.make(new_link(), ADA)[0], BROWSER)
    close_stores()
    new = share_service(settings)
    assert new is not old
    assert "share-openings" not in {each.name for each in set(enumerate_threads()) - before}
    assert share_service(settings) is new


def test_a_new_store_for_the_same_settings_ends_the_reads_for_the_old_one(settings, monkeypatch):
    closed: list[SharedViews] = []
    monkeypatch.setattr(SharedViews, "close", lambda views: closed.append(views))  # noqa: PLW0108 - bound
    old = shared_views(settings)
    again = shared_views(settings)
    close_stores()
    new = shared_views(settings)
    assert again is old
    assert new is not old
    assert closed == [old]
    close_shared_views()


def test_links_and_their_reads_use_the_new_key_of_their_account_and_the_earlier_reads_end(
    settings, monkeypatch
):
    closed: list[SharedViews] = []
    monkeypatch.setattr(SharedViews, "close", lambda views: closed.append(views))  # noqa: PLW0108 - bound
    _, token = share_service(settings).make(new_link(), ADA)
    earlier = shared_views(settings)
    rotated = replace(settings, api_key="new-key")
    with pytest.raises(UnknownKeyError):
        shared_views(rotated)
    rotate_key(real_store(settings), account_with(rotated, "new-key"), datetime.now(UTC))
    views = shared_views(rotated)
    assert views is shared_views(rotated)
    assert closed == [earlier]
    assert share_service(rotated).open_link(token) is not None
    close_shared_views()


def test_who_may_share_is_known_for_the_account_of_the_settings(settings):
    account = account_with(settings, "key")
    assert sharing_refusal(settings, account, ADA) is None
    assert "ALLOW_STARTING=1" in (sharing_refusal(settings, account, ELSEWHERE) or "")


def test_with_a_key_typed_for_a_session_there_are_no_links(settings):
    typed = account_with(settings, "typed")
    assert sharing_refusal(settings, typed, ADA) == TYPED_KEY
    with pytest.raises(ShareRefused, match="a key entered for one session"):
        share_service_of(settings, typed)


def test_without_a_key_on_the_server_there_are_no_links(settings):
    without = Settings(database_url=settings.database_url)
    with pytest.raises(ShareRefused, match="API key"):
        share_service(without)
    assert sharing_refusal(without, account_with(without, "typed"), ADA) == TYPED_KEY


def test_a_demo_opened_in_a_session_alone_has_no_links(settings):
    demo = CodatAccount("http://127.0.0.1:1", "demo", demo=True)
    assert sharing_refusal(settings, demo, ADA) == NO_ACCOUNT


@pytest.mark.usefixtures("database_kind")
def test_a_store_that_cannot_be_used_is_the_reason(tmp_path):
    nowhere = tmp_path / "file"
    nowhere.touch()
    settings = Settings(api_key="key", database_url=f"sqlite:///{nowhere}/store.db")
    why = sharing_refusal(settings, account_with(settings, "key"), ADA) or ""
    assert "no access to the database" in why


def test_a_key_that_is_new_to_the_dashboard_is_the_reason(settings):
    share_service(settings)
    other = Settings(api_key="other", database_url=settings.database_url)
    assert "script/account" in (sharing_refusal(other, account_with(other, "other"), ADA) or "")
