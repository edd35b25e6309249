"""A company's set-up: what is chosen for each setting, and which settings need fixing."""

import pytest

from codat_client.mapping import Configuration
from codat_client.reading import read_one
from dashboard.insight.setup.mapping import MOST_ALTERNATIVES, Problem, Section, SettingKind, read_set_up

CASH = '{"id":"1","name":"Cash","nominalCode":"090","classification":"Bank"}'
SALES = '{"id":"2","name":"Sales","nominalCode":"200"}'
RATES = '[{"id":"T20","name":"VAT 20"},{"id":"T0","name":"No VAT"}]'


def set_up(mapping="null", rest=""):
    body = f'{{"configuration":{mapping}{rest}}}'
    return read_set_up(read_one(body.encode(), Configuration))


def sales(inside, on="true"):
    return set_up(f'{{"sales":{{"syncSales":{on},{inside}}}}}')


def account(selected="2", options=f"[{CASH},{SALES}]", required="true", label='"Tips"'):
    return (
        f'"accounts":{{"tips":{{"labelText":{label},"descriptionText":"What guests add","selectedAccountId":'
        f'{selected if selected == "null" else chr(34) + selected + chr(34)},"required":{required},'
        f'"accountOptions":{options}}}}}'
    )


def only(found):
    (setting,) = found.settings
    return setting


def problems(found):
    return [(each.problem, each.setting.kind if each.setting else None) for each in found.findings]


def test_an_account_has_its_name_code_and_description():
    setting = only(sales(account()))
    assert (setting.label, setting.name, setting.code) == ("Tips", "Sales", "200")
    assert (setting.description, setting.required, setting.offered) == ("What guests add", True, 2)
    assert setting.problem is None


def test_an_account_without_a_label_is_named_by_its_key():
    assert only(sales(account(label="null"))).label == "tips"


def test_an_account_that_is_not_among_the_options_is_gone_and_keeps_its_id():
    setting = only(sales(account("9")))
    assert (setting.problem, setting.selected, setting.name) == (Problem.GONE, "9", None)


def test_ids_are_compared_without_regard_to_case():
    found = sales(account("ab-1", options='[{"id":"AB-1","name":"Sales"}]'))
    assert (only(found).name, found.findings) == ("Sales", ())


def test_options_that_were_not_reported_say_nothing_about_only():
    setting = only(sales(account("9", options="null")))
    assert (setting.problem, setting.offered, setting.selected) == (None, None, "9")


@pytest.mark.parametrize("selected", ["9", "null"])
def test_a_problem_names_what_can_be_chosen_instead_with_its_code(selected):
    assert only(sales(account(selected))).alternatives == ("Cash (090)", "Sales (200)")


def test_what_can_be_chosen_instead_is_kept_only_where_there_is_a_problem_and_not_without_end():
    many = ",".join(f'{{"id":"{number}","name":"Account {number}"}}' for number in range(50))
    assert only(sales(account("2"))).alternatives == ()
    assert len(only(sales(account("x", options=f"[{many}]"))).alternatives) == MOST_ALTERNATIVES


def test_a_choice_beside_an_empty_list_of_options_is_gone():
    setting = only(sales(account("9", options="[]")))
    assert (setting.problem, setting.offered) == (Problem.GONE, 0)


@pytest.mark.parametrize(
    ("required", "problem"), [("true", Problem.MISSING), ("false", None), ("null", None)]
)
def test_only_a_required_account_is_missed_when_none_is_chosen(required, problem):
    assert only(sales(account("null", required=required))).problem is problem


def test_an_empty_id_is_no_choice():
    setting = only(sales(account("")))
    assert (setting.problem, setting.selected) == (Problem.MISSING, None)


def test_a_problem_in_a_section_that_is_off_is_inactive():
    found = sales(account("9"), on="false")
    assert found.findings == ()
    assert [setting.label for setting in found.inactive] == ["Tips"]


def test_a_section_that_is_not_reported_on_or_off_counts_as_on():
    found = sales(account("9"), on="null")
    assert (problems(found), found.inactive) == ([(Problem.GONE, SettingKind.ACCOUNT)], ())


def test_a_tax_rate_that_was_archived_is_gone():
    found = sales(f'"taxRates":{{"VAT":{{"selectedTaxRateId":"T5","taxRateOptions":{RATES}}}}}')
    setting = only(found)
    assert (setting.kind, setting.label, setting.problem) == (SettingKind.TAX_RATE, "VAT", Problem.GONE)


