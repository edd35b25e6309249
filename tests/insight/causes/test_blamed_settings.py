"""Which choices a cause speaks of: those of its kind that the set-up shows to be gone or missing."""

import pytest

from codat_client.mapping import (
    AccountConfiguration,
    AccountConfigurationOption,
    CommerceConfiguration,
    Configuration,
    SalesConfiguration,
)
from dashboard.insight.causes.blamed_settings import points_of
from dashboard.insight.causes.catalogue import causes, named
from dashboard.insight.setup.mapping import Problem, SettingKind
from tests.support.merchants import cases, reads

OFFERED = (AccountConfigurationOption(id="a1", name="Sales"),)


def set_up(options=OFFERED, **accounts):
    """A set-up whose accounts are chosen so: None is not chosen."""
    made = {
        label: AccountConfiguration(
            label_text=label, selected_account_id=chosen, required=True, account_options=options
        )
        for label, chosen in accounts.items()
    }
    return Configuration(
        configuration=CommerceConfiguration(sales=SalesConfiguration(sync_sales=True, accounts=made))
    )


def labels(key, configuration):
    return [each.setting.label for each in points_of(named(key), configuration) if each.setting]


def test_an_account_that_is_gone_is_named_and_one_that_is_offered_is_not():
    assert labels("account-unusable", set_up(Sales="old", Refunds="a1")) == ["Sales"]


def test_a_choice_that_is_missing_is_not_one_that_is_gone():
    both = set_up(Sales="old", Refunds=None)
    assert labels("accounts-missing", both) == ["Refunds"]
    assert labels("account-unusable", both) == ["Sales"]


def test_a_cause_of_another_kind_names_no_account():
    assert labels("tax-rate-invalid", set_up(Sales="old")) == []
    assert labels("server-error", set_up(Sales="old")) == []


def test_where_nothing_is_offered_the_general_words_stay():
    assert labels("account-unusable", set_up((), Sales="old")) == []


def test_without_a_cause_or_a_set_up_there_is_nothing_to_name():
    assert points_of(None, set_up(Sales="old")) == ()
    assert points_of(named("account-unusable"), None) == ()


@pytest.mark.parametrize(
    "each", [each for each in causes().values() if each.kinds], ids=lambda each: each.key
)
def test_a_cause_that_speaks_of_a_choice_is_the_merchants_to_fix_first(each):
    assert each.steps[0][0] == "Merchant"
    assert each.merchant


@pytest.mark.parametrize(
    ("case", "kinds", "problem"),
    [
        ("archived-tax-rate", {SettingKind.TAX_RATE, SettingKind.MAPPED_TAX_RATE}, Problem.GONE),
        ("failing-29", {SettingKind.ACCOUNT}, Problem.GONE),
        ("failing-30", {SettingKind.ACCOUNT}, Problem.MISSING),
    ],
)
def test_the_merchants_whose_set_up_shows_it_are_shown_which(case, kinds, problem):
    points = reads(case).judged().points
    assert {each.setting.kind for each in points if each.setting} == kinds
    assert {each.problem for each in points} == {problem}


def test_no_other_merchant_is_shown_of_a_choice():
    shown = {case for case in cases() if reads(case).judged().points}
    assert shown == {"archived-tax-rate", "failing-29", "failing-30"}
