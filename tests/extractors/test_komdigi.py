"""The ministry's reports: rows of JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from archive.records import stable_id
from extractors.visit import Memory, visit

JSON = "application/json"
PATH = "/api/v1/contents/category/berita-hoaks"


def report(n=1, title="[HOAKS] Jembatan roboh ditabrak paus", **more):
    return {
        "id": n,
        "slug": f"hoaks-jembatan-{n}",
        "title": title,
        "published_at": "2026-03-09 10:00:00",
        "body_html": "<p>Beredar pesan tentang jembatan.</p><p>Faktanya, jembatan itu <b>utuh</b>.</p>",
        "body_text": "lain",
        "category": {"title": "Berita Hoaks"},
        "tags": [{"name": "jembatan"}],
    } | more


def answer(*rows, last=1):
    return json.dumps({"status": "ok", "response": {"data": list(rows), "last_page": last}})


@pytest.fixture
def source(web, make_source):
    return make_source(
        web.url(f"{PATH}?perPage=&page="), kind="komdigi", id="komdigi", tier="fact", name="Komdigi", timezone="Asia/Jakarta"
    )


async def test_a_report_becomes_a_check(web, source, client, now):
    web.answer(PATH, answer(report()), kind=JSON)
    fetched = await visit(source, client, Memory(), now, 10)
    (check,) = fetched.factchecks
    assert check.id == stable_id("komdigi", "hoaks-jembatan-1")
    assert (check.label, check.native_label, check.claim) == ("false", "HOAKS", "Jembatan roboh ditabrak paus")
    assert check.url == "https://www.komdigi.go.id/berita/berita-hoaks/detail/hoaks-jembatan-1"
    assert check.body == "Beredar pesan tentang jembatan.\n\nFaktanya, jembatan itu utuh."
    assert check.published_at == datetime(2026, 3, 9, 3, tzinfo=UTC)
    assert (fetched.outcome.status, web.paths()) == ("heard", [f"{PATH}?perPage=12&page=1"])


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("[DISINFORMASI] Jembatan roboh", "misleading"),
        ("[MISINFORMASI] Jembatan roboh", "misleading"),
        ("[KLARIFIKASI] Jembatan", "clarification"),
        ("Jembatan roboh", "unknown"),
    ],
)
async def test_the_word_in_brackets_is_the_label(web, source, client, now, title, label):
    web.answer(PATH, answer(report(title=title)), kind=JSON)
    assert (await visit(source, client, Memory(), now, 10)).factchecks[0].label == label


async def test_an_old_report_names_its_kind_in_the_text(web, source, client, now):
    text = "<p>Penjelasan: Utuh.</p><p>Kategori: Hoaks</p>"
    web.answer(PATH, answer(report(title="Jembatan roboh", body_html=text)), kind=JSON)
    check = (await visit(source, client, Memory(), now, 10)).factchecks[0]
    assert (check.label, check.native_label) == ("false", "Hoaks")


async def test_pages_are_read_until_every_report_of_one_is_known(web, source, client, now):
    for page in (1, 2, 3):
        web.answer(f"{PATH}?perPage=12&page={page}", answer(report(page * 10), report(page * 10 + 1), last=900), kind=JSON)
    known = Memory(known=frozenset(stable_id("komdigi", f"hoaks-jembatan-{n}") for n in (11, 20, 21)))
    fetched = await visit(source, client, known, now, 10)
    assert [check.url[-2:] for check in fetched.factchecks] == ["10"]
    assert len(web.paths()) == 2


@pytest.mark.parametrize(
    ("before", "title", "taken"),
    [
        ("HOAKS", "[HOAKS] Jembatan roboh", False),
        ("Hoaks", "[HOAKS] Jembatan roboh", False),
        ("HOAKS", "[BENAR] Jembatan roboh", True),
        ("HOAKS", "Jembatan roboh", True),
        (None, "[HOAKS] Jembatan roboh", True),
        (None, "Jembatan roboh", False),
    ],
)
async def test_a_known_report_is_taken_in_again_when_its_word_changed_came_or_went(web, source, client, now, before, title, taken):
    web.answer(PATH, answer(report(title=title)), kind=JSON)
    id_ = stable_id("komdigi", "hoaks-jembatan-1")
    memory = Memory(known=frozenset({id_}), verdicts={id_: ("Judul lama", before)})
    assert len((await visit(source, client, memory, now, 10)).factchecks) == taken


async def test_at_most_a_few_pages_are_asked_for(web, source, client, now):
    for page in range(1, 9):
        web.answer(f"{PATH}?perPage=12&page={page}", answer(report(page), last=900), kind=JSON)
    assert len((await visit(source, client, Memory(), now, 10)).factchecks) == 3


async def test_a_later_page_that_fails_is_a_fault(web, source, client, now):
    web.answer(f"{PATH}?perPage=12&page=1", answer(report(), last=9), kind=JSON)
    web.answer(f"{PATH}?perPage=12&page=2", "<html>galat</html>")
    outcome = (await visit(source, client, Memory(), now, 10)).outcome
    assert (outcome.status, outcome.faults, outcome.new_items) == ("partial", ("halaman 2: jawaban bukan JSON yang sah",), 1)


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", '{"response": {}}', '{"response": {"data": {}}}', "<html></html>", "[" * 100_000,
     '{"response": {"data": ' + "[" * 150 + "]" * 150 + "}}"],
)  # fmt: skip
async def test_what_is_no_list_of_reports_is_a_failure(web, source, client, now, body):
    web.answer(PATH, body, kind=JSON)
    assert (await visit(source, client, Memory(), now, 10)).outcome.status == "failed"


async def test_rows_with_strange_values_are_left_out_or_kept_as_far_as_they_go(web, source, client, now):
    rows = [
        7, None, {}, report(2, slug=None), report(3, title=["a"]), report(4, slug="../../etc"),
        report(5, published_at="1970-01-01", body_html=None),
        report(6, title="[HOAKS] A\x00 <script>x</script> B", body_html="", body_text="", published_at=12),
    ]  # fmt: skip
    web.answer(PATH, answer(*rows), kind=JSON)
    five, six = (await visit(source, client, Memory(), now, 10)).factchecks
    assert (five.body, five.published_at, five.published_raw) == ("lain", None, "1970-01-01")
    assert (six.claim, six.body) == ("A B", "[HOAKS] A B")
