"""A shared view is worded for people who know neither Codat nor the support team."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.insight.causes.catalogue import causes
from dashboard.views.share.outsiders import plain, steps_for_outsiders
from dashboard.views.share.status_view import ActionStep
from script import shared_pages
from tests.support.merchants import cases

KEPT = Path(__file__).with_name("pages.txt")
JARGON = re.compile(
    r"Codat Portal|Sync Flow|copy the text|\bcode\b(?! means)|\bid\b|\bYou\b|\byour(self)?\b|from here"
)
AN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}|…)")
A_CODE = re.compile(r"\b(?!20[2-9]\d)[1-9]\d{3}\b")


def test_the_pages_say_what_was_read_through():
    kept = KEPT.read_text(encoding="utf-8")
    assert shared_pages.pages() == kept, "read them, then: .venv/bin/python -m script.shared_pages"


@pytest.mark.parametrize("case", cases())
def test_no_page_has_jargon_an_id_or_a_code(case):
    said = shared_pages.page_of(case)
    assert not [found[0] for pattern in (JARGON, AN_ID, A_CODE) for found in pattern.finditer(said)]


@pytest.mark.parametrize("case", cases())
def test_no_sentence_of_a_page_is_long(case):
    for line in shared_pages.page_of(case).splitlines():
        for sentence in re.split(r"(?<=[.;:]) ", line):
            assert len(sentence.split()) <= 22, sentence


@pytest.mark.parametrize("key", causes())
def test_every_cause_can_be_said_to_an_outsider(key):
    cause = causes()[key]
    steps = steps_for_outsiders(cause.steps, "Bluebird Coffee")
    assert {step.who for step in steps} <= {"Bluebird Coffee", "Support team", "No action needed", "Codat"}
    assert not [step for step in steps if "Sync Flow" in step.what or "Portal" in step.what]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The merchant hasn’t finished.", "Bluebird Coffee hasn’t finished."),
        ("ask the merchant whether", "ask Bluebird Coffee whether"),
        ("the merchant’s sales", "Bluebird Coffee’s sales"),
        (
            "The merchant’s subscription to Xero has lapsed.",
            "The subscription to Xero has lapsed.",
        ),
        ("finish the set-up in Codat’s Sync Flow.", "finish the set-up in the sync settings."),
        ("check in the Codat Portal whether it’s on.", "check whether it’s on."),
        ("The merchants’ guild", "The merchants’ guild"),
    ],
)
def test_the_merchant_is_named_and_codats_tools_are_not(text, said):
    assert plain(text, "Bluebird Coffee") == said


@pytest.mark.parametrize("name", ["", "x" * 200])
def test_a_company_without_a_usable_name_is_the_merchant(name):
    assert steps_for_outsiders([("Merchant", "link Xero.")], name) == (
        ActionStep("The merchant", "link Xero."),
    )
    assert plain("ask the merchant", name) == "ask the merchant"


def test_a_name_that_looks_like_a_pattern_is_only_a_name():
    assert plain("ask the merchant", r"\1 \g<0>") == r"ask \1 \g<0>"


@pytest.mark.parametrize(
    ("who", "what", "step"),
    [
        (
            "You",
            "ask Codat support; copy the text for them.",
            ActionStep("Support team", "ask Codat support."),
        ),
        ("Codat", "fix it.", ActionStep("Codat", "fix it.")),
        ("No action needed", "", ActionStep("No action needed", "")),
    ],
)
def test_whoever_acts_is_named_from_outside(who, what, step):
    assert steps_for_outsiders([(who, what)], "Bluebird Coffee") == (step,)
