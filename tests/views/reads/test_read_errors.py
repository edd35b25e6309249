"""What couldn't be loaded: each reason once, and never more than is known."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from codat_client import CodatError, NotFound
from dashboard.insight.reading import Reading
from dashboard.views.reads.read_errors import NAMES, read_errors

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
READ_AT = datetime(2026, 11, 20, 13, 40, tzinfo=UTC)
GOOD: Reading[str] = Reading("an answer", READ_AT)


def failed(error: CodatError, before: Reading[str] | None = None, at: datetime | None = None) -> Reading[str]:
    return (before or Reading()).failed(error, at)


def errors(**readings: Reading[str]):
    return read_errors(readings, LONDON, NOW)


def test_nothing_is_said_when_all_went_well():
    assert errors(latest=GOOD, syncs=GOOD) == []


def test_one_reason_for_several_reads_is_said_once():
    error = CodatError("Codat didn't answer.")
    (found,) = errors(latest=GOOD, connections=failed(error), syncs=failed(error))
    assert found.headline == "Couldn’t load the connections, the list of syncs."
    assert found.sentence == "Codat didn't answer."


def test_two_reasons_are_two_lines():
    assert len(errors(latest=GOOD, syncs=failed(CodatError("a")), connections=failed(CodatError("b")))) == 2


def test_an_older_answer_below_is_dated():
    (found,) = errors(latest=failed(CodatError("No answer."), GOOD))
    assert found.sentence == "No answer. The data shown is from today 13:40."


def test_the_last_failed_try_is_dated_where_its_time_is_known():
    error, last = CodatError("No answer."), datetime(2026, 11, 20, 13, 41, tzinfo=UTC)
    (found,) = errors(latest=failed(error, GOOD, last), syncs=failed(error, GOOD, READ_AT))
    assert found.sentence == "No answer. Last tried today 13:41. The data shown is from today 13:40."


def test_when_nothing_at_all_was_read_that_is_the_answer():
    (found,) = errors(**{name: failed(CodatError("Wrong key.")) for name in NAMES if name != "company"})
    assert (found.headline, found.alone) == ("Nothing could be loaded", True)


def test_a_company_that_codat_does_not_find_is_named_so():
    (found,) = errors(latest=failed(NotFound("x")), syncs=failed(NotFound("x")), company=Reading(None, NOW))
    assert found.headline == "Codat can’t find this company"


def test_no_set_up_is_an_answer_and_no_error():
    assert errors(latest=GOOD, configuration=failed(NotFound("x"))) == []


def test_a_correlation_id_is_shown_for_codats_support():
    error = CodatError("No answer.")
    error.correlation_id = "abc-123"
    (found,) = errors(latest=GOOD, syncs=failed(error))
    assert found.small == "Codat’s correlation id: abc-123."


def test_a_single_syncs_own_read_has_no_name_of_ours():
    (found,) = errors(latest=GOOD, **{"sync:1": failed(CodatError("x"))})
    assert found.headline == "Couldn’t load this sync."
