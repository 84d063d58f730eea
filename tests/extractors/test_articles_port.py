"""The script that reads a folder of pages, one JSON object a line."""

from __future__ import annotations

import json

from tests.eval.articles import main

KEYS = {"name", "title", "authors", "editor", "published", "zone_source", "dateline", "advertorial", "kind", "text"}
STORY = (
    '<title>Los ikan pasar ditutup</title><link rel="canonical" href="https://suluhborneo.example/los-ikan-pasar">'
    "<article><h1>Los ikan pasar ditutup</h1><div>Penulis: Ani Basri | Editor: Budi Laksana</div><div>9 Maret 2026 08:15</div>"
    "<p>SAMARINDA – Pengurus pasar menutup sementara los ikan karena saluran pembuangan di bawah lantainya tersumbat.</p>"
    "<p>Pedagang dipindahkan ke halaman timur dan tetap berjualan seperti biasa sampai perbaikan selesai. (adv)</p></article>"
)


def test_every_page_gives_one_line_in_order_whatever_it_holds(tmp_path, capsys):
    (tmp_path / "b.html").write_text(STORY, encoding="utf-8")
    (tmp_path / "a.html").write_bytes(b"\x00\xff<<<")
    (tmp_path / "c.html").write_text("<title>404 Not Found</title><h1>404 Not Found</h1>", encoding="utf-8")
    (tmp_path / "d.txt").write_text(STORY, encoding="utf-8")
    assert main([str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["name"] for line in lines] == ["a", "b", "c"]
    assert all(line.keys() >= KEYS for line in lines)
    assert [line["kind"] for line in lines] == ["missing", "article", "missing"]
    story = lines[1]
    assert (story["authors"], story["editor"], story["dateline"], story["advertorial"]) == (
        ["Ani Basri"],
        "Budi Laksana",
        "SAMARINDA",
        True,
    )
    assert (story["published"], story["zone_source"]) == ("2026-03-09T08:15:00+08:00", "assumed")
    assert story["text"].count("\n\n") == 1


def test_a_folder_that_is_not_there_is_one_line_and_status_two(tmp_path, capsys):
    assert main([str(tmp_path / "tidak-ada")]) == 2
    assert "no such folder" in capsys.readouterr().err
