import colorsys
import email
import email.policy
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from lxml import html as lxml_html
from selectolax.lexbor import LexborHTMLParser

from reports import ReportError, mail
from reports.content import Bars, BriefContent, Entry, Note, Section, Series, line, span
from reports.harmless import WORD_JOINER
from reports.letters import clean

AT = datetime(2026, 11, 15, 21, 50, tzinfo=UTC)
FROM, TO = "Taklimat Kaltim <brief@kantor.example>", "kepala@kantor.example"
PDF = b"%PDF-1.7 contoh"
CHROMIUM = Path("/usr/bin/chromium")

HOSTILE = {
    "html": "<script>alert('x')</script><img src=x onerror=alert(1)> &amp; <b>x</b> \"'><style>*{display:none}</style>",
    "template": "{{ 7 * 7 }} {% include '/etc/passwd' %} {# x #}",
    "conditional comment": "<!--[if mso]><p>jahat</p><![endif]--> --> ]]>",
    "links": "buka jahat.example atau http://jahat.example/x atau a@jahat.example atau javascript:alert(1)",
    "right to left": "Berita عاجل من هنا serta שלום 123",
    "emoji": "👩🏽‍🚒👨‍👩‍👧‍👦🇮🇩 1️⃣ Banjir",
    "long title": "Kata " * 1000,
    "one endless word": "W" * 5000,
    "header injection": "Kantor\r\nBcc: semua@jahat.example\r\n\r\n<p>isi",
    "empty": "",
}
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


def page(content: BriefContent) -> str:
    return mail.page(content, mail.subject(content, 1))


def words(text: str) -> str:
    shown = LexborHTMLParser(text).body.text(separator=" ").replace(WORD_JOINER, "")
    return re.sub(r"\s+", " ", shown)


def letter(content: BriefContent, **changed) -> bytes:
    given = {"sender": FROM, "recipient": TO, "number": 1, "at": AT} | changed
    return mail.message(content, PDF, **given).as_bytes()


def opened(data: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of a colour as #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def inverted(colour: str) -> str:
    return "#" + "".join(f"{255 - int(colour[at : at + 2], 16):02x}" for at in (1, 3, 5))


def darkened(colour: str) -> str:
    """The same hue with its lightness turned round, as Gmail and Outlook do."""
    hue, light, saturation = colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))
    return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, 1 - light, saturation))


def pairs(text: str) -> set[tuple[str, str]]:
    """Every inlined colour of some text with the ground it stands on."""
    found = set()
    for node in lxml_html.fromstring(text).body.iter():
        if not isinstance(node.tag, str) or not (node.text or "").strip():
            continue
        chain = [node, *node.iterancestors()]
        colour = next((m[1] for each in chain if (m := re.search(r"(?:^|;)color:(#\w{6})", each.get("style", "")))), None)
        ground = next((m[1] for each in chain if (m := re.search(r"background-color:(#\w{6})", each.get("style", "")))), None)
        if colour and ground and "display:none" not in node.get("style", "") and node.get("aria-hidden") != "true":
            found.add((colour, ground))
    return found


