"""A chat that somebody exported from WhatsApp: its messages, without the people.

Senders are not kept, not even under other names: what went around matters here, not who passed it on. Notices of the program itself,
pictures, deleted messages and short answers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.records import Item, stable_id
from extractors import ExtractorError
from extractors.announcements import published
from extractors.handed_in import HANDED_IN, from_text
from extractors.handed_in_table import MOST_ROWS, Handed, text_of

_FEWEST_WORDS = 5
_LONGEST_MESSAGE = 65_536  # WhatsApp's own limit
_LONGEST_HEAD = 300
# "12/11/26 08.15 - ", "12/11/2026, 08:15 - ", "[12/11/26 08.15.32] "; the day may be parted by "/", "." or "-".
_START = re.compile(
    r"[\u200e\u200f\s]*(?:\[)?(?P<day>(?P<first>\d{1,2})[/.-](?P<second>\d{1,2})[/.-](?P<year>\d{4}|\d{2}))"
    r",?\s+(?:pukul\s+|at\s+)?(?P<clock>(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:[.:]\d{2})?)(?:\s*(?P<half>[ap])\.?\s?m\.?)?"
    r"(?:\]|\s+[-–])\s(?P<rest>.*)",
    re.IGNORECASE,
)
_SENDER = re.compile(r"(?P<sender>[^:\n]{1,80}?):(?:\s(?P<said>.*)|$)", re.DOTALL)
_NOTICE = re.compile(
    r"dienkripsi|enkripsi\s+end-to-end|end-to-end\s+encrypted|membuat\s+grup|menambahkan|mengeluarkan|dikeluarkan|keluar$|\bleft$"
    r"|bergabung\s+menggunakan|mengubah\s+(?:subjek|deskripsi|ikon|foto|pengaturan|nama|nomor)|mengganti\s+(?:subjek|nomor|nama)"
    r"|kode\s+keamanan|pesan\s+sementara|admin\s+grup\s+ini|created\s+group|\badded\b|\bremoved\b|changed\s+(?:the|this|their|to)|joined\s+using"
    r"|security\s+code|disappearing\s+messages|menyematkan\s+pesan|pinned\s+a\s+message",
    re.IGNORECASE,
)
_NOT_SAID = re.compile(
    r"[\u200e\s]*(?:<?\s*(?:media|gambar|foto|video|audio|stiker|sticker|gif|dokumen|document|image|kartu\s+kontak|contact\s+card|pesan\s+video)"
    r"\s+(?:tidak\s+disertakan|omitted|dihilangkan)\s*>?|<media\s+tidak\s+disertakan>|(?:pesan\s+ini|anda\s+menghapus\s+pesan)\s*(?:telah\s+)?"
    r"(?:dihapus|ini)\.?|this\s+message\s+was\s+deleted\.?|you\s+deleted\s+this\s+message\.?|menunggu\s+pesan\s+ini.*"
    r"|waiting\s+for\s+this\s+message.*|(?:panggilan|missed)\s+.*|.*\((?:file|berkas)\s+(?:terlampir|attached)\)|<(?:terlampir|attached):[^>]*>|null|lokasi:.*|location:.*)[\u200e\s]*",
    re.IGNORECASE | re.DOTALL,
)
_EDITED = re.compile(r"\s*<\s*(?:pesan\s+ini\s+(?:telah\s+)?diedit|this\s+message\s+was\s+edited)\s*>\s*$", re.IGNORECASE)
_MENTION = re.compile("@\u2068[^\u2069]{0,100}\u2069|@~?\\+?\\d{8,15}\\b")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Message:
    line: int
    first: int
    second: int
    stamp: re.Match[str]
    text: str


def from_chat(data: bytes, now: datetime) -> Handed:
    """The messages of an exported chat (the ``.txt`` of Android or iOS) as items, each text once.

    Args:
        data: the file, at most 5 MB; of more than 10,000 messages the newest are read.
        now: the instant it was handed in; times are read in the office's zone.

    Raises:
        ExtractorError: the file is too large, or is no exported chat.
    """
    messages = list(_messages(text_of(data).split("\n")))
    if not messages:
        raise ExtractorError("bukan ekspor percakapan WhatsApp; ekspor ulang dengan pilihan 'Tanpa media' dan serahkan berkas .txt-nya")
    month_first = any(message.second > 12 for message in messages) and not any(message.first > 12 for message in messages)
    notes, unusable = [], []
    if len(messages) > MOST_ROWS:
        notes.append(f"hanya {MOST_ROWS:,} pesan terbaru dibaca dari {len(messages):,}".replace(",", "."))
    items: dict[str, Item] = {}
    passed_over = 0
    for message in messages[-MOST_ROWS:]:
        text = _EDITED.sub("", _MENTION.sub("@…", message.text)).strip()
        if _NOT_SAID.fullmatch(text) or (len(text.split()) < _FEWEST_WORDS and not _LINK.search(text)):
            passed_over += 1
            continue
        try:
            item = _item(message, text, now, month_first=month_first)
        except ExtractorError as error:
            unusable.append(f"baris {message.line}: {error}")
            continue
        items.setdefault(item.id, item)
    if passed_over:
        notes.append(f"{passed_over} pesan pendek, media, atau terhapus dilewati")
    return Handed(tuple(items.values()), tuple(unusable), tuple(notes))


def _messages(lines: Sequence[str]) -> Iterator[_Message]:
    """What people said: a line without a stamp goes on with the message before it."""
    head: tuple[int, re.Match[str]] | None = None
    said: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        stamp = _START.match(line[:_LONGEST_HEAD])
        last = number > len(lines)
        if (stamp or last) and head:
            message = _message(head[0], head[1], said)
            if message:
                yield message
        if stamp:
            head, said = (number, stamp), [line[stamp.start("rest") :]]
        elif head and not last:
            said.append(line)


def _message(line: int, stamp: re.Match[str], said: Sequence[str]) -> _Message | None:
    sender = _SENDER.match("\n".join(said))
    if sender is None or _NOTICE.search(sender["sender"]) or (_NOTICE.search(sender["said"] or "") and "\u200e" in said[0]):
        return None
    return _Message(line, int(stamp["first"]), int(stamp["second"]), stamp, sender["said"] or "")


def _item(message: _Message, text: str, now: datetime, *, month_first: bool) -> Item:
    if len(text) > _LONGEST_MESSAGE:
        raise ExtractorError("pesan terlalu panjang")
    day, month = (message.second, message.first) if month_first else (message.first, message.second)
    stamp = message.stamp
    half = f" {stamp['half']}m" if stamp["half"] else ""
    time = published(f"{day}/{month}/{stamp['year']} {stamp['hour']}:{stamp['minute']}{half}", HANDED_IN.timezone, now)
    item = from_text(text, now)
    return replace(
        item,
        id=stable_id(HANDED_IN.id, item.text),
        author=None,
        origin="WhatsApp",
        published_raw=stamp.string[stamp.start("day") : stamp.end("half" if half else "clock")],
        published_at=time.at,
        published_zone=time.zone,
        published_zone_known=time.known,
        warnings=tuple(dict.fromkeys((*item.warnings, *time.warnings))),
    )
