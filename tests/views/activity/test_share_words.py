"""What an entry about a shared link says."""

from __future__ import annotations

import pytest

from dashboard.insight.activity.entry import NO_COMPANY, ActivityOutcome, EntryLink
from dashboard.insight.share.content import SharePage
from dashboard.insight.share.event import ShareEventType
from dashboard.insight.start.attempt import StartEventType
from dashboard.views.activity import entry_words, share_words, table
from tests.views.activity.test_entry_words import CONTEXT, LONDON, NOW, entry

END = "2026-11-25T09:51:00+00:00"


def of_link(kind, **values):
    """Return an entry about a live link to Company for Ann."""
    usual = {"page": SharePage.COMPANY, "live": True, "recipient": "Ann", "opened": 0}
    its = {name: values.pop(name, value) for name, value in usual.items()}
    return entry(kind.value, link=EntryLink(7, **its), **values)


def headline(shown) -> str:
    return entry_words.headline(shown, LONDON, NOW)


def test_no_kind_is_one_of_a_start():
    assert not {each.value for each in ShareEventType} & {each.value for each in StartEventType}


@pytest.mark.parametrize(
    ("page", "live", "said"),
    [
        (SharePage.COMPANY, True, "Link created: company status, live, expires 25 Nov 09:51"),
        (SharePage.HISTORY, False, "Link created: history, frozen, expires 25 Nov 09:51"),
        (SharePage.SYNC, True, "Link created: one sync, live, expires 25 Nov 09:51"),
        (SharePage.INCIDENT, False, "Link created: incident, frozen, expires 25 Nov 09:51"),
        (SharePage.DIGEST, False, "Link created: digest, frozen, expires 25 Nov 09:51"),
        (None, True, "Link created: live, expires 25 Nov 09:51"),
    ],
)
def test_a_new_link_says_what_it_shows_until_when_and_for_whom(page, live, said):
    made = of_link(ShareEventType.MADE, page=page, live=live, detail=END)
    assert headline(made) == said
    assert entry_words.detail(made) == "For Ann"


@pytest.mark.parametrize(
    ("opened", "said"), [(1, "once"), (2, "twice"), (3, "3 times"), (1200, "1,200 times")]
)
def test_an_opening_says_how_often_and_that_it_was_a_visitor(opened, said):
    shown = of_link(ShareEventType.OPENED, opened=opened, person="")
    assert headline(shown) == f"Link opened {said}: company status, live"
    assert entry_words.who(shown, marked=True) == share_words.VISITOR


def test_an_attempt_that_was_about_no_company_links_to_none():
    refused = entry(ShareEventType.REFUSED.value, company_id=NO_COMPANY)
    assert "Bluebird" in table.table([entry()], CONTEXT)
    shown = table.table([refused], CONTEXT)
    assert ("Bluebird" in shown, "/company" in shown) == (False, False)


def test_another_expiry_is_said():
    changed = of_link(ShareEventType.END_CHANGED, detail=END)
    assert headline(changed) == "Link expiry changed to 25 Nov 09:51: company status, live"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (ShareEventType.PAUSED, "Link paused: company status, live"),
        (ShareEventType.RESUMED, "Link resumed: company status, live"),
        (ShareEventType.REVOKED, "Link revoked: company status, live"),
    ],
)
def test_a_change_says_what_the_link_shows_and_for_whom_it_is(kind, said):
    assert headline(of_link(kind)) == said
    assert entry_words.detail(of_link(kind)) == "For Ann"


def test_a_pause_by_a_restore_says_so():
    paused = of_link(ShareEventType.PAUSED, detail="The database was restored from a backup.")
    assert entry_words.detail(paused) == "The database was restored from a backup."


def test_a_refusal_says_why():
    refused = entry(ShareEventType.REFUSED.value, detail="Why.", outcome=ActivityOutcome.REFUSED)
    assert (headline(refused), entry_words.detail(refused)) == ("Sharing refused", "Why.")


def test_a_recipient_is_foreign_text():
    hostile = entry(
        ShareEventType.REVOKED.value,
        link=EntryLink(7, SharePage.COMPANY, live=True, recipient="<b>\u202eAnn</b>"),
    )
    shown = table.table([hostile], CONTEXT)
    assert "<b>" not in shown
    assert "\u202e" not in shown
    assert "&lt;b&gt;" in shown


def test_an_entry_leads_to_its_link():
    shown = table.table([of_link(ShareEventType.PAUSED)], CONTEXT)
    assert 'href="/shared?link=7"' in shown
