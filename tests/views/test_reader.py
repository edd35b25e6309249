"""Who is told to start a sync: nobody who can't."""

import pytest

from dashboard.insight.causes.catalogue import causes
from dashboard.views.cause_words import Names
from dashboard.views.reader import Reader, for_days, for_reader, orders_a_start, reader_of
from dashboard.views.verdict.texts import tell
from tests.support.merchants import cases, reads

START = ("You", "then start a sync up to now. Before that it would fail again.")


def told(case, reader):
    known = reads(case)
    verdict = known.judged()
    return tell(verdict, Names("Xero", "Square", known.name), verdict.zone.zone, known.now, reader=reader)


@pytest.mark.parametrize(
    ("read_only", "may_start", "reader"),
    [
        (True, False, Reader.ONLY_LOOKS),
        (True, True, Reader.ONLY_LOOKS),
        (False, False, Reader.STARTS_ELSEWHERE),
        (False, True, Reader.STARTS),
    ],
)
def test_the_setting_counts_first_then_the_place(read_only, may_start, reader):
    assert reader_of(read_only=read_only, may_start=may_start) is reader


def test_who_may_start_is_told_as_it_stands():
    assert for_reader([START], Reader.STARTS) == (START,)


def test_who_only_looks_is_told_what_support_will_do():
    assert for_reader([START], Reader.ONLY_LOOKS) == (
        ("Support", "will then start a sync up to now. Before that it would fail again."),
    )


def test_what_support_will_not_do_is_said_so():
    step = ("You", "don’t start another until they answer: the two would overlap.")
    assert for_reader([step], Reader.ONLY_LOOKS)[0][1].startswith("won’t start another")


def test_who_only_looks_has_no_text_to_copy():
    step = ("You", "ask Codat’s support if it fails again; copy the text for them.")
    assert for_reader([step], Reader.ONLY_LOOKS) == (
        ("Support", "will ask Codat’s support if it fails again."),
    )


def test_who_may_start_elsewhere_is_told_that_it_is_not_here():
    assert (
        "start a sync up to now (not possible from here)"
        in for_reader([START], Reader.STARTS_ELSEWHERE)[0][1]
    )


@pytest.mark.parametrize("reader", list(Reader))
def test_steps_told_twice_are_told_as_once(reader):
    once = for_reader([START, ("Merchant", "links Xero."), ("Nobody", "has to do anything.")], reader)
    assert for_reader(once, reader) == once


@pytest.mark.parametrize("case", cases())
def test_nobody_who_only_looks_is_addressed_or_ordered_to_start(case):
    answer = told(case, Reader.ONLY_LOOKS)
    assert not [step for step in answer.steps if step[0] == "You"]
    assert "Support team:" not in answer.ticket_text


@pytest.mark.parametrize("cause", causes().values(), ids=lambda cause: cause.key)
def test_no_cause_orders_a_start_of_one_who_cannot(cause):
    told_steps = for_reader(cause.steps, Reader.ONLY_LOOKS)
    assert not [what for who, what in told_steps if orders_a_start(what) and who != "Support"]


def test_where_only_days_fix_it_a_sync_for_them_is_asked_for():
    assert for_days([START], "10 Nov") == (
        ("You", "then start a sync for the missing days from 10 Nov. Before that it would fail again."),
    )
