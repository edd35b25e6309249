"""Text from outside is shown as it is, and never acts."""

import csv
import html as python_html
import io
import re
import unicodedata

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


def test_a_time_of_day_is_left_as_it_is():
    assert python_html.unescape(ft.markdown("11 Nov 02:14")) == "11 Nov 02:14"


@given(ANY_TEXT)
def test_plotly_gets_no_tag(text):
    assert not set(ft.plotly(text)) & set("<>\n")


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


def test_a_file_s_name_may_be_another_where_nothing_of_the_text_can_stand_there():
    assert ft.file_name("…!", otherwise="company") == "company"


def test_a_file_name_of_a_long_text_takes_no_longer_than_it_needs():
    assert ft.file_name("ł" * 1_000_000) == "l" * 80


@given(ANY_TEXT, st.integers(2, 40))
def test_one_line_is_one_line_and_no_longer_than_asked(text, most):
    line = ft.one_line(text, most)
    assert len(line) <= most
    assert "\n" not in line


def test_a_text_that_is_cut_says_so():
    assert ft.one_line("a long message", 8) == "a long…"


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