def test_a_tax_rate_that_is_not_chosen_is_missing():
    found = sales(f'"taxRates":{{"VAT":{{"selectedTaxRateId":null,"taxRateOptions":{RATES}}}}}')
    assert problems(found) == [(Problem.MISSING, SettingKind.TAX_RATE)]


NEWER = (
    f'"newTaxRates":{{"accountingTaxRateOptions":{RATES},"commerceTaxRateOptions":[{{"id":"c1","name":"Food"}}],'
    '"taxRateMappings":[{"selectedCommerceTaxRateIds":[%s],"selectedAccountingTaxRateId":%s}]}'
)


def test_a_mapped_tax_rate_is_named_by_the_shops_taxes():
    found = sales(NEWER % ('"c1"', '"T20"'))
    (setting,) = found.of(SettingKind.MAPPED_TAX_RATE)
    assert (setting.label, setting.name, found.findings) == ("Food", "VAT 20", ())


def test_a_mapped_tax_rate_can_be_gone_on_either_side():
    found = sales(NEWER % ('"c1","c2"', '"T5"'))
    assert problems(found) == [
        (Problem.GONE, SettingKind.MAPPED_TAX_RATE),
        (Problem.GONE, SettingKind.SHOP_TAX),
    ]
    assert found.of(SettingKind.MAPPED_TAX_RATE)[0].label == "Food, c2"


def test_a_mapping_without_a_rate_in_the_books_is_missing():
    assert problems(sales(NEWER % ('"c1"', "null"))) == [(Problem.MISSING, SettingKind.MAPPED_TAX_RATE)]


def test_an_empty_older_tax_rate_is_no_problem_where_the_newer_mapping_is_in_use():
    older = f'"taxRates":{{"VAT":{{"selectedTaxRateId":null,"taxRateOptions":{RATES}}}}},'
    assert sales(older + NEWER % ('"c1"', '"T20"')).findings == ()


def test_a_zero_rate_that_is_not_chosen_is_no_problem_but_one_that_is_gone_is():
    zero = f'"newTaxRates":{{"selectedDefaultZeroTaxRateId":%s,"defaultZeroTaxRateOptions":{RATES}}}'
    assert sales(zero % "null").findings == ()
    assert problems(sales(zero % '"T9"')) == [(Problem.GONE, SettingKind.ZERO_TAX_RATE)]


CUSTOMER = '"salesCustomer":{"selectedCustomerId":%s,"customerOptions":%s}'


@pytest.mark.parametrize(
    ("chosen", "options", "problem"),
    [
        ('"c"', '[{"id":"c","name":"Shop sales"}]', None),
        ('"x"', '[{"id":"c","name":"Shop sales"}]', Problem.GONE),
        ("null", '[{"id":"c","name":"Shop sales"}]', Problem.MISSING),
        ("null", "[]", Problem.MISSING),
        ("null", "null", None),
    ],
)
def test_the_customer_is_there_gone_missing_or_not_reported(chosen, options, problem):
    assert only(sales(CUSTOMER % (chosen, options))).problem is problem


def test_the_invoice_status_has_to_be_one_of_those_offered():
    status = '"invoiceStatus":{"selectedInvoiceStatus":%s,"invoiceStatusOptions":["Submitted","Draft"]}'
    assert problems(sales(status % '"Paid"')) == [(Problem.GONE, SettingKind.INVOICE_STATUS)]
    assert problems(sales(status % "null")) == [(Problem.MISSING, SettingKind.INVOICE_STATUS)]
    assert sales(status % '"Submitted"').findings == ()


def test_the_grouping_has_to_be_among_those_offered():
    found = sales(
        '"grouping":{"groupingPeriod":{"selectedGroupingPeriod":"Hourly","groupingPeriodOptions":["Daily"]},'
        '"groupingLevels":{"invoiceLevel":{"selectedGroupByOptions":["Moon","Location"],'
        '"groupByOptions":["Location"]},"invoiceLineLevel":{"selectedGroupByOptions":["Product"],'
        '"groupByOptions":["Product"]}}}'
    )
    assert problems(found) == [
        (Problem.GONE, SettingKind.PERIOD),
        (Problem.GONE, SettingKind.INVOICE_GROUPING),
    ]
    assert [each.name for each in found.of(SettingKind.LINE_GROUPING)] == ["Product"]


