"""The brief as a mail: a page for the mail program, the same in plain words, and the PDF attached.

The page keeps to what mail programs can do: tables, inlined styles, one column of at most 640 px, no pictures and nothing fetched. Its
colours are those of the PDF's ``style.typ``; they stay readable when a program inverts them, and where dark styles are known they are used.
Gmail hides what is longer than 102 KB, so a longer page is cut as the PDF is, the least first, and says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path
from typing import NoReturn

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from archive.records import Edition
from reports import ReportError
from reports.chat import SAMPLE, chat_text
from reports.content import Answer, Bars, BriefContent, Glance
from reports.fit import STEPS, shortened
from reports.harmless import runs_backward, unlinked
from reports.letters import clean, web_address
from reports.wording import number, shorten

LONGEST = 90_000
"""Bytes of the page: Gmail's 102 KB less what the encoding for the way adds."""
MOST_BARS = 31

INK = {"ink": "#1b2329", "qu": "#525d66", "ac": "#0b5260", "al": "#8f3412", "on": "#ffffff"}
GROUND = {"pa": "#ffffff", "wa": "#f1f5f6", "aw": "#fbf0ea", "sa": "#1b2329", "b1": "#0b5260", "b2": "#678f9b"}
RULE = {"ha": "#c8d0d5", "ru": "#0b5260"}
DARK_INK = {"ink": "#e8edf0", "qu": "#aab6be", "ac": "#86cbd9", "al": "#f3ad86"}
DARK_GROUND = {"pa": "#14191d", "wa": "#1e262b", "aw": "#2e2119", "sa": "#3a4750", "b1": "#86cbd9", "b2": "#567a86"}
DARK_RULE = {"ha": "#37434b", "ru": "#86cbd9"}
"""Text, grounds and rules by the class that the page gives them; see ``templates/blocks.html``."""

_DAYS: dict[Edition, int] = {"harian": 1, "mingguan": 7, "bulanan": 30}
_KEPT_LONGEST = ("verifikasi", "isu", "keputusan")
_LONGEST_SUBJECT = 180
_LONGEST_TEXT = 600
_ENCLOSED = "Taklimat lengkap dengan lampiran kliping dan kesehatan sumber ada pada PDF terlampir."
_SHORTENED = "Sebagian uraian dipendekkan agar muat di surel; selengkapnya ada pada PDF terlampir."
_DROPPED = "Bagian ini hanya ada pada PDF terlampir: {titles}."


def message(content: BriefContent, pdf: bytes, *, sender: str, recipient: str, number: int, at: datetime) -> EmailMessage:
    """The mail of one printing of an edition to one recipient, ready for ``smtplib``; the same arguments give the same bytes.

    Args:
        content: What the edition says.
        pdf: The printed file.
        sender: One address, with or without a name.
        recipient: One address, with or without a name.
        number: Which printing of the edition it is, from 1.
        at: When it is sent, an instant with a zone.

    Raises:
        ReportError: an address is not one, or the content cannot be drawn.
    """
    title = subject(content, number)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = title
    domain = _address(mail, "From", sender).rpartition("@")[2]
    to = _address(mail, "To", recipient)
    mail["Date"] = at
    name = _fingerprint(content, number, to)
    mail["Message-ID"] = f"<{content.edition}-{content.day:%Y%m%d}.{name}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail.set_content(chat_text(content), cte="quoted-printable")
    mail.add_alternative(page(content, title), subtype="html", cte="quoted-printable")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=file_name(content))
    mail["Content-Language"] = "id"
    for place, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{name}_{place}")
    return mail


def subject(content: BriefContent, number: int) -> str:
    """Edition, date and the three counts, on one line."""
    printing = f" (cetakan ke-{number})" if number > 1 else ""
    counted = _counted(content, ", ")
    text = f"{'CONTOH: ' if content.sample else ''}{content.title}{printing}, {content.date_text}{': ' if counted else ''}{counted}"
    return shorten(clean(text), _LONGEST_SUBJECT)


def file_name(content: BriefContent) -> str:
    """What the attachment is called."""
    return f"{'contoh-' if content.sample else ''}taklimat-{content.edition}-{content.day.isoformat()}.pdf"


