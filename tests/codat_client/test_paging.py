"""Lists that come in pages: all of them are read, and a server that never ends is not followed for ever."""

import threading

import pytest

from codat_client import CodatClient, NoAnswer, NotSent
from tests.codat_client.servers import COMPANY, reply, serve

LINKED = {"id": "c1", "platformName": "Xero", "status": "Linked"}


def ask(server, **options):
    return CodatClient("test-key", server.url, **options)


def page(ids, *, more, **fields):
    links = {"self": {"href": "/"}, "current": {"href": "/"}} | (
        {"next": {"href": "/companies"}} if more else {}
    )
    return reply({"results": [{"id": one} for one in ids], "_links": links} | fields)


def test_a_page_of_companies_shows_its_place_and_what_was_damaged():
    rows = [{"id": "a", "name": "A", "created": "2026-01-01T00:00:00Z", "tags": {"x": "y"}}, {"id": 7}]
    body = {"results": rows, "pageNumber": 2, "pageSize": 50, "totalResults": 52, "_links": {"next": {}}}
    with serve(reply(body)) as server:
        companies = ask(server).companies.list(2, 50, "name~A&&x={y}", "-modifiedDate")
    assert (companies[0].name, companies[0].tags, companies.damaged[0].index) == ("A", {"x": "y"}, 1)
    assert (companies.page_number, companies.page_size, companies.total_results) == (2, 50, 52)
    assert companies.has_next is False
    assert server.asked[0].path == (
        "/companies?page=2&pageSize=50&query=name~A%26%26x%3D%7By%7D&orderBy=-modifiedDate"
    )


@pytest.mark.parametrize("odd", [b'"cut \\ud83d"', b'"fine", "x": null'])
def test_an_odd_text_in_one_record_does_not_lose_the_page(odd):
    body = (
        b'{"results": [{"id": "a", "name": '
        + odd
        + b'}, {"id": 7}, null, {"id": "b"}], "_links": {"next": {"href": "/"}}}'
    )
    with serve(reply(body)) as server:
        page = ask(server).companies.list()
        assert [company.id for company in page] == ["a", "b"]
        assert ([one.index for one in page.damaged], page.has_next) == ([1, 2], True)


def test_iterating_reads_page_after_page_and_only_as_far_as_needed():
    with serve(page("ab", more=True), page("cd", more=True), page("e", more=False)) as server:
        walk = ask(server).companies.iterate(page_size=2)
        assert next(walk).id == "a"
        assert len(server.asked) == 1
        assert [company.id for company in walk] == list("bcde")
    assert [asked.path[-17:] for asked in server.asked] == [f"page={n}&pageSize=2" for n in (1, 2, 3)]


def test_a_page_of_nothing_but_damaged_companies_does_not_end_the_walk():
    damaged = {"results": [{"id": 7}], "_links": {"next": {"href": "/companies"}}}
    with serve(reply(damaged), page("a", more=False)) as server:
        pages = list(ask(server).companies.pages())
    assert [([company.id for company in each], len(each.damaged)) for each in pages] == [([], 1), (["a"], 0)]


def test_a_walk_asks_for_a_thousand_companies_at_once():
    with serve(page("a", more=False)) as server:
        companies = ask(server).companies
        assert [company.id for company in companies.iterate()] == ["a"]
        assert [company.id for each in companies.pages() for company in each] == ["a"]
    assert [asked.path for asked in server.asked] == ["/companies?page=1&pageSize=1000"] * 2


NEXT = {"next": {"href": "/x"}}
ENDLESS = {
    "one page for ever": ["ab"],
    "two that alternate": ["ab", "cd", "ab", "cd"],
    "one, then another for ever": ["ab", "cd", "cd"],
    "three in a circle": ["ab", "bc", "ca", "ab"],
    "part of an earlier one": ["abc", "b"],
}


