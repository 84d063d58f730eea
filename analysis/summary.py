"""What a narrative says, in sentences that somebody published: chosen and trimmed, never written."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from analysis.conflicts import conflicts_of
from analysis.profiles import content_words
from analysis.quantities import values_in
from analysis.sentences import split, trim
from archive.records import Conflict, Item, KeySentence, NarrativeDay

_LEADING = 10
_CHARACTERS = 6000
"""Where the leading sentences stand; the rest of a text is not read."""
_PER_EVENT = 40
_QUOTABLE = 400
"""The most items of an event, and of a narrative, among whose sentences is chosen; every item can be cited."""
_FEWEST_WORDS = 7
_OVERLAP = 0.5
_SAME = 0.7
_FACET = 0.5
"""How much more a sentence counts for each of who and how much that no chosen one tells."""
_COPY = 0.8
_WORTH_A_TURN = 0.25
"""An event with this share of the largest one's items has a sentence of its own before the largest has two."""
_QUOTED = tuple("\"“'‘")
_NUMBER = re.compile(r"\d")
_NAME = re.compile(r"(?<=[^\s.!?:\"“”'‘(] )[A-ZÀ-ÖØ-Þ][\w-]*")
_IN_BRACKETS = re.compile(r"\([\d/. ]+\)")
_NO_NAMES = frozenset(
    re.findall(r"\w+", "kota kabupaten kecamatan kelurahan desa provinsi senin selasa rabu kamis jumat sabtu minggu wita")
)
"""Written with a capital, but the same place or day is told without them."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A published sentence with what it says: its content words, the values of its numbers, and its names."""

    text: str
    words: frozenset[str]
    numbers: frozenset[float]
    names: frozenset[str]

    def says_as(self, other: "_Sentence") -> bool:
        """Whether the two say the same: nearly all words of each in the other, and no other number or name."""
        common = len(self.words & other.words)
        near = common >= _SAME * max(len(self.words), len(other.words))
        return near and self.numbers == other.numbers and self.names == other.names


@dataclass(frozen=True, slots=True)
class _Candidate:
    sentence: _Sentence
    item: Item
    score: float

    @property
    def facets(self) -> set[str]:
        return {facet for facet, told in (("who", self.sentence.names), ("how much", self.sentence.numbers)) if told}


def key_sentences(
    narrative_id: str,
    day: date,
    items: Sequence[Item],
    event_of: Mapping[str, str],
    copied: Set[str],
    most: int = 3,
    limit: int = 240,
) -> list[KeySentence]:
    """At most ``most`` sentences of at most ``limit`` characters that tell what happened, to whom, and how much; first to read first.

    ``items`` are what was said of one narrative in the window, the most central first; ``event_of`` gives the event of each by item id and
    ``copied`` are the ids of those that repeat another. The largest event speaks first, and others of some size before it speaks again.
    Reports are quoted before copies; posts only where there is neither, paid texts only where there is nothing else; what is not in English
    before what is. A sentence counts for the words that many of the texts share, more when it stands early and tells a number or a
    name that no chosen one has; none repeats half the words of a better one. It cites every item that says the same: any of ``items``.
    """
    events: dict[str, list[Item]] = defaultdict(list)
    for item in _quotable(items):
        events[event_of.get(item.id, "")].append(item)
    sizes = {event: len(members) for event, members in events.items()}
    told = [item for event in sorted(events, key=lambda event: -sizes[event]) for item in events[event][:_PER_EVENT]][:_QUOTABLE]
    own = [item for item in told if item.id not in copied] or told
    spread = Counter(word for item in own for word in set(content_words(item.text[:_CHARACTERS])))
    sentences: dict[str, _Sentence] = {}
    by_event: dict[str, list[_Candidate]] = defaultdict(list)
    for item in told:
        event = event_of.get(item.id, "")
        worth = (_COPY if item.id in copied else 1.0) / (1 + 0.02 * len(by_event[event]) / _LEADING)
        by_event[event] += _candidates(item, worth, spread, len(own), sentences)
    chosen: list[_Candidate] = []
    for event in _turns(sizes, most):
        if len(chosen) == most:
            break
        best = _best(by_event[event], chosen)
        chosen += [best] if best else []
    spoken = _spoken(items, sentences) if chosen else {}
    return [
        KeySentence(narrative_id, day, rank, trim(one.sentence.text, limit), one.item.id, _citing(one, items, spoken, sentences))
        for rank, one in enumerate(chosen, 1)
    ]


