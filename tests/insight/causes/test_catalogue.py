"""Every documented message finds its cause, however it is dressed; no message is taken for another's."""

from __future__ import annotations

import re

import pytest

from dashboard.insight.causes import catalogue
from dashboard.insight.causes.catalogue import Actor, CausesError, Start, cause_of, message_of, normalised
from dashboard.insight.setup.mapping import Problem, SettingKind
from tests.insight.verdict_makers import NOW, sync

ID = "3b9bf2ed-a618-4af2-80f2-f2b57fddc748"

# What Codat documents for Sync for Commerce (error documentation), with values in the places of its braces.
DOCUMENTED = [
    ("two-connections", "Company needs to have two valid data connections."),
    ("fees-need-payments", "To sync fees, Payments section needs to exist."),
    ("fees-need-payments", "To sync fees, Payments account Id needs to be set."),
    ("prepaid-same", "Payments config invalid. PrepaidAccount should not match PrepaidPaymentAccount."),
    (
        "prepaid-same",
        "Accounts config invalid. Prepaid account in Sales should not match PrepaidPayment in Payments.",
    ),
    ("card-payout-same", "Payments config invalid. Card Account should not match Payout Account."),
    ("customer-missing", "No sales customer has been configured."),
    ("customer-not-offered", "Selected customer not present in customer options."),
    ("account-not-offered", "Selected Account is not a valid option."),
    ("grouping-period", "No grouping period selected."),
    ("grouping-period", "Grouping period selected not from options."),
    ("grouping-level", "Invalid invoice level grouping selected."),
    ("grouping-level", "Invalid invoice line level grouping selected."),
    ("payments-draft", "Payments cannot be enabled if invoice status is set to draft."),
    ("accounts-missing", "Config contains required accounts without selections."),
    ("sales-account-missing", "No Sales Account Present."),
    ("frequency", "No schedule selected frequency."),
    ("frequency", "Selected schedule frequency not present in options."),
    ("invoice-status", "No selected invoice status."),
    ("invoice-status", "Invalid invoice status selected (must be submitted or draft)."),
    ("tax-rate-missing", "Tax rate is missing selected tax rate id."),
    ("tax-rate-not-offered", "Selected tax rate id for 20% tax-rate has no options."),
    ("supplier-missing", "No fees supplier has been configured."),
    ("supplier-missing", "Selected supplier not present in supplier options."),
    (
        "account-unusable",
        f"The following account(s) were not found (Payment account - Account Id): {ID}. Please configure.",
    ),
    ("account-unusable", f"Account {ID} is not in an Active state."),
    ("customer-unusable", f"Customer {ID} is not in an Active state."),
    ("customer-unusable", f"Customer {ID} does not exist."),
    ("supplier-unusable", "Supplier does not exist."),
    ("supplier-unusable", f"Supplier {ID} is not in an Active state."),
    ("tax-rate-invalid", f"Tax Rate {ID} does not exist."),
    ("tax-rate-invalid", "The following Tax Rates are invalid: GST on Income."),
    ("company-gone", f"No company was found with ID {ID}."),
    ("overlap", "Date overlaps with a previous sync date range."),
    ("reconcile", "Order 10482 could not be processed: Please reconcile manually"),
    (
        "tax-unmapped",
        "Cannot match the tax id '23vwUg7OhGIZvEUHdee7fw' to a mapped account for journal entry.",
    ),
]
CODES = {
    1000: "in-progress", 1010: "in-progress-slow", 2000: "wrote", 2040: "wrote-nothing", 4000: "settings",
    4040: "gone-or-withdrawn", 4220: "gone-or-withdrawn", 4260: "subscription-lapsed", 5000: "server-error",
    5080: "overlap", 5120: "processing", 5130: "write-refused", 4200: "family-4", 5999: "family-5",
    1999: "family-1", 2099: "family-2", 3000: "unknown-code", -1: "unknown-code", None: "no-code",
}  # fmt: skip


def key_of(message: str, code: int | None = 4000) -> str:
    return cause_of(sync(NOW, code, message)).cause.key


@pytest.mark.parametrize(("key", "message"), DOCUMENTED)
def test_every_documented_message_finds_its_cause(key: str, message: str):
    assert key_of(message) == key


