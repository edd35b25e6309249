"""Search companies by name: case, accents, word order and small typos don't matter.

`NameIndex(companies)` prepares the names once; `search` then scans all of them in memory. Results are sorted
by `Match`; companies that don't use Sync for Commerce come last within their group.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from heapq import nsmallest
from typing import Final

from dashboard.search.fuzzy import FuzzyIndex, Span, matching_spans
from dashboard.search.listing import ListedCompany
from dashboard.search.normalize import MAX_LETTERS, normalize, word_starts, words_of

MAX_WORDS: Final = 8
_SHORT_WORD: Final = 2
_LAST: Final = date.max


class Match(IntEnum):
    """How well a name matches, best first."""

    EXACT = 0
    ID = 1
    BEGINNING = 2
    WORD = 3
    WORDS = 4
    PART = 5
    TYPO = 6


# Among names that match as typed, using Sync for Commerce weighs more than the kind of match.
_GROUPS: Final = {Match.EXACT: 0, Match.ID: 1, Match.TYPO: 3}
_LITERAL_GROUP: Final = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """A company found, with the parts [start, end) of its name that match: sorted, without overlaps."""

    company: ListedCompany
    match: Match
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NameMatches:
    """The best hits, the number of all hits, and names (with counts) that several listed companies share."""

    hits: tuple[Hit, ...]
    total: int
    namesakes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _PreparedQuery:
    """What was typed: its folded words, the same joined, and the raw text.

    The last three are substrings of a matching `spaced` name: `initial`, the first letter at the start of any
    word; `beginnings`, each word at the start of a word; `parts`, each word anywhere, but one or two Latin
    letters only at the start of a word, as they occur in every other word.
    """

    words: tuple[str, ...]
    joined: str
    raw: str
    id_prefix: str | None
    initial: str
    beginnings: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _PreparedName:
    """A company's name: its folded words, the same joined, and the same with a blank before each."""

    words: tuple[str, ...]
    joined: str
    spaced: str


class NameIndex:
    """The searchable names of one version of the list. Immutable, so safe for all threads."""

    def __init__(self, companies: Iterable[ListedCompany] = ()) -> None:
        self.companies: tuple[ListedCompany, ...] = tuple(companies)
        self._names = [_prepare_name(company.name) for company in self.companies]
        self._name_counts = Counter(_namesake_key(company.name) for company in self.companies)
        self._fuzzy = FuzzyIndex([name.words for name in self._names])

    def search(self, name: str, id_prefix: str | None = None, most: int = 50) -> NameMatches:
        """Return the `most` best hits for `name`; `id_prefix` also matches the beginning of ids."""
        query = _prepare_query(name, id_prefix)
        fits = {position: (match, 0) for position, match in self._literal_matches(query)}
        strict = bool(fits)  # with exact matches, allow fewer typos in the others
        for position, typos in self._fuzzy.match(query.words, strict=strict).items():
            fits.setdefault(position, (Match.TYPO, typos))
        best = nsmallest(most, fits, key=lambda position: self._rank(position, *fits[position]))
        hits = tuple(self._hit(position, fits[position][0], query, strict=strict) for position in best)
        return NameMatches(hits, len(fits), self._namesakes(best))

    def by_name(self, most: int, skip: int = 0) -> list[ListedCompany]:
        """Return `most` companies by name, after the first `skip`; those without Commerce come last."""
        order = nsmallest(skip + most, range(len(self.companies)), key=self._alphabetical)
        return [self.companies[position] for position in order[skip:]]

    def _literal_matches(self, query: _PreparedQuery) -> Iterator[tuple[int, Match]]:
        for position, (company, name) in enumerate(zip(self.companies, self._names, strict=True)):
            match = _literal_match(company, name, query)
            if match is not None:
                yield position, match

    def _rank(self, position: int, match: Match, typos: int) -> tuple[object, ...]:
        company, joined = self.companies[position], self._names[position].joined
        return (
            _GROUPS.get(match, _LITERAL_GROUP),
            company.uses_commerce is False,
            match,
            typos,
            len(joined),
            joined,
            company.created or _LAST,
            company.company_id,
        )

    def _alphabetical(self, position: int) -> tuple[object, ...]:
        company, name = self.companies[position], self._names[position]
        return (company.uses_commerce is False, not name.words, name.spaced, company.company_id)

    def _hit(self, position: int, match: Match, query: _PreparedQuery, *, strict: bool) -> Hit:
        company, prepared = self.companies[position], self._names[position]
        if match is Match.ID:
            return Hit(company, match)
        if not query.words:
            start = company.name.find(query.raw)
            return Hit(company, match, ((start, start + len(query.raw)),))
        if match is Match.TYPO:
            spans = matching_spans(prepared.words, query.words, strict=strict)
        else:
            spans = _literal_spans(prepared, match, query)
        text = normalize(company.name)
        return Hit(company, match, tuple(text.original_span(*span) for span in _merged(spans)))

    def _namesakes(self, positions: Sequence[int]) -> tuple[tuple[str, int], ...]:
        shown = [self.companies[position].name for position in positions]
        keys = {_namesake_key(name): name for name in reversed(shown)}
        shared = {key: name for key, name in keys.items() if self._name_counts[key] > 1}
        return tuple((name, self._name_counts[key]) for key, name in reversed(shared.items()) if key)