@pytest.mark.parametrize("pages", ENDLESS.values(), ids=ENDLESS)
def test_pages_of_companies_without_end_end_with_the_first_that_brings_nothing_new(pages):
    with serve(*(page(ids, more=True) for ids in pages)) as server:
        came = list(ask(server).companies.pages())
    assert {company.id for each in came for company in each} == set("".join(pages))
    assert [each.cut_short for each in came] == [False] * (len(came) - 1) + [True]
    assert (list(came[-1]), came[-1].damaged) == ([], ())
    assert len(server.asked) == len(came) <= len(pages) + 1


@pytest.mark.parametrize("pages", ENDLESS.values(), ids=ENDLESS)
def test_connections_without_end_are_kept_each_once_and_said_to_be_cut_short(pages):
    with serve(*(page(ids, more=True) for ids in pages)) as server:
        connections = ask(server).connections.list(COMPANY)
    assert [connection.id for connection in connections] == list(dict.fromkeys("".join(pages)))
    assert connections.cut_short is True
    assert len(server.asked) <= len(pages) + 1


@pytest.mark.parametrize("bad_id", [None, "", "00000000-0000-0000-0000-000000000000"])
def test_records_without_an_id_are_distinguished_by_what_they_say(bad_id):
    def rows(*names):
        return reply({"results": [{"id": bad_id, "platformName": name} for name in names], "_links": NEXT})

    with serve(rows("Xero", "Xero", 7), rows("Sage", "Xero", 7), rows("Sage", 7)) as server:
        connections = ask(server).connections.list(COMPANY)
    assert [connection.platform_name for connection in connections] == ["Xero", "Xero", "Sage"]
    assert (len(connections.damaged), connections.cut_short, len(server.asked)) == (1, True, 3)


def test_connections_that_are_new_without_end_are_cut_short_after_some_pages():
    numbers = iter(range(10_000))

    def another(_, line):
        line.sendall(page([f"c{next(numbers)}"], more=True))

    with serve(another) as server:
        connections = ask(server).connections.list(COMPANY)
    assert (len(connections), connections.cut_short, len(server.asked)) == (20, True, 20)


@pytest.mark.parametrize("last", [page("cd", more=False), page("", more=True), page("ab", more=False)])
def test_pages_that_end_are_not_cut_short(last):
    with serve(page("ab", more=True), last) as server:
        assert ask(server).connections.list(COMPANY).cut_short is False
    with serve(page("ab", more=True), last) as server:
        assert not any(each.cut_short for each in ask(server).companies.pages())


def test_an_empty_page_ends_the_walk_whatever_it_says():
    with serve(page("ab", more=True), page("", more=True)) as server:
        assert len(list(ask(server).companies.iterate())) == 2


def test_the_walk_has_one_total_for_all_its_pages():
    pause = threading.Event()

    def slowly(asked, line):
        pause.wait(0.6)
        line.sendall(page([asked.path], more=True))

    # A machine that stalls may let the total end just before a page is asked for, which is NotSent.
    with serve(slowly) as server, pytest.raises((NoAnswer, NotSent)):
        list(ask(server).companies.iterate(timeout=2.1))
    assert 1 <= len(server.asked) <= 4


def test_a_walk_goes_on_while_any_time_is_left():
    def walked():
        with serve(page("ab", more=True), page("c", more=False)) as server:
            try:
                return [company.id for company in ask(server).companies.iterate(timeout=0.9)]
            except (NoAnswer, NotSent):  # the machine stalled
                return []

    assert any(walked() == list("abc") for _ in range(20))


def test_all_pages_of_connections_are_one_list():
    first = reply({"results": [LINKED, {"id": 7}], "_links": {"next": {"href": "/x"}}})
    last = reply({"results": [{"id": "c2"}, {"id": 8}], "_links": {}})
    with serve(first, last) as server:
        connections = ask(server).connections.list(COMPANY)
    assert [connection.id for connection in connections] == ["c1", "c2"]
    assert [one.index for one in connections.damaged] == [1, 3]
