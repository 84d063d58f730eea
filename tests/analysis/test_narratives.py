import random
import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from analysis.duplicates import find_copies
from analysis.narratives import Grouping, Known, group, representatives
from archive.records import Copy, stable_id

FLOOD = [
    "Banjir merendam ratusan rumah di Kelurahan Temindung sejak Senin malam",
    "Ratusan rumah di Kelurahan Temindung terendam banjir sejak Senin malam, warga mengungsi",
    "Banjir Temindung sejak Senin malam: warga mengungsi ke masjid, ratusan rumah terendam",
]
FUEL = [
    "Antrean pertalite mengular di SPBU Tanah Grogot, sopir menunggu tiga jam",
    "Sopir menunggu tiga jam, antrean pertalite di SPBU Tanah Grogot mengular",
]
OTHERS = [
    "Tim dayung putri merebut medali emas di kejuaraan nasional",
    "Festival layang-layang digelar di pantai utara akhir pekan",
    "Universitas membuka program studi gizi mulai semester depan",
    "Harga tiket pesawat perintis turun menjelang tahun ajaran",
    "Perpustakaan keliling mendatangi sekolah dasar di pedalaman",
    "Buaya sepanjang empat meter tertangkap jaring nelayan",
]
NOTHING = Grouping((), (), (), ())


@pytest.fixture
def morning(make_item, now):
    """Makes items from texts, an hour apart, all within the window."""

    def items(texts, prefix="i", start=-20, kind="post"):
        return [make_item(f"{prefix}{n}", text, kind=kind, at=now + timedelta(hours=start + n)) for n, text in enumerate(texts)]

    return items


@pytest.fixture
def grouped(make_profile, vectors_for, thresholds, now):
    def run(items, known=None, copies=(), vectors=None, at=now, limits=thresholds):
        profiles = [make_profile(item) for item in items]
        vectors = vectors_for(items) if vectors is None else vectors
        return group({item.id: item for item in items}, profiles, vectors, copies, known or Known(), at, limits)

    return run


def events(grouping):
    return {m.item_id: m.event_id for m in grouping.memberships}


def narratives(grouping):
    return {m.item_id: m.narrative_id for m in grouping.memberships}


def turned(angles):
    """Unit vectors in one plane, by item id, from angles in degrees: near angles are near meanings."""
    return {item_id: np.array([np.cos(a), np.sin(a)], np.float32) for item_id, a in ((i, np.radians(d)) for i, d in angles.items())}


def test_texts_of_one_happening_share_an_event_and_others_found_their_own(morning, grouped):
    home = events(grouped(morning(FLOOD + OTHERS)))
    assert len({home["i0"], home["i1"], home["i2"]}) == 1
    assert len(set(home.values())) == 1 + len(OTHERS)


def test_every_item_has_an_event_and_every_event_a_narrative(morning, grouped):
    items = morning(FLOOD + FUEL + OTHERS)
    grouping = grouped(items)
    narrative_of = {event.id: event.narrative_id for event in grouping.events}
    assert set(events(grouping)) == {item.id for item in items}
    assert all(narrative_of[m.event_id] == m.narrative_id for m in grouping.memberships)
    assert {n.id for n in grouping.narratives} == set(narrative_of.values())


def test_an_event_takes_its_id_from_its_first_text_and_its_label_from_the_most_central_headline(morning, grouped):
    items = morning([*FLOOD, *OTHERS])
    [event] = [event for event in grouped(items).events if event.founded_by == "i0"]
    assert event.id == stable_id("event", "i0")
    assert event.founded_at == items[0].at
    assert event.label in FLOOD


def test_a_published_headline_is_the_label_even_where_posts_are_more_central(morning, make_item, grouped, now):
    report = make_item("a", "Air naik sejak malam.", title="Temindung Terendam Banjir, Ratusan Rumah", kind="article", at=now)
    items = [*morning(FLOOD), report]
    vectors = turned({"i0": 0, "i1": 1, "i2": 2, "a": 12})
    [narrative] = grouped(items, vectors=vectors).narratives
    assert (narrative.label, narrative.label_item_id) == (report.title, "a")


