"""What becomes of a link: made, opened, paused, ended, revoked, each on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dashboard.access.policy import Act
from dashboard.insight.share.extras import ShareBaseline
from dashboard.sharing.link import LinkState, ShareRefused
from dashboard.store.engine import Store
from dashboard.store.tables import share_event, share_link
from tests.record.support import OTHER
from tests.sharing.conftest import ADA, BEN, CONTENT, ELSEWHERE, NOW, new_link
from tests.store.rows import COMPANY
from tests.support.people import at_desk, elsewhere

HOUR = timedelta(hours=1)
HOSTILE = [
    "<script>alert(1)</script>",
    "\0\ud800",
    "\u202eevil\u202c",
    "'; DROP TABLE share_link; --",
    "a\r\nb",
]


@pytest.fixture
def made(service):
    """An open link and its token."""
    return service.make(new_link(recipient="Ann at Bluebird", note="As discussed."), ADA)


@pytest.fixture
def link(made):
    return made[0]


def events(store: Store) -> list[tuple[str, str, str]]:
    """Return kind, person, and detail of each event, in order."""
    columns = (share_event.c.kind, share_event.c.person, share_event.c.detail)
    with store.reading() as connection:
        rows = connection.execute(select(*columns).order_by(share_event.c.id))
        return [(row.kind, row.person, row.detail) for row in rows]


def kinds(store: Store) -> list[str]:
    return [kind for kind, *_ in events(store)]


def test_a_link_opens_with_its_token_and_is_as_it_was_made(service, made):
    link, token = made
    opened = service.open_link(token)
    assert opened is not None
    assert opened.link == link == service.links()[0]
    assert (link.company_id, link.company_name, link.content) == (COMPANY, "Bluebird Coffee", CONTENT)
    assert (link.recipient, link.note, link.person) == ("Ann at Bluebird", "As discussed.", "Ada Byron")
    assert (link.verified, link.origin, link.made_at, link.ends_at) == (False, "here", NOW, NOW + 24 * HOUR)
    assert link.state(NOW) is LinkState.OPEN


def test_a_recipient_is_stored_without_the_word_that_every_page_adds(service):
    link, _ = service.make(new_link(recipient=" For  Ann at Bluebird"), ADA)
    assert link.recipient == "Ann at Bluebird"


def test_a_live_link_has_no_view_of_its_own(service, made):
    assert service.open_link(made[1]).frozen_view is None
    assert made[0].live


def test_a_frozen_link_keeps_its_view(service):
    view = {"title": "Bluebird Coffee", "days": [1, 2]}
    link, token = service.make(new_link(frozen_view=view), ADA)
    assert service.open_link(token).frozen_view == view
    assert not link.live


@pytest.mark.parametrize(("missing", "baseline"), [(12, ShareBaseline(12, NOW)), (0, ShareBaseline(0, NOW))])
def test_a_link_remembers_how_many_days_were_missing(service, missing, baseline):
    _, token = service.make(new_link(missing_days=missing), ADA)
    assert service.open_link(token).baseline == baseline


def test_without_a_number_of_missing_days_there_is_nothing_to_compare_with(service, made):
    assert service.open_link(made[1]).baseline is None


@pytest.mark.parametrize("wrong", ["", "x", "\0", "\ud800", "é" * 5_000, "' OR 1=1 --"])
def test_another_token_opens_nothing(service, made, wrong):
    assert service.open_link(wrong) is None
    assert service.open_link(made[1] + wrong) is None or wrong == ""


def test_tokens_differ_and_have_192_bits(service):
    tokens = {service.make(new_link(), ADA)[1] for _ in range(3)}
    assert {len(each) for each in tokens} == {32}
    assert len(tokens) == 3


def test_a_preview_opens_as_a_preview_only_and_is_nowhere_else(service, store):
    token = service.preview(new_link(), ADA)
    assert service.open_link(token, preview=True) is not None
    assert service.open_link(token) is None
    assert service.links() == events(store) == []
    assert service.open_count(COMPANY) == 0


def test_a_link_is_no_preview(service, made):
    assert service.open_link(made[1], preview=True) is None


@pytest.mark.parametrize("next_", ["make", "preview"])
def test_a_preview_lasts_ten_minutes_and_what_is_made_next_removes_it(service, store, clock, next_):
    token = service.preview(new_link(lasts=24 * HOUR), ADA)
    clock.pass_(minutes=9, seconds=59)
    assert service.open_link(token, preview=True) is not None
    clock.pass_(seconds=1)
    assert service.open_link(token, preview=True) is None
    getattr(service, next_)(new_link(), ADA)
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(share_link)).scalar() == 1


def test_a_link_ends_at_its_end(service, made, clock):
    link, token = made
    clock.pass_(hours=24, microseconds=-1)
    assert service.open_link(token) is not None
    clock.pass_(microseconds=1)
    assert service.open_link(token) is None
    assert link.state(clock()) is LinkState.EXPIRED


def test_a_paused_link_opens_again_once_it_is_resumed(service, made):
    link, token = made
    assert service.pause(link.id, BEN).state(NOW) is LinkState.PAUSED
    assert service.open_link(token) is None
    assert service.resume(link.id, BEN).state(NOW) is LinkState.OPEN
    assert service.open_link(token) is not None


def test_a_revoked_link_never_opens_again(service, made):
    link, token = made
    assert service.revoke(link.id, BEN).state(NOW) is LinkState.REVOKED
    for act in (service.pause, service.resume):
        with pytest.raises(ShareRefused, match="revoked"):
            act(link.id, ADA)
    with pytest.raises(ShareRefused, match="revoked"):
        service.change_end(link.id, HOUR, ADA)
    assert service.open_link(token) is None


def test_an_ended_link_is_neither_paused_nor_resumed(service, link, clock):
    clock.pass_(hours=24)
    for act in (service.pause, service.resume):
        with pytest.raises(ShareRefused, match="has expired"):
            act(link.id, ADA)


def test_a_link_that_has_ended_opens_again_with_a_new_end(service, made, clock):
    clock.pass_(hours=48)
    assert service.change_end(made[0].id, HOUR, ADA).ends_at == NOW + 49 * HOUR
    assert service.open_link(made[1]) is not None


def test_a_paused_link_stays_paused_with_a_new_end(service, link):
    service.pause(link.id, ADA)
    assert service.change_end(link.id, HOUR, ADA).state(NOW) is LinkState.PAUSED


def test_each_change_is_on_record_with_who_made_it(service, store, link):
    service.pause(link.id, BEN)
    service.resume(link.id, BEN)
    service.change_end(link.id, 2 * HOUR, BEN)
    service.revoke(link.id, BEN)
    ends = [(NOW + 24 * HOUR).isoformat(), (NOW + 2 * HOUR).isoformat()]
    assert events(store) == [
        ("link made", "Ada Byron", ends[0]),
        ("link paused", "Ben", ""),
        ("link resumed", "Ben", ""),
        ("link end changed", "Ben", ends[1]),
        ("link revoked", "Ben", ""),
    ]


def test_what_is_already_so_changes_nothing_and_is_no_event(service, store, link):
    service.resume(link.id, ADA)
    service.pause(link.id, ADA)
    assert service.pause(link.id, BEN).paused_at == NOW
    service.revoke(link.id, ADA)
    service.revoke(link.id, BEN)
    assert kinds(store) == ["link made", "link paused", "link revoked"]


def test_an_unknown_link_cannot_be_changed(service):
    with pytest.raises(ShareRefused, match="no longer on record"):
        service.revoke(7, ADA)


def test_two_services_on_one_store_see_each_other_at_once(service, service_on, open_, database_url, made):
    other = service_on(open_(database_url))
    assert other.open_link(made[1]) is not None
    other.revoke(made[0].id, BEN)
    assert service.open_link(made[1]) is None
    with pytest.raises(ShareRefused, match="revoked"):
        service.pause(made[0].id, ADA)


def test_all_links_of_a_company_are_revoked_and_no_other(service, store, clock):
    ended = service.make(new_link(lasts=HOUR), ADA)[0]
    clock.pass_(hours=2)
    paused, open_, elsewhere = (
        service.make(new_link(company_id=company), ADA)[0] for company in (COMPANY, COMPANY.upper(), OTHER)
    )
    service.pause(paused.id, ADA)
    assert service.revoke_company(COMPANY.upper(), BEN) == 2
    states = {each.id: each.state(clock()) for each in service.links()}
    assert states == {
        ended.id: LinkState.EXPIRED,
        paused.id: LinkState.REVOKED,
        open_.id: LinkState.REVOKED,
        elsewhere.id: LinkState.OPEN,
    }
    assert kinds(store)[-2:] == ["link revoked", "link revoked"]


@pytest.mark.parametrize("name", ["Ben", ""])
def test_all_links_of_a_person_are_revoked_and_no_other(service, name):
    service.make(new_link(), ADA)
    for company in (COMPANY, OTHER):
        service.make(new_link(company_id=company), at_desk(name))
    assert service.revoke_person(name, ADA) == 2
    assert [each.person for each in service.links() if each.state(NOW) is LinkState.OPEN] == ["Ada Byron"]


def test_open_links_are_listed_first_then_the_newest(service):
    links = [service.make(new_link(), ADA)[0] for _ in range(4)]
    for each in links[1:3]:
        service.revoke(each.id, ADA)
    assert [each.id for each in service.links()] == [links[at].id for at in (3, 0, 2, 1)]


def test_only_open_links_of_the_company_count_as_open(service, clock):
    service.make(new_link(lasts=HOUR), ADA)
    clock.pass_(hours=2)
    paused, revoked, *_ = [service.make(new_link(), ADA)[0] for _ in range(4)]
    service.make(new_link(company_id=OTHER), ADA)
    service.pause(paused.id, ADA)
    service.revoke(revoked.id, ADA)
    assert service.open_count(COMPANY.upper()) == 2


def test_another_account_sees_and_opens_none_of_it(service, service_of_other, made):
    assert service_of_other.links() == []
    assert service_of_other.open_count(COMPANY) == 0
    assert service_of_other.open_link(made[1]) is None
    assert service_of_other.revoke_company(COMPANY, ADA) == 0
    with pytest.raises(ShareRefused):
        service_of_other.revoke(made[0].id, ADA)
    assert service.open_link(made[1]) is not None


@pytest.mark.parametrize("lasts", [HOUR, timedelta(days=30)])
def test_a_link_lasts_from_an_hour_to_the_most_of_the_setting(service, lasts):
    link, _ = service.make(new_link(lasts=lasts), ADA)
    assert link.ends_at == NOW + lasts
    assert service.change_end(link.id, lasts, ADA).ends_at == NOW + lasts


@pytest.mark.parametrize(
    "lasts", [HOUR - timedelta(seconds=1), timedelta(days=30, seconds=1), timedelta(), -HOUR, timedelta.max]
)
def test_another_time_is_refused_and_changes_nothing(service, link, lasts):
    for act in (service.make, service.preview):
        with pytest.raises(ShareRefused, match="from 1 hour to 30 days"):
            act(new_link(lasts=lasts), ADA)
    with pytest.raises(ShareRefused, match="from 1 hour to 30 days"):
        service.change_end(link.id, lasts, ADA)
    assert service.links() == [link]


def test_the_cap_is_counted_from_now_and_not_from_when_it_was_made(service_on, store, clock):
    service = service_on(store, share_most_days=1)
    link, _ = service.make(new_link(), ADA)
    clock.pass_(hours=12)
    assert service.change_end(link.id, 24 * HOUR, ADA).ends_at == NOW + 36 * HOUR
    with pytest.raises(ShareRefused, match="to 1 day"):
        service.change_end(link.id, 25 * HOUR, ADA)


@pytest.mark.parametrize("field", [{"recipient": "a" * 81}, {"note": "a" * 501}])
def test_a_text_that_is_too_long_is_refused(service, field):
    for act in (service.make, service.preview):
        with pytest.raises(ShareRefused, match="too long"):
            act(new_link(**field), ADA)


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_stay_as_they_are_but_for_what_no_database_can_hold(service, text):
    link, token = service.make(new_link(recipient=text, note=text, company_name=text), ADA)
    storable = "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}" if "\0" in text else text
    assert (link.recipient, link.note, link.company_name) == (storable,) * 3
    assert service.open_link(token) is not None


def test_an_origin_of_the_setting_may_embed_a_live_link(service_on, store):
    service = service_on(store, embed_origins=("https://help.example",))
    link, _ = service.make(new_link(embed_origin="https://HELP.example"), ADA)
    assert link.embed_origin == "https://help.example"


@pytest.mark.parametrize("origin", ["https://other.example", "https://help.example/x", "*", "https:"])
def test_another_origin_may_not(service_on, store, origin):
    service = service_on(store, embed_origins=("https://help.example",))
    with pytest.raises(ShareRefused, match="EMBED_ORIGINS"):
        service.make(new_link(embed_origin=origin), ADA)


def test_an_origin_that_is_no_longer_in_the_setting_may_not_embed_an_older_link(service_on, store):
    _, token = service_on(store, embed_origins=("https://help.example",)).make(
        new_link(embed_origin="https://help.example"), ADA
    )
    assert service_on(store).open_link(token).link.embed_origin == ""
    again = service_on(store, embed_origins=("https://help.example", "https://other.example"))
    assert again.open_link(token).link.embed_origin == "https://help.example"


def test_without_the_setting_no_origin_may(service):
    with pytest.raises(ShareRefused, match="EMBED_ORIGINS"):
        service.make(new_link(embed_origin="https://help.example"), ADA)


def test_a_frozen_link_is_not_embedded(service_on, store):
    service = service_on(store, embed_origins=("https://help.example",))
    with pytest.raises(ShareRefused, match="Only a live link"):
        service.make(new_link(embed_origin="https://help.example", frozen_view={}), ADA)


def acts(service, link):
    """Each act, to be carried out by a person."""
    return {
        "make": lambda person: service.make(new_link(), person),
        "preview": lambda person: service.preview(new_link(), person),
        "pause": lambda person: service.pause(link.id, person),
        "resume": lambda person: service.resume(link.id, person),
        "change_end": lambda person: service.change_end(link.id, HOUR, person),
        "change_end to what no one may": lambda person: service.change_end(link.id, timedelta.max, person),
        "revoke": lambda person: service.revoke(link.id, person),
        "revoke one that isn’t there": lambda person: service.revoke(link.id + 1, person),
        "revoke_company": lambda person: service.revoke_company(COMPANY, person),
        "revoke_person": lambda person: service.revoke_person("Ada Byron", person),
        "revoke_person without links": lambda person: service.revoke_person("Ben", person),
    }


@pytest.mark.parametrize(
    ("person", "why"),
    [(at_desk("Ada Byron", read_only=True), "read-only"), (ELSEWHERE, "ALLOW_STARTING=1")],
)
def test_who_may_not_share_changes_nothing_and_the_attempt_is_on_record(service, store, link, person, why):
    allowed = acts(service, link)
    for act in allowed.values():
        with pytest.raises(ShareRefused, match=why):
            act(person)
    assert service.links() == [link]
    refused = events(store)[1:]
    assert len(refused) == len(allowed)
    assert {(kind, name) for kind, name, _ in refused} == {("link refused", person.name)}
    assert all(why in detail for *_, detail in refused)


def test_why_no_link_can_be_made_is_known_before(service_on, store):
    assert service_on(store).refusal(ADA) is None
    assert "READ_ONLY=1" in service_on(store).refusal(at_desk(read_only=True))
    assert "ALLOW_STARTING=1" in service_on(store).refusal(ELSEWHERE)
    assert "change the link" in service_on(store).refusal(at_desk(read_only=True), Act.CHANGE_LINK)
    assert service_on(store).refusal(elsewhere(allow_starting=True)) is None
