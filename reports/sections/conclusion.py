"""Konklusi of a week or month: what led, when it was loudest, what drove the tone, how people spoke up. Counts only, no opinion."""

from __future__ import annotations

from collections import Counter

from archive.window import Said
from reports.content import Line, Note, Section, line, span
from reports.view import View
from reports.voices import VOICES, voice
from reports.wording import day_month, listed, number, percent, shorten, weekday

ORDER = 15
TITLE = "Konklusi"

_LABEL = 90


def build(view: View) -> Section | None:
    """Four short lines; a single day has no conclusion beyond its first page."""
    if view.period.edition == "harian":
        return None
    told = (_volume(view), _dominant(view), _tone(view), _voices(view)) if _published(view) else ()
    lines = [text for text in told if text]
    if not lines:
        return Section("konklusi", TITLE, (Note(line(view.nothing("Tidak ada item relevan dalam jendela ini."))),))
    return Section("konklusi", TITLE, tuple(Note(text) for text in lines))


def _published(view: View) -> list[Said]:
    """What the periods before are counted by too: what people handed in was not said in public."""
    return [said for said in view.relevant if said.kind != "handed_in"]


def _volume(view: View) -> Line:
    words = view.period.words
    published = _published(view)
    total = len(published)
    past = view.before[-1]
    before = f", {words.before} {number(past.reports + past.posts)}" if past else ""
    days = Counter(max(0, -((view.start - said.at).days) - 1) for said in published)
    top = min(days, key=lambda place: (-days[place], place))
    peak = view.dated(top)
    loudest = f"Puncak {weekday(peak)}, {day_month(peak)}, dengan {number(days[top])} item"
    text = f"{number(total)} item {words.now}{before}. {loudest} (rata-rata {number(total / len(view.period.days))} sehari)."
    return line(span("Volume:", role="strong"), text)


def _dominant(view: View) -> Line | None:
    if not view.main_issues:
        return None
    first = max(view.main_issues, key=lambda issue: issue.total)
    share = percent(first.total / len(_published(view)))
    label = view.items.get(first.label_item_id)
    head = span("Isu terbesar:", role="strong")
    return line(head, span(shorten(first.label, _LABEL), label.url if label else None), f"— {share} dari seluruh item, fase {first.phase}.")


def _tone(view: View) -> Line | None:
    """Which issue holds most of the headlines that sound negative, and which most of the positive ones, as the machine reads them."""
    said = []
    for tone in ("negatif", "positif"):
        everything = sum(one.headline == tone for one in view.relevant)
        drivers = Counter(
            {
                place: sum(view.said[i].headline == tone for i in issue.item_ids if i in view.said)
                for place, issue in enumerate(view.main_issues)
            }
        )
        if everything:
            place, amount = max(drivers.items(), key=lambda pair: (pair[1], -pair[0]), default=(0, 0))
            most = f", terbanyak pada isu {place + 1} ({number(amount)})" if amount else ""
            said.append(f"{number(everything)} {tone}{most}")
    return line(span("Nada judul (dibaca mesin):", role="strong"), "; ".join(said) + ".") if said else None


def _voices(view: View) -> Line | None:
    heard = Counter(kind for said in view.relevant if (kind := voice(said)))
    if not heard:
        return None
    counts = listed([f"{number(heard[kind])} {word}" for kind, word in VOICES.items() if heard[kind]], 3)
    theme = f", terbanyak tentang {shorten(view.themes[0].narrative.label, _LABEL)}" if view.themes else ""
    flagged = f" {number(len(view.flagged))} klaim ditandai untuk diverifikasi." if view.flagged else ""
    return line(span("Suara warga:", role="strong"), f"{counts}{theme}.{flagged}")
