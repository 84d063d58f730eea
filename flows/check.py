"""Compare what somebody brought in with what is known; nothing is stored."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from analysis.brought import Weighed, weigh
from analysis.embedding import Encoder, centred, load, pack, reference_rows, reference_texts, text_hash, text_of, vectors_of
from analysis.evidence import Archive
from analysis.factchecks import Index, Near
from analysis.lookup import NearNarrative, nearest_narratives
from analysis.region import load_region
from analysis.relevance import read_item
from analysis.thresholds import Thresholds, load_thresholds
from analysis.utterances import claim_sentences, load_gate, tiers_of, utterances_of
from archive.records import Bulletin, Embedding, FactCheck, Item, Membership, Narrative, Reading, Response, Source, Utterance
from archive.settings import Settings
from archive.store import Store
from extractors.handed_in import from_html, from_text, from_url
from flows import FlowError
from flows.client import client_of
from flows.sifting import BULLETINS_FOR

MOST = 5
NEAR = 0.6
"""A text at least so near a narrative is taken to tell of it (a centred cosine): what was answered there is shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The text as it was read, what kind it is, what it is about, what it resembles, and what would speak for looking at it.

    ``claims`` are its sentences that can be checked, ``factchecks`` and ``narratives`` the nearest, best first, ``responses`` the answers
    that offices and outlets gave in those narratives. ``weighed`` is ``None`` where the text is no claim: then nothing can speak for
    putting it before the team.
    """

    item: Item
    reading: Reading
    utterance: Utterance
    claims: tuple[str, ...]
    factchecks: tuple[Near, ...]
    narratives: tuple[NearNarrative, ...]
    responses: tuple[Response, ...]
    weighed: Weighed | None


def check(store: Store, settings: Settings, brought: str) -> Checked:
    """Read ``brought``, a text, a file's name or an address, and look for what it resembles.

    Raises:
        FlowError: there is nothing to read.
        ExtractorError: the address or file cannot be read as an article.
        AnalysisError: the model cannot be loaded.
    """
    now = datetime.now(UTC)
    thresholds = load_thresholds()
    item = read(brought, settings, now)
    reading = read_item(item, load_region(settings.region), thresholds)
    factchecks, memberships, narratives = store.records(FactCheck), store.records(Membership), store.records(Narrative)
    items = store.records(Item, id=[membership.item_id for membership in memberships])

    encoder = load(settings.model, settings.state / "model", settings.model_prompt, settings.device)
    embeddings = _embedded(store, encoder, [item, *factchecks])
    reference = reference_rows(embeddings)
    vector = centred(vectors_of([item], embeddings), reference)[item.id]
    gate = load_gate(settings.state / "model", settings.device)
    (utterance,) = utterances_of([item], tiers_of([item], store.records(Source)), gate)
    (claims,) = claim_sentences([item.text], gate)

    index = Index(factchecks, centred(vectors_of(factchecks, embeddings), reference))
    (nears,) = index.nearest([item.text], np.stack([vector]), [now], MOST)
    stories = nearest_narratives(vector, centred(vectors_of(items, embeddings), reference), memberships, narratives, MOST)
    told = [near.narrative.id for near in stories if near.similarity >= NEAR]
    answers = {response.item_id: response for response in store.records(Response, narrative_id=told)}
    return Checked(
        item,
        reading,
        utterance,
        claims,
        tuple(nears),
        tuple(stories),
        tuple(sorted(answers.values(), key=lambda response: (response.at, response.item_id))),
        weigh(item, utterance, nears, _archive(store, settings, thresholds, items, factchecks, now), now)
        if utterance.kind == "claim"
        else None,
    )


def _embedded(store: Store, encoder: Encoder, records: Sequence[Item | FactCheck]) -> list[Embedding]:
    """The vectors that are kept, and those of ``records`` and the reference texts that are not; nothing is stored."""
    kept = store.records(Embedding, model_id=encoder.model_id)
    known = {embedding.text_hash for embedding in kept}
    wanted = {text_hash(text): text for text in (*(text_of(record) for record in records), *reference_texts())}
    missing = sorted(wanted.keys() - known)
    rows = encoder.encode([wanted[key] for key in missing])
    return kept + [Embedding(key, encoder.model_id, encoder.dim, pack(row)) for key, row in zip(missing, rows, strict=True)]


def _archive(
    store: Store, settings: Settings, thresholds: Thresholds, items: Sequence[Item], factchecks: Sequence[FactCheck], now: datetime
) -> Archive:
    """What the text is held against, without the narratives it may belong to: it stands for itself."""
    return Archive(
        items=items,
        utterances=store.records(Utterance),
        readings=[],
        memberships=[],
        events=[],
        narratives=[],
        copies=[],
        factchecks=factchecks,
        bulletins=store.records(Bulletin, happened_at_from=now - BULLETINS_FOR),
        sources=store.records(Source),
        zone=settings.timezone,
        thresholds=thresholds,
    )


def read(brought: str, settings: Settings, now: datetime) -> Item:
    """``brought`` as an item: an http(s) address is fetched, an existing file is read, anything else is the text itself."""
    if not brought.strip():
        raise FlowError("there is no text to check; give a text, a file or an address")
    if brought.startswith(("http://", "https://")) and " " not in brought.strip() and "\n" not in brought.strip():
        return asyncio.run(_fetched(brought.strip(), settings, now))
    path = file_named(brought)
    if path is not None:
        content = content_of(path)
        if path.suffix.lower() in (".html", ".htm"):
            return from_html(content, now)
        brought = content.decode("utf-8", "replace")
    return from_text(brought, now)


def file_named(brought: str) -> Path | None:
    """The file that ``brought`` names, if it names one that exists; a text may be anything, also what no file system takes as a name."""
    if len(brought) >= 1000 or "\n" in brought:
        return None
    path = Path(brought)
    try:
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None


def content_of(path: Path) -> bytes:
    """What a file holds; raises FlowError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FlowError(f"{path}: cannot be read ({error.strerror}); check the file") from error


async def _fetched(url: str, settings: Settings, now: datetime) -> Item:
    async with client_of(settings) as client:
        return await from_url(url, client, now)
