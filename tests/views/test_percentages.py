"""Shares in words, which add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.views import percentages

COUNTS = st.lists(st.integers(0, 100_000), min_size=1, max_size=30).filter(any)


def number(said: str) -> int:
    """Return the percents that a share counts for; what is only nearly nothing or all counts for that."""
    nearly = {"under 1 %": 0, "over 99 %": 100}
    return nearly[said] if said in nearly else int(said.removesuffix(" %"))


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0 %"), (0.001, "under 1 %"), (0.494, "49 %"), (0.999, "over 99 %"), (1, "100 %")],
)
def test_only_all_is_a_hundred_percent_and_only_nothing_none(share, said):
    assert percentages.words(share) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([1, 1, 1], ["34 %", "33 %", "33 %"]),
        ([10, 2, 1, 1], ["72 %", "14 %", "7 %", "7 %"]),
        ([5, 3, 3], ["46 %", "27 %", "27 %"]),
        ([999, 1], ["over 99 %", "under 1 %"]),
        ([7, 0], ["100 %", "0 %"]),
        ([0, 0], ["0 %", "0 %"]),
        ([], []),
    ],
)
def test_what_rounding_leaves_goes_to_the_largest_remainders(counts, said):
    assert percentages.of_whole(counts) == said


@given(COUNTS)
def test_the_shares_of_a_whole_are_a_hundred_percent_together(counts: list[int]):
    assert sum(number(said) for said in percentages.of_whole(counts)) == 100


@given(COUNTS)
def test_no_share_is_off_by_one_percent_or_more(counts: list[int]):
    for count, said in zip(counts, percentages.of_whole(counts), strict=True):
        assert abs(number(said) - 100 * count / sum(counts)) < 1


@given(COUNTS)
def test_of_two_counts_the_larger_has_never_the_smaller_share(counts: list[int]):
    in_order = sorted(counts, reverse=True)
    shown = [number(said) for said in percentages.of_whole(in_order)]
    assert shown == sorted(shown, reverse=True)
