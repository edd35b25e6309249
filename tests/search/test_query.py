"""What was typed or pasted is understood as people mean it."""

import pytest

from dashboard.search.query import (
    MAX_IDS,
    MAX_TEXT_LENGTH,
    EmptyQuery,
    IdQuery,
    LinkQuery,
    LinkWithoutCompany,
    NameQuery,
    parse_query,
)

COMPANY = "8b1f02c4-3c9e-4f0a-9d57-2f6f1f0f4a11"
SYNC = "aa4c9dfd-e945-4424-9628-9e724f14c267"
CONNECTION = "1190bd7e-0d0c-4a6e-8a55-7d9c3f3f5b22"


@pytest.mark.parametrize("text", ["", "   ", '""', "“ ”", "\u200b", "{}", "\n\t", "…"])
def test_blanks_and_bare_quotes_ask_for_nothing(text):
    assert parse_query(text) == EmptyQuery()


@pytest.mark.parametrize(
    "text",
    [
        COMPANY,
        f"  {COMPANY}\n",
        f'"{COMPANY}"',
        f"“{COMPANY}”",
        f"{{{COMPANY}}}",
        f"('{COMPANY}'),",
        COMPANY.upper(),
        COMPANY.replace("-", ""),
        COMPANY.replace("-", "\u2011"),
        COMPANY.replace("-", " - "),
        f"{COMPANY[:20]}\n{COMPANY[20:]}",
        f"\ufeff{COMPANY}\u200b",
        f"company id: {COMPANY}, please look",
    ],
)
def test_an_id_is_found_in_whatever_it_was_wrapped_in(text):
    assert parse_query(text) == IdQuery((COMPANY,))


def test_several_ids_are_kept_in_their_order_each_once():
    text = f"company {COMPANY} sync {SYNC} (again: {COMPANY.upper()})"
    assert parse_query(text) == IdQuery((COMPANY, SYNC))


def test_of_a_page_full_of_ids_only_the_first_few_are_taken():
    many = [f"{number:08x}{COMPANY[8:]}" for number in range(50)]
    assert parse_query(" ".join(many)) == IdQuery(tuple(many[:MAX_IDS]))


@pytest.mark.parametrize("text", [COMPANY + "0", "0" + COMPANY, COMPANY[:-1], COMPANY.replace("8", "g")])
def test_what_is_almost_an_id_is_no_id(text):
    assert isinstance(parse_query(text), NameQuery)


@pytest.mark.parametrize(
    "link",
    [
        f"https://link.codat.io/company/{COMPANY}",
        f"link.codat.io/company/{COMPANY}/",
        f"<https://link.codat.io/company/{COMPANY}>",
        f"https://LINK.codat.io/Company/{COMPANY.upper()}",
        f"https://link-api.codat.io/companies/{COMPANY}/connections/{CONNECTION}/start",
        f"https://app.codat.io/companies/{COMPANY}/data?tab=connections#{CONNECTION}",
        f"https://app.codat.io/connections/{CONNECTION}?company={COMPANY}",
        f"see https://app.codat.io/companies/{COMPANY}.",
        f"http://localhost:8501/company?company={COMPANY}",
        f"/history?company={COMPANY}&status=failed",
        f"https://safe.example/?url=https%3A%2F%2Fapp.codat.io%2Fcompanies%2F{COMPANY}%2Fsyncs",
        f"https://safe.example/?url=https%253A%252F%252Fapp.codat.io%252Fcompanies%252F{COMPANY}",
    ],
)
def test_a_link_gives_the_id_after_company_or_companies(link):
    assert parse_query(link) == LinkQuery(COMPANY)


@pytest.mark.parametrize(
    "link",
    [
        f"http://127.0.0.1:8501/sync?company={COMPANY}&sync={SYNC}",
        f"http://127.0.0.1:8501/sync?sync={SYNC}&company={COMPANY}",
        f"http://127.0.0.1:8501/sync?company={COMPANY}&amp;sync={SYNC}",
        f"https://api.codat.io/companies/{COMPANY}/sync/commerce/syncs/{SYNC}/status",
        f"GET /companies/{COMPANY}/sync/commerce/syncs/{SYNC}/status 404",
    ],
)
def test_a_link_to_a_sync_gives_both_ids(link):
    assert parse_query(link) == LinkQuery(COMPANY, SYNC)


@pytest.mark.parametrize(
    "link",
    [
        "https://app.codat.io/companies",
        "app.codat.io",
        "www.example.com/shops",
        "http://127.0.0.1:8501/?q=blue",
        f"https://link.codat.io/company/{COMPANY[:30]}",
        "https://link.codat.io/company/latest",
    ],
)
def test_a_link_without_a_company_is_distinguished_from_a_name(link):
    assert parse_query(link) == LinkWithoutCompany()


def test_a_link_with_some_other_id_gives_that_id_to_be_looked_up():
    assert parse_query(f"https://app.codat.io/runs/{SYNC}") == IdQuery((SYNC,))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bluebird", "bluebird"),
        ("  Bluebird   Coffee ", "Bluebird Coffee"),
        ('"Juniper & Rye"', "Juniper & Rye"),
        ("Nørrebro Cykler", "Nørrebro Cykler"),
        ("100% Wool", "100% Wool"),
        ("A/B Foods", "A/B Foods"),
        ("What's up?", "What's up?"),
        ("<script>alert(1)</script>", "script>alert(1)</script"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ],
)
def test_anything_else_is_a_name_as_it_was_typed(text, name):
    assert parse_query(text) == NameQuery(name)


@pytest.mark.parametrize(
    "text", ["8b1f02c4", "8B1F02C4…", "8b1f02", "8b1f02c4-3c9e", "8b1f02c4-3c9e-4f0a-9d57-2f6f"]
)
def test_the_first_digits_of_an_id_are_a_name_or_an_id(text):
    asked = parse_query(text)
    assert isinstance(asked, NameQuery)
    assert asked.id_prefix == text.rstrip("…").lower()


@pytest.mark.parametrize("text", ["8b1f0", "8b1f02c43c9e", "bluebird", "8b1f-02c4"])
def test_other_text_is_no_beginning_of_an_id(text):
    asked = parse_query(text)
    assert isinstance(asked, NameQuery)
    assert asked.id_prefix is None


@pytest.mark.parametrize("text", ["\ud800", "%", "%zz%ff", "a" * 1_000_000, "://", "?company=", "\x00"])
def test_no_text_makes_it_fail(text):
    assert parse_query(text) is not None


def test_a_text_without_end_is_cut():
    asked = parse_query("x" * (MAX_TEXT_LENGTH * 2))
    assert isinstance(asked, NameQuery)
    assert len(asked.name) == MAX_TEXT_LENGTH


NO_ID = "00000000-0000-0000-0000-000000000000"
SOME_ID = "9f2c77d0-77aa-4f10-a2b4-0c9d1e5f7788"


def test_zeros_alone_are_no_id():
    assert not isinstance(parse_query(NO_ID), IdQuery)
    assert parse_query(f"{SOME_ID} {NO_ID}") == IdQuery((SOME_ID,))


def test_a_link_with_zeros_alone_names_no_company_or_no_sync():
    assert not isinstance(parse_query(f"https://desk.example/sync?company={NO_ID}&sync={SOME_ID}"), LinkQuery)
    link = parse_query(f"https://desk.example/sync?company={SOME_ID}&sync={NO_ID}")
    assert link == LinkQuery(SOME_ID, None)
