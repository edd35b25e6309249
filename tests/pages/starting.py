"""What the tests of the start pages share: pressing, and waiting until the page says something."""

from threading import Event
from time import monotonic

from tests.pages.conftest import text_of
from tests.support import limits


def until(test, words, seconds=limits.WAIT_S):
    """Run the page again and again, as its live part does, until it says these words."""
    end = monotonic() + seconds
    while words not in text_of(test):
        assert monotonic() < end, text_of(test)
        Event().wait(0.1)
        test.run()
    return test


def until_gone(test, words, seconds=limits.WAIT_S):
    """Run the page again and again until it says these words no more."""
    end = monotonic() + seconds
    while words in text_of(test):
        assert monotonic() < end, text_of(test)
        Event().wait(0.1)
        test.run()
    return test


def keys(test):
    return {button.key for button in test.button}


def press(test, key):
    return test.button(key=key).click().run()


def answered(test):
    """Answer the questions of the confirmation step: start anyway, nothing entered by hand."""
    for box in test.checkbox:
        box.check()
    for question in test.radio:
        question.set_value(question.options[0])
    return test.run()
