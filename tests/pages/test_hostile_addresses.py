"""Whoever writes an address writes its names and values: none of them acts, and none is fatal.

Every parameter of every page, and names that mean something to Python or to HTML, meet values that would act
if they were taken for code, markup or a path.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access.role import Role
from dashboard.insight.history.filters import NAMES, SORT, STATUSES
from dashboard.ui import links
from dashboard.ui.history.view import ROWS
from dashboard.ui.zones import PARAM
from tests.conventions.project import ROOT, name_of, tree_of
from tests.pages.conftest import text_of

PAGES = ("home", "company", "history", "setup", "sync", "start", "help")
ACCESS_PAGES = ("sessions", "people", "activity")
STRANGE = (
    *("page", "label", "css", "self", "class", "onclick", "style", "query", "own", "name", "value", "key"),
    *("__class__", "__init__", "embed", "embed_options", "", " ", "a b", "<h1>", '">', "\x00", "\u202e"),
)
MARKUP = '"><h1 id=evil onclick=evil()>evil</h1><x y="'
VALUES = {
    "markup": MARKUP,
    "quote": "' onmouseover='evil()",
    "script": "javascript:evil()",
    "markdown": "[evil](https://evil.example) $x$ :red[evil] ![](https://evil.example/x.png)",
    "nothing": " ",
    "NUL and other control characters": "a\x00b\x1bc\x7f",
    "right to left": "\u202eevil\u2066",
    "two names in one": "x&company=other&times=utc#y",
    "a format": "{0.__class__} %s %(x)s ${x}",
    "digits that int() takes": "١٢٣_4",
    "a nil id": "00000000-0000-0000-0000-000000000000",
    "far too long": "9" * 100_000,
}
MOST_BYTES = 1_000_000  # half of that is the stylesheet and Help's text; 500 kB echoed once would be too much


class Links(HTMLParser):
    """What a page's HTML holds: its tags and attributes, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.names, self.values, self.targets = set[str](), set[str](), set[str](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.values |= {value or "" for name, value in attrs if name in {"id", "class", "style"}}
        self.targets += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def html_of(page: AppTest) -> str:
    return "\n".join(pieces_of(page))


@lru_cache(maxsize=512)
def links_of(html: str) -> Links:
    """Read one piece of a page: its stylesheet and most others are the same at every address."""
    return Links(html)


def pieces_of(page: AppTest) -> list[str]:
    return [str(each.proto.body) for each in page.get("html")]


@pytest.fixture
def opened(open_page, fresh_sandbox):
    """Return a function that opens a page of a merchant, starting allowed, and then runs other addresses."""
    company = fresh_sandbox.company("archived-tax-rate")
    known = {"company": company, "cover": "range"}
    pages: dict[str, AppTest] = {}

    def run(name: str, query: dict[str, str | list[str]]) -> AppTest:
        if name not in pages:
            pages[name] = open_page(name, {"ALLOW_STARTING": "1"}, **known)
        page = pages[name]
        page.query_params.clear()
        for parameter, value in {**known, **query}.items():
            page.query_params[parameter] = value
        return page.run()

    return run


def faults_of(page: AppTest) -> list[str]:
    """What is wrong with a page whose address was hostile; nothing is."""
    html, text = pieces_of(page), text_of(page)
    read = [links_of(piece) for piece in html]
    tags, names, values = (
        set[str]().union(*(getattr(each, what) for each in read)) for what in ("tags", "names", "values")
    )
    targets = [to for each in read for to in each.targets]
    known = {*links.PARAMETERS}
    checks = {
        "it failed": not page.exception and "Something went wrong" not in text,
        "it is empty": bool(text),
        "markup": not {"x", "script"} & tags and not any("evil" in value for value in values),
        "attributes": not [name for name in names if name.startswith("on") or name == "y"],
        "parameters": all({n for n, _ in parse_qsl(urlsplit(to).query)} <= known for to in targets),
        "it leads away": all(not urlsplit(to).netloc for to in targets),
        "too long": sum(map(len, html)) + len(text) < MOST_BYTES,
    }
    return [what for what, holds in checks.items() if not holds]


@pytest.mark.parametrize("name", PAGES)
def test_no_parameter_of_any_name_acts_or_is_fatal(opened, name):
    own = set(links.PARAMETERS) - {"company", "cover"}
    faults = {
        what: found
        for what, value in VALUES.items()
        if (found := faults_of(opened(name, dict.fromkeys([*own, *STRANGE], value))))
    }
    assert faults == {}


