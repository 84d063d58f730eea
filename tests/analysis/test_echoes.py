import time
from dataclasses import replace
from datetime import timedelta
from typing import get_type_hints

import pytest

from analysis.duplicates import find_copies
from analysis.echoes import SameWords, same_words
from archive.records import Copy

CLAIM = "Sebarkan, pendaftaran tenaga lapangan dibuka tanpa tes, cukup isi formulir di tautan ini sebelum malam"
HEADLINE = "Jembatan Mahakam ditutup untuk perbaikan selama dua pekan"


@pytest.fixture
def posts(make_item, now):
    def posts(texts, minutes=1.0, authors=None, prefix="p"):
        return [
            make_item(f"{prefix}{n:03}", text, author=authors[n] if authors else f"akun{n}", at=now + timedelta(minutes=n * minutes))
            for n, text in enumerate(texts)
        ]

    return posts


def facts(items, thresholds):
    return same_words(items, find_copies(items, (), thresholds), thresholds)


def test_the_same_words_of_several_accounts_within_minutes_are_a_fact_with_its_numbers(posts, thresholds):
    others = posts([f"Hujan deras di kampung nomor {n}, semoga sehat" for n in range(3)], prefix="q", authors=["x", "y", "z"])
    items = posts([CLAIM] * 6, minutes=2) + others
    assert facts(items, thresholds) == (SameWords(tuple(f"p{n:03}" for n in range(6)), 6, 10.0, round(6 / 9, 3), None, 15, 2, 0),)


def test_a_changed_link_mention_or_emoji_is_still_the_same_words(posts, thresholds):
    texts = [f"@teman{n} {CLAIM} https://pendek.example/{n} {'🔥' * n} #loker{n}" for n in range(5)]
    assert [fact.authors for fact in facts(posts(texts), thresholds)] == [5]


def test_few_accounts_are_no_fact_however_often_they_post(posts, thresholds):
    assert facts(posts([CLAIM] * 12, authors=["a", "b", "c", "d"] * 3), thresholds) == ()


def test_accounts_that_post_over_days_are_no_fact(posts, thresholds):
    assert facts(posts([CLAIM] * 6, minutes=24 * 60), thresholds) == ()


def test_only_the_busiest_stretch_is_handed_on(posts, thresholds):
    early = posts([CLAIM] * 5, minutes=1)
    late = [post for post in posts([CLAIM] * 12, minutes=1, prefix="r") if post.id > "r004"]
    late = [replace(post, published_at=post.at + timedelta(days=1)) for post in late]
    [fact] = facts(early + late, thresholds)
    assert fact.authors == 7
    assert all(item_id.startswith("r") for item_id in fact.item_ids)


def test_posts_of_unknown_authors_are_left_out(posts, thresholds):
    assert facts(posts([CLAIM] * 9, authors=[None] * 9), thresholds) == ()


def test_a_shared_headline_is_marked_with_its_article(posts, make_item, now, thresholds):
    url = "https://www.warta.example/jembatan?s=1"
    article = make_item("a", "Isi berita yang lain sama sekali. " * 20, title=HEADLINE, kind="article", url=url, at=now)
    shared = posts([f"{HEADLINE} https://warta.example/jembatan" for _ in range(6)])
    assert [fact.article_id for fact in facts([article, *shared], thresholds)] == ["a"]
    own_words = posts([f"{CLAIM} https://warta.example/jembatan/" for _ in range(6)])
    assert [fact.article_id for fact in facts([article, *own_words], thresholds)] == ["a"]


def test_a_link_to_an_unknown_page_is_not_taken_for_a_shared_headline(posts, make_item, now, thresholds):
    article = make_item("a", "Isi berita. " * 50, title=HEADLINE, kind="article", url="https://warta.example/jembatan", at=now)
    items = [article, *posts([f"{CLAIM} https://formulir.example/isi" for _ in range(6)])]
    assert [fact.article_id for fact in facts(items, thresholds)] == [None]


def test_words_that_an_article_or_a_release_holds_are_marked_with_it_whichever_came_first(posts, make_item, now, thresholds):
    for minutes in (-5, 30):
        article = make_item("a", CLAIM, title="Judul lain", kind="article", source="warta", at=now + timedelta(minutes=minutes))
        assert [fact.article_id for fact in facts([article, *posts([CLAIM] * 6)], thresholds)] == ["a"]


def test_the_densest_two_minutes_are_counted(posts, thresholds):
    late = [replace(post, id=f"q{post.id}", author=f"lain{post.id}") for post in posts([CLAIM] * 7, minutes=0.25)]
    items = [replace(post, published_at=post.at - timedelta(minutes=40)) for post in posts([CLAIM] * 4, minutes=5)] + late
    [fact] = facts(items, thresholds)
    assert (fact.authors, fact.rush) == (11, 7)


def test_accounts_that_said_other_words_together_are_counted_and_those_that_did_so_apart_are_not(posts, thresholds):
    one = posts([CLAIM] * 6, minutes=0.3)
    other = "Harga gas di pangkalan naik dua kali lipat mulai besok pagi, beli sekarang juga sebelum semuanya habis"
    again = [replace(post, published_at=post.at + timedelta(hours=9)) for post in posts([other] * 6, minutes=0.3, prefix="r")]
    assert [fact.together for fact in facts(one + again, thresholds)] == [6, 6]
    apart = [replace(post, published_at=post.at + timedelta(hours=9)) for post in posts([other] * 6, minutes=9, prefix="r")]
    assert [fact.together for fact in facts(one + apart, thresholds)] == [0, 0]


def test_the_same_words_together_at_another_time_are_counted(posts, thresholds):
    again = [replace(post, published_at=post.at + timedelta(hours=9)) for post in posts([CLAIM] * 6, minutes=0.2, prefix="r")]
    assert [fact.together for fact in facts(posts([CLAIM] * 6, minutes=0.2) + again, thresholds)] == [6]


def test_tens_of_thousands_of_shares_are_counted_in_two_seconds(make_item, now, thresholds):
    items = [make_item(f"i{n}", None, author=f"akun{n % 900}", at=now + timedelta(seconds=n * 7 % 86_400)) for n in range(35_000)]
    copies = [Copy(item.id, f"o{n % 5000}", 1.0) for n, item in enumerate(items)]
    begun = time.perf_counter()
    same_words(items, copies, thresholds)
    assert time.perf_counter() - begun < 2


def test_a_fact_names_no_account_and_says_no_judgement():
    kinds = get_type_hints(SameWords)
    assert {name for name, kind in kinds.items() if kind not in (int, float)} == {"item_ids", "article_id"}
