"""The regression over words and letters: what it reads, and what a broken file is answered with."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from analysis import AnalysisError
from analysis.wordings import LETTERS, SCALE, WORDS, counted, features, load_wordings

BUCKETS = LETTERS + WORDS


@pytest.fixture
def file(tmp_path):
    """Weights of two kinds: the buckets of "kah" speak for the second."""
    weight = np.zeros((2, BUCKETS), np.int8)
    weight[1, counted(["kah"]).indices] = 100
    path = tmp_path / "wordings.safetensors"
    parts = {"weight": weight, "scale": np.ones(2, np.float32), "rarity": np.ones(BUCKETS, np.float16), "bias": np.zeros(2, np.float32)}
    save_file(parts, path)
    return path


def test_words_that_speak_for_a_kind_make_it_likely_whatever_their_case(file):
    found = load_wordings(file).chances(["benar kah", "BENAR KAH", "zzz"])
    assert found.shape == (3, 2)
    assert np.allclose(found.sum(axis=1), 1)
    assert found[0, 1] > 0.9
    assert np.array_equal(found[0], found[1])


def test_a_text_without_words_is_read_by_the_bias_alone(file):
    assert np.allclose(load_wordings(file).chances([""]), 0.5)


def test_letters_and_words_of_a_text_weigh_the_same_however_long_it_is():
    rows = features(["jalan rusak", "jalan rusak " * 50], np.ones(BUCKETS, np.float32)).toarray()
    assert np.allclose(np.linalg.norm(rows[:, :LETTERS], axis=1), SCALE)
    assert np.allclose(np.linalg.norm(rows[:, LETTERS:], axis=1), SCALE)


def test_the_digest_is_of_the_file(file, tmp_path):
    other = tmp_path / "other.safetensors"
    other.write_bytes(file.read_bytes())
    assert load_wordings(other).digest == load_wordings(file).digest


def test_a_missing_or_broken_file_is_answered_with_the_cure(tmp_path):
    for content in (None, b"nothing of the kind"):
        path = tmp_path / "gone.safetensors"
        if content:
            path.write_bytes(content)
        with pytest.raises(AnalysisError, match=r"gone\.safetensors: cannot be read .* restore the file"):
            load_wordings(path)
