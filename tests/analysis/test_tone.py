"""The tone of texts: what is not judged, what tone never touches, and what the shipped weights do."""

import ast
import shutil
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

import analysis
from analysis import AnalysisError
from analysis.corrected import CorrectedModel
from analysis.relevance import read_item
from analysis.tone import ToneReader, body_of, headline_of, load_tone, office_tones_of, sentences_on, tones_of
from analysis.tone_weights import SHIPPED, load_model, prepared

ROOM = Path(analysis.__file__).parent


class CountingModel:
    """Stands in for the weights: sure of "negatif" where a text says "buruk", else just not sure enough of "netral"."""

    about = MappingProxyType({"threshold": "0.6"})
    digest = "counting"

    def __init__(self):
        self.seen = []

    def chances(self, texts):
        self.seen += texts
        return np.array([[0.9, 0.08, 0.02] if "buruk" in text else [0.3, 0.55, 0.15] for text in texts])


@pytest.fixture
def counting():
    return ToneReader(CountingModel())


@pytest.fixture(scope="session")
def tone_cache(tmp_path_factory):
    cache = tmp_path_factory.mktemp("tone-model")
    yield cache
    shutil.rmtree(cache)


@pytest.fixture(scope="session")
def model(tone_cache) -> CorrectedModel:
    return load_model(tone_cache, "cpu")


@pytest.fixture(scope="session")
def reader(model):
    return ToneReader(model)


def imported(module):
    """The modules of this room that ``module`` imports, by their short names."""
    path = ROOM / f"{module.replace('.', '/')}.py"
    path = path if path.is_file() else ROOM / module.replace(".", "/") / "__init__.py"
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    names = {name.removeprefix("analysis.") for name in found if name.startswith("analysis.")}
    return {name for name in names if (ROOM / f"{name.replace('.', '/')}.py").is_file() or (ROOM / name.replace(".", "/")).is_dir()}


def reached(module):
    found, open_ = set(), [module]
    while open_:
        one = open_.pop()
        if one not in found:
            found.add(one)
            open_ += imported(one)
    return found


JUDGING = [
    "contexts",
    "triage",
    "signals",
    *(f"signals.{path.stem}" for path in (ROOM / "signals").glob("*.py") if path.stem != "__init__"),
]


@pytest.mark.parametrize("module", JUDGING)
def test_no_signal_flag_or_case_can_see_a_tone(module):
    assert not {name for name in reached(module) if name.startswith("tone")}