def test_every_membership_says_why_in_one_line(morning, grouped):
    reasons = {m.item_id: m.reason for m in grouped(morning(FLOOD + OTHERS)).memberships}
    assert reasons["i5"] == "membuka narasi ini"
    assert reasons["i1"].startswith(("mirip 0,", "mirip 1,"))
    assert "Temindung" in reasons["i1"]
    assert "(kata: " in reasons["i1"]
    assert not any("\n" in reason for reason in reasons.values())


def test_grouping_again_with_nothing_new_changes_nothing(morning, grouped):
    items = morning(FLOOD + FUEL + OTHERS)
    first = grouped(items)
    assert grouped(items, first.added_to(Known())) == NOTHING


def test_the_same_input_in_another_order_gives_the_same_answer(morning, grouped):
    items = morning(FLOOD + FUEL + OTHERS)
    assert grouped(random.Random(4).sample(items, len(items))) == grouped(items)


@pytest.mark.parametrize("portions", [2, 5, 11])
def test_items_that_come_in_portions_end_in_the_events_of_those_that_come_at_once(morning, grouped, portions):
    items = morning(FLOOD + FUEL + OTHERS)
    known = Known()
    for n in range(portions):
        seen = items[: len(items) * (n + 1) // portions]
        known = grouped(seen, known).added_to(known)
    assert {m.item_id: m.event_id for m in known.memberships} == events(grouped(items))


def test_ids_persist_when_the_next_day_arrives(morning, grouped):
    today = morning(FLOOD[:2] + OTHERS)
    known = grouped(today).added_to(Known())
    second = grouped(today + morning([FLOOD[2], *FUEL], prefix="j", start=4), known)
    assert events(second)["j0"] == stable_id("event", "i0")
    assert {n.founded_by for n in second.events if n not in known.events} <= {"i0", "j1"}
    assert set(events(second)) == {"j0", "j1", "j2"}
    assert second.moves == ()


def test_a_copy_follows_its_origin(morning, grouped, thresholds):
    items = morning([FLOOD[0], *OTHERS, FLOOD[0]])
    grouping = grouped(items, copies=find_copies(items, (), thresholds))
    assert events(grouping)["i7"] == events(grouping)["i0"]
    [membership] = [m for m in grouping.memberships if m.item_id == "i7"]
    assert membership.reason.startswith("teks yang sama dengan “Banjir")


def test_a_copy_of_a_text_before_the_window_joins_that_texts_narrative(morning, grouped):
    old = morning([FLOOD[0]], prefix="old", start=-600)
    known = grouped(old).added_to(Known())
    grouping = grouped(morning([FLOOD[0], *OTHERS]), known, copies=[Copy("i0", "old0", 1.0)])
    assert narratives(grouping)["i0"] == known.memberships[0].narrative_id


def test_an_earlier_telling_that_turns_up_late_joins_its_copies_event(morning, grouped):
    later = morning([FLOOD[0], *OTHERS])
    known = grouped(later).added_to(Known())
    early = morning([FLOOD[0]], prefix="early", start=-40)
    grouping = grouped([*later, *early], known, copies=[Copy("i0", "early0", 1.0)])
    assert events(grouping) == {"early0": stable_id("event", "i0")}


SAYING = [
    "Tongkang menabrak tiang",
    "Pelayaran sungai dihentikan",
    "Tongkang menabrak tiang, pelayaran sungai dihentikan",
    "Pelayaran sungai dihentikan setelah tongkang menabrak tiang",
    "Setelah tongkang menabrak tiang, sungai ditutup",
    "Sungai ditutup, pelayaran dihentikan",
]


def test_what_comes_between_merges_two_events_into_the_older_and_says_so(make_item, grouped, now):
    items = [make_item(f"m{n}", text, kind="article", at=now + timedelta(hours=n - 9)) for n, text in enumerate(SAYING)]
    apart = {"m0": 0, "m1": 85}
    first = grouped(items[:2], vectors=turned(apart))
    assert len(first.events) == 2
    second = grouped(items, first.added_to(Known()), vectors=turned(dict.fromkeys((item.id for item in items), 10)))
    older, younger = stable_id("event", "m0"), stable_id("event", "m1")
    assert [(e.id, e.merged_into) for e in second.events if e.merged_into] == [(younger, older)]
    assert set(events(second).values()) == {older}
    [move] = second.moves
    assert (move.item_id, move.from_event_id, move.event_id) == ("m1", younger, older)
    assert "digabung ke" in move.reason
    [moved] = [m for m in second.memberships if m.item_id == "m1"]
    assert moved.reason == move.reason


def test_when_an_event_turns_out_to_be_two_the_larger_side_keeps_the_id(make_item, grouped, now):
    texts = [f"Kapal{n} menabrak{n} tiang{n} jembatan{n}" for n in range(6)]
    items = [make_item(f"m{n}", text, at=now + timedelta(hours=n - 9)) for n, text in enumerate(texts)]
    first = grouped(items[:4], vectors=turned(dict.fromkeys(("m0", "m1", "m2", "m3"), 0)))
    assert len(first.events) == 1
    angles = {"m0": 90, "m1": 0, "m2": 0, "m3": 0, "m4": 90, "m5": 90}
    second = grouped(items, first.added_to(Known()), vectors=turned(angles))
    [move] = second.moves
    assert move.item_id == "m0"
    assert move.reason.startswith("dipisah dari “")
    home = {m.item_id: m.event_id for m in second.added_to(first.added_to(Known())).memberships}
    assert home["m1"] == home["m2"] == home["m3"] == stable_id("event", "m0"), "the id stays with three of four"
    assert home["m0"] == home["m4"] == home["m5"] != home["m1"]


def test_events_that_time_parts_can_be_one_narrative(make_item, grouped, now):
    first = [make_item(f"a{n}", text, kind="article", at=now - timedelta(days=6, hours=n)) for n, text in enumerate(FLOOD)]
    second = [make_item(f"b{n}", text + " lagi", kind="article", at=now - timedelta(hours=n)) for n, text in enumerate(FLOOD)]
    vectors = turned(dict.fromkeys([i.id for i in first], 0) | dict.fromkeys([i.id for i in second], 30))
    grouping = grouped(first + second, vectors=vectors)
    assert len(set(narratives(grouping).values())) == 1


def test_a_narrative_that_slept_wakes_under_its_id(make_item, grouped, thresholds, now):
    slept = now - timedelta(days=thresholds.narratives.window_days + 30)
    old = [make_item(f"old{n}", text, kind="article", at=slept + timedelta(hours=n)) for n, text in enumerate(FLOOD)]
    known = grouped(old, at=slept + timedelta(days=1)).added_to(Known())
    new = [make_item("new", FLOOD[0] + " dan surut siang hari", kind="article", at=now)]
    standing = representatives({item.id: item.at for item in old}, known, now, thresholds)
    assert standing == ["old0", "old1", "old2"]
    grouping = grouped([*old, *new], known)
    assert narratives(grouping) == {"new": known.memberships[0].narrative_id}
    assert events(grouping)["new"] not in {m.event_id for m in known.memberships}, "another happening"


def test_only_the_newest_texts_stand_for_a_narrative_and_none_for_one_that_slept_too_long(make_item, grouped, thresholds, now):
    def told(days):
        items = [make_item(f"d{days}-{n}", FLOOD[n % 3] + f" jam {n}", at=now - timedelta(days=days, minutes=n)) for n in range(9)]
        return items, grouped(items, at=now - timedelta(days=days - 1)).added_to(Known())

    items, known = told(40)
    at = {item.id: item.at for item in items}
    assert len(set(narratives(grouped(items, at=now - timedelta(days=39))).values())) == 1
    assert representatives(at, known, now, thresholds) == [f"d40-{n}" for n in range(thresholds.narratives.representatives)]
    items, known = told(int(thresholds.narratives.sleep_days) + 1)
    assert representatives({item.id: item.at for item in items}, known, now, thresholds) == []


def test_a_membership_of_an_event_nobody_knows_is_made_anew(morning, grouped):
    items = morning(FLOOD)
    lost = [replace(m, event_id="gone") for m in grouped(items[:2]).memberships]
    assert set(events(grouped(items, Known((), (), lost)))) == {"i0", "i1", "i2"}


def test_a_quiet_day_and_a_lone_item_are_no_trouble(morning, grouped):
    assert grouped([]) == NOTHING
    assert len(grouped(morning(FLOOD[:1])).events) == 1


@pytest.mark.parametrize(
    "text", [None, "", "\x00", "\ud800", "👍", "🔥🔥🔥", "a" * 100_000, "kata " * 50_000, "\n\n. . .", "שלום עולם", "\u202eأهلا"]
)
def test_texts_that_say_nothing_or_too_much_are_grouped_all_the_same(morning, grouped, text):
    grouping = grouped(morning([text, text, *FLOOD]))
    assert set(events(grouping)) == {"i0", "i1", "i2", "i3", "i4"}


def test_texts_without_a_word_are_apart_though_their_vectors_are_near(morning, grouped):
    items = morning(["", "👍", "🔥🔥", *FLOOD])
    home = events(grouped(items, vectors=turned(dict.fromkeys((item.id for item in items), 0))))
    assert len({home["i0"], home["i1"], home["i2"], home["i3"]}) == 4


def test_texts_that_share_no_words_and_no_meaning_are_apart_even_at_one_second(make_item, grouped, now):
    items = [make_item(f"s{n}", text, at=now) for n, text in enumerate(OTHERS)]
    assert len(set(events(grouped(items)).values())) == len(OTHERS)


def test_an_item_without_a_vector_is_grouped_by_its_words(morning, grouped):
    home = events(grouped(morning([FLOOD[0], FLOOD[0] + " lagi", *OTHERS]), vectors={}))
    assert len(set(home.values())) == len(OTHERS) + 2 or home["i0"] == home["i1"]
    assert set(home) == {f"i{n}" for n in range(8)}


@pytest.mark.parametrize("words", ["Mantap!", "Hadir pak", "👍👍", "ok"])
def test_a_word_is_no_evidence_that_two_texts_are_one(morning, grouped, words):
    items = morning([words, "Semangat", *OTHERS])
    home = events(grouped(items, vectors=turned({item.id: 80 * n for n, item in enumerate(items)})))
    assert home["i0"] != home["i1"]


def test_a_storm_of_ten_thousand_posts_of_the_same_words_is_one_event_in_seconds(make_item, grouped, now):
    items = [make_item(f"p{n:05}", FLOOD[0], at=now - timedelta(seconds=n)) for n in range(10_000)]
    copies = [Copy(item.id, "p09999", 1.0) for item in items[:-1]]
    vectors = turned({"p09999": 0})
    started = time.perf_counter()
    grouping = grouped(items, copies=copies, vectors=vectors)
    assert len(grouping.events) == 1
    assert len(grouping.memberships) == 10_000
    assert time.perf_counter() - started < 10


def test_an_english_report_joins_what_it_shares_few_words_with(make_item, grouped, now):
    ours = make_item(
        "id", "Otorita membuka jalan tol menuju Sepaku bagi pemudik mulai Senin, hanya untuk kendaraan kecil.", kind="article", at=now
    )
    english = "The authority opens the toll road to Sepaku for holiday travellers from Monday, but only for small vehicles."
    theirs = make_item("en", english, kind="article", at=now)
    other = make_item(
        "x", "Nelayan di muara menangkap buaya sepanjang empat meter, lalu menyerahkannya kepada petugas.", kind="article", at=now
    )
    home = events(grouped([ours, theirs, other], vectors=turned({"id": 0, "en": 60, "x": 150})))
    assert home["id"] == home["en"] != home["x"]
    apart = events(grouped([ours, replace(other, id="y"), other], vectors=turned({"id": 0, "y": 60, "x": 150})))
    assert apart["id"] != apart["y"], "texts of one language are asked for words"


def test_more_texts_than_are_grouped_at_once_still_find_their_events(morning, grouped, thresholds):
    small = replace(thresholds, narratives=replace(thresholds.narratives, portion=4, most=6))
    home = events(grouped(morning(FLOOD + FUEL + OTHERS), limits=small))
    assert len({home["i0"], home["i1"], home["i2"]}) == 1
    assert home["i3"] == home["i4"] != home["i0"]
    assert len(home) == 11
