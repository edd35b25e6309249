"""The parts of a page: foreign text stays text, marks have words, ids can be copied."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.views import components, running_words
from dashboard.views.theme import LOOKS

EVIL = '"><script>alert(1)</script><b onclick="x">'
TEXTS = st.text(max_size=40) | st.just(EVIL)


class _Tags(HTMLParser):
    """Reads HTML; collects tags, attributes and text; knows whether every tag was closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


PARTS_OF_TEXT: dict[str, Callable[[str], str]] = {
    "answer": lambda text: components.answer("failed", text, text, text),
    "answer, estimated": lambda text: components.answer("failed", f"since {text}.", estimated=text, how=text),
    "clipped": lambda text: components.clipped(text + "x" * 200),
    "steps": lambda text: components.steps([(text, text)]),
    "steps, linked": lambda text: components.steps([("You", f"{text} start a sync {text}")], text),
    "numbers": lambda text: components.numbers([components.Number(text, text, text, text)]),
    "facts": lambda text: components.facts([(text, "x")]),
    "table": lambda text: components.table([text], [["x"]], label=text),
    "comparison": lambda text: components.comparison([text], [(text, ["x"])], rest=text),
    "log": lambda text: components.log([components.LogRow(text, text, text, "failed")]),
    "notice": lambda text: components.notice("late", text, said=text),
    "empty": lambda text: components.empty(text, text),
    "stale": components.stale,
    "title": lambda text: components.title(text, text),
    "note": components.note,
    "quote": components.quote,
    "why": lambda text: components.why(text, text),
    "short_id": lambda text: components.short_id(text, "/sync?x=" + text),
    "whole_id": components.whole_id,
    "copy_button": lambda text: components.copy_button(text, text, text),
    "company": lambda text: components.company(text, text),
    "nav": lambda text: components.nav([(text, text, "page"), (text, text, "")]),
    "paper_line": components.paper_line,
    "status": lambda text: components.status("failed", text),
    "brand": components.brand,
}


@pytest.mark.parametrize("name", PARTS_OF_TEXT)
@given(text=TEXTS)
def test_foreign_text_makes_no_element_and_every_tag_is_closed(name, text):
    seen = _Tags(PARTS_OF_TEXT[name](text))
    assert "script" not in seen.tags
    assert not any(attribute.startswith("on") for attribute, _ in seen.attributes)
    assert seen.open == []


@pytest.mark.parametrize("name", PARTS_OF_TEXT)
def test_every_part_holds_the_same_elements_whatever_the_text(name):
    assert _Tags(PARTS_OF_TEXT[name](EVIL)).tags == _Tags(PARTS_OF_TEXT[name]("plain words")).tags


@pytest.mark.parametrize("key", [key for key, look in LOOKS.items() if look.word])
def test_a_mark_is_silent_and_its_word_is_beside_it(key):
    seen = _Tags(components.status(key))
    assert ("aria-hidden", "true") in seen.attributes
    assert LOOKS[key].word in seen.text


@pytest.mark.parametrize("key", ["late", "off", "unknown", "never"])
def test_a_word_whose_colour_is_too_weak_for_text_stays_ink(key):
    assert components.status(key).count("d-c-") == 1


def test_a_word_can_be_said_otherwise():
    assert "linked" in _Tags(components.status("succeeded", "linked")).text


def test_an_answer_is_the_heading_of_its_page():
    seen = _Tags(components.answer("failed", "Sales since 11 Nov are not in Xero", "Why", "Said"))
    assert seen.tags.count("h1") == 1


def test_an_answer_without_a_status_has_no_mark():
    assert "d-mark" not in components.answer("", "Start a sync")


def test_steps_say_who_first():
    assert _Tags(components.steps([("Merchant", "choose a tax rate.")])).text == "Merchant:choose a tax rate."


def test_the_first_step_to_start_a_sync_links_to_where_the_reader_can():
    once, again = ("You", "then start a sync up to now, or wait."), ("You", "start a sync up to now.")
    shown = components.steps([("Merchant", "start a sync."), once, again], "/start?company=1")
    assert shown.count("<a ") == 1
    assert 'then <a href="/start?company=1">start a sync up to now</a>, or wait.' in shown


def test_no_step_links_to_a_start_where_the_reader_cannot_or_must_not():
    assert "<a " not in components.steps([("You", "start a sync up to now.")])
    assert "<a " not in components.steps([("You", running_words.NO_OTHER)], "/start?company=1")


def test_without_a_step_no_action_is_needed():
    assert "No action needed." in components.steps([])


def test_one_step_gets_no_number():
    assert "d-one" in components.steps([("You", "wait.")])
    assert "d-one" not in components.steps([("You", "wait."), ("You", "look.")])


def test_a_row_with_too_few_cells_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        components.table(["a", "b"], [["only one"]])


def test_the_chosen_row_says_so():
    assert components.table(["a"], [["1"], ["2"]], current=1).index("aria-current") > 0


def test_a_column_can_be_left_out_on_a_phone():
    shown = components.table([components.TableColumn("Created", wide_only=True)], [["x"]])
    assert shown.count("d-only-wide") == 2


def test_rows_that_do_not_differ_are_muted():
    shown = components.comparison(["Latest", "Last"], [("Code", ["4000", "2000"]), ("Both", ["x", "x"])])
    assert shown.count("d-same") == 1


def test_a_line_of_the_log_that_went_well_gets_a_muted_tick():
    assert "✓" in components.log([components.LogRow("13:42:08", "You started it")])


def test_a_short_id_is_whole_on_hover_and_copied_whole():
    seen = _Tags(components.short_id("c41b09e2-77aa-4f10-a2b4-0c9d1e5f7788"))
    whole = "c41b09e2-77aa-4f10-a2b4-0c9d1e5f7788"
    assert seen.text.startswith("c41b09e2…")
    assert ("title", whole) in seen.attributes
    assert ("data-copy", whole) in seen.attributes


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize("part", [components.short_id, components.whole_id])
def test_a_missing_id_is_said_to_be_none(nothing, part):
    assert _Tags(part(nothing)).text == "none"


def test_a_question_mark_beside_a_mark_takes_ink_which_can_be_read():
    assert components.mark("perhaps_off").endswith('>■<span class="d-c-ink">?</span></span>')


def test_words_so_long_that_their_box_scrolls_are_reached_by_keyboard_and_short_ones_are_passed():
    assert [' tabindex="0"' in components.quote(text) for text in ("short", "x" * 500, "\n" * 20)] == [
        False, True, True,
    ]  # fmt: skip


def test_what_is_copied_keeps_its_lines():
    assert ("data-copy", "one\ntwo") in _Tags(components.copy_button("Copy", "one\ntwo")).attributes


def test_screen_readers_hear_the_current_page():
    seen = _Tags(components.nav([("Company", "/company", "page"), ("History", "/history", "")]))
    assert seen.attributes.count(("aria-current", "page")) == 1


def test_the_legend_explains_the_corner_of_a_day_whose_earlier_run_failed():
    assert 'd-corner" aria-hidden="true"></span>an earlier sync failed' in components.legend()


def test_a_legend_of_filled_cells_shows_such_cells():
    shown = components.legend(filled=True)
    assert 'd-key-ok" aria-hidden="true"></span>wrote data' in shown
    assert 'd-key-failed" aria-hidden="true"></span>failed' in shown
    assert "d-key" not in components.legend()
