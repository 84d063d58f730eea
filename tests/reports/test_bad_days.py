"""What a morning can bring: days nobody listened, clocks that jump, an archive of an older program, a full disk. The brief goes on."""

import io
import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from pypdf import PdfReader
from sqlalchemy import inspect, text

import archive.migrations.run
from archive.engine import WRITES, engine_of
from archive.migrations.run import HEAD
from archive.records import Brief, Case, Item, NarrativeDay, Night, Outcome, Source
from archive.store import open_store
from archive.tables import TABLES
from reports.brief import build
from reports.pdf import typeset

ROOT = Path(__file__).parent.parent.parent
DAY = date(2026, 11, 16)
END = datetime(2026, 11, 15, 21, 0, tzinfo=UTC)
OLDER = [f"{number:04}" for number in range(1, int(HEAD))]


def pantau(folder, *arguments, room=None):
    """The command on the archive in ``folder``; ``room`` is how many bytes any one file may grow to, as on a disk that is nearly full."""

    def nearly_full():
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    environment = {name: value for name, value in os.environ.items() if not name.startswith("PANTAU_")}
    environment |= {"PANTAU_STATE": str(folder), "PANTAU_DATABASE_URL": f"sqlite:///{folder / 'archive.db'}", "TMPDIR": str(folder)}
    whole = [sys.executable, "-m", "flows.cli", *arguments]
    return subprocess.run(
        whole, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False, preexec_fn=nearly_full
    )


def printed(folder, *arguments):
    """Where the command says that the brief lies, and its text."""
    ran = pantau(folder, "brief", *arguments, "--json")
    assert ran.returncode == 0, ran.stderr
    path = Path(json.loads(ran.stdout)["path"])
    return path, words(path.read_bytes())


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf), strict=True).pages).split())


def complaint(ran):
    """The one line with which it failed."""
    assert ran.returncode == 2, (ran.returncode, ran.stdout, ran.stderr)
    (line,) = ran.stderr.splitlines()
    assert line.startswith("pantau: ")
    assert ran.stdout == ""
    return line


# Days that nobody listened


@pytest.fixture
def gaps(ordinary_day, add):
    """The ordinary day and a week before it, of which the third and the fifth day before were lost: no visit, no item, no analysis."""
    lost = [DAY - timedelta(days=back) for back in (3, 5)]
    for back in range(1, 7):
        day, end = DAY - timedelta(days=back), END - timedelta(days=back)
        if day not in lost:
            ordinary_day.add(replace(add["night"](), day=day, as_of=end))
            ordinary_day.add(*(replace(visit, at=visit.at - timedelta(days=back)) for visit in add["visits"](ordinary_day.sources)))
    windows = [ordinary_day.settings.window(day) for day in lost]
    ordinary_day.records = [
        record
        for record in ordinary_day.records
        if not (isinstance(record, Item) and any(start < record.at <= end for start, end in windows))
    ]
    return ordinary_day, lost


def test_a_week_with_lost_days_names_them_and_tells_the_rest(gaps):
    """They are named by the day that their windows cover, as everything in a weekly edition is."""
    world, _ = gaps
    week = typeset(world.content("mingguan"))
    assert "2 dari 7 hari tidak dianalisis (10 Nov, 12 Nov)" in words(week.data)
    assert week.main_pages <= 2


def test_a_lost_day_has_a_page_that_says_so(gaps):
    world, lost = gaps
    world.content()
    with open_store(f"sqlite:///{world.folder / 'archive.db'}") as store:
        content = build(store, world.settings, lost[0])
    text = words(typeset(content).data)
    assert "Analisis untuk tanggal ini belum dijalankan" in text
    assert "Ini keadaan yang biasa" not in text, "a day that nobody looked at must not read as a calm one"


def test_the_day_after_a_lost_one_does_not_compare_with_nothing(ordinary_day):
    """Nobody asked any source the day before: its zero is no fact, and nothing has risen from it."""
    start, end = ordinary_day.settings.window(DAY - timedelta(days=1))
    ordinary_day.records = [r for r in ordinary_day.records if not (isinstance(r, Item) and start < r.at <= end)]
    content = ordinary_day.content()
    figures = next(section for section in content.sections if section.key == "angka")
    counts = figures.blocks[0].left[0]
    assert [row[2][0].text for row in counts.rows] == ["–", "–"]


def test_a_month_of_one_day_is_printed(short_day):
    month = typeset(short_day.content("bulanan"))
    assert month.main_pages <= 2
    assert "hari tidak dianalisis" in words(month.data)


# Clocks that jump


def test_what_bears_a_later_time_changes_nothing_on_the_page(ordinary_day, add):
    before = ordinary_day.content()
    later = [
        *(
            replace(visit, at=visit.at + timedelta(days=900), status="failed", reason="jam melompat")
            for visit in add["visits"](ordinary_day.sources)
        ),
        add["item"]("media1", END + timedelta(seconds=1), "Sedetik sesudah jendela"),
        add["item"]("media2", datetime(2031, 1, 1, tzinfo=UTC), "Dari masa depan"),
        replace(add["night"](), day=DAY + timedelta(days=1), as_of=END + timedelta(days=1)),
    ]
    later += [add["reading"](made.id) for made in later if isinstance(made, Item)]
    ordinary_day.add(*later)
    assert ordinary_day.content().content_hash == before.content_hash


def test_what_was_seen_before_it_was_published_is_told_at_the_time_it_states(ordinary_day, add):
    """Some outlet's clock runs ahead of ours, or ours was set back."""
    ahead = replace(add["item"]("media1", END - timedelta(hours=1), "Jam redaksi di depan"), collected_at=END - timedelta(days=300))
    ordinary_day.add(ahead, add["reading"](ahead.id))
    assert "Jam redaksi di depan" in words(typeset(ordinary_day.content()).data)


