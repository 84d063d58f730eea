import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.duplicates import find_copies
from archive.records import Copy

WIRE = (
    "Pemerintah provinsi mulai memperbaiki jalan poros yang rusak akibat banjir pekan lalu. Alat berat dikerahkan ke tiga titik longsor, "
    "sementara kendaraan dialihkan melalui jalan lama. Kepala dinas menyebut pekerjaan selesai dalam dua minggu bila cuaca mendukung. "
    "Warga diminta berhati-hati karena jalan licin dan belum semua lampu penerangan menyala."
)
SHORT = "Jembatan gantung di hulu putus tadi malam, warga terpaksa menyeberang dengan perahu kecil"


@pytest.fixture
def told(make_item, now):
    def told(item_id, body, minutes=0, **rest):
        return make_item(item_id, body, at=now + timedelta(minutes=minutes), **rest)

    return told


def pairs(copies):
    return {copy.item_id: copy.origin_id for copy in copies}


def test_the_earliest_of_equal_texts_is_the_origin(told, thresholds):
    items = [told("c", WIRE, 9), told("a", WIRE, 5), told("b", WIRE, 1)]
    assert find_copies(items, (), thresholds) == [Copy("a", "b", 1.0), Copy("c", "b", 1.0)]


def test_a_wire_report_with_a_changed_opening_is_a_copy_with_its_similarity(told, thresholds):
    [copy] = find_copies([told("a", WIRE), told("b", "Samarinda, kantor berita. " + WIRE, 3)], (), thresholds)
    assert pairs([copy]) == {"b": "a"}
    assert 0.8 < copy.similarity < 1


def test_another_report_of_the_same_event_is_no_copy(told, thresholds):
    other = "Jalan poros yang rusak akibat banjir pekan lalu mulai diperbaiki. Dinas mengerahkan alat berat dan mengalihkan kendaraan. " * 2
    assert find_copies([told("a", WIRE), told("b", other, 3)], (), thresholds) == []


def test_a_reposted_short_text_is_a_copy_whatever_its_case_and_marks(told, thresholds):
    assert pairs(find_copies([told("a", SHORT), told("b", SHORT.upper() + "!!!", 1)], (), thresholds)) == {"b": "a"}


def test_a_short_text_with_another_number_says_something_else(told, thresholds):
    price = "Harga cabai rawit di pasar pagi hari ini Rp {} per kilogram, pembeli mengeluh"
    assert find_copies([told("a", price.format("50.000")), told("b", price.format("60.000"), 1)], (), thresholds) == []


@pytest.mark.parametrize("text", ["Mantap!", "", None, "\x00", "👍👍👍", "ok siap"])
def test_a_text_that_hardly_says_anything_is_never_a_copy(told, thresholds, text):
    assert find_copies([told("a", text), told("b", text, 1)], (), thresholds) == []


def test_a_few_words_are_a_copy_only_when_they_are_identical(told, thresholds):
    items = [told("a", "Jembatan Mahakam ditutup"), told("b", "Jembatan Mahakam ditutup", 1), told("c", "Jembatan Mahakam dibuka", 2)]
    assert pairs(find_copies(items, (), thresholds)) == {"b": "a"}


def test_an_item_without_a_body_is_compared_by_title_and_summary(told, thresholds):
    items = [told(item_id, None, n, title=SHORT, summary="Petugas menuju lokasi") for n, item_id in enumerate("ab")]
    assert pairs(find_copies(items, (), thresholds)) == {"b": "a"}


def test_an_earlier_text_that_turns_up_late_becomes_the_origin_of_all(told, thresholds):
    later = [told("b", WIRE, 5), told("c", WIRE, 9)]
    known = find_copies(later, (), thresholds)
    assert pairs(known) == {"c": "b"}
    assert pairs(find_copies([*later, told("a", WIRE, 1)], known, thresholds)) == {"b": "a", "c": "a"}


def test_an_origin_that_left_the_window_stays_the_origin_also_of_newcomers(told, thresholds):
    known = [Copy("b", "gone", 0.9)]
    copies = find_copies([told("b", WIRE, 5), told("c", WIRE, 9)], known, thresholds)
    assert pairs(copies) == {"b": "gone", "c": "gone"}
    assert copies[0].similarity == 0.9


def test_texts_of_any_size_and_shape_are_read(told, thresholds):
    items = [told("a", "kata " * 250_000), told("b", "\ud800 rusak"), told("c", "‮" * 500), told("d", " ".join(map(str, range(9000))))]
    assert find_copies(items, (), thresholds) == []


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_answer_depends_on_the_set_of_items_not_on_order_or_portions(make_item, now, thresholds, seed):
    rng = random.Random(seed)
    words = [f"kata{n}" for n in range(400)]
    texts = [" ".join(rng.sample(words, rng.choice((8, 60)))) for _ in range(4)]
    items = []
    for n in range(14):
        body = rng.choice(texts).split()
        for _ in range(rng.choice((0, 0, 1, 3))):
            body[rng.randrange(len(body))] = "lain"
        items.append(make_item(f"i{n:02}", " ".join(body), at=now + timedelta(minutes=rng.randrange(60))))
    at_once = find_copies(items, (), thresholds)
    rng.shuffle(items)
    known = []
    for end in (5, 9, 14):
        known = find_copies(items[:end], known, thresholds)
    assert known == at_once
