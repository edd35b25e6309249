"""Companies by name, as a person types it: capitals, accents, the order of words, small slips don't matter.

`NameIndex(companies)` prepares the names once; `search` then looks through all of them in memory. What is
found stands in the order of `Match`; those that don't use Sync for Commerce come after those that do.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from heapq import nsmallest
from typing import Final

from dashboard.search.fuzzy import Part, Units, near_parts
from dashboard.search.listing import ListedCompany
from dashboard.search.normalize import MOST_LETTERS, starts_of, traced, words_of

MOST_WORDS: Final = 8
_FEW: Final = 2
_LAST: Final = date.max


class Match(IntEnum):
    """How well a name fits, best first."""

    EXACT = 0
    ID = 1
    BEGINNING = 2
    WORD = 3
    WORDS = 4
    PART = 5
    SLIP = 6


# Where a name fits as typed, whether a company uses Sync for Commerce weighs more than how it fits.
_GROUPS: Final = {Match.EXACT: 0, Match.ID: 1, Match.SLIP: 3}
_LITERAL_GROUP: Final = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A company found, and the parts [start, end) of its name that fit: in order, apart from each other."""

    company: ListedCompany
    match: Match
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NameMatches:
    """The best hits, how many there are in all, and names that several companies of these hits' list bear."""

    hits: tuple[Hit, ...]
    total: int
    namesakes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed: its words folded, the same without blanks, and as it stands.

    The last three are looked for in a spaced name: `initial` where any word begins with the first letter,
    `beginnings` where words begin so, `parts` where a word holds them. One or two Latin letters are in every
    other word: they count at the beginning of words only.
    """

    words: tuple[str, ...]
    squashed: str
    raw: str
    id_start: str | None
    initial: str
    beginnings: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """A company's name prepared: its words folded, without blanks, and with a blank before each."""

    words: tuple[str, ...]
    squashed: str
    spaced: str


class NameIndex:
    """The names of one version of the list, prepared. It never changes: safe for all threads."""

    def __init__(self, companies: Iterable[ListedCompany] = ()) -> None:
        self.companies: tuple[ListedCompany, ...] = tuple(companies)
        self._names = [_prepared(company.name) for company in self.companies]
        self._bearers = Counter(_same(company.name) for company in self.companies)
        self._units = Units([name.words for name in self._names])

    def search(self, name: str, id_start: str | None = None, most: int = 50) -> NameMatches:
        """Return the `most` best hits for `name`; `id_start` also finds ids that begin so."""
        asked = _asked(name, id_start)
        fits = {position: (match, 0) for position, match in self._literal(asked)}
        strict = bool(fits)  # where something fits as typed, names that only resemble it must be nearer
        for position, slips in self._units.near(asked.words, strict=strict).items():
            fits.setdefault(position, (Match.SLIP, slips))
        best = nsmallest(most, fits, key=lambda position: self._rank(position, *fits[position]))
        hits = tuple(self._hit(position, fits[position][0], asked, strict=strict) for position in best)
        return NameMatches(hits, len(fits), self._namesakes(best))

    def by_name(self, most: int) -> list[ListedCompany]:
        """Return the first companies in the order of their names, those without Commerce or a name last."""
        order = nsmallest(most, range(len(self.companies)), key=self._alphabetical)
        return [self.companies[position] for position in order]

    def _literal(self, asked: _Asked) -> Iterator[tuple[int, Match]]:
        for position, (company, name) in enumerate(zip(self.companies, self._names, strict=True)):
            match = _literal_match(company, name, asked)
            if match is not None:
                yield position, match

    def _rank(self, position: int, match: Match, slips: int) -> tuple[object, ...]:
        company, squashed = self.companies[position], self._names[position].squashed
        return (
            _GROUPS.get(match, _LITERAL_GROUP),
            company.uses_commerce is False,
            match,
            slips,
            len(squashed),
            squashed,
            company.created or _LAST,
            company.company_id,
        )

    def _alphabetical(self, position: int) -> tuple[object, ...]:
        company, name = self.companies[position], self._names[position]
        return (company.uses_commerce is False, not name.words, name.spaced, company.company_id)

    def _hit(self, position: int, match: Match, asked: _Asked, *, strict: bool) -> Hit:
        company, prepared = self.companies[position], self._names[position]
        if match is Match.ID:
            return Hit(company, match)
        if not asked.words:
            start = company.name.find(asked.raw)
            return Hit(company, match, ((start, start + len(asked.raw)),))
        if match is Match.SLIP:
            parts = near_parts(prepared.words, asked.words, strict=strict)
        else:
            parts = _literal_parts(prepared, match, asked)
        trace = traced(company.name)
        return Hit(company, match, tuple(trace.span(*part) for part in _merged(parts)))

    def _namesakes(self, positions: Sequence[int]) -> tuple[tuple[str, int], ...]:
        shown = [self.companies[position].name for position in positions]
        shared = {_same(name): name for name in reversed(shown) if self._bearers[_same(name)] > 1}
        return tuple((name, self._bearers[key]) for key, name in reversed(shared.items()) if key)


