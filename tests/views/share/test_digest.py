"""A digest as a shared view: what was chosen, no more; hostile names as text; the same on paper."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.fleet.episode import Incident, VerdictChange
from dashboard.insight.fleet.over_time.changes import FleetChanges, IncidentCount
from dashboard.insight.fleet.over_time.checking import FleetChecking
from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.insight.verdict.state import State
from dashboard.views.fleet import digest_words
from dashboard.views.share.fleet.digest import digest_name, digest_view
from dashboard.views.share.fleet.incident import MOST_NAMES
from dashboard.views.share.page import page_html, report_html
from dashboard.views.share.pictures.badge import badge_svg
from dashboard.views.share.status_json import status_json
from dashboard.views.share.status_view import from_json, to_json
from sandbox.hostile import TEXTS
from tests.views.share.html_page import Page

UNTIL = datetime(2026, 11, 29, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
BOTH = (SharePart.ANSWER, SharePart.MERCHANTS)
IDS = ("id-1-secret", "id-2-secret", "id-3-secret")
NAMES = dict(zip(IDS, ("Zebra", "alder Cafe", "Bluebird"), strict=True))


def changes(books="Xero", **values):
    """Return a night in which two began to fail and one recovered."""
    its = [VerdictChange(each, UNTIL, State.ARRIVING, State.FAILING, cause="write-refused") for each in IDS]
    incident = Incident(7, "write-refused", books, UNTIL, UNTIL, UNTIL)
    checking = FleetChecking(9, 8, ((UNTIL - 2 * HOUR, UNTIL - HOUR),))
    usual = {
        "failing": tuple(its[:2]), "recovered": tuple(its[2:]), "checking": checking,
        "begun": (IncidentCount(incident, 2, 0),),
    }  # fmt: skip
    return FleetChanges(UNTIL - DAY, UNTIL, **{**usual, **values})


def view(*parts, names=NAMES, night=None, **more):
    content = ShareContent(SharePage.DIGEST, frozenset(parts), companies=IDS)
    return digest_view(night or changes(), content, names, LONDON, UNTIL + HOUR, day=UNTIL.date(), **more)


def page(shown):
    return page_html(shown, ends_at=UNTIL + 9 * DAY, live=False, now=UNTIL + HOUR)


def everything(shown):
    """Return all that leaves the server of a view."""
    return "\n".join((page(shown), report_html(shown), status_json(shown).decode(), badge_svg(shown)))


def test_it_has_the_lines_of_the_digest_and_says_what_was_not_checked():
    shown = view(SharePart.ANSWER)
    assert shown.changes.period == "28 Nov 08:00 – 29 Nov 08:00 (London)"
    assert shown.changes.checked == "Checked 8 of 9 merchants; nothing was checked from 06:00 to 07:00."
    assert shown.changes.lines == digest_words.lines(changes())
    assert (shown.company, shown.zone) == ("Digest of 29 Nov 2026", "Europe/London")
    assert shown.as_of_text == "29 Nov 2026 09:00 (London)"


@pytest.mark.parametrize(
    ("parts", "has_lines", "lists"),
    [((), False, 0), ((SharePart.ANSWER,), True, 0), ((SharePart.MERCHANTS,), False, 2), (BOTH, True, 2)],
)
def test_it_shows_the_parts_that_were_chosen(parts, has_lines, lists):
    shown = view(*parts)
    assert (shown.changes is not None, len(shown.lists)) == (has_lines, lists)
    assert ("newly failing" in everything(shown)) is has_lines
    assert all((name in everything(shown)) is bool(lists) for name in NAMES.values())
    assert "secret" not in everything(shown)


def test_names_stand_in_the_list_they_belong_to_in_their_order():
    shown = view(*BOTH)
    assert [(each.title, each.names) for each in shown.lists] == [
        ("Newly failing", ("alder Cafe", "Zebra")),
        ("Recovered", ("Bluebird",)),
    ]
    html = page(shown)
    assert (
        html.index("Newly failing") < html.index("alder Cafe") < html.index("Zebra") < html.index("Bluebird")
    )


def test_a_company_without_a_name_is_counted_and_not_called_by_its_id():
    shown = view(*BOTH, names={IDS[0]: "Zebra"})
    assert [each.names for each in shown.lists] == [("Zebra",)]
    assert "2 merchants newly failing" in shown.changes.lines[1]


def test_a_list_names_500_merchants_at_most():
    names = {f"m{at}": f"Shop {at:04}" for at in range(MOST_NAMES + 9)}
    failing = tuple(VerdictChange(each, UNTIL, State.ARRIVING, State.FAILING) for each in names)
    (listed,) = view(*BOTH, names=names, night=changes(failing=failing, recovered=())).lists
    assert (len(listed.names), listed.names[0]) == (MOST_NAMES, "Shop 0000")


def test_it_is_stored_and_read_again_as_it_was():
    assert from_json(to_json(view(*BOTH, recipient="Ann"))) == view(*BOTH, recipient="Ann")


@pytest.mark.parametrize("draw", [page, report_html])
def test_the_page_and_the_file_for_paper_run_no_script_and_load_nothing(draw):
    html = draw(view(*BOTH, recipient="Ann"))
    found = Page(html)
    assert "<script" not in html
    assert not [each for name in ("src", "action", "data") for each in found.values(name)]
    assert all(each.startswith("#") for each in found.values("href"))
    assert not re.search(r"\son\w+=", html)
    assert "For Ann" in html


def test_on_paper_it_has_its_name_and_its_time():
    html = report_html(view(*BOTH))
    assert "Digest of 29 Nov 2026" in html
    assert "Status as of 29 Nov 2026 09:00 (London)." in html
    assert "@page" in html


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_names_platforms_and_recipients_are_text(text):
    names = dict.fromkeys(IDS, text)
    html = page(view(*BOTH, names=names, night=changes(text), recipient=text))
    usual = page(view(*BOTH, recipient="Ann"))
    assert set(re.findall(r"<(\w+)", html)) <= set(re.findall(r"<(\w+)", usual)) | {"br"}
    assert "secret" not in html


def test_the_demo_says_so_and_a_day_has_a_name():
    assert "Demo data" in page(view(SharePart.ANSWER, demo=True))
    assert digest_name(UNTIL.date()) == "Digest of 29 Nov 2026"
