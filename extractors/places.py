"""Where somebody lives, as written in Indonesian: a street with a house number, an RT and RW, a block of a housing estate.

A street, a ward or an RT alone says where something happened, and stays. A house number is never needed to follow a story, so an office's
goes with the rest.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PLACE = "[alamat]"

_HOME = tomllib.loads(Path(__file__).with_name("privacy.toml").read_text(encoding="utf-8"))["before"]["home"]
_STOP = (
    r"(?!(?:ke|di|dari|yang|yg|dan|dengan|untuk|pada|mulai|menuju|hubungi|telp|telepon|wa|hp|warga|tahun|sepanjang|arah|sudah|telah|akan|tidak|rusak"
    r"|longsor|banjir|ini|itu|menjadi|sesuai|berdasarkan|nasional|provinsi|tol|umum|kaki|seksi|nomor|no|rt|rw|blok|blk|terdampak|ditutup|adalah|ada"
    r"|hingga|sampai|serta|atau|karena|saat|agar|oleh|pukul|undang|perda|pasal|rp|senilai|capai|dst)\b)"
)
_TOKEN = rf"{_STOP}[^\W_][\w.'’\-]{{0,24}}(?:,\d{{1,2}})?"
_NAME = rf"{_TOKEN}(?:,?[^\S\n]{{1,2}}{_TOKEN}){{0,7}}?(?:[^\S\n]\([^()\n]{{1,40}}\))?"
_COMMA = r"(?:,|[^\S\n]|\n(?!\s))"
_NUMBER = (
    r"(?:\b(?:no|nomor|nomer|nmr)(?![^\W\d_])|№|#)[\s.:]{0,3}(?:\d{1,4}|(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)\b)(?:[^\S\n]?[a-z]\b)?(?:[^\S\n]?[-/][^\S\n]?(?:\d{1,4}[a-z]?|[a-z])\b)?"
    r"(?!\w|[.,]\d|/)(?![^\S\n]*(?:tahun|thn?)\b)"
)
_RT = (
    r"\brt\s{0,2}[.:/]?\s{0,2}\d{1,3}(?!\d)"
    r"(?:\s{0,2}(?:/\s{0,2}(?:rw\s{0,2}[.:]?\s{0,2})?|[,-]?\s{0,2}rw\s{0,2}[.:/]?\s{0,2})\d{1,3}(?!\d))?"
)
_RT_RW = (
    r"\brt\s{0,2}[.:]?\s{0,2}\d{1,3}\s{0,2}(?:/\s{0,2}(?:rw\s{0,2}[.:]?\s{0,2})?|[,-]?\s{0,2}rw\s{0,2}[.:/]?\s{0,2})\d{1,3}(?!\d|/)"
    r"|\brt\s{0,2}/\s{0,2}rw\s{0,2}[.:]?\s{0,2}\d{1,3}\s{0,2}[/-]\s{0,2}\d{1,3}(?!\d)"
)
_BLOCK = r"\b(?:blok|blk)\b[\s.:]{0,2}(?:[a-z]{1,2}[\s.-]?\d{0,3}|\d{1,3}[a-z]?)(?:\s?[/-]\s?\d{1,3})?(?![\w])"
_ALLEY = rf"\b(?:gg|gang|lr|lorong)\b\.?[^\S\n]{{0,2}}{_STOP}[^\W_][\w'’\-]{{0,24}}(?:[^\S\n]{_STOP}[^\W_][\w'’\-]{{0,24}}){{0,2}}?"
_STREET = r"(?:jl|jln|jlan|jalan|gg|gang|lr|lorong)\b\.?[^\S\n]{0,2}"
_ESTATE = r"(?:perum(?:ahan|nas)?|komp(?:leks?)?|btn|griya|cluster|villa|rusun(?:awa)?|apartemen|kost?an|asrama)\b\.?[^\S\n]{1,2}"
_PART = rf"(?:{_NUMBER}|{_RT_RW}|{_RT}|{_BLOCK})"
_MORE = rf"(?:{_COMMA}{{1,3}}\(?(?:{_PART}|{_ALLEY}(?={_COMMA}{{1,3}}{_PART})))*"
_PLACE = re.compile(
    rf"(?:{_STREET}|{_ESTATE}){_NAME}{_COMMA}{{0,3}}{_PART}{_MORE}"
    rf"|{_ESTATE}{_BLOCK}{_MORE}"
    rf"|{_ESTATE}{_NAME}[^\S\n][a-z]{{1,2}}\d{{0,2}}\s?/\s?\d{{1,3}}(?!\w){_MORE}"
    # Without "No", a number behind a street is a house only where the street is written short, as on an envelope.
    rf"|jln?\b\.?[^\S\n]{{0,2}}{_TOKEN}(?:[^\S\n]{_TOKEN}){{0,3}}?[^\S\n](?<!km )\d{{1,3}}[a-z]?(?=[,;)\n](?!\d)|\.(?!\d)|\Z)"
    rf"|{_BLOCK}{_COMMA}{{0,3}}(?:{_NUMBER}|{_RT}){_MORE}"
    rf"|(?:{_RT_RW}){_MORE}",
    re.IGNORECASE,
)
_HOME_WORDS = "|".join(re.escape(word) for word in sorted(_HOME, key=len, reverse=True))
_LIVES = re.compile(
    rf"(?P<home>(?:{_HOME_WORDS})\b[\s:]{{1,3}}(?:di[^\S\n]{{1,2}})?)(?:{_NAME}{_COMMA}{{0,3}}{_PART}{_MORE}|{_PART}{_MORE}|{_ALLEY}(?![\w.]\w))",
    re.IGNORECASE,
)
_BEGINNINGS = re.compile(
    rf"(?<![\w])(?:(?P<home>(?:{_HOME_WORDS})\b)|(?:jl|jln|jlan|jalan|gg|gang|lr|lorong|perum|komp|btn|griya|cluster|villa|rusun|apartemen|kost?an"
    r"|asrama|blok|blk|rt))(?![^\W\d_]{5})",
    re.IGNORECASE,
)


def redact_places(text: str) -> str:
    """``text`` with the addresses of homes replaced by [alamat]; linear in its length."""
    parts: list[str] = []
    done = 0
    for beginning in _BEGINNINGS.finditer(text):
        if beginning.start() < done:
            continue
        if beginning["home"] is not None:
            if lives := _LIVES.match(text, beginning.start()):
                inside = _first_place(text, lives.end("home"), lives.end())
                parts += (text[done : inside.start() if inside else lives.end("home")], PLACE)
                done = inside.end() if inside else lives.end()
        elif place := _PLACE.match(text, beginning.start()):
            parts += (text[done : place.start()], PLACE)
            done = place.end()
    return "".join((*parts, text[done:])) if parts else text


def _first_place(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first full address that begins between ``start`` and ``end``."""
    for beginning in _BEGINNINGS.finditer(text, start, end):
        if beginning["home"] is None and (place := _PLACE.match(text, beginning.start())):
            return place
    return None
