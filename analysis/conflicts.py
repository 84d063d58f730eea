"""Numbers that reports of one event contradict each other in: "4 korban tewas" here, "5 korban tewas" there.

Said only where both cannot be right. What may be right side by side is none: another place, a part and its total, a later number that says
it is newer, a rounded one, last year's, a plan. A false contradiction does more harm than a missed one.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from analysis.quantities import DOING, Quantity, plain, quantities
from analysis.sentences import split
from archive.records import Conflict, Item

_LEADING = 25
_CHARACTERS = 10_000
_SENTENCE = 600
"""A longer sentence is a list or no sentence at all; its beginning is read."""
_DEVELOPS = timedelta(hours=12)
"""A number that comes so much later may have changed in between, even where nobody says so."""
_FACTOR = 10
"""Numbers that are further apart count different things."""
_MOST_VALUES = 3
_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
_ELSEWHEN = re.compile(
    r"\b(?:(?:tahun|bulan|pekan) (?:lalu|ini)|sebelumnya|semula|awalnya|dahulu|dulu|pernah|terakhir|sepekan|sebulan|setahun|sejak awal"
    rf"|(?:sejak|sepanjang|selama) (?:{_MONTHS}|tahun|20\d\d)|rata-rata|setiap|per tahun"
    r"|target\w*|rencana\w*|akan|jika|bila|apabila|kalau|menampung|kapasitas|berpotensi|diprediksi|kabarnya|beredar|isu|hoaks|membantah"
    r"|tidak benar)\b",
    re.I,
)
"""Another time, a plan, or what somebody merely tells."""
_PARTLY = re.compile(r"\b(?:di (?:tempat|lokasi)(?: kejadian)?(?=\W*$|[,;])|(?:di|perjalanan ke) (?:rumah sakit|puskesmas)\b)", re.I)
"""Some died on the spot: how many did later stands elsewhere."""
_DATE = re.compile(r"\((\d{1,2})/(\d{1,2})(?:/\d{2,4})?\)")
_SAME_NEWS = timedelta(days=3)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?![.,]\d)")
_NEWER = re.compile(
    r"\b(?:bertambah|meningkat|naik|turun|berkurang|menyusut|berubah|(?:me|di)?ralat|menjadi|masih|tinggal|kini|terbaru|terkini|pembaruan"
    r"|data sementara|sementara ini|hingga (?:senin|selasa|rabu|kamis|jumat|sabtu|minggu|pukul|pagi|siang|sore|malam)|per pukul)\b",
    re.I,
)
_CLAUSE_END = re.compile(r"[,;:]\s|\b(?:dan|serta|sedangkan|sementara)\b")
_WHOLE = re.compile(r"\b(?:total|totalnya|keseluruhan|seluruhnya)\b", re.I)
_KINDS = "Desa|Kelurahan|Kecamatan|Kota|Kabupaten|Kampung|Dusun|Jalan|Pulau|RT"
_NAME = r"((?:[A-Z][\w-]*|\d+)(?:\s+[A-Z][\w-]*)*)"
_PLACE = re.compile(rf"\b(?:[Dd]i|{_KINDS})\s+(?:(?:{_KINDS})\s+)?{_NAME}")
_NAMED_KIND = re.compile(rf"\b(?:{_KINDS})\s+{_NAME}")
"""In a title only a village or street narrows what the numbers below are about: "di Samarinda" says where the whole event is."""
_NOWHERE = frozenset({"magnitudo"})
_WORD = re.compile(r"\w[\w-]*")


@dataclass(frozen=True, slots=True)
class _Given:
    """A quantity in one report: ``place`` are the words of the place it is about, ``newer`` that it replaces another, ``whole`` a total."""

    item: Item
    quantity: Quantity
    place: frozenset[str]
    newer: bool
    whole: bool


def conflicts_of(narrative_id: str, day: date, event_id: str, items: Sequence[Item]) -> list[Conflict]:
    """The contradictions between outlets about one event, by subject.

    ``items`` are the independent reports of the event, no copies; only articles that nobody paid for are heard, and of each outlet its
    latest word. A number has the same writing in all of ``values``, digits where one report has them.
    """
    latest: dict[tuple[str, str], dict[str, _Given]] = defaultdict(dict)
    words = {}
    for item in sorted(items, key=lambda item: (item.at, item.id)):
        if item.kind != "article" or item.advertorial:
            continue
        given = _given_by(item)
        if given:
            words[item.id] = frozenset(_WORD.findall(item.text.casefold()))
        for key, one in given.items():
            latest[key][item.source_id] = one
    found = []
    for (subject, _), by_outlet in sorted(latest.items()):
        told = _contradicting(list(by_outlet.values()), words)
        if told:
            values = tuple(_written(one, told) for one in told)
            found.append(Conflict(narrative_id, day, event_id, subject, values, tuple(one.item.id for one in told)))
    return found


def tells_of_now(sentence: str, year: int) -> bool:
    """Whether the numbers of a sentence are of the event itself: of no other time or year, no plan, no hearsay, no part of it."""
    return not (_ELSEWHEN.search(sentence) or _PARTLY.search(sentence) or any(int(other) != year for other in _YEAR.findall(sentence)))


def _given_by(item: Item) -> dict[tuple[str, str], _Given]:
    """The one number that a report gives for each subject; none for a subject where its numbers differ and no total is among them."""
    found: dict[tuple[str, str], list[_Given]] = defaultdict(list)
    for given in _read(item):
        found[given.quantity.subject, given.quantity.unit].append(given)
    one = {key: _one_of(given) for key, given in found.items()}
    return {key: given for key, given in one.items() if given is not None}


def _read(item: Item) -> Iterator[_Given]:
    title = plain((item.title or "")[:_SENTENCE])
    around = _places(_NAMED_KIND, title, title=True)
    sentences = [(title, True)] + [(plain(text[:_SENTENCE]), False) for text in _leading(item)]
    for text, is_title in sentences:
        if not tells_of_now(text, item.at.year) or _another_day(text, item):
            continue
        places = around if is_title else _places(_PLACE, text, title=False)
        for quantity in quantities(text, title=is_title):
            after = [words for at, words in places if at >= quantity.at]
            near = (after or [words for _, words in places] or [words for _, words in around] or [frozenset[str]()])[0]
            near = frozenset() if quantity.subject in _NOWHERE else near
            clause = text[: quantity.at] + _CLAUSE_END.split(text[quantity.at :], maxsplit=1)[0]
            yield _Given(item, quantity, near, _NEWER.search(clause) is not None, _WHOLE.search(text) is not None)


def _leading(item: Item) -> list[str]:
    return split((item.body or item.summary or "")[:_CHARACTERS])[:_LEADING]


def _another_day(text: str, item: Item) -> bool:
    """Whether the text names a day, as "(13/11)", that the report is not about."""
    for day, month in _DATE.findall(text):
        try:
            named = item.at.date().replace(month=int(month), day=int(day))
        except ValueError:
            return True
        if abs(named - item.at.date()) > _SAME_NEWS:
            return True
    return False


def _places(names: re.Pattern[str], text: str, *, title: bool) -> list[tuple[int, frozenset[str]]]:
    """The places that a text names: where, and their words; in a title every word has a capital, and a verb ends the name."""
    found = []
    for match in names.finditer(text):
        words: list[str] = []
        for word in match[1].casefold().split():
            if title and word in DOING:
                break
            words.append(word)
        if words:
            found.append((match.start(), frozenset(words)))
    return found


def _one_of(given: Sequence[_Given]) -> _Given | None:
    def width(one: _Given) -> float:
        return one.quantity.high - one.quantity.low

    if not _any_differ(given):
        return min(given, key=width)
    whole = [one for one in given if one.whole]
    if whole and not _any_differ(whole):
        return min(whole, key=width)
    values = sorted({one.quantity.value for one in given})
    if len(values) > 2 and values[-1] == sum(values[:-1]):
        return next(one for one in given if one.quantity.value == values[-1])
    return None


def _any_differ(given: Sequence[_Given]) -> bool:
    return any(a.quantity.differs(b.quantity) for a, b in combinations(given, 2))


def _contradicting(given: Sequence[_Given], words: dict[str, frozenset[str]]) -> list[_Given]:
    """Those that cannot be right beside another one, smallest number first; none where there are so many numbers that they mean more."""
    pairs = [(a, b) for a, b in combinations(given, 2) if _contradict(a, b, words)]
    told = {one.item.id: one for pair in pairs for one in pair}
    if len({one.quantity.value for one in told.values()}) > _MOST_VALUES:
        return []
    return sorted(told.values(), key=lambda one: (one.quantity.value, one.item.at, one.item.id))


def _contradict(a: _Given, b: _Given, words: dict[str, frozenset[str]]) -> bool:
    earlier, later = sorted((a, b), key=lambda one: one.item.at)
    low, high = sorted((a.quantity.value, b.quantity.value))
    return (
        a.quantity.differs(b.quantity)
        and high <= _FACTOR * low
        and not later.newer
        and later.item.at - earlier.item.at < _DEVELOPS
        and a.place <= words[b.item.id]
        and b.place <= words[a.item.id]
    )


def _written(one: _Given, told: Sequence[_Given]) -> str:
    same = [other.quantity.written for other in told if other.quantity.value == one.quantity.value]
    return next((written for written in same if written[-1:].isdigit() or any(map(str.isdigit, written))), same[0])
