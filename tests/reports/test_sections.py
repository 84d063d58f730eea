from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from archive.records import (
    Case,
    Edition,
    Event,
    FactCheck,
    Flag,
    Item,
    KeySentence,
    Match,
    Membership,
    NarrativeDay,
    Night,
    OfficeTone,
    Outcome,
    Reading,
    Tone,
)
from reports.content import BriefContent, Section
from reports.sections import section_modules

MODULES = section_modules()


def text_of(section: Section) -> str:
    """Everything a section says, in reading order."""

    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, (tuple, list)):
            for part in value:
                yield from texts(part)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                if name not in ("url", "role", "kind", "target", "direction", "key"):
                    yield from texts(getattr(value, name))

    return " ".join(texts(section.blocks))


def section(content: BriefContent, key: str) -> str:
    return text_of(next(part for part in content.sections if part.key == key))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rsplit(".", 1)[1])
def test_every_section_file_keeps_the_contract(module, empty_day):
    assert module.__doc__
    assert isinstance(module.ORDER, int)
    for edition in get_args(Edition):
        quiet = [part for part in empty_day.content(edition).sections if part.title.startswith(module.TITLE)]
        assert all(part.blocks for part in quiet), "a section with nothing to say says so"
        assert quiet or (edition == "harian" and module.__name__.endswith("conclusion"))


def test_sections_stand_in_their_order_under_different_keys(ordinary):
    assert [module.ORDER for module in MODULES] == sorted({module.ORDER for module in MODULES})
    modules = [module for module in MODULES if not module.__name__.endswith("conclusion")]
    assert all(part.title.startswith(module.TITLE) for part, module in zip(ordinary.sections, modules, strict=True))
    assert len({part.key for part in ordinary.sections}) == len(modules)


def test_the_head_counts_sources_and_items_and_names_what_judged_them(ordinary):
    head = section(ordinary, "sekilas")
    assert "9 sumber terdengar, 3 diam" in head
    assert "209 item dalam jendela, 136 relevan" in head
    assert "model multilingual-e5-small · ambang 2026-11" in head
    assert "tidak terdengar" not in head


def test_sources_not_heard_are_named_at_the_top(deaf_day):
    head = section(deaf_day.content(), "sekilas")
    assert "3 dari 12 sumber tidak terdengar: Berau Pesisir (menolak), BPBD Kaltim (contoh) (tidak dikunjungi), Warta Paser (gagal)" in head


def test_one_failed_visit_among_good_ones_is_no_failure(ordinary_day):
    last = max((outcome for outcome in ordinary_day.of(Outcome) if outcome.source_id == "media0"), key=lambda outcome: outcome.at)
    ordinary_day.add(replace(last, at=last.at + timedelta(minutes=1), status="failed", reason="batas waktu"))
    content = ordinary_day.content()
    assert "tidak terdengar" not in section(content, "sekilas")
    assert "Kabar Mahakam terdengar 3 dari 4" in section(content, "sumber")


def test_visits_outside_the_window_do_not_count(ordinary_day):
    ordinary_day.change(Outcome, at=ordinary_day.of(Outcome)[0].at - timedelta(days=2))
    assert "12 dari 12 sumber tidak terdengar" in section(ordinary_day.content(), "sekilas")


def test_a_source_that_has_been_away_for_days_is_counted_and_no_longer_named(deaf_day):
    failed = [outcome for outcome in deaf_day.of(Outcome) if outcome.status == "failed"]
    deaf_day.add(replace(failed[0], at=failed[0].at - timedelta(days=10)))
    content = deaf_day.content()
    head = section(content, "sekilas")
    assert "2 dari 12 sumber tidak terdengar: Berau Pesisir (menolak), BPBD Kaltim (contoh) (tidak dikunjungi)" in head
    assert "1 sumber lain sudah lebih dari tiga hari tidak terdengar (lihat lampiran)" in head
    assert "Warta Paser gagal 0 dari 3 23 tidak terdengar sejak 6 Nov 2026" in section(content, "sumber")


def test_a_day_without_analysis_says_so_at_the_top(ordinary_day):
    ordinary_day.records = [r for r in ordinary_day.records if not isinstance(r, (Night, NarrativeDay, Flag, Case, Match))]
    content = ordinary_day.content()
    assert "Analisis untuk tanggal ini belum dijalankan" in section(content, "sekilas")
    for empty in ("keputusan", "isu", "verifikasi"):
        assert "Belum dapat disajikan" in section(content, empty), "a day nobody looked at is not a calm one"


