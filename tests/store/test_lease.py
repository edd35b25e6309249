"""A lease: one holder at a time, and one that was paused can't write when it resumes."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from dashboard.store.facts import read_fact, write_fact
from dashboard.store.lease import Lease, fence, give_back, is_held, take
from dashboard.store.tables import fact, lease

HOUR = 3600


def asked(store, holder: str, name: str = "work") -> Lease | None:
    with store.writing() as connection:
        return take(connection, name, holder, HOUR)


def taken(store, holder: str) -> Lease:
    one = asked(store, holder)
    assert one is not None
    return one


def run_out(store) -> None:
    """Let every lease expire without waiting."""
    with store.writing() as connection:
        connection.execute(update(lease).values(until=datetime(2020, 1, 1, tzinfo=UTC)))


def held(store, one: Lease) -> bool:
    """Return whether the lease is in the holder's hands and hasn't run out."""
    with store.reading() as connection:
        row = connection.execute(select(lease).where(lease.c.name == one.name)).one()
    return (row.holder, row.term) == (one.holder, one.term) and row.until >= datetime.now(UTC)


def test_a_free_lease_is_taken_and_held(store):
    one = taken(store, "a")
    assert one == Lease("work", "a", 1)
    assert held(store, one)


def test_a_lease_that_is_held_is_refused_to_others(store):
    one = taken(store, "a")
    assert asked(store, "b") is None
    assert held(store, one)


def test_whether_a_lease_is_held_is_known_without_writing(store):
    def is_now() -> bool:
        with store.reading() as connection:
            return is_held(connection, "work")

    before = is_now()
    taken(store, "a")
    during = is_now()
    run_out(store)
    assert (before, during, is_now()) == (False, True, False)


def test_of_many_that_ask_at_once_one_gets_it(store):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda holder: asked(store, holder), "abcdefgh"))
    assert len([one for one in answers if one is not None]) == 1


def test_leases_of_other_names_are_free(store):
    assert asked(store, "a") is not None
    assert asked(store, "b", "other work") is not None


def until(store) -> datetime:
    with store.reading() as connection:
        at: datetime = connection.execute(select(lease.c.until)).scalar_one()
        return at


def test_a_renewed_lease_keeps_its_term_and_lasts_longer(store):
    one = taken(store, "a")
    before = until(store)
    assert taken(store, "a") == one
    assert until(store) > before


def test_an_expired_lease_is_renewed_if_no_one_else_took_it(store):
    one = taken(store, "a")
    run_out(store)
    assert not held(store, one)
    assert taken(store, "a") == one
    assert held(store, one)


def test_an_expired_lease_is_taken_in_a_higher_term(store):
    one = taken(store, "a")
    run_out(store)
    two = taken(store, "b")
    assert two == Lease("work", "b", 2)
    assert (held(store, one), held(store, two)) == (False, True)


def test_a_higher_term_shows_that_another_holder_had_the_lease(store):
    for holder in ("a", "b"):
        taken(store, holder)
        run_out(store)
    assert taken(store, "a") == Lease("work", "a", 3)


def take_at(store, at: datetime) -> None:
    """Let the lease be taken at another time, for an hour."""
    with store.writing() as connection:
        values = {"taken_at": at, "until": at + timedelta(seconds=HOUR)}
        connection.execute(update(lease).values(**values))


def test_a_lease_taken_by_a_clock_that_was_a_day_ahead_is_free_once_the_clock_is_right(store):
    one = taken(store, "killed")
    take_at(store, datetime.now(UTC) + timedelta(days=1))
    with store.reading() as connection:
        assert not is_held(connection, "work")
    assert taken(store, "b") == Lease("work", "b", 2)
    assert not held(store, one)


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_clock_that_is_set_by_seconds_ends_no_lease(store, seconds):
    taken(store, "a")
    take_at(store, datetime.now(UTC) + timedelta(seconds=seconds))
    with store.reading() as connection:
        assert is_held(connection, "work")
    assert asked(store, "b") is None


def test_the_holder_renews_what_its_clock_took_ahead_of_time(store):
    one = taken(store, "a")
    take_at(store, datetime.now(UTC) + timedelta(days=1))
    assert taken(store, "a") == one
    assert asked(store, "b") is None
    assert until(store) < datetime.now(UTC) + timedelta(seconds=2 * HOUR)


def test_a_lease_of_a_version_that_did_not_say_when_it_took_it_is_held(store):
    taken(store, "older")
    with store.writing() as connection:
        connection.execute(update(lease).values(taken_at=None))
    assert asked(store, "b") is None


def test_a_lease_lasts_as_long_as_it_was_taken_for(store):
    before = datetime.now(UTC).timestamp()
    taken(store, "a")
    assert before + HOUR <= until(store).timestamp() <= datetime.now(UTC).timestamp() + HOUR


def test_a_released_lease_can_be_taken_at_once_in_a_higher_term(store):
    one = taken(store, "a")
    with store.writing() as connection:
        give_back(connection, one)
    assert taken(store, "b") == Lease("work", "b", 2)


def test_releasing_a_lease_that_another_took_over_does_nothing(store):
    one = taken(store, "a")
    run_out(store)
    two = taken(store, "b")
    with store.writing() as connection:
        give_back(connection, one)
    assert held(store, two)


@pytest.fixture
def written(store):
    """Return a function that writes under a lease and returns how many rows it changed."""
    with store.writing() as connection:
        connection.execute(insert(fact).values(name="colour", value="blue"))

    def write_under(one: Lease) -> int:
        with store.writing() as connection:
            written = connection.execute(update(fact).where(fence(one)).values(value="red"))
            return int(written.rowcount)

    return write_under


def test_the_holder_writes(store, written):
    assert written(taken(store, "a")) == 1


def test_a_holder_whose_lease_was_taken_over_writes_nothing(store, written):
    one = taken(store, "a")
    run_out(store)
    taken(store, "b")
    assert written(one) == 0


def test_a_holder_that_had_it_in_an_earlier_term_writes_nothing(store, written):
    old = taken(store, "a")
    for holder in ("b", "a"):
        run_out(store)
        new = taken(store, holder)
    assert (written(old), held(store, old)) == (0, False)
    assert (written(new), held(store, new)) == (1, True)


def test_a_holder_of_the_same_term_before_a_restore_writes_nothing(store, written):
    taken(store, "a")
    other = Lease("work", "b", 1)
    assert (written(other), held(store, other)) == (0, False)


def test_a_lease_is_not_taken_over_before_its_writes_are_committed(store, database_url, open_):
    one, impatient = taken(store, "a"), open_(database_url, busy_seconds=0.05)
    run_out(store)
    with store.writing() as connection:
        write_fact(connection, "colour", "blue")
        connection.execute(update(fact).where(fence(one)).values(value="red"))
        with pytest.raises(Exception, match="busy"):
            taken(impatient, "b")
    assert taken(impatient, "b").term == 2


def test_the_lease_of_a_killed_process_is_taken_once_it_expires(store, database_url, child):
    holder = child("hold_lease", database_url)
    assert holder.line() == "1"
    holder.kill()
    assert asked(store, "b") is None
    run_out(store)
    assert taken(store, "b") == Lease("work", "b", 2)


def test_a_paused_process_writes_nothing_when_it_resumes(store, database_url, child):
    with store.writing() as connection:
        write_fact(connection, "colour", "blue")
    holder = child("hold_lease", database_url)
    assert holder.line() == "1"
    holder.process.send_signal(signal.SIGSTOP)
    run_out(store)
    taken(store, "b")
    holder.process.send_signal(signal.SIGCONT)
    holder.go()
    assert holder.line() == "0"
    with store.reading() as connection:
        assert read_fact(connection, "colour") == "blue"
