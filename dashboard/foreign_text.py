"""Escape text from Codat, merchants and platforms: one function for each output.

A company's name, a message or an id must never act as HTML, markdown, a formula or a path, or change the
direction of the text around it. Each function accepts anything, returns "" for None, and is safe for exactly
one output. Invisible characters are made visible rather than dropped, so that the page matches the record.

    html        between tags of st.html            attribute   between the quotes of an HTML attribute
    markdown    every Streamlit outlet that renders markdown: labels, captions, toasts, st.metric, …
    plotly      titles, hover text, annotations    cell        a cell of CSV or a spreadsheet
    title       the browser's tab                  file_name   a download's name
    json_line   a line of a JSON Lines file
    one_line    plain outlets of one line (st.text, selectbox options, dataframe cells)

What each Streamlit outlet renders was measured with Streamlit 1.67 and plotly 7.
"""

from __future__ import annotations

import html as _html
import json
import re

from anyascii import anyascii

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0\U00013441\U00013442\U00016fe4\U0001d159"  # letters that are blank
_UNSEEN = (
    "\u00ad\u034f\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffc"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Unicode keeps these from ever being characters (chapter 23.7); browsers and Python differ on showing them.
_NONE_EVER = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
_HIDDEN = f"\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}{_UNSEEN}{_FILLERS}{_NONE_EVER}\ud800-\udfff"
_HIDDEN_RUN = re.compile(f"[{_HIDDEN}]+")
# These shape the letters beside them, in emoji and many scripts: kept, but invisible alone.
_SHAPING = "\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f"
_SEEN = re.compile(f"[^\\s{_HIDDEN}{_SHAPING}]")
# Blanks as str.split knows them, without the four that are made visible.
_BLANKS = re.compile(r"[^\S\x1c-\x1f]+")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
MOST_SHOWN = 50_000
"""Characters of one text on a page. A page is sent in messages of at most 2 MB (`server.maxMessageSize`)."""
_JOINER = "\u2060"  # has no width and breaks no line; it only stops a pattern from matching
_LINK_STARTS = re.compile(r"(https?|ftp|www)(?=[:.])", re.IGNORECASE)
_ARROWS = re.compile(r"(?<=[-<>=~])(?=[-<>=~])")
_EMOJI_CODES = re.compile(r":(?=[^\s:]+:)")
# The first characters of a formula, and those that look like them or normalise to them (NFKC).
_SIGNS = "=+@\\-＝﹦⁼₌⩵⩶＋﹢⁺₊﬩－﹣−⁻₋＠﹫"
_AROUND = r"\s\"'"  # what a spreadsheet may strip first
# Where a cell may begin: at the start, at a line's start, after ; or a tab.
_CELL_STARTS = re.compile(f"(?:\\A|(?<![{_AROUND};])(?=[{_AROUND};]))[{_AROUND};]*+(?=[{_SIGNS}])")
_PARTS = re.compile(r"[;\t\n]")
_BLANK_START = re.compile(r"\A(?='*[\t\n])")
_MARKUP_RUN = re.compile(f"[<>&\u2028\u2029{_HIDDEN}]+")
_LETTERS_LOOKED_AT = 10  # for each character of a file name: some are dropped
_LAST_OF_ONE_BYTE = 0xFF
_MOST_MARKDOWN = 2_000
_RESERVED_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def visible(text: object) -> str:
    r"""Return the text with line ends as "\n" and every invisible character as an escape."""
    if text is None:
        return ""
    if (known := str(text)).isascii() and known.isprintable():
        return known  # the usual case, at a fifth of the cost
    return _HIDDEN_RUN.sub(lambda found: found[0].translate(_ESCAPES), _LINE_ENDS.sub("\n", known))


def seen(text: str | None) -> str:
    """Return a name unchanged, or "" if all of it is invisible."""
    return text if text and _SEEN.search(text) else ""


def html(text: object) -> str:
    """Return text for use between tags of st.html (quotes are escaped too), cut to `MOST_SHOWN`."""
    return _html.escape(visible(cut("" if text is None else str(text))), quote=True)


def cut(text: str, most: int = MOST_SHOWN) -> str:
    """Cut a text; a cut one ends with its full length."""
    return text if len(text) <= most else f"{text[:most]}… (cut: {len(text):,} characters in all)"


def attribute(text: object) -> str:
    """Return text for a double-quoted HTML attribute; line ends become entities."""
    return html(text).replace("\n", "&#10;").replace("\t", "&#9;")


def markdown(text: object) -> str:
    """Return one line that Streamlit's markdown shows literally: no link, image, maths or icon."""
    line = _LINK_STARTS.sub(lambda found: found.group() + _JOINER, one_line(text, _MOST_MARKDOWN))
    line = _EMOJI_CODES.sub(":" + _JOINER, _ARROWS.sub(_JOINER, line.replace("@", _JOINER + "@")))
    return "".join(char if char.isalnum() or char == " " else f"&#{ord(char)};" for char in line)


def plotly(text: object, most: int = 300) -> str:
    """Return one line for plotly, which renders tags like <b> and <a href>, cut to `most` characters."""
    return _html.escape(one_line(text, most), quote=False)


def cell(text: object) -> str:
    """Return text for a cell of CSV: no formula, however it is read.

    Put a ' before a leading tab or line end, and before each sign that could begin a formula where a cell
    could begin (at the start, at a line's start, after ; or a tab, after blanks and quotes). Removing one '
    from these places restores the visible text.
    """
    marked = _CELL_STARTS.sub(_with_mark, visible(text))
    return _BLANK_START.sub("'", marked)


def json_line(value: object) -> str:
    """Return a value as one line of JSON, with markup and invisible characters as escapes."""
    line = json.dumps(value, ensure_ascii=False)
    return _MARKUP_RUN.sub(lambda found: found[0].translate(_IN_JSON), line)


def title(text: object) -> str:
    """Return one short line of plain text for the browser's tab."""
    return one_line(text, 120)


def file_name(text: object, most: int = 80, otherwise: str = "file") -> str:
    """Return a name valid on every system: ASCII letters, digits, "-", "_" and single dots inside.

    Other letters are transliterated: "Łódź" becomes "Lodz", "Strauß" "Strauss". `otherwise`: the name if
    nothing of the text is left.
    """
    start = "" if text is None else str(text)[: most * _LETTERS_LOOKED_AT]
    plain = anyascii(visible(start)[: most * _LETTERS_LOOKED_AT])
    name = re.sub(r"\.{2,}", ".", re.sub(r"[^A-Za-z0-9._]+", "-", plain))[:most].strip("-._")
    return f"file-{name}" if _RESERVED_NAMES.match(name) else name or otherwise


def one_line(text: object, most: int = 200) -> str:
    """Return the text on one line, cut to `most` characters with "…" at the end."""
    whole = "" if text is None else _BLANKS.sub(" ", str(text)).strip(" ")
    line = visible(whole[: most + 2]).strip(" ")  # cut first: each escape costs time
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _with_mark(found: re.Match[str]) -> str:
    start = found.group()
    return f"{start}'" if not found.start() or _PARTS.search(start) else start


class _Escapes(dict[int, str]):
    """A table for str.translate that makes each escape once."""

    def __missing__(self, number: int) -> str:
        short = number <= _LAST_OF_ONE_BYTE
        return self.setdefault(number, f"\\x{number:02x}" if short else f"\\u{number:04x}")


class _JsonEscapes(dict[int, str]):
    """The same for JSON."""

    def __missing__(self, number: int) -> str:
        units = chr(number).encode("utf-16-be", "surrogatepass").hex()
        return self.setdefault(number, "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)))


_ESCAPES, _IN_JSON = _Escapes(), _JsonEscapes()
