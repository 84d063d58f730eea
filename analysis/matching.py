"""How texts are read before they are compared with fact-checks, and the numbers that decide (``matching.toml``)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis import AnalysisError
from analysis.plain import unpadded, unstretched
from analysis.tables import read_table, read_toml

SHIPPED = Path(__file__).with_name("matching.toml")
_LONGEST = 50_000
_LONGEST_TITLE = 1_000
"""No text is read further: a megabyte would only cost time."""
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LOOKALIKES = str.maketrans("аеорсухіјѕвмнткАЕОРСУХІЈЅВМНТКοαεικνρτυΟΑΕΙΚΝΡΤΥ", "aeopcyxijsbmhtkAEOPCYXIJSBMHTKoaeikvptuOAEIKNPTY")
_VERDICTS = (
    r"(?:cek|periksa)\s+fakta|fakta\s+atau\s+hoa(?:ks|x)|hoa(?:ks|x)|salah|tidak\s+benar|keliru|sesat|menyesatkan|sebagian\s+(?:benar|salah|keliru)"
    r"|benar|penipuan|disinformasi|misinformasi|malinformasi|fitnah|klarifikasi|satire?|parodi|belum\s+terbukti|tanpa\s+bukti|false|misleading"
)
_TAG = re.compile(
    rf"^\s*(?:[\[(【]\s*(?:{_VERDICTS})(?:\s*[/,&+-]\s*(?:{_VERDICTS}))*\s*[\])】]|(?:{_VERDICTS})\s*[:!,|–—-]|cek\s+fakta\b|hoa(?:ks|x)\b|tidak\s+benar\b)"
    r"\s*[:!,|–—-]*\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?<![\s,:;.|–—-])\s*(?:[,:;.|–—-]+\s*(?:ini|simak|cek|begini|berikut)\s+(?:fakta|penjelasan|cek\s+fakta)\w*"
    rf"|[,:(\[–—-]+\s*(?:itu\s+|adalah\s+)?(?:{_VERDICTS})[)\]]?)\s*[.!?]*\s*$",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_WORD = re.compile(r"\d+(?:,\d+)?|[^\W\d_]+(?:-[^\W\d_]+)*")
_TONNES = {"t": "triliun", "m": "miliar", "jt": "juta", "rb": "ribu"}
_NEGATIONS = frozenset(("tidak", "bukan", "tak", "belum", "tanpa", "jangan", "gak", "nggak", "ga", "enggak", "batal"))


@dataclass(frozen=True, slots=True)
class Reading:
    """How far is looked: see ``[reading]``."""

    query_characters: int
    body_characters: int
    narrative_characters: int
    narrative_hours: float
    dense: int
    words: int
    compared: int
    language: float
    stop_weight: float


@dataclass(frozen=True, slots=True)
class Levels:
    """Which scores are shown and how: see ``[levels]``."""

    suggest: float
    strong: float
    strong_title: float
    least_words: int
    short_words: int
    stale_days: int
    per_narrative: int


@dataclass(frozen=True, slots=True)
class Templates:
    """When two texts fill one form: see ``[templates]``."""

    words: int
    alike: float
    inside: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything in ``matching.toml``. The four tables of weights map the names of features to weights (``bias`` among them)."""

    version: str
    reading: Reading
    levels: Levels
    templates: Templates
    title: Mapping[str, float]
    text: Mapping[str, float]
    reworded_title: Mapping[str, float]
    reworded_text: Mapping[str, float]


@cache
def limits(path: Path = SHIPPED) -> Limits:
    """The numbers of ``matching.toml``.

    Raises:
        AnalysisError: a key is missing, unknown or of the wrong kind; file, key and cure are named.
    """
    data = read_toml(path)
    return Limits(
        str(data.get("version", "")),
        read_table(Reading, data.get("reading", {}), path, "reading."),
        read_table(Levels, data.get("levels", {}), path, "levels."),
        read_table(Templates, data.get("templates", {}), path, "templates."),
        *(_weights(data, table, path) for table in ("title", "text", "reworded_title", "reworded_text")),
    )


def _weights(data: Mapping[str, Any], table: str, path: Path) -> dict[str, float]:
    """Weights may be below zero, which :func:`read_table` does not allow."""
    found = data.get(table)
    if not isinstance(found, dict) or not all(type(value) in (int, float) for value in found.values()):
        raise AnalysisError(f"{path}: [{table}] must hold one number for each feature; restore it from the repository")
    return {name: float(value) for name, value in found.items()}


@cache
def _no_name() -> frozenset[str]:
    data = read_toml(Path(__file__).with_name("function_words.toml"))
    return frozenset(data["words"].split())


@cache
def _same() -> dict[str, str]:
    data = read_toml(Path(__file__).with_name("masks.toml"))
    return {word: one for one, many in data["same"].items() for word in many.split()}


def is_stop(word: str) -> bool:
    """Whether a word says nothing about a subject; negations do."""
    return word in _no_name() and word not in _NEGATIONS


def cleaned(text: str, characters: int = _LONGEST) -> str:
    """The beginning of ``text`` in one form of Unicode, less unseen signs, look-alike letters and stretched words; case and lines stay."""
    text = unicodedata.normalize("NFKC", unpadded(text)[:characters].encode("utf-8", "replace").decode("utf-8"))[:characters]
    if _FOREIGN.search(text):
        text = _LETTERS.sub(lambda found: _latin(found.group()), text)
    return unstretched(text)


def _latin(word: str) -> str:
    """A word with Latin letters among others is meant to be read as Latin; one all in another script stays."""
    return word.translate(_LOOKALIKES) if any("a" <= letter <= "z" for letter in word.casefold()) else word


def claim_in(title: str) -> str:
    """A fact-check's title without its marks of verdict ("[SALAH]", "Cek Fakta:", "Keliru, …", "… Ini Faktanya")."""
    text = cleaned(title, _LONGEST_TITLE).strip(" \t\n:")
    while (shorter := _TAG.sub("", text, count=1)) != text and shorter.strip():
        text = shorter
    return _TAIL.sub("", text).strip(" \t\n:") or cleaned(title, _LONGEST_TITLE).strip()


def words_in(text: str) -> list[str]:
    """The words of a :func:`cleaned` text as they are compared: small letters, one spelling, "12.000" and "12000" the same."""
    found: list[str] = []
    same = _same()
    for word in _WORD.findall(_THOUSANDS.sub("", text.casefold())):
        if word in _TONNES and found and found[-1][0].isdigit():
            word = _TONNES[word]
        found.append(same.get(word, word))
    return found


def numbers_in(words: list[str]) -> frozenset[str]:
    """The numbers among :func:`words_in`; single digits count things nobody remembers and are left out."""
    return frozenset(word for word in words if word[0].isdigit() and len(word) > 1)


def negated(words: list[str]) -> bool:
    """Whether something is denied among :func:`words_in`."""
    return not _NEGATIONS.isdisjoint(words)