def _same(name: str) -> str:
    """Return what names have in common that a person takes for equal."""
    return " ".join(name[:MOST_LETTERS].casefold().split())


def _prepared(name: str) -> _Name:
    words = tuple(words_of(name))
    return _Name(words, "".join(words), "".join(f" {word}" for word in words))


def _asked(name: str, id_start: str | None) -> _Asked:
    words = tuple(words_of(name)[:MOST_WORDS])
    beginnings = tuple(f" {word}" for word in words)
    parts = tuple(f" {word}" if len(word) <= _FEW and word.isascii() else word for word in words)
    squashed = "".join(words)
    return _Asked(words, squashed, name.strip(), id_start, f" {squashed[:1]}", beginnings, parts)


def _literal_match(company: ListedCompany, name: _Name, asked: _Asked) -> Match | None:
    """Judge a company without forgiving slips."""
    if asked.id_start and company.company_id.startswith(asked.id_start):
        return Match.ID
    if not asked.words:
        return Match.PART if asked.raw and asked.raw in company.name else None
    if asked.squashed in name.squashed:
        if name.squashed.startswith(asked.squashed):
            return Match.EXACT if name.squashed == asked.squashed else Match.BEGINNING
        if asked.initial in name.spaced and _word_start(name, asked.squashed) is not None:
            return Match.WORD
    return _match_of_words(name, asked)


def _match_of_words(name: _Name, asked: _Asked) -> Match | None:
    if not all(part in name.spaced for part in asked.parts):
        return None
    return Match.WORDS if all(beginning in name.spaced for beginning in asked.beginnings) else Match.PART


def _word_start(name: _Name, typed: str) -> int | None:
    """Return where in the squashed name the typed letters stand from the beginning of a word on."""
    starts = starts_of(name.words)
    return next((start for start in starts if name.squashed.startswith(typed, start)), None)


def _literal_parts(name: _Name, match: Match, asked: _Asked) -> list[Part]:
    if match in {Match.EXACT, Match.BEGINNING, Match.WORD}:
        start = _word_start(name, asked.squashed) or 0
        return [Part(start, start + len(asked.squashed))]
    return [_place(word, name.words) for word in asked.words]


def _place(typed: str, words: Sequence[str]) -> Part:
    """Return where the letters stand: at the beginning of a word, else inside one."""
    places = zip(starts_of(words), words, strict=True)
    offset, start = min((word.find(typed), start) for start, word in places if typed in word)
    return Part(start + offset, start + offset + len(typed))


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Return the parts in order, those that touch or overlap made one."""
    merged: list[Part] = []
    for part in sorted(parts):
        if merged and part.start <= merged[-1].end:
            merged[-1] = Part(merged[-1].start, max(merged[-1].end, part.end))
        else:
            merged.append(part)
    return merged
