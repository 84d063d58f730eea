from analysis.summary import KeySentence, key_sentences

ONE = (
    "Kebakaran menghanguskan 14 rumah di Kampung Ketupat pada Minggu dini hari. Api pertama kali terlihat dari dapur sebuah warung. "
    '"Saya hanya sempat membawa ijazah," kata Rudi. Apa penyebabnya?'
)
TWO = (
    "Sebanyak 14 rumah di Kampung Ketupat hangus terbakar pada Minggu dini hari. "
    "Dinas pemadam mengerahkan enam mobil dan memadamkan api dalam dua jam."
)


def test_the_sentences_are_published_ones_and_do_not_repeat_each_other(make_item):
    items = [make_item("a", ONE, kind="article"), make_item("b", TWO, kind="article")]
    chosen = key_sentences(items)
    assert chosen[0] == KeySentence(ONE.split(". ")[0] + ".", "a") or chosen[0] == KeySentence(TWO.split(". ")[0] + ".", "b")
    assert sum("Kampung Ketupat" in sentence.text for sentence in chosen) == 1
    assert any("enam mobil" in sentence.text for sentence in chosen)
    for sentence in chosen:
        assert sentence.text in {"a": ONE, "b": TWO}[sentence.item_id]


def test_quotations_and_questions_are_left_to_the_article(make_item):
    chosen = key_sentences([make_item("a", ONE, kind="article")])
    assert not any("ijazah" in s.text or "penyebabnya" in s.text for s in chosen)


def test_a_long_sentence_is_trimmed_at_a_word(make_item):
    [sentence] = key_sentences([make_item("a", "Gubernur " + "meninjau jembatan " * 40 + "rusak.", kind="article")])
    assert len(sentence.text) <= 240
    assert sentence.text.endswith(("jembatan…", "meninjau…"))


def test_a_text_with_a_title_alone_offers_its_title(make_item):
    assert key_sentences([make_item("a", None, title="Jembatan Baru Dibuka", kind="article")]) == (
        KeySentence("Jembatan Baru Dibuka", "a"),
    )


def test_nothing_said_is_nothing_summarised(make_item):
    assert key_sentences([]) == ()
    assert key_sentences([make_item("a", None), make_item("b", "…"), make_item("c", "\ud800\x00")]) in (
        (),
        (KeySentence("\ud800\x00", "c"),),
    )
