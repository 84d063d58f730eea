"""One text on its own, held against the rules that open cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from analysis.brought import weigh
from analysis.evidence import Archive
from analysis.factchecks import Near
from archive.records import Item, Membership, Source, Utterance


@pytest.fixture
def held(make_item, make_check, thresholds, now):
    def against(text, kind="claim", strength="strong", **rest):
        item = make_item("p", text)
        check = make_check(**rest)
        archive = Archive((), (), (), (), (), (), (), [check], (), (), "Asia/Makassar", thresholds)
        return weigh(item, Utterance("p", kind, 0.9, "", None, "v"), [Near(check, 0.9, strength)], archive, now)

    return against


TEXT = "Pemprov membuka rekrutmen honorer tanpa tes, sebarkan ke grup keluarga"


def test_a_claim_that_matches_is_listed_with_why_and_with_what_would_remove_it(held):
    weighed = held(TEXT)
    assert weighed.listed
    assert "Cek Etam" in weighed.reasons[0].text
    assert weighed.removed_by
    assert 0 < weighed.precision <= 1


@pytest.mark.parametrize("kind", ["criticism", "complaint", "opinion", "satire", "question", "experience", "news", "report_on_hoax"])
def test_what_is_no_claim_is_never_listed_whatever_it_resembles(held, kind):
    weighed = held(TEXT, kind)
    assert not weighed.listed
    assert weighed.score == held(TEXT).score, "what speaks for a look is said all the same"


def test_a_claim_that_resembles_nothing_is_left_alone(held):
    assert not held(TEXT, strength=None).listed


def test_a_fact_check_without_label_or_date_is_shown_as_it_is(held):
    weighed = held(TEXT, native=None, label="unknown", at=None)
    assert "tanpa label" in weighed.reasons[0].text


def test_a_text_older_than_the_archive_is_weighed(make_item, thresholds, now):
    item = make_item("p", TEXT, at=datetime(2001, 1, 1, tzinfo=UTC))
    archive = Archive((), (), (), (), (), (), (), (), (), (), "Asia/Makassar", thresholds)
    assert weigh(item, Utterance("p", "claim", 0.9, "", None, "v"), [], archive, now).reasons == ()


def in_archive(thresholds, *items: Item) -> Archive:
    """``items``, all told in one narrative and read as claims; "kantor" is an office."""
    heard = [Utterance(item.id, "claim", 0.9, "", None, "v") for item in items]
    members = [Membership(item.id, "e", "n", item.at, 1.0, "") for item in items]
    office = Source("kantor", "Pemprov", "feed", ("https://kantor.example/feed",), "official", "kaltim")
    return Archive(items, heard, (), members, (), (), (), (), (), [office], "Asia/Makassar", thresholds)


def weighed_in(archive: Archive, item: Item, now: datetime):
    return weigh(item, Utterance(item.id, "claim", 0.9, "", None, "v"), [], archive, now)


DENIAL = (
    "Kabar Jembatan Mahakam roboh tidak benar, kata Kepala Dinas PUPR Kaltim, Rani Wulan. Kemarin 200 rumah terendam, hari ini 900 rumah "
    "terendam, jembatan tetap dibuka. Selengkapnya: https://kantor.example/kabar/1"
)


@pytest.mark.parametrize("copies", [0, 2])
def test_an_offices_text_is_no_evidence_against_itself_and_neither_are_its_copies(make_item, thresholds, now, copies):
    said = make_item("said", DENIAL, kind="article", source="kantor", at=now - timedelta(hours=3), url="https://kantor.example/kabar/1")
    again = [replace(said, id=f"copy{number}", published_at=now - timedelta(hours=1)) for number in range(copies)]
    assert weighed_in(in_archive(thresholds, said, *again), said, now).signals == ()


def test_a_message_of_old_that_is_brought_in_again_word_by_word_is_recycled(make_item, thresholds, now):
    letter = f"{TEXT}, paling lambat akhir bulan ini, bawa fotokopi ijazah dan kartu keluarga ke kantor gubernur di Jalan Gajah Mada"
    old = make_item("old", letter, at=now - timedelta(days=400))
    new = make_item("new", letter, at=now)
    assert [signal.name for signal in weighed_in(in_archive(thresholds, old), new, now).signals] == ["recycled"]
