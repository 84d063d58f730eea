"""Personal data leaves every text before it is kept; numbers that belong to nobody stay."""

from __future__ import annotations

import random
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.records import FactCheck, Item
from extractors.privacy import redact, shield, shield_check

EXAMPLES = Path(__file__).parents[1] / "examples" / "privacy"
MARKED = re.compile(r"\{(NIK|telepon|rekening|surel|alamat):(.*?)\}", re.DOTALL)
MARKER = re.compile(r"\[(?:NIK|telepon|rekening|surel|alamat)\]")


def blocks(name: str) -> list[str]:
    """The texts of a file: blocks parted by an empty line, without lines of notes."""
    texts = [
        "\n".join(line for line in block.split("\n") if not line.startswith("# ")) for block in (EXAMPLES / name).read_text().split("\n\n")
    ]
    return [text.strip("\n") for text in texts if text.strip()]


def written(text: str) -> str:
    """The text as somebody wrote it, without our braces."""
    return MARKED.sub(lambda match: match[2], text)


def wanted(text: str) -> str:
    """The text as it should be kept."""
    return MARKED.sub(lambda match: f"[{match[1]}]", text)


CASES, HELD_OUT = blocks("cases.txt"), blocks("held_out.txt")
CONTROLS = blocks("controls.txt") + [text for text in HELD_OUT if not MARKED.search(text)]


@pytest.mark.parametrize("text", CASES + [text for text in HELD_OUT if MARKED.search(text)])
def test_personal_data_goes_and_everything_around_it_stays(text):
    assert redact(written(text)) == wanted(text)


def test_there_are_enough_cases_of_every_kind():
    assert len(CASES) >= 260
    assert len(CONTROLS) >= 120
    kinds = [match[1] for text in CASES for match in MARKED.finditer(text)]
    assert {kind: kinds.count(kind) >= 30 for kind in set(kinds)} == dict.fromkeys(["NIK", "telepon", "rekening", "surel", "alamat"], True)


def test_less_than_one_number_in_a_hundred_is_taken_that_belongs_to_nobody():
    numbers = sum(bool(re.search(r"\d", token)) for text in CONTROLS for token in text.split())
    taken = [text for text in CONTROLS if redact(text) != text]
    assert numbers > 500
    assert sum(len(MARKER.findall(redact(text))) for text in taken) / numbers < 0.01, taken


def test_redacting_again_changes_nothing():
    for text in CASES + CONTROLS + HELD_OUT:
        once = redact(written(text))
        assert redact(once) == once
    chance = random.Random(8)
    tokens = [token for text in CASES for token in written(text).split()]
    for _ in range(300):
        once = redact(chance.choice([" ", "\n", " - "]).join(chance.sample(tokens, 25)))
        assert redact(once) == once


def test_what_stands_next_to_each_other_is_found_all_the_same():
    chance = random.Random(6)
    for _ in range(100):
        several = "\n\n".join(chance.sample(CASES, 6))
        assert redact(written(several)) == wanted(several)


def test_a_text_without_numbers_or_mail_comes_back_as_it_is():
    text = "Warga hulu gotong royong\n\n  membersihkan parit  \t\r\n—begitulah…\u200b"
    assert redact(text) is text
    assert redact("") == ""


@pytest.mark.parametrize(
    "piece",
    ["1 ", "1", "08", "0812-", "WA 0812 ", "6472.", "a@", "a.", "Jl. A ", "jl a ", "rt 1 ", "nol delapan ", "rek 1 ", "O8",
     "wa.me/1", "wa.me/ 1 ", "1     ", "alamat: a ", "a [at] ", "a dot b at ", "a.b/", "a@a.", "(", "+", "Rp 1.000.", "blok a ", "tel:", "http://a"],
)  # fmt: skip
def test_a_megabyte_of_hostile_text_takes_time_in_proportion_to_its_length(piece):
    def seconds(size):
        text = piece * (size // len(piece))
        started = time.process_time()
        redact(text)
        return time.process_time() - started

    # A busy machine delays anybody: the best of three counts.
    short, long = (min(seconds(size) for _ in range(3)) for size in (60_000, 240_000))
    assert long < 12 * max(short, 0.02)  # four times the text; a square would take sixteen times as long
    assert long < 8


@pytest.fixture
def item() -> Item:
    return Item(
        id="a", source_id="kabar_teluk", kind="article", url="https://kabarteluk.example/read/2026/11/20/081234567890/pasar",
        external_id="8812", title="Pasar dibuka", summary=None, body="Isi.", author="Rina", editor=None, dateline=None,
        captions=("Foto: Adi",),
        advertorial=False, language="id", published_raw=None, published_at=None, published_zone=None, published_zone_known=None,
        collected_at=datetime(2026, 11, 20, tzinfo=UTC), warnings=("teks terpotong",),
    )  # fmt: skip


def test_an_item_without_personal_data_is_the_same_object(item):
    assert shield(item) is item


def test_every_word_of_an_item_is_shielded(item):
    said = "hub 0812-5011-8822"
    clean = shield(replace(item, title=said, summary=said, body=said, captions=("Adi", said), author="rina@gmail.com (Rina)", editor=said))
    assert {clean.title, clean.summary, clean.body, clean.captions[1], clean.editor} == {"hub [telepon]"}
    assert (clean.captions[0], clean.author) == ("Adi", "[surel] (Rina)")
    assert replace(clean, **{name: getattr(item, name) for name in ("title", "summary", "body", "captions", "author", "editor")}) == item


def test_the_pseudonym_of_a_posts_author_is_left_alone(item):
    assert shield(replace(item, kind="post", author="akun-081250118822")).author == "akun-081250118822"


@pytest.mark.parametrize(
    "url",
    [
        "https://wa.me/6281250118822?text=halo",
        "https://api.whatsapp.com/send?phone=6281250118822",
        "https://kabarteluk.example/iklan?hp=081250118822",
        "https://kabarteluk.example/hubungi-0812-5011-8822-segera",
    ],
)
def test_an_address_that_holds_a_telephone_number_is_not_kept(item, url):
    clean = shield(replace(item, url=url, external_id=url))
    assert (clean.url, clean.external_id) == (None, None)
    assert clean.warnings == ("teks terpotong", "alamat memuat nomor telepon, jadi tidak disimpan")


def test_the_claim_that_a_fact_check_quotes_is_shielded(item):
    check = FactCheck(
        id="f", source_id="periksa", url="https://periksa.example/1", title="[PENIPUAN] Akun bupati",
        claim="Transfer ke BRI 0123-01-004567-53-8", label="false", native_label="[PENIPUAN]", publisher="Periksa", body=None,
        published_raw=None, published_at=None, published_zone=None, published_zone_known=None, collected_at=item.collected_at,
    )  # fmt: skip
    clean = shield_check(check)
    assert (clean.claim, clean.title, clean.body) == ("Transfer ke BRI [rekening]", check.title, None)
    assert shield_check(clean) is clean
    assert shield_check(replace(clean, body="WA 0812 5011 8822")).body == "WA [telepon]"
