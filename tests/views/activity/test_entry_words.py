"""The text of an entry: every kind has one, and none claims what isn't recorded."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.insight.activity.entry import NOTE, STEPS, ActivityEntry, ActivityOutcome
from dashboard.insight.start.attempt import OpenStart, StartEventType
from dashboard.insight.start.check import RecordedAnswer
from dashboard.insight.start.intent import RequestedRange
from dashboard.views import words
from dashboard.views.activity import entry_words, table
from dashboard.views.activity.table import ActivityContext
from dashboard.views.theme import LOOKS

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)
COMPANY = "5bb4f6e2-2f0c-4d5c-9b9c-3c1f3f3b7e01"
LISTED = [each.value for each in StartEventType if each not in STEPS]


def address(page, **given):
    return f"/{page}?{'&'.join(f'{name}={value}' for name, value in given.items())}"


CONTEXT = ActivityContext(LONDON, NOW, lambda _: "Bluebird & Co", address)


def entry(kind="ended", **values):
    usual = {"number": 1, "at": NOW, "company_id": COMPANY, "person": "Ada", "verified": False}
    return ActivityEntry(kind=kind, **{**usual, **values})


@pytest.mark.parametrize("kind", [*LISTED, NOTE])
def test_each_kind_has_words_of_its_own(kind):
    words = entry_words.headline(entry(kind, detail="x"), LONDON, NOW)
    assert words[0].isupper()
    assert (
        len({entry_words.headline(entry(each), LONDON, NOW) for each in [*LISTED, NOTE]}) == len(LISTED) + 1
    )


@pytest.mark.parametrize(("warning", "headline"), [(True, "Warning dismissed"), (False, "Question answered")])
def test_an_answer_is_shown_in_the_words_that_the_person_saw(warning, headline):
    answer = RecordedAnswer("by hand", "1–3 Nov were entered by hand.", warning=warning)
    shown = entry(answer.event.value, detail=answer.detail)
    assert entry_words.headline(shown, LONDON, NOW) == headline
    assert entry_words.detail(shown) == "1–3 Nov were entered by hand."


def test_a_kind_of_a_newer_version_is_shown_by_its_name():
    assert entry_words.headline(entry("moved away"), LONDON, NOW) == "Moved away"


def test_a_confirmed_start_says_which_days_and_claims_no_more():
    requested = RequestedRange.between(
        NOW.replace(hour=0, minute=0) - timedelta(days=2), NOW.replace(hour=0, minute=0)
    )
    words = entry_words.headline(entry("confirmed", requested=requested), LONDON, NOW)
    assert words == "Start confirmed, for 22–23 Nov"


@pytest.mark.parametrize("outcome", ActivityOutcome)
def test_each_outcome_has_a_mark_and_a_word(outcome):
    key, word = entry_words.outcome_look(outcome)
    assert key in LOOKS
    assert word
    assert entry_words.mark(entry(outcome=outcome)) == key


def test_the_end_of_a_sync_says_its_outcome_and_code():
    words = entry_words.headline(entry(outcome=ActivityOutcome.FAILED, code=5017), LONDON, NOW)
    assert words == "Sync ended: failed (code 5017)"


@pytest.mark.parametrize("kind", OriginKind)
def test_each_origin_has_words(kind):
    words = entry_words.origin(str(RequestOrigin(kind)))
    assert words not in {"", str(kind)} or kind is OriginKind.UNKNOWN


def test_a_header_is_named():
    origin = str(RequestOrigin(OriginKind.HEADER, "via"))
    assert entry_words.origin(origin) == "a proxy (via)"


@pytest.mark.parametrize("name", ["", "\u200b"])
def test_a_name_that_cannot_be_seen_is_none(name):
    assert entry_words.who(entry(person=name), marked=True) == words.NO_NAME


def test_a_settled_entry_links_to_its_sync_and_another_to_its_start():
    known = {"start_id": "start", "sync_id": "sync"}
    settled = table.table([entry(outcome=ActivityOutcome.FAILED, **known)], CONTEXT)
    assert f'href="/sync?company={COMPANY}&amp;sync=sync"' in settled
    confirmed = table.table([entry("confirmed", **known)], CONTEXT)
    assert f'href="/start?company={COMPANY}&amp;attempt=start"' in confirmed


def test_foreign_text_is_escaped():
    hostile = "<b>&"
    shown = table.table(
        [entry(hostile, person=hostile, detail=hostile, origin=hostile), entry(NOTE, detail=hostile)], CONTEXT
    )
    assert "<b>" not in shown
    assert "Bluebird &amp; Co" in shown


def test_the_latest_note_is_one_line_with_its_author():
    notes = [entry(), entry(NOTE, detail="Called them.\nMonday."), entry(NOTE, detail="Older")]
    said = table.latest_note(notes, CONTEXT)
    assert "Note by Ada (unverified), today 09:51: “Called them. Monday.”" in said
    assert table.latest_note([entry()], CONTEXT) == ""


@pytest.mark.parametrize(("verified", "head"), [(False, ">Who (unverified)<"), (True, ">Who<")])
def test_a_companys_part_says_in_its_head_whether_names_are_verified(verified, head):
    assert head in table.of_company([entry(verified=verified)], CONTEXT)


def test_one_start_under_way_is_named_and_linked_several_are_counted():
    one = OpenStart("start", COMPANY, "Ada", NOW)
    assert "Start under way: Bluebird &amp; Co" in table.running_link([one], CONTEXT)
    assert f'href="/start?company={COMPANY}&amp;attempt=start"' in table.running_link([one], CONTEXT)
    both = table.running_link([one, one], CONTEXT)
    assert "2 starts under way" in both
    assert 'href="/activity?"' in both
    assert table.running_link([], CONTEXT) == ""
