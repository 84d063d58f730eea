"""Personal data is taken out of a text before it is kept (Law 27/2022 on the protection of personal data).

Identity numbers, telephone numbers, bank accounts, mailboxes and the addresses of homes become markers; everything else stays byte for
byte. A number is told by its own form and by the words beside it, which are data (``privacy.toml``). In doubt it goes: a missing number can
be looked up at the source, a leaked one cannot be called back. The employee number of an official (NIP) stays: it stands under public
letters by rule.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

from archive.records import FactCheck, Item
from extractors.numbers import DIALS_WITHIN, TELEPHONE, any_of, redact_numbers
from extractors.places import redact_places

MAIL = "[surel]"

_DATA = tomllib.loads(Path(__file__).with_name("privacy.toml").read_text(encoding="utf-8"))
_DESKS = frozenset(_DATA["mail"]["desks"])
_PASSES = 3
_DIALS = re.compile(
    r"(?:(?:https?://)?(?:www\.)?(?:wa\.me/|t\.me/(?=\+)|(?:signal|viber)\.me/[^\s\d]{0,10}|(?:api|web)\.whatsapp\.com/[^\s<>\"'\d]{0,40})"
    r"|(?:whatsapp|tel|sms|callto):(?://send/?\?phone=)?)(?:\+|%2b)?(?:\d{9,15}|\d[\d ().-]{7,20}\d)"
    r"(?:[^\s<>\"']{0,400}[^\s<>\"'.,;:!?)*_])?",
    re.IGNORECASE,
)
_LOCAL = r"(?<![\w.+%-])[\w.+%-]{1,64}(?:\s(?:dot|titik)\s[\w+-]{1,30}){0,3}"
_BRACKETED = r"\s{0,2}[\[({<]\s?(?:dot|titik|\.)\s?[\])}>]\s{0,2}"
_DOT = r"\s{0,2}(?:\.|[\[({<]\s?(?:dot|titik|\.)\s?[\])}>]|[_-]?\b(?:dot|titik)\b[_-]?)\s{0,2}"
_ENDINGS = any_of(_DATA["mail"]["endings"])
_PROVIDER = rf"(?:{any_of(_DATA['mail']['providers'])})"
_MAIL = re.compile(
    rf"(?<![\w.+%-])(?P<local>[\w.+%-]{{1,64}})[@\uff20](?P<domain>(?:[\w-]{{1,63}}\.){{1,5}}(?:{_ENDINGS}|[a-z]{{2,4}}))(?![a-z])"
    rf"|{_LOCAL}\s{{0,2}}[\[({{<]\s?(?:at|et|a|@)\s?[\])}}>]\s{{0,2}}(?P<spelled>[\w-]{{1,40}}(?:{_DOT}[a-z]{{2,12}}){{1,3}})"
    rf"|{_LOCAL}@[\w-]{{1,40}}\s{{0,2}}\.\s{{0,2}}(?:com|co\s?\.\s?id|net|org|id)\b"
    rf"|{_LOCAL}@(?:[\w-]{{1,40}}{_BRACKETED}){{1,3}}[a-z]{{2,12}}\b"
    rf"|{_LOCAL}(?:\s{{0,2}}@\s{{0,2}}|[\s_-]{{1,2}}(?:at|et)[\s_-]{{1,2}}){_PROVIDER}(?:{_DOT}[a-z]{{2,4}}){{0,2}}\b",
    re.IGNORECASE,
)
_MAYBE_DIALS = re.compile(r"\.me/|whatsapp|(?:tel|sms|callto):", re.IGNORECASE)
_MAYBE_MAIL = re.compile(rf"[@\uff20]|[\[({{<]\s?(?:at|et|a)\s?[\])}}>]|\b{_PROVIDER}\b", re.IGNORECASE)


def redact(text: str) -> str:
    """``text`` with personal data replaced by [NIK], [telepon], [rekening], [surel] and [alamat]; linear in its length.

    Doing it again changes nothing.
    """
    for _ in range(_PASSES):
        before = text
        if _MAYBE_MAIL.search(text):
            text = _MAIL.sub(_redact_mail, text)
        if _MAYBE_DIALS.search(text):
            text = _DIALS.sub(TELEPHONE, text)
        text = redact_places(redact_numbers(text))
        if text == before:
            break
    return text


def shield(item: Item) -> Item:
    """``item`` without personal data in its words; the same object where there is none.

    An address that dials a number is dropped with a warning. A byline of an article is cleaned too; a post's author is a pseudonym already.
    """
    changes: dict[str, object] = {}
    for name in ("title", "summary", "body") if item.kind == "post" else ("title", "summary", "body", "author", "editor"):
        value = getattr(item, name)
        if value is not None and (clean := redact(value)) != value:
            changes[name] = clean
    captions = tuple(redact(caption) for caption in item.captions)
    if captions != item.captions:
        changes["captions"] = captions
    for name in ("url", "external_id"):
        value = getattr(item, name)
        if value is not None and (_DIALS.search(value) or DIALS_WITHIN.search(value)):
            changes[name] = None
            changes["warnings"] = (*item.warnings, "alamat memuat nomor telepon, jadi tidak disimpan")
    return replace(item, **changes) if changes else item  # type: ignore[arg-type]  # the names above are fields of Item


def shield_check(check: FactCheck) -> FactCheck:
    """``check`` without the personal data that the claim it quotes may carry; the same object where there is none."""
    title, claim, body = redact(check.title), redact(check.claim), redact(check.body) if check.body is not None else None
    if (title, claim, body) == (check.title, check.claim, check.body):
        return check
    return replace(check, title=title, claim=claim, body=body)


def _redact_mail(match: re.Match[str]) -> str:
    domain = match["domain"] or re.sub(r"\W*\b(?:dot|titik)\b\W*|\s", ".", match["spelled"] or "", flags=re.IGNORECASE)
    office = domain.lower().endswith(".go.id") or (
        (match["local"] or "").lower() in _DESKS and not re.match(_PROVIDER, domain, re.IGNORECASE)
    )
    return match.group() if office else MAIL
