"""Who has answered a claim, and how? Offices and outlets deny, confirm, confirm in part, or say that they are looking into it.

An answer is a response and never a verdict. A report about a rumour is not the rumour, so what is found here is no source of the claim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from analysis.contexts import ClaimItem
from analysis.gazetteer import names_of
from analysis.profiles import content_words
from analysis.sentences import split, trim
from analysis.tables import read_toml
from archive.records import Item, Response, Stance, Tier

DATA = Path(__file__).with_name("responses.toml")
LEAD = 3
"""Sentences of the body that are read with the headline: what a report is about it says there."""
LEAD_CHARACTERS = 700
ATTRIBUTED_CHARACTERS = 2500
SENTENCE_CHARACTERS = 200
SHARED_WORDS = 4
"""An answer in another event than the claim belongs to it when it shares so many telling words with it ..."""
SHARED_PART = 0.4
"""... and this part of the words of the claim's sentence."""
CAREFUL_FIRST: tuple[Stance, ...] = ("partly", "checking", "denies", "confirms")
_NAME = r"[A-Z][\w'’.-]*(?:\s+(?:bin|binti|al|van|[A-Z][\w'’.-]*)){1,3}"
_HEADS = (
    r"(?:(?:Plt|Plh|Pj)\.?\s+)?(?:Kepala|Ketua|Direktur|Sekretaris|Kabid|Kabag|Manajer|Humas|Juru Bicara|Gubernur|Wakil Gubernur|Bupati"
    r"|Wali Kota|Kapolres(?:ta)?|Kapolsek|Camat|Lurah|Asisten|Kadis\w*)"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """How one published text answers a rumour; ``sentence`` is published words, at most 200 characters."""

    stance: Stance
    speaker: str | None
    office: str | None
    sentence: str
    by: Literal["official", "press"]


@dataclass(frozen=True, slots=True)
class _Rules:
    rumour: re.Pattern[str]
    court: re.Pattern[str]
    explains: re.Pattern[str]
    negation: re.Pattern[str]
    doubtful: re.Pattern[str]
    round: re.Pattern[str]
    stances: tuple[tuple[Stance, re.Pattern[str]], ...]
    offices: re.Pattern[str]
    attributed: re.Pattern[str]


def response_of(item: Item, tier: Tier) -> Answer | None:
    """The answer that ``item``, a text of an outlet or an office (``tier``), gives in its headline or first sentences; mostly none.

    Where words for several stances stand there, the more careful one wins: partly, then checking, then denies, then confirms.
    """
    rules = _rules()
    sentences = [item.title or "", *split((item.body or item.summary or "")[:LEAD_CHARACTERS])[:LEAD]]
    sentences = [sentence for sentence in sentences if sentence.strip()]
    opening = " \n ".join(sentences)
    if rules.court.search(opening):
        return None
    stance = _stance(sentences, rules)
    if stance is None:
        return None
    pattern = dict(rules.stances).get(stance)
    telling = [sentence for sentence in sentences[1:] if pattern and pattern.search(sentence)] or sentences[1:] or sentences
    attribution = rules.attributed.search((item.body or item.summary or "")[:ATTRIBUTED_CHARACTERS])
    # A headline's capitals make no names: the office is read in the body.
    office = rules.offices.search(attribution.group() if attribution else "") or rules.offices.search(" \n ".join(sentences[1:]))
    named, head = _parted(office.group()) if office else (None, None)
    return Answer(
        stance,
        _speaker(attribution) or (head if attribution else None),
        named,
        trim(" ".join(telling[0].split()), SENTENCE_CHARACTERS),
        "official" if tier == "official" else "press",
    )


def responses_to(narrative_id: str, day: date, claims: Sequence[ClaimItem], published: Sequence[tuple[Item, Tier, str]]) -> list[Response]:
    """The answers among ``published``, (item, tier, event id) of one narrative, to the claims of that narrative; oldest first.

    An answer belongs to the claims when it is of one event with one of them, or shares at least :data:`SHARED_WORDS` telling words and
    :data:`SHARED_PART` of the words of a claim's sentence with it.
    """
    events = {claim.event_id for claim in claims}
    said = [frozenset(content_words(claim.quote or claim.text[:LEAD_CHARACTERS])) for claim in claims]
    found = []
    for item, tier, event_id in published:
        answer = response_of(item, tier)
        if answer is None:
            continue
        words = frozenset(content_words(item.text[:LEAD_CHARACTERS]))
        if event_id in events or any(len(words & claim) >= max(SHARED_WORDS, SHARED_PART * len(claim)) for claim in said):
            found.append(
                Response(narrative_id, day, item.id, item.at, answer.by, answer.stance, answer.speaker, answer.office, answer.sentence)
            )
    return sorted(found, key=lambda response: (response.at, response.item_id))


def _stance(sentences: Sequence[str], rules: _Rules) -> Stance | None:
    """The stance of a headline with its first sentences; ``None`` where they answer nothing that goes round."""
    opening = " \n ".join(sentences)
    if not rules.rumour.search(opening):
        return None
    found = {stance for stance, pattern in rules.stances if pattern.search(opening)}
    if any(rules.doubtful.search(sentence) and rules.round.search(sentence) for sentence in sentences):
        found.add("denies")
    for stance, _ in rules.stances:
        if stance in found:
            return stance
    if rules.explains.search(opening):
        return "denies" if rules.negation.search(opening) else "partly"
    return None


def _speaker(attribution: re.Match[str] | None) -> str | None:
    if attribution is None:
        return None
    name = attribution["name"] or attribution["other"] or attribution["alone"]
    return " ".join(name.split()).rstrip(".,") if name else None


def _parted(office: str) -> tuple[str, str | None]:
    """An office and the name of its head, which without a comma between them looks like its end: it begins after the place."""
    words = office.split()
    folded = [word.casefold() for word in words]
    places = names_of("places")
    ends = [at + length for at in range(len(words)) if (length := places.from_here(folded, at))]
    last = max(ends, default=len(words))
    return " ".join(words[:last]), " ".join(words[last:]) or None


@cache
def _rules() -> _Rules:
    data = read_toml(DATA)
    said = "|".join(data["speakers"]["said"])
    offices = "|".join(data["speakers"]["offices"])
    office = rf"\b(?:{offices})\b(?:\s+(?:dan\s+)?[A-Z][\w-]*){{0,4}}"
    # "kata Kepala Dinas Kesehatan, Rani Wulan," and "Kepala Dinas Kesehatan, Rani Wulan, membantah"; without a comma where a head's name
    # begins cannot be told from where the office's ends.
    attributed = (
        rf"\b(?:{said})(?:nya)?,?\s+(?:{_HEADS}[^,.“”\"]{{0,80}},\s+(?P<name>{_NAME})|{_HEADS}[^,.“”\"]{{0,80}}|(?P<alone>{_NAME}))(?=[\s,.(]|$)"
        rf"|{_HEADS}[^,.“”\"]{{0,80}},\s+(?P<other>{_NAME})(?=[\s,.(])"
    )
    stances = tuple((stance, _any_of(data["stances"][stance])) for stance in CAREFUL_FIRST)
    return _Rules(
        _any_of(data["rumour"]),
        _any_of(data["court"]),
        _any_of(data["stances"]["explains"]),
        _any_of(data["stances"]["negation"]),
        _any_of(data["stances"]["doubtful"]),
        _any_of(data["stances"]["round"]),
        stances,
        re.compile(office),
        re.compile(attributed),
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)", re.IGNORECASE)
