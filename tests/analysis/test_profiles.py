import numpy as np
import pytest

from analysis.profiles import CAPITAL, MARKS, NUMBER, SMALL, content_words, shared_words, terms_of


def words(profile):
    return set((terms_of(profile) & ~MARKS).tolist())


def test_the_same_words_give_the_same_terms_whatever_their_case(make_item, make_profile):
    a, b = make_profile(make_item("a", "Banjir merendam Samarinda")), make_profile(make_item("b", "SAMARINDA banjir, merendam"))
    assert words(a) == words(b)
    assert len(words(a)) == 3


def test_a_word_is_marked_by_how_it_is_written(make_item, make_profile):
    profile = make_profile(make_item("a", "Kata warga di Samarinda ada 35 rumah di samarinda seberang"))
    marks = {int(term & ~MARKS): int(term & MARKS) for term in terms_of(profile)}
    [city] = words(make_profile(make_item("b", "samarinda")))
    [number] = words(make_profile(make_item("c", "35")))
    assert marks[city] == int(CAPITAL | SMALL)
    assert marks[number] == int(NUMBER)


def test_addresses_say_nothing(make_item, make_profile):
    with_link, without = make_item("a", "cek https://kabar.example/banjir-besar"), make_item("b", "cek")
    assert words(make_profile(with_link)) == words(make_profile(without))


def test_shared_words_are_given_as_the_item_writes_them(make_item, make_profile):
    item = make_item("a", "Banjir di Temindung")
    terms = (terms_of(make_profile(make_item("b", "temindung"))) & ~MARKS).tolist()
    assert shared_words(item, terms, 3) == ["Temindung"]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The governor said the new bridge in Sepaku will be opened to the public in April.", True),
        ("Gubernur mengatakan jembatan baru di Sepaku dibuka untuk umum bulan April mendatang.", False),
        ("Konser bertajuk The Night of Borneo in Concert digelar di GOR Segiri Samarinda Sabtu malam nanti, kata panitia", False),
        ("to be", False),
    ],
)
def test_an_english_text_is_told_from_one_with_english_names(make_item, make_profile, text, english):
    assert make_profile(make_item("a", text)).english is english


def test_function_words_are_no_content():
    assert content_words("Banjir yang di Samarinda 2026") == ["banjir", "samarinda", "2026"]


@pytest.mark.parametrize("text", [None, "", "👍", "\ud800 \x00", "שלום", "x" * 200_000])
def test_any_text_has_a_profile(make_item, make_profile, text):
    terms = terms_of(make_profile(make_item("a", text)))
    assert terms.dtype == np.dtype("<u4")
    assert len(terms) <= 1
