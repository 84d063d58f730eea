"""Strings from outside made safe and plain, before they become records.

What is dropped can break a database (NUL, lone surrogates), a page or a PDF (control characters, bidirectional overrides), or hides a
word from a reader while a machine sees another (zero-width characters, tag characters).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from html import unescape

from selectolax.lexbor import LexborHTMLParser

_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, except tab, line feed, carriage return, next line
    "\ud800-\udfff\ufffe\uffff"  # lone surrogates and noncharacters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, overrides and isolates
    "\u00ad\u200b\u2060\ufeff"  # soft hyphen and zero-width characters; the joiners stay: emoji and some scripts need them
    "\U000e0000-\U000e007f]"  # tag characters
)
_NEWLINE = re.compile("\r\n?|[\x85\u2028\u2029]")
_BLOCK = re.compile(r"<(?=/?(?:p|div|h[1-6]|ul|ol|li|tr|table|blockquote|section|article|figure|figcaption|pre|hr)\b)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?:[^<>]*(/)>)?", re.IGNORECASE)
# Elements that have no end, or whose end is so often left out that a page full of them is flat all the same.
_FLAT = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p", "source"}
    | {"tbody", "td", "th", "tr", "track", "wbr"}
)
# Only drawings may close an element in its own tag; anything else in between ends the drawing for a parser.
_DRAWN = frozenset(
    {"svg", "g", "path", "circle", "rect", "line", "polygon", "polyline", "ellipse", "use", "defs", "symbol", "stop", "lineargradient"}
    | {"radialgradient", "clippath", "mask", "title", "text", "tspan"}
)
# Browsers stop at some hundred levels; parsers take quadratic time beyond thousands.
_DEEPEST = 3000
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
# The longer mark first: UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Entities that were escaped more often than decoded. Only what editors' programs leave behind: "&lt;" in a text may be meant.
LEFT_OVER = re.compile(r"&(?:amp;)?(?:amp|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|#\d{2,5}|#x[\da-f]{2,4});", re.IGNORECASE)
_UNSEEN = ["script", "style", "template", "noscript", "iframe"]


def clean(text: str) -> str:
    """``text`` in Unicode NFC without harmful characters; every kind of line break becomes a line feed, outer blanks are dropped."""
    return unicodedata.normalize("NFC", _DROPPED.sub("", _NEWLINE.sub("\n", text))).strip()


def clean_line(text: str | None) -> str | None:
    """``text`` cleaned and on one line; ``None`` when nothing is left."""
    return " ".join(clean(text).split()) or None if text else None


def without_left_over(text: str) -> str:
    """``text`` with the entities decoded that were escaped more often than anybody decoded them ("Rapat&nbsp;Umum")."""
    return LEFT_OVER.sub(lambda found: unescape(unescape(found[0])), text) if "&" in text else text


def html_to_text(html: str | None) -> str | None:
    """The text a reader of ``html`` would see: paragraphs separated by a blank line, entities decoded; ``None`` when there is none."""
    if not html:
        return None
    html = _DROPPED.sub("", html)
    if is_too_deep(html):
        html = re.sub(r"<[^<>]*>", " ", html)
    if "<" in html or "&" in html:
        tree = LexborHTMLParser(_LINE_BREAK.sub("\n<br", _BLOCK.sub("\n\n<", _NEWLINE.sub("\n", html))))
        tree.strip_tags(_UNSEEN, recursive=True)
        html = tree.body.text() if tree.body else ""
    lines = (" ".join(line.split()) for line in clean(html).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() or None


def is_too_deep(markup: str) -> bool:
    """Whether markup opens so many elements inside each other that only an attack can have meant it; linear in its length."""
    depth = 0
    drawing = False
    for end, name, closed in _TAG.findall(markup):
        name = name.lower()
        drawing = name in _DRAWN and (drawing or name == "svg")
        if name not in _FLAT and not (drawing and closed):
            depth = max(depth + (-1 if end else 1), 0)
            if depth > _DEEPEST:
                return True
    return False


def decode(body: bytes, *declared: str | None) -> tuple[str, str | None]:
    """Bytes as text, and what was wrong with their encoding (``None`` when nothing was).

    A byte order mark wins; then UTF-8 where the bytes say more than ASCII in it, because nothing else looks like it by accident; then the
    ``declared`` charsets in order of trust, the first that fits strictly. Bytes that fit none are read as UTF-8 with windows-1252 for
    one stray byte at a time, so that one foreign paste does not spoil a whole feed. Latin-1 means windows-1252, as in the WHATWG
    Encoding Standard.
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), None
    if wide := _without_mark(body):
        return body.decode(wide, "replace"), None
    named = [charset[:30] for charset in declared if charset]
    said = f"pengodean {named[0]} yang dinyatakan keliru" if named else "pengodean tidak dinyatakan"
    if not body.isascii() and (text := _strictly(body, "utf-8")) is not None:
        wrong = named and named[0].lower().replace("-", "").replace("_", "") != "utf8"
        return text, f"{said}; dibaca sebagai utf-8" if wrong else None
    for charset in [*named, "utf-8"]:
        text = _strictly(body, charset)
        if text is not None:
            return text, f"{said}; dibaca sebagai {charset}" if named and charset != named[0] else None
    return body.decode("utf-8", _STRAY), f"{said}; dibaca sebagai windows-1252"


def declared_charset(xml: bytes) -> str | None:
    """The charset that an XML declaration names, wherever near the start it stands."""
    found = _DECLARATION.search(xml[:2_000])
    return found[1].decode("ascii") if found else None


def charset_in(content_type: str | None) -> str | None:
    """The charset that a ``Content-Type`` header names, if any."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    return found[1] if found else None


def _without_mark(body: bytes) -> str | None:
    """The wide encoding of a document that begins with markup or JSON and has no byte order mark (XML 1.0, appendix F)."""
    start = body[:4]
    for charset in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        if any(start.startswith(letter.encode(charset)) for letter in "<{["):
            return charset
    return None


def _strictly(body: bytes, charset: str) -> str | None:
    name = charset.strip().lower()
    # Without a byte order mark wide encodings "fit" almost anything, UTF-7 smuggles markup, and punycode takes quadratic time.
    if name.startswith(("utf-16", "utf-32", "utf16", "utf32", "ucs", "utf-7", "utf7", "punycode", "idna")):
        return None
    if name in ("iso-8859-1", "latin-1", "latin1"):
        name = "windows-1252"
    try:
        return body.decode(name)
    except (LookupError, UnicodeError, ValueError):  # LookupError also for codecs that make no text, such as zlib
        return None


def _stray_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


_STRAY = "pantau-stray-bytes"
codecs.register_error(_STRAY, _stray_bytes)
