"""Which narrative an id stands for after merges."""

from collections.abc import Iterable

from archive.records import Narrative


def living_ids(narratives: Iterable[Narrative]) -> dict[str, str]:
    """Every narrative's id and the id it lives on under: its own, or that of the narrative at the end of its merges."""
    into = {narrative.id: narrative.merged_into for narrative in narratives}
    return {narrative_id: _last(narrative_id, into) for narrative_id in into}


def _last(narrative_id: str, into: dict[str, str | None]) -> str:
    seen = {narrative_id}
    while (older := into.get(narrative_id)) is not None and older not in seen:
        seen.add(older)
        narrative_id = older
    return narrative_id
