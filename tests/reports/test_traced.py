"""The rule that every sentence of a summary leads to an item that contains it: here it must notice every way of breaking it.

That the brief keeps the rule is asked of the sample week beside the other tests of a whole morning, and of crawled days by
``tests.eval.traced``.
"""

from dataclasses import replace

import pytest

from archive.records import Item, KeySentence
from archive.store import open_store
from tests.eval.traced import contains, sentences_of, untraced


@pytest.fixture
def told_day(short_day):
    """The short day, in which every item has the sentences that it is cited for in its body."""
    sentences = {}
    for one in short_day.of(KeySentence):
        for item_id in one.item_ids:
            sentences.setdefault(item_id, []).append(one.text)
    short_day.records = [
        replace(record, body="\n\n".join(sentences[record.id])) if isinstance(record, Item) and record.id in sentences else record
        for record in short_day.records
    ]
    return short_day


def followed(world):
    content = world.content()
    with open_store(f"sqlite:///{world.folder / 'archive.db'}") as store:
        return sentences_of(content), untraced(store, content)


def test_every_sentence_is_followed_to_the_item_that_says_it(told_day):
    sentences, faults = followed(told_day)
    assert len(sentences) >= 8
    assert faults == []


def test_a_long_sentence_is_followed_although_it_is_cut(told_day):
    long = "Perbaikan jalan penghubung antarkecamatan dilanjutkan sesudah hujan reda dan warga diminta memakai jalan desa " * 4
    first = told_day.of(KeySentence)[0]
    told_day.records = [replace(r, text=long) if r is first else r for r in told_day.records]
    told_day.records = [
        replace(r, body=f"Pembuka.\n\n{long}") if isinstance(r, Item) and r.id == first.item_id else r for r in told_day.records
    ]
    sentences, faults = followed(told_day)
    assert any(line[0].text.endswith("…") for line in sentences)
    assert faults == []


def test_a_sentence_that_nobody_published_is_noticed(told_day):
    told_day.records = [replace(r, text=r.text.replace("tujuh", "delapan")) if isinstance(r, KeySentence) else r for r in told_day.records]
    assert [fault.partition(":")[0] for fault in followed(told_day)[1]] == ["in none of the 5 linked items"]


def test_a_sentence_that_cites_another_item_is_noticed(told_day):
    last = told_day.of(KeySentence)[-1]
    other = next(item.id for item in told_day.of(Item) if item.id not in last.item_ids)
    told_day.records = [replace(r, item_id=other, item_ids=(other,)) if r is last else r for r in told_day.records]
    assert len(followed(told_day)[1]) == 1


def test_a_sentence_without_an_address_is_noticed(told_day):
    first = told_day.of(KeySentence)[0]
    told_day.records = [replace(r, url=None) if isinstance(r, Item) and r.id in first.item_ids else r for r in told_day.records]
    assert any(fault.startswith("no link to an item") for fault in followed(told_day)[1])


def test_an_ellipsis_alone_is_in_no_text():
    assert not contains("Semua yang ditulis.", "…")
    assert contains("Air naik dua meter di muara.", "Air  naik dua…")
    assert not contains("Air naik dua meter di muara.", "Air dua meter")
