"""Contradictions between outlets: what is one, what is none, and how often the rules are right on events they were not made on."""

import time
import tomllib
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analysis.conflicts import conflicts_of
from analysis.quantities import plain, quantities, values_in
from archive.records import Conflict

DAY = date(2026, 11, 16)
STORYLINES = Path(__file__).parent.parent / "sample_day" / "storylines"
EVENTS = tomllib.loads(Path(__file__).with_name("conflicts.toml").read_text(encoding="utf-8"))["event"]


@pytest.fixture(scope="module")
def report(make_item):
    """A report of an outlet, at a time of the day in the region."""

    def make(time, outlet, title, text, **rest):
        at = datetime.strptime(f"2026-11-16 {time}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - timedelta(hours=8)
        return make_item(f"{outlet}{time}", text, title=title, kind="article", source=outlet, at=at, **rest)

    return make


def found_in(event, report):
    """The contradictions found in an event of the file: for each, its numbers in plain units, smallest first."""
    found = conflicts_of("n", DAY, "e", [report(*told) for told in event["reports"]])
    return [sorted({scaled(written) for written in conflict.values}) for conflict in found]


def scaled(written):
    (value,) = values_in(written)
    return value * (1000 if written.endswith(("kilogram", "kg", "kilometer")) else 1)


def score(half, report):
    right = told = wanted = 0
    for event in (event for event in EVENTS if event["half"] == half):
        found = found_in(event, report)
        right += sum(numbers in event["conflicts"] for numbers in found)
        told += len(found)
        wanted += len(event["conflicts"])
    return right / told, right / wanted


def test_on_events_held_back_hardly_any_contradiction_is_false(report):
    """30 invented events, 12 contradictions, scored once: precision and recall 1.0. The first 30 held back gave .86 and .46; see below."""
    precision, recall = score("held", report)
    assert precision >= 0.95
    assert recall >= 0.9


def test_on_the_events_the_rules_were_made_on_none_is_false_and_most_are_found(report):
    """60 events, 23 contradictions; half of them were held back at first, and only rounding and two phrases were changed after that."""
    precision, recall = score("tuned", report)
    assert precision == 1
    assert recall >= 0.75


def test_of_the_sample_week_only_the_two_counts_of_flooded_families_contradict_each_other(make_item):
    """Texts written for other tests: 13 storylines, of which one holds the city's count and the province's."""
    found = []
    for path in sorted(STORYLINES.glob("*.toml")):
        days = defaultdict(list)
        for told in tomllib.loads(path.read_text(encoding="utf-8")).get("article", []):
            at = told["at"].replace(tzinfo=ZoneInfo("Asia/Makassar"))
            paid = "dv" in told.get("ending", "")
            article = {"title": told["title"], "kind": "article", "source": told["outlet"], "at": at, "advertorial": paid}
            days[at.date()].append(make_item(told["slug"], told.get("body"), **article))
        found += [conflict for day, items in days.items() for conflict in conflicts_of("n", day, path.stem, items)]
    assert [(conflict.event_id, conflict.subject, conflict.values) for conflict in found] == [
        ("banjir_samarinda", "kk terdampak", ("1.204", "1.350"))
    ]


def test_a_contradiction_names_the_thing_and_every_report_with_its_number(report):
    items = [
        report("06:00", "etam", "Empat Warga Tewas", "Empat orang tewas."),
        report("06:10", "kini", "Kebakaran Maut", "Kebakaran itu menewaskan 5 orang."),
        report("06:20", "paser", "Kebakaran", "Korban tewas sebanyak 4 orang."),
        report("06:30", "berau", "Kebakaran Padam", "Sedikitnya 4 orang tewas."),
    ]
    assert conflicts_of("n", DAY, "e", items) == [
        Conflict("n", DAY, "e", "korban tewas", ("4", "4", "5"), ("etam06:00", "paser06:20", "kini06:10"))
    ], "one number, one writing; a lower bound contradicts nobody"


def test_posts_and_paid_texts_are_not_heard_as_outlets(report):
    said = report("06:00", "etam", "Empat Warga Tewas", "Empat orang tewas.")
    other = report("06:10", "kini", "Lima Tewas", "Lima orang tewas.")
    assert conflicts_of("n", DAY, "e", [said, other])
    assert conflicts_of("n", DAY, "e", [said, replace(other, kind="post")]) == []
    assert conflicts_of("n", DAY, "e", [said, replace(other, advertorial=True)]) == []


def test_many_different_numbers_are_taken_to_count_different_things(report):
    items = [report(f"06:1{n}", f"o{n}", "Kebakaran", f"Sebanyak {n} rumah terbakar.") for n in range(2, 7)]
    assert conflicts_of("n", DAY, "e", items[:2])
    assert conflicts_of("n", DAY, "e", items) == []


@pytest.mark.parametrize(
    ("sentence", "subject", "value"),
    [
        ("Sebanyak dua ratus tiga puluh lima rumah terendam.", "rumah terendam", 235),
        ("Banjir merendam seribu dua ratus rumah warga.", "rumah terendam", 1200),
        ("Empat (4) orang dilaporkan tewas.", "korban tewas", 4),
        ("Peristiwa itu merenggut nyawa tiga orang.", "korban tewas", 3),
        ("Ada 4 korban jiwa dalam peristiwa itu.", "korban tewas", 4),
        ("Korban luka berat sebanyak 12 orang.", "korban luka berat", 12),
        ("Jumlah pengungsi mencapai 1.240 jiwa.", "warga mengungsi", 1240),
        ("Kerugian negara sebesar Rp 1,2 miliar.", "kerugian negara", 1.2e9),
        ("Petugas menyita 2 kg sabu.", "sabu disita", 2000),
        ("Sebanyak 350 KK terdampak banjir.", "kk terdampak", 350),
    ],
)
def test_a_count_is_read_in_digits_and_words_and_in_either_order(sentence, subject, value):
    assert [(found.subject, found.value) for found in quantities(plain(sentence), title=False)] == [(subject, value)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dua dari lima korban tewas.",
        "Sebanyak 20-25 orang hilang.",
        "Tiga di antaranya tewas.",
        "Dua orang lainnya tewas.",
        "Ratusan orang mengungsi.",
        "Korban berusia 14 tahun tewas pada pukul 08.30 Wita.",
        "Warga RT 12 tewas, Senin (16/11/2026).",
        "Hukumannya diatur Pasal 340, korban tewas.",
        "Bukan 10 orang tewas.",
        "Empat orang tidak tewas.",
        "Salah satu warga tewas.",
        "\ud800 4 \u202e \x00",
        "",
    ],
)
def test_what_is_no_count_of_its_own_is_not_read(sentence):
    assert quantities(plain(sentence), title=False) == []


