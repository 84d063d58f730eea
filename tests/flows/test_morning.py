from collections import Counter
from typing import Any

from pypdf import PdfReader

from archive.records import Brief, Case, Copy, FactCheck, Flag, Item, NarrativeDay, Night, Outcome, Reading, StageTime
from archive.store import Store

NEVER_A_CASE = {"criticism", "complaint", "question", "opinion", "satire", "other", "report", "copy", "official", "denial", "advertorial"}


def test_every_item_of_the_week_is_kept_once(archive: Store, told: dict[str, Any], key: Any) -> None:
    kept = Counter(key(item) for item in archive.records(Item))
    assert set(kept) == set(told)
    assert set(kept.values()) == {1}


def test_every_article_that_may_be_opened_has_its_text(archive: Store) -> None:
    unread = {item.source_id for item in archive.records(Item, kind="article") if not item.body}
    assert unread == {"nusa"}, "the agency closes its pages; everybody else is read in full"


def test_no_text_keeps_what_is_around_an_article(archive: Store) -> None:
    for item in archive.records(Item, kind="article"):
        body = (item.body or "").lower()
        for leftover in ("baca juga", "scroll to continue", "spot_img", "[irp]", "penulis:", "google news", "rekomendasi"):
            assert leftover not in body, f"{item.url}: {leftover}"


def test_every_source_was_heard_and_the_malformed_feed_says_so(archive: Store) -> None:
    outcomes = {outcome.source_id: outcome for outcome in archive.records(Outcome)}
    assert {o.status for o in outcomes.values()} <= {"heard", "partial"}
    assert all(item.warnings for item in archive.records(Item, source_id="lensa_kutai"))


def test_paid_texts_are_known_as_paid(archive: Store, told: dict[str, Any], key: Any) -> None:
    paid = {told[key(item)].slug for item in archive.records(Item) if item.advertorial}
    assert paid == {t.slug for t in told.values() if t.kind == "advertorial"}


def test_relevance_agrees_with_the_truth(archive: Store, told: dict[str, Any], key: Any) -> None:
    readings = {r.subject_id: r for r in archive.records(Reading)}
    # A post from the hour before the week's first window was collected too; it is too old to be read.
    items = [item for item in archive.records(Item) if item.id in readings]
    assert len(items) >= len(told) - 1
    right = sum(readings[item.id].relevant == told[key(item)].relevant for item in items)
    assert right / len(items) >= 0.9


def test_nothing_but_claims_becomes_a_case(archive: Store, told: dict[str, Any], key: Any) -> None:
    kinds = {item.id: told[key(item)].kind for item in archive.records(Item)}
    cases = archive.records(Case)
    assert cases
    assert {kinds[case.claim_item_id] for case in cases} == {"claim"}


def test_the_recycled_text_and_the_fake_recruitment_ask_to_be_checked(archive: Store, told: dict[str, Any], key: Any) -> None:
    storyline = {item.id: told[key(item)].storyline for item in archive.records(Item)}
    cases = {case.id: storyline[case.claim_item_id] for case in archive.records(Case)}
    flagged = [cases[flag.case_id] for flag in sorted(archive.records(Flag), key=lambda f: f.rank)]
    assert set(flagged[:2]) == {"hoaks_jembatan_mahakam", "penipuan_rekrutmen_bpbd"}
    assert len(flagged) <= 5


def test_wire_copies_are_counted_apart(archive: Store, told: dict[str, Any], key: Any) -> None:
    slug = {item.id: told[key(item)] for item in archive.records(Item)}
    copies = {slug[copy.item_id].slug for copy in archive.records(Copy) if slug[copy.item_id].kind in ("copy", "report")}
    assert len(copies & {t.slug for t in told.values() if t.kind == "copy"}) >= 5
    assert sum(day.copies for day in archive.records(NarrativeDay)) > 0


def test_the_fact_checks_carry_the_checkers_own_words(archive: Store) -> None:
    checks = archive.records(FactCheck)
    assert len(checks) == 14
    assert all(check.native_label and check.claim and check.published_at for check in checks)
    assert "unknown" not in {check.label for check in checks}


def test_the_night_says_how_stable_its_grouping_was(archive: Store) -> None:
    night = archive.records(Night)[0]
    assert night.day.isoformat() == "2026-11-16"
    assert night.stability is not None
    assert night.items_in_window >= 55


def test_the_brief_lies_where_it_says_and_every_page_is_marked(archive: Store, morning: Any) -> None:
    (brief,) = archive.records(Brief)
    assert brief.path in morning.printed
    reader = PdfReader(brief.path)
    texts = [page.extract_text() for page in reader.pages]
    assert all("CONTOH" in text for text in texts)
    assert any("Lampiran" in text for text in texts[:3])
    # The page lets a long word break anywhere; a reader who copies it gets those invisible places too.
    assert brief.content_hash[:12] in texts[0].replace("\u200b", "")


def test_the_time_of_every_stage_is_kept(archive: Store) -> None:
    assert {t.flow for t in archive.records(StageTime)} == {"collect", "analyse", "brief"}
