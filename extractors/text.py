"""Strings from outside made safe and plain, before they become records.

What is dropped can break a database (NUL, lone surrogates), a page or a PDF (control characters, bidirectional overrides), or hides a
word from a reader while a machine sees another (zero-width characters, tag characters).
"""

from __future__ import annotations

import codecs
import re
import unicodedata

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
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# Elements that have no end, or whose end is so often left out that a page full of them is flat all the same.
_FLAT = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p", "source"}
    | {"tbody", "td", "th", "tr", "track", "wbr"}
)
# Browsers stop at some hundred levels; parsers take quadratic time beyond thousands.
_DEEPEST = 3000
_UNSEEN = ["script", "style", "template", "noscript", "iframe"]


def clean(text: str) -> str:
    """``text`` in Unicode NFC without harmful characters; every kind of line break becomes a line feed, outer blanks are dropped."""
    return unicodedata.normalize("NFC", _DROPPED.sub("", _NEWLINE.sub("\n", text))).strip()


def clean_line(text: str | None) -> str | None:
    """``text`` cleaned and on one line; ``None`` when nothing is left."""
    return " ".join(clean(text).split()) or None if text else None


def html_to_text(html: str | None) -> str | None:
    """The text a reader of ``html`` would see: paragraphs separated by a blank line, entities decoded; ``None`` when there is none."""
    if not html:
        return None
    html = _DROPPED.sub("", html)
    if is_too_deep(html):
        html = re.sub(r"<[^>]*>", " ", html)
    if "<" in html or "&" in html:
        tree = LexborHTMLParser(_LINE_BREAK.sub("\n<br", _BLOCK.sub("\n\n<", _NEWLINE.sub("\n", html))))
        tree.strip_tags(_UNSEEN, recursive=True)
        html = tree.body.text() if tree.body else ""
    lines = (" ".join(line.split()) for line in clean(html).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() or None


def is_too_deep(markup: str) -> bool:
    """Whether markup opens so many elements inside each other that only an attack can have meant it; linear in its length."""
    depth = 0
    for end, name in _TAG.findall(markup):
        if name.lower() not in _FLAT:
            depth = max(depth + (-1 if end else 1), 0)
            if depth > _DEEPEST:
                return True
    return False


def decode(body: bytes, *declared: str | None) -> tuple[str, str | None]:
    """Bytes as text, and what was wrong with their encoding (``None`` when nothing was).

    A byte order mark wins; then the ``declared`` charsets in order of trust, the first that fits strictly; then UTF-8. Bytes that are no
    UTF-8 are read as windows-1252, one stray byte at a time, so that one foreign paste does not spoil a whole feed. Latin-1 means
    windows-1252, as in the WHATWG Encoding Standard.
    """
    for mark, charset in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace"), None
    named = [charset[:30] for charset in declared if charset]
    said = f"pengodean {named[0]} yang dinyatakan keliru" if named else "pengodean tidak dinyatakan"
    for charset in [*named, "utf-8"]:
        text = _strictly(body, charset)
        if text is not None:
            return text, f"{said}; dibaca sebagai {charset}" if named and charset != named[0] else None
    return body.decode("utf-8", _STRAY), f"{said}; dibaca sebagai windows-1252"


def charset_in(content_type: str | None) -> str | None:
    """The charset that a ``Content-Type`` header names, if any."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    return found[1] if found else None


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