def test_an_analysis_and_a_case_from_the_future_are_printed_without_negative_ages(ordinary_day):
    ordinary_day.change(Night, as_of=END + timedelta(days=400))
    ordinary_day.change(Case, opened_at=END + timedelta(days=2), state_at=END + timedelta(days=2))
    text = words(typeset(ordinary_day.content()).data)
    assert "umur kurang dari 1 jam" in text
    assert "umur -" not in text


def test_an_analysis_from_before_the_window_says_that_it_is_older(ordinary_day):
    ordinary_day.change(Night, as_of=END - timedelta(days=2))
    assert "sebelum jendela ditutup" in words(typeset(ordinary_day.content()).data)


def test_a_day_that_has_not_come_yet_is_no_calm_day(ordinary_day):
    """The clock of the machine stands before the window."""
    ordinary_day.content()
    _, text = printed(ordinary_day.folder, "--date", "2026-12-24", "--as-of", "2026-11-16T05:30+08:00")
    assert "Analisis untuk tanggal ini belum dijalankan" in text


def test_the_edition_of_the_day_before_is_printed_when_the_clock_stands_before_the_cut_off(ordinary_day):
    ordinary_day.content()
    path, _ = printed(ordinary_day.folder, "--as-of", "2026-11-17T04:59+08:00")
    assert path.name == "taklimat-pagi-2026-11-16.pdf"


# An archive of another program


def archive_of(folder, version):
    """An archive as the program at ``version`` of the schema left it, with a source, a visit and an item in it."""
    config = Config()
    config.set_main_option("script_location", str(Path(archive.migrations.run.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = engine_of(f"sqlite:///{folder / 'archive.db'}")
    source = Source("kabar", "Kabar Lama", "feed", ("https://kabar.example/feed",), "B", "kaltim")
    visit = Outcome("kabar", END - timedelta(hours=1), "heard", None, 20, 2, 3, 1, 0.8)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for record in (source, visit):
            table = TABLES[type(record)]
            had = {column["name"] for column in inspect(connection).get_columns(table.name)}
            connection.execute(table.insert().values({name: getattr(record, name) for name in had}))
    engine.dispose()


@pytest.mark.parametrize("version", OLDER)
def test_an_archive_of_an_older_program_is_printed_by_this_one(tmp_path, version):
    archive_of(tmp_path, version)
    path, text = printed(tmp_path, "--date", "2026-11-16")
    assert path.is_file()
    assert "Kabar Lama" in text
    with open_store(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        assert store.count(Brief) == 1


def test_an_archive_of_a_newer_program_is_left_alone_and_said_in_one_line(tmp_path):
    archive_of(tmp_path, HEAD)
    engine = engine_of(f"sqlite:///{tmp_path / 'archive.db'}")
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    assert "schema 9999, this program knows" in complaint(pantau(tmp_path, "brief", "--date", "2026-11-16"))
    assert not list(tmp_path.rglob("*.pdf"))


def test_an_archive_that_is_no_archive_is_said_in_one_line(tmp_path):
    (tmp_path / "archive.db").write_bytes(b"PK\x03\x04" + b"bukan arsip " * 400)
    assert "not a database" in complaint(pantau(tmp_path, "brief", "--date", "2026-11-16"))


# A disk that fills


@pytest.mark.parametrize("room", [0, 65_536])
def test_a_disk_that_fills_leaves_the_old_file_whole_and_says_one_line(ordinary_day, room):
    ordinary_day.content()
    path, _ = printed(ordinary_day.folder, "--date", "2026-11-16")
    old = path.read_bytes()
    assert len(old) > 65_536, "a file that fits would prove nothing"
    with open_store(f"sqlite:///{ordinary_day.folder / 'archive.db'}") as store:
        day = store.records(NarrativeDay)[0]
        store.put(replace(day, label="Judul yang Tidak Boleh Tercetak Setengah"))
    said = complaint(pantau(ordinary_day.folder, "brief", "--date", "2026-11-16", "--anew", room=room))
    assert "room" in said or "disk" in said
    assert path.read_bytes() == old
    assert [file.name for file in path.parent.iterdir()] == [path.name], "nothing half may lie beside it"
    again, told = printed(ordinary_day.folder, "--date", "2026-11-16", "--anew")
    assert again == path
    assert "Judul yang Tidak Boleh Tercetak Setengah" in told, "once there is room the new edition takes its place"


@pytest.mark.parametrize("room", [140_000, 320_000])
def test_wherever_the_disk_ends_what_lies_there_is_a_whole_brief(ordinary_day, room):
    """The PDF may fit and the archive's own file not: whichever it is, the file can be read from the first page to the last."""
    ordinary_day.content()
    path, _ = printed(ordinary_day.folder, "--date", "2026-11-16")
    old = path.read_bytes()
    with open_store(f"sqlite:///{ordinary_day.folder / 'archive.db'}") as store:
        store.put(replace(store.records(NarrativeDay)[0], label="Judul yang Baru Saja Datang"))
    ran = pantau(ordinary_day.folder, "brief", "--date", "2026-11-16", "--anew", "--json", room=room)
    new = path.read_bytes()
    with open_store(f"sqlite:///{ordinary_day.folder / 'archive.db'}") as store:
        kept = max(store.records(Brief), key=lambda brief: brief.number)
    if ran.returncode:
        complaint(ran)
        assert new == old, "the file on the shelf must be the one that the archive tells of"
        assert kept.number == 1
    else:
        assert "Judul yang Baru Saja Datang" in words(new)
        assert kept.number == 2