@pytest.mark.parametrize("module", JUDGING)
def test_no_signal_flag_or_case_speaks_of_the_records_of_tone(module):
    path = ROOM / f"{module.replace('.', '/')}.py"
    path = path if path.is_file() else ROOM / module / "__init__.py"
    names = {node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    assert not names & {"Tone", "OfficeTone", "ToneLabel"}


def test_the_search_for_imports_finds_those_of_tone_itself():
    assert {"tone_weights", "e5_weights", "sentences"} <= reached("tone")


UNREADABLE = [
    "", "   ", "buruk", "buruk!!!", "😡😡😡 🔥", "12.345 67", "https://contoh.example/buruk", "\0\0", "\ud800",
    "الخدمة سيئة جدا", "服务很差 真的很差", "อ่านไม่ออก เลย", "ꦥꦼꦭꦪꦤꦤ꧀ ꦲꦺꦭꦺꦏ꧀",
]  # fmt: skip


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_holds_no_two_words_in_latin_letters_is_not_judged(counting, text):
    (judged,) = counting.read([text])
    assert (judged.tone, judged.confidence) == ("tidak dinilai", 0.0)
    assert counting._model.seen == []


def test_an_unsure_reader_says_so_and_keeps_its_confidence(counting):
    assert [(j.tone, j.confidence) for j in counting.read(["rapat dibuka pagi", "layanan buruk sekali"])] == [
        ("tidak dinilai", 0.55),
        ("negatif", 0.9),
    ]
    assert counting.guess(["rapat dibuka pagi"])[0].tone == "netral"


def test_the_same_text_is_read_once_however_often_it_comes(counting):
    judged = counting.read(["Layanan BURUK sekali"] * 10_000)
    assert len(judged) == 10_000
    assert counting._model.seen == ["layanan buruk sekali"]


def test_nothing_in_means_nothing_out(counting):
    assert counting.read([]) == []


def test_texts_in_two_styles_of_writing_are_made_alike():
    tokenised = "petugas nya ramah , cepat ( sekali ) ! lihat www.contoh.example/a"
    written = "Petugas nya RAMAH, cepat (sekaliiiii)! lihat"
    assert prepared(tokenised) == prepared(written) == "petugas nya ramah, cepat (sekali)! lihat"


def test_a_very_long_text_is_read_by_its_beginning(counting, make_item):
    endless = make_item(body="Rapat dibuka pagi tadi. " * 50_000)
    assert len(body_of(endless)) <= 500
    assert body_of(endless).endswith("tadi.")
    counting.read(["kata " * 50_000])
    assert max(map(len, counting._model.seen)) <= 500


def test_one_sentence_without_end_is_cut(make_item):
    assert len(body_of(make_item(body="a" * 700))) == 500


def test_headline_and_body_are_judged_apart(counting, make_item):
    article = make_item("a", "Rapat dibuka pagi tadi.", title="Layanan buruk sekali", kind="article")
    post = make_item("p", "Layanan buruk sekali.")
    first, second = tones_of([article, post], counting)
    assert (first.item_id, first.headline, first.body, first.body_confidence) == ("a", "negatif", "tidak dinilai", 0.55)
    assert (second.headline, second.headline_confidence, second.body) == ("tidak dinilai", 0.0, "negatif")
    assert first.version == counting.version
    assert headline_of(post) == ""


def test_a_text_without_body_is_judged_by_its_summary(make_item):
    assert (
        body_of(make_item(body=None, title="Judul", kind="article", summary="Ringkasan dua kalimat. Habis."))
        == "Ringkasan dua kalimat. Habis."
    )


OFFICES = "Dinas Pendidikan dan Kebudayaan Kaltim membuka pendaftaran. Layanan Dinkes Kaltim buruk sekali. Hujan turun sejak pagi."


def test_an_office_is_judged_by_the_sentences_that_name_it(counting, make_item, region, thresholds):
    item = make_item("x", OFFICES, kind="article", title="Kabar dari Samarinda")
    reading = read_item(item, region, thresholds)
    found = {tone.office: tone for tone in office_tones_of([item], [reading], counting, region)}
    assert set(reading.offices) == set(found)
    assert len(found) == 2
    health = next(office for office in found if "Dinkes" in office or "Kes" in office)
    assert found.pop(health).tone == "negatif"
    assert next(iter(found.values())).tone == "tidak dinilai"


def test_a_sentence_about_the_office_of_a_city_says_nothing_of_the_province(make_item, region):
    item = make_item(body="Dinkes Kota Samarinda lamban. Dinkes Kaltim mengirim obat.")
    office = next(term.office for term in region.terms["dinkes"] if term.office)
    assert sentences_on(item, [office], region) == {office: ["Dinkes Kaltim mengirim obat."]}


def test_an_item_without_a_reading_has_no_office_tone(counting, make_item, region):
    assert office_tones_of([make_item(body=OFFICES)], [], counting, region) == []


@pytest.mark.model
def test_praise_complaint_and_report_are_told_apart(reader):
    texts = [
        "Pelayanan di kantor kecamatan cepat dan petugasnya ramah sekali, terima kasih!",
        "Pelayanannya buruk, antre empat jam dan petugasnya kasar. Mengecewakan!",
        "Gubernur Kaltim dijadwalkan membuka rapat koordinasi di Samarinda, Senin.",
        "palayanannya lakas wan patugasnya ramah banar",
    ]
    assert [judged.tone for judged in reader.read(texts)] == ["positif", "negatif", "netral", "positif"]


@pytest.mark.model
def test_criticism_that_a_newspaper_passes_on_in_plain_words_is_neutral(reader):
    assert [j.tone for j in reader.guess(["DPRD Kaltim kritik lambannya pembangunan gedung arsip, Sekda beri penjelasan"])] == ["netral"]


@pytest.mark.model
def test_company_in_the_batch_does_not_change_a_judgement(reader):
    texts = ["Jalannya rusak parah dan tidak pernah diperbaiki", "Rapat dimulai pukul sembilan pagi " * 12, "Bagus sekali, lanjutkan!"]
    together = reader.guess(texts)
    alone = [reader.guess([text])[0] for text in texts]
    assert [j.tone for j in together] == [j.tone for j in alone]
    assert [j.confidence for j in together] == pytest.approx([j.confidence for j in alone], abs=0.02)


@pytest.mark.model
def test_the_word_vectors_are_mapped_and_not_copied(model, tone_cache):
    import torch

    table = model.members[0].encoder.embeddings.word_embeddings.weight
    other = load_model(tone_cache, "cpu").members[0].encoder.embeddings.word_embeddings.weight
    assert torch.equal(table[:5], other[:5])
    mapped = Path("/proc/self/maps")
    if not mapped.exists():
        pytest.skip("no /proc here")
    ranges = [line.split()[0] for line in mapped.read_text(encoding="utf-8").splitlines() if "model.safetensors" in line]
    bounds = [tuple(int(end, 16) for end in one.split("-")) for one in ranges]
    assert any(low <= table.data_ptr() < high for low, high in bounds)


@pytest.mark.model
def test_weights_for_another_encoder_are_refused(tone_cache, tmp_path):
    from safetensors.numpy import save_file

    path = tmp_path / "tone.safetensors"
    save_file({"0/head.weight": np.zeros((3, 384), np.float16)}, path, metadata={"base": "00000000"})
    with pytest.raises(AnalysisError, match="trained on encoder 00000000"):
        load_model(tone_cache, "cpu", path)


@pytest.mark.model
def test_weights_that_are_not_there_are_named(tone_cache, tmp_path):
    with pytest.raises(AnalysisError, match=r"nothing\.safetensors"):
        load_model(tone_cache, "cpu", tmp_path / "nothing.safetensors")


@pytest.mark.model
def test_a_device_that_is_not_there_is_named(tone_cache):
    with pytest.raises(AnalysisError, match="PANTAU_DEVICE"):
        load_tone(tone_cache, "nowhere")


def test_the_shipped_weights_are_small():
    assert SHIPPED.stat().st_size < 2_100_000
