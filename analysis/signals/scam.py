"""Scam: a text lures or presses in somebody's name and asks for money, personal data or a code, or leads to an address of nobody known.

No cue alone says anything: shops give a number to call, offices a link to register, charities an account. It is their meeting that counts,
and who is named plays no part: offices are known by what they are ("pemprov", "bank"), not by whose they are. What the words are is data
(``scam.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

from analysis.contexts import NarrativeContext
from analysis.cues import cues_of, lowered, tables_of, warns
from analysis.hosts import hosts_in, kind_of
from analysis.imitation import Known, imitation, is_theirs, known_from
from analysis.signals import fired, limits
from archive.records import Signal

NAME = "scam"
DATA = Path(__file__).with_name("scam.toml")
_LURES = ("offer", "demand", "poses")
_NAMES = ("office", "lookalike", "gate")
_TAKES = ("money", "fee", "identity", "code", "lookalike", "hidden", "unknown", "telegram")
_REFUSABLE = ("money", "fee", "identity", "code")
_TELLING = ("poses", "inside", "gate", "code", "lookalike")
_PRICED = ("money", "fee", "windfall")
_WAYS = ("contact", "telegram", "lookalike", "hidden", "unknown")
_CLAUSE = re.compile(r"[.!?,;:\n]")
_BEFORE = 45
"""Characters in which a word that forbids stands before what it forbids."""
_QUOTED_WORDS = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """See ``[scam]`` in ``signals.toml``."""

    least: float


def score(context: NarrativeContext) -> Signal | None:
    """The greatest score of a claim item that has at least ``[scam] least``, with the cues of the earliest such item as the reason."""
    least = limits(NAME, Limits).least
    known = known_from(context.publishers)
    scored = [(claim, cues, value) for claim in context.claims if (value := weight_of(cues := cues_in(claim.text, known))) >= least]
    if not scored:
        return None
    _, cues, value = max(scored, key=lambda one: one[2])
    return fired(context, NAME, value, _reason(cues), (claim.item_id for claim, _, _ in scored))


def cues_in(text: str, known: tuple[Known, ...]) -> dict[str, str]:
    """The cues of ``text`` by kind, each with the words or the host that show it; none where ``text`` warns of such a thing."""
    told = lowered(text)
    patterns = cues_of(DATA)
    hosts = hosts_in(text)
    found = _addresses(hosts, known)
    for kind in tables_of(DATA)["weights"]:
        if kind in patterns and (words := _first(patterns, kind, told)) is not None:
            found.setdefault(kind, words)
    spoken_of = found.get("hidden") not in hosts
    if spoken_of and any(kind_of(host) == "reserved" or is_theirs(host, known) for host in hosts):
        found.pop("hidden", None)  # the link that is spoken of is the one that is shown
    if warns(told) and not (patterns["only_here"].search(told) and any(way in found for way in _WAYS)):
        return {}
    if patterns["ordinary"].search(told) and not any(kind in found for kind in _TELLING):
        found = {kind: words for kind, words in found.items() if kind not in _PRICED}
    return found


def weight_of(cues: Mapping[str, str]) -> float:
    """What the kinds of ``cues`` weigh together, in [0, 1); 0 where a lure, a name or a way to take is missing."""
    pays = "money" in cues or "fee" in cues
    # A price for work speaks for an employer; whoever wants a code speaks for whoever gave it.
    named = any(kind in cues for kind in _NAMES) or ("job" in cues and pays) or "code" in cues
    takes = any(kind in cues for kind in _TAKES) or ("contact" in cues and ("windfall" in cues or "inside" in cues))
    if not (named and takes and any(kind in cues for kind in _LURES)):
        return 0.0
    weights: dict[str, float] = tables_of(DATA)["weights"]
    # Whoever looks for work sends his papers: without a price that is no more than an application.
    telling = (kind for kind in cues if pays or "job" not in cues or kind not in ("job", "identity"))
    return 1 - prod(1 - weights[kind] for kind in telling)


def _first(patterns: Mapping[str, re.Pattern[str]], kind: str, text: str) -> str | None:
    """The first words of ``text`` that show ``kind``, that their clause does not take back and that no application for work would hold."""
    for match in patterns[kind].finditer(text):
        clause = _CLAUSE.split(text[max(0, match.start() - _BEFORE) : match.start()])[-1] + match.group()
        taken_back = kind in _REFUSABLE and patterns["refusal"].search(clause)
        if not (taken_back or (kind == "identity" and patterns["application"].search(match.group()))):
            return match.group()
    return None


def _addresses(hosts: Sequence[str], known: tuple[Known, ...]) -> dict[str, str]:
    """What ``hosts`` show: one that looks like another's, one that hides where it leads, one of nobody known."""
    found: dict[str, str] = {}
    for host in hosts:
        kind = kind_of(host)
        if imitation(host, known) is not None:
            found.setdefault("lookalike", host)
        elif kind in ("shortener", "form"):
            found.setdefault("hidden", host)
        elif kind == "other" and not is_theirs(host, known):
            found.setdefault("unknown", host)
    return found


def _reason(cues: Mapping[str, str]) -> str:
    """One sentence that names what was found, each with at most a few words of the text."""
    said = {kind: _quoted(words) for kind, words in cues.items()}
    if "poses" in said:
        lure, opening = "", "Teks berbicara seolah-olah dari pejabat atau petugas"  # the words may hold somebody's name
    elif "offer" in said:
        lure = said.get("windfall", said["offer"])
        opening = f"Teks menawarkan {lure}"
    else:
        lure, opening = said["demand"], f"Teks menyebut kewajiban atau sanksi ({said['demand']})"
    if said.get("office", lure) != lure:
        opening += f" dengan menyebut {said['office']}"
    asked = [f"{what} ({said[kind]})" for kinds, what in _ASKED for kind in [_shown(kinds, said)] if kind]
    parts = [f"meminta {_listed(asked)}"] if asked else []
    way = next((f"{what} ({said[kind]})" for kind, what in _LEADS.items() if kind in said), None)
    if way:
        parts.append(f"mengarahkan pembaca ke {way}")
    pressed = [said[kind] for kind in ("urgency", "gate", "secret") if kind in said]
    if pressed:
        parts.append(f"mendesak pembaca ({_listed(pressed)})")
    return f"{opening}, {_listed(parts, 'serta')}."


_ASKED = ((("money", "fee"), "uang"), (("identity",), "data diri"), (("code",), "kode rahasia"))
_LEADS = {
    "lookalike": "alamat yang menyerupai alamat pihak lain",
    "hidden": "tautan yang tidak menunjukkan tujuannya",
    "unknown": "alamat yang tidak dikenal",
    "telegram": "percakapan Telegram",
    "contact": "kontak pribadi",
}


def _shown(kinds: tuple[str, ...], said: Mapping[str, str]) -> str | None:
    return next((kind for kind in kinds if kind in said), None)


def _quoted(words: str) -> str:
    return f"“{' '.join(words.split()[:_QUOTED_WORDS]).strip('.,;:')}”"


def _listed(parts: list[str], last: str = "dan") -> str:
    return (
        parts[0]
        if len(parts) == 1
        else f"{', '.join(parts[:-1])}, {last} {parts[-1]}"
        if len(parts) > 2
        else f"{parts[0]} {last} {parts[1]}"
    )
