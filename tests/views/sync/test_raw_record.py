"""The raw record of a sync: every token unchanged, invisible characters escaped, folded with its copy."""

import json

from hypothesis import given
from hypothesis import strategies as st

from dashboard.views.sync import raw_record


def test_the_record_keeps_every_token_unchanged():
    raw = rb'{"a":1.0,"b":1e5,"a":"\u00e9\ud800 {,}","n":12345678901234567890.10,"e":{},"f":[ ],'
    raw += rb'"g":[1,{"h":null}]}'
    assert raw_record.indented(raw).splitlines() == [
        "{",
        '  "a": 1.0,',
        '  "b": 1e5,',
        r'  "a": "\u00e9\ud800 {,}",',
        '  "n": 12345678901234567890.10,',
        '  "e": {},',
        '  "f": [],',
        '  "g": [',
        "    1,",
        "    {",
        '      "h": null',
        "    }",
        "  ]",
        "}",
    ]


def test_what_can_not_be_seen_in_a_record_is_shown_as_an_escape():
    assert raw_record.indented('{"a":"\u202egpj.exe"}'.encode()) == '{\n  "a": "\\u202egpj.exe"\n}'


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON)
def test_a_record_shown_on_lines_means_the_same(value):
    assert json.loads(raw_record.indented(json.dumps(value).encode())) == value


def test_a_record_nested_very_deeply_is_shown_without_growing_out_of_hand():
    raw = b'{"a":' * 900 + b"1" + b"}" * 900
    shown = raw_record.indented(raw)
    assert "".join(shown.split()).encode() == raw
    assert len(shown) < 30 * len(raw)


def test_the_record_is_folded_and_its_copy_button_works_while_it_is():
    html = raw_record.folded(b'{"a": "<b>"}')
    folded, _, outside = html.partition("</details>")
    assert "<details><summary>" in folded
    assert "&quot;a&quot;: &quot;&lt;b&gt;&quot;" in folded
    assert 'data-copy="{&quot;a&quot;: &quot;&lt;b&gt;&quot;}"' in outside