def told_of(
    narrative: NarrativeDay, items: Mapping[str, Item], event_of: Mapping[str, str], copied: Set[str]
) -> list[KeySentence | Conflict]:
    """What a narrative's day says: its key sentences, and the numbers that the independent reports of each of its events differ in.

    ``items`` hold at least those of the day, by id; ``event_of`` gives the living event of each by item id, and ``copied`` are the ids of
    those that repeat another.
    """
    members = [items[item_id] for item_id in narrative.item_ids if item_id in items]
    members.sort(key=lambda item: (item.id != narrative.label_item_id, item.at, item.id))
    told: list[KeySentence | Conflict] = [*key_sentences(narrative.narrative_id, narrative.day, members, event_of, copied)]
    for event_id in narrative.event_ids:
        own = [item for item in members if event_of.get(item.id) == event_id and item.id not in copied]
        told += conflicts_of(narrative.narrative_id, narrative.day, event_id, own)
    return told


def _quotable(items: Sequence[Item]) -> list[Item]:
    """The best kind of item there is: articles that nobody paid for, else posts, else paid texts; what was handed in is never quoted."""
    articles = [item for item in items if item.kind == "article" and not item.advertorial]
    posts = [item for item in items if item.kind == "post" and not item.advertorial]
    return articles or posts or [item for item in items if item.kind != "handed_in"]


def _turns(sizes: Mapping[str, int], most: int) -> list[str]:
    """Which event speaks when: each in order of size, as often as it takes; those too small only once the others have nothing left."""
    ranked = sorted(sizes, key=lambda event: -sizes[event])
    large = [event for event in ranked if sizes[event] >= _WORTH_A_TURN * sizes[ranked[0]]]
    return large * most + ranked


def _candidates(item: Item, worth: float, spread: Mapping[str, int], texts: int, read: dict[str, _Sentence]) -> list[_Candidate]:
    sentences = _leading(item.body or item.summary or "")
    whole = [s for s in sentences if len(s.split()) >= _FEWEST_WORDS and not s.startswith(_QUOTED) and not s.endswith("?")]
    found = []
    for place, text in enumerate(whole or sentences[:1] or split(item.title or "")[:1]):
        sentence = read.setdefault(text, _sentence(text))
        if sentence.words:
            shared = sum(spread[word] / texts for word in sentence.words) / len(sentence.words) ** 0.5
            score = worth * (shared + (0.3 if _NUMBER.search(text) else 0)) / (1 + 0.15 * place)
            found.append(_Candidate(sentence, item, score))
    return found


def _leading(text: str) -> list[str]:
    sentences = split(text[:_CHARACTERS])
    # The last of a text that was cut is no whole sentence.
    return (sentences[:-1] or sentences if len(text) > _CHARACTERS else sentences)[:_LEADING]


def _best(candidates: Sequence[_Candidate], chosen: Sequence[_Candidate]) -> _Candidate | None:
    known = {facet for one in chosen for facet in one.facets}

    def worth(one: _Candidate) -> tuple[bool, float]:
        return one.item.language != "en", one.score * (1 + _FACET * len(one.facets - known if chosen else ()))

    new = [one for one in candidates if all(not _repeats(one.sentence, other.sentence) for other in chosen)]
    return max(new, key=worth, default=None)


def _repeats(one: _Sentence, other: _Sentence) -> bool:
    return len(one.words & other.words) > _OVERLAP * min(len(one.words), len(other.words))


def _spoken(items: Sequence[Item], read: dict[str, _Sentence]) -> dict[str, list[str]]:
    """The ids of the items that every leading sentence stands in; titles are read as well, where a text has nothing else."""
    spoken: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.kind == "handed_in":
            continue
        for text in dict.fromkeys(_leading(item.body or item.summary or item.title or "")):
            spoken[text].append(item.id)
            read.setdefault(text, _sentence(text))
    return spoken


def _citing(one: _Candidate, items: Sequence[Item], spoken: Mapping[str, list[str]], read: Mapping[str, _Sentence]) -> tuple[str, ...]:
    """The items that say what ``one`` says, its own first, the others in the order of ``items``."""
    citing = {item_id for text, ids in spoken.items() if read[text].says_as(one.sentence) for item_id in ids}
    return one.item.id, *(item.id for item in items if item.id in citing and item.id != one.item.id)


def _sentence(text: str) -> _Sentence:
    said = _IN_BRACKETS.sub(" ", text)
    names = frozenset(name.casefold() for name in _NAME.findall(said)) - _NO_NAMES
    numbers = values_in(said)
    words = frozenset(word for word in content_words(said) if not _NUMBER.match(word)) - _NO_NAMES
    return _Sentence(text, words, numbers, names)
