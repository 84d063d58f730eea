"""How the tone of items is counted and said. It is read by a machine and printed as such; nothing is decided by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from archive.records import OfficeTone, ToneLabel
from reports.view import View
from reports.wording import number

_ORDER: tuple[ToneLabel, ...] = ("negatif", "netral", "positif")
_OFFICES = 1


def tone_of(view: View, item_ids: Iterable[str]) -> str:
    """As "Nada dibaca mesin, judul: 2 negatif, 5 netral · isi: 7 netral"; empty where none was judged."""
    read = [view.said[item_id] for item_id in item_ids if item_id in view.said]
    heads, bodies = counted(one.headline for one in read), counted(one.body for one in read)
    text = " · ".join(f"{what}: {said}" for what, said in (("judul", heads), ("isi", bodies)) if said)
    return f"Nada dibaca mesin, {text}" if text else ""


def office_tone_of(view: View, item_ids: Iterable[str]) -> str:
    """As "tentang BPBD: 3 netral; Dishub: 1 negatif", most named first; empty where none was judged."""
    named: dict[str, list[OfficeTone]] = {}
    for item_id in item_ids:
        for tone in view.office_tones.get(item_id, ()):
            if tone.tone in _ORDER:
                named.setdefault(tone.office, []).append(tone)
    most = sorted(named.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:_OFFICES]
    told = "; ".join(f"{office}: {counted(tone.tone for tone in tones)}" for office, tones in most)
    return f"tentang {told}" if told else ""


def counted(labels: Iterable[str | None]) -> str:
    """As "2 negatif, 5 netral"; what was not judged is not counted."""
    found = Counter(labels)
    return ", ".join(f"{number(found[label])} {label}" for label in _ORDER if found[label])
