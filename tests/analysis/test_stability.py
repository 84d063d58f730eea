from dataclasses import replace
from datetime import timedelta

import pytest

from analysis.narratives import Known, group
from analysis.stability import kept, stability
from archive.records import Event, Membership, Move

TEXTS = [
    "Banjir merendam ratusan rumah di Kelurahan Temindung",
    "Ratusan rumah di Kelurahan Temindung terendam banjir",
    "Antrean pertalite mengular di SPBU Tanah Grogot",
    "SPBU Tanah Grogot: antrean pertalite mengular",
    "Tim dayung putri merebut medali emas",
    "Festival layang-layang digelar di pantai",
    "Universitas membuka program studi gizi",
    "Harga tiket pesawat perintis turun",
    "Perpustakaan keliling mendatangi pedalaman",
    "Buaya sepanjang empat meter tertangkap",
    "Pasar malam dipindah ke tepian sungai",
]


@pytest.fixture
def night(make_item, make_profile, vectors_for, thresholds, now):
    items = [make_item(f"i{n:02}", text, at=now + timedelta(hours=n - 20)) for n, text in enumerate(TEXTS)]
    profiles, vectors = [make_profile(item) for item in items], vectors_for(items)
    known = group({}, profiles, vectors, (), Known(), now, thresholds).added_to(Known())
    return profiles, vectors, known


def test_stability_is_one_when_the_order_does_not_matter_and_none_for_a_handful(night, thresholds, now):
    profiles, vectors, known = night
    assert stability(profiles, vectors, (), known, now, thresholds) == 1.0
    assert stability(profiles[:4], vectors, (), known, now, thresholds) is None


def test_stability_falls_when_the_events_do_not_follow_from_the_texts(night, thresholds, now):
    profiles, vectors, known = night
    wrong = [replace(m, event_id=known.events[n % 2].id) for n, m in enumerate(known.memberships)]
    assert stability(profiles, vectors, (), replace(known, memberships=wrong), now, thresholds) < 0.5


def test_an_item_that_left_its_event_is_not_kept_and_a_merge_keeps_all(now):
    before = now - timedelta(days=1)
    events = [Event(e, "n", "i", before, "l", "i", into) for e, into in (("a", None), ("b", "a"), ("c", None))]
    memberships = [Membership(i, e, "n", before, 1.0, "") for i, e in (("i1", "a"), ("i2", "a"), ("i3", "c"), ("i4", "a"))]
    memberships.append(Membership("new", "a", "n", now, 1.0, ""))
    moves = [Move("i2", now, "b", "a", "n", "n", "digabung"), Move("i3", now, "a", "c", "n", "n", "dipisah")]
    assert kept(events, memberships, moves, before) == 0.75
    assert kept(events, memberships[-1:], (), before) is None


def test_of_several_moves_the_first_says_where_an_item_was(now):
    before = now - timedelta(days=1)
    events = [Event(e, "n", "i", before, "l", "i") for e in "ab"]
    there_and_back = [Move("i", now, "a", "b", "n", "n", ""), Move("i", now + timedelta(hours=1), "b", "a", "n", "n", "")]
    assert kept(events, [Membership("i", "a", "n", before, 1.0, "")], there_and_back, before) == 1.0