def page(content: BriefContent, title: str) -> str:
    """The mail's page as HTML of at most :data:`LONGEST` bytes; ``title`` is its subject.

    Raises:
        ReportError: a block is of unknown kind, or even the shortest page is too long.
    """
    template = _templates().get_template("mail.html")
    for cut, left_out in _versions(content):
        text = _drawn(template, content, cut, title, left_out)
        if len(text.encode("utf-8")) <= LONGEST:
            return text
    raise ReportError(f"the mail of {content.day} cannot be cut below {LONGEST} bytes; send the PDF without it")


def _versions(content: BriefContent) -> Iterator[tuple[BriefContent, str]]:
    """The content with ever less of it, and what to say of that: first shorter, then without whole sections from the end."""
    front = replace(content, sections=tuple(section for section in content.sections if section.place != "annex"))
    for step in STEPS:
        yield shortened(front, step), _SHORTENED if step else ""
    kept = shortened(front, STEPS[-1])
    worth = [section.key for section in reversed(kept.sections) if section.place != "lead" and section.key not in _KEPT_LONGEST]
    gone: set[str] = set()
    for key in (*worth, *_KEPT_LONGEST):
        gone.add(key)
        titles = "; ".join(section.title for section in kept.sections if section.key in gone)
        left = tuple(section for section in kept.sections if section.key not in gone)
        yield replace(kept, sections=left), f"{_SHORTENED} {_DROPPED.format(titles=titles)}"


def _drawn(template: Template, whole: BriefContent, cut: BriefContent, title: str, left_out: str) -> str:
    return template.render(
        content=cut,
        content_hash=whole.content_hash,
        subject=title,
        preview=_counted(whole, " · "),
        left_out=left_out,
        enclosed=_ENCLOSED,
        sample=SAMPLE,
        desk=web_address(whole.desk),
        days=_DAYS[whole.edition],
    )


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"ink": INK, "ground": GROUND, "rule": RULE, "most_bars": MOST_BARS}
    made.globals |= {"dark_ink": DARK_INK, "dark_ground": DARK_GROUND, "dark_rule": DARK_RULE}
    made.globals |= {"shown": _shown, "short": _short, "number": number, "stacked": _stacked, "labels": _labels, "refuse": _refuse}
    return made


def _short(text: str) -> str:
    return shorten(text, _LONGEST_TEXT)


def _shown(text: str) -> Markup:
    """Text of the content, escaped and without anything a mail program would link; right-to-left text keeps to itself."""
    safe = escape(unlinked(_short(text)))
    return Markup("<bdi>{}</bdi>").format(safe) if runs_backward(text) else safe


def _stacked(chart: Bars) -> list[int]:
    return [sum(values) for values in zip(*(series.values for series in chart.series), strict=True)]


def _labels(labels: tuple[str, ...], count: int) -> list[tuple[str, int]]:
    """Each label with the number of bars up to the next one. One that has less room than the others at the end is left out."""
    starts = sorted({0, *(place for place, label in enumerate(labels[:count]) if label)})
    spans = [after - at for at, after in zip(starts, [*starts[1:], count], strict=True)]
    return [("" if span < max(spans) or at >= len(labels) else labels[at], span) for at, span in zip(starts, spans, strict=True)]


def _refuse(kind: str) -> NoReturn:
    raise ReportError(f"a block of unknown kind: {kind}; templates/blocks.html draws each kind once")


def _answers(content: BriefContent) -> list[Answer]:
    blocks = (block for section in content.sections if section.place == "lead" for block in section.blocks)
    return [answer for block in blocks if isinstance(block, Glance) for answer in block.answers]


def _counted(content: BriefContent, between: str) -> str:
    return between.join(f"{number(answer.value)} {answer.unit}" for answer in _answers(content))


def _address(mail: EmailMessage, header: str, text: str) -> str:
    """Write the header and give the bare address in it.

    Raises:
        ReportError: it is not exactly one address that every mail server takes.
    """
    wrong = ReportError(f"{text!r} is not one mail address; write it as nama@kantor.example or as Nama <nama@kantor.example>")
    if not text.isprintable():
        raise wrong
    try:
        mail[header] = text
    except (IndexError, ValueError) as error:  # how the parser of the standard library meets some broken ones
        raise wrong from error
    found = mail[header]
    if found.defects or len(found.addresses) != 1:
        raise wrong
    address = found.addresses[0]
    if not (address.username and address.domain and address.addr_spec.isascii()):
        raise wrong
    return str(address.addr_spec)


def _fingerprint(content: BriefContent, printing: int, recipient: str) -> str:
    parts = (content.edition, content.day.isoformat(), str(printing), content.content_hash, recipient.lower())
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]
