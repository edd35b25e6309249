"""One setting in words: its name, what is wrong with it, what to choose instead."""

import pytest

from dashboard.insight.setup.mapping import Finding, Problem, Section, Setting, SettingKind
from dashboard.views.setup import setting_text


def gone(kind=SettingKind.TAX_RATE, label="VAT", selected="T5", offered=3, **more):
    return Setting(
        kind, Section.SALES, label, selected, offered=offered, on=True, problem=Problem.GONE, **more
    )


def missing(kind=SettingKind.ACCOUNT, label="Tips", offered=3):
    return Setting(kind, Section.SALES, label, offered=offered, on=True, problem=Problem.MISSING)


GONE = {
    gone(): "The tax rate chosen for VAT is no longer available",
    gone(SettingKind.MAPPED_TAX_RATE, "Food"): "The tax rate chosen for Food is no longer available",
    gone(SettingKind.ACCOUNT, "Tips"): "The account chosen for Tips is no longer available",
    gone(SettingKind.CUSTOMER, ""): "The customer chosen for sales is no longer available",
    gone(SettingKind.SUPPLIER, ""): "The supplier chosen for fees is no longer available",
    gone(SettingKind.ZERO_TAX_RATE, ""): "The zero tax rate chosen is no longer available",
    gone(SettingKind.SHOP_TAX, "", "c2"): "Shop tax “c2” is no longer available",
    gone(SettingKind.INVOICE_STATUS, ""): "The invoice status chosen is no longer available",
    gone(SettingKind.LINE_GROUPING, "", "TaxRate"): "Line grouping “Tax rate” is no longer available",
    gone(SettingKind.FREQUENCY, ""): "The frequency chosen is no longer available",
}


@pytest.mark.parametrize(("setting", "sentence"), GONE.items(), ids=[each.kind for each in GONE])
def test_a_choice_that_is_gone_is_named(setting, sentence):
    assert setting_text.sentence(Finding(Problem.GONE, setting)) == sentence


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (missing(), "No account is chosen for Tips"),
        (missing(SettingKind.CUSTOMER, ""), "No customer is chosen for sales"),
        (missing(SettingKind.PERIOD, ""), "No grouping period is chosen"),
    ],
)
def test_a_missing_choice_is_named(setting, sentence):
    assert setting_text.sentence(Finding(Problem.MISSING, setting)) == sentence


@pytest.mark.parametrize("problem", [Problem.DRAFT_WITH_PAYMENTS, Problem.FEES_WITHOUT_PAYMENTS])
def test_settings_in_conflict_can_be_fixed_on_either_side(problem):
    assert " are on" in setting_text.sentence(Finding(problem))
    assert ", or turn " in setting_text.remedy(Finding(problem))


@pytest.mark.parametrize(
    ("finding", "remedy"),
    [
        (Finding(Problem.GONE, gone()), "choose another tax rate for VAT"),
        (Finding(Problem.MISSING, missing()), "choose an account for Tips"),
        (
            Finding(Problem.MISSING, missing(offered=0)),
            "add an account in the accounting software first: there is none to choose",
        ),
        (
            Finding(Problem.GONE, gone(SettingKind.SHOP_TAX, offered=0)),
            "add a shop tax in the shop first: there is none to choose",
        ),
        (Finding(Problem.MISSING, missing(SettingKind.PERIOD, "", 0)), "choose a grouping period"),
    ],
)
def test_the_merchant_chooses_another_or_a_first_one_or_adds_one(finding, remedy):
    assert setting_text.remedy(finding) == remedy


def test_what_can_be_chosen_is_listed_up_to_five_and_the_rest_counted():
    few = gone(offered=2, alternatives=("20% VAT", "No VAT"))
    many = gone(offered=1200, alternatives=tuple("abcdefgh"))
    assert setting_text.options(few) == "20% VAT, No VAT"
    assert setting_text.options(many) == "a, b, c, d, e, and 1,195 more"
    assert setting_text.options(gone()) == ""


def test_options_of_codat_s_own_read_as_words():
    levels = gone(SettingKind.LINE_GROUPING, offered=2, alternatives=("Account", "TaxRate"))
    assert setting_text.options(levels) == "Account, Tax rate"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("standardRate", "Standard rate"),
        ("tips", "Tips"),
        ("VAT", "VAT"),
        ("PayPal", "PayPal"),
        ("Gift cards", "Gift cards"),
        ("", ""),
    ],
)
def test_a_key_of_codat_reads_as_words_and_a_label_stays_as_it_is(key, words):
    assert setting_text.label(key) == words
