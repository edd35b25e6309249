"""Texts for people, and names in the code, use the words of a British or American support team."""

from __future__ import annotations

import ast
import re
import tokenize
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.conventions.project import ROOT, name_of, nodes_of, python_files, texts_of

# What people no longer read, and what they read instead. Whole words, in upper or lower case.
INSTEAD = {
    r"told|(?<!can’t )(?<!enough to )tells?|untold": "reported, says",
    r"mend(s|ed|ing)?": "fix",
    r"derived": "estimated",
    r"stands?(?!-in)": "is, appears",
    r"lately": "recently",
    r"somebody|nobody": "who is meant: a colleague, no one",
    r"troubles?": "problem",
    r"faults? of (its|their|our) own|fault of ours": "internal error",
    r"that is(?= (so|said|all|why)\b)|of these(?=[,.])|what of this": "leave it out",
    r"ends? alike": "fails the same way",
    r"any more": "no longer",
    r"held back|as double": "skipped as a duplicate",
    r"typed in": "entered",
    r"ha(s|ve) to do anything": "no action needed",
    r"(run|runs|ran|went) well": "succeeded",
    r"as (it|they) came": "raw",
    r"speaks? against": "is a problem",
    r"begun|bears?|anew|once more|came about": "a usual word",
    r"answers that|wanted to write": "rejected",
    r"(?<=\S )passed over": "dismissed",
    r"only reads": "read-only",
    r"(happens?|reconnects?|continues?|updates?|goes on|opens?) by itself": "automatically",
    r"no id says": "no id shows",
    r"start any moment|another try can work": "start at any moment, another try will help",
}
# What docstrings and comments of the product no longer say either.
IN_COMMENTS = {
    r"nobody|somebody": "no one, someone",
    r"anew|once more": "again",
    r"(what )?(came|became) of( it)?": "the outcome",
    r"come what may|in spite of": "in any case, despite",
    r"at the act": "just before the start",
    r"(is|are|be) worded with": "depends on",
    r"when told to": "on request",
    r"faults? of ours": "internal error, bug",
    r"was only stopped|stood still": "paused",
    r"sees? to (that|it)": "ensures",
    r"goes on record|by the record": "is recorded",
    r"(?<=\S )passed over": "dismissed",
    r"only reads": "read-only",
    r"bears?": "has",
    r"says it all": "is enough",
}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})(?!\w)" for pattern in words), re.IGNORECASE)


UNUSUAL, UNUSUAL_IN_COMMENTS = _any_of(INSTEAD), _any_of(IN_COMMENTS)
A_SENTENCE = re.compile(r"[A-Za-z’]+ [A-Za-z’]+")


# Names that are metaphors, by the words of a name: TOLD, mend_all and OpenDoor.
METAPHOR = re.compile(
    r"(?:^|_)(told|tells?|teller|mend(s|ed)?|doors?|kept|farewell|troubles?)(?=_|$)", re.IGNORECASE
)
JS_COMMENT = re.compile(r"(?:^|(?<=\s))//.*", re.MULTILINE)
A_NAME = re.compile(r"[A-Za-z_]\w*")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Names that stay: part of the client's published interface.
PUBLISHED = {"ServerTrouble"}


