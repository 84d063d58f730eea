import random
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.duplicates import find_copies, update_copies
from analysis.wording import signature_of, signature_version
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


def word(n):
    """A word for a number, since numbers in a text are compared by rules of their own."""
    return "kata" + str(n).translate(str.maketrans("0123456789", "abcdefghij"))


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


@pytest.mark.parametrize(("one", "other"), [("50.000", "60.000"), ("1000", "100000"), ("111", "1")])
def test_a_short_text_with_another_number_says_something_else(told, thresholds, one, other):
    price = "Harga cabai rawit di pasar pagi hari ini Rp {} per kilogram, pembeli mengeluh"
    assert find_copies([told("a", price.format(one)), told("b", price.format(other), 1)], (), thresholds) == []


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
    words = [word(n) for n in range(400)]
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


LONG = (
    "Kantor pengelola pasar di Tenggarong memindahkan sementara puluhan pedagang sayur ke halaman gedung lama. Pemindahan berlangsung "
    "sejak pagi karena atap bangunan utama harus diganti sebelum musim hujan. Kepala pengelola, Hasanah Lubis, mengatakan pekerjaan "
    "memakan waktu tiga bulan dan pedagang tidak ditarik biaya. Para pembeli diminta masuk lewat pintu timur. Sejumlah pedagang berharap "
    "penerangan di tempat baru segera dipasang karena mereka mulai berjualan sejak sebelum fajar, ketika halaman itu masih gelap."
)


