"""By what a started sync is recognised."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from codat_client import CodatClient, CompanySyncStatus, Configuration, Schedule, SyncSummary
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.starting.matching import (
    CLOCKS_APART,
    Observation,
    Pair,
    _nightly_from,
    _read_all,
    look,
    look_at,
    may_be_of,
    read_baseline,
    recognise,
    started_here,
)
from tests.codat_client.servers import COMPANY, reply, serve

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
ONE, TWO = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"

ASKED = Attempt(Intent(new_intent_id(), COMPANY, RequestedRange.up_to_now()), Stage.RUNNING, NOW, sent_at=NOW)


def sync(sync_id=ONE, code=1000, ago=timedelta(minutes=1)):
    text = f"{NOW - ago:%Y-%m-%dT%H:%M:%SZ}"
    return CompanySyncStatus(sync_id=sync_id, sync_status_code=code, sync_utc_text=text)


def nothing_paired():
    return Pair()


def test_nothing_new_is_no_evidence():
    assert recognise((), ONE, nothing_paired).basis is MatchBasis.NOTHING


def test_the_answered_id_shows_which_of_several_it_is():
    observation = recognise((sync(ONE), sync(TWO)), TWO, nothing_paired)
    assert (observation.sync.sync_id, observation.basis) == (TWO, MatchBasis.SAME_ID)


def test_codat_s_pairing_of_ids_shows_it_where_they_differ():
    observation = recognise((sync(ONE), sync(TWO)), "another", lambda: Pair(TWO, "another"))
    assert (observation.sync.sync_id, observation.basis) == (TWO, MatchBasis.PAIRED)


def test_one_new_sync_is_taken_with_that_as_the_only_evidence():
    observation = recognise((sync(ONE),), "another", nothing_paired)
    assert (observation.sync.sync_id, observation.basis) == (ONE, MatchBasis.ONLY_NEW)


def test_of_several_new_ones_none_is_guessed():
    observation = recognise((sync(ONE), sync(TWO)), "another", nothing_paired)
    assert (observation.sync, observation.basis, len(observation.new)) == (None, MatchBasis.SEVERAL, 2)


def test_several_are_over_when_the_last_one_is():
    assert not Observation((sync(ONE, 2000), sync(TWO, 1000)), None, MatchBasis.SEVERAL).over
    assert Observation((sync(ONE, 2000), sync(TWO, 4000)), None, MatchBasis.SEVERAL).over


def test_codat_is_not_asked_for_a_pairing_without_an_answered_id():
    with_no_answer = recognise((sync(ONE),), "", lambda: pytest.fail("asked"))
    assert with_no_answer.basis is MatchBasis.ONLY_NEW


def test_what_codat_pairs_with_another_id_is_not_ours():
    observation = recognise((sync(ONE, 2000),), "ours", lambda: Pair(ONE, "somebody's"))
    assert (observation.new, observation.sync, observation.basis, observation.over) == (
        (),
        None,
        MatchBasis.NOTHING,
        False,
    )
    assert [record.sync_id for record in observation.others] == [ONE]


def test_of_two_new_ones_the_one_not_paired_with_another_id_is_left():
    observation = recognise((sync(ONE), sync(TWO)), "ours", lambda: Pair(ONE, "somebody's"))
    assert (observation.sync.sync_id, observation.basis) == (TWO, MatchBasis.ONLY_NEW)


def test_only_what_is_not_ours_is_counted_among_the_others():
    observation = recognise((sync(ONE), sync(TWO)), "ours", lambda: Pair(ONE, "somebody's"))
    assert [record.sync_id for record in observation.others] == [ONE]
    assert [record.sync_id for record in observation.new] == [TWO]


def test_while_nothing_is_new_codat_is_not_asked_for_a_pairing():
    assert recognise((), "ours", lambda: pytest.fail("asked")).basis is MatchBasis.NOTHING


def test_ours_that_is_paired_but_not_listed_yet_leaves_the_only_new_one():
    observation = recognise((sync(ONE),), "ours", lambda: Pair(TWO, "ours"))
    assert (observation.sync.sync_id, observation.basis) == (ONE, MatchBasis.ONLY_NEW)


def test_what_an_earlier_pairing_ruled_out_stays_out():
    observation = recognise((sync(ONE),), "ours", nothing_paired, frozenset({ONE}))
    assert (observation.new, observation.basis) == ((), MatchBasis.NOTHING)


def test_a_pairing_that_names_no_commerce_id_rules_nothing_out():
    assert recognise((sync(ONE),), "ours", lambda: Pair(ONE, "")).basis is MatchBasis.ONLY_NEW


def test_a_sync_that_ran_well_before_we_asked_is_not_ours():
    assert not may_be_of(NOW, sync(ago=CLOCKS_APART + timedelta(seconds=1)))
    assert may_be_of(NOW, sync(ago=CLOCKS_APART))


def test_a_sync_without_a_readable_time_is_not_ruled_out():
    assert may_be_of(NOW, CompanySyncStatus(sync_id=ONE))


ODD = {"syncId": TWO, "syncStatusCode": "soon", "syncUtc": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}


@pytest.fixture
def listing():
    """A server whose list is what a test says; its latest sync is the first of the list."""
    shown = [{"syncId": ONE, "syncStatusCode": 2000, "syncUtc": "2026-11-20T02:00:00Z"}, dict(ODD)]

    def answer(asked, line):
        line.sendall(reply(shown if "/list/" in asked.path else shown[0]))

    with serve(answer) as server:
        client = CodatClient("test-key", server.url)
        yield client, shown
        client.close()


def test_a_damaged_record_that_is_fixed_later_is_not_new(listing):
    client, shown = listing
    before = read_baseline(client, COMPANY, NOW, timedelta(hours=2))
    shown[1]["syncStatusCode"] = 2000
    assert look(client, before.sync_ids, ASKED, Observation()).basis is MatchBasis.NOTHING


def test_a_damaged_record_that_came_since_is_new_though_nothing_else_of_it_is_known(listing):
    client, shown = listing
    odd = shown.pop()
    before = read_baseline(client, COMPANY, NOW, timedelta(hours=2))
    shown.append(odd)
    observation = look(client, before.sync_ids, ASKED, Observation())
    assert (observation.sync.sync_id, observation.over) == (TWO, False)


@pytest.mark.parametrize("depth", [900, 100_000])
def test_a_record_nested_too_deeply_to_be_read_is_known_by_its_id(depth):
    deep = f'{{"syncStatus": {"[" * depth}{"]" * depth}, "syncId": "{TWO}"}}'
    body = f'[{{"syncId": "{ONE}", "syncStatusCode": 2000}}, {deep}]'.encode()
    with serve(reply(body)) as server, CodatClient("test-key", server.url) as client:
        assert [each.sync_id for each in _read_all(client, COMPANY)] == [ONE, TWO]


def test_a_damaged_record_without_an_id_is_left_out(listing):
    client, shown = listing
    shown += [{"syncStatusCode": "soon"}, {"syncId": "", "syncStatusCode": "soon"}]
    assert [each.sync_id for each in _read_all(client, COMPANY)] == [ONE, TWO]


def test_a_kept_record_does_not_keep_the_list_it_came_with(listing):
    client, _shown = listing
    kept = read_baseline(client, COMPANY, NOW, timedelta(hours=2)).latest
    assert len(memoryview(kept.source)) == len(kept.raw)


@pytest.fixture
def two_reads():
    """A server with one new sync, and a status as a test says; and the baseline before it."""
    shown: dict[str, Any] = {"list": [], "latest": None, "status": None}

    def answer(asked, line):
        kind = "list" if "/list/" in asked.path else "latest" if "/latest/" in asked.path else "status"
        line.sendall(reply(shown[kind]))

    with serve(answer) as server, CodatClient("test-key", server.url) as client:
        before = read_baseline(client, COMPANY, NOW, timedelta(hours=2))
        record = {"syncId": ONE, "syncStatusCode": 1000, "syncUtc": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"}
        shown |= {"list": [record], "latest": record}
        yield client, before, shown


ANSWERED = replace(ASKED, summary=SyncSummary(commerce_sync_id=TWO.upper()))


def test_a_status_that_names_nothing_is_no_evidence_and_no_fault(two_reads):
    client, before, _ = two_reads
    observation = look(client, before.sync_ids, ANSWERED, Observation())
    assert (observation.sync.sync_id, observation.basis) == (ONE, MatchBasis.ONLY_NEW)


def test_a_status_that_names_the_answered_id_in_any_spelling_shows_the_sync(two_reads):
    client, before, shown = two_reads
    shown["status"] = {"syncId": ONE.upper(), "commerceSyncId": TWO}
    assert look(client, before.sync_ids, ANSWERED, Observation()).basis is MatchBasis.PAIRED


@pytest.mark.parametrize("status", [{"syncId": ONE}, {"commerceSyncId": TWO}, {"syncId": TWO}])
def test_a_status_that_names_one_id_alone_is_no_evidence_against_the_only_new_one(two_reads, status):
    client, before, shown = two_reads
    shown["status"] = status
    assert look(client, before.sync_ids, ANSWERED, Observation()).basis is MatchBasis.ONLY_NEW


def test_a_status_with_another_commerce_id_means_that_the_sync_is_not_ours(two_reads):
    client, before, shown = two_reads
    shown["status"] = {"syncId": ONE, "commerceSyncId": ONE}
    observation = look(client, before.sync_ids, ANSWERED, Observation())
    assert (observation.sync, [each.sync_id for each in observation.others]) == (None, [ONE])


def test_an_answer_without_an_id_leaves_the_only_new_one(two_reads):
    client, before, shown = two_reads
    shown["status"] = {"syncId": ONE, "commerceSyncId": TWO}
    observation = look(client, before.sync_ids, replace(ASKED, summary=SyncSummary()), Observation())
    assert (observation.sync.sync_id, observation.basis) == (ONE, MatchBasis.ONLY_NEW)


def test_a_status_that_can_t_be_read_leaves_the_sync_as_the_only_new_one(two_reads):
    client, before, shown = two_reads
    shown["status"] = ["no", "status"]
    assert look(client, before.sync_ids, ANSWERED, Observation()).basis is MatchBasis.ONLY_NEW


def test_without_a_match_by_id_no_single_sync_is_read_again():
    with serve(reply({})) as server, CodatClient("test-key", server.url) as client:
        for known in (
            Observation(),
            Observation((CompanySyncStatus(),), CompanySyncStatus(), MatchBasis.ONLY_NEW),
        ):
            assert look_at(client, COMPANY, known) is known
    assert server.asked == []


def test_the_sync_that_an_id_identified_is_read_again_and_replaces_its_old_record(two_reads):
    client, _, shown = two_reads
    shown["status"] = {"syncId": ONE, "syncStatusCode": 2000}
    known = Observation((sync(ONE), sync(TWO)), sync(ONE), MatchBasis.PAIRED, (sync(TWO),))
    observation = look_at(client, COMPANY, known)
    assert [(each.sync_id, each.sync_status_code) for each in observation.new] == [(ONE, 2000), (TWO, 1000)]
    assert (observation.sync.sync_status_code, observation.over) == (2000, True)
    assert (observation.basis, observation.others) == (known.basis, known.others)


def test_the_latest_sync_is_new_before_the_list_has_it(two_reads):
    client, before, shown = two_reads
    shown["list"] = []
    observation = look(client, before.sync_ids, ASKED, Observation())
    assert ([each.sync_id for each in observation.new], observation.basis) == ([ONE], MatchBasis.ONLY_NEW)


def test_what_the_list_has_is_new_where_codat_names_no_latest(two_reads):
    client, before, shown = two_reads
    shown["latest"] = None
    assert look(client, before.sync_ids, ASKED, Observation()).sync.sync_id == ONE


@pytest.mark.parametrize(
    "more",
    [
        {"syncStatusCode": 2000, "syncUtc": f"{NOW:%Y-%m-%dT%H:%M:%SZ}"},
        {
            "syncId": TWO,
            "syncStatusCode": 2000,
            "syncUtc": f"{NOW - timedelta(minutes=16):%Y-%m-%dT%H:%M:%SZ}",
        },
    ],
    ids=["without an id", "long before we asked"],
)
def test_what_cannot_be_ours_is_not_counted_as_new(two_reads, more):
    client, before, shown = two_reads
    shown["list"].append(more)
    observation = look(client, before.sync_ids, ASKED, Observation())
    assert ([each.sync_id for each in observation.new], observation.basis) == ([ONE], MatchBasis.ONLY_NEW)


def test_before_we_asked_no_time_rules_a_sync_out():
    assert may_be_of(None, sync(ago=timedelta(days=400)))


@pytest.mark.parametrize("basis", MatchBasis)
def test_only_two_kinds_of_evidence_are_an_id(basis):
    observation = Observation((sync(ONE), sync(TWO)), None, basis)
    assert observation.by_an_id is (basis in {MatchBasis.SAME_ID, MatchBasis.PAIRED})
    assert observation.keys == {ONE, TWO}


DAILY = Configuration(
    enable=True, configured=True, schedule=Schedule(selected_frequency="Daily", sync_hour=13, time_zone="UTC")
)
DUE, NEXT_DUE = NOW.replace(hour=13, minute=0), NOW.replace(day=21, hour=13, minute=0)
SINCE_DUE = sync(ONE, 2000, timedelta(minutes=30))


def shown_since_due(*records):
    return CompanyFacts([*records, sync(TWO, 2000, timedelta(hours=24))], None, DAILY, NOW)


def test_once_the_scheduled_run_is_listed_the_next_one_comes_a_day_later():
    assert _nightly_from(shown_since_due(SINCE_DUE), frozenset()) == NEXT_DUE
    assert _nightly_from(shown_since_due(), frozenset()) == DUE


def test_a_sync_that_was_started_here_is_not_taken_for_the_scheduled_run():
    assert _nightly_from(shown_since_due(SINCE_DUE), frozenset({ONE})) == DUE


def test_every_sync_that_a_start_may_have_begun_counts_as_started_here():
    undecided = replace(ASKED, new=(sync(ONE),), basis=MatchBasis.NIGHTLY_OR_OURS)
    found = replace(ASKED, sync=sync(TWO))
    assert started_here([undecided, found]) == {ONE, TWO}
