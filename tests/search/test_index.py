"""Companies are found by name as people type it, best first, fast, and the part that fits is told."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.search.fuzzy import allowed_typos
from dashboard.search.index import Match, NameIndex
from dashboard.search.listing import ListedCompany
from dashboard.search.normalize import MAX_LETTERS, words_of

NAMES = [
    "Bluebird Coffee",
    "The Blue Bird Café",
    "Bluebird Wholesale Ltd",
    "Bluebrid Gifts",
    "Harbour Street Books",
    "Juniper & Rye",
    "Nørrebro Cykler",
    "Straße 21",
    "Joe's Pizza",
    "A.B.C. Trading",
    "東京ラーメン",
    "★★★",
    "",
]


def company(number, name, **more):
    return ListedCompany(str(UUID(int=number)), name, **more)


@pytest.fixture(scope="module")
def index():
    return NameIndex(company(number, name) for number, name in enumerate(NAMES))


def names(found):
    return [hit.company.name for hit in found.hits]


def marked(found):
    return [[hit.company.name[start:end] for start, end in hit.spans] for hit in found.hits]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("harbour street books", "Harbour Street Books"),
        ("HARBOUR", "Harbour Street Books"),
        ("books harbour", "Harbour Street Books"),
        ("harb boo", "Harbour Street Books"),
        ("eet", "Harbour Street Books"),
        ("norrebro", "Nørrebro Cykler"),
        ("NØRREBRO", "Nørrebro Cykler"),
        ("cafe", "The Blue Bird Café"),
        ("strasse", "Straße 21"),
        ("21", "Straße 21"),
        ("joes", "Joe's Pizza"),
        ("joe’s pizza", "Joe's Pizza"),
        ("juniper and rye", "Juniper & Rye"),
        ("juniper rye", "Juniper & Rye"),
        ("abc", "A.B.C. Trading"),
        ("ラーメン", "東京ラーメン"),
        ("京", "東京ラーメン"),
        ("★", "★★★"),
        ("harbuor", "Harbour Street Books"),
        ("harbor stret", "Harbour Street Books"),
        ("jnuiper", "Juniper & Rye"),
        ("pizzza", "Joe's Pizza"),
        ("norebro", "Nørrebro Cykler"),
        ("harbour streetbooks", "Harbour Street Books"),
        ("harbourst", "Harbour Street Books"),
    ],
)
def test_a_name_is_found_however_it_is_typed(index, typed, name):
    assert names(index.search(typed))[:1] == [name]


@pytest.mark.parametrize("typed", ["bluebrid", "bluebird", "blue bird", "BLUE-BIRD", "bleubird", "bluebirdd"])
def test_every_bluebird_is_found_with_a_typo_and_without(index, typed):
    assert sorted(names(index.search(typed))) == sorted(NAMES[:4])


@pytest.mark.parametrize(
    "typed", ["zebra", "coffee harbour", "rr", "er", "coffin", "boks bluebird", "qoes", "", " ", "☂"]
)
def test_what_no_name_resembles_finds_nothing(index, typed):
    assert index.search(typed).total == 0


def test_one_or_two_letters_find_beginnings_of_words_only(index):
    assert set(names(index.search("b"))) == {*NAMES[:5], "A.B.C. Trading"}


def test_the_best_fit_comes_first():
    fits = ["Deli", "Deli Corner", "Corner Deli", "Corner of the Deli", "Delight", "Modelia", "Corner Delhi"]
    index = NameIndex(company(number, name) for number, name in enumerate(reversed(fits)))
    found = [(hit.company.name, hit.match) for hit in index.search("deli").hits]
    assert found == [
        ("Deli", Match.EXACT),
        ("Delight", Match.BEGINNING),
        ("Deli Corner", Match.BEGINNING),
        ("Corner Deli", Match.WORD),
        ("Corner of the Deli", Match.WORD),
        ("Modelia", Match.PART),
    ]


def test_words_in_another_order_come_before_parts_of_words_and_typos_last():
    fits = ["Green Shop", "Shop Green", "Evergreen Workshop", "Grene Shop"]
    index = NameIndex(company(number, name) for number, name in enumerate(reversed(fits)))
    assert names(index.search("green shop")) == fits


def test_of_names_with_typos_the_nearest_comes_first():
    index = NameIndex([company(1, "Harbxxr Books"), company(2, "Harbuor Books")])
    assert names(index.search("harbour book"))[0] == "Harbuor Books"


def test_companies_without_commerce_come_after_those_with_it():
    index = NameIndex(
        [
            company(1, "Bluebird Wholesale", uses_commerce=False),
            company(2, "The Bluebird"),
            company(3, "Bluebird", uses_commerce=False),
            company(4, "Bluebrid Gifts", uses_commerce=True),
        ]
    )
    assert [hit.company.company_id[-1] for hit in index.search("bluebird").hits] == ["3", "2", "1", "4"]


def test_equal_names_are_ordered_by_date_and_shown():
    old, new = date(2024, 1, 12), date(2026, 9, 3)
    index = NameIndex(
        [
            company(1, "Corner Deli"),
            company(2, "Corner  deli", created=new),
            company(3, "Corner Deli", created=old),
            company(4, "Corner Delight"),
        ]
    )
    found = index.search("corner")
    assert [hit.company.company_id[-1] for hit in found.hits] == ["3", "2", "1", "4"]
    assert found.namesakes == (("Corner Deli", 3),)


def test_companies_without_a_name_are_no_namesakes():
    index = NameIndex([company(0xABCDEF00 << 96, ""), company((0xABCDEF00 << 96) + 1, "")])
    assert index.search("abcdef", id_prefix="abcdef").namesakes == ()


def test_the_beginning_of_an_id_finds_the_company_after_a_name_that_is_the_same():
    index = NameIndex(
        [company(0xFACADE00 << 96, "Harbour"), company(1, "Facade"), company(2, "Facade Paint")]
    )
    found = index.search("facade", id_prefix="facade")
    assert names(found) == ["Facade", "Harbour", "Facade Paint"]
    assert [hit.match for hit in found.hits] == [Match.EXACT, Match.ID, Match.BEGINNING]


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("blue bird caf", ["Blue Bird Caf"]),
        ("bluebird cafe", ["Blue Bird Café"]),
        ("cafe the", ["The", "Café"]),
        ("he blue", ["The Blue"]),
    ],
)
def test_the_part_that_fits_is_shown_in_the_name_as_written(typed, parts):
    index = NameIndex([company(1, "The Blue Bird Café")])
    assert marked(index.search(typed))[:1] == [parts]


def test_accents_written_as_marks_of_their_own_belong_to_the_part():
    index = NameIndex([company(1, "Le Cafe\u0301 Bleu")])
    assert marked(index.search("cafe")) == [["Cafe\u0301"]]
    assert marked(index.search("bleu")) == [["Bleu"]]


def test_a_letter_that_folds_to_two_is_marked_whole():
    index = NameIndex([company(1, "Große Straße")])
    assert marked(index.search("gros")) == [["Groß"]]


def test_a_name_with_a_typo_has_its_whole_word_marked(index):
    assert ["Bluebrid"] in marked(index.search("bluebird"))
    assert ["Blue Bird"] in marked(index.search("bluebrid"))


def test_parts_that_touch_are_one_part():
    index = NameIndex([company(1, "Workshop")])
    assert marked(index.search("shop work")) == [["Workshop"]]


def test_more_hits_than_asked_for_are_counted_but_not_given():
    index = NameIndex(company(number, f"Shop {number}") for number in range(200))
    found = index.search("shop", most=20)
    assert (len(found.hits), found.total) == (20, 200)


def test_an_empty_list_finds_nothing():
    assert NameIndex().search("bluebird").hits == ()


@pytest.mark.parametrize(
    ("word", "typos", "strict_typos"), [("abc", 0, 0), ("abcd", 1, 0), ("abcdefgh", 2, 1), ("a" * 31, 0, 0)]
)
def test_longer_words_forgive_more_typos(word, typos, strict_typos):
    assert (allowed_typos(word, strict=False), allowed_typos(word, strict=True)) == (typos, strict_typos)


hostile = st.text(max_size=40)


@given(st.lists(hostile, max_size=6), hostile)
def test_whatever_is_typed_parts_lie_in_the_name_in_order_and_apart(texts, typed):
    index = NameIndex(company(number, text) for number, text in enumerate(texts))
    for hit in index.search(typed).hits:
        edges = [edge for span in hit.spans for edge in span]
        assert edges == sorted(edges)
        assert all(0 <= start < end <= len(hit.company.name) for start, end in hit.spans)


@given(st.lists(hostile, min_size=1, max_size=6))
def test_every_name_is_found_by_itself(texts):
    index = NameIndex(company(number, text) for number, text in enumerate(texts))
    for text in (text for text in texts if len(words_of(text)) in range(1, 9)):
        assert text in names(index.search(text))


def test_a_name_of_100_kb_costs_no_more_than_its_beginning():
    index = NameIndex([company(1, "harbour " * 12_500), company(2, "é" * 100_000)])
    assert index.search("harbour").hits[0].spans == ((0, 7),)
    assert index.search("e" * 400).hits[0].spans == ((0, MAX_LETTERS),)


def test_the_list_by_name_has_those_without_a_name_or_without_commerce_last():
    listed = NameIndex([
        company(1, "Zebra Prints"),
        company(2, "Anchor Wharf", uses_commerce=False),
        company(3, ""),
        company(5, "ångström"),
        company(4, "Angstrom", uses_commerce=True),
    ])  # fmt: skip
    order = [UUID(each.company_id).int for each in listed.by_name(10)]
    assert order == [4, 5, 1, 3, 2]
    assert listed.by_name(2) == [listed.companies[4], listed.companies[3]]
