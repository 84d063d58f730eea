"""Makers of records for the tests of this room: posts, articles, fact-checks, and a narrative of claim posts as a context."""

import shutil
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analysis.contexts import ClaimItem, NarrativeContext
from analysis.embedding import load, text_of
from analysis.profiles import profile_of
from analysis.region import load_region
from analysis.relevance import read_item
from analysis.thresholds import load_thresholds
from archive.records import FactCheck, Item, Utterance

NOW = datetime(2026, 11, 12, 21, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def thresholds():
    return load_thresholds()


@pytest.fixture(scope="session")
def region():
    return load_region()


@pytest.fixture(scope="session")
def now():
    return NOW


@pytest.fixture(scope="session")
def make_item():
    def make(item_id="x", body=None, *, title=None, kind="post", source="toots", at=NOW, **rest):
        item = Item(
            item_id, source, kind, None, None, title, None, body, None, None, None, (), False, None, None, at, "Asia/Makassar", "source", at
        )
        return replace(item, **rest)

    return make


@pytest.fixture(scope="session")
def make_profile(region, thresholds):
    """The profile of an item, read by the shipped region's rules."""

    def make(item, kind="other"):
        return profile_of(item, read_item(item, region, thresholds), Utterance(item.id, kind, 1.0, "", None, "v"))

    return make


@pytest.fixture(scope="session")
def make_check():
    def make(check_id="f", title="Pendaftaran honorer lewat tautan", *, label="false", native="SALAH", at=NOW, body=None, claim=None):
        return FactCheck(
            check_id, "cek", "https://cek.example/1", title, claim or title, label, native, "Cek Etam", body, None, at, None, None, at
        )

    return make


@pytest.fixture(scope="session")
def make_context():
    """A narrative of ``posts`` claim posts of one event, the first ``hours`` ago, that no outlet has reported."""

    def make(narrative_id="n", *, posts=3, hours=10.0, text="Pemprov membuka rekrutmen honorer, sebarkan", **rest):
        first = NOW - timedelta(hours=hours)
        claims = tuple(ClaimItem(f"{narrative_id}{i}", first + timedelta(minutes=i), "e", None, text, text, 1.0) for i in range(posts))
        context = NarrativeContext(narrative_id, NOW.date(), NOW, claims, (), (), (), (), (), (), (), (), "Asia/Makassar")
        return replace(context, **rest)

    return make


class WordEncoder:
    """A small stand-in for the model: a text is the sum of a fixed random direction per word, so texts that share words are near."""

    model_id = "words@0"
    dim = 64

    def encode(self, texts):
        return np.stack([self._row(text) for text in texts]) if texts else np.zeros((0, self.dim), np.float32)

    def _row(self, text):
        row = sum((self._direction(word) for word in text.casefold().split()), np.zeros(self.dim))
        return (row / (np.linalg.norm(row) or 1)).astype(np.float32)

    def _direction(self, word):
        return np.random.default_rng(zlib.crc32(word.encode("utf-8", "replace"))).normal(size=self.dim)


@pytest.fixture(scope="session")
def vectors_for():
    """Vectors of items from the stand-in, by item id; random directions are centred as they come."""

    def vectors(items):
        return dict(zip((item.id for item in items), WordEncoder().encode([text_of(item) for item in items]), strict=True))

    return vectors


@pytest.fixture(scope="session")
def encoder(tmp_path_factory):
    """The bundled model, converted and loaded once for all tests marked ``model``."""
    cache = tmp_path_factory.mktemp("model")
    yield load(None, cache)
    shutil.rmtree(cache)
