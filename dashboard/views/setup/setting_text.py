"""Word one setting: its name, what is wrong with it, what to choose. Plain text: escape it on output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from dashboard.foreign_text import one_line
from dashboard.insight.setup.mapping import Problem, SettingKind
from dashboard.views import times
from dashboard.views.setup.platform_terms import from_enum

if TYPE_CHECKING:
    from dashboard.insight.setup.mapping import Finding, Setting

MOST_IN_A_SENTENCE: Final = 40
_MOST_OPTIONS: Final = 5
_THINGS: Final = {
    SettingKind.ACCOUNT: "account",
    SettingKind.CUSTOMER: "customer",
    SettingKind.SUPPLIER: "supplier",
    SettingKind.TAX_RATE: "tax rate",
    SettingKind.MAPPED_TAX_RATE: "tax rate",
    SettingKind.ZERO_TAX_RATE: "zero tax rate",
    SettingKind.SHOP_TAX: "shop tax",
    SettingKind.INVOICE_STATUS: "invoice status",
    SettingKind.PERIOD: "grouping period",
    SettingKind.INVOICE_GROUPING: "invoice grouping",
    SettingKind.LINE_GROUPING: "line grouping",
    SettingKind.FREQUENCY: "frequency",
}
_LABELLED: Final = {SettingKind.ACCOUNT, SettingKind.TAX_RATE, SettingKind.MAPPED_TAX_RATE}
_QUOTED: Final = {SettingKind.SHOP_TAX, SettingKind.INVOICE_GROUPING, SettingKind.LINE_GROUPING}
_FROM_ENUM: Final = {
    SettingKind.INVOICE_STATUS,
    SettingKind.PERIOD,
    SettingKind.INVOICE_GROUPING,
    SettingKind.LINE_GROUPING,
    SettingKind.FREQUENCY,
}
_USES: Final = {SettingKind.CUSTOMER: "sales", SettingKind.SUPPLIER: "fees"}


def thing(setting: Setting) -> str:
    """Return the kind of value that a setting has: "account", "tax rate"."""
    return _THINGS[setting.kind]


def use(setting: Setting, most: int = MOST_IN_A_SENTENCE) -> str:
    """Return what the value is used for: "Standard rate", "sales"; "" if the setting's name says it.

    `most`: characters of a name, here and below.
    """
    if setting.kind in _LABELLED:
        return one_line(label(setting.label), most)
    return _USES.get(setting.kind, "")


def quoted_use(setting: Setting, most: int = MOST_IN_A_SENTENCE) -> str:
    """Return the same as `use`, with quotes around foreign text: "“Standard rate”", "sales"."""
    shown = use(setting, most)
    return f"“{shown}”" if shown and setting.kind in _LABELLED else shown


def name(setting: Setting, most: int = MOST_IN_A_SENTENCE) -> str:
    """Return the name of a setting: "Tax rate for Standard rate"."""
    quoted = f" “{value(setting, most)}”" if setting.kind in _QUOTED and setting.selected else ""
    return f"{thing(setting).capitalize()}{quoted}{_for(setting, most)}"


def value(setting: Setting, most: int = MOST_IN_A_SENTENCE) -> str:
    """Return the chosen value: its name, else its id; one of Codat's enum values as words."""
    text = setting.name or setting.selected
    return from_enum(text) if setting.kind in _FROM_ENUM else one_line(text, most)


def is_enum(setting: Setting) -> bool:
    """Return whether its options are Codat's enum values, not entries of the accounting software."""
    return setting.kind in _FROM_ENUM


def article(noun: str) -> str:
    """Return "a", or "an" before a vowel."""
    return "an" if noun[0] in "aeiou" else "a"


def label(key: str) -> str:
    """Return a key of Codat's as words: "standardRate" is "Standard rate"; other text stays as it is."""
    if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", key):
        return key
    words = re.sub(r"([A-Z])", r" \1", key).lower()
    return words[:1].upper() + words[1:]


def sentence(finding: Finding, most: int = MOST_IN_A_SENTENCE) -> str:
    """Return what is wrong, without the full stop: "The tax rate chosen for VAT is no longer available"."""
    if finding.problem is Problem.DRAFT_WITH_PAYMENTS:
        return "Payments are on while invoices are posted as drafts"
    setting = finding.setting
    if setting is None:
        return "Fees are on, but payments are off"
    if finding.problem is Problem.MISSING:
        return f"No {thing(setting)} is chosen{_for(setting, most)}"
    quoted = setting.kind in _QUOTED
    subject = name(setting, most) if quoted else f"The {thing(setting)} chosen{_for(setting, most)}"
    return f"{subject} is no longer available"


def remedy(finding: Finding) -> str:
    """Return what the merchant does, without the full stop: "choose another tax rate for VAT"."""
    if finding.problem is Problem.DRAFT_WITH_PAYMENTS:
        return "set the invoice status to Submitted, or turn payments off"
    setting = finding.setting
    if setting is None:
        return "turn payments on and choose an account for them, or turn fees off"
    what = thing(setting)
    if setting.offered == 0 and not is_enum(setting):
        where = "shop" if setting.kind is SettingKind.SHOP_TAX else "accounting software"
        return f"add {article(what)} {what} in the {where} first: there is none to choose"
    return f"choose {'another' if setting.selected else article(what)} {what}{_for(setting)}"


def options(setting: Setting) -> str:
    """Return the first names that can be chosen instead: "20%, 5%, and 3 more"; "" if none are known."""
    names = [from_enum(each) if is_enum(setting) else one_line(each, 60) for each in setting.alternatives]
    shown = names[:_MOST_OPTIONS]
    more = (setting.offered or 0) - len(shown)
    return ", ".join([*shown, *([f"and {more:,} more"] if shown and more > 0 else [])])


def count_of(settings: int) -> str:
    """Return "1 setting needs fixing" or "2 settings need fixing"."""
    return f"{times.count(settings, 'setting')} {'needs' if settings == 1 else 'need'} fixing"


def _for(setting: Setting, most: int = MOST_IN_A_SENTENCE) -> str:
    what = use(setting, most)
    return f" for {what}" if what else ""
