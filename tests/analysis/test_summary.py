"""Key sentences: published ones, chosen and trimmed, with everybody who says the same."""

import time
from datetime import date

import pytest

from analysis.summary import key_sentences, told_of
from archive.records import Conflict, KeySentence, NarrativeDay

DAY = date(2026, 11, 16)
ONE = (
    "Kebakaran menghanguskan 14 rumah di Kampung Ketupat pada Minggu dini hari. Api pertama kali terlihat dari dapur sebuah warung. "
    '"Saya hanya sempat membawa ijazah," kata Rudi. Apa penyebabnya?'
)
TWO = (
    "Sebanyak 14 rumah di Kampung Ketupat hangus terbakar pada Minggu dini hari. "
    "Dinas pemadam mengerahkan enam mobil dan memadamkan api dalam dua jam."
)
LATER = "Wali Kota Samarinda Andi Harisman meninjau lokasi kebakaran di Kampung Ketupat dan menjanjikan bantuan bagi warga."


@pytest.fixture
def told():
    """The sentences of items, of one event unless said otherwise."""

    def tell(items, event_of=None, copied=(), **rest):
        return key_sentences("n", DAY, items, event_of or {item.id: "e" for item in items}, set(copied), **rest)

    return tell


@pytest.fixture
def article(make_item):
    def make(item_id, body, **rest):
        return make_item(item_id, body, **({"kind": "article"} | rest))

    return make


def test_the_sentences_are_published_ones_and_do_not_repeat_each_other(told, article):
    chosen = told([article("a", ONE), article("b", TWO)])
    assert sum("Kampung Ketupat" in sentence.text for sentence in chosen) == 1
    assert any("enam mobil" in sentence.text for sentence in chosen)
    assert [sentence.rank for sentence in chosen] == list(range(1, len(chosen) + 1))
    for sentence in chosen:
        assert (sentence.narrative_id, sentence.day) == ("n", DAY)
        assert sentence.text in {"a": ONE, "b": TWO}[sentence.item_id]
        assert sentence.item_ids[0] == sentence.item_id


def test_quotations_and_questions_are_left_to_the_article(told, article):
    chosen = told([article("a", ONE)])
    assert not any("ijazah" in s.text or "penyebabnya" in s.text for s in chosen)


def test_a_long_sentence_is_trimmed_at_a_word(told, article):
    [sentence] = told([article("a", "Gubernur " + "meninjau jembatan " * 40 + "rusak.")])
    assert len(sentence.text) <= 240
    assert sentence.text.endswith(("jembatan…", "meninjau…"))


def test_a_sentence_cites_everybody_who_says_the_same(told, article):
    same = "Pada Minggu dini hari kebakaran menghanguskan empat belas rumah di Kampung Ketupat."
    items = [article("a", ONE), article("b", same), article("c", ONE.split(". ")[0] + "."), article("d", LATER)]
    first = told(items, copied={"c"})[0]
    assert first == KeySentence("n", DAY, 1, ONE.split(". ")[0] + ".", "a", ("a", "b", "c"))


@pytest.mark.parametrize("other", ["15 rumah di Kampung Ketupat", "14 rumah di Kampung Tenun"])
def test_another_number_or_name_does_not_say_the_same(other, told, article):
    first = ONE.split(". ")[0] + "."
    items = [article("a", first), article("b", first.replace("14 rumah di Kampung Ketupat", other))]
    assert [sentence.item_ids for sentence in told(items)] == [("a",)]


def test_the_date_in_brackets_and_the_kind_of_place_make_no_other_sentence(told, article):
    first = "Banjir merendam 200 rumah di Samarinda Utara pada Minggu dan warga mengungsi ke sekolah."
    other = "Banjir merendam 200 rumah di Kecamatan Samarinda Utara pada Minggu (15/11/2026) dan warga mengungsi ke sekolah."
    assert told([article("a", first), article("b", other)])[0].item_ids == ("a", "b")


def test_who_and_how_much_stand_beside_what(told, article):
    body = (
        "Kebakaran melanda permukiman padat di tepi sungai pada dini hari tadi. Api cepat membesar karena rumah di tepi sungai dari kayu. "
        "Menurut laporan Kepala Dinas Pemadam Hendra Wijaya, api padam menjelang pagi. "
        "Bangunan lama itu berdiri rapat dan gang menuju sungai sempit sekali. Kerugian para pemilik bangunan dihitung petugas Rp2 miliar."
    )
    chosen = told([article("a", body)])
    assert any("Hendra Wijaya" in sentence.text for sentence in chosen)
    assert any("Rp2 miliar" in sentence.text for sentence in chosen)


