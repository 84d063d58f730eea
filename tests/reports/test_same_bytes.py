"""The same archive gives the same bytes on two machines' worth of environments: zone, language, hash seed, folder, mask, home, terminal."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import pytest

from archive.records import Brief, Correction, Edition, Item, NarrativeDay
from archive.store import open_store

ROOT = Path(__file__).parent.parent.parent
DAY = "2026-11-16"


@dataclass(frozen=True)
class Machine:
    """What differs between two machines that print the same archive."""

    zone: str
    language: str
    seed: str
    mask: int
    columns: str
    optimised: str


HOME = Machine("Asia/Makassar", "id_ID.UTF-8", "0", 0o022, "80", "")
AWAY = (
    Machine("America/St_Johns", "C", "1", 0o077, "20", ""),
    Machine("Pacific/Kiritimati", "tr_TR.UTF-8", "4294967295", 0o000, "200", "1"),
    Machine("Africa/Monrovia", "POSIX", "random", 0o027, "0", ""),
)

PRINT = """
import hashlib, os, sys
from datetime import date
from pathlib import Path
os.umask(int(sys.argv[4], 8))
from archive.settings import load_settings
from archive.store import open_store
from reports.brief import build
from reports.pdf import write
settings = load_settings()
with open_store(settings.database) as store:
    content = build(store, settings, date.fromisoformat(sys.argv[1]), sys.argv[2])
done = write(content, Path(sys.argv[3]))
print(done.pdf_hash, content.content_hash)
"""


def on(machine, folder, archive, *command, **more):
    """Run Python on such a machine, from an own folder and with a copy of the archive of its own; returns what it printed."""
    here = folder / "elsewhere" / machine.zone.replace("/", " ") / "ruang kerja"
    here.mkdir(parents=True, exist_ok=True)
    shutil.copy(archive, here / "pantau.db")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(here),
        "TZ": machine.zone,
        "LANG": machine.language,
        "LC_ALL": machine.language,
        "PYTHONHASHSEED": machine.seed,
        "PYTHONOPTIMIZE": machine.optimised,
        "PYTHONPATH": str(ROOT),
        "COLUMNS": machine.columns,
        "PANTAU_STATE": str(here),
        **more,
    }
    environment = {name: value for name, value in environment.items() if value}
    ran = subprocess.run([sys.executable, *command], cwd=here, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout, here


def printed_on(machine, folder, archive, edition):
    """The file that the machine printed."""
    out, here = on(machine, folder, archive, "-c", PRINT, DAY, edition, "cetakan", f"{machine.mask:o}")
    (path,) = (here / "cetakan").glob("*.pdf")
    data = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o666 & ~machine.mask, "the mask of the machine was not in force"
    path.unlink()
    return data, out


@pytest.fixture
def kept(ordinary_day):
    """The archive of the ordinary day, in one file."""
    ordinary_day.content()
    archive = ordinary_day.folder / "archive.db"
    # Copies are taken of the file alone, so nothing may still stand in the log beside it.
    assert not archive.with_name("archive.db-wal").exists()
    return archive


@pytest.mark.parametrize("edition", get_args(Edition))
def test_the_same_archive_gives_the_same_bytes_on_every_machine(kept, tmp_path, edition):
    data, said = printed_on(HOME, tmp_path, kept, edition)
    assert data.startswith(b"%PDF-")
    for machine in AWAY:
        again, told = printed_on(machine, tmp_path, kept, edition)
        assert told == said, machine
        assert again == data, machine


def test_what_was_put_in_last_changes_nothing(ordinary_day, tmp_path):
    """Two machines collect the same things in another order."""
    data, _ = printed_on(HOME, tmp_path, kept_of(ordinary_day, "first.db"), "harian")
    ordinary_day.records.reverse()
    ordinary_day.sources.reverse()
    again, _ = printed_on(AWAY[0], tmp_path, kept_of(ordinary_day, "second.db"), "harian")
    assert again == data


def test_another_word_gives_other_bytes(ordinary_day, tmp_path):
    """Else all of the above would hold for a program that prints nothing of what it was given."""
    data, _ = printed_on(HOME, tmp_path, kept_of(ordinary_day, "first.db"), "harian")
    day = ordinary_day.of(NarrativeDay)[0]
    ordinary_day.records = [replace(r, label=f"{r.label} Lagi") if r is day else r for r in ordinary_day.records]
    again, _ = printed_on(HOME, tmp_path, kept_of(ordinary_day, "second.db"), "harian")
    assert again != data


def test_the_command_prints_a_kept_edition_again_to_the_same_bytes_after_the_archive_has_grown(kept, tmp_path):
    """Printed on one machine; items come in and go; printed again elsewhere, by the command itself."""
    asked = ("-m", "flows.cli", "brief", "--date", DAY, "--json")
    out, here = on(HOME, tmp_path, kept, *asked)
    first = Path(json.loads(out)["path"]).read_bytes()
    grown = here / "pantau.db"
    with open_store(f"sqlite:///{grown}") as store:
        items = store.records(Item)
        store.put([replace(item, title=f"Judul baru {item.id}") for item in items])
        store.delete(NarrativeDay)
    out, _ = on(AWAY[0], tmp_path, grown, *asked)
    again = Path(json.loads(out)["path"]).read_bytes()
    assert again == first
    with open_store(f"sqlite:///{grown}") as store:
        store.put(Correction("r1", "harian", store.records(Brief)[0].day, items[0].at, "Angka pengungsi yang benar 1.420.", None))
    out, _ = on(AWAY[1], tmp_path, grown, *asked)
    assert Path(json.loads(out)["path"]).read_bytes() != first, "a corrected edition must not look like the one that was wrong"


def kept_of(world, name):
    world.content()
    (world.folder / "archive.db").rename(world.folder / name)
    return world.folder / name
