"""Editions of the brief: printed, kept, printed again as they were, corrected, and forgotten where somebody is erased."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from archive.records import (
    Asked,
    Brief,
    Case,
    Correction,
    Flag,
    Item,
    KeySentence,
    NarrativeDay,
    Night,
    Outcome,
    Reading,
    Source,
    Utterance,
)
from archive.settings import Settings
from archive.store import Store, open_store
from flows import FlowError
from flows.erase import REMOVED, erase, forget
from flows.printing import correct, covering, newest, print_again, print_anew, print_without, wanted_day
from reports import ReportError

ROOT = Path(__file__).parent.parent.parent
DAY = date(2026, 11, 16)
NEXT = DAY + timedelta(days=1)
END = datetime(2026, 11, 15, 21, tzinfo=UTC)
NOW = END + timedelta(minutes=30)
SAID = "Warga Kelurahan Temindung menyebut pompa air di Gang Melati mati sejak Jumat malam."
CLAIM = "Katanya bendungan di hulu sudah jebol dan semua warga Gang Kenanga disuruh lari malam ini juga."
POST = f"Selamat malam semuanya, mohon izin bertanya di sini. {CLAIM}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path / "var", cutoff=time(5))


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """The archive of a small morning: one issue with three reports, and a claim by somebody on its list, on two days."""
    with open_store(settings.database) as opened:
        opened.put(_morning())
        yield opened


def _morning() -> Iterator[Any]:
    for source_id, tier in (("kabar", "B"), ("etam", "B"), ("warga", "social")):
        yield Source(source_id, f"Media {source_id}", "feed", (f"https://{source_id}.example/feed",), tier, "kaltim")
        yield Outcome(source_id, END - timedelta(minutes=10), "heard", None, 3, 3, 1, 0, 0.5)
    items = [_item(f"a{n}", "kabar" if n else "etam", f"Pompa air di Gang Melati mati, laporan ke-{n}", SAID) for n in range(3)]
    post = _item("p", "warga", None, POST, "post")
    for one in (*items, post):
        yield one
        yield Reading(one.id, True, 0.9, (), (), (), (), (), "1")
        yield Utterance(one.id, "claim" if one is post else "news", 0.9, "", None, "1")
    for day in (DAY, NEXT):
        yield Night(day, NOW + (day - DAY), "model", "2026-11", 4, 4, 1, 1, None, None, 5, 0)
    counts = (3, 0, 0, 0, 2, 0, 0.0, (0, 0, 0, 0, 0, 0, 3), 1.0, 0.5, "baru", "alasan", ("Kota Samarinda",), ("BPBD",), (), 9.0)
    yield NarrativeDay("n", DAY, items[0].title or "", "a0", ("a0", "a1", "a2"), ("e",), *counts)
    yield KeySentence("n", DAY, 1, SAID, "a0", ("a0", "a1"))
    yield Case("c", "k", CLAIM, "p", END - timedelta(hours=3), "TERDETEKSI", END - timedelta(hours=3), ("k",))
    yield Flag("c", DAY, 1, 0.9, 0.5, ("Tidak menyebut sumber.",), (), ("p",), ())


def _item(item_id: str, source: str, title: str | None, body: str, kind: Any = "article") -> Item:
    at = END - timedelta(hours=4, minutes=len(item_id) + ord(item_id[-1]) % 10)
    url = f"https://{source}.example/{item_id}"
    author = "warga-77aa" if kind == "post" else None
    told = (None, title, None, body, author, None, None, (), False, "id", None, at, "Asia/Makassar", "source", at)
    return Item(item_id, source, kind, url, *told)


def _more(store: Store) -> None:
    """The archive learns more about the day."""
    late = _item("z9", "etam", "Pompa air diganti menjelang pagi", "Pompa baru datang.")
    store.put(late, Reading("z9", True, 0.9, (), (), (), (), (), "1"))


def _text(path: str) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


# What printing keeps


def test_a_printing_keeps_what_it_said_what_it_was_made_with_and_what_it_asked(store: Store, settings: Settings) -> None:
    brief = print_anew(store, settings, "harian", DAY, NOW).brief
    assert store.records(Brief) == [brief]
    assert (brief.edition, brief.day, brief.number, brief.model_id, brief.thresholds) == ("harian", DAY, 1, "model", "2026-11")
    data = Path(brief.path).read_bytes()
    assert brief.pdf_hash == hashlib.sha256(data).hexdigest()
    assert brief.content is not None
    assert brief.content_hash == hashlib.sha256(brief.content.encode()).hexdigest()
    assert brief.pages == len(PdfReader(brief.path).pages)
    assert [(one.rank, one.case_id, one.due) for one in store.records(Asked)] == [(1, "c", datetime(2026, 11, 16, 3, tzinfo=UTC))]


def test_what_has_nothing_to_tell_from_is_not_printed(settings: Settings) -> None:
    with open_store(settings.database) as store:
        with pytest.raises(FlowError, match="no source was ever asked; run `pantau brief --fresh`"):
            print_anew(store, settings, "harian", DAY, NOW)
        assert store.records(Brief) == []


def test_printing_anew_is_a_further_printing_only_where_it_says_something_new(store: Store, settings: Settings) -> None:
    first = print_anew(store, settings, "harian", DAY, NOW).brief
    again = print_anew(store, settings, "harian", DAY, NOW + timedelta(hours=3)).brief
    assert again == first
    assert hashlib.sha256(Path(first.path).read_bytes()).hexdigest() == first.pdf_hash, "nor does the page call itself a further one"
    _more(store)
    second = print_anew(store, settings, "harian", DAY, NOW).brief
    assert (second.number, second.content_hash == first.content_hash) == (2, False)
    assert store.records(Brief) == [first, second]
    assert newest(store, "harian", DAY) == second
    assert "ke-2" in _text(second.path)


def test_a_further_printing_asks_in_place_of_the_one_before(store: Store, settings: Settings) -> None:
    print_anew(store, settings, "harian", DAY, NOW)
    store.put(replace(store.records(Case)[0], state="SELESAI"))
    print_anew(store, settings, "harian", DAY, NOW)
    assert store.records(Asked) == []


def test_each_edition_of_a_day_is_an_edition_of_its_own(store: Store, settings: Settings) -> None:
    for edition in ("harian", "mingguan", "bulanan"):
        assert print_anew(store, settings, edition, DAY, NOW).brief.number == 1  # type: ignore[arg-type]
    assert len({brief.path for brief in store.records(Brief)}) == 3


@pytest.mark.parametrize(
    ("edition", "now", "day"),
    [
        ("harian", END - timedelta(minutes=1), DAY - timedelta(days=1)),
        ("harian", END, DAY),
        ("mingguan", END, DAY),
        ("mingguan", END - timedelta(minutes=1), DAY - timedelta(days=7)),
        ("bulanan", END, date(2026, 11, 1)),
    ],
)
def test_the_newest_edition_is_the_last_whose_window_has_closed(edition: Any, now: datetime, day: date, settings: Settings) -> None:
    assert wanted_day(settings, edition, now) == day


# Printing again


@pytest.mark.parametrize("edition", ["harian", "mingguan", "bulanan"])
def test_an_old_edition_comes_out_byte_for_byte_after_the_archive_has_changed(edition: Any, store: Store, settings: Settings) -> None:
    brief = print_anew(store, settings, edition, DAY, NOW).brief
    before = Path(brief.path).read_bytes()
    _more(store)
    store.delete(NarrativeDay)
    store.delete(Flag)
    Path(brief.path).unlink()
    printed = print_again(store, settings, edition, DAY)
    assert printed is not None
    assert (printed.brief, printed.remarks) == (brief, ())
    assert Path(brief.path).read_bytes() == before


def test_what_comes_out_again_is_the_last_printing(store: Store, settings: Settings) -> None:
    print_anew(store, settings, "harian", DAY, NOW)
    _more(store)
    second = print_anew(store, settings, "harian", DAY, NOW).brief
    printed = print_again(store, settings, "harian", DAY)
    assert printed is not None
    assert (printed.brief, printed.remarks) == (second, ())


def test_bytes_that_came_out_otherwise_are_told(store: Store, settings: Settings, tmp_path: Path) -> None:
    brief = print_anew(store, settings, "harian", DAY, NOW).brief
    Image.new("RGB", (60, 60), "navy").save(tmp_path / "logo.png")
    printed = print_again(store, settings.model_copy(update={"logo": tmp_path / "logo.png"}), "harian", DAY)
    assert printed is not None
    (remark,) = printed.remarks
    assert remark.startswith("isinya sama, tetapi berkasnya tidak lagi sama byte demi byte")
    assert printed.brief.content_hash == brief.content_hash


def test_what_was_never_printed_or_kept_no_content_cannot_come_out_again(store: Store, settings: Settings) -> None:
    assert print_again(store, settings, "harian", DAY) is None
    store.put(Brief("harian", DAY, 1, NOW, "old", None, None, None, None, "old.pdf", 3, False))
    assert print_again(store, settings, "harian", DAY) is None
    assert print_anew(store, settings, "harian", DAY, NOW).brief.number == 2


def test_what_was_emptied_and_still_says_the_same_is_kept_again_under_its_number(store: Store, settings: Settings) -> None:
    brief = print_anew(store, settings, "harian", DAY, NOW).brief
    store.put(replace(brief, content=None, pdf_hash=None))
    assert print_anew(store, settings, "harian", DAY, NOW).brief == brief


def test_a_brief_finds_its_new_place_where_the_state_folder_moved(store: Store, settings: Settings, tmp_path: Path) -> None:
    before = print_anew(store, settings, "harian", DAY, NOW).brief
    printed = print_again(store, settings.model_copy(update={"state": tmp_path / "elsewhere"}), "harian", DAY)
    assert printed is not None
    assert Path(printed.brief.path).is_relative_to(tmp_path / "elsewhere")
    assert store.records(Brief) == [printed.brief]
    assert printed.brief.pdf_hash == before.pdf_hash


def test_content_of_another_version_is_told_in_one_line(store: Store, settings: Settings) -> None:
    store.put(Brief("harian", DAY, 1, NOW, "h", '{"edition":"harian"}', "p", None, None, "old.pdf", 3, False))
    with pytest.raises(ReportError, match=r"a stored brief cannot be read \(day: Field required\); it was kept by another version"):
        print_again(store, settings, "harian", DAY)


# Corrections


def test_a_correction_marks_the_old_edition_and_is_printed_in_the_next_one(store: Store, settings: Settings) -> None:
    brief = print_anew(store, settings, "harian", DAY, NOW).brief
    wrong = "Pompa mati sejak Sabtu, bukan Jumat."
    assert wrong not in _text(brief.path)
    printed = correct(store, settings, "harian", DAY, wrong, "https://bpbd.example/pompa", NOW + timedelta(hours=2))
    assert printed.brief == brief
    assert printed.remarks == ("ditandai dengan ralat yang dicatat sesudah terbit",)
    assert f"16 November 2026: {wrong}" in _text(brief.path)
    following = print_anew(store, settings, "harian", NEXT, NOW + timedelta(days=1)).brief
    assert f"Ralat atas taklimat harian 16 November 2026: {wrong}" in _text(following.path)
    assert "https://bpbd.example/pompa" in (following.content or "")
    third = print_anew(store, settings, "harian", NEXT + timedelta(days=1), NOW + timedelta(days=2)).brief
    assert wrong not in _text(third.path)


def test_the_mark_stays_however_the_edition_is_printed(store: Store, settings: Settings) -> None:
    print_anew(store, settings, "mingguan", DAY, NOW)
    correct(store, settings, "mingguan", DAY, "Yang benar tiga pompa.", None, NOW)
    for printed in (print_anew(store, settings, "mingguan", DAY, NOW), print_again(store, settings, "mingguan", DAY)):
        assert printed is not None
        assert printed.brief.number == 1
        assert "Yang benar tiga pompa." in _text(printed.brief.path)


def test_an_edition_of_an_older_program_can_be_corrected_too(store: Store, settings: Settings) -> None:
    store.put(Brief("harian", DAY, 1, NOW, "old", None, None, None, None, "old.pdf", 3, False))
    printed = correct(store, settings, "harian", DAY, "Yang benar tiga pompa.", None, NOW)
    assert "Yang benar tiga pompa." in _text(printed.brief.path)


def test_the_same_correction_twice_is_one(store: Store, settings: Settings) -> None:
    print_anew(store, settings, "harian", DAY, NOW)
    for _ in range(2):
        correct(store, settings, "harian", DAY, "Yang benar tiga pompa.", None, NOW)
    assert len(store.records(Correction)) == 1


@pytest.mark.parametrize(
    ("text", "url", "day", "said"),
    [
        ("  \u200b ", None, DAY, "a correction says what was wrong"),
        ("Benar. " * 50, None, DAY, "a correction of 349 characters would be cut in its middle; say it in at most 300"),
        ("Benar.", "javascript:alert(1)", DAY, "is no web address"),
        ("Benar.", None, NEXT, "no harian edition of 2026-11-17 was printed; `pantau brief --date 2026-11-17 --edition harian` prints it"),
    ],
)
def test_what_cannot_be_corrected_is_said_and_nothing_is_kept(
    text: str, url: str | None, day: date, said: str, store: Store, settings: Settings
) -> None:
    print_anew(store, settings, "harian", DAY, NOW)
    with pytest.raises(FlowError, match=said):
        correct(store, settings, "harian", day, text, url, NOW)
    assert store.records(Correction) == []


# Erasure


def test_printing_without_takes_the_place_of_every_earlier_printing(store: Store, settings: Settings) -> None:
    print_anew(store, settings, "harian", DAY, NOW)
    _more(store)
    print_anew(store, settings, "harian", DAY, NOW)
    forget(store, ["a0"])
    brief = print_without(store, settings, "harian", DAY)
    assert store.records(Brief) == [brief]
    assert brief.number == 2
    assert "https://etam.example/a0" not in (brief.content or "")


def test_the_editions_that_cover_a_day_are_found_and_no_others(store: Store) -> None:
    known = (NOW, "h", None, None, None, None, "p", 2, False)
    days = {"harian": (DAY, NEXT), "mingguan": (DAY, DAY + timedelta(days=7)), "bulanan": (date(2026, 12, 1), date(2027, 1, 1))}
    store.put(Brief(edition, day, 1, *known) for edition in days for day in days[edition])  # type: ignore[arg-type]
    assert set(covering(store, {DAY})) == {("harian", DAY), ("mingguan", DAY), ("bulanan", date(2026, 12, 1))}
    assert covering(store, set()) == []
    assert set(covering(store, {date(2026, 11, 2)})) == {("bulanan", date(2026, 12, 1))}


@pytest.fixture
def everywhere(store: Store, settings: Settings) -> Store:
    """All editions of a day and the next day's, which follows up the claim of the post, with a correction that quotes it."""
    for edition in ("harian", "mingguan", "bulanan"):
        print_anew(store, settings, edition, DAY, NOW)  # type: ignore[arg-type]
    correct(store, settings, "harian", DAY, f"Bukan begini: {POST[:90]}", None, NOW + timedelta(hours=1))
    print_anew(store, settings, "harian", NEXT, NOW + timedelta(days=1))
    kept = {(brief.edition, brief.day): brief.content or "" for brief in store.records(Brief)}
    assert len(kept) == 4
    assert all("Katanya bendungan" in content for content in kept.values())
    return store