def test_rounding_and_rough_numbers_agree_with_exact_ones():
    def read(text):
        (found,) = quantities(plain(text), title=False)
        return found

    exact = read("Kerugian Rp1.215.000.000.")
    assert not read("Kerugian Rp1,2 miliar.").differs(exact)
    assert read("Kerugian Rp1,4 miliar.").differs(exact)
    assert not read("Sekitar 300 orang mengungsi.").differs(read("Sebanyak 240 orang mengungsi."))
    assert read("Sebanyak 300 orang mengungsi.").differs(read("Sebanyak 240 orang mengungsi."))


def test_endless_lists_of_numbers_and_empty_texts_do_no_harm(report):
    odd = ["", "4 " * 200_000, "Rp" * 1000 + "4 orang tewas", "dua puluh " * 50_000, "Tewas 4. " * 20_000, "\u202e٤ orang tewas"]
    items = [report("06:00", f"o{n}", text[:300], text) for n, text in enumerate(odd)] + [report("06:00", "none", None, None)]
    began = time.perf_counter()
    assert conflicts_of("n", DAY, "e", items) == []
    assert time.perf_counter() - began < 5


def test_an_event_of_many_long_reports_is_compared_in_seconds(report):
    text = "Kebakaran menghanguskan 12 rumah di Klandasan dan melukai 3 orang. " * 40
    items = [replace(report("06:00", "etam", "Kebakaran", text), id=str(n), source_id=f"o{n}") for n in range(300)]
    began = time.perf_counter()
    assert conflicts_of("n", DAY, "e", items) == []
    assert time.perf_counter() - began < 10
