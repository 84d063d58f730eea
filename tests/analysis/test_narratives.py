import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from analysis.duplicates import find_copies
from analysis.narrative_ids import living_ids
from analysis.narratives import Grouping, group, stability
from archive.records import Copy, stable_id

FLOOD = [
    "Banjir merendam ratusan rumah di Kelurahan Temindung sejak Senin malam",
    "Ratusan rumah di Kelurahan Temindung terendam banjir, warga mengungsi",
    "Banjir Temindung: warga mengungsi ke masjid, ratusan rumah terendam",
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


NOTHING = Grouping((), ())


@pytest.fixture
def morning(make_item, now):
    """Makes items from texts, an hour apart, all within the window."""

    def items(texts, prefix="i", start=-20):
        return [make_item(f"{prefix}{n}", text, at=now + timedelta(hours=start + n)) for n, text in enumerate(texts)]

    return items


@pytest.fixture
def grouped(vectors_for, thresholds, now):
    def run(items, before=NOTHING, copies=()):
        return group(items, vectors_for(items), copies, before.narratives, before.memberships, now, thresholds)

    return run


def homes(grouping):
    return {m.item_id: m.narrative_id for m in grouping.memberships}


def test_reports_of_one_event_share_a_narrative_and_others_found_their_own(morning, grouped):
    items = morning(FLOOD + OTHERS)
    home = homes(grouped(items))
    assert len({home["i0"], home["i1"], home["i2"]}) == 1
    assert len(set(home.values())) == 1 + len(OTHERS)


def test_a_narrative_takes_id_time_and_label_from_the_item_that_founded_it(morning, grouped):
    items = morning(FLOOD + OTHERS)
    [narrative] = [n for n in grouped(items).narratives if n.founded_by == "i0"]
    assert narrative.id == stable_id("narrative", "i0")
    assert (narrative.founded_at, narrative.label, narrative.label_item_id) == (items[0].at, FLOOD[0], "i0")


def test_every_membership_says_why_in_one_line(morning, grouped):
    reasons = {m.item_id: m.reason for m in grouped(morning(FLOOD + OTHERS)).memberships}
    assert reasons["i0"] == "membuka narasi ini"
    assert reasons["i1"].startswith("mirip 0,")
    assert "Temindung" in reasons["i1"]
    assert f"dengan “{FLOOD[0][:20]}" in reasons["i1"]
    assert not any("\n" in reason for reason in reasons.values())


def test_grouping_again_with_nothing_new_changes_nothing(morning, grouped):
    items = morning(FLOOD + FUEL + OTHERS)
    first = grouped(items)
    assert grouped(items, first) == NOTHING


def test_the_same_input_in_another_order_gives_the_same_answer(morning, grouped):
    items = morning(FLOOD + FUEL + OTHERS)
    shuffled = random.Random(4).sample(items, len(items))
    assert grouped(shuffled) == grouped(items)


def test_ids_persist_when_the_next_day_arrives(morning, grouped):
    today = morning(FLOOD[:2] + OTHERS)
    first = grouped(today)
    tomorrow = morning([FLOOD[2], *FUEL], prefix="j", start=4)
    second = grouped(today + tomorrow, first)
    assert homes(second)["j0"] == homes(first)["i0"]
    assert {n.founded_by for n in second.narratives} == {"j1"}
    assert set(homes(second)) == {"j0", "j1", "j2"}


def test_a_copy_follows_its_origin(morning, grouped, thresholds):
    items = morning([FLOOD[0], *OTHERS, FLOOD[0]])
    copies = find_copies(items, (), thresholds)
    grouping = grouped(items, copies=copies)
    home = homes(grouping)
    assert home["i7"] == home["i0"]
    [membership] = [m for m in grouping.memberships if m.item_id == "i7"]
    assert membership.reason == f"teks yang sama dengan “{FLOOD[0][:47]}…”" or membership.reason.startswith("teks yang sama dengan “Banjir")


def test_a_copy_of_a_text_before_the_window_joins_that_texts_narrative(morning, grouped):
    old = morning([FLOOD[0]], prefix="old", start=-300)
    first = grouped(old)
    grouping = grouped(morning([FLOOD[0], *OTHERS]), first, copies=[Copy("i0", "old0", 1.0)])
    assert homes(grouping)["i0"] == homes(first)["old0"]


def test_an_earlier_telling_that_turns_up_late_joins_its_copies_narrative(morning, grouped):
    later = morning([FLOOD[0], *OTHERS])
    first = grouped(later)
    early = morning([FLOOD[0]], prefix="early", start=-40)
    grouping = grouped([*later, *early], first, copies=[Copy("i0", "early0", 1.0)])
    assert homes(grouping) == {"early0": homes(first)["i0"]}


def test_a_narrative_silent_beyond_the_window_takes_no_new_items(morning, grouped, thresholds):
    old = morning([FLOOD[0]], prefix="old", start=-24 * (thresholds.narratives.window_days + 1))
    first = grouped(old)
    assert homes(grouped([*old, *morning(FLOOD[1:])], first))["i0"] != homes(first)["old0"]


@pytest.fixture
def two_halves(make_item, now):
    """Two narratives grouped apart because their vectors were apart; then a bridge item and vectors that are one."""
    texts = [
        "Kapal tongkang menabrak tiang jembatan",
        "Tiang jembatan retak, pelayaran dihentikan",
        "Tongkang tabrak jembatan, pelayaran dihentikan",
    ]
    items = [make_item(f"m{n}", text, at=now + timedelta(hours=n - 9), kind="article") for n, text in enumerate(texts)]
    near = np.eye(4, dtype=np.float32)[0]
    apart = np.eye(4, dtype=np.float32)[1]
    return items, {"m0": near, "m1": apart, "m2": near}, dict.fromkeys(("m0", "m1", "m2"), near)


def test_a_bridge_merges_the_younger_narrative_into_the_older_with_a_reason(two_halves, thresholds, now):
    (a, b, bridge), apart, together = two_halves
    first = group([a, b], apart, (), (), (), now, thresholds)
    assert len(first.narratives) == 2
    second = group([a, b, bridge], together, (), first.narratives, first.memberships, now, thresholds)
    older, younger = stable_id("narrative", "m0"), stable_id("narrative", "m1")
    assert [(n.id, n.merged_into) for n in second.narratives] == [(younger, older)]
    assert homes(second) == {"m1": older, "m2": older}
    [moved] = [m for m in second.memberships if m.item_id == "m1"]
    assert "digabung ke sini" in moved.reason
    known = {n.id: n for n in (*first.narratives, *second.narratives)}
    members = {m.item_id: m for m in (*first.memberships, *second.memberships)}
    assert group([a, b, bridge], together, (), list(known.values()), list(members.values()), now, thresholds) == NOTHING


def test_a_bridge_between_unlike_narratives_merges_nothing(two_halves, thresholds, now):
    (a, b, bridge), apart, together = two_halves
    first = group([a, b], apart, (), (), (), now, thresholds)
    strict = replace(thresholds, narratives=replace(thresholds.narratives, merge=0.99))
    assert group([a, b, bridge], together, (), first.narratives, first.memberships, now, strict).narratives == ()


def test_a_later_item_finds_a_merged_narrative_under_the_older_id(morning, grouped):
    items = morning(FLOOD)
    first = grouped(items[:2])
    [narrative] = first.narratives
    older = replace(narrative, id="older", founded_at=narrative.founded_at - timedelta(days=9))
    merged = Grouping((older, replace(narrative, merged_into="older")), first.memberships)
    assert homes(grouped(items, merged)) == {"i2": "older"}


def test_chains_of_merges_end_at_the_last_and_rings_do_not_hang(morning, grouped):
    [one] = grouped(morning(FLOOD[:1])).narratives
    chain = [replace(one, id="a", merged_into="b"), replace(one, id="b", merged_into="c"), replace(one, id="c")]
    assert living_ids(chain) == {"a": "c", "b": "c", "c": "c"}
    assert set(living_ids([replace(one, id="a", merged_into="b"), replace(one, id="b", merged_into="a")])) == {"a", "b"}


@pytest.fixture
def at_angle(make_item, now):
    """Items without a common word; all but the first have the cosine ``cosine`` to it and so likeness from meaning alone."""

    def make(cosine, texts, kinds):
        spoken = enumerate(zip(texts, kinds, strict=True))
        items = [make_item(f"v{n}", text, kind=kind, at=now + timedelta(minutes=n - 9)) for n, (text, kind) in spoken]
        turned = np.array([cosine, np.sqrt(1 - cosine**2)], np.float32)
        return items, {item.id: turned if n else np.array([1, 0], np.float32) for n, item in enumerate(items)}

    return make


COMPLAINTS = ["keran kering lagi subuh tadi", "mandi pakai galon sampai kapan begini"]
RUMOUR = "INFO PENTING! Pemprov membuka rekrutmen relawan, sebarkan sebelum ditutup"


@pytest.mark.parametrize(("kind", "narratives"), [("post", 1), ("article", 2)])
def test_a_post_joins_by_less_likeness_than_an_article(at_angle, thresholds, now, kind, narratives):
    items, vectors = at_angle(0.69, COMPLAINTS, ["article", kind])
    assert len(set(homes(group(items, vectors, (), (), (), now, thresholds)).values())) == narratives


@pytest.mark.parametrize(("first", "second"), [(COMPLAINTS[0], RUMOUR), (RUMOUR, COMPLAINTS[0])])
def test_leniency_does_not_glue_claims_and_talk_together(at_angle, thresholds, now, first, second):
    items, vectors = at_angle(0.69, [first, second], ["post", "post"])
    assert len(set(homes(group(items, vectors, (), (), (), now, thresholds)).values())) == 2


def grouped_again(items, vectors, first, second, now, thresholds):
    narratives = {n.id: n for n in (*first.narratives, *second.narratives)}
    memberships = {m.item_id: m for m in (*first.memberships, *second.memberships)}
    return group(items, vectors, (), list(narratives.values()), list(memberships.values()), now, thresholds)


def test_posts_that_came_before_the_report_fold_into_its_narrative_and_keep_their_id(at_angle, thresholds, now):
    items, vectors = at_angle(0.66, [COMPLAINTS[0], "Lima hari warga antre tangki"], ["post", "article"])
    first = group(items[:1], vectors, (), (), (), now, thresholds)
    second = group(items, vectors, (), first.narratives, first.memberships, now, thresholds)
    older = stable_id("narrative", "v0")
    assert homes(second) == {"v1": older}
    assert [n.merged_into for n in second.narratives if n.founded_by == "v1"] == [older]
    assert grouped_again(items, vectors, first, second, now, thresholds) == NOTHING


def test_days_of_silence_weigh_no_more_than_the_first_ones(make_item, thresholds, now):
    texts = ["Ikan mati di keramba", "Hasil laboratorium keluar"]
    for days, narratives in ((2, 1), (6, 1), (8, 2)):
        items = [make_item(f"d{n}", text, kind="article", at=now - timedelta(days=days * (1 - n))) for n, text in enumerate(texts)]
        vectors = {"d0": np.array([1, 0], np.float32), "d1": np.array([0.8, 0.6], np.float32)}
        assert len(set(homes(group(items, vectors, (), (), (), now, thresholds)).values())) == narratives


def test_a_membership_of_a_narrative_nobody_knows_is_made_anew(morning, grouped):
    items = morning(FLOOD)
    first = grouped(items[:2])
    grouping = grouped(items, Grouping((), first.memberships))
    assert set(homes(grouping)) == {"i0", "i1", "i2"}


def test_a_quiet_day_and_a_lone_item_are_no_trouble(morning, grouped):
    assert grouped([]) == NOTHING
    assert len(grouped(morning(FLOOD[:1])).narratives) == 1


@pytest.mark.parametrize("text", [None, "", "\x00", "\ud800", "👍", "a" * 100_000, "\n\n. . ."])
def test_texts_that_say_nothing_found_narratives_of_their_own(morning, grouped, text):
    grouping = grouped(morning([text, text, *FLOOD]))
    assert len(homes(grouping)) == 5


def test_an_item_without_a_vector_is_grouped_by_its_words(morning, thresholds, now):
    items = morning([FUEL[0], FUEL[0] + " lagi", *OTHERS])
    lenient = replace(thresholds, narratives=replace(thresholds.narratives, join=0.3))
    home = homes(group(items, {}, (), (), (), now, lenient))
    assert home["i0"] == home["i1"]


def test_stability_is_one_when_the_order_does_not_matter_and_none_for_a_handful(morning, grouped, vectors_for, thresholds):
    items = morning(FLOOD + FUEL + OTHERS)
    grouping = grouped(items)
    assert stability(items, vectors_for(items), (), grouping.memberships, thresholds) == 1.0
    assert stability(items[:4], vectors_for(items), (), grouping.memberships, thresholds) is None


def test_stability_falls_when_the_grouping_does_not_follow_from_the_texts(morning, grouped, vectors_for, thresholds):
    items = morning(FLOOD + FUEL + OTHERS)
    wrong = [replace(m, narrative_id="ab"[n % 2]) for n, m in enumerate(grouped(items).memberships)]
    assert stability(items, vectors_for(items), (), wrong, thresholds) < 0.5