def test_an_issue_tells_its_sentences_with_every_source_its_counts_and_its_phase(ordinary):
    issues = section(ordinary, "isu")
    assert "lima kelurahan di Samarinda Utara. Kabar Mahakam, Sen 04.02 · Harian Etam [3] [4] [5] [6] [7] BPBD mencatat" in issues
    assert "16 liputan mandiri dari 7 media · 9 salinan · 13 unggahan." in issues
    assert "item naik +29 dari kemarin rata-rata 7 hari 3,5" in issues
    assert "Narasumber: Nurlina Basri (Kepala Pelaksana BPBD). OPD: BPBD, Dinas PUPR-PERA. Wilayah: Kota Samarinda" in issues


def test_every_source_of_a_sentence_is_a_link_once_for_each_outlet(short_day):
    said = short_day.of(KeySentence)[0]
    issue = next(part for part in short_day.content().sections if part.key == "isu").blocks[0]
    items = {item.id: item for item in short_day.of(Item)}
    first = {items[i].source_id: items[i].url for i in reversed(said.item_ids)}
    assert len(said.item_ids) > len(first) > 3
    assert {part.url for part in issue.lines[0] if part.url} == set(first.values())


def test_contradicting_numbers_name_who_gives_which(ordinary):
    assert "Angka berbeda, warga mengungsi: 1.240 menurut Kabar Mahakam · Harian Etam / 1.420 menurut Suara Teluk Balikpapan" in section(
        ordinary, "isu"
    )


def test_a_narrative_of_several_events_lists_three_with_their_counts(ordinary, short_day):
    issues = section(ordinary, "isu")
    assert (
        "Peristiwa (jumlah item): Lima Kelurahan di Samarinda Utara Terendam (26) Warga Kesulitan Air Bersih di Pengungsian (9)" in issues
    )
    assert issues.count("Peristiwa") == 2, "one event is the issue itself"
    first = short_day.of(NarrativeDay)[0]
    extra = Event("e9", "n1", "x", short_day.of(Item)[0].at, "Sekolah Jadi Dapur Umum", first.item_ids[0])
    moved = next(m for m in short_day.of(Membership) if m.event_id == "n1e0")
    short_day.records = [replace(r, event_ids=(*r.event_ids, "e9")) if r is first else r for r in short_day.records]
    short_day.records = [replace(r, event_id="e9") if r is moved else r for r in short_day.records]
    short_day.add(extra)
    assert "Dua SD Diliburkan (3) dan 1 lainnya" in section(short_day.content(), "isu")


def test_an_event_that_was_merged_counts_for_the_one_it_lives_on_in(short_day):
    gone = next(event for event in short_day.of(Event) if event.id == "n1e2")
    first = short_day.of(NarrativeDay)[0]
    short_day.records = [replace(r, merged_into="n1e1") if r is gone else r for r in short_day.records]
    short_day.records = [replace(r, event_ids=("n1e0", "n1e1")) if r is first else r for r in short_day.records]
    assert "Warga Kesulitan Air Bersih di Pengungsian (12)" in section(short_day.content(), "isu")


def test_tone_is_counted_as_a_machines_reading_and_left_out_where_nothing_was_read(ordinary, short_day):
    assert "Nada dibaca mesin, judul: 8 negatif, 16 netral, 7 positif · isi: 13 negatif, 25 netral · tentang BPBD: 4 negatif" in section(
        ordinary, "isu"
    )
    assert "Nada dibaca mesin, judul: 21 negatif, 42 netral, 17 positif · isi: 34 negatif, 62 netral; 56 judul tidak dinilai." in section(
        ordinary, "angka"
    )
    short_day.change(Tone, headline="tidak dinilai", body="tidak dinilai")
    short_day.change(OfficeTone, tone="tidak dinilai")
    content = short_day.content()
    assert "Nada" not in section(content, "isu")
    assert "Nada" not in section(content, "angka")


def test_tone_reaches_neither_what_is_to_be_decided_nor_what_is_to_be_verified(short_day):
    read = short_day.content()
    flipped = {"negatif": "positif", "positif": "negatif"}
    short_day.records = [
        replace(r, headline=flipped.get(r.headline, r.headline), body="negatif") if isinstance(r, Tone) else r for r in short_day.records
    ]
    short_day.change(OfficeTone, tone="negatif")
    other = short_day.content()
    parts = {part.key: part for part in read.sections}
    assert [part.key for part in other.sections if part != parts[part.key]] == ["isu", "angka", "kliping"]