def test_every_event_of_some_size_has_a_sentence_the_largest_first(told, article):
    flood = "Banjir merendam ratusan rumah di Samarinda Utara setelah hujan lima jam. Bantuan makanan tiba di tujuh titik pengungsian."
    items = [article(f"a{n}", flood.replace("lima", f"{n}")) for n in range(4)] + [article("b0", ONE), article("b1", TWO)]
    chosen = told(items, {item.id: item.id[0] for item in items})
    assert [sentence.item_id[0] for sentence in chosen] == ["a", "b", "a"]
    many = [article(f"c{n}", flood.replace("lima", f"{n}")) for n in range(20)] + [article("b0", ONE)]
    assert [sentence.item_id[0] for sentence in told(many, {item.id: item.id[0] for item in many}, most=2)] == ["c", "c"]


def test_posts_are_quoted_only_where_there_is_no_report(told, article, make_item):
    post = make_item("p", TWO)
    assert {sentence.item_id for sentence in told([post, article("a", LATER)], {"p": "big", "a": "small"})} == {"a"}
    assert {sentence.item_id for sentence in told([post])} == {"p"}
    assert {sentence.item_id for sentence in told([post, article("c", LATER)], copied={"c"})} == {"c"}, "a copy is still an outlet's word"
    assert {sentence.item_id for sentence in told([post, article("ad", LATER, advertorial=True)])} == {"p"}
    assert told([article("h", TWO, kind="handed_in")]) == []


def test_a_post_that_says_the_same_is_cited_and_what_was_handed_in_is_not(told, article, make_item):
    first = TWO.split(". ")[0] + "."
    items = [article("a", first), make_item("p", first), make_item("h", first, kind="handed_in")]
    assert told(items)[0].item_ids == ("a", "p")


def test_a_report_is_quoted_before_its_copy(told, article):
    assert told([article("c", ONE), article("a", ONE)], copied={"c"})[0].item_id == "a"


def test_an_english_sentence_is_quoted_only_where_nobody_says_it_in_indonesian(told, article):
    english = article("e", "The fire destroyed 14 houses in Samarinda and 60 people lost their homes.", language="en")
    assert told([english, article("a", LATER)])[0].item_id == "a"
    assert told([english])[0].item_id == "e"


def test_a_day_is_told_with_its_sentences_and_the_contradictions_inside_each_event(article):
    items = {
        "a": article("a", "Kebakaran menewaskan 4 orang di Kampung Ketupat pada Minggu dini hari.", source="etam"),
        "b": article("b", "Sebanyak 5 orang tewas dalam kebakaran di Kampung Ketupat.", source="kini"),
        "c": article("c", "Sebanyak 7 orang tewas dalam kebakaran di Kampung Ketupat.", source="copier"),
        "d": article("d", "Banjir menewaskan 9 orang di hulu sungai pada pekan yang sama.", source="paser"),
    }
    counts = (4, 0, 0, 0, 4, 0, 0.0, (4,), 1.0, 0.5, "baru", "", (), (), (), 1.0)
    day = NarrativeDay("n", DAY, "Kebakaran", "b", ("a", "b", "c", "d"), ("e", "f"), *counts)
    told = told_of(day, items, {"a": "e", "b": "e", "c": "e", "d": "f"}, {"c"})
    assert [one for one in told if isinstance(one, Conflict)] == [Conflict("n", DAY, "e", "korban tewas", ("4", "5"), ("a", "b"))]
    assert {one.item_id for one in told if isinstance(one, KeySentence)} == {"a", "d"}


def test_a_text_with_a_title_alone_offers_its_title(told, article):
    [sentence] = told([article("a", None, title="Jembatan Baru Dibuka")])
    assert (sentence.text, sentence.item_id) == ("Jembatan Baru Dibuka", "a")


def test_nothing_said_is_nothing_summarised(told, make_item):
    assert told([]) == []
    assert told([make_item("a", None), make_item("b", "…")]) == []
    assert len(told([make_item("c", "\ud800\x00"), make_item("d", "\u202eعاجل 🧨")])) <= 2


def test_ten_thousand_texts_and_a_very_long_one_take_seconds(told, article):
    items = [article(f"a{n}", f"{ONE} {TWO}") for n in range(10_000)] + [article("long", "Kalimat panjang sekali. " * 25_000)]
    began = time.perf_counter()
    assert len(told(items)[0].item_ids) == 10_000
    assert time.perf_counter() - began < 20
