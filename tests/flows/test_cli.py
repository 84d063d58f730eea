"""What a person sees who types something wrong, and what a machine reads."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

AS_OF = "2026-11-16T05:30+08:00"
SOURCE = '[[source]]\nid = "kabar"\nname = "Kabar"\nkind = "feed"\nurls = ["https://kabar.example/feed"]\ntier = "C"\nregion = "Kaltim"\n'


@pytest.fixture
def complaint(run: Any, tmp_path: Path) -> Callable[..., str]:
    """Run the command, which must fail the way a person can act on; returns its one line."""

    def made(*arguments: str, **environment: str) -> str:
        ran = run("flows.cli", *arguments, **({"PANTAU_STATE": str(tmp_path / "var")} | environment))
        assert ran.returncode == 2, (ran.returncode, ran.stdout, ran.stderr[-2000:])
        assert "Traceback" not in ran.stderr
        assert ran.stdout == ""
        (line,) = ran.stderr.splitlines()
        return line.removeprefix("pantau: ")

    return made


def test_an_unknown_setting_is_named_with_the_one_that_was_meant(complaint: Any) -> None:
    said = complaint("status", PANTAU_PACE_SECOND="2")
    assert said == "unknown setting PANTAU_PACE_SECOND; did you mean PANTAU_PACE_SECONDS?"


def test_a_wrong_value_is_named_with_its_variable_and_a_cure(complaint: Any) -> None:
    said = complaint("status", PANTAU_CUTOFF="lima pagi")
    assert said.startswith("PANTAU_CUTOFF = 'lima pagi': ")
    assert said.endswith("correct it or unset it")


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("[[source]\nid = 'kabar'\n", ["is not TOML", "line 1"]),
        (SOURCE + 'urll = ["https://kabar.example"]\n', ["'kabar': urll: unknown key", "did you mean 'urls'?"]),
        (SOURCE.replace('"feed"', '"fed"'), ["'kabar': kind: ", "'fed'", "did you mean 'feed'?"]),
    ],
    ids=["no TOML", "unknown key", "unknown kind"],
)
def test_a_broken_list_of_sources_is_named_with_entry_key_and_cure(written: str, named: list[str], complaint: Any, tmp_path: Path) -> None:
    registry = tmp_path / "sources.toml"
    registry.write_text(written, encoding="utf-8")
    said = complaint("sources", PANTAU_SOURCES=str(registry))
    assert said.startswith(f"{registry}: ")
    assert all(words in said for words in named), said


@pytest.mark.slow
def test_a_flow_that_cannot_start_says_why_without_a_trace(complaint: Any, tmp_path: Path, prefect_api: str) -> None:
    registry = tmp_path / "sources.toml"
    registry.write_text("kaput", encoding="utf-8")
    said = complaint("collect", PANTAU_SOURCES=str(registry), PREFECT_API_URL=prefect_api)
    assert said.startswith(f"{registry}: is not TOML")


def test_a_broken_region_is_named_with_table_and_cure(complaint: Any, tmp_path: Path) -> None:
    region = tmp_path / "region.toml"
    region.write_text("[[plase]]\nid = 'samarinda'\nname = 'Samarinda'\n", encoding="utf-8")
    said = complaint("check", "Banjir di Samarinda", PANTAU_REGION=str(region))
    assert said == f"{region}: unknown table plase; did you mean place?"


@pytest.mark.parametrize("command", ["collect", "analyse", "brief"])
def test_a_time_that_is_none_is_refused_before_anything_starts(command: str, complaint: Any) -> None:
    said = complaint(command, "--as-of", "kemarin")
    assert said == "--as-of 'kemarin' is not a time; write it like 2026-11-16T05:30+08:00"


@pytest.mark.parametrize("day", ["16 November", "2026-02-30", ""])
def test_a_day_that_is_none_is_refused(day: str, complaint: Any) -> None:
    assert complaint("brief", "--date", day) == f"--date {day!r} is not a day; write it like 2026-11-16"


def test_a_state_folder_that_cannot_be_made_is_named(complaint: Any, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    said = complaint("status", PANTAU_STATE=str(in_the_way / "var"))
    assert said.startswith(f"PANTAU_STATE = '{in_the_way / 'var'}': cannot be made (")
    assert said.endswith("name a folder you may write")


def test_a_database_that_does_not_answer_is_named_without_its_password(complaint: Any, port: Any) -> None:
    said = complaint("status", PANTAU_DATABASE_URL=f"postgresql://pantau:sangat-rahasia@127.0.0.1:{port()}/pantau")
    assert said.startswith("archive postgresql+psycopg://pantau@127.0.0.1:")
    assert "check PANTAU_DATABASE_URL" in said
    assert "sangat-rahasia" not in said


def test_a_file_that_is_no_database_is_named_and_left_alone(complaint: Any, tmp_path: Path) -> None:
    letter = tmp_path / "surat.txt"
    letter.write_text("Ini surat, bukan basis data. " * 100, encoding="utf-8")
    before = letter.read_bytes()
    said = complaint("status", PANTAU_DATABASE_URL=f"sqlite:///{letter}")
    assert said.startswith(f"archive {letter}: ")
    assert "move that file away" in said
    assert letter.read_bytes() == before


@pytest.mark.slow
def test_an_archive_that_never_listened_prints_no_brief(complaint: Any, tmp_path: Path, prefect_api: str) -> None:
    said = complaint("brief", "--date", "2026-11-16", PREFECT_API_URL=prefect_api)
    assert "no source was ever asked" in said
    assert "make demo" in said
    assert not list(tmp_path.rglob("*.pdf")), "an empty brief would look like a quiet day"


def test_nothing_to_check_is_refused(complaint: Any) -> None:
    assert complaint("check", " ") == "there is no text to check; give a text, a file or an address"


@pytest.mark.slow
@pytest.mark.model
def test_a_model_that_is_not_there_is_named_with_its_variable(complaint: Any) -> None:
    said = complaint("check", "Banjir di Samarinda", PANTAU_MODEL="/nowhere")
    assert said.startswith("the embedding model /nowhere cannot be loaded")
    assert "PANTAU_MODEL" in said


def test_a_port_that_is_taken_is_refused_at_once(complaint: Any) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        said = complaint("serve", "--port", str(number))
    assert said.startswith(f"--port {number}: cannot be used (")


@pytest.mark.slow
def test_a_morning_on_which_no_source_answers_says_so_and_points_at_the_demo(
    complaint: Any, tmp_path: Path, port: Any, prefect_api: str
) -> None:
    closed = f"http://127.0.0.1:{port()}"
    registry = tmp_path / "sources.toml"
    registry.write_text(SOURCE.replace("https://kabar.example", closed), encoding="utf-8")
    said = complaint(
        "brief",
        "--fresh",
        PANTAU_SOURCES=str(registry),
        PANTAU_ALLOW_PRIVATE=closed.removeprefix("http://"),
        PREFECT_API_URL=prefect_api,
    )
    assert said.startswith("none of 1 sources answered (first reason: robots.txt tidak terbaca: tidak dapat dihubungi)")
    assert "make demo" in said
    assert not list(tmp_path.rglob("*.pdf"))


@pytest.mark.slow
@pytest.mark.model
def test_what_a_machine_asks_for_is_json_and_nothing_else(collected: Any, analysed: Any, new_monitor: Callable[..., Any]) -> None:
    outcomes, nights = collected[1], analysed[1]
    assert {"source_id", "status", "items", "requests"} <= outcomes[0].keys()
    assert [night["day"] for night in nights] == ["2026-11-16", "2026-11-17"]
    monitor = new_monitor(analysed[0])
    printed = monitor.heard("brief", "--as-of", AS_OF)
    assert (printed["day"], Path(printed["path"]).is_file()) == ("2026-11-16", True)
    assert len(monitor.heard("sources")) == len(outcomes)
    status = monitor.heard("status")
    assert (status["sources"], status["night"]["day"], status["brief"]["day"]) == (len(outcomes), "2026-11-17", "2026-11-16")
    assert {stage["flow"] for stage in status["stages"]} == {"collect", "analyse", "brief"}
    checked = monitor.heard("check", "Jembatan Mahakam ditutup total selama sebulan")
    parts = {"item", "reading", "utterance", "claims", "factchecks", "narratives", "responses", "weighed"}
    assert checked.keys() == parts
    assert "jembatan" in checked["factchecks"][0]["factcheck"]["title"].lower()
