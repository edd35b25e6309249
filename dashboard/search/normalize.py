"""Normalize text for comparison: no case, accents or punctuation; spans map back to the original."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

MAX_LETTERS: Final = 300
"""Only the beginning of a longer name is searched: a name of 100 kB must not slow the others."""

# Letters without a Unicode decomposition, and what people type when their keyboard lacks them.
_REPLACEMENTS: Final = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ħ": "h",
    "ŋ": "n",
    "&": " and ",
}
_DROPPED: Final = frozenset("'’‘‛`´ʼ＇")  # "Joe's" is one word
_INVISIBLE_KINDS: Final = frozenset({"Mn", "Me", "Cf"})  # accents, and invisible characters


class _Folds(dict[int, str]):
    """The folded form of each character, computed on first use; a table for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = "".join(map(_folded, unicodedata.normalize("NFKD", chr(code)).casefold()))
        self[code] = folded
        return folded


def _folded(letter: str) -> str:
    if letter in _REPLACEMENTS:
        return _REPLACEMENTS[letter]
    if letter in _DROPPED or unicodedata.category(letter) in _INVISIBLE_KINDS:
        return ""
    return letter if letter.isalnum() else " "


_FOLDS: Final = _Folds()


def words_of(text: str) -> list[str]:
    """Return the folded words of a text; none for a text without a letter or a digit."""
    return text[:MAX_LETTERS].translate(_FOLDS).split()


def folded(text: str) -> str:
    """Return the whole text folded as `words_of` does, with single blanks between its words."""
    return " ".join(text.translate(_FOLDS).split())


def word_starts(words: Sequence[str]) -> list[int]:
    """Return the position of each word when all are joined."""
    return [0, *accumulate(map(len, words))][:-1]


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A folded text without blanks, and for each of its letters its position in the original."""

    original: str
    joined: str
    places: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Map [start, end) of `joined` to the original, with accents that follow."""
        last = self.places[end - 1] + 1
        while last < len(self.original) and unicodedata.category(self.original[last]) in _INVISIBLE_KINDS:
            last += 1
        return self.places[start], last


def normalize(text: str) -> NormalizedText:
    """Fold the text and keep the position of each letter."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text[:MAX_LETTERS]):
        for folded in _FOLDS[ord(letter)]:
            if folded != " ":
                letters.append(folded)
                places.append(place)
    return NormalizedText(text, "".join(letters), tuple(places))
