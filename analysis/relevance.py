"""Is a text about the watched region? Names, and where they stand, give a score with its reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.region import ANY_REGION, WORD, Region, Term, plain
from analysis.thresholds import Relevance, Thresholds
from archive.records import FactCheck, Item, Reading

NEAR_CHARACTERS = 120
LISTED_ELSEWHERE = 3
"""A lead that names at least this many other provinces lists them; ours is one among many."""
EVIDENCE = ("government", "name", "place", "person", "programme")
"""The kinds that speak for the region; a company's name or a bare office needs one of them beside it."""

ROUNDUP = "rangkuman beberapa berita"

_GAPS = frozenset((" ", "-", "–", ".", "/", "\n", "  ", "\u00a0", " / ", " & ", ". ", ", "))
_BREAKS = frozenset((". ", ", "))
_INITIALS = 2
_OUTLET_DATELINE = re.compile(r"\A[^\n]{0,80}?\s[-–—]{1,2}\s")
_READ_ALSO = re.compile(r"(?im)^\s*(?:baca|simak|lihat)\s+juga\b.*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One name where it stands in the text: character offsets, and the offset's section."""

    term: Term
    start: int
    end: int
    section: str
    shown: str


def reading_version(region: Region, thresholds: Thresholds) -> str:
    """The version that readings carry: it changes with the thresholds and the region's file; older readings should be redone."""
    return f"{thresholds.version}/{region.version}"


def read_item(item: Item, region: Region, thresholds: Thresholds) -> Reading:
    """What ``item`` is about."""
    if item.page == "roundup":
        # Several stories under one headline: whatever it was grouped with would be grouped wrongly, and each of them came on its own.
        return Reading(item.id, False, 0.0, (ROUNDUP,), (), (), (), (), reading_version(region, thresholds))
    body = _READ_ALSO.sub("", _without_dateline(item.body or item.summary or "", region))
    return _read(item.id, item.title or "", body, item.dateline or "", item.at.date(), region, thresholds)


def read_factcheck(check: FactCheck, region: Region, thresholds: Thresholds) -> Reading:
    """Whether a fact-check touches the region: its title, its claim and its text are read."""
    body = "\n\n".join(part for part in (check.claim, check.body) if part)
    day = (check.published_at or check.collected_at).date()
    return _read(check.id, check.title, body, "", day, region, thresholds)


def _read(subject_id: str, title: str, body: str, dateline: str, day: date, region: Region, thresholds: Thresholds) -> Reading:
    weights = thresholds.relevance
    cut = body.find(" ", weights.lead_characters)  # at a blank, so that no name is cut in two
    lead, tail = (body, "") if cut < 0 else (body[:cut], body[cut:])
    mentions = [m for section, text in (("title", title), ("lead", lead), ("tail", tail)) for m in _mentions(text, section, day, region)]
    mentions += [m for m in _mentions(dateline, "dateline", day, region) if m.term.kind in EVIDENCE]
    score, reasons = _score(mentions, weights)
    relevant = score >= weights.relevant
    evident = [m for m in mentions if m.term.kind in EVIDENCE and m.section != "dateline" and not m.term.weightless]
    offices = {m.term.office for m in mentions if m.term.office and (relevant or m.term.kind == "government")}
    return Reading(
        subject_id,
        relevant,
        score,
        reasons,
        tuple(sorted({m.term.place for m in evident if m.term.place})),
        tuple(sorted(offices)),
        tuple(sorted({m.term.entity for m in evident if m.term.kind == "person"})),
        tuple(sorted({m.term.entity for m in evident if m.term.kind == "programme"})),
        reading_version(region, thresholds),
    )


def _mentions(text: str, section: str, day: date, region: Region) -> list[Mention]:
    text = plain(text)
    words = WORD.findall(text)
    lowered = [word.lower() for word in words]
    openings = [position for position, word in enumerate(lowered) if word in region.terms]
    if not openings:
        return []
    spans = [match.span() for match in WORD.finditer(text)]
    found: list[Mention] = []
    free = 0
    for position in openings:
        if position < free:
            continue  # inside the name before: "Muara Berau" holds no "Berau"
        fitting = [term for term in region.terms[lowered[position]] if _stands(term, position, words, lowered, spans, text)]
        if fitting:
            longest = [term for term in fitting if len(term.words) == len(fitting[0].words)]
            free = position + len(fitting[0].words)
            start, end = spans[position][0], spans[free - 1][1]
            found += [Mention(term, start, end, section, text[start:end]) for term in longest if _in_office(term, day)]
    return _guarded(_own_offices(found, text), text)


def _stands(term: Term, position: int, words: Sequence[str], lowered: Sequence[str], spans: Sequence[tuple[int, int]], text: str) -> bool:
    """Whether ``term`` stands at ``position``: its words, where it matters its capitals, and nothing that parts them."""
    stop = position + len(term.words)
    if tuple(lowered[position:stop]) != term.words:
        return False
    if term.written is not None and any(
        word != written and not word.isupper() for word, written in zip(words[position:stop], term.written, strict=True)
    ):
        return False
    return all(_joined(text[spans[i][1] : spans[i + 1][0]], lowered[i]) for i in range(position, stop - 1))


def _joined(gap: str, before: str) -> bool:
    """Two words belong to one name unless a sentence or a list parts them; after an initial ("H. Rudy") a full stop does not."""
    return gap in _GAPS and (gap not in _BREAKS or (gap == ". " and len(before) <= _INITIALS))


def _in_office(term: Term, day: date) -> bool:
    return (term.start is None or term.start <= day) and (term.end is None or day <= term.end)


def _own_offices(mentions: list[Mention], text: str) -> list[Mention]:
    """Without the bare offices of cities and other provinces ("Dinkes Kota Samarinda") and the labels that stand alone on a line."""
    kept = []
    for number, mention in enumerate(mentions):
        after = next((m for m in mentions[number + 1 :] if m.start > mention.start), None)
        theirs = after is not None and after.term.kind in ("place", "elsewhere") and after.start - mention.end <= 1
        if mention.term.kind == "office" and theirs:
            continue
        if mention.term.alone_is_label and _is_whole_line(mention, text):
            continue
        kept.append(mention)
    return kept


def _is_whole_line(mention: Mention, text: str) -> bool:
    start = text.rfind("\n", 0, mention.start) + 1
    end = text.find("\n", mention.end)
    return len(text) > mention.end - mention.start and text[start : len(text) if end < 0 else end].strip() == mention.shown


def _guarded(mentions: list[Mention], text: str) -> list[Mention]:
    """Without the names that need a word near them and never have it; one mention that has it vouches for all."""
    anchors = [m for m in mentions if not m.term.near and m.term.kind in ("name", "government", "place", "person")]
    vouched: dict[tuple[str, tuple[str, ...]], bool] = {}
    for m in mentions:
        key = (m.term.entity, m.term.near)
        if m.term.near and not vouched.get(key, False):
            vouched[key] = _has_near(m, anchors, text)
    return [m for m in mentions if not m.term.near or vouched[m.term.entity, m.term.near]]


def _has_near(mention: Mention, anchors: Sequence[Mention], text: str) -> bool:
    low, high = mention.start - NEAR_CHARACTERS, mention.end + NEAR_CHARACTERS
    around = f" {' '.join(WORD.findall((text[max(low, 0) : mention.start] + ' ' + text[mention.end : high]).lower()))} "
    for word in mention.term.near:
        if word == ANY_REGION:
            if any(low <= a.start <= high and not a.start <= mention.start < a.end for a in anchors):
                return True
        elif f" {word.lower()} " in around:
            return True
    return False


def _without_dateline(body: str, region: Region) -> str:
    """``body`` without an opening such as "SAMARINDA, OUTLET -": where the reporter sat is not what the story is about."""
    opening = _OUTLET_DATELINE.match(body)
    if opening is None:
        return body
    words = [m.term.kind for m in _mentions(opening.group(), "lead", date.min, region)]
    capitals = re.sub(r"[^A-Za-z]", "", opening.group())
    return body[opening.end() :] if "outlet" in words or capitals.isupper() else body


_SECTION_WORDS = {"title": "di judul", "lead": "di bagian awal", "tail": "disebut kemudian", "dateline": "hanya sebagai tempat wartawan"}


def _score(mentions: Sequence[Mention], weights: Relevance) -> tuple[float, tuple[str, ...]]:
    evident = [m for m in mentions if m.term.kind in EVIDENCE and not m.term.weightless]
    best: dict[tuple[str, str], tuple[float, Mention]] = {}
    for m in mentions:
        if m.term.kind in ("outlet", "elsewhere", "street") or m.term.weightless:
            continue
        if m.term.kind == "office" and not evident:
            continue
        weight = _weight(m, weights)
        if weight > best.get((m.term.kind, m.term.entity), (0.0, m))[0]:
            best[m.term.kind, m.term.entity] = (weight, m)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].term.entity))
    early, late = 1.0, 1.0
    for weight, m in ranked:
        if m.section in ("tail", "dateline"):
            late *= 1 - weight
        else:
            early *= 1 - weight
    score = 1 - early * max(late, 1 - weights.tail_most)
    reasons = [f"“{m.shown}” {_SECTION_WORDS[m.section]}" + (" (perusahaan)" if m.term.kind == "company" else "") for _, m in ranked[:4]]
    if ranked and _is_about_elsewhere(mentions):
        score *= weights.elsewhere
        reasons.append("terutama tentang daerah lain")
    return round(score, 4), tuple(reasons) or ("tidak menyebut wilayah pantauan",)


def _weight(mention: Mention, weights: Relevance) -> float:
    if mention.section == "dateline":
        return weights.dateline
    base: float = getattr(weights, mention.term.kind)
    factor = {"title": weights.title, "lead": 1.0, "tail": weights.tail}[mention.section]
    return min(base * factor, 0.95)


def _is_about_elsewhere(mentions: Sequence[Mention]) -> bool:
    """The title names other provinces and not ours, or no title names ours and the lead is a list of provinces."""
    if any(m.section == "title" and m.term.kind in EVIDENCE for m in mentions):
        return False
    others = [m for m in mentions if m.term.kind == "elsewhere"]
    listed = {m.term.entity for m in others if m.section == "lead"}
    government = any(m.section == "lead" and m.term.kind == "government" for m in mentions)
    return not government and (any(m.section == "title" for m in others) or len(listed) >= LISTED_ELSEWHERE)