def files_to_read() -> list[Path]:
    """Return every file that holds texts for people."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md")]
    texts = [
        ROOT / "tests/views/share/pages.txt",
        ROOT / "tests/views/verdict/sentences.txt",
        ROOT / "dashboard/insight/causes/causes.toml",
    ]
    return [*python_files("pages", "dashboard", "codat_client"), *browser_files(), *sorted(documents), *texts]


def browser_files() -> list[Path]:
    """Return our scripts and stylesheets for the browser."""
    return sorted(path for kind in ("js", "css") for path in (ROOT / "dashboard").rglob(f"*.{kind}"))


def sentences_of(path: Path) -> list[str]:
    """Return the texts of a file that a person may read: strings of several words, or every line."""
    if path.suffix == ".py":
        return [text for _, text in texts_of(path) if A_SENTENCE.search(text)]
    if path.suffix == ".toml":
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return [text for text in _texts_in(tables) if A_SENTENCE.search(text) and "\\b" not in text]
    return path.read_text(encoding="utf-8").splitlines()


def _texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, each in value.items() if key != "patterns" for text in _texts_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts_in(each)]
    return [value] if isinstance(value, str) else []


def unusual_in(path: Path) -> list[str]:
    """Return the words of a file that people no longer read, each with what surrounds it."""
    return _found(UNUSUAL, sentences_of(path))


def comments_of(path: Path) -> list[str]:
    """Return the comments and docstrings of a Python file, each on one line."""
    with path.open("rb") as file:
        comments = [each.string for each in tokenize.tokenize(file.readline) if each.type == tokenize.COMMENT]
    statements = [node.value for node in nodes_of(path) if isinstance(node, ast.Expr)]
    docstrings = [node.value for node in statements if isinstance(node, ast.Constant)]
    return [*comments, *(" ".join(text.split()) for text in docstrings if isinstance(text, str))]


def _found(unusual: re.Pattern[str], texts: Iterable[str]) -> list[str]:
    return [
        f"“{found[0]}” in “{text[max(0, found.start() - 40) : found.end() + 40].strip()}”"
        for text in texts
        for found in unusual.finditer(text)
    ]


def metaphors_in(path: Path) -> set[str]:
    """Return the names that a file defines, and its own, which are metaphors."""
    if path.suffix == ".py":
        names = {path.stem, *(name for node in nodes_of(path) if (name := _defined(node)))}
    else:
        names = {path.stem, *A_NAME.findall(JS_COMMENT.sub("", path.read_text(encoding="utf-8")))}
    return {name for name in names - PUBLISHED if METAPHOR.search(HUMP.sub("_", name))}


def _defined(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.arg):
        return node.arg
    if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
        return node.id if isinstance(node, ast.Name) else node.attr
    return ""


@pytest.mark.parametrize("path", files_to_read(), ids=name_of)
def test_texts_for_people_use_usual_words(path: Path):
    assert unusual_in(path) == []


@pytest.mark.parametrize(
    "path", python_files("pages", "dashboard", "codat_client", "script", "benchmarks"), ids=name_of
)
def test_docstrings_and_comments_use_usual_words(path: Path):
    assert _found(UNUSUAL_IN_COMMENTS, comments_of(path)) == []


NAMED = [
    *python_files("pages", "dashboard", "codat_client", "sandbox", "script", "benchmarks", "tests/support"),
    *(path for path in browser_files() if path.suffix == ".js"),
]


@pytest.mark.parametrize("path", NAMED, ids=name_of)
def test_no_name_is_a_metaphor(path: Path):
    assert metaphors_in(path) == set()


@pytest.mark.parametrize(
    "text",
    ["Codat told us.", "Unless it was mended, …", "It stands below.", "Nobody has to act.", "That is so."],
)
def test_an_unusual_word_is_noticed(tmp_path: Path, text: str):
    planted = tmp_path / "planted.py"
    planted.write_text(f'SENTENCE = "{text}"\n', encoding="utf-8")
    assert len(unusual_in(planted)) == 1


@pytest.mark.parametrize(
    "code", ['"""Nobody knows."""', "x = 1  # made anew", 'def do():\n    """What\n    became of it."""']
)
def test_an_unusual_word_in_a_comment_is_noticed(tmp_path: Path, code: str):
    planted = tmp_path / "planted.py"
    planted.write_text(f"{code}\n", encoding="utf-8")
    assert len(_found(UNUSUAL_IN_COMMENTS, comments_of(planted))) == 1


@pytest.mark.parametrize("text", ["a stand-in", "It is understood.", "We can’t tell why.", "enough to tell"])
def test_words_that_only_contain_one_are_not(tmp_path: Path, text: str):
    planted = tmp_path / "planted.py"
    planted.write_text(f'SENTENCE = "{text}"\n', encoding="utf-8")
    assert not unusual_in(planted)


@pytest.mark.parametrize("line", ["told = 1", "def mend_all(): ...", "class OpenDoor: ...", "self.kept = {}"])
def test_a_metaphor_is_noticed(tmp_path: Path, line: str):
    planted = tmp_path / "planted.py"
    planted.write_text(f"{line}\n", encoding="utf-8")
    assert len(metaphors_in(planted)) == 1


@pytest.mark.parametrize("line", ["const KEPT = 1;", "function openDoor(to) {}"])
def test_a_metaphor_in_a_script_is_noticed(tmp_path: Path, line: str):
    planted = tmp_path / "planted.js"
    planted.write_text(f"{line}\n", encoding="utf-8")
    assert len(metaphors_in(planted)) == 1
