"""What kind of utterance is it? Only a claim can be checked; criticism, complaint, opinion, question and satire are no claims.

Two readers are asked, and their answers multiplied: a correction of the bundled encoder (:mod:`analysis.corrected`) and a regression over
words and letters (:mod:`analysis.wordings`). Both were trained on posts that were written and labelled for it one by one
(``tests/eval/UTTERANCES.md`` is the guide). The gate abstains upward: what is not surely a claim is read as the likeliest other kind, and
no other kind can ever become a case. Who publishes limits what a text may be: what a newsroom or an office says is never a claim.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from analysis.claims import cues_in, quoted, sentences_of
from analysis.corrected import CorrectedModel, load_corrected
from analysis.hosts import host_of, kind_of
from analysis.orders import without_orders
from analysis.plain import plain, unpadded
from analysis.wordings import Wordings, load_wordings
from archive.records import Item, Source, Tier, Utterance, UtteranceKind

SHIPPED = Path(__file__).with_name("utterances.safetensors")
SHIPPED_WORDINGS = Path(__file__).with_name("utterance_wordings.safetensors")
KINDS: tuple[UtteranceKind, ...] = get_args(UtteranceKind)
"""The order of the model's outputs; "claim" is the first."""
CHARACTERS = 700
"""What a post says it says early; the model reads no more than its 160 tokens of it."""
OFFICE: frozenset[UtteranceKind] = frozenset(("official", "clarification", "report_on_hoax"))
PRESS: frozenset[UtteranceKind] = frozenset(("news", "report_on_hoax", "clarification", "opinion"))
PART_WITHIN = timedelta(minutes=20)
NAMES: Mapping[UtteranceKind, str] = {
    "claim": "klaim",
    "opinion": "pendapat",
    "criticism": "kritik",
    "complaint": "keluhan",
    "prediction": "perkiraan",
    "experience": "pengalaman sendiri",
    "satire": "satire",
    "question": "pertanyaan",
    "official": "keterangan resmi",
    "clarification": "klarifikasi",
    "news": "berita",
    "report_on_hoax": "laporan tentang kabar yang tidak benar",
    "other": "lain-lain",
}
_NEVER = 1e-6
"""No reader can rule a kind out by itself."""
_VERSION = "1"
"""Raise it when texts are put before the model in another way."""
_NUMBERED = r"(?P<part{0}>\d{{1,2}})\s?/\s?(?P<of{0}>\d{{1,2}}|n)"
_PART = re.compile(
    rf"^\W*{_NUMBERED.format(1)}(?![\w/])|[\s(\[]{_NUMBERED.format(2)}\W*$|🧵\s?\d{{1,2}}|^\W*(?:lanjutan|sambungan|lanjut|(?:bagian|part)\W?\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Gate:
    """The readers; ``claim_at`` in (0, 1) is the least probability with which a text is read as a claim."""

    model: CorrectedModel
    wordings: Wordings
    claim_at: float
    version: str


def load_gate(cache: Path, device: str = "cpu") -> Gate:
    """The gate; takes three seconds and 450 MB, so keep one per run. ``cache`` receives the bundled encoder on its first use.

    Raises:
        AnalysisError: the encoder or the shipped weights are missing or do not belong together, or the device is not there.
    """
    model, wordings = load_corrected(SHIPPED, cache, device), load_wordings(SHIPPED_WORDINGS)
    return Gate(model, wordings, float(model.about["claim_at"]), f"{model.digest}/{wordings.digest}/{_VERSION}")


def tiers_of(items: Iterable[Item], sources: Iterable[Source]) -> dict[str, Tier]:
    """The tier of every item by its id: that of its source, and for a text somebody handed in that of the publisher whose page it is.

    A newspaper's report must not become a claim by the way it reached us. A platform's address says nothing of who speaks there.
    """
    tier_of = {source.id: source.tier for source in sources}
    publishers = {host: source.tier for source in sources for url in source.urls if kind_of(host := host_of(url)) in ("other", "reserved")}
    found: dict[str, Tier] = {}
    for item in items:
        tier = tier_of.get(item.source_id, "social")
        if item.kind == "handed_in" and item.url:
            labels = host_of(item.url).split(".")
            tier = next((publishers[host] for n in range(len(labels)) if (host := ".".join(labels[n:])) in publishers), tier)
        found[item.id] = tier
    return found


def utterances_of(items: Sequence[Item], tier_of: Mapping[str, Tier], gate: Gate) -> list[Utterance]:
    """The kind of every item, in order; ``tier_of`` maps item ids (:func:`tiers_of`), and one that is not in it is people's own.

    The parts of a thread ("1/10", "2/10" by one author within minutes) are read as the one text they are.
    """
    whole = _threads(items)
    texts = [prepared(whole.get(item.id, item.text)) for item in items]
    chances = chances_of(texts, gate)
    heard = [_utterance(item, tier_of.get(item.id, "social"), row, gate) for item, row in zip(items, chances, strict=True)]
    claiming = [item.text for item, utterance in zip(items, heard, strict=True) if utterance.kind == "claim"]
    sentence_of = dict(zip(claiming, claim_sentences(claiming, gate), strict=True))
    return [
        replace(utterance, sentence=next(iter(sentence_of[item.text]), None)) if utterance.kind == "claim" else utterance
        for item, utterance in zip(items, heard, strict=True)
    ]


def thread_parts(items: Iterable[Item], unheard: Iterable[Item]) -> list[Item]:
    """Of ``items`` the parts of threads by those who wrote a part among ``unheard``: what :func:`utterances_of` must read at once."""
    writers = {(item.source_id, item.author) for item in unheard if _marks_itself(item)}
    return [item for item in items if (item.source_id, item.author) in writers and _marks_itself(item)]


def claim_sentences(texts: Sequence[str], gate: Gate) -> list[tuple[str, ...]]:
    """For every text the sentences that claim something, as published and at most 200 characters each, the surest first.

    Where none is surely a claim by itself the likeliest stands alone; a text without words has none.
    """
    parts = [sentences_of(text) for text in texts]
    chance = chances_of([prepared(part) for some in parts for part in some], gate)[:, KINDS.index("claim")]
    found, start = [], 0
    for some in parts:
        sure = chance[start : start + len(some)]
        start += len(some)
        order = sorted(range(len(some)), key=lambda i: (-sure[i], i))
        telling = [i for i in order if sure[i] >= gate.claim_at] or order[:1]
        found.append(tuple(quoted(some[i]) for i in telling))
    return found


def chances_of(texts: Sequence[str], gate: Gate) -> NDArray[np.float64]:
    """The probability of each of :data:`KINDS` for every prepared text, shape ``(len(texts), 13)``."""
    distinct = sorted({text for text in texts if text})
    rows = dict(zip(distinct, together(gate.model.chances(distinct), gate.wordings.chances(distinct)), strict=True)) if distinct else {}
    nothing = np.array([float(kind == "other") for kind in KINDS])
    return np.array([rows.get(text, nothing) for text in texts]).reshape(len(texts), len(KINDS))


def together(by_meaning: NDArray[np.float64], by_wording: NDArray[np.float64]) -> NDArray[np.float64]:
    """Both readers' chances, shape ``(texts, 13)``, as one: their geometric mean, of which each row adds up to 1."""
    both = np.sqrt((by_meaning + _NEVER) * (by_wording + _NEVER))
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def prepared(text: str) -> str:
    """``text`` as the model was trained to read it: plain, without orders to a machine, and no longer than it reads."""
    return without_orders(plain(unpadded(text)[: 4 * CHARACTERS]))[:CHARACTERS]


def _utterance(item: Item, tier: Tier, chances: NDArray[np.float64], gate: Gate) -> Utterance:
    allowed = _allowed(item, tier)
    chance = dict(zip(KINDS, chances.tolist(), strict=True))
    if "claim" in allowed and chance["claim"] >= gate.claim_at:
        kind: UtteranceKind = "claim"
    else:
        kind = max((one for one in KINDS if one in allowed and one != "claim"), key=lambda one: chance[one])
    sure = chance[kind] / (sum(chance[one] for one in allowed) or 1.0)
    return Utterance(item.id, kind, round(sure, 4), _reason(item, kind, chance, allowed), None, gate.version)


def _allowed(item: Item, tier: Tier) -> frozenset[UtteranceKind]:
    """What a text may be, by who published it.

    A text that somebody brought in is the press's also where it carries a dateline or an editor's name, though no outlet of ours vouches
    for it.
    """
    if tier == "official":
        return OFFICE
    if item.kind == "article" or tier in ("A", "B", "C", "fact") or (item.kind == "handed_in" and (item.dateline or item.editor)):
        return PRESS
    return frozenset(KINDS)


def _reason(item: Item, kind: UtteranceKind, chance: Mapping[UtteranceKind, float], allowed: Iterable[UtteranceKind]) -> str:
    """How sure the reader was, what else it might be, and words that people may know the kind by."""
    others = sorted((one for one in allowed if one != kind), key=lambda one: -chance[one])
    second = others[0] if others and chance[others[0]] >= 0.1 else None
    parts = [f"dibaca sebagai {NAMES[kind]}"]
    if second:
        parts.append(f"mungkin juga {NAMES[second]}")
    # What a report calls a rumour is its word, and here nobody would be named beside it.
    if kind not in ("report_on_hoax", "clarification") and (words := cues_in(item.text, kind)):
        parts.append("petunjuk: " + ", ".join(f"“{word}”" for word in words))
    return "; ".join(parts)


def _threads(items: Sequence[Item]) -> dict[str, str]:
    """The whole text for every item that marks itself as a part: by source and author, the parts within minutes of each other, in order."""
    by_writer: dict[tuple[str, str | None], list[Item]] = defaultdict(list)
    for item in items:
        if _marks_itself(item):
            by_writer[item.source_id, item.author].append(item)
    found: dict[str, str] = {}
    for parts in by_writer.values():
        parts.sort(key=lambda item: (item.at, item.id))
        run: list[Item] = []
        for item in parts:
            if run and item.at - run[-1].at > PART_WITHIN:
                found |= _joined(run)
                run = []
            run.append(item)
        found |= _joined(run)
    return found


def _marks_itself(item: Item) -> bool:
    return bool(item.kind == "post" and item.author and _is_part(item.text[:CHARACTERS]))


def _is_part(text: str) -> bool:
    """Whether a post says that it is one of several; "24/7" at its beginning does not."""
    found = _PART.search(text.strip())
    if found is None:
        return False
    part, of = found["part1"] or found["part2"], found["of1"] or found["of2"]
    return part is None or of in ("n", "N") or 1 <= int(part) <= int(of)


def _total(item: Item) -> str | None:
    """Of how many a part says it is one, where it says so in figures."""
    found = _PART.search(item.text[:CHARACTERS].strip())
    of = (found["of1"] or found["of2"]) if found else None
    return of if of and of.isdigit() else None


def _joined(run: Sequence[Item]) -> dict[str, str]:
    """The whole text for every part of a run; one part alone stays what it is, and parts of different wholes ("2/11", "3/12") are dates."""
    if len(run) < 2 or len({_total(part) for part in run} - {None}) > 1:
        return {}
    return dict.fromkeys((part.id for part in run), " ".join(part.text for part in run))
