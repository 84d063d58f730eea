"""Is a text about the watched region? Measured on our own sentences, all false friends among them."""

import time
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.relevance import read_factcheck, read_item

SENTENCES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))["sentence"]


@pytest.fixture
def read(make_item, region, thresholds):
    def read_one(sentence):
        day = sentence.get("day")
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else datetime(2026, 3, 1, tzinfo=UTC)
        if "title" in sentence:
            item = make_item("a", sentence.get("body"), title=sentence["title"], kind="article", at=at)
            return read_item(item, region, thresholds)
        return read_item(make_item("p", sentence["text"], at=at), region, thresholds)

    return read_one


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda s: (s.get("title") or s["text"])[:60])
def test_a_sentence_is_read_as_people_would(sentence, read):
    reading = read(sentence)
    assert reading.relevant is sentence["relevant"], reading.reasons
    for key in ("places", "offices", "people"):
        if key in sentence:
            assert list(getattr(reading, key)) == sentence[key]


def test_a_title_outweighs_a_mention_in_passing(make_item, region, thresholds):
    filler = "Rapat itu membahas anggaran tahun depan. " * 30
    named = make_item("a", filler, title="Balikpapan Bersiap Menyambut Tamu", kind="article")
    passing = make_item("b", f"{filler} Acara serupa pernah digelar di Balikpapan.", title="Rapat Digelar", kind="article")
    strong, weak = (read_item(item, region, thresholds) for item in (named, passing))
    assert strong.relevant
    assert not weak.relevant
    assert 0 < weak.score < strong.score
    assert "disebut kemudian" in weak.reasons[0]


def test_a_town_in_the_dateline_is_where_the_reporter_sat(make_item, region, thresholds):
    item = make_item("a", "Harga emas turun.", title="Harga Emas Turun", kind="article", dateline="SAMARINDA")
    reading = read_item(item, region, thresholds)
    assert not reading.relevant
    assert reading.places == ()


def test_lines_that_point_to_other_articles_do_not_count(make_item, region, thresholds):
    item = make_item("a", "Harga emas turun.\n\nBaca juga: Gubernur Kaltim Lantik Pejabat", title="Harga Emas Turun", kind="article")
    assert not read_item(item, region, thresholds).relevant


def test_curly_and_straight_apostrophes_are_the_same_name(make_item, region, thresholds):
    item = make_item("a", "Rudy Mas’ud membuka rapat", at=datetime(2025, 6, 12, tzinfo=UTC))
    assert read_item(item, region, thresholds).people == ("Rudy Mas'ud",)


def test_a_factcheck_is_read_by_its_title_claim_and_text(make_check, region, thresholds):
    here = make_check(title="Rekrutmen honorer Pemprov Kaltim tanpa tes")
    there = make_check(title="Rekrutmen honorer Pemprov Jawa Barat tanpa tes")
    assert read_factcheck(here, region, thresholds).relevant
    assert not read_factcheck(there, region, thresholds).relevant


def test_a_text_without_letters_is_read_as_not_relevant(make_item, region, thresholds):
    reading = read_item(make_item("a", "… 😀 ?!"), region, thresholds)
    assert (reading.relevant, reading.score) == (False, 0.0)
    assert reading.reasons == ("tidak menyebut wilayah pantauan",)


def test_an_article_of_3000_characters_is_read_in_milliseconds(make_item, region, thresholds):
    body = (" ".join(s.get("text") or s["title"] for s in SENTENCES))[:3000]
    item = make_item("a", body, title="Gubernur Kaltim Lantik Pejabat", kind="article")
    times = []
    for _ in range(20):
        started = time.process_time()
        read_item(item, region, thresholds)
        times.append(time.process_time() - started)
    assert min(times) < 0.005  # this text names the region far more often than any article does


def test_a_round_up_of_several_stories_is_grouped_with_none_of_them(make_item, region, thresholds):
    item = replace(make_item("a", "Banjir di Samarinda. Listrik Balikpapan padam.", title="Kaltim Kemarin", kind="article"), page="roundup")
    reading = read_item(item, region, thresholds)
    assert (reading.relevant, reading.reasons) == (False, ("rangkuman beberapa berita",))
    assert read_item(replace(item, page="article"), region, thresholds).relevant
