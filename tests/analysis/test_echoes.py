from dataclasses import fields, replace
from datetime import timedelta

import pytest

from analysis.duplicates import find_copies
from analysis.echoes import SameWords, same_words

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
    assert facts(items, thresholds) == (SameWords(tuple(f"p{n:03}" for n in range(6)), 6, 10.0, round(6 / 9, 3), None),)


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


def test_a_fact_names_no_account_and_says_no_judgement():
    assert {field.name for field in fields(SameWords)} == {"item_ids", "authors", "minutes", "share", "article_id"}
