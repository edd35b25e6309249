"""The settings that a cause blames, in words: which setting, what is chosen, that it is gone."""

import pytest

from dashboard.insight.setup.mapping import Finding, Problem, Section, Setting, SettingKind
from dashboard.views.cause_words import Names
from dashboard.views.setup import choices
from dashboard.views.verdict.texts import texts_for_verdict
from tests.insight.verdict_makers import LONDON, NOW
from tests.support.merchants import cases, reads

ID = "b8d88929-7436-45f1-bc71-07610b121e3b"
GONE = "The current one"
NOT_OFFERED = "no longer available."


def gone(label="sales", selected=ID, kind=SettingKind.ACCOUNT, **more):
    setting = Setting(kind, Section.SALES, label, selected, offered=3, problem=Problem.GONE, **more)
    return Finding(Problem.GONE, setting)


def missing(label="Sales", kind=SettingKind.ACCOUNT):
    return Finding(Problem.MISSING, Setting(kind, Section.SALES, label, offered=3, problem=Problem.MISSING))


@pytest.mark.parametrize(
    ("findings", "text"),
    [
        ([gone()], f"another account for “Sales”. {GONE} (b8d88929…) is {NOT_OFFERED}"),
        (
            [gone(kind=SettingKind.CUSTOMER)],
            f"another customer for sales. {GONE} (b8d88929…) is {NOT_OFFERED}",
        ),
        ([gone(selected="TAX20")], f"another account for “Sales”. {GONE} (TAX20) is {NOT_OFFERED}"),
        ([gone(), gone("refunds"), gone("tips")],
         f"another account for “Sales” and 2 more. {GONE} (b8d88929…) is {NOT_OFFERED}"),
        ([gone(), gone("refunds", "x")],
         f"other accounts for “Sales” and “Refunds”. The current ones are {NOT_OFFERED}"),
        ([missing()], "an account for “Sales”; none is set."),
        ([missing("", SettingKind.PERIOD)], "a grouping period; none is set."),
    ],
)  # fmt: skip
def test_the_step_names_the_setting_and_what_is_wrong(findings, text):
    assert choices.step(findings) == f"in the sync settings, choose {text}"


def test_the_merchant_is_asked_for_the_same_without_an_id():
    text = f"In the sync settings, please choose another account for “Sales”. {GONE} is {NOT_OFFERED}"
    assert choices.request([gone()]) == text


def test_a_setting_of_another_kind_is_left_to_the_set_up_page():
    assert "tax rate" not in choices.step([gone(), gone(kind=SettingKind.TAX_RATE)])


def test_a_long_name_of_many_lines_is_cut_to_one_line():
    text = choices.step([gone("Sales\n" * 50)])
    assert "\n" not in text
    assert len(text) < 200


def test_without_findings_there_is_no_text():
    assert choices.step([]) == choices.request([]) == ""


@pytest.mark.parametrize("case", [case for case in cases() if reads(case).judged().points])
def test_company_ticket_and_merchant_name_the_same_setting(case):
    verdict = reads(case).judged()
    texts = texts_for_verdict(verdict, Names("Xero", "Square", "B"), LONDON, NOW)
    step, asked = choices.step(verdict.points), choices.request(verdict.points)
    assert ("Merchant", step) in texts.steps
    assert f". Merchant: {step}\n" in texts.ticket_text
    assert asked in texts.merchant_text
