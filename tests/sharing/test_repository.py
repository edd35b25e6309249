"""The store and `ShareLink.state` agree on which links open, and lists stay bounded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from codat_client import CompanySyncStatus
from dashboard.fleet.reading.reads import StoredReads
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.insight.reading import Reading
from dashboard.insight.share.content import ShareContent, ShareDetail, SharePage, SharePart, to_json
from dashboard.insight.snapshot import Snapshot
from dashboard.services.account import CodatAccount
from dashboard.sharing import repository
from dashboard.sharing.link import LinkState
from dashboard.sharing.repository import ShareRepository, token_hash
from dashboard.store.errors import StoreNewer
from dashboard.store.tables import link_opens, share_link
from dashboard.store.upgrade import upgrade
from tests.sharing.conftest import ADA, NOW, new_link
from tests.store.rows import CODAT, COMPANY

TIMES = (None, NOW - timedelta(hours=1))
ENDS = (NOW - timedelta(microseconds=1), NOW, NOW + timedelta(microseconds=1))


@pytest.mark.parametrize("ends_at", ENDS)
@pytest.mark.parametrize("paused_at", TIMES)
@pytest.mark.parametrize("revoked_at", TIMES)
def test_the_store_and_a_link_agree_on_whether_it_opens(
    service, store, account_id, ends_at, paused_at, revoked_at
):
    link, token = service.make(new_link(), ADA)
    values = {"ends_at": ends_at, "paused_at": paused_at, "revoked_at": revoked_at}
    with store.writing() as connection:
        connection.execute(update(share_link).values(values))
    changed = ShareRepository(store, account_id, CODAT).one(link.id)
    opens = changed.state(NOW) is LinkState.OPEN
    with store.reading() as connection:
        found = connection.execute(select(share_link.c.id).where(link_opens(NOW))).scalars().all()
    assert (found == [link.id]) == opens
    assert (service.open_link(token) is not None) == opens
    assert bool(service.open_count(link.company_id)) == opens


@pytest.fixture
def snapshots(store, account_id):
    """Return the stored reads, with some of the company of `new_link`."""
    made = SnapshotRepository(store, account_id, CodatAccount(CODAT, "test-key"))
    latest = Reading(CompanySyncStatus(), NOW)
    made.save(StoredReads(Snapshot(COMPANY, latest=latest), "1", NOW, whole=True), NOW)
    return made


def test_the_reads_of_a_company_are_deleted_when_its_last_live_link_is_revoked(service, snapshots):
    first, second = (service.make(new_link(), ADA)[0] for _ in range(2))
    kept = []
    for each in (first, second):
        service.revoke(each.id, ADA)
        kept.append(snapshots.stamp(COMPANY) is not None)
    assert kept == [True, False]


def test_pausing_a_link_keeps_the_reads_that_it_shows(service, snapshots):
    service.pause(service.make(new_link(), ADA)[0].id, ADA)
    assert snapshots.stamp(COMPANY) is not None


def test_the_reads_of_a_company_whose_links_are_over_are_deleted_with_the_next_link(
    service, snapshots, clock
):
    service.make(new_link(lasts=timedelta(hours=1)), ADA)
    clock.pass_(hours=1)
    service.make(new_link(company_id="00000000-0000-0000-0000-000000000002"), ADA)
    assert snapshots.stamp(COMPANY) is None


@pytest.mark.parametrize("act", ["one", "company", "person"])
def test_the_stored_view_of_a_frozen_link_is_deleted_when_it_is_revoked(service, store, act):
    link = service.make(new_link(frozen_view={"title": "All well"}), ADA)[0]
    revoke = {
        "one": lambda: service.revoke(link.id, ADA),
        "company": lambda: service.revoke_company(COMPANY, ADA),
        "person": lambda: service.revoke_person("Ada Byron", ADA),
    }
    revoke[act]()
    with store.reading() as connection:
        row = connection.execute(select(share_link.c.live, share_link.c.frozen_view)).one()
    assert tuple(row) == (False, None)


@pytest.mark.parametrize(
    ("revoked", "ended", "paused", "state"),
    [
        (True, True, True, LinkState.REVOKED),
        (False, True, True, LinkState.EXPIRED),
        (False, False, True, LinkState.PAUSED),
    ],
)
def test_of_several_reasons_the_one_that_lasts_longest_counts(service, store, revoked, ended, paused, state):
    service.make(new_link(), ADA)
    values = {
        "revoked_at": NOW if revoked else None,
        "ends_at": NOW + timedelta(hours=-1 if ended else 1),
        "paused_at": NOW if paused else None,
    }
    with store.writing() as connection:
        connection.execute(update(share_link).values(values))
    assert service.links()[0].state(NOW) is state


def test_what_a_link_shows_comes_back_whole(service):
    content = ShareContent(
        SharePage.HISTORY, frozenset(SharePart), frozenset(ShareDetail), sync_id="ab", summary_days=30
    )
    _, token = service.make(new_link(content=content), ADA)
    assert service.open_link(token).link.content == content


def test_a_list_is_bounded_and_never_loses_a_link_that_opens(service, monkeypatch):
    monkeypatch.setattr(repository, "MOST_LINKS", 3)
    opens = service.make(new_link(), ADA)[0]
    for _ in range(4):
        service.revoke(service.make(new_link(), ADA)[0].id, ADA)
    listed = service.links()
    assert len(listed) == 3
    assert listed[0] == opens


def test_a_token_with_letters_that_no_encoding_has_is_only_unknown():
    assert len(token_hash("\ud800")) == 64


def test_a_newer_version_of_the_tables_is_why_no_link_can_be_made(
    service, service_on, open_, database_url, later
):
    assert service.refusal(ADA) is None
    upgrade(open_(database_url, migrations=later()))
    assert "newer version" in service.refusal(ADA)
    with pytest.raises(StoreNewer):
        service.make(new_link(), ADA)
    assert service_on(open_(database_url)).links() == []


@pytest.mark.parametrize("content", [{"page": "board"}, {}])
def test_a_link_of_a_newer_version_is_neither_listed_nor_opened_and_hides_no_other(service, store, content):
    newer, token = service.make(new_link(), ADA)
    other, _ = service.make(new_link(), ADA)
    with store.writing() as connection:
        values = {"content": to_json(newer.content) | content if content else {}}
        connection.execute(update(share_link).where(share_link.c.id == newer.id).values(values))
    assert service.links() == [other]
    assert service.open_link(token) is None


def test_open_links_are_counted_without_being_loaded(service, monkeypatch):
    monkeypatch.setattr(repository, "MOST_LINKS", 1)
    made = [service.make(new_link(), ADA)[0] for _ in range(2)]
    monkeypatch.setattr(repository, "_link", lambda _: pytest.fail("a link was loaded"))
    assert service.open_count(made[0].company_id) == 2