def test_a_text_cut_by_a_third_is_a_copy_whichever_came_first(told, thresholds):
    cut = " ".join(LONG.split()[: 2 * len(LONG.split()) // 3])
    assert pairs(find_copies([told("a", LONG), told("b", cut, 1)], (), thresholds)) == {"b": "a"}
    assert pairs(find_copies([told("a", cut), told("b", LONG, 1)], (), thresholds)) == {"b": "a"}


def test_a_report_that_quotes_an_earlier_one_and_adds_much_is_no_copy(told, thresholds):
    roundup = LONG + " " + WIRE + " Sementara itu panen raya di hulu dimulai pekan ini dan harga beras turun sedikit."
    assert find_copies([told("a", LONG), told("b", roundup, 1)], (), thresholds) == []
    assert pairs(find_copies([told("a", roundup), told("b", LONG, 1)], (), thresholds)) == {"b": "a"}


def test_inserted_pointers_other_marks_and_spaces_change_nothing(told, thresholds):
    again = LONG.replace(". ", ".\n\nBaca juga: Daftar pasar yang buka malam\n\n", 2).replace(" ", " \u00a0").replace(".", "…")
    assert pairs(find_copies([told("a", LONG), told("b", again, 1)], (), thresholds)) == {"b": "a"}


def test_the_same_form_with_the_numbers_of_another_day_says_something_else(told, thresholds):
    form = "Jadwal air bersih: " + "; ".join(f"blok {name} mengalir pukul {{}}.{{}} sampai siang dan petang" for name in "abcdefgh")
    one, other = (form.format(*(n * 7 % 60 for n in range(start, start + 16))) for start in (1, 30))
    assert find_copies([told("a", one), told("b", other, 1)], (), thresholds) == []


@pytest.mark.parametrize(
    "again",
    [
        SHORT + " 😱😱 https://pendek.example/x1 #viral #kaltim",
        "@kawan @tetangga " + SHORT,
        "Info teman-teman: " + SHORT,
        SHORT.replace("menyeberang", "menyebrang"),
        SHORT.replace("malam", "malaaaam"),
        SHORT.replace("di hulu", "dihulu"),
    ],
)
def test_a_pasted_post_is_a_copy_though_links_marks_spelling_or_what_frames_it_changed(told, thresholds, again):
    assert pairs(find_copies([told("a", SHORT), told("b", again, 1)], (), thresholds)) == {"b": "a"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hulu", "Melak"),
        ("Jembatan", "Dermaga"),
        ("warga terpaksa", "warga tidak terpaksa"),
        ("perahu", "2 perahu"),
        ("tadi malam", "kemarin sore"),
    ],
)
def test_a_post_with_another_place_thing_or_number_or_the_opposite_is_no_copy(told, thresholds, old, new):
    assert find_copies([told("a", SHORT), told("b", SHORT.replace(old, new), 1)], (), thresholds) == []


def test_small_changes_do_not_chain_strangers_together(told, thresholds):
    words = [word(n) for n in range(240)]
    items = [told(f"i{n}", " ".join(words[n * 20 : n * 20 + 120]), n) for n in range(7)]
    copies = find_copies(items, (), thresholds)
    assert pairs(copies) == {"i1": "i0", "i3": "i2", "i5": "i4"}


def test_a_notice_in_place_of_a_body_is_no_repeated_text(told, thresholds):
    notice = "Artikel ini khusus pelanggan, silakan masuk"
    items = [told("a", notice, title="Harga beras naik di tiga kota"), told("b", notice, 1, title="Wali kota melantik kepala dinas baru")]
    assert find_copies(items, (), thresholds) == []


def test_ten_thousand_equal_posts_and_thousands_of_nearly_equal_ones_take_seconds(told, thresholds):
    equal = [told(f"e{n:05}", SHORT, n) for n in range(10_000)]
    assert len(find_copies(equal, (), thresholds)) == 9_999
    nearly = [told(f"n{n:05}", f"{LONG} Disalin oleh pembaca{n}", n) for n in range(2_000)]
    started = time.perf_counter()
    copies = find_copies(nearly, (), thresholds)
    assert {copy.origin_id for copy in copies} == {"n00000"}
    assert len(copies) == 1_999
    assert time.perf_counter() - started < 30


@pytest.mark.parametrize(
    "text", ["لا إله إلا الله محمد رسول الله في كل مكان وزمان " * 3, "\u202eWarga\u200b menunggu hujan reda di tepi jalan besar\u202c" * 2]
)
def test_texts_that_run_from_right_to_left_are_compared_like_others(told, thresholds, text):
    assert pairs(find_copies([told("a", text), told("b", text.replace("\u200b", ""), 1)], (), thresholds)) == {"b": "a"}


def test_only_new_texts_and_what_they_may_repeat_are_fetched(told, thresholds):
    rng = random.Random(7)
    words = [word(n) for n in range(5000)]
    old = [told(f"o{n:03}", " ".join(rng.choices(words, k=80)), n) for n in range(300)]
    new = [told("x", "Pembuka. " + old[17].body, 900), told("y", " ".join(rng.choices(words, k=80)), 901)]
    by_id = {item.id: item for item in (*old, *new)}
    fetched = []

    def items_of(ids):
        fetched.extend(ids)
        return [by_id[item_id] for item_id in ids]

    signatures = [signature_of(item, thresholds.copies) for item in by_id.values()]
    times = {item.id: item.at for item in by_id.values()}
    copies = update_copies(["x", "y"], times, signatures, (), items_of, thresholds)
    assert pairs(copies) == {"x": "o017"}
    assert sorted(fetched) == ["o017", "x"]


def test_a_stored_signature_says_by_which_rules_it_was_made(told, thresholds):
    limits = thresholds.copies
    assert signature_of(told("a", LONG), limits).version == signature_version(limits)
    assert signature_version(replace(limits, sample=limits.sample + 1)) != signature_version(limits)


def some_items(make_item, now, seed, number):
    """Texts that repeat each other whole, cut, changed and joined, some at the same instant."""
    rng = random.Random(seed)
    words = [word(n) for n in range(400)]
    texts = [" ".join(rng.sample(words, rng.choice((8, 40, 90, 150)))) for _ in range(4)]
    items = []
    for n in range(number):
        body = rng.choice(texts).split()
        body = body[rng.choice((0, 0, len(body) // 5)) : len(body) - rng.choice((0, 0, len(body) // 3, len(body) // 6))]
        body += rng.choice(([], [], rng.choice(texts).split()[:30], ["Sumber:", "kawan"]))
        for _ in range(rng.choice((0, 0, 1, 3, 9))):
            body[rng.randrange(len(body))] = rng.choice(("lain", "17", "tidak"))
        items.append(make_item(f"i{rng.randrange(10**6):06}-{n}", " ".join(body), at=now + timedelta(minutes=rng.randrange(20))))
    return items


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), batches=st.sampled_from((1, 3, 24)))
def test_one_three_or_twenty_four_batches_in_any_order_give_the_same_copies(make_item, now, thresholds, seed, batches):
    items = some_items(make_item, now, seed, 48)
    by_id = {item.id: item for item in items}
    at_once = find_copies(items, (), thresholds)
    order = list(by_id)
    random.Random(seed + 1).shuffle(order)
    known = []
    for batch in range(batches):
        new = order[batch::batches]
        seen = [item_id for n in range(batch + 1) for item_id in order[n::batches]]
        signatures = [signature_of(by_id[item_id], thresholds.copies) for item_id in seen]
        times = {item_id: by_id[item_id].at for item_id in seen}
        known = update_copies(new, times, signatures, known, lambda ids: [by_id[item_id] for item_id in ids], thresholds)
    assert known == at_once


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_copy_repeats_an_origin_that_is_earlier_and_no_copy_itself(make_item, now, thresholds, seed):
    by_id = {item.id: item for item in some_items(make_item, now, seed, 40)}
    copies = find_copies(list(by_id.values()), (), thresholds)
    assert not {copy.origin_id for copy in copies} & {copy.item_id for copy in copies}
    for copy in copies:
        earlier, later = by_id[copy.origin_id], by_id[copy.item_id]
        assert (earlier.at, earlier.id) < (later.at, later.id)
        assert pairs(find_copies([earlier, later], (), thresholds)) == {later.id: earlier.id}