TRACES = ("bendungan di hulu", "gang kenanga", "selamat malam semuanya", "https://warga.example/p")


def _with_traces(store: Store) -> list[str]:
    records = [row for record in (Brief, Asked, Correction, Case, Flag) for row in store.records(record)]  # type: ignore[var-annotated]
    return [repr(row)[:80] for row in records if any(trace in repr(row).casefold() for trace in TRACES)]


def test_an_erasure_leaves_no_word_in_any_kept_edition_and_prints_each_again(everywhere: Store, settings: Settings) -> None:
    assert _with_traces(everywhere)
    erased = erase(everywhere, settings, url="https://warga.example/p")
    assert _with_traces(everywhere) == []
    assert set(erased.briefs) == {DAY, NEXT}
    for brief in everywhere.records(Brief):
        assert brief.content is not None
        assert not any(trace in _text(brief.path).casefold() for trace in TRACES)
        printed = print_again(everywhere, settings, brief.edition, brief.day)
        assert printed is not None
        assert printed.brief.content == brief.content


def test_a_post_that_its_author_deleted_leaves_no_word_in_what_was_kept(everywhere: Store) -> None:
    assert {DAY, NEXT} <= set(forget(everywhere, ["p"]))
    assert _with_traces(everywhere) == []
    assert {one.text for one in everywhere.records(Correction)} == {REMOVED}


