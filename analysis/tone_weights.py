"""The model behind :mod:`analysis.tone`, and how a text is put before it: ``tone.safetensors`` is a correction of the bundled encoder."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.corrected import CorrectedModel, load_corrected
from archive.records import ToneLabel

SHIPPED = Path(__file__).with_name("tone.safetensors")
TONES: tuple[ToneLabel, ...] = ("negatif", "netral", "positif")
"""The order of the head's outputs."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\w)@\w+(?:\.\w+)*")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_LOOSE = re.compile(r"\s+([.,;:!?%)\]}…])")
_OPEN = re.compile(r"([(\[{])\s+")


def prepared(text: str) -> str:
    """``text`` as the model was trained to read it: small letters, no addresses or handles, no stretched letters, no loose punctuation.

    SmSA gives its texts lower-cased with blanks around every mark; here everything is made alike instead of teaching the model both.
    """
    text = _ADDRESS.sub(" ", text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")).lower()
    text = _STRETCHED.sub(r"\1", text)
    return " ".join(_OPEN.sub(r"\1", _LOOSE.sub(r"\1", text)).split())


def load_model(cache: Path, device: str, weights: Path = SHIPPED) -> CorrectedModel:
    """The tone model on ``device``, with its ``threshold`` in ``about``; see :func:`analysis.corrected.load_corrected`.

    Raises:
        AnalysisError: the encoder or the correction is missing, or they do not belong together.
    """
    return load_corrected(weights, cache, device)
