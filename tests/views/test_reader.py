"""Only someone who may start a sync here is asked to."""

import pytest

from dashboard.insight.causes.catalogue import causes
from dashboard.views.cause_words import NO_ACTION, Names
from dashboard.views.reader import Reader, for_days, for_reader, orders_a_start, reader_of
from dashboard.views.verdict.texts import texts_for_verdict
from tests.support.merchants import cases, reads

START = ("You", "once the problem is fixed, start a sync up to now. Until then, syncs will fail.")


def texts(case, reader):
    known = reads(case)
    verdict = known.judged()
    return texts_for_verdict(
        verdict, Names("Xero", "Square", known.name), verdict.zone.zone, known.now, reader=reader
    )


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


def test_who_may_start_reads_the_steps_unchanged():
    assert for_reader([START], Reader.STARTS) == (START,)


def test_what_is_for_support_to_do_says_so_to_one_who_may_only_look():
    assert for_reader([START], Reader.ONLY_LOOKS) == (("Support", START[1]),)


def test_one_who_may_only_look_has_no_text_to_copy():
    step = ("You", "ask Codat support if it fails again; copy the text for them.")
    assert for_reader([step], Reader.ONLY_LOOKS) == (("Support", "ask Codat support if it fails again."),)


def test_one_who_may_start_elsewhere_reads_that_it_is_not_possible_here():
    assert (
        "start a sync up to now (not possible from here)"
        in for_reader([START], Reader.STARTS_ELSEWHERE)[0][1]
    )


def test_one_whose_role_allows_no_start_reads_whose_does():
    ((_, what),) = for_reader([START], reader_of(read_only=False, may_start=False, lacks_role=True))
    assert "start a sync up to now (an operator can)" in what
    assert "here" not in what


@pytest.mark.parametrize("reader", list(Reader))
def test_steps_adapted_twice_are_the_same_as_once(reader):
    once = for_reader([START, ("Merchant", "link Xero."), (NO_ACTION, "")], reader)
    assert for_reader(once, reader) == once


@pytest.mark.parametrize("case", cases())
def test_nobody_who_only_looks_is_addressed_or_ordered_to_start(case):
    answer = texts(case, Reader.ONLY_LOOKS)
    assert not [step for step in answer.steps if step[0] == "You"]
    assert "Support team:" not in answer.ticket_text


@pytest.mark.parametrize("cause", causes().values(), ids=lambda cause: cause.key)
def test_no_cause_orders_a_start_of_one_who_cannot(cause):
    steps = for_reader(cause.steps, Reader.ONLY_LOOKS)
    assert not [what for who, what in steps if orders_a_start(what) and who != "Support"]


def test_where_only_days_fix_it_a_sync_for_them_is_asked_for():
    assert for_days([START], "10 Nov") == (
        ("You", START[1].replace("up to now", "for the missing days from 10 Nov")),
    )
