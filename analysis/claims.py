"""What kind of utterance is it? Only a claim can be checked; criticism, complaint, opinion, question and satire are not claims.

Abstains upward: a post that does not clearly pass something checkable on is "other", and "other" can never become a case. Missing a claim
costs a hint; taking criticism for a claim would cost trust.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

from analysis import AnalysisError
from archive.records import Item, SpeechAct, Tier

CUES = Path(__file__).with_name("speech_cues.toml")
READ_CHARACTERS = 5000
"""What a post says it says early; a megabyte that somebody hands in must not cost minutes."""
LEAD_CHARACTERS = 300
"""Further down a report may tell of any denial."""
QUOTE_CHARACTERS = 200
QUOTE_WORDS = 4
"""A sentence of fewer words ("Sebarkan!!") says too little to be quoted as the claim."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Cue:
    """A group of words that speak for one speech act; a ``supporting`` group never makes a claim by itself."""

    act: SpeechAct
    name: str
    points: int
    supporting: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues, the points a claim needs, how much each point of another act adds to that, which act wins a tie, and how denials read.

    ``version`` changes with every change of the file: eight hex digits of its SHA-256.
    """

    version: str
    claim_at: int
    margin: int
    order: tuple[SpeechAct, ...]
    cues: tuple[Cue, ...]
    denial: re.Pattern[str]


def speech_act(item: Item, tier: Tier) -> tuple[SpeechAct, str]:
    """The act and, in Indonesian, by which cue. Articles of the press report and offices speak officially, whatever their words are.

    A text that somebody brought in is the press's where it carries a dateline or an editor's name: no outlet of ours vouches for it, but a
    newspaper's report must not become a claim by the way it reached us.
    """
    if tier == "official":
        return "official", "sumber resmi"
    if item.kind == "article" or tier in ("A", "B", "C", "fact"):
        return "report", "karya pers"
    if item.kind == "handed_in" and (item.dateline or item.editor):
        return "report", "karya pers: memuat baris tanggal atau nama penyunting"
    return act_of(item.text)


def act_of(text: str) -> tuple[SpeechAct, str]:
    """The speech act of a post or of a handed-in text, with the words that decided."""
    cues = load_cues()
    found = _found(_normal(text), cues.cues)
    points = {act: sum(cue.points for cue, _ in found if cue.act == act) for act in (*cues.order, "claim")}
    against = sum(points[act] for act in cues.order)
    makes_claim = any(cue.act == "claim" and not cue.supporting for cue, _ in found)
    if makes_claim and points["claim"] >= cues.claim_at + cues.margin * against:
        return "claim", _reason(found, "claim")
    best = max(cues.order, key=lambda act: (points[act], -cues.order.index(act)))
    if points[best]:
        return best, _reason(found, best)
    return "other", "tidak cukup petunjuk bahwa sesuatu disampaikan sebagai fakta"


def claim_sentence(item: Item) -> str | None:
    """The sentence to quote as the claim: published words, at most 200 characters; ``None`` when the item says nothing."""
    sentences = [_BLANKS.sub(" ", part).strip() for part in _SENTENCE_END.split(item.text)]
    sentences = [sentence for sentence in sentences if sentence]
    if not sentences:
        return None
    telling = [cue for cue in load_cues().cues if cue.act == "claim" and cue.name != "ajakan menyebarkan"]
    long_enough = [s for s in sentences if len(s.split()) >= QUOTE_WORDS] or sentences
    return _trimmed(max(long_enough, key=lambda s: sum(cue.points for cue, _ in _found(_normal(s), telling))))


def denies(item: Item) -> bool:
    """Whether headline or lead of an outlet's or office's text deny or clarify something: it answers a claim and is no source of it."""
    opening = f"{item.title or ''}\n{(item.body or item.summary or '')[:LEAD_CHARACTERS]}"
    return load_cues().denial.search(_normal(opening)) is not None


@cache
def load_cues(path: Path = CUES) -> Cues:
    """The cues of ``path``.

    Raises:
        AnalysisError: the file cannot be read, or a cue lacks a key, names an unknown act or holds a pattern that does not compile.
    """
    try:
        raw = path.read_bytes()
        data = tomllib.loads(raw.decode("utf-8"))
        version = hashlib.sha256(raw).hexdigest()[:8]
        order = tuple(_act(act) for act in data["order"])
        return Cues(
            version, int(data["claim_at"]), int(data["margin"]), order, tuple(_cue(entry) for entry in data["cue"]), _any_of(data["denial"])
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnalysisError(f"{path}: cannot be read as TOML ({error}); mend it or restore the file from the repository") from error
    except KeyError as error:
        raise AnalysisError(f"{path}: {error.args[0]} is missing; add it as the file's header explains") from error
    except (ValueError, TypeError, re.error) as error:
        raise AnalysisError(f"{path}: {error}; mend the entry as the file's header explains") from error


def _act(name: str) -> SpeechAct:
    if name not in get_args(SpeechAct):
        raise ValueError(f"act = {name!r} is none of {', '.join(get_args(SpeechAct))}")
    return cast("SpeechAct", name)


def _cue(entry: Mapping[str, Any]) -> Cue:
    return Cue(_act(entry["act"]), entry["name"], int(entry["points"]), bool(entry.get("supporting", False)), _any_of(entry["patterns"]))


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    # \w after a symbol or an emoji would never hold, so the boundary is "not inside a word" on both sides.
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")


def _normal(text: str) -> str:
    # NFKC: offers that want to slip past filters are set in the "mathematical" letters of Unicode.
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text[:READ_CHARACTERS]).lower().replace("’", "'"))


def _found(text: str, cues: Sequence[Cue]) -> list[tuple[Cue, str]]:
    hits = ((cue, cue.pattern.search(text)) for cue in cues)
    return [(cue, hit.group().strip()) for cue, hit in hits if hit is not None]


def _reason(found: Sequence[tuple[Cue, str]], act: SpeechAct) -> str:
    return "; ".join(f"{cue.name}: “{_trimmed(words, 60)}”" for cue, words in found if cue.act == act)


def _trimmed(text: str, most: int = QUOTE_CHARACTERS) -> str:
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0] + "…"
