"""The syncs before and after one: which they are, and the links to them."""

import pytest

from dashboard.views.sync.neighbours import Neighbours, neighbours_html, neighbours_of
from tests.views.sync.makers import CLOCK, FAILED, sync, text


def test_neighbours_are_found_by_time_in_an_unsorted_list():
    days = {day: sync(utc=f"2026-11-{day}T02:00:00Z", sync_id=str(day)) for day in (14, 11, 13, 12)}
    found = neighbours_of(
        days[12], [*days.values(), sync(utc="never", sync_id="x"), sync(sync_id=None)], None
    )
    assert (found.before, found.after) == (days[11], days[13])


def test_the_ends_and_a_sync_without_a_time_have_no_neighbour():
    assert neighbours_of(FAILED, [FAILED], None) == Neighbours()
    assert neighbours_of(sync(utc="never"), [FAILED], None) == Neighbours()
    assert neighbours_of(None, [FAILED], None) == Neighbours()


def test_syncs_of_one_moment_are_all_reached_in_turn():
    same = [sync(sync_id=each) for each in "cab"]
    assert [neighbours_of(each, same, None).after for each in same] == [same[2], None, same[1]]


@pytest.mark.parametrize("codes", [(2000, 5000), (5000, 2000), (2000, 1000), (2040, 5080), (5000, 4260)])
def test_of_two_syncs_of_one_moment_the_one_that_codat_calls_the_latest_comes_after(codes):
    first, latest = (sync(code, sync_id=each) for code, each in zip(codes, "ba", strict=True))
    both = [latest, first]
    assert neighbours_of(latest, both, latest) == Neighbours(before=first)
    assert neighbours_of(first, both, latest) == Neighbours(after=latest)


def links(found):
    return neighbours_html(found, lambda sync_id: f"/sync?sync={sync_id}", CLOCK, ["<a>History</a>"])


def test_a_neighbour_has_its_time_and_how_it_ended():
    shown = links(Neighbours(FAILED, sync()))
    assert text(shown) == (
        "← Previous today 02:11 ✕ failed: tax rate invalid Next → 11 Nov 02:14 ● wrote data History"
    )
    assert f'href="/sync?sync={FAILED.sync_id}"' in shown


def test_the_first_and_the_latest_sync_say_so():
    assert text(links(Neighbours())) == "No earlier sync No later sync History"