def test_the_weightiest_issue_comes_first_and_the_rest_are_counted(ordinary_day):
    for number in range(6, 9):
        ordinary_day.add(replace(ordinary_day.of(NarrativeDay)[0], narrative_id=f"n{number}", label="Kecil", weight=1.0))
    last = ordinary_day.of(NarrativeDay)[4]
    ordinary_day.records = [replace(r, weight=1000.0) if r is last else r for r in ordinary_day.records]
    issues = next(part for part in ordinary_day.content().sections if part.key == "isu")
    assert issues.blocks[0].title[0].text.startswith("Festival Kampung Tenun")
    assert "3 isu lain yang lebih kecil" in text_of(issues)


def test_the_figures_compare_with_yesterday_and_the_week(ordinary):
    figures = section(ordinary, "angka")
    assert "Berita 102 25 31" in figures
    assert "Rata-rata dari 7 jendela 24 jam sebelumnya." in figures
    assert "Media terbanyak: Kabar Mahakam (17)" in figures


def test_the_hours_of_the_chart_add_up_to_the_day(ordinary):
    chart = next(part for part in ordinary.sections if part.key == "angka").blocks[0].right[0]
    assert [sum(series.values) for series in chart.series] == [102, 34]
    assert all(len(series.values) == len(chart.labels) == 24 for series in chart.series)


def test_a_young_archive_claims_no_week(short_day):
    assert "belum ada pembanding" in section(short_day.content(), "angka")


def test_a_mean_is_taken_only_over_days_the_archive_has_lived(short_day, add):
    for days in (2, 1):
        old = add["item"]("media1", short_day.of(Item)[0].at - timedelta(days=days), f"Berita {days}", number=days)
        short_day.add(old, add["reading"](old.id))
    figures = section(short_day.content(), "angka")
    assert "Rata-rata dari 2 jendela 24 jam sebelumnya; arsip belum berumur 7 hari." in figures


def test_a_claim_stands_with_its_quote_reasons_nearest_check_state_and_age(ordinary):
    claims = section(ordinary, "verifikasi")
    assert "“Katanya Bendungan Benanga jebol" in claims
    assert "Ditandai karena: Video serupa pernah beredar pada 12 Januari 2025." in claims
    assert "Cek fakta terdekat: belum ditemukan." in claims
    assert "— Cek Etam, 13 Nov 2026; label penerbit “Penipuan” (kemiripan kuat)" in claims
    assert "Status: terdeteksi, belum ditelaah · umur 21 jam · kira-kira 5 dari 10 layak diperiksa · OPD: BPBD, Dinas PUPR-PERA" in claims
    assert "2 calon lain di luar batas 5 tanda sehari." in claims


def test_the_machine_has_no_verdict_of_its_own(ordinary, empty_day, deaf_day):
    for content in (ordinary, empty_day.content(), deaf_day.content()):
        said = " ".join(text_of(part) for part in content.sections).lower()
        assert "hoaks" not in said
        assert "hoax" not in said


def test_authors_of_posts_are_not_named(ordinary):
    assert "warga-4f1c" not in str(ordinary.as_json())


def test_checks_by_others_keep_their_own_label_and_only_touch_the_region(ordinary_day):
    stranger = ordinary_day.of(FactCheck)[1]
    for reading in [r for r in ordinary_day.of(Reading) if r.subject_id == stranger.id]:
        ordinary_day.records[ordinary_day.records.index(reading)] = replace(reading, relevant=False)
    verified = section(ordinary_day.content(), "terverifikasi")
    assert "Penipuan Rekrutmen pegawai kontrak" in verified
    assert "tanpa label Isu gempa besar Berau" in verified
    assert stranger.title not in verified


def test_checks_older_than_a_week_are_not_news(ordinary_day):
    scam = ordinary_day.of(FactCheck)[0]
    ordinary_day.change(FactCheck, published_at=scam.published_at - timedelta(days=8))
    content = ordinary_day.content()
    assert "Tidak ada cek fakta tentang wilayah ini" in section(content, "terverifikasi")
    assert "Rekrutmen pegawai kontrak" in section(content, "verifikasi"), "the nearest check of a claim may be old"


