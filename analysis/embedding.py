"""Texts as vectors: which part of a text is read, the model that reads it, and how vectors are kept and centred.

The bundled model is multilingual-e5-small without a prompt; on Indonesian news its prompts make every measure worse. Cosines of its raw
vectors lie squeezed between .76 and .96; :func:`centred` spreads them by taking off the mean of a fixed set of ordinary texts. That mean is
the same every night and for every window, which the mean of the window itself would not be, and it works for any model.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from analysis import AnalysisError, e5_weights
from archive.records import Embedding, FactCheck, Item

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Vector = NDArray[np.float32]
_RECIPE = "t500"
"""Part of every model id: title + the first 500 characters, as good as 512 tokens at a quarter of the cost."""
_CHARACTERS = 500
_LONGEST = 50_000
"""No model here reads further; a megabyte of text would only cost time in the tokenizer."""


class Encoder(Protocol):
    """Turns texts into vectors. ``model_id`` names weights, prompt and text recipe: vectors of two ids are never compared."""

    @property
    def model_id(self) -> str: ...  # noqa: D102
    @property
    def dim(self) -> int: ...  # noqa: D102
    def encode(self, texts: Sequence[str]) -> Vector:
        """One L2-normalised row per text, in order, shape ``(len(texts), dim)``; any text is accepted."""


def text_of(record: Item | FactCheck) -> str:
    """The part of a record that is embedded: its title, then the first 500 characters of the rest, on two lines."""
    if isinstance(record, FactCheck):
        parts = [record.claim, record.body or ""] if record.claim != record.title else [record.body or ""]
        rest = " ".join(parts)
    else:
        rest = record.body or record.summary or ""
    return "\n".join(part for part in (_flat(record.title or ""), _flat(rest)[:_CHARACTERS].rstrip()) if part)


def _flat(text: str) -> str:
    return " ".join(text[:_LONGEST].split())


def text_hash(text: str) -> str:
    """The key of a text's vector: 32 hex digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def pack(row: Vector) -> bytes:
    """A vector as :attr:`Embedding.values`: little-endian float16."""
    return row.astype("<f2").tobytes()


def unpack(rows: Sequence[bytes], dim: int) -> Vector:
    """Stored vectors as a float32 matrix ``(len(rows), dim)``, normalised again after the rounding."""
    matrix = np.frombuffer(b"".join(rows), "<f2").astype(np.float32).reshape(len(rows), dim)
    return _normalised(matrix)


def vectors_of(records: Iterable[Item | FactCheck], embeddings: Iterable[Embedding]) -> dict[str, Vector]:
    """The vector of each record by its id, looked up by its text. A record whose text has no vector yet is left out."""
    rows = _rows(embeddings)
    hashes = ((record.id, text_hash(text_of(record))) for record in records)
    return {record_id: rows[key] for record_id, key in hashes if key in rows}


def reference_texts() -> tuple[str, ...]:
    """The ordinary texts whose mean is the centre; embed them like any other text."""
    return _reference_texts()


@cache
def _reference_texts() -> tuple[str, ...]:
    path = Path(__file__).with_name("reference_texts.toml")
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["texts"])


def reference_rows(embeddings: Iterable[Embedding]) -> Vector:
    """The vectors of :func:`reference_texts` as a matrix, in their order.

    Raises:
        AnalysisError: some of them were not embedded; without all of them the centre would move from night to night.
    """
    rows = _rows(embeddings)
    keys = [text_hash(text) for text in reference_texts()]
    missing = sum(key not in rows for key in keys)
    if missing:
        raise AnalysisError(f"reference_texts.toml: {missing} of {len(keys)} texts have no vector; embed reference_texts() with the items")
    return np.stack([rows[key] for key in keys])


def centred(vectors: Mapping[str, Vector], reference: Vector) -> dict[str, Vector]:
    """``vectors`` less the mean of the rows of ``reference``, normalised again; ids stay."""
    if not vectors:
        return {}
    matrix = _normalised(np.stack(list(vectors.values())) - reference.mean(axis=0))
    return dict(zip(vectors, matrix, strict=True))


def _rows(embeddings: Iterable[Embedding]) -> dict[str, Vector]:
    kept = list(embeddings)
    if not kept:
        return {}
    return dict(zip((e.text_hash for e in kept), unpack([e.values for e in kept], kept[0].dim), strict=True))


def _normalised(matrix: Vector) -> Vector:
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / np.where(norms > 0, norms, 1)).astype(np.float32)


def load(model: str | None, cache: Path, prompt: str = "", device: str = "cpu") -> Encoder:
    """The encoder for ``model``: ``None`` is the bundled one, else a folder or a name on a hub that sentence-transformers can load.

    Takes about five seconds and a gigabyte of memory; keep one per run. ``cache`` receives the bundled model on its first use.

    Raises:
        AnalysisError: the model or a library is missing, or the device is not there.
    """
    if importlib.util.find_spec("sentence_transformers") is None:
        raise AnalysisError("sentence-transformers is not installed; run `make setup`")
    name = model or str(e5_weights.model_directory(cache))
    if model is None:
        # Nothing about the bundled model is ever asked of a network.
        os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call] # transformers leaves it so
    try:
        loaded = SentenceTransformer(name, device=device, local_files_only=model is None)
    except (OSError, ValueError, RuntimeError, AssertionError) as error:
        cure = "check PANTAU_MODEL and PANTAU_DEVICE" if model else f"check PANTAU_DEVICE, or delete {cache} so that it is written anew"
        raise AnalysisError(f"the embedding model {name} cannot be loaded on {device} ({_first_line(error)}); {cure}") from error
    weights = f"{e5_weights.NAME}@{e5_weights.SHA256[:8]}" if model is None else f"{model}@{_fingerprint(loaded)}"
    return _SentenceEncoder(loaded, weights, prompt)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _fingerprint(model: SentenceTransformer) -> str:
    import torch

    digest = hashlib.sha256()
    for name, values in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(values.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()[:8]


class _SentenceEncoder:
    """A sentence-transformers model with its prompt."""

    def __init__(self, model: SentenceTransformer, weights: str, prompt: str) -> None:
        self._model = model
        self._prompt = prompt
        self.model_id = f"{weights}/{_RECIPE}" + (f"/{hashlib.sha256(prompt.encode()).hexdigest()[:6]}" if prompt else "")
        self.dim = int(self._model.encode([""], prompt=prompt, show_progress_bar=False).shape[1])

    def encode(self, texts: Sequence[str]) -> Vector:
        """See :class:`Encoder`. Equal texts get equal rows; company in the batch moves a row by less than float16 keeps."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        with bfloat16(self._model.device):
            rows = self._model.encode([_readable(text) for text in texts], prompt=self._prompt, batch_size=32, show_progress_bar=False)
        return _normalised(rows.astype(np.float32))


def _readable(text: str) -> str:
    """``text`` as every tokenizer takes it: no NUL, no lone surrogates, not endless."""
    return text[:_LONGEST].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def bfloat16(device: torch.device) -> AbstractContextManager[None]:
    """Half-width arithmetic where the processor has it: twice as fast, and it moves a cosine by at most .0015."""
    import torch

    if device.type != "cpu":
        return nullcontext()
    try:
        supported = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    except (AttributeError, RuntimeError):  # a private name, and builds without oneDNN
        supported = False
    return torch.autocast("cpu", dtype=torch.bfloat16) if supported else nullcontext()