def _namesake_key(name: str) -> str:
    """Return the key under which a person takes two names for equal."""
    return " ".join(name[:MAX_LETTERS].casefold().split())


def _prepare_name(name: str) -> _PreparedName:
    words = tuple(words_of(name))
    return _PreparedName(words, "".join(words), "".join(f" {word}" for word in words))


def _prepare_query(name: str, id_prefix: str | None) -> _PreparedQuery:
    words = tuple(words_of(name)[:MAX_WORDS])
    beginnings = tuple(f" {word}" for word in words)
    parts = tuple(f" {word}" if len(word) <= _SHORT_WORD and word.isascii() else word for word in words)
    joined = "".join(words)
    return _PreparedQuery(words, joined, name.strip(), id_prefix, f" {joined[:1]}", beginnings, parts)


def _literal_match(company: ListedCompany, name: _PreparedName, query: _PreparedQuery) -> Match | None:
    """Return how a company matches without typos, None if it does not."""
    if query.id_prefix and company.company_id.startswith(query.id_prefix):
        return Match.ID
    if not query.words:
        return Match.PART if query.raw and query.raw in company.name else None
    if query.joined in name.joined:
        if name.joined.startswith(query.joined):
            return Match.EXACT if name.joined == query.joined else Match.BEGINNING
        if query.initial in name.spaced and _word_start(name, query.joined) is not None:
            return Match.WORD
    return _match_words(name, query)


def _match_words(name: _PreparedName, query: _PreparedQuery) -> Match | None:
    if not all(part in name.spaced for part in query.parts):
        return None
    return Match.WORDS if all(beginning in name.spaced for beginning in query.beginnings) else Match.PART


def _word_start(name: _PreparedName, typed: str) -> int | None:
    """Return the position in the joined name where the typed letters begin a word, None without one."""
    starts = word_starts(name.words)
    return next((start for start in starts if name.joined.startswith(typed, start)), None)


def _literal_spans(name: _PreparedName, match: Match, query: _PreparedQuery) -> list[Span]:
    if match in {Match.EXACT, Match.BEGINNING, Match.WORD}:
        start = _word_start(name, query.joined) or 0
        return [Span(start, start + len(query.joined))]
    return [_word_span(word, name.words) for word in query.words]


def _word_span(typed: str, words: Sequence[str]) -> Span:
    """Return the span of the typed letters: at the beginning of a word, else inside one."""
    positions = zip(word_starts(words), words, strict=True)
    offset, start = min((word.find(typed), start) for start, word in positions if typed in word)
    return Span(start + offset, start + offset + len(typed))


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Return the spans sorted, with touching and overlapping ones merged."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
