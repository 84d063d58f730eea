"""What a narrative says, in sentences that somebody published: chosen and trimmed, never written."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.likeness import content_words
from analysis.sentences import split, trim
from archive.records import Item

_LEADING = 10
_FEWEST_WORDS = 7
_OVERLAP = 0.5
_QUOTED = tuple("\"“'‘")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class KeySentence:
    """One sentence as published, trimmed, and the item it stands in."""

    text: str
    item_id: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    sentence: KeySentence
    words: frozenset[str]
    score: float


def key_sentences(items: Sequence[Item], most: int = 3, limit: int = 240) -> tuple[KeySentence, ...]:
    """At most ``most`` sentences of at most ``limit`` characters that tell what happened, to whom, and how much; best first.

    ``items`` are independent texts of one narrative, the most central first; a text that only has a title offers that. A sentence
    counts for the words that many of the texts share, more when it stands early and gives a number. None repeats half the words of a better
    one.
    """
    spread = Counter(word for item in items for word in set(content_words(item.text)))
    candidates = [candidate for rank, item in enumerate(items) for candidate in _candidates(item, rank, spread, len(items), limit)]
    chosen: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.score):
        if len(chosen) == most:
            break
        if all(len(candidate.words & other.words) <= _OVERLAP * min(len(candidate.words), len(other.words)) for other in chosen):
            chosen.append(candidate)
    return tuple(candidate.sentence for candidate in chosen)


def _candidates(item: Item, rank: int, spread: Counter[str], texts: int, limit: int) -> list[_Candidate]:
    sentences = split(item.body or item.summary or "")[:_LEADING]
    whole = [s for s in sentences if len(s.split()) >= _FEWEST_WORDS and not s.startswith(_QUOTED) and not s.endswith("?")]
    found = []
    for place, sentence in enumerate(whole or sentences[:1] or split(item.title or "")[:1]):
        text = trim(sentence, limit)
        words = frozenset(content_words(text))
        if not words:
            continue
        shared = sum(spread[word] / texts for word in words) / len(words) ** 0.5
        score = (shared + (0.3 if _NUMBER.search(text) else 0)) / (1 + 0.15 * place) / (1 + 0.02 * rank)
        found.append(_Candidate(KeySentence(text, item.id), words, score))
    return found
