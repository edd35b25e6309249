"""Text from outside is shown as it is, and never acts."""

import csv
import html as python_html
import io
import re
import time
import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import foreign_text as ft

ANY_TEXT = st.text(st.characters(), max_size=60) | st.text(
    "=+-@\t\r\n <>&\"'`*_[]()#:~$\\|!./aZ0\u202e\u200b", max_size=30
)
OUTLETS = [ft.html, ft.attribute, ft.markdown, ft.plotly, ft.cell, ft.title, ft.one_line]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "https://evil.example www.evil.example a@b.example",
    ":material/delete: :smile: :red[x] $x^2$ `code` **bold**",
    '=HYPERLINK("https://evil.example")',
    "\u202egnp.exe\u202c",
    "../../etc/passwd",
    "\ud800 lone",
    "a\x00b\x1b[31m",
]


@pytest.mark.parametrize("outlet", [*OUTLETS, ft.visible])
def test_none_is_the_empty_text(outlet):
    assert outlet(None) == ""


@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_outlet_lets_an_unseen_character_through(outlet, text):
    shown = outlet(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@given(ANY_TEXT)
def test_everything_can_be_written_as_utf8(text):
    assert all(outlet(text).encode() is not None for outlet in [*OUTLETS, ft.file_name])


@given(ANY_TEXT)
def test_html_reads_back_as_the_visible_text(text):
    assert python_html.unescape(ft.html(text)) == ft.visible(text)


@given(ANY_TEXT)
def test_an_attribute_reads_back_as_the_visible_text(text):
    assert python_html.unescape(ft.attribute(text)) == ft.visible(text)


@given(ANY_TEXT)
def test_html_holds_no_tag_and_no_quote(text):
    assert not set(ft.html(text)) & set("<>\"'")


@given(ANY_TEXT)
def test_an_attribute_stays_on_one_line(text):
    assert not set(ft.attribute(text)) & set("<>\"'\n\r\t")


@given(ANY_TEXT)
def test_markdown_holds_only_letters_digits_spaces_and_entities(text):
    bare = re.sub(r"&#\d+;", "", ft.markdown(text))
    assert all(char.isalnum() or char == " " for char in bare)


@given(ANY_TEXT)
def test_markdown_reads_back_as_the_visible_text_on_one_line(text):
    back = python_html.unescape(ft.markdown(text)).replace("\u2060", "")
    assert back == " ".join(ft.visible(text).split())


@pytest.mark.parametrize(
    "link", ["https://a.example", "HTTP://a.example", "www.a.example", "Www.a.example", "a@b.example"]
)
def test_markdown_keeps_a_link_from_being_recognised(link):
    shown = python_html.unescape(ft.markdown(link))
    assert not re.search(r"https?:|www\.|[a-z]@", shown, re.IGNORECASE)


@pytest.mark.parametrize("code", [":smile:", ":material/delete:", ":+1:", "->", "<--", ">=", "a -- b"])
def test_markdown_keeps_icons_and_arrows_from_being_recognised(code):
    assert "\u2060" in python_html.unescape(ft.markdown(code))


def test_markdown_leaves_letters_digits_and_blanks_as_they_are():
    assert ft.markdown("Łódź 7 a.b") == "Łódź 7 a&#46;b"


def test_a_time_of_day_is_left_as_it_is():
    assert python_html.unescape(ft.markdown("11 Nov 02:14")) == "11 Nov 02:14"


@given(ANY_TEXT)
def test_plotly_gets_no_tag(text):
    assert not set(ft.plotly(text)) & set("<>\n")


def test_plotly_gets_quotes_as_they_are():
    assert ft.plotly('Tom\'s "best" & <b>') == 'Tom\'s "best" &amp; &lt;b&gt;'


def test_plotly_gets_at_most_the_characters_it_has_room_for():
    assert len(ft.plotly("x" * 100_000, most=80)) == 80


@given(ANY_TEXT)
def test_a_cell_never_begins_as_a_formula_does(text):
    assert ft.cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}