def test_a_grouping_may_have_a_period_alone_or_levels_alone():
    period = sales('"grouping":{"groupingPeriod":{"selectedGroupingPeriod":"Daily"}}')
    assert [each.kind for each in period.settings] == [SettingKind.PERIOD]
    levels = sales(
        '"grouping":{"groupingLevels":{"invoiceLineLevel":{"selectedGroupByOptions":["Product"]}}}'
    )
    assert [each.kind for each in levels.settings] == [SettingKind.LINE_GROUPING]


def test_the_frequency_has_to_be_among_those_offered():
    schedule = ',"schedule":{"selectedFrequency":%s,"frequencyOptions":["Daily"]}'
    assert problems(set_up(rest=schedule % '"Hourly"')) == [(Problem.GONE, SettingKind.FREQUENCY)]
    assert problems(set_up(rest=schedule % "null")) == [(Problem.MISSING, SettingKind.FREQUENCY)]
    assert set_up(rest=schedule % '"Daily"').findings == ()


def payments(on, part="payments"):
    return f'"{part}":{{"syncPayments":{on}}}'


DRAFT = '"sales":{"invoiceStatus":{"selectedInvoiceStatus":"Draft"}}'


def test_payments_can_not_be_on_while_invoices_are_drafts():
    assert problems(set_up(f"{{{DRAFT},{payments('true')}}}")) == [(Problem.DRAFT_WITH_PAYMENTS, None)]
    assert set_up(f"{{{DRAFT},{payments('false')}}}").findings == ()


@pytest.mark.parametrize(
    ("parts", "clash"),
    [
        ([payments("false")], True),
        ([payments("false"), payments("true", "newPayments")], False),
        ([payments("null")], False),
        ([], False),
    ],
)
def test_fees_conflict_only_with_payments_reported_as_off(parts, clash):
    found = set_up("{" + ",".join([*parts, '"fees":{"syncFees":true}']) + "}")
    assert bool(found.findings) is clash


def test_fees_name_their_accounts_and_their_supplier():
    supplier = '"feesSupplier":{"selectedSupplierId":"9","supplierOptions":[{"id":"s"}]}'
    found = set_up(f'{{"fees":{{"syncFees":true,{account()},{supplier}}}}}')
    assert [each.kind for each in found.settings] == [SettingKind.ACCOUNT, SettingKind.SUPPLIER]
    assert problems(found) == [(Problem.GONE, SettingKind.SUPPLIER)]


def test_a_section_is_on_off_not_reported_or_absent():
    parts = ",".join(['"sales":{"syncSales":true}', payments("false"), payments("null", "newPayments")])
    assert set_up(f"{{{parts}}}").switches == {
        Section.SALES: True,
        Section.PAYMENTS: False,
        Section.NEW_PAYMENTS: None,
    }


def test_accounts_of_payments_old_and_new_stay_apart():
    old, new = (f'"{part}":{{"syncPayments":true,{account()}}}' for part in ("payments", "newPayments"))
    found = set_up(f"{{{old},{new}}}")
    assert len(found.of(SettingKind.ACCOUNT)) == 2
    assert len(found.of(SettingKind.ACCOUNT, section=Section.NEW_PAYMENTS)) == 1


def test_what_is_gone_comes_before_what_is_missing_and_conflicts_come_last():
    tips = account("null")
    draft = '"invoiceStatus":{"selectedInvoiceStatus":"Draft"}'
    customer = CUSTOMER % ('"x"', "[]")
    found = set_up(f'{{"sales":{{"syncSales":true,{tips},{draft},{customer}}},{payments("true")}}}')
    assert [point.problem for point in found.findings] == [
        Problem.GONE,
        Problem.MISSING,
        Problem.DRAFT_WITH_PAYMENTS,
    ]


@pytest.mark.parametrize(
    "mapping",
    ["null", "{}", '{"sales":null}', '{"sales":{"accounts":null,"taxRates":null,"newTaxRates":null}}'],
)
def test_an_empty_mapping_has_no_problem(mapping):
    found = set_up(mapping)
    assert (found.settings, found.findings, found.inactive) == ((), (), ())


def test_sections_without_contents_have_no_problem():
    found = set_up(
        '{"sales":{"salesCustomer":{},"invoiceStatus":{},"taxRates":{"VAT":{}},"newTaxRates":'
        '{"taxRateMappings":[{}]},"grouping":{"groupingPeriod":{},"groupingLevels":{"invoiceLevel":{}}}},'
        '"payments":{"accounts":{"cash":{}}},"fees":{"feesSupplier":{}}}',
        ',"schedule":{}',
    )
    assert found.findings == ()
