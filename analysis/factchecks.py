"""Has somebody checked this already? Claims against fact-checks: by meaning, by words and letters, and by the form they fill.

:class:`Index` finds for many texts at once the fact-checks near them. Each pair gets a score, how likely both speak of the same claim, by
logistic regressions over what :mod:`analysis.comparison` sees (weights in ``matching.toml``); it does not depend on how other
fact-checks score. A text that fills the same form with other names, places, numbers or dates is found too, marked as a template and
only ever suggested: another governor's false letter is a hint about this one, not its verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from analysis.comparison import Comparison, Indices, Values, title_of
from analysis.embedding import Vector
from analysis.hosts import host_of
from analysis.matching import cleaned, limits, words_in
from analysis.templates import contained, likeness
from archive.records import FactCheck, Item, Match, Strength

Flags = NDArray[np.bool_]
_FORMS = 4
"""Of so many best pairs of a text the forms are compared ..."""
_HINT = 0.3
"""... where at least this part of the pairs of words agrees: a form leaves more than that."""
_NAME = 4
_TAKEN = r"\b(?:menurut|dilansir|melansir|dikutip|mengutip|dari|oleh|tim|(?:cek|periksa)\s+fakta|artikel|situs|laman)"
_PORTION = 4096


@dataclass(frozen=True, slots=True)
class Near:
    """A fact-check near a text.

    ``score`` in [0, 1] is how likely it is about the same claim, whether in the same words or in others; ``strength`` the level it passed,
    if any. ``template``: only the form is the same, names, places, numbers or dates differ. ``repeats`` is the id of the fact-check whose
    verdict this one hands on.
    """

    factcheck: FactCheck
    score: float
    strength: Strength | None
    template: bool = False
    repeats: str | None = None


class Index:
    """Fact-checks made ready to be searched, once for many texts.

    ``check_vectors`` maps their ids to centred unit rows; one without a row is found by its words alone. Twenty thousand take about half a
    minute and half a gigabyte.
    """

    def __init__(self, factchecks: Sequence[FactCheck], check_vectors: Mapping[str, Vector]) -> None:
        self._checks = tuple(factchecks)
        width = len(next(iter(check_vectors.values()))) if check_vectors else 0
        rows = np.zeros((len(self._checks), width), np.float32)
        for row, check in zip(rows, self._checks, strict=True):
            if check.id in check_vectors:
                row[:] = check_vectors[check.id]
        self._titles = [title_of(check.title or "", check.claim or "") for check in self._checks]
        self._bodies = [check.body or "" for check in self._checks]
        self._comparison = Comparison(self._titles, self._bodies, rows) if self._checks else None

    def nearest(self, texts: Sequence[str], rows: Vector, said: Sequence[datetime], n: int) -> list[list[Near]]:
        """For every text the ``n`` fact-checks nearest to it, best first, also those below both levels.

        ``rows`` are the texts' centred unit vectors, shape ``(len(texts), dim)``, zeros where a text has none; ``said`` when each was said
        (UTC): a fact-check much older than that is at most suggested.
        """
        found: list[list[Near]] = []
        for start in range(0, len(texts), _PORTION):
            some = slice(start, start + _PORTION)
            found += self._nearest(texts[some], rows[some], said[some], n)
        return found

    def _nearest(self, texts: Sequence[str], rows: Vector, said: Sequence[datetime], n: int) -> list[list[Near]]:
        if self._comparison is None:
            return [[] for _ in texts]
        first, second, views = self._comparison.compare(texts, rows)
        scores, firm = _scores(views, self._comparison.has_body[second])
        hints = np.maximum(views["phrases"], views["quoted"])
        order = np.lexsort((second, -scores, first))
        ends = np.searchsorted(first[order], np.arange(len(texts) + 1))
        return [
            self._ranked(text, at, order[ends[place] : ends[place + 1]], second, scores, hints, firm)[:n]
            for place, (text, at) in enumerate(zip(texts, said, strict=True))
        ]

    def _ranked(self, text: str, said: datetime, pairs: Indices, second: Indices, scores: Values, hints: Values, firm: Flags) -> list[Near]:
        levels = limits().levels
        words = len(words_in(cleaned(text)))
        found = []
        for rank, pair in enumerate(pairs.tolist()):
            place, score = int(second[pair]), round(float(scores[pair]), 4)
            check = self._checks[place]
            strength = _strength(score, check, said, words, firm=bool(firm[pair]))
            template = not firm[pair] and rank < _FORMS and bool(hints[pair] >= _HINT) and self._same_form(text, place)
            found.append(Near(check, score, "suggest" if template else strength, template))
        # Stable: a form that fits comes before what reaches no level, and otherwise the score decides.
        found.sort(key=lambda near: -max(near.score, levels.suggest if near.template else 0.0))
        return _with_repeats(found)

    def _same_form(self, text: str, place: int) -> bool:
        templates = limits().templates
        if likeness(text, self._titles[place]) >= templates.alike:
            return True
        body = self._bodies[place]
        return bool(body) and contained(text, body) >= templates.inside


def match(claims: Mapping[str, Sequence[Item]], vectors: Mapping[str, Vector], index: Index, day: date) -> list[Match]:
    """The matches of each narrative, best first, one per fact-check: at most ``per_narrative`` and the second-hand verdicts of these.

    Every claim item is asked for, and the whole narrative once: its claims joined in order of time, so that one told in many posts is found
    too. ``claims`` comes from :func:`analysis.evidence.claims_by_narrative`; ``vectors`` maps item ids to *centred* rows. Articles are
    passed over: a report about a rumour is not the rumour.
    """
    queries = [query for narrative_id in sorted(claims) for query in _queries(narrative_id, claims[narrative_id], vectors)]
    if not queries:
        return []
    width = max((len(query.row) for query in queries), default=0)
    rows = np.stack([query.row if len(query.row) else np.zeros(width, np.float32) for query in queries])
    levels = limits().levels
    best: dict[str, dict[str, tuple[Near, str]]] = {}
    near_all = index.nearest([query.text for query in queries], rows, [query.said for query in queries], 4 * levels.per_narrative)
    for query, nears in zip(queries, near_all, strict=True):
        kept = best.setdefault(query.narrative_id, {})
        for near in nears:
            known = kept.get(near.factcheck.id)
            if near.strength is not None and (known is None or _rank(near) < _rank(known[0])):
                kept[near.factcheck.id] = (near, query.item_id)
    return [_match(narrative_id, day, *one) for narrative_id, kept in best.items() for one in _kept(kept)]


@dataclass(frozen=True, slots=True)
class _Query:
    narrative_id: str
    item_id: str
    text: str
    row: Vector
    said: datetime


def _queries(narrative_id: str, items: Sequence[Item], vectors: Mapping[str, Vector]) -> list[_Query]:
    reading = limits().reading
    spoken = sorted((item for item in items if item.kind != "article" and item.text.strip()), key=lambda item: (item.at, item.id))
    nothing = np.zeros(0, np.float32)
    asked = [_Query(narrative_id, item.id, item.text, vectors.get(item.id, nothing), item.at) for item in spoken]
    joined: dict[str, _Query] = {}
    for query in asked:
        if query.said - asked[0].said <= timedelta(hours=reading.narrative_hours):
            joined.setdefault(query.text, query)
    parts, length = [], 0
    for query in joined.values():
        if length < reading.narrative_characters:
            parts.append(query)
            length += len(query.text) + 1
    if len(parts) > 1:
        known = [query.row for query in parts if len(query.row)]
        mean = np.mean(known, axis=0) if known else nothing
        mean = (mean / (np.linalg.norm(mean) or 1)).astype(np.float32)
        text = "\n".join(query.text for query in parts)[: reading.narrative_characters]
        asked.append(_Query(narrative_id, parts[0].item_id, text, mean, parts[0].said))
    return asked


def _kept(found: Mapping[str, tuple[Near, str]]) -> list[tuple[Near, str]]:
    ranked = sorted(found.values(), key=lambda one: _rank(one[0]))
    # A first-hand verdict that another text of the narrative found may have been unknown when its repetition was: it stands beside it now.
    repeats = {near.factcheck.id: near.repeats for near in _with_repeats([near for near, _ in ranked])}
    ranked = [(replace(near, repeats=repeats[near.factcheck.id]), item_id) for near, item_id in ranked]
    firsts = [one for one in ranked if one[0].repeats is None][: limits().levels.per_narrative]
    ids = {near.factcheck.id for near, _ in firsts}
    return firsts + [one for one in ranked if one[0].repeats in ids]


def _rank(near: Near) -> tuple[bool, bool, float, str]:
    return near.strength != "strong", near.template, -near.score, near.factcheck.id


def _match(narrative_id: str, day: date, near: Near, item_id: str) -> Match:
    assert near.strength is not None  # noqa: S101 - only what passed a level is kept
    return Match(narrative_id, item_id, near.factcheck.id, day, near.score, near.strength, limits().version, near.template, near.repeats)


def _scores(views: Mapping[str, Values], has_body: Flags) -> tuple[Values, Flags]:
    """The score of each pair, and whether it is firm enough for a strong match.

    Two regressions are asked. One learnt from claims that fact-checkers copied: by title and claim, and where there is a text the better of
    that and that by the text; it alone makes a match firm, and a title alone must be surer, because news of the day and opinions can hold
    all its words. The other learnt from claims told in people's own words and from new fillings of a form. The score is their mean.
    """
    weights, levels = limits(), limits().levels
    by_title, by_text = _probability(views, weights.title), _probability(views, weights.text)
    copied = np.where(has_body, np.maximum(by_title, by_text), by_title)
    reworded = np.where(has_body, _probability(views, weights.reworded_text), _probability(views, weights.reworded_title))
    apart = np.maximum(views["places_differ"], views["companies_differ"]) > 0
    firm = ((by_title >= levels.strong_title) | (has_body & (by_text >= levels.strong))) & ~apart
    return np.asarray((copied + reworded) / 2, np.float32), firm


def _probability(views: Mapping[str, Values], weights: Mapping[str, float]) -> Values:
    logit = sum((weight * views[name] for name, weight in weights.items() if name != "bias"), np.float32(weights["bias"]))
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -30, 30))), np.float32)


def _strength(score: float, check: FactCheck, said: datetime, words: int, *, firm: bool) -> Strength | None:
    """Short texts and old fact-checks are only ever suggested: few words fit many claims, and old verdicts were about other days."""
    levels = limits().levels
    if score < levels.suggest or words < levels.least_words:
        return None
    old = check.published_at is not None and said - check.published_at > timedelta(days=levels.stale_days)
    return "strong" if firm and not old and words >= levels.short_words else "suggest"


def _with_repeats(found: list[Near]) -> list[Near]:
    """``found`` with second-hand verdicts told apart: the same page again, or a text that names the fact-checker whose verdict it gives."""
    passed = sorted(
        (near.factcheck for near in found if near.strength), key=lambda c: (c.published_at is None, c.published_at or c.collected_at, c.id)
    )
    first: dict[str, str] = {}
    for place, check in enumerate(passed):
        origin = next((other for other in passed[:place] if _hands_on(check, other)), None)
        if origin is not None:
            first[check.id] = first.get(origin.id, origin.id)
    return [replace(near, repeats=first.get(near.factcheck.id)) for near in found] if first else found


def _hands_on(check: FactCheck, other: FactCheck) -> bool:
    if check.url and check.url == other.url:
        return True
    if check.publisher == other.publisher or not check.body:
        return False
    host, name = host_of(other.url), re.escape(other.publisher)
    # Publishers are called by ordinary words ("Tempo", "ANTARA"): a name counts where something is taken from it.
    taken = re.search(rf"(?i:{_TAKEN})\W+(?:\w+\W+){{0,2}}{name}\b|\({name}\)", check.body) if len(other.publisher) >= _NAME else None
    return taken is not None or (len(host) >= _NAME and host in check.body.casefold())
