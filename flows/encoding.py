"""Give texts the vectors of the model in use, in portions that a kill cannot undo."""

from collections.abc import Sequence
from datetime import datetime

from analysis.embedding import Encoder, load, pack, reference_texts, text_hash, text_of
from archive.records import Embedding, FactCheck, Item, Reading
from archive.settings import Settings
from archive.store import Store
from flows.stages import Stage, stage

CHUNK = 256
"""Texts encoded and kept at once: small enough that a kill loses seconds, and always the same so that it leaves no trace."""


def encode(store: Store, encoder: Encoder, records: Sequence[Item | FactCheck], progress: Stage) -> None:
    """Encode the reference texts and every record that has no vector of this model yet, and keep each portion as soon as it is done."""
    texts = {text_hash(text): text for text in (*(text_of(record) for record in records), *reference_texts())}
    known = set(store.frame(Embedding, model_id=encoder.model_id)["text_hash"])
    unseen = sorted(texts.keys() - known)
    progress.total = len(unseen)
    for start in range(0, len(unseen), CHUNK):
        chunk = unseen[start : start + CHUNK]
        rows = encoder.encode([texts[key] for key in chunk])
        store.put([Embedding(key, encoder.model_id, encoder.dim, pack(row)) for key, row in zip(chunk, rows, strict=True)])
        progress.advance(len(chunk))


def embed_all(store: Store, settings: Settings, now: datetime) -> tuple[str, int]:
    """Encode every relevant text of the archive with the model of the settings; returns the model's id and how many texts were new to it.

    After a change of the model, grouping and matching use none of the old vectors. Stopped, it goes on where it was when it is run again.
    """
    encoder = load(settings.model, settings.state / "model", settings.model_prompt, settings.device)
    relevant = store.frame(Reading, relevant=True)["subject_id"].to_list()
    with stage(store, "embed", "embed", now) as progress:
        encode(store, encoder, [*store.records(Item, id=relevant), *store.records(FactCheck)], progress)
        return encoder.model_id, progress.done