def test_the_notes_say_how_stable_the_grouping_was(ordinary, empty_day):
    said = "Kestabilan pengelompokan malam ini: 0,98 dari 1 (indeks Rand tersesuaikan); 99 % item tetap pada peristiwanya."
    assert said in section(ordinary, "keterbatasan")
    assert "tidak terukur" in section(empty_day.content(), "keterbatasan")
    assert "kantor ini bukan pemeriksa fakta independen" in section(ordinary, "keterbatasan")


def test_the_clippings_name_the_standing_of_every_item(ordinary_day, add):
    official = add["item"]("pemprov", ordinary_day.of(Item)[0].at, "Penjelasan resmi", number=77)
    brought = add["item"]("handed_in", ordinary_day.of(Item)[0].at, None, kind="handed_in", body="Pesan berantai", number=78)
    ordinary_day.add(official, brought, add["reading"](official.id), add["reading"](brought.id))
    table = next(part for part in ordinary_day.content().sections if part.key == "kliping").blocks[0]
    standing = {row[3][0].text: (row[1][0].text, row[2][0].text) for row in table.rows}
    assert standing["Penjelasan resmi"] == ("Portal Pemprov (contoh)", "resmi")
    assert standing["Pesan berantai"] == ("Titipan warga", "titipan")
    assert {row[2][0].text for row in table.rows} == {"mandiri", "salinan", "advertorial", "unggahan", "resmi", "titipan"}
    assert len(table.rows) == 138


def test_too_many_clippings_are_cut_with_the_issues_first_and_the_count_told(ordinary_day, add):
    for index in range(120):
        extra = add["item"]("media2", ordinary_day.of(Item)[0].at, f"Tambahan {index}", number=500 + index)
        ordinary_day.add(extra, add["reading"](extra.id))
    clippings = next(part for part in ordinary_day.content().sections if part.key == "kliping")
    table, note = clippings.blocks
    assert len(table.rows) == 150
    assert sum(row[5][0].text != "–" for row in table.rows) == sum(len(issue.item_ids) for issue in ordinary_day.of(NarrativeDay))
    assert "Dimuat 150 dari 256 item relevan, isu utama didahulukan; 73 item" in note.text[0].text


def test_the_source_table_names_who_was_not_heard_first_and_why(deaf_day):
    table = next(part for part in deaf_day.content().sections if part.key == "sumber").blocks[0]
    rows = [[cell[0].text for cell in row] for row in table.rows]
    assert rows[0] == ["Warta Paser", "gagal", "0 dari 3", rows[0][3], "HTTP 503 setelah 3 percobaan"]
    assert rows[1][:2] == ["Berau Pesisir", "menolak"]
    assert rows[2][:2] == ["BPBD Kaltim (contoh)", "tidak dikunjungi"]
    assert rows[3][1] == "diam"


def test_what_only_a_few_posts_say_is_no_issue_of_the_day(empty_day, add):
    spec = {
        "label": "Kapal kabarnya batal berangkat",
        "sentences": (),
        "offices": (),
        "places": (),
        "people": (),
        "history": (0, 0, 0, 0, 0, 0, 2),
        "phase": "baru",
        "reason": "baru.",
    }
    add["issue"](empty_day, 1, {**spec, "kinds": (0, 0, 0, 2)})
    assert "batal berangkat" not in section(empty_day.content(), "isu")
    add["issue"](empty_day, 2, {**spec, "label": "Antrean kapal di pelabuhan", "kinds": (0, 0, 0, 3)})
    assert "Antrean kapal" in section(empty_day.content(), "isu")


def test_a_claim_that_waits_to_be_checked_is_not_repeated_as_a_headline(empty_day, add):
    spec = {
        "label": "Semua kapal dihentikan mulai besok",
        "sentences": (),
        "offices": (),
        "places": (),
        "people": (),
        "kinds": (0, 0, 0, 8),
        "history": (0, 0, 0, 0, 0, 0, 8),
        "phase": "baru",
        "reason": "baru.",
    }
    add["issue"](empty_day, 1, spec)
    assert "Semua kapal dihentikan" in section(empty_day.content(), "isu")
    add["claim"](empty_day, 1, "Semua kapal dihentikan mulai besok.", ("alasan",), "n1")
    content = empty_day.content()
    assert "Semua kapal dihentikan" not in section(content, "isu")
    assert "Semua kapal dihentikan" in section(content, "verifikasi")