@given(ANY_TEXT)
def test_a_cell_holds_the_visible_text_between_its_marks(text):
    assert ft.cell(text).replace("'", "") == ft.visible(text).replace("'", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1+1", "\t=1", "\r\n-1", "＝1"])
def test_a_formula_becomes_text(text):
    assert ft.cell(text).lstrip().startswith("'")


@given(ANY_TEXT)
def test_a_cell_survives_csv(text):
    file = io.StringIO(newline="")
    csv.writer(file).writerow([ft.cell(text), "end"])
    assert next(csv.reader(io.StringIO(file.getvalue(), newline=""))) == [ft.cell(text), "end"]


@given(ANY_TEXT)
def test_a_file_name_is_safe_on_every_system(text):
    name = ft.file_name(text)
    assert re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", name)
    assert ".." not in name
    assert len(name) <= 85


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bluebird Coffee", "Bluebird-Coffee"),
        ("../../etc/passwd", "etc-passwd"),
        ("Café Nöel.csv", "Cafe-Noel.csv"),
        ("CON", "file-CON"),
        ("aux ", "file-aux"),
        ("COM¹", "file-COM1"),
        ("CONOUT$", "CONOUT"),
        (".htaccess", "htaccess"),
        ("invoice\u202egnp.exe", "invoice-u202egnp.exe"),
        ('C:\\a|b?c*d"e<f>g', "C-a-b-c-d-e-f-g"),
        ("%2e%2e%2f", "2e-2e-2f"),
        ("x" * 300, "x" * 80),
        ("nul.txt", "file-nul.txt"),
        ("", "file"),
        ("日本", "RiBen"),
        ("Łódź & Sønner", "Lodz-Sonner"),
        ("Strauß", "Strauss"),
        ("Ærø Þór Đức", "Aero-Thor-Duc"),
        ("İstanbul ıĳ", "Istanbul-iij"),
        ("Кафе", "Kafe"),
        ("½ price", "1-2-price"),
        ("\u0301\u0302", "file"),
    ],
)
def test_file_names_stay_readable(text, name):
    assert ft.file_name(text) == name


def test_a_file_s_name_may_be_another_where_nothing_of_the_text_can_be_there():
    assert ft.file_name("…!", otherwise="company") == "company"


def test_for_a_file_s_name_ten_times_its_letters_are_looked_at():
    nothing_left = "\u0301"
    assert ft.file_name(nothing_left * 799 + "name") == "n"
    assert ft.file_name(nothing_left * 800 + "name") == "file"


def test_a_file_name_of_a_long_text_takes_no_longer_than_it_needs():
    assert ft.file_name("ł" * 1_000_000) == "l" * 80


@given(ANY_TEXT, st.integers(2, 40))
def test_one_line_is_one_line_and_no_longer_than_asked(text, most):
    line = ft.one_line(text, most)
    assert len(line) <= most
    assert "\n" not in line


def test_a_text_that_is_cut_says_so():
    assert ft.one_line("a long message", 8) == "a long…"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("four", "four"),
        ("fives", "fiv…"),
        ("a  b\nc", "a b…"),
        ("ab c d", "ab…"),
        ("  four  ", "four"),
        ("", ""),
    ],
)
def test_a_text_is_cut_only_when_it_is_longer_than_the_room(text, shown):
    assert ft.one_line(text, 4) == shown


def test_markdown_has_room_for_two_thousand_characters_and_not_one_more():
    assert ft.markdown("x" * 2000) == "x" * 2000
    assert ft.markdown("x" * 2001) == "x" * 1999 + "&#8230;"


@pytest.mark.parametrize(("outlet", "most"), [(ft.one_line, 200), (ft.title, 120), (ft.plotly, 300)])
def test_each_outlet_has_room_for_so_many_characters_and_not_one_more(outlet, most):
    assert outlet("x" * most) == "x" * most
    assert outlet("x" * (most + 1)) == "x" * (most - 1) + "…"


def test_a_line_of_json_keeps_letters_as_they_came():
    assert ft.json_line({"name": "Łódź <b>"}) == '{"name": "Łódź \\u003cb\\u003e"}'


def test_what_turns_the_reading_direction_is_shown_instead_of_obeyed():
    assert ft.html("invoice\u202egnp.exe") == "invoice\\u202egnp.exe"


def test_control_characters_and_lone_surrogates_are_shown():
    assert ft.visible("a\x00b\x1bc\ud800d") == "a\\x00b\\x1bc\\ud800d"


