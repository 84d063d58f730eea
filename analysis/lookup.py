"""Which narratives a text that somebody brought in may belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.embedding import Vector
from analysis.narrative_ids import living_ids
from archive.records import Membership, Narrative


@dataclass(frozen=True, slots=True)
class NearNarrative:
    """A narrative and how near its nearest item stands: a centred cosine, so about 0 is unrelated and above .6 the same story."""

    narrative: Narrative
    item_id: str
    similarity: float


def nearest_narratives(
    vector: Vector, item_vectors: Mapping[str, Vector], memberships: Sequence[Membership], narratives: Sequence[Narrative], n: int
) -> list[NearNarrative]:
    """The ``n`` living narratives nearest to a centred ``vector``, best first; ``item_vectors`` are the centred rows of their items."""
    by_id = {narrative.id: narrative for narrative in narratives}
    living = living_ids(narratives)
    best: dict[str, NearNarrative] = {}
    for membership in memberships:
        row = item_vectors.get(membership.item_id)
        narrative = by_id.get(living.get(membership.narrative_id, ""))
        if row is None or narrative is None:
            continue
        similarity = float(vector @ row)
        if narrative.id not in best or similarity > best[narrative.id].similarity:
            best[narrative.id] = NearNarrative(narrative, membership.item_id, similarity)
    return sorted(best.values(), key=lambda near: (-near.similarity, near.narrative.id))[:n]