@pytest.mark.parametrize(("key", "message"), DOCUMENTED)
@pytest.mark.parametrize(
    "dress",
    [str.upper, str.lower, "“{}”".format, "Failed: {} (see the log)".format, lambda text: text.rstrip("."),
     lambda text: re.sub(" ", "  ", text), lambda text: text.replace(ID, f"'{ID.upper()}'"),
     lambda text: text.replace(ID, "`" + ID.replace("-", "") + "`")],
)  # fmt: skip
def test_slightly_changed_wordings_find_it_too(key: str, message: str, dress):
    assert key_of(dress(message)) == key


@pytest.mark.parametrize(("key", "message"), DOCUMENTED)
def test_no_message_of_one_cause_fits_the_pattern_of_another(key: str, message: str):
    shown = normalised(message)
    fitting = {
        each.key for each in catalogue.causes().values() if any(one.search(shown) for one in each.patterns)
    }
    assert fitting == {key}


@pytest.mark.parametrize(("code", "key"), CODES.items())
def test_every_code_has_a_cause_without_a_message(code: int | None, key: str):
    found = cause_of(sync(NOW, code))
    assert (found.cause.key, found.recognised) == (key, True)


def test_the_message_beats_the_code():
    assert key_of(f"No company was found with ID {ID}", 4040) == "company-gone"


def test_the_technical_message_counts_where_codats_own_is_not_recognised():
    record = sync(NOW, 5130, "Push failed", sync_exception_message="Supplier does not exist")
    assert cause_of(record).cause.key == "supplier-unusable"


def test_an_unrecognised_message_gets_its_codes_advice_and_says_so():
    found = cause_of(sync(NOW, 5130, "The flux is out of phase"))
    assert (found.cause.key, found.message, found.recognised) == (
        "write-refused",
        "The flux is out of phase",
        False,
    )


@pytest.mark.parametrize(
    "message", ["Accounting software is not there", "A customer called", "Overlap of shifts", "tax"]
)
def test_messages_of_like_words_are_not_taken_for_a_cause(message: str):
    assert not cause_of(sync(NOW, 4000, message)).recognised


def test_a_message_of_100_kb_is_read_by_its_beginning_only():
    assert key_of("x " * 50_000 + "Supplier does not exist") == "settings"


def test_two_thousand_letters_of_a_message_are_read_and_no_more():
    shown = "x" * (2000 - len(" supplier does not exist")) + " supplier does not exist"
    assert normalised(shown) == shown
    assert normalised(shown + "y") == shown


@pytest.mark.parametrize(
    ("own", "technical", "message"),
    [
        ("Push failed", "at line 7", "Push failed"),
        (" Push failed\n", "", "Push failed"),
        ("", " at line 7 ", "at line 7"),
        (" ", "at line 7", "at line 7"),
        ("", "", ""),
    ],
)
def test_the_message_is_codats_own_and_the_technical_one_only_without_it(own, technical, message):
    assert message_of(sync(NOW, 4000, own, sync_exception_message=technical)) == message


def test_a_blank_message_is_none():
    assert message_of(sync(NOW, 4000, "  ", sync_exception_message=" \n ")) == ""


def test_every_cause_has_a_short_name_that_fits_a_table():
    assert all(0 < len(each.short) <= 20 for each in catalogue.causes().values())


def test_failures_of_two_unknown_families_are_distinguished():
    assert catalogue.named("family-4").short != catalogue.named("family-5").short


def test_whoever_acts_has_a_step_and_the_merchant_a_text():
    for each in catalogue.causes().values():
        assert each.steps or each.acts is Actor.NO_ONE, each.key
        assert each.merchant or each.acts not in {Actor.MERCHANT, Actor.PROVIDER}, each.key


def test_who_acts_is_the_one_whose_step_comes_first():
    first = {Actor.MERCHANT: "Merchant", Actor.NO_ONE: "No action needed"}
    for each in catalogue.causes().values():
        if each.steps:
            assert each.steps[0][0] == first.get(each.acts, "You"), each.key


def test_what_has_to_be_fixed_first_is_started_only_after_the_fix():
    for each in catalogue.causes().values():
        after = each.steps[-1:] == (
            (
                "You",
                "once the problem is fixed, start a sync up to now. Until then, syncs will probably fail.",
            ),
        )
        assert after is (each.start is Start.AFTER), each.key


