"""The list of companies and of connections: paging, queries, order."""

from __future__ import annotations

import pytest

from sandbox.errors import Refusal
from sandbox.queries import matches


def names(reply):
    return [company["name"] for company in reply.json()["results"]]


def walk(http, page_size):
    """Follow `next` to the end; give the pages."""
    path, pages = f"/companies?pageSize={page_size}", []
    while path:
        pages.append(http.get(path).json())
        path = pages[-1]["_links"].get("next", {}).get("href")
    return pages


def test_the_first_page_has_a_hundred_unless_asked_otherwise(http):
    page = http.get("/companies").json()
    assert (page["pageNumber"], page["pageSize"], page["totalResults"]) == (1, 100, 59)
    assert len(page["results"]) == 59


@pytest.mark.parametrize("size", [1, 7, 58, 59, 60, 5000])
def test_following_next_brings_each_company_once(http, size):
    ids = [company["id"] for page in walk(http, size) for company in page["results"]]
    assert len(ids) == len(set(ids)) == 59


def test_the_last_page_has_no_next_and_the_first_no_previous(http):
    first, *_, last = walk(http, 20)
    assert "next" not in last["_links"]
    assert "previous" not in first["_links"]
    assert last["_links"]["previous"]["href"] == "/companies?page=2&pageSize=20"


def test_self_and_current_are_always_there(http):
    assert all({"self", "current"} <= set(page["_links"]) for page in walk(http, 20))


def test_a_page_beyond_the_end_is_empty(http):
    page = http.get("/companies?page=9").json()
    assert (page["results"], "next" in page["_links"]) == ([], False)


@pytest.mark.parametrize("asked", ["page=0", "page=x", "pageSize=0", "pageSize=5001", "page=", "pageSize=-1"])
def test_impossible_pages_get_400(http, asked):
    reply = http.get(f"/companies?{asked}")
    assert reply.status_code == 400
    assert reply.json()["error"].startswith("Error parsing query - ")


def test_the_deleted_company_is_not_in_the_list(http, sandbox):
    ids = {company["id"] for company in http.get("/companies").json()["results"]}
    assert sandbox.company("deleted") not in ids
    assert sandbox.company("healthy") in ids


def test_a_query_finds_by_part_of_a_name_in_any_case(http):
    assert names(http.get("/companies", params={"query": "name~BLUEBIRD"})) == [
        "Bluebird Coffee",
        "Bluebird Wholesale",
    ]


def test_a_query_goes_on_over_the_pages(http):
    query = {"query": "name~e&&name!=Corner Deli", "pageSize": "10"}
    page = http.get("/companies", params=query).json()
    more = http.get(page["_links"]["next"]["href"]).json()
    assert page["totalResults"] == more["totalResults"]
    assert page["results"][0]["id"] != more["results"][0]["id"]


def test_two_companies_of_one_name_differ_in_platform_and_date(http):
    first, second = http.get("/companies", params={"query": "name=Corner Deli"}).json()["results"]
    assert first["created"] != second["created"]
    assert first["dataConnections"][0]["platformName"] != second["dataConnections"][0]["platformName"]


def test_order_by_name_goes_both_ways(http):
    up, down = (names(http.get("/companies", params={"orderBy": order})) for order in ("name", "-name"))
    assert up == sorted(up, key=str.lower)
    assert down == up[::-1] or sorted(down) == sorted(up)


def test_order_by_modified_date_brings_the_latest_first(http):
    found = http.get("/companies?orderBy=-modifiedDate").json()["results"]
    times = [company["lastSync"] or company["created"] for company in found]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    "asked", ["name", "name=a&&", "{name=a", "name=a}", "&&", "name~a||", "=a", "{" * 300]
)
def test_a_malformed_query_gets_400(http, asked):
    reply = http.get("/companies", params={"query": asked})
    assert reply.status_code == 400
    assert reply.json()["error"] == "Error parsing query - Malformed query."


@pytest.mark.parametrize("asked", [{"query": "isCompleted=true"}, {"orderBy": "-shoeSize"}])
def test_an_unknown_property_gets_400(http, asked):
    error = http.get("/companies", params=asked).json()["error"]
    assert error.startswith("Error parsing query - Could not resolve property ")


RECORD = {"name": "Willow & Wren | Gifts", "created": "2025-01-01T00:00:00Z", "tier": None}


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("", True),
        ("name=willow & wren | gifts", True),
        ("name!=x", True),
        ("name~wren&&created>2024", True),
        ("name~wren&&created<2024", False),
        ("name~x||name~gifts", True),
        ("name~x||{name~gifts&&created>=2025-01-01T00:00:00Z}", True),
        ("{name~x||name~gifts}&&created<=2024", False),
        ("tier=", True),
    ],
)
def test_the_query_language(query, holds):
    assert matches(query, ("name", "created", "tier"))(RECORD) is holds


def test_a_query_of_endless_parts_is_refused():
    with pytest.raises(Refusal):
        matches("||".join(["name=a"] * 5000), ("name",))


def test_connections_are_paged_likewise(http, sandbox):
    path = f"/companies/{sandbox.company('several-locations')}/connections"
    page = http.get(f"{path}?pageSize=3").json()
    rest = http.get(page["_links"]["next"]["href"]).json()
    assert (len(page["results"]), len(rest["results"])) == (3, 1)
    assert "next" not in rest["_links"]


def test_connections_take_a_query(http, sandbox):
    path = f"/companies/{sandbox.company('two-shops')}/connections"
    found = http.get(path, params={"query": "sourceType=Commerce"}).json()["results"]
    assert [connection["platformName"] for connection in found] == ["Shopify", "Square"]
