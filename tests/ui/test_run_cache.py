"""What is looked up once a run: the same answer throughout the run, and a new one in the next."""

from contextlib import suppress

import pytest

from dashboard.ui.run_cache import once_a_run, one_run


@pytest.fixture
def look_up():
    """Look up how often it was called before, once a run for each name."""
    calls = []

    @once_a_run
    def look_up(name="") -> int:
        calls.append(name)
        return len(calls)

    return look_up


def test_within_a_run_the_first_answer_stays(look_up):
    with one_run():
        assert [look_up(), look_up(), look_up()] == [1, 1, 1]


def test_each_argument_has_its_own_answer(look_up):
    with one_run():
        assert [look_up("a"), look_up("b"), look_up("a")] == [1, 2, 1]


def test_the_next_run_looks_again(look_up):
    with one_run():
        look_up()
    with one_run():
        assert look_up() == 2


def test_a_run_that_fails_leaves_nothing_behind(look_up):
    with suppress(KeyError), one_run():
        look_up()
        raise KeyError
    assert look_up() == 2


def test_callbacks_outside_a_run_look_each_time(look_up):
    assert [look_up(), look_up()] == [1, 2]


def test_an_error_is_raised_each_time():
    fails = once_a_run(lambda: 1 / 0)
    with one_run():
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                fails()
