import json
import re
from dataclasses import replace

import pytest

from reports.chat import LIMIT, STEPS, chat_text, units
from reports.content import BriefContent, Note, Section, line, span
from reports.harmless import WORD_JOINER, harmless, unlinked
from reports.letters import clean

HOSTILE = {
    "whatsapp markup": "*tebal* _miring_ ~coret~ ```kode``` `satu` dan *dua _lapis_*",
    "telegram markup": "**tebal** __miring__ ~~coret~~ ||rahasia|| [tautan](https://jahat.example/x)",
    "list and quote": "> kutipan",
    "bullet": "- butir",
    "numbered": "1. butir",
    "mentions": "@all @semua @admin_kaltim hubungi orang@kantor.example",
    "tags": "#hoaks #2026pilkada $BTC $ABCD",
    "commands": "/start /hapus@bot lalu /stop",
    "addresses": "buka contoh.com atau www.contoh.co.id/x atau http://jahat.example/a?b=1 atau tg://resolve?domain=x atau M.Si",
    "numbers": "hubungi 0812-3456-7890 atau +62 812 3456 7890, kartu 4111 1111 1111 1111, alamat 192.168.1.1",
    "right to left": "Berita \u202eesrever\u202c عاجل من هنا serta שלום 123",
    "zero width": "ko\u200bn\u200cto\u200dl @\u200ball *\u2060tebal\u2060*",
    "new lines": "satu\r\n> dua\n- tiga\u2028/empat",
    "emoji": "👩🏽‍🚒👨‍👩‍👧‍👦🇮🇩 ❤️‍🔥 1️⃣ Banjir " * 40,
    "long title": "Kata " * 1000,
    "one endless word": "W" * 5000,
    "dots without end": "a.b" * 2000,
    "empty": "",
}
ADDRESS = re.compile(r"https?://\S+")
FORMATS = re.compile(r"(?<!\w)([*_~`])(?=\S)[^\n]*?(?<=\S)\1(?!\w)|^(?:[-*+] |\d+\. |>)|\|\||\*\*|__", re.MULTILINE)
LINKS = re.compile(
    r"(?<!\w)@\w{2,}"
    r"|(?<!\w)#\w*[^\W\d]\w*"
    r"|(?<!\w)\$[A-Z]{1,8}(?!\w)"
    r"|(?<![\w/<>])/[A-Za-z0-9_]+"
    r"|\w\.[^\W\d]{2,}"
    r"|\w+@\w+"
    r"|[a-z]+://"
    r"|\d{5,}|\d{4}[ -]\d{4}|\d+\.\d+\.\d+\.\d+"
)
"""What Telegram or WhatsApp would link; the long digits are phones and cards."""
TEXTS = {"text", "title", "unit", "word", "spoken", "source", "office", "date_text", "window_text", "name"}


def with_texts(content: BriefContent, text: str) -> BriefContent:
    """The same content saying nothing but ``text``, with every address kept."""

    def walk(value):
        if isinstance(value, list):
            return [walk(each) for each in value]
        if isinstance(value, dict):
            return {key: text if key in TEXTS and isinstance(each, str) else walk(each) for key, each in value.items()}
        return value

    return BriefContent.from_text(json.dumps(walk(json.loads(content.as_text))))


def beside_addresses(message: str) -> str:
    return ADDRESS.sub("", message)