def test_a_claim_that_only_the_follow_up_quotes_is_found_without_any_link(store: Store, settings: Settings) -> None:
    print_anew(store, settings, "harian", DAY, NOW)
    following = print_anew(store, settings, "harian", NEXT, NOW + timedelta(days=1)).brief
    assert "Katanya bendungan" in (following.content or "")
    assert "https://warga.example/p" not in (following.content or "")
    assert NEXT in forget(store, ["p"])
    assert _with_traces(store) == []


def test_a_correction_that_links_to_what_is_erased_goes_too(store: Store, settings: Settings) -> None:
    print_anew(store, settings, "harian", DAY, NOW)
    correct(store, settings, "harian", DAY, "Lihat di sini.", "https://warga.example/p", NOW + timedelta(hours=1))
    forget(store, ["p"])
    assert [(one.text, one.url) for one in store.records(Correction)] == [(REMOVED, None)]


def test_what_was_asked_on_a_reason_that_quotes_the_post_forgets_it(store: Store, settings: Settings) -> None:
    """The claim is another one's: only the reason rests on what is erased."""
    said = f"Sama dengan unggahan lama: “{CLAIM}”"
    store.put(
        Case("d", "o", "Klaim lain sama sekali", "a2", END, "TERDETEKSI", END, ("o",)),
        Flag("d", DAY, 1, 1.0, 0.5, (said,), (), ("a2", "p"), ()),
        Flag("c", DAY, 2, 0.5, 0.5, ("Tidak menyebut sumber.",), (), ("p",), ()),
    )
    print_anew(store, settings, "harian", DAY, NOW)
    assert any("hulu" in one.trigger for one in store.records(Asked))
    forget(store, ["p"])
    assert _with_traces(store) == []
    assert "Klaim “Klaim lain sama sekali”" in {one.issue for one in store.records(Asked)}, "the other one's words stay"


