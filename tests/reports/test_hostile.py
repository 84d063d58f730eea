import io
import re
import zlib
from dataclasses import fields, replace

import numpy as np
import pytest
from pypdf import PdfReader

from reports.content import span
from reports.pdf import layout, typeset

MARGIN_MM = 16
DOTS = 10

HOSTILE = {
    "typst markup": '#include "/etc/passwd" *tebal* _miring_ $x^2$ @rujukan <label> = Judul `kode` #read("a") \\ // komentar',
    "html": "<script>alert('x')</script> &amp; <b>x</b>",
    "json": '"}, {"kind": "note" \\u0000 ]',
    "right to left": "Berita \u202eesrever\u202c \u2067عاجل\u2069 serta שלום",
    "other scripts": "漢字かな交じり ꦗꦮ ᮞᮥᮔ᮪ᮓ ไทย 한국어",
    "emoji": "👩🏽‍🚒👨‍👩‍👧‍👦🇮🇩 ❤️‍🔥 1️⃣ Banjir",
    "zalgo": "B" + "\u0335\u0321\u0354\u0300" * 60 + "anjir",
    "one endless word": "W" * 3000,
    "endless word of wide marks": "———" * 1000,
    "scripts in turn": "漢a" * 200,
    "no break spaces": "kata\u00a0" * 600,
    "only junk": "\u202e\u0000\ufeff🧨",
    "empty": "",
}


def with_titles(world, text):
    """The same day, with every collected or configured text replaced; ids, addresses and enumerations stay."""
    free = {
        "title",
        "body",
        "label",
        "text",
        "subject",
        "values",
        "people",
        "offices",
        "places",
        "phase_reason",
        "claim",
        "reasons",
        "native_label",
        "publisher",
    }
    free |= {"reason", "name"}
    kept = "".join(char for char in text if char != "\0")

    def hostile(record):
        values = {}
        for each in fields(record):
            value = getattr(record, each.name)
            if each.name in free and value and not (each.name == "label" and value == "false"):
                text_here = kept[:600] if each.name == "subject" else kept  # a key of the archive
                values[each.name] = (text_here,) * len(value) if isinstance(value, tuple) else text_here
        return replace(record, **values)

    world.records = [hostile(record) for record in world.records]
    world.sources = [hostile(source) for source in world.sources]
    return world


def pixels(png: bytes) -> np.ndarray:
    """A PNG of 8-bit RGBA as (height, width, 4); only what the page renderer writes is understood (PNG 3rd ed., filters 0 to 4)."""
    at, body, width, height = 8, b"", 0, 0
    while at < len(png):
        size, name = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        chunk = png[at + 8 : at + 8 + size]
        if name == b"IHDR":
            width, height = int.from_bytes(chunk[:4]), int.from_bytes(chunk[4:8])
            assert chunk[8:10] == b"\x08\x06"
        body += chunk if name == b"IDAT" else b""
        at += size + 12
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, 1 + 4 * width)
    out = np.zeros((height + 1, 4 * width + 4), np.int64)
    for y, row in enumerate(rows, 1):
        for x in range(4, 4 * width + 4):
            left, up, corner = out[y, x - 4], out[y - 1, x], out[y - 1, x - 4]
            near = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
            out[y, x] = (row[x - 3] + (0, left, up, (left + up) // 2, near)[row[0]]) % 256
    return out[1:, 4:].reshape(height, width, 4)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_come_out_as_text_and_never_stop_the_page_nor_cost_its_standard(short_day, name):
    done = typeset(with_titles(short_day, HOSTILE[name]).content())
    assert not any("PDF/UA" in warning for warning in done.warnings)
    assert done.main_pages <= 2
    if name in ("typst markup", "html", "json"):
        page = PdfReader(io.BytesIO(done.data)).pages[0].extract_text()
        assert re.sub(r"\s", "", HOSTILE[name])[:24] in re.sub(r"[\s\u200b]", "", page)


def test_the_office_may_call_itself_anything(short_day):
    short_day.settings = short_day.settings.model_copy(update={"office": "\ud800#panic()\0" + "W" * 400})
    done = typeset(short_day.content())
    assert not any("PDF/UA" in warning for warning in done.warnings)
    assert done.main_pages <= 2


@pytest.mark.parametrize("name", ["one endless word", "endless word of wide marks", "no break spaces"])
def test_nothing_runs_into_the_margins(short_day, name):
    content = with_titles(short_day, HOSTILE[name]).content()
    for png in layout(content, content.content_hash, ()).compile(format="png", ppi=DOTS)[:3]:
        page = pixels(png)[:, :, :3]
        edge = round((MARGIN_MM - 1.5) / 25.4 * DOTS)
        assert (page[:, -edge:] > 250).all()
        assert (page[:, :edge] > 250).all()
        assert (page < 250).any()


def test_a_stretch_keeps_its_text_when_its_address_is_unfit():
    assert (span("judul", "data:text/html,x").text, span("judul", "data:text/html,x").url) == ("judul", None)
