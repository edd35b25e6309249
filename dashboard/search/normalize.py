"""Names made comparable: no capitals, accents or punctuation, and the way back to the letters as written."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

MOST_LETTERS: Final = 300
"""Of a longer name only this much is searched: a name of 100 kB must not slow the others."""

# Letters that Unicode takes for letters of their own, but people without them on the keyboard type as these.
_LETTERS: Final = {
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
_LEFT_OUT: Final = frozenset("'’‘‛`´ʼ＇")  # "Joe's" is one word
_UNSEEN_KINDS: Final = frozenset({"Mn", "Me", "Cf"})  # accents, and marks that show nothing


class _Folds(dict[int, str]):
    """What becomes of each character, filled as characters turn up; made for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = "".join(map(_folded, unicodedata.normalize("NFKD", chr(code)).casefold()))
        self[code] = folded
        return folded


def _folded(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    if letter in _LEFT_OUT or unicodedata.category(letter) in _UNSEEN_KINDS:
        return ""
    return letter if letter.isalnum() else " "


_FOLDS: Final = _Folds()


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded; none for a text without a letter or a digit."""
    return text[:MOST_LETTERS].translate(_FOLDS).split()


def folded(text: str) -> str:
    """Return a whole text, however long, folded as `words_of` does, with single blanks between its words."""
    return " ".join(text.translate(_FOLDS).split())


def starts_of(words: Sequence[str]) -> list[int]:
    """Return where each word begins when they are written without blanks."""
    return [0, *accumulate(map(len, words))][:-1]


@dataclass(frozen=True, slots=True)
class Traced:
    """A folded text without blanks, and for each of its letters the place in the original it comes from."""

    original: str
    squashed: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the part [start, end) of `squashed` as one of the original, with accents that follow."""
        last = self.places[end - 1] + 1
        while last < len(self.original) and unicodedata.category(self.original[last]) in _UNSEEN_KINDS:
            last += 1
        return self.places[start], last


def traced(text: str) -> Traced:
    """Fold the text and keep where each letter came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text[:MOST_LETTERS]):
        for folded in _FOLDS[ord(letter)]:
            if folded != " ":
                letters.append(folded)
                places.append(place)
    return Traced(text, "".join(letters), tuple(places))