@pytest.mark.parametrize("word", ["ya", "Pompa", "air"])
def test_a_word_of_everybody_is_no_trace_of_one(word: str, store: Store, settings: Settings) -> None:
    store.put(_item("q", "warga", None, word, "post"))
    brief = print_anew(store, settings, "harian", DAY, NOW).brief
    assert word in (brief.content or "")
    forget(store, ["q"])
    assert store.records(Brief) == [brief]


# The command


def test_the_command_prints_prints_again_corrects_and_counts_printings(run: Any, store: Store, settings: Settings) -> None:
    def pantau(*arguments: str, **environment: str) -> dict[str, Any]:
        ran = run("flows.cli", *arguments, "--json", PANTAU_STATE=str(settings.state), **environment)
        assert ran.returncode == 0, ran.stderr[-2000:]
        return dict(json.loads(ran.stdout))

    first = pantau("brief", "--date", "2026-11-16", TZ="Asia/Jakarta", LANG="id_ID.UTF-8", PYTHONHASHSEED="1")
    data = Path(first["path"]).read_bytes()
    assert (first["edition"], first["number"], first["remarks"]) == ("harian", 1, [])
    weekly = pantau("brief", "--date", "2026-11-16", "--edition", "mingguan")
    assert weekly["path"] != first["path"]
    _more(store)
    again = pantau("brief", "--date", "2026-11-16", TZ="America/New_York", LANG="C", PYTHONHASHSEED="2")
    assert (again["number"], again["pdf_hash"], again["remarks"]) == (1, first["pdf_hash"], [])
    assert Path(first["path"]).read_bytes() == data
    anew = pantau("brief", "--date", "2026-11-16", "--anew")
    assert anew["number"] == 2
    corrected = pantau("correct", "Yang benar tiga pompa.", "--date", "2026-11-16")
    assert (corrected["number"], corrected["remarks"]) == (2, ["ditandai dengan ralat yang dicatat sesudah terbit"])
    assert "Yang benar tiga pompa." in _text(corrected["path"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("brief", "--date", "16-11-2026"), "--date '16-11-2026' is not a day; write it like 2026-11-16"),
        (("brief", "--edition", "tahunan"), "--edition 'tahunan' is none; write harian, mingguan or bulanan"),
        (("correct", "Benar.", "--date", "kemarin"), "--date 'kemarin' is not a day"),
        (("correct", "Benar.", "--date", "2026-11-20"), "no harian edition of 2026-11-20 was printed"),
    ],
)
def test_a_wrong_argument_gives_one_line_that_says_what_to_do(
    arguments: tuple[str, ...], said: str, run: Any, store: Store, settings: Settings
) -> None:
    ran = run("flows.cli", *arguments, PANTAU_STATE=str(settings.state))
    (line,) = ran.stderr.splitlines()
    assert (ran.returncode, ran.stdout) == (2, "")
    assert line.startswith(f"pantau: {said}")
    assert store.records(Brief) == []


IMPORTED = """
import sys
sys.argv = ["pantau", *sys.argv[1:]]
from flows.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
heavy = {"prefect", "torch", "sentence_transformers", "faiss", "sklearn", "httpx", "trafilatura"}
print("imported:", *sorted(heavy & set(sys.modules)))
"""


@pytest.mark.parametrize(
    "arguments",
    [("brief", "--as-of", "2026-11-16T05:30+08:00"), ("correct", "Benar.", "--date", "2026-11-16")],
    ids=["the newest", "a correction"],
)
def test_printing_waits_for_no_server_and_no_model(arguments: tuple[str, ...], store: Store, settings: Settings) -> None:
    store.put(Brief("harian", DAY, 1, NOW, "old", None, None, None, None, "old.pdf", 3, False))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "PREFECT_"))}
    environment["PANTAU_STATE"] = str(settings.state)
    command = [sys.executable, "-c", IMPORTED, *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout.splitlines()[-1] == "imported:"
    assert len(store.records(Brief)) == 2
