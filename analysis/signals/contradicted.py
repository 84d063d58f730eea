"""Contradicted: an official measurement, or an official answer, says otherwise than the claim."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from analysis.contexts import ClaimItem, NarrativeContext
from analysis.dates import date_in_words
from analysis.profiles import content_words
from analysis.sentences import split
from analysis.signals import fired, limits
from archive.records import Bulletin, Response, Signal

NAME = "contradicted"
CHARACTERS = 3000
_QUAKE = re.compile(r"\bgempa\b", re.I)
_SIZE = r"(\d{1,2}(?:[.,]\d)?)"
_MAGNITUDE = re.compile(
    rf"\b(?:m(?:agnitud[oe])?|kekuatan|berkekuatan|skala richter|sr)\s*[:=]?\s*{_SIZE}(?![\d.,]*\d)"
    rf"|{_SIZE}\s*(?:sr|skala richter|magnitudo)\b",
    re.IGNORECASE,
)
_WHEN = r"[^.!?\n]{0,60}\b(?:jam|pukul|malam ini|nanti malam|besok|lusa|dini hari)\b"
_FORETOLD = re.compile(
    rf"\bgempa\b[^.!?\n]{{0,80}}\b(?:akan|bakal|diprediksi|diperkirakan|diramal\w*|susulan besar)\b{_WHEN}"
    rf"|\b(?:akan|bakal|diprediksi|diperkirakan)\b[^.!?\n]{{0,60}}\bgempa\b{_WHEN}",
    re.IGNORECASE,
)
_OF_OLD = re.compile(r"\b(?:tahun lalu|dulu|pernah|\w+ tahun (?:lalu|silam)|(?:19|20)\d\d)\b", re.I)
_DENIED = re.compile(r"\b(?:tidak|tak|bukan|belum|hoa(?:ks|x)|isu|jangan)\b", re.I)
_GENERAL = frozenset(
    ("gempa", "bumi", "pusat", "darat", "laut", "km", "barat", "timur", "utara", "selatan", "daya", "tenggara", "kabupaten", "kota")
)
"""Words that every bulletin has."""


@dataclass(frozen=True, slots=True)
class Limits:
    """See ``[contradicted]`` in ``signals.toml``."""

    magnitude: float
    everywhere: float
    hours: float
    official: float
    press: float


def score(context: NarrativeContext) -> Signal | None:
    """1.0 where BMKG measured otherwise, ``official`` where an office itself denied the claim, ``press`` where an outlet relays a denial.

    A denial is a response and no verdict: it says that somebody who should know has answered, which is a reason to look; what an outlet
    relays counts where it says whose denial it is. Measurements are asked only where some were heard: silence of the feed proves nothing.
    """
    numbers = limits(NAME, Limits)
    # Measurements from around an older claim may not be at hand any more.
    recent = [claim for claim in context.claims if context.now - claim.at <= timedelta(hours=numbers.hours)]
    for claim in reversed(recent):
        if (told := _measured(claim, context.bulletins, context.zone, numbers)) is not None:
            return fired(context, NAME, 1.0, told, (claim.item_id,))
    denials = [
        response
        for response in context.responses
        if response.stance in ("denies", "partly") and (response.by == "official" or response.speaker or response.office)
    ]
    if not denials:
        return None
    first = min(denials, key=lambda response: (response.by != "official", response.at, response.item_id))
    worth = numbers.official if first.by == "official" else numbers.press
    # Texts of the press are never evidence against a claim item here: the claim items themselves are what is to be looked at.
    return fired(context, NAME, worth, _answered(first, context.zone), (claim.item_id for claim in context.claims))


def _measured(claim: ClaimItem, bulletins: Sequence[Bulletin], zone: str, numbers: Limits) -> str | None:
    """What BMKG's measurements say against a claim about an earthquake; ``None`` where they do not, or where none is known."""
    quakes = [b for b in bulletins if b.topic == "earthquake" and b.magnitude is not None]
    text = claim.text[:CHARACTERS]
    if not quakes or not _QUAKE.search(text):
        return None
    if any(_FORETOLD.search(sentence) and not _DENIED.search(sentence) for sentence in split(text)):
        return "Klaim menyebut gempa yang akan datang beserta waktunya; BMKG tidak menerbitkan ramalan waktu gempa."
    said = [
        value for sentence in split(text) if not _OF_OLD.search(sentence) and _QUAKE.search(sentence) for value in _magnitudes(sentence)
    ]
    if not said:
        return None
    near = [b for b in quakes if abs(claim.at - b.happened_at) <= timedelta(hours=numbers.hours)]
    if not near or any(abs((b.magnitude or 0) - said[0]) < numbers.magnitude for b in near):
        return None
    words = set(content_words(text)) - _GENERAL
    here = [b for b in near if words & (set(content_words(b.place or "")) - _GENERAL)]
    if not here and said[0] < numbers.everywhere:
        return None  # weak earthquakes elsewhere are not all listed
    most = max(here or near, key=lambda b: (b.magnitude or 0, b.happened_at))
    which = "mencatat" if here else "mencatat paling besar"
    place = f" ({most.place})" if most.place else ""
    return (
        f"Klaim menyebut gempa magnitudo {_number(said[0])}; pada hari-hari itu BMKG {which} magnitudo {_number(most.magnitude or 0)}"
        f"{place}, {date_in_words(most.happened_at, zone)}."
    )


def _magnitudes(sentence: str) -> list[float]:
    found = (float((one or other).replace(",", ".")) for one, other in _MAGNITUDE.findall(sentence))
    return [value for value in found if 2 <= value < 12]


def _answered(response: Response, zone: str) -> str:
    who = ", ".join(part for part in (response.speaker, response.office) if part) or "Kantor yang bersangkutan"
    stance = "membantah" if response.stance == "denies" else "hanya membenarkan sebagian"
    where = "" if response.by == "official" else ", menurut media"
    return f"{who} {stance} klaim ini pada {date_in_words(response.at, zone)}{where}: “{response.sentence}”"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
