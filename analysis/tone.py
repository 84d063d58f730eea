"""The tone of a text: positif, netral, negatif, or "tidak dinilai" where the reader is not sure.

Tone here is how the words sound: whether whoever wrote them praises, complains or merely says. It is not whether the news is good or bad (a
flood reported in plain words is netral), not whether a thing is true, and not what the public thinks. A report that somebody criticises
something tends to netral, for the newspaper only passes it on; the critic's own words tend to negatif. Irony is mostly missed.

Tone serves reading and counting. It is never an input to a signal, a flag or a case: criticism is not a fault, and a test holds
:mod:`analysis.signals`, :mod:`analysis.contexts` and :mod:`analysis.triage` to that.

The reader knows Indonesian, English, Javanese and Banjarese in Latin letters. Other languages in Latin letters are not recognised and get a
guess with, as a rule, little confidence. It always uses the bundled encoder, whatever model the settings name for grouping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.corrected import CorrectedModel
from analysis.region import WORD, Region, Term, plain
from analysis.sentences import split
from analysis.tone_weights import TONES, load_model, prepared
from archive.records import Item, OfficeTone, Reading, Tone, ToneLabel

_RECIPE = "s500"
"""Part of the version: the leading sentences within 500 characters."""
_CHARACTERS = 500
_SEARCHED = 20_000
"""How far into a text anything is looked for."""
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿ]{2,}")
_LEAST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """One text's tone. ``confidence`` is the calibrated chance of the likeliest tone, 0 for a text that cannot be read at all."""

    tone: ToneLabel
    confidence: float


class ToneReader:
    """Reads tones. ``version`` changes with the weights and with what part of a text is read."""

    def __init__(self, model: CorrectedModel) -> None:
        self._model = model
        self.version = f"{model.digest}/{_RECIPE}"

    def read(self, texts: Sequence[str]) -> list[Judged]:
        """The tone of each text, in order; unsure or unreadable is "tidak dinilai". Company in the batch changes roundings at most."""
        threshold = float(self._model.about["threshold"])
        return [Judged("tidak dinilai", j.confidence) if j.confidence < threshold else j for j in self.guess(texts)]

    def guess(self, texts: Sequence[str]) -> list[Judged]:
        """Like :meth:`read`, but sure or not: only what cannot be read at all is "tidak dinilai"."""
        ready = [prepared(text[:_SEARCHED])[:_CHARACTERS] for text in texts]
        distinct = sorted({text for text in ready if _readable(text)})
        if not distinct:
            return [_UNREAD] * len(ready)
        rows = self._model.chances(distinct)
        found = {text: Judged(TONES[int(row.argmax())], round(float(row.max()), 4)) for text, row in zip(distinct, rows, strict=True)}
        return [found.get(text, _UNREAD) for text in ready]


_UNREAD = Judged("tidak dinilai", 0.0)


def load_tone(cache: Path, device: str = "cpu") -> ToneReader:
    """The reader; takes three seconds and 450 MB, so keep one per run. ``cache`` receives the bundled encoder on its first use.

    Raises:
        AnalysisError: the encoder or the shipped weights are missing or do not belong together, or the device is not there.
    """
    return ToneReader(load_model(cache, device))


def _readable(text: str) -> bool:
    """Whether ``text`` has at least two words in Latin letters, and these are most of its letters."""
    words = _LATIN_WORD.findall(text)
    return len(words) >= _LEAST_WORDS and 2 * sum(map(len, words)) > sum(letter.isalpha() for letter in text)


def headline_of(item: Item) -> str:
    """The headline whose tone is read: the title, or "" for a text that has none, as most posts."""
    return item.title or ""


def body_of(item: Item) -> str:
    """The part of the body whose tone is read: its leading sentences within 500 characters; a post's whole text where it is no longer."""
    return _within(split((item.body or item.summary or "")[: 4 * _CHARACTERS]))


def _within(sentences: Iterable[str]) -> str:
    """As many whole sentences from the first on as fit into 500 characters; of a longer first one its beginning."""
    text = ""
    for sentence in sentences:
        longer = f"{text} {sentence}" if text else sentence[:_CHARACTERS]
        if len(longer) > _CHARACTERS:
            break
        text = longer
    return text


def tones_of(items: Sequence[Item], reader: ToneReader) -> list[Tone]:
    """The tone of the headline and of the body of every item, in order."""
    heads = reader.read([headline_of(item) for item in items])
    bodies = reader.read([body_of(item) for item in items])
    return [
        Tone(item.id, head.tone, head.confidence, body.tone, body.confidence, reader.version)
        for item, head, body in zip(items, heads, bodies, strict=True)
    ]


def office_tones_of(items: Iterable[Item], readings: Iterable[Reading], reader: ToneReader, region: Region) -> list[OfficeTone]:
    """How the sentences sound that name an office, for every office of every item's reading, in the order of items and offices.

    A sentence that names two offices speaks for both. An item without a reading, or whose offices stand in no sentence, yields nothing.
    """
    offices = {reading.subject_id: reading.offices for reading in readings}
    found = [
        (item.id, office, _within(named))
        for item in items
        if offices.get(item.id)
        for office, named in sentences_on(item, offices[item.id], region).items()
    ]
    judged = reader.read([text for _, _, text in found])
    return [
        OfficeTone(item_id, office, j.tone, j.confidence, reader.version) for (item_id, office, _), j in zip(found, judged, strict=True)
    ]


def sentences_on(item: Item, offices: Sequence[str], region: Region) -> Mapping[str, list[str]]:
    """The sentences of ``item`` that name each of ``offices`` (abbreviations), title first; offices without one are left out."""
    named: dict[str, list[str]] = {}
    for sentence in split(item.text[:_SEARCHED]):
        here = set(_offices_in(sentence, region))
        for office in offices:
            if office in here:
                named.setdefault(office, []).append(sentence)
    return {office: named[office] for office in offices if office in named}


def _offices_in(sentence: str, region: Region) -> Iterator[str]:
    """The offices named in one sentence; the office of a city ("Dinkes Kota Samarinda") is not the province's.

    Words that a guarded name needs near it are not asked for: the reading has already decided that the text names the office.
    """
    words = WORD.findall(plain(sentence))
    position = 0
    while position < len(words):
        terms = _standing(words, position, region)
        length = len(terms[0].words) if terms else 1
        after = _standing(words, position + length, region)
        of_a_city = any(term.kind in ("place", "elsewhere") for term in after)
        yield from (term.office for term in terms if term.office and not (term.kind == "office" and of_a_city))
        position += length


def _standing(words: Sequence[str], position: int, region: Region) -> list[Term]:
    """The longest names that begin at ``position``."""
    if position >= len(words):
        return []
    fitting = [term for term in region.terms.get(words[position].lower(), ()) if _fits(term, words, position)]
    return [term for term in fitting if len(term.words) == len(fitting[0].words)]


def _fits(term: Term, words: Sequence[str], position: int) -> bool:
    here = words[position : position + len(term.words)]
    if tuple(word.lower() for word in here) != term.words:
        return False
    return term.written is None or all(word in (written, word.upper()) for word, written in zip(here, term.written, strict=True))
