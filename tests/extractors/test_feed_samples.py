"""The gate on broken feeds: our own samples, and the port that reads a folder of any files."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import tests.eval.feeds as port

EVAL = Path(port.__file__).parent


def test_our_broken_feeds_are_read_as_written_down():
    floor = tomllib.loads((EVAL / "floors.toml").read_text(encoding="utf-8"))["feeds"]["samples"]
    count, wrong = port.samples()
    assert count - len(wrong) >= floor * count, wrong


def test_the_port_prints_one_line_for_every_file_whatever_it_holds(tmp_path):
    (tmp_path / "dalam").mkdir()
    (tmp_path / "a.xml").write_text("<rss><channel><link>https://kabarteluk.example</link><item><title>Satu</title><link>/1</link></item>")
    (tmp_path / "b.html").write_text("<html><body>Galat</body></html>")
    (tmp_path / "c.json").write_text("[" * 100_000)
    (tmp_path / "dalam" / "d.bin").write_bytes(bytes(range(256)) * 50)
    (tmp_path / "e.rss").write_bytes(b"")
    run = subprocess.run(
        [sys.executable, "-m", "tests.eval.feeds", str(tmp_path)], cwd=EVAL.parent.parent, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert [line["name"] for line in lines] == ["a.xml", "b.html", "c.json", "dalam/d.bin", "e.rss"]
    assert lines[0] == {
        "name": "a.xml",
        "problem": None,
        "entries": [{"title": "Satu", "link": "https://kabarteluk.example/1", "published": None}],
    }
    assert all(line["problem"] and line["entries"] == [] for line in lines[1:])
