"""Compare what somebody brought in with what is known; nothing is stored."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from analysis.embedding import centred, load, pack, reference_rows, reference_texts, text_hash, text_of, vectors_of
from analysis.factchecks import Near, nearest
from analysis.lookup import NearNarrative, nearest_narratives
from analysis.region import load_region
from analysis.relevance import read_item
from analysis.thresholds import load_thresholds
from archive.records import Embedding, FactCheck, Item, Membership, Narrative, Reading
from archive.settings import Settings
from archive.store import Store
from extractors.handed_in import from_html, from_text, from_url
from flows import FlowError
from flows.client import client_of

MOST = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """The text as it was read, what it is about, and the nearest fact-checks and narratives, best first."""

    item: Item
    reading: Reading
    factchecks: tuple[Near, ...]
    narratives: tuple[NearNarrative, ...]


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
    reading = read_item(item, "social", load_region(settings.region), thresholds)

    encoder = load(settings.model, settings.state / "model", settings.model_prompt, settings.device)
    factchecks, memberships, narratives = store.records(FactCheck), store.records(Membership), store.records(Narrative)
    items = store.records(Item, id=[membership.item_id for membership in memberships])
    kept = store.records(Embedding, model_id=encoder.model_id)
    known = {embedding.text_hash for embedding in kept}
    wanted = {text_hash(text): text for text in (text_of(item), *reference_texts(), *(text_of(check) for check in factchecks))}
    missing = sorted(wanted.keys() - known)
    rows = encoder.encode([wanted[key] for key in missing])
    embeddings = kept + [Embedding(key, encoder.model_id, encoder.dim, pack(row)) for key, row in zip(missing, rows, strict=True)]

    reference = reference_rows(embeddings)
    vector = centred(vectors_of([item], embeddings), reference)[item.id]
    check_vectors = centred(vectors_of(factchecks, embeddings), reference)
    item_vectors = centred(vectors_of(items, embeddings), reference)
    return Checked(
        item,
        reading,
        tuple(nearest(item.text, vector, factchecks, check_vectors, MOST, now, thresholds)),
        tuple(nearest_narratives(vector, item_vectors, memberships, narratives, MOST)),
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
