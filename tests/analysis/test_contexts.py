"""What a signal may know: claim items, times, older texts and fact-checks; never tone, target or author."""

from dataclasses import fields
from datetime import timedelta

import pytest

from analysis.contexts import CheckedClaim, ClaimItem, Denial, Echo, NarrativeContext, claims_by_narrative, contexts_of, said_in
from archive.records import Copy, Match, Membership, Narrative, Reading


def reading(subject_id, act="claim", *, relevant=True):
    return Reading(subject_id, relevant, 1.0, (), (), (), (), (), act, "", "v")


def member(item, narrative_id="n"):
    return Membership(item.id, f"e{narrative_id}", narrative_id, item.at, 1.0, "")


@pytest.fixture
def narrative(now):
    return Narrative("n", "p0", now, "Rekrutmen", "p0")


@pytest.fixture
def build(now, narrative, thresholds):
    def build_contexts(claims, items, *, copies=(), matches=(), checks=(), tier_of=None, memberships=None):
        members = memberships if memberships is not None else [member(item) for item in items]
        window = (now - timedelta(days=1), now)
        tiers = tier_of or {"toots": "social"}
        return contexts_of(
            now.date(), now, window, claims, items, tiers, members, [narrative], copies, matches, checks, "Asia/Makassar", thresholds
        )

    return build_contexts


def test_no_field_can_hold_tone_target_or_author():
    names = {field.name for record in (NarrativeContext, ClaimItem, Denial, Echo, CheckedClaim) for field in fields(record)}
    assert names == {
        *("narrative_id", "day", "now", "claims", "report_times", "denials", "echoes", "checks", "zone", "thresholds"),
        *("item_id", "at", "text", "quote"),
        "by",
        *("older_id", "older_kind", "older_at", "similarity"),
        *("factcheck_id", "title", "publisher", "label", "native_label", "published_at", "score", "strength"),
    }


def test_only_relevant_claim_posts_and_handed_in_texts_are_claim_items(make_item, narrative):
    post, handed, article, angry, far = (
        make_item("post"),
        make_item("handed", kind="handed_in"),
        make_item("article", kind="article"),
        make_item("angry"),
        make_item("far"),
    )
    items = [post, handed, article, angry, far]
    readings = [reading("post"), reading("handed"), reading("article"), reading("angry", "criticism"), reading("far", relevant=False)]
    claims = claims_by_narrative(items, readings, [member(item) for item in items], [narrative])
    assert {item.id for item in claims["n"]} == {"post", "handed"}


def test_a_narrative_of_the_press_alone_has_no_claims(make_item, narrative):
    article = make_item("article", kind="article")
    assert claims_by_narrative([article], [reading("article")], [member(article)], [narrative]) == {}


def test_members_of_a_merged_narrative_speak_for_the_one_it_lives_on_in(make_item, now, narrative):
    old = Narrative("old", "p", now, "Lama", "p", merged_into="middle")
    middle = Narrative("middle", "p", now, "Tengah", "p", merged_into="n")
    post = make_item("post")
    claims = claims_by_narrative([post], [reading("post")], [member(post, "old")], [old, middle, narrative])
    assert list(claims) == ["n"]


def test_a_narrative_whose_claims_are_all_from_earlier_days_is_left_out(make_item, now, build):
    yesterday = make_item("a", at=now - timedelta(days=2))
    today = make_item("b", at=now - timedelta(hours=2))
    assert build({"n": [yesterday]}, [yesterday]) == []
    (context,) = build({"n": [yesterday, today]}, [yesterday, today])
    assert [claim.item_id for claim in context.claims] == ["a", "b"]


def test_a_closed_day_knows_nothing_of_what_was_said_after_it(make_item, now):
    before, inside, after = (make_item(name, at=now - timedelta(hours=hours)) for name, hours in (("a", 30), ("b", 10), ("c", 1)))
    window = (now - timedelta(hours=26), now - timedelta(hours=2))
    said = said_in({"n": [before, inside, after], "m": [before], "o": [after]}, window, now)
    assert {name: [item.id for item in items] for name, items in said.items()} == {"n": ["a", "b"]}


def test_nothing_said_after_now_is_looked_at(make_item, now, build):
    later = make_item("later", at=now + timedelta(minutes=1))
    assert build({"n": [later]}, [later]) == []


def test_outlets_of_tier_a_and_b_and_offices_count_as_reports_and_tier_c_and_paid_texts_do_not(make_item, now, build):
    post = make_item("p")
    reports = [make_item(tier, kind="article", source=tier) for tier in ("A", "B", "C", "official")]
    paid = make_item("paid", kind="article", source="A", advertorial=True)
    tiers = {"A": "A", "B": "B", "C": "C", "official": "official", "toots": "social"}
    (context,) = build({"n": [post]}, [post, *reports, paid], tier_of=tiers)
    assert context.report_times == (now, now, now)


def test_a_denial_is_an_answer_and_no_report_whoever_published_it(make_item, now, build):
    post = make_item("p")
    office = make_item("o", kind="article", source="office", title="Klarifikasi: Kantor Kami Tidak Membuka Rekrutmen")
    paper = make_item(
        "a", "Dinas membantah kabar itu.", kind="article", source="paper", title="Dinas Angkat Bicara", at=now - timedelta(hours=1)
    )
    blog = make_item("c", kind="article", source="blog", title="Dinas Bantah Kabar Rekrutmen")
    tiers = {"office": "official", "paper": "A", "blog": "C", "toots": "social"}
    (context,) = build({"n": [post]}, [post, office, paper, blog], tier_of=tiers)
    assert context.report_times == ()
    assert context.denials == (Denial("a", now - timedelta(hours=1), "press"), Denial("o", now, "official"))


def test_a_denial_far_down_a_report_leaves_it_a_report(make_item, now, build):
    post = make_item("p")
    paper = make_item(
        "a", "Rekrutmen relawan dibuka. " * 20 + "Kabar lain dibantah.", kind="article", source="paper", title="Relawan Dibutuhkan"
    )
    (context,) = build({"n": [post]}, [post, paper], tier_of={"paper": "A", "toots": "social"})
    assert (context.report_times, context.denials) == ((now,), ())


def test_an_older_copy_becomes_an_echo_and_a_match_a_checked_claim(make_item, make_check, now, build):
    post, origin = make_item("p"), make_item("o", at=now - timedelta(days=400))
    check = make_check()
    found = Match("n", "p", "f", now.date(), 0.9, "strong", "v")
    copies = [Copy("p", "o", 0.95)]
    (context,) = build({"n": [post]}, [post, origin], copies=copies, matches=[found], checks=[check], memberships=[member(post)])
    assert context.echoes == (Echo("p", "o", "post", origin.at, 0.95),)
    assert context.checks[0].native_label == "SALAH"