ENTRY = '[{}]\nshort = "x"\nreason = "y"\nacts = "us"\nstart = "now"\n'
GOOD = "".join(ENTRY.format(key) for key in ("a", "no-code", "unknown-code"))


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        (GOOD.replace('"us"', '"them"', 1), r"line 1, \[a\].*them"),
        (GOOD.replace('short = "x"', 'shrot = "x"', 1), r"line 1, \[a\].*short"),
        (GOOD.replace('"y"', '"{nobody}"', 1), r"line 1, \[a\].*nobody"),
        (GOOD.replace('"x"', '"twenty-one characters"', 1), r"line 1, \[a\].*20"),
        (GOOD.replace('start = "now"', 'start = "now"\npatterns = ["("]', 1), r"line 1, \[a\]"),
        (GOOD.replace('start = "now"', 'start = "now"\nhelps = true', 1), r"line 1, \[a\].*helps"),
        (GOOD.replace('"y"', '" "', 1), r"line 1, \[a\].*reason must be a text"),
        (GOOD.replace('"y"', "1", 1), r"line 1, \[a\].*reason must be a text"),
        (GOOD.replace('start = "now"', 'start = "now"\nmerchant = ""', 1), r"\[a\].*merchant must be a text"),
        (GOOD.replace('start = "now"', 'start = "now"\nsteps = [["Us", "{it}"]]', 1), r"\[a\].*it"),
        (GOOD.replace('start = "now"', 'start = "now"\n[a.b]', 1), r"line 1, \[a\].*b is not known"),
        (GOOD.replace("[no-code]", "[other]"), "no-code"),
        (GOOD.replace('"x"', "x", 1), "line 2"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_names_its_line(wrong: str, shown: str):
    with pytest.raises(CausesError, match=shown):
        catalogue.read(wrong)


def test_the_good_file_of_these_tests_is_good():
    assert set(catalogue.read(GOOD)) == {"a", "no-code", "unknown-code"}


def test_everything_that_the_file_says_of_a_cause_is_kept():
    more = """
steps = [["Merchant", "choose {books} in the sync settings"], ["Us", "start a sync"]]
merchant = "Please choose."
relink = true
codes = [4000, 4001]
patterns = ["tax"]
name = "CodatName"
kinds = ["tax_rate"]
problem = "gone"
"""
    cause = catalogue.read(GOOD.replace('start = "now"', f'start = "now"{more}', 1))["a"]
    assert (cause.key, cause.short, cause.reason) == ("a", "x", "y")
    assert (cause.acts, cause.start, cause.codes) == (Actor.US, Start.NOW, (4000, 4001))
    assert cause.steps[0] == ("Merchant", "choose {books} in the sync settings")
    assert (cause.merchant, cause.relink, cause.codats_name) == ("Please choose.", True, "CodatName")
    assert (cause.kinds, cause.problem, cause.in_settings) == ((SettingKind.TAX_RATE,), Problem.GONE, True)


def test_what_the_file_does_not_say_of_a_cause_is_left_out():
    cause = catalogue.read(GOOD)["a"]
    assert (cause.steps, cause.merchant, cause.relink, cause.codats_name) == ((), "", False, "x")
    assert (cause.kinds, cause.problem, cause.in_settings) == ((), None, False)


@pytest.mark.parametrize("step", ['["Us", "open the sync settings"]', '["Merchant", "choose another"]'])
def test_only_what_the_merchant_does_in_the_sync_settings_is_fixed_there(step: str):
    wrong = catalogue.read(GOOD.replace('start = "now"', f'start = "now"\nsteps = [{step}]', 1))["a"]
    assert not wrong.in_settings


def test_a_short_name_may_have_twenty_characters():
    assert (
        catalogue.read(GOOD.replace('"x"', '"just twenty letters."', 1))["a"].short == "just twenty letters."
    )


def test_documented_codes_are_in_order_each_with_its_cause():
    shown = catalogue.documented()
    assert list(shown) == sorted(shown)
    assert all(code in cause.codes and catalogue.by_code(code) is cause for code, cause in shown.items())
    assert {2000, 2040, 5080} <= set(shown)
