"""Who may start a sync: READ_ONLY, and where the page was opened."""

from dataclasses import dataclass

import pytest

from dashboard.starting.permission import READ_ONLY, may_start
from dashboard.starting.request_origin import OriginKind, RequestOrigin


@dataclass(frozen=True)
class Set:
    read_only: bool = False
    allow_starting: bool = False


HERE = RequestOrigin(OriginKind.HERE)
ELSEWHERE = [RequestOrigin(kind) for kind in OriginKind if kind is not OriginKind.HERE]


def test_on_this_machine_a_sync_may_be_started():
    assert may_start(Set(), HERE) is None


def test_read_only_forbids_it_even_here():
    assert may_start(Set(read_only=True), HERE) == READ_ONLY


def test_read_only_wins_over_allow_starting():
    assert may_start(Set(read_only=True, allow_starting=True), HERE) == READ_ONLY


@pytest.mark.parametrize("place", ELSEWHERE)
def test_from_elsewhere_it_is_refused_with_what_to_do(place):
    refusal = may_start(Set(), place) or ""
    assert refusal.startswith("This dashboard has no sign-in, and ")
    assert "ALLOW_STARTING=1" in refusal


def test_each_place_has_its_own_reason():
    assert len({may_start(Set(), place) for place in ELSEWHERE}) == len(ELSEWHERE)


def test_the_header_that_no_browser_sends_is_named():
    assert "(header via)" in (may_start(Set(), RequestOrigin(OriginKind.HEADER, "via")) or "")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_allow_starting_opens_it_from_everywhere(place):
    assert may_start(Set(allow_starting=True), place) is None