def test_the_mail_holds_plain_words_a_page_and_the_pdf(ordinary):
    mailed = opened(letter(ordinary))
    assert [part.get_content_type() for part in mailed.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    attached = next(mailed.iter_attachments())
    assert attached.get_filename() == "taklimat-harian-2026-11-16.pdf"
    assert attached.get_content() == PDF
    assert "Banjir Samarinda" in mailed.get_body(("plain",)).get_content()
    assert mailed.get_body(("html",)).get_content().splitlines() == page(ordinary).splitlines()


def test_the_headers_say_what_it_is(ordinary):
    mailed = opened(letter(ordinary))
    assert mailed["Subject"] == "Taklimat Pagi, Senin, 16 November 2026: 3 perlu diputuskan, 5 isu utama, 3 perlu verifikasi"
    assert mailed["From"] == FROM
    assert mailed["To"] == TO
    assert mailed["Date"].datetime == AT
    assert mailed["Content-Language"] == "id"
    assert mailed["Auto-Submitted"] == "auto-generated"


def test_a_repeat_is_known_by_its_id_and_every_difference_makes_another(ordinary):
    other = replace(ordinary, office="Kantor lain")
    same = opened(letter(ordinary))["Message-ID"]
    assert opened(letter(ordinary, at=AT.replace(hour=22)))["Message-ID"] == same
    assert opened(letter(ordinary, recipient=f"Kepala <{TO}>"))["Message-ID"] == same
    changed = (letter(ordinary, number=2), letter(other), letter(ordinary, recipient="wakil@kantor.example"))
    ids = {same, *(opened(each)["Message-ID"] for each in changed)}
    assert len(ids) == 4
    assert all(re.fullmatch(r"<harian-20261116\.[0-9a-f]{16}@kantor\.example>", each) for each in ids)


def test_the_same_arguments_give_the_same_bytes(ordinary):
    assert letter(ordinary) == letter(BriefContent.from_text(ordinary.as_text))


def test_a_name_cannot_add_a_header(ordinary):
    mailed = opened(letter(with_texts(ordinary, HOSTILE["header injection"])))
    assert mailed["Bcc"] is None
    assert "\n" not in mailed["Subject"]
    assert len(mailed["Subject"]) <= 180


@pytest.mark.parametrize(
    "address",
    ["", "kepala", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "a@", "@b.example", "<a@b.example", "kepalá@b.example"],
)
def test_what_is_not_one_address_is_refused_in_one_line(ordinary, address):
    for header in ("recipient", "sender"):
        with pytest.raises(ReportError, match="is not one mail address") as raised:
            letter(ordinary, **{header: address})
        assert "\n" not in str(raised.value)


def test_no_line_on_the_way_is_too_long(ordinary):
    assert max(len(each) for each in letter(with_texts(ordinary, HOSTILE["one endless word"])).split(b"\r\n")) <= 998


def test_every_section_before_the_annex_is_on_the_page(ordinary):
    text = words(page(ordinary))
    front = [section for section in ordinary.sections if section.place == "page"]
    assert front
    assert all(section.title in text for section in front)
    assert "Lampiran: kliping" not in text
    for section in front:
        for block in section.blocks:
            if isinstance(block, Entry):
                assert all(part.text in text for each in (block.title, *block.lines, *block.facts) for part in each)


def test_links_are_those_of_the_content_and_nothing_is_fetched(ordinary):
    content = replace(ordinary, desk="https://meja.example/pantau")
    tree = LexborHTMLParser(page(content))
    links = [node.attributes["href"] for node in tree.css("[href]")]
    known = set(re.findall(r'"url":"([^"]+)"', content.as_text))
    assert len(links) > 20
    assert set(links) <= known | {content.desk}
    assert content.desk in links
    assert not tree.css("img, script, link, iframe, object, form, input, video, svg, base")
    assert not tree.css("[src], [background], [onclick], [onload]")
    assert "url(" not in page(content)
    assert "@import" not in page(content)


@pytest.mark.parametrize("name", HOSTILE)
def test_collected_text_is_shown_as_it_stands(ordinary, name):
    text = clean(HOSTILE[name])
    drawn = page(with_texts(ordinary, text))
    plain, clear = LexborHTMLParser(drawn), LexborHTMLParser(page(with_texts(ordinary, "Biasa saja")))
    for selector in ("script", "img", "b", "style", "meta", "h1"):
        assert len(plain.css(selector)) == len(clear.css(selector)), selector
    assert text[:40] in words(drawn)
    assert len(drawn.encode()) <= mail.LONGEST


def test_a_mail_program_finds_nothing_to_link_by_itself(ordinary):
    tree = LexborHTMLParser(page(with_texts(ordinary, HOSTILE["links"])))
    assert "jahat.example" not in tree.body.text()
    assert "a@jahat" not in tree.body.text()


def test_text_from_right_to_left_keeps_to_itself(ordinary):
    tree = LexborHTMLParser(page(with_texts(ordinary, HOSTILE["right to left"])))
    assert "שלום" in tree.css_first("h1 bdi").text()


def test_screen_readers_are_told_language_headings_and_headers(ordinary):
    tree = LexborHTMLParser(page(ordinary))
    assert tree.css_first("html").attributes["lang"] == "id"
    assert len(tree.css("h1")) == 1
    assert len(tree.css("h2")) == sum(section.place == "page" for section in ordinary.sections)
    assert len(tree.css("h3")) == sum(isinstance(block, Entry) for section in ordinary.sections for block in section.blocks)
    for table in tree.css("table"):
        role = table.attributes.get("role")
        assert role in ("presentation", "img") or table.css("th[scope]")
        assert role != "img" or table.attributes["aria-label"]


def test_styles_are_inlined_and_the_page_stands_without_the_dark_ones(ordinary):
    tree = LexborHTMLParser(page(ordinary))
    (style,) = tree.css("style")
    rules = style.text()
    assert re.fullmatch(r"\s*:root \{[^}]*\}\s*@media \(prefers-color-scheme: dark\) \{.*\}\s*", rules, re.DOTALL)
    assert tree.css_first('meta[name="color-scheme"]').attributes["content"] == "light dark"
    classes = {each for node in tree.css("[class]") for each in node.attributes["class"].split()}
    assert classes <= set(re.findall(r"\.(\w+) \{", rules))


def test_every_text_can_be_read_light_and_inverted(deaf_day):
    found = pairs(page(replace(deaf_day.content(), sample=True)))
    assert len(found) >= 8
    for (colour, ground), seen in product(found, (str, inverted, darkened)):
        assert contrast(seen(colour), seen(ground)) >= 4.5, (colour, ground, seen)


def test_every_dark_colour_can_be_read_on_every_dark_ground():
    for colour, ground in product(("ink", "qu", "ac", "al"), ("pa", "wa", "aw")):
        assert contrast(mail.DARK_INK[colour], mail.DARK_GROUND[ground]) >= 4.5, (colour, ground)
    assert contrast(mail.INK["on"], mail.DARK_GROUND["sa"]) >= 4.5


def test_bars_stand_out_and_differ_in_both_schemes():
    for colours in (mail.GROUND, mail.DARK_GROUND):
        assert contrast(colours["b1"], colours["pa"]) >= 3
        assert contrast(colours["b2"], colours["pa"]) >= 3
        assert contrast(colours["b1"], colours["b2"]) >= 2


def test_the_colours_are_those_of_the_printed_page():
    printed = set(re.findall(r'rgb\("(#\w{6})"\)', (Path(mail.__file__).parent / "style.typ").read_text(encoding="utf-8")))
    assert {*mail.INK.values(), *mail.GROUND.values(), *mail.RULE.values()} <= printed


def with_chart(content: BriefContent, chart: Bars) -> BriefContent:
    return replace(content, sections=(Section("angka", "Angka", (chart,)),))


def test_a_chart_is_drawn_from_zero_and_told_in_words(ordinary):
    series = (Series("berita", (0, 40, 80)), Series("pos", (0, 0, 80)))
    chart = Bars("Item per hari", "item", "Sumber: arsip", ("Sen", "", "Rab"), series, "0, 40, 160.")
    tree = LexborHTMLParser(page(with_chart(ordinary, chart)))
    drawn = tree.css_first('table[aria-label="0, 40, 160."]')
    heights = [[int(bar.attributes["height"]) for bar in cell.css("td.b1, td.b2")] for cell in drawn.css("td.ru")]
    assert heights == [[], [21], [42, 42]]
    assert "sumbu 0–160 item" in words(tree.html)


def test_a_chart_with_too_many_bars_is_told_in_words(ordinary):
    told = "Sembilan puluh jam, satu item tiap jam."
    chart = Bars("Item per jam", "item", "Sumber: arsip", ("",) * 90, (Series("berita", (1,) * 90),), told)
    assert told in words(page(with_chart(ordinary, chart)))


def test_a_block_of_unknown_kind_is_an_error(ordinary):
    strange = Note(line("x"))
    object.__setattr__(strange, "kind", "hologram")
    with pytest.raises(ReportError, match="unknown kind: hologram"):
        page(replace(ordinary, sections=(Section("x", "X", (strange,)),)))


def test_an_ordinary_page_is_whole_and_below_what_gmail_shows(ordinary):
    encoded = opened(letter(ordinary)).get_body(("html",)).get_payload()
    assert len(encoded) < 102 * 1024
    assert "dipendekkan" not in words(page(ordinary))


def test_a_page_too_long_is_shortened_and_says_so(busy_day):
    content = busy_day.content()
    isu = next(section for section in content.sections if section.key == "isu")
    long = replace(isu, blocks=isu.blocks * 3)
    text = page(replace(content, sections=tuple(long if section is isu else section for section in content.sections)))
    assert len(text.encode()) <= mail.LONGEST
    assert "Sebagian uraian dipendekkan agar muat di surel" in words(text)
    assert "Yang perlu diputuskan" in words(text)


def test_what_shortening_cannot_hold_is_left_to_the_pdf_by_name(ordinary):
    heavy = Section("angka", "Angka", tuple(Note(line(span(f"Catatan nomor {n} tentang hari itu."))) for n in range(2000)))
    sections = tuple(heavy if section.key == "angka" else section for section in ordinary.sections)
    text = words(page(replace(ordinary, sections=sections)))
    assert "hanya ada pada PDF terlampir" in text
    assert "Angka" in text
    assert "Catatan nomor 5" not in text
    assert "Isu utama" in text
    assert "Perlu verifikasi" in text


def test_a_sample_says_so_in_subject_name_and_page(ordinary):
    sample = replace(ordinary, sample=True)
    mailed = opened(letter(sample))
    assert mailed["Subject"].startswith("CONTOH: ")
    assert next(mailed.iter_attachments()).get_filename() == "contoh-taklimat-harian-2026-11-16.pdf"
    assert "CONTOH: semua media" in words(page(sample))


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium to draw the page with")
@pytest.mark.parametrize("width", [360, 640])
def test_nothing_stands_out_over_a_narrow_screen(ordinary, width):
    browsers = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with browsers.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        for content, scheme in product((ordinary, with_texts(ordinary, clean(HOSTILE["one endless word"]))), ("light", "dark")):
            shown = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            shown.set_content(page(content))
            assert shown.evaluate("document.documentElement.scrollWidth") == width
            ground = shown.evaluate("getComputedStyle(document.body).backgroundColor")
            assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 25, 29)")
        browser.close()