def test_an_ordinary_day_is_told_in_three_screens(ordinary):
    message = chat_text(ordinary)
    phone_lines = sum(-(-max(1, len(each)) // 40) for each in message.splitlines())
    assert message.splitlines()[0] == "TAKLIMAT PAGI – Senin, 16 November 2026"
    assert "3 perlu diputuskan: paling dekat tenggat 11.00 WITA" in message
    assert "1) Banjir Samarinda Rendam Lima Kelurahan, 1.240 Warga Mengungsi: 38 item, naik, +29 dari kemarin" in message
    assert "Saran: Kroscek ke OPD terkait. OPD: BPBD, Dinas PUPR-PERA. Tenggat: 11.00 WITA." in message
    assert re.search(r"PERLU VERIFIKASI\nA\) “Katanya Bendungan Benanga jebol", message)
    assert "bukan pemeriksa fakta independen" in message
    assert units(message) < LIMIT
    assert phone_lines <= 100
    assert "Dipendekkan" not in message


def test_an_empty_day_is_told_calmly(empty_day):
    message = chat_text(empty_day.content())
    assert "Tidak ada yang perlu diputuskan" in message
    assert "Tidak ada klaim yang ditandai" in message
    assert len(message) < 1000


def test_what_was_not_heard_stands_before_everything_else(deaf_day):
    blocks = chat_text(deaf_day.content()).split("\n\n")
    assert blocks[1].startswith("PERHATIAN: 3 dari 12 sumber tidak terdengar")


def test_a_correction_is_told(ordinary):
    erratum = Note(line(span("Ralat atas taklimat harian 14 November 2026:", role="strong"), "Jumlah pengungsi 1.024, bukan 1.240."))
    kept = tuple(section for section in ordinary.sections if section.key != "tindak-lanjut")
    content = replace(ordinary, sections=(*kept, Section("tindak-lanjut", "Tindak lanjut", (erratum,))))
    assert "Ralat atas taklimat harian 14 November 2026: Jumlah pengungsi 1.024, bukan 1.240." in chat_text(content)


def test_it_says_where_the_rest_is(ordinary):
    told = chat_text(replace(ordinary, desk="https://meja.example/pantau"))
    assert told.endswith("Meja verifikasi: https://meja.example/pantau")
    assert "Meja verifikasi" not in chat_text(replace(ordinary, desk=None))
    assert "meja.example" not in chat_text(replace(ordinary, desk="javascript:alert(1)//meja.example"))


def test_a_sample_says_that_it_is_one(ordinary):
    assert "CONTOH: semua media" in chat_text(replace(ordinary, sample=True))


@pytest.mark.parametrize("name", HOSTILE)
def test_collected_text_neither_formats_nor_links(ordinary, name):
    content = with_texts(ordinary, clean(HOSTILE[name]))
    message = chat_text(content)
    said = beside_addresses(message).replace(content.content_hash[:12], "")
    assert not FORMATS.search(said), FORMATS.search(said)
    assert not LINKS.search(said), LINKS.search(said)
    assert 0 < len(message) < LIMIT
    assert units(message) < LIMIT


def test_the_hostile_texts_would_format_and_link_if_they_were_left_alone():
    assert all(FORMATS.search(HOSTILE[name]) for name in ("whatsapp markup", "telegram markup", "list and quote", "bullet", "numbered"))
    assert all(LINKS.search(HOSTILE[name]) for name in ("mentions", "tags", "commands", "addresses", "numbers"))


@pytest.mark.parametrize("name", HOSTILE)
def test_every_address_comes_from_the_content(ordinary, name):
    content = replace(with_texts(ordinary, clean(HOSTILE[name])), desk="https://meja.example/pantau")
    known = set(re.findall(r'"url":"([^"]+)"', content.as_text)) | {"https://meja.example/pantau"}
    assert {each.rstrip() for each in ADDRESS.findall(chat_text(content))} <= known


def test_text_that_was_never_cleaned_stays_on_its_line(ordinary):
    message = chat_text(with_texts(ordinary, HOSTILE["new lines"]))
    assert not re.search(r"^(?:>|-|/)", message, re.MULTILINE)


def test_a_quote_reads_as_it_was_written():
    text = "Kata Dr. H. Andi, M.Si: buka kaltim.example, hubungi @dinas #banjir"
    assert unlinked(text).replace(WORD_JOINER, "") == text
    assert harmless("harga 1.240 naik *tajam*") == "harga 1.240 naik ∗tajam∗"


def test_ordinary_sentences_are_left_alone():
    text = "Banjir di 5 kelurahan; 1.240 warga mengungsi dan/atau menunggu, kata BPBD (pukul 05.30). Rp1,5 juta."
    assert harmless(text) == text


def test_right_to_left_text_does_not_turn_its_line(ordinary):
    message = chat_text(with_texts(ordinary, clean(HOSTILE["right to left"])))
    lines = [each for each in message.splitlines() if "שלום" in each]
    assert lines
    assert all(each.count("\u2068") == each.count("\u2069") > 0 for each in lines)


def test_an_address_keeps_what_a_chat_would_take_for_markup():
    content = BriefContent.from_text(json.dumps(_with_desk("https://meja.example/_a_/b_c?x=*y*&z=1.")))
    assert chat_text(content).endswith("https://meja.example/%5Fa%5F/b_c?x=%2Ay%2A&z=1%2E")


def _with_desk(desk: str) -> dict:
    return {
        "edition": "harian",
        "day": "2026-11-16",
        "as_of": "2026-11-15T21:00:00Z",
        "office": "Kantor Contoh",
        "title": "Taklimat Pagi",
        "date_text": "Senin, 16 November 2026",
        "window_text": "15 Nov 05.00 – 16 Nov 2026 05.00 WITA",
        "sample": False,
        "desk": desk,
        "sections": [],
    }


def test_a_message_too_long_loses_the_least_first_and_says_so(busy_day):
    message = chat_text(busy_day.content())
    assert units(message) < LIMIT
    assert f"Dipendekkan agar muat satu pesan: {STEPS[1].without}" in message
    assert "YANG PERLU DIPUTUSKAN" in message
    assert "Tenggat: 11.00 WITA" in message


def test_ten_thousand_claims_still_make_one_message(ordinary):
    claims = next(section for section in ordinary.sections if section.key == "verifikasi")
    many = replace(claims, blocks=claims.blocks[:1] * 10_000)
    message = chat_text(replace(ordinary, sections=tuple(many if section is claims else section for section in ordinary.sections)))
    assert units(message) < LIMIT
    assert re.search(r"dan 9\.99\d lainnya", message)


def test_the_same_content_gives_the_same_message(ordinary):
    assert chat_text(BriefContent.from_text(ordinary.as_text)) == chat_text(ordinary)
