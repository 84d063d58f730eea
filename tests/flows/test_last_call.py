"""The brief is never late: what is known goes out in time, with what is missing said on it, and nobody is sent it twice."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from archive.records import Brief, Delivery, Night
from archive.settings import Settings
from archive.store import open_store

ROOT = Path(__file__).parents[2]
AS_OF = "2026-11-16T05:50+08:00"
DAY = date(2026, 11, 16)
FLOW = """
import sys
from archive.settings import load_settings
from flows.environment import prepare
prepare(load_settings().state)
from flows import brief
getattr(brief, sys.argv[1])(as_of=sys.argv[2])
"""


@pytest.fixture
def desk(new_monitor: Callable[..., Any], collected: tuple[Any, Any], tmp_path: Path) -> Any:
    """A monitor that has collected and not analysed, with a folder that everybody reads and one for alerts."""
    monitor = new_monitor(collected[0])
    for name in ("meja", "siaga"):
        (tmp_path / name).mkdir()
    told = tmp_path / "recipients.toml"
    groups = (("meja", "false"), ("siaga", "true"))
    told.write_text(
        "".join(
            f'[[group]]\nname = "{name}"\nchannel = "folder"\nto = ["{tmp_path / name}"]\neditions = ["harian"]\nalert = {alert}\n'
            for name, alert in groups
        ),
        encoding="utf-8",
    )
    monitor.environment["PANTAU_RECIPIENTS"] = str(told)
    yield monitor
    del monitor.environment["PANTAU_RECIPIENTS"]


def run(monitor: Any, flow: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": "/usr/bin:/bin", **monitor.environment}
    return subprocess.run(
        [sys.executable, "-c", FLOW, flow, AS_OF], cwd=ROOT, env=given, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.slow
def test_at_the_last_call_what_is_known_goes_out_and_says_what_is_missing(desk: Any, tmp_path: Path) -> None:
    printed = run(desk, "brief")
    assert printed.returncode == 0, printed.stderr[-2000:]
    assert list((tmp_path / "meja").iterdir()) == [], "a replay of a past morning is sent to nobody by itself"
    called = run(desk, "last_call")
    assert called.returncode == 0, called.stderr[-2000:]
    sent = tmp_path / "meja" / "taklimat-pagi-2026-11-16.pdf"
    assert "belum dijalankan" in " ".join(PdfReader(sent).pages[0].extract_text().split())
    before = sent.stat().st_mtime_ns
    assert run(desk, "last_call").returncode == 0
    assert sent.stat().st_mtime_ns == before, "who has it is not sent it again"
    with desk.store() as store:
        assert {(row.group, row.state) for row in store.records(Delivery)} == {("meja", "sent"), ("siaga", "sent")}
    said = json.loads(desk.run("status", "--json").stdout)
    assert [row["state"] for row in said["deliveries"]] == ["sent", "sent"]
    assert "sampai kepada 2 dari 2 penerima" in desk.run("status").stdout


@pytest.mark.slow
def test_a_brief_that_cannot_be_printed_is_told_and_the_one_that_was_goes_out(desk: Any, tmp_path: Path) -> None:
    folder = desk.state / "brief"
    folder.write_text("no folder", encoding="utf-8")
    called = run(desk, "last_call")
    assert called.returncode != 0, "nothing could be sent at all"
    alerts = [path.read_text(encoding="utf-8") for path in (tmp_path / "siaga").glob("peringatan-*.txt")]
    assert len(alerts) == 1
    assert "gagal dicetak" in alerts[0]
    assert list((tmp_path / "meja").iterdir()) == []
    folder.unlink()
    assert run(desk, "brief").returncode == 0
    kept = tmp_path / "kept"
    folder.rename(kept)
    folder.write_text("no folder", encoding="utf-8")
    with desk.store() as store:
        (brief,) = store.records(Brief)
        moved = {name: getattr(brief, name) for name in brief.__slots__} | {"path": str(kept / Path(brief.path).name)}
        store.put(Brief(**moved))
    assert run(desk, "last_call").returncode == 0
    assert (tmp_path / "meja" / "taklimat-pagi-2026-11-16.pdf").exists()


@pytest.mark.slow
def test_the_command_sends_what_was_printed_and_says_who_has_it(desk: Any, tmp_path: Path) -> None:
    refused = desk.run("deliver")
    assert refused.returncode == 2
    assert "no harian edition was printed" in refused.stderr
    desk.heard("brief", "--as-of", AS_OF)
    rows = desk.heard("deliver", "--date", "2026-11-16")
    assert {row["state"] for row in rows} == {"sent"}
    assert (tmp_path / "meja" / "taklimat-pagi-2026-11-16.txt").exists()


def test_a_brief_is_held_back_only_between_its_window_and_the_last_call(tmp_path: Path) -> None:
    from flows.brief import analysed, due

    settings = Settings(state=tmp_path)
    zone = ZoneInfo(settings.timezone)
    clock = {
        hour: datetime.fromisoformat(f"2026-11-16T{hour}").replace(tzinfo=zone).astimezone(UTC) for hour in ("05:30", "05:50", "23:00")
    }
    assert [due(settings, clock[hour]) for hour in clock] == [False, True, True]
    with open_store(f"sqlite:///{tmp_path / 'pantau.db'}") as store:
        assert not analysed(store, settings, DAY)
        end = settings.window(DAY)[1]
        known = {"model_id": "m", "thresholds": "1", "items_in_window": 0, "relevant_in_window": 0, "events_in_window": 0}
        known |= {"narratives_in_window": 0, "stability": None, "kept": None, "flag_budget": 5, "flags_over_budget": 0}
        store.put(Night(day=DAY, as_of=end - timedelta(minutes=40), **known))
        assert not analysed(store, settings, DAY), "an analysis from before the window closed has not seen all of it"
        store.put(Night(day=DAY, as_of=end + timedelta(minutes=20), **known))
        assert analysed(store, settings, DAY)
