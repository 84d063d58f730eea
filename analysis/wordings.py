"""What kind of utterance the words and letters of a text speak for: a multinomial logistic regression over hashed n-grams.

It knows small things that an encoder of meanings passes over ("kah", "min", "wkwk", a question mark), and errs elsewhere than that does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import AnalysisError

LETTERS, WORDS = 2**16, 2**15
"""How many buckets the n-grams of letters and of words are hashed into."""
SCALE = 3.0
_WORD = r"\w+|[^\w\s]"


@dataclass(frozen=True, slots=True)
class Wordings:
    """The regression: ``rarity`` of every bucket, ``weight`` (kinds, buckets), ``bias`` (kinds,); ``digest`` of the file it came from."""

    rarity: NDArray[np.float32]
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    digest: str

    def chances(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The probability of each kind for every prepared text, shape ``(len(texts), kinds)``."""
        scores = features(texts, self.rarity) @ self.weight.T + self.bias
        likely = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True), np.float64)


def load_wordings(path: Path) -> Wordings:
    """Read ``path``; its weights are int8 with a scale per kind.

    Raises:
        AnalysisError: the file is missing or no such file.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        raw = path.read_bytes()
        found = load(raw)
        weight = found["weight"].astype(np.float32) * found["scale"].astype(np.float32)[:, None]
        rarity, bias = found["rarity"].astype(np.float32), found["bias"].astype(np.float32)
    except (OSError, SafetensorError, KeyError) as error:
        raise AnalysisError(f"{path}: cannot be read ({error}); restore the file from the repository") from error
    return Wordings(rarity, weight, bias, hashlib.sha256(raw).hexdigest()[:8])


def counted(texts: Sequence[str]) -> Any:
    """How often every bucket occurs in each text, in small letters: sparse, shape ``(len(texts), LETTERS + WORDS)``."""
    from scipy.sparse import hstack

    lowered = [text.lower() for text in texts]
    return hstack([counter.transform(lowered) for counter in _counters()]).tocsr()


def features(texts: Sequence[str], rarity: NDArray[np.float32]) -> Any:
    """:func:`counted` with each count as (1 + ln count) · rarity; letters and words of a text each of length :data:`SCALE`."""
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    rows = counted(texts).astype(np.float32)
    rows.data = (1 + np.log(rows.data)) * rarity[rows.indices]
    return hstack([normalize(rows[:, :LETTERS]), normalize(rows[:, LETTERS:])]).tocsr() * SCALE


@cache
def _counters() -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import HashingVectorizer  # a second to import: only when texts are heard

    hashed = {"norm": None, "alternate_sign": False, "lowercase": False}
    return (
        HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=LETTERS, **hashed),
        HashingVectorizer(token_pattern=_WORD, ngram_range=(1, 2), n_features=WORDS, **hashed),
    )
