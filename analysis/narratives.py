"""Items become narratives: running themes whose ids persist from night to night.

Online grouping in one pass, as in topic detection and tracking (Allan et al. 1998): items come in order of time; each joins the narrative
whose nearest members it is most alike, or founds a new one. A narrative's id is made from its founding item, so it never changes. Where a
newcomer fits two narratives and their members are alike among themselves too, the younger one merges into the older. Posts say too little
to be held to the likeness of news: they join by a lower one, and narratives of posts alone are folded into what they turn out to be about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analysis.claims import act_of
from analysis.embedding import Vector
from analysis.likeness import Likeness
from analysis.narrative_ids import living_ids
from analysis.sentences import headline
from analysis.single_pass import Fit, SinglePass, Voice
from analysis.thresholds import Thresholds
from archive.records import Copy, Item, Membership, Narrative, stable_id

_LABEL = 160
_QUOTE = 60
_SHARED_WORDS = 3
_FEWEST = 10
_MERGED = "; narasi "


@dataclass(frozen=True, slots=True)
class Grouping:
    """What one grouping founded or changed; empty when nothing new came. Sorted by id, ready to be put into the archive."""

    narratives: tuple[Narrative, ...]
    memberships: tuple[Membership, ...]


def group(
    items: Sequence[Item],
    vectors: Mapping[str, Vector],
    copies: Sequence[Copy],
    narratives: Sequence[Narrative],
    memberships: Sequence[Membership],
    now: datetime,
    thresholds: Thresholds,
) -> Grouping:
    """Give every item of ``items`` a narrative.

    ``items`` are those of the last ``window_days`` days, old and new; old are those that ``memberships`` knows. ``vectors`` maps item ids
    to centred unit vectors. A copy follows its origin. The same input gives the same answer, and input without new items an empty one.
    """
    texts, tellings = _told_apart(items, copies)
    living = living_ids(narratives)
    known = {membership.item_id: membership for membership in memberships if membership.narrative_id in living}
    homes = _known_homes(tellings, copies, known, living)
    likeness = Likeness(texts, vectors, thresholds.narratives)
    running = SinglePass(likeness, thresholds.narratives, [_voice(text) for text in texts])
    for place, text in enumerate(texts):
        if text.id in homes:
            running.put(place, homes[text.id])
    records = {narrative.id: narrative for narrative in narratives}
    changed: dict[str, Narrative] = {}
    joined: dict[str, Membership] = {}

    def merge(older: Narrative, younger: Narrative) -> None:
        records[younger.id] = changed[younger.id] = replace(younger, merged_into=older.id)
        running.merge(younger.id, older.id)
        joined.update(_moved({**known, **joined}, younger, older))

    for place, fits in running.fits(place for place, text in enumerate(texts) if text.id not in homes):
        text = texts[place]
        if not fits:
            narrative = Narrative(stable_id("narrative", text.id), text.id, text.at, headline(text, _LABEL), text.id)
            records[narrative.id] = changed[narrative.id] = narrative
            running.put(place, narrative.id)
            joined[text.id] = Membership(text.id, narrative.id, now, 1.0, "membuka narasi ini")
            continue
        running.put(place, fits[0].narrative_id)
        reason = _reason(fits[0], place, texts, likeness)
        joined[text.id] = Membership(text.id, fits[0].narrative_id, now, fits[0].likeness, reason)
        for other in fits[1:]:
            if pair := _mergeable(running, running.home[place], other.narrative_id, records, thresholds.narratives.merge):
                merge(*pair)
    if joined:
        for small, big in running.folds():
            merge(*_by_age(records[small], records[big]))
    for place, text in enumerate(texts):
        for item_id, similarity in tellings[text.id].items():
            if item_id not in known and item_id not in joined:
                reason = f"teks yang sama dengan “{headline(text, _QUOTE)}”"
                joined[item_id] = Membership(item_id, running.home[place], now, similarity, reason)
    return Grouping(tuple(changed[key] for key in sorted(changed)), tuple(joined[key] for key in sorted(joined)))


def stability(
    items: Sequence[Item],
    vectors: Mapping[str, Vector],
    copies: Sequence[Copy],
    memberships: Sequence[Membership],
    thresholds: Thresholds,
) -> float | None:
    """How much of the grouping does not hang on the order in which items came.

    The adjusted Rand index (Hubert and Arabie 1985; 1 is equal, 0 is chance) between the narratives of ``memberships`` and those of the
    same texts grouped from nothing, latest first. ``None`` below ten texts.
    """
    from sklearn.metrics import adjusted_rand_score

    texts, tellings = _told_apart(items, copies)
    homes = _known_homes(tellings, copies, {membership.item_id: membership for membership in memberships}, {})
    texts = [text for text in texts if text.id in homes]
    if len(texts) < _FEWEST:
        return None
    running = SinglePass(Likeness(texts, vectors, thresholds.narratives), thresholds.narratives, [_voice(text) for text in texts])
    for place, fits in running.fits(reversed(range(len(texts)))):
        running.put(place, fits[0].narrative_id if fits else texts[place].id)
    for small, big in running.folds():
        running.merge(small, big)
    return float(adjusted_rand_score([homes[text.id] for text in texts], [running.home[place] for place in range(len(texts))]))


def _told_apart(items: Sequence[Item], copies: Sequence[Copy]) -> tuple[list[Item], dict[str, dict[str, float]]]:
    """The earliest telling of every text in order of time, and by its id all items that tell it with their similarity to the origin."""
    copy_of = {copy.item_id: copy for copy in copies}
    first: dict[str, Item] = {}
    tellings: dict[str, dict[str, float]] = {}
    for item in sorted({item.id: item for item in items}.values(), key=lambda item: (item.at, item.id)):
        copy = copy_of.get(item.id)
        text = first.setdefault(copy.origin_id if copy else item.id, item)
        tellings.setdefault(text.id, {})[item.id] = copy.similarity if copy else 1.0
    return sorted(first.values(), key=lambda item: (item.at, item.id)), tellings


def _known_homes(
    tellings: Mapping[str, Mapping[str, float]], copies: Sequence[Copy], known: Mapping[str, Membership], living: Mapping[str, str]
) -> dict[str, str]:
    """The living narrative of every text that one of its tellings, or their origin before the window, is already in."""
    origin_of = {copy.item_id: copy.origin_id for copy in copies}
    homes = {}
    for text_id, item_ids in tellings.items():
        for item_id in (*item_ids, origin_of.get(text_id, text_id)):
            if item_id in known:
                narrative_id = known[item_id].narrative_id
                homes[text_id] = living.get(narrative_id, narrative_id)
                break
    return homes


def _mergeable(
    running: SinglePass, a: str, b: str, records: Mapping[str, Narrative], threshold: float
) -> tuple[Narrative, Narrative] | None:
    """The two narratives, older first, when their members are alike enough to be one."""
    if a == b or running.kinship(a, b) < threshold:
        return None
    return _by_age(records[a], records[b])


def _by_age(a: Narrative, b: Narrative) -> tuple[Narrative, Narrative]:
    older, younger = sorted((a, b), key=lambda narrative: (narrative.founded_at, narrative.id))
    return older, younger


def _voice(text: Item) -> Voice:
    if text.kind == "article":
        return "print"
    return "claim" if act_of(text.text)[0] == "claim" else "talk"


def _moved(memberships: Mapping[str, Membership], younger: Narrative, older: Narrative) -> dict[str, Membership]:
    # Of a chain of merges the last is told.
    return {
        item_id: replace(
            membership, narrative_id=older.id, reason=f"{membership.reason.split(_MERGED)[0]}{_MERGED}“{younger.label}” digabung ke sini"
        )
        for item_id, membership in memberships.items()
        if membership.narrative_id == younger.id
    }


def _reason(fit: Fit, place: int, texts: Sequence[Item], likeness: Likeness) -> str:
    """Why a text joined, in one Indonesian line."""
    shared = likeness.shared(place, fit.nearest, _SHARED_WORDS)
    words = f" (kata: {', '.join(shared)})" if shared else ""
    return f"mirip {fit.nearest_likeness:.2f} dengan “{headline(texts[fit.nearest], _QUOTE)}”{words}".replace(".", ",", 1)
