"""What is gathered for the signals: claim items, reports, answers, older texts and fact-checks; never tone, target or author."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from analysis.contexts import CheckedClaim, ClaimItem, Echo, NarrativeContext, Publisher, Report, Shared
from analysis.echoes import SameWords
from analysis.evidence import Archive, claims_by_narrative, contexts_of, said_in
from archive.records import Bulletin, Copy, Event, Match, Membership, Narrative, Reading, Source, Utterance

TIERS = {"A": "A", "B": "B", "C": "C", "office": "official", "paper": "A", "blog": "C", "toots": "social"}


def reading(subject_id, *, relevant=True):
    return Reading(subject_id, relevant, 1.0, (), (), (), (), (), "v")


def heard(item_id, kind="claim"):
    return Utterance(item_id, kind, 0.9, "", "Kutipan" if kind == "claim" else None, "v")


def member(item, narrative_id="n", event_id="e"):
    return Membership(item.id, event_id, narrative_id, item.at, 1.0, "")


@pytest.fixture
def narrative(now):
    return Narrative("n", "p0", now, "Rekrutmen", "p0")


@pytest.fixture
def archive(now, narrative, thresholds):
    event = Event("e", "n", "p0", now, "Rekrutmen", "p0")
    sources = [Source(name, name, "feed", (f"https://www.{name}.example/feed",), tier, "kaltim") for name, tier in TIERS.items()]
    return Archive((), (), (), (), (event,), (narrative,), (), (), (), sources, "Asia/Makassar", thresholds)


@pytest.fixture
def build(now, archive):
    def build_contexts(said, items=(), matches=(), **rest):
        every = [*said, *items]
        known = replace(
            archive,
            **{"items": every, "memberships": [member(item) for item in every], "utterances": [heard(item.id) for item in said]} | rest,
        )
        window = (now - timedelta(days=1), now)
        return contexts_of(now.date(), now, window, {"n": said}, matches, known)

    return build_contexts


def test_no_field_can_hold_tone_target_or_author():
    records = (NarrativeContext, ClaimItem, Report, Echo, Shared, CheckedClaim, SameWords, Publisher)
    names = {field.name for record in records for field in fields(record)}
    assert not {name for name in names if any(word in name for word in ("tone", "sentiment", "target", "author_id", "account", "person"))}
    # How many accounts, never which.
    assert {field.name: field.type for field in fields(SameWords)}["authors"] is int


def test_only_relevant_posts_and_handed_in_texts_that_claim_are_claim_items(make_item, archive):
    kinds = {"post": {}, "handed": {"kind": "handed_in"}, "article": {"kind": "article"}, "angry": {}, "far": {}}
    items = [make_item(name, **rest) for name, rest in kinds.items()]
    utterances = [heard(item.id, "criticism" if item.id == "angry" else "claim") for item in items]
    readings = [reading(item.id, relevant=item.id != "far") for item in items]
    known = replace(archive, items=items, utterances=utterances, readings=readings, memberships=[member(item) for item in items])
    assert {item.id for item in claims_by_narrative(known)["n"]} == {"post", "handed"}


def test_members_of_a_merged_narrative_speak_for_the_one_it_lives_on_in(make_item, archive, now, narrative):
    post = make_item("post")
    old = Narrative("old", "p", now, "Lama", "p", merged_into="middle")
    middle = Narrative("middle", "p", now, "Tengah", "p", merged_into="n")
    known = replace(
        archive,
        items=[post],
        utterances=[heard("post")],
        readings=[reading("post")],
        memberships=[member(post, "old")],
        narratives=[old, middle, narrative],
    )
    assert list(claims_by_narrative(known)) == ["n"]


def test_a_closed_day_knows_nothing_of_what_was_said_after_it(make_item, now):
    before, inside, after = (make_item(name, at=now - timedelta(hours=hours)) for name, hours in (("a", 30), ("b", 10), ("c", 1)))
    window = (now - timedelta(hours=26), now - timedelta(hours=2))
    said = said_in({"n": [before, inside, after], "m": [before], "o": [after]}, window, now)
    assert {name: [item.id for item in items] for name, items in said.items()} == {"n": ["a", "b"]}


def test_outlets_of_tier_a_and_b_and_offices_report_and_tier_c_and_paid_texts_do_not(make_item, build):
    reports = [make_item(source, kind="article", source=source, title="Dibuka") for source in ("A", "B", "C", "office")]
    paid = make_item("paid", kind="article", source="A", advertorial=True)
    (context,) = build([make_item("p")], [*reports, paid])
    assert {(report.item_id, report.by, report.event_id) for report in context.reports} == {
        ("A", "press", "e"),
        ("B", "press", "e"),
        ("office", "official", "e"),
    }


def test_a_denial_is_an_answer_and_no_report_whoever_published_it(make_item, now, build):
    office = make_item("o", kind="article", source="office", title="Klarifikasi: Isu Rekrutmen Tidak Benar")
    paper = make_item("a", "Dinas membantah kabar itu.", kind="article", source="paper", title="Dinas Bicara", at=now - timedelta(hours=1))
    blog = make_item("c", kind="article", source="blog", title="Dinas Bantah Kabar Rekrutmen")
    (context,) = build([make_item("p")], [office, paper, blog])
    assert context.reports == ()
    assert [(r.item_id, r.by, r.stance) for r in context.responses] == [("a", "press", "denies"), ("o", "official", "denies")]


def test_an_older_copy_becomes_an_echo_and_a_match_a_checked_claim(make_item, make_check, now, build):
    post, origin = make_item("p"), make_item("o", at=now - timedelta(days=400))
    matches = [Match("n", "p", name, now.date(), 0.9, "strong", "v", repeats=first) for name, first in (("g", "f"), ("f", None))]
    checks = [make_check(), make_check("g")]
    (context,) = build([post], [origin], matches, copies=[Copy("p", "o", 0.95)], factchecks=checks, memberships=[member(post)])
    assert context.echoes == (Echo("p", "o", "post", origin.at, 0.95),)
    assert [(check.factcheck_id, check.repeats) for check in context.checks] == [("f", None), ("g", "f")]
    assert context.checks[0].native_label == "SALAH"


LETTER = (
    "Kepada pimpinan perusahaan, dengan hormat Gubernur {name} meminta sumbangan dana pengamanan pilkada sebesar Rp {sum} juta, ditransfer "
    "ke rekening bendahara paling lambat tanggal {day} Maret, bersifat rahasia dan segera"
)


def test_an_old_letter_filled_anew_is_an_echo_of_its_template(make_item, now, build):
    old = make_item("old", LETTER.format(name="Siti Rembulan", sum=50, day=3), at=now - timedelta(days=300))
    new = make_item("new", LETTER.format(name="Toni Langsat", sum=75, day=19))
    (context,) = build([new], [old], utterances=[heard("new"), heard("old")])
    (echo,) = context.echoes
    assert (echo.item_id, echo.older_id, echo.template) == ("new", "old", True)


def test_an_article_that_a_claim_links_to_is_known_by_what_it_says(make_item, build):
    article = make_item("a", "Isinya lain.", title="Judul", kind="article", source="blog", url="https://koran.example/kabar/satu")
    (context,) = build([make_item("p", "Wah https://www.koran.example/kabar/satu?utm=x gawat")], [article])
    assert context.shared == (Shared("p", "a", "Judul", "Judul\n\nIsinya lain."),)


def test_what_offices_post_is_neither_coordination_nor_evidence(make_item, now, build):
    text = "Hari ini pelayanan tatap muka tutup pukul dua siang, mohon maklum"
    posts = [make_item(f"o{n}", text, source="office", author=f"o{n}", at=now - timedelta(seconds=n)) for n in range(9)]
    copies = [Copy(post.id, "o8", 1.0) for post in posts[:8]]
    (context,) = build([make_item("p", "Jembatan ditutup tiga bulan", author="x")], posts, copies=copies)
    assert context.same_words == ()
    (own,) = build([replace(post, source_id="toots") for post in posts], copies=copies)
    assert [group.authors for group in own.same_words] == [9]


def test_a_text_that_goes_round_again_word_by_word_is_no_new_filling(make_item, now, build):
    text = "Surat edaran gubernur mewajibkan semua pegawai menyetor sumbangan paling lambat akhir bulan ini ke rekening bersama kantor"
    old = make_item("old", text, at=now - timedelta(days=200))
    (context,) = build([make_item("p", text)], [old], utterances=[heard("p"), heard("old")])
    assert [(echo.older_id, echo.template) for echo in context.echoes] == [("old", False)]


def test_publishers_are_those_who_speak_under_their_own_hosts(make_item, build):
    (context,) = build([make_item("p")])
    assert {publisher.name for publisher in context.publishers} == set(TIERS) - {"toots"}
    assert Publisher("office", ("office.example",), official=True) in context.publishers


def test_measurements_of_the_days_around_the_window_are_there(make_item, now, build):
    bulletins = [
        Bulletin(str(days), "bmkg", "earthquake", "u", "t", None, None, None, 5.0, None, now - timedelta(days=days), None, now)
        for days in (0, 2, 9)
    ]
    (context,) = build([make_item("p")], bulletins=bulletins)
    assert [bulletin.id for bulletin in context.bulletins] == ["0", "2"]
