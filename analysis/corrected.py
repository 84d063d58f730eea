"""The bundled encoder with small trained corrections on top: what it says of a text's tone or kind is learnt, the encoder itself is shared.

A correction is a file (``tone.safetensors``, ``utterances.safetensors``). It holds per matrix of the encoder's upper layers two thin ones
whose product is added to it (low-rank adaptation, Hu et al. 2021, arXiv:2106.09685; int8 with a scale per row), changes of biases and
norms, and a linear head over the mean of the last layer (float16). It may hold several members from several trainings; their scores are
averaged. The table of word vectors, four fifths of the model, is not copied: it is mapped from the file that the embedding model was
written to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis import AnalysisError, e5_weights
from analysis.embedding import bfloat16

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

MOST_TOKENS = 160
"""500 characters of Indonesian are about 130."""
_BATCH = 32
_HEAD = "head."


def tokenizer_of(folder: Path) -> Tokenizer:
    """The fast tokenizer of the model directory ``folder``, cutting at :data:`MOST_TOKENS`."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer


def encoder_of(folder: Path) -> BertModel:
    """The transformer of the model directory ``folder``; its tensors are mapped from the file, not copied."""
    import torch
    from safetensors import safe_open
    from transformers import BertConfig, BertModel

    content = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    with torch.device("meta"):
        model = BertModel(BertConfig(**content), add_pooling_layer=False)
    with safe_open(folder / "model.safetensors", framework="pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys() if not name.startswith("pooler.")}  # noqa: SIM118 - not a dict
    model.load_state_dict(tensors, strict=False, assign=True)
    positions = content["max_position_embeddings"]
    # Not stored in the file, and made on no device above.
    model.embeddings.register_buffer("position_ids", torch.arange(positions).unsqueeze(0), persistent=False)
    model.embeddings.register_buffer("token_type_ids", torch.zeros((1, positions), dtype=torch.long), persistent=False)
    model.requires_grad_(False)
    model.train(False)
    return model


def pooled(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean over the tokens of each text: ``(texts, tokens, size)`` and a 0/1 mask to ``(texts, size)``."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)


@dataclass(frozen=True, slots=True)
class Member:
    """One corrected encoder with its head: ``weight`` has the shape (outputs, size), ``bias`` (outputs,)."""

    encoder: BertModel
    weight: torch.Tensor
    bias: torch.Tensor

    def scores(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The logits for a batch of token ids, ``(texts, outputs)``."""
        with bfloat16(self.weight.device):
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return pooled(hidden.float(), mask) @ self.weight.T + self.bias


@dataclass(frozen=True, slots=True)
class CorrectedModel:
    """The members; ``about`` is what the file says of itself, ``digest`` the first eight hex digits of its SHA-256.

    ``temperature`` was fitted with the weights on their validation texts.
    """

    tokenizer: Tokenizer
    members: tuple[Member, ...]
    temperature: float
    about: Mapping[str, str]
    digest: str

    def chances(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The calibrated chance of every output for each prepared text, shape ``(len(texts), outputs)``."""
        import torch

        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        # Texts of like length together: padding would cost more than the texts themselves.
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        rows = np.zeros((len(tokens), len(self.members[0].bias)))
        device = self.members[0].weight.device
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            ids, mask = (part.to(device) for part in padded([tokens[i] for i in chosen]))
            with torch.inference_mode():
                scores = torch.stack([member.scores(ids, mask) for member in self.members]).mean(0)
            rows[chosen] = (scores / self.temperature).double().softmax(-1).cpu().numpy()
        return rows


def padded(tokens: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and their mask, both ``(texts, longest)``; the padding id is 1."""
    import torch

    longest = max(map(len, tokens))
    ids = torch.ones((len(tokens), longest), dtype=torch.long)
    mask = torch.zeros((len(tokens), longest), dtype=torch.long)
    for row, found in enumerate(tokens):
        ids[row, : len(found)] = torch.tensor(found)
        mask[row, : len(found)] = 1
    return ids, mask


def load_corrected(weights: Path, cache: Path, device: str) -> CorrectedModel:
    """The encoder with the corrections of ``weights``, on ``device``; ``cache`` receives the bundled encoder on its first use.

    Raises:
        AnalysisError: the encoder or the correction is missing, or they do not belong together.
    """
    from safetensors import SafetensorError, safe_open

    folder = e5_weights.model_directory(cache)
    changes: dict[str, dict[str, torch.Tensor]] = {}
    try:
        with safe_open(weights, framework="pt") as file:
            about = file.metadata() or {}
            for key in file.keys():  # noqa: SIM118 - not a dict
                number, _, name = key.partition("/")
                changes.setdefault(number, {})[name] = file.get_tensor(key).float()
        if about.get("base") != e5_weights.SHA256[:8]:
            raise AnalysisError(f"{weights}: trained on encoder {about.get('base')}, not {e5_weights.SHA256[:8]}; train it anew")
        members = tuple(_member(folder, changes[number], device) for number in sorted(changes))
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()[:8]
    except (OSError, SafetensorError) as error:
        raise AnalysisError(f"{weights}: the correction cannot be loaded ({error}); restore the file, or delete {folder}") from error
    except (RuntimeError, AssertionError) as error:
        raise AnalysisError(f"the model cannot be put on {device} ({error}); check PANTAU_DEVICE") from error
    return CorrectedModel(tokenizer_of(folder), members, float(about["temperature"]), about, digest)


def _member(folder: Path, change: dict[str, torch.Tensor], device: str) -> Member:
    """An encoder with the changes added; what is changed becomes a copy of its own, the rest stays mapped."""
    import torch

    encoder = encoder_of(folder)
    for name in [name for name in change if not name.startswith(_HEAD)]:
        place, _, kind = name.rpartition(".")
        if kind in ("up", "up_scale", "down_scale"):
            continue
        module = encoder.get_submodule(place)
        kept = "weight" if kind == "down" else kind
        added = _whole(change, place, "up") @ _whole(change, place, "down") if kind == "down" else change[name]
        setattr(module, kept, torch.nn.Parameter(module.get_parameter(kept) + added, requires_grad=False))
    torch.nn.Module.to(encoder, device)
    return Member(encoder, change[f"{_HEAD}weight"].to(device), change[f"{_HEAD}bias"].to(device))


def _whole(change: dict[str, torch.Tensor], place: str, kind: str) -> torch.Tensor:
    return change[f"{place}.{kind}"] * change[f"{place}.{kind}_scale"].unsqueeze(-1)