def test_line_ends_of_every_kind_become_one():
    assert ft.visible("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_hebrew_accents_and_emoji_pass_unchanged():
    assert ft.html("קפה Nørrebro 👩\u200d🍳") == "קפה Nørrebro 👩\u200d🍳"


def test_numbers_and_errors_are_taken_as_text():
    assert ft.html(5080) == "5080"


@pytest.mark.parametrize("char", ["x", "'", "\x00", "\U000e0001", "\n", "\ud800"])
@pytest.mark.parametrize("outlet", [ft.html, ft.attribute], ids=["html", "attribute"])
def test_a_text_of_megabytes_fits_into_a_message_of_a_page_three_times(outlet, char):
    shown = outlet(char * 3_000_000)
    assert len(shown.encode()) < 2_000_000 / 3
    assert shown.endswith("… (cut: 3,000,000 characters in all)")


def test_a_text_as_long_as_is_shown_is_whole():
    whole = "x" * ft.MOST_SHOWN
    assert ft.html(whole) == whole
    assert ft.html(whole + "y") == f"{whole}… (cut: 50,001 characters in all)"


def test_a_file_leaves_nothing_out():
    assert len(ft.cell("x" * 3_000_000)) == 3_000_000


VISIBLE_SIGNS = {"\u0600", "\u06dd", "\u070f", "\u08e2", "\u0890", "\u0891", "\U000110bd", "\U000110cd"}
VISIBLE_SIGNS |= {chr(number) for number in range(0x601, 0x606)}
"""Characters of format that are seen: signs of Arabic, Syriac and Kaithi."""
SHAPING = {"\u180b", "\u180c", "\u180d", "\u180f", "\u200c", "\u200d", *map(chr, range(0xFE00, 0xFE10))}
"""What joins or shapes the letters beside it, as in emoji and Persian."""


@cache
def never_seen() -> set[str]:
    """All characters that Unicode calls control or format, blank or filler, and those it tells to ignore."""
    found = {"\u034f", "\u17b4", "\u17b5", "\U0001d159", "\U000e0100", "\U000e01ef"}
    for number in range(0x110000):
        char = chr(number)
        name = unicodedata.name(char, "")
        filler = "FILLER" in name and unicodedata.category(char) in {"Lo", "Mn"}  # others are ornaments
        blank = filler or name in {"BRAILLE PATTERN BLANK", "EGYPTIAN HIEROGLYPH FULL BLANK"}
        never_a_character = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
        if unicodedata.category(char) in {"Cc", "Cf", "Cs"} or blank or never_a_character:
            found.add(char)
    return found - VISIBLE_SIGNS - SHAPING - set("\n\t\r\x0b\x0c\x85")


def test_every_character_that_is_not_seen_is_shown_as_an_escape():
    let_through = {char for char in never_seen() if not ft.visible(char).startswith("\\")}
    assert not let_through


def test_what_shapes_letters_passes_and_signs_that_are_seen_pass():
    text = "".join(sorted(SHAPING | VISIBLE_SIGNS))
    assert ft.visible(text) == text


@pytest.mark.parametrize(
    "text", ["\u3164", "\u2800 \u2800", "\u115f\u1160", "\uffa0", "\xa0\u200b", "\u200d\ufe0f", "\0"]
)
def test_a_name_of_which_nothing_is_seen_is_none(text):
    assert ft.seen(text) == ""
    assert ft.seen(f"{text}a") == f"{text}a"


def test_no_name_at_all_is_none_either():
    assert (ft.seen(None), ft.seen("")) == ("", "")


@given(st.text(st.sampled_from(sorted(never_seen() | SHAPING | set(" \n\t\u3000\u2029"))), max_size=30))
def test_no_mixture_of_unseen_characters_is_a_name(text):
    assert ft.seen(text) == ""


@given(st.text(st.characters(categories=("L", "N")), min_size=1))
def test_a_letter_makes_a_name(text):
    visible = not set(text) <= never_seen()
    assert bool(ft.seen(text)) is visible


@given(ANY_TEXT | st.text("a \n\r\x1c\x1f\x85\u2028\0\ud800", max_size=60), st.integers(2, 60))
def test_cutting_first_gives_what_cleaning_first_would(text, most):
    line = " ".join(ft.visible(text).split())
    assert ft.one_line(text, most) == (line if len(line) <= most else line[: most - 1].rstrip() + "…")


@pytest.mark.parametrize("outlet", [ft.one_line, ft.title, ft.plotly, ft.markdown, ft.file_name])
def test_where_little_is_shown_little_is_cleaned(outlet, monkeypatch):
    cleaned = []
    truly = ft.visible

    def counting(text: str) -> str:
        cleaned.append(len(text))
        return truly(text)

    monkeypatch.setattr(ft, "visible", counting)
    outlet("\0" * 1_000_000)
    assert sum(cleaned) <= 10_000


@pytest.mark.parametrize("outlet", [*OUTLETS, ft.json_line, ft.file_name, ft.visible])
@pytest.mark.parametrize("piece", ["\0", "<", "-a"])
def test_a_megabyte_of_anything_costs_little(outlet, piece):
    began = time.process_time()
    outlet(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 1