@pytest.mark.parametrize("name", ACCESS_PAGES)
def test_no_parameter_acts_on_a_page_for_leads(open_page, signed_in_as, name):
    signed_in_as(Role.LEAD)
    page = open_page(name)
    faults = {}
    for show in ("all", "access"):
        for what, value in VALUES.items():
            page.query_params.clear()
            for parameter in (*links.PARAMETERS, *STRANGE):
                page.query_params[parameter] = show if parameter == "show" else value
            if found := faults_of(page.run()):
                faults[show, what] = found
    assert faults == {}


@pytest.mark.parametrize("parameter", links.PARAMETERS)
def test_each_parameter_alone_may_hold_anything(opened, parameter):
    name = {"q": "home", "cover": "start", "attempt": "start", "company": "company", "sync": "sync"}
    page = name.get(parameter, "history")
    faults = {
        what: found
        for what, value in VALUES.items()
        if (found := faults_of(opened(page, {parameter: value})))
    }
    assert faults == {}


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_means_something_elsewhere_means_nothing_here(opened, name):
    assert faults_of(opened("company", {name: MARKUP})) == []


def test_of_a_repeated_parameter_the_last_one_counts(opened):
    page = opened("history", {"days": ["30", "90"], "css": ["a", MARKUP]})
    assert faults_of(page) == []
    assert "Last 90 days" in html_of(page)


def test_a_choice_of_zone_that_there_is_goes_along(opened):
    read = Links(html_of(opened("company", {"times": "utc"})))
    assert {dict(parse_qsl(urlsplit(to).query)).get("times") for to in read.targets} >= {"utc", "mine"}


def test_a_choice_of_zone_that_there_is_not_goes_nowhere(opened):
    page = opened("company", {"times": "x" * 500_000})
    usual = opened("company", {})
    assert abs(len(html_of(page)) - len(html_of(usual))) < links.MOST_LETTERS


def test_the_switch_of_the_zone_keeps_what_the_page_shows_and_drops_what_it_does_not_know(opened):
    read = Links(html_of(opened("history", {"days": "90", "code": "4000", "utm_source": "mail"})))
    (to_utc,) = [to for to in read.targets if dict(parse_qsl(urlsplit(to).query)).get("times") == "utc"]
    kept = dict(parse_qsl(urlsplit(to_utc).query))
    assert (kept["days"], kept["code"], "utm_source" in kept) == ("90", "4000", False)


def test_a_filter_leaves_what_it_does_not_know_in_the_address(opened):
    page = opened("history", {"utm_source": "mail"})
    status = next(each for each in page.get("button_group") if each.key == "w_status")
    status.set_value([status.options[2]]).run()
    assert page.query_params["status"] in {each.value for each in STATUSES}
    assert "mail" in page.query_params["utm_source"]
    assert not page.exception


def test_a_long_text_in_finds_box_is_no_new_box_at_every_run(opened):
    page = opened("home", {"q": " " + "x" * 5_000})
    first = page.text_input[0].key
    assert page.run().text_input[0].key == first


def product_calls() -> list[tuple[str, ast.Call]]:
    files = [*(ROOT / "pages").glob("*.py"), *(ROOT / "dashboard").rglob("*.py")]
    return [
        (f"{name_of(path)}:{node.lineno}", node)
        for path in files
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
    ]


def test_no_link_takes_its_parameters_as_unpacked_keywords():
    unpacked = [
        place
        for place, call in product_calls()
        if ast.unparse(call.func) in {"links.href", "links.anchor"}
        and any(keyword.arg is None for keyword in call.keywords)
    ]
    assert unpacked == []


def test_every_parameter_that_a_page_reads_or_writes_is_on_the_list():
    called = [(ast.unparse(call.func), call) for _, call in product_calls()]
    in_links = {
        keyword.arg
        for function, call in called
        if function in {"links.href", "links.anchor"}
        for keyword in call.keywords
    }
    read = {
        ast.unparse(call.args[0]).strip("'")
        for function, call in called
        if function in {"links.param", "links.set_param"} and isinstance(call.args[0], ast.Constant)
    }
    assert {"company", "sync", "q"} <= in_links | read
    assert (in_links | read | {*NAMES, SORT, ROWS, PARAM}) - {"css"} <= {*links.PARAMETERS}


@pytest.mark.parametrize("nothing", ["00000000-0000-0000-0000-000000000000", "0" * 32, "", "no id"])
def test_zeros_alone_name_neither_a_company_nor_a_sync(opened, nothing):
    assert "No company is chosen" in text_of(opened("company", {"company": nothing}))
    said = text_of(opened("sync", {"sync": nothing}))
    assert "This is not a sync’s id" in said or "No sync is chosen" in said
