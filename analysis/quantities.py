"""Numbers in Indonesian news and what they count: "4 orang tewas", "menewaskan empat orang" and "korban tewas 4 orang" are one quantity.

Only a few forms are read, and only where number, thing and state stand close together in one clause. What is no count of its own (a part of
another number, a range, an age) is left out: whoever compares numbers must rather miss one than compare what differs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FAR = 7
"""Words after a number among which the thing and its state must stand."""
_NEAR = 4
_BEHIND = 12
_DIGITS = 20
_ROUGHLY = 1.5
_LONGEST = 60
"""A subject of more characters is no thing that is counted."""
_SAME_WORDS = (
    (re.compile(r"\bkorban jiwa\b", re.I), "korban tewas"),
    (re.compile(r"\bmeninggal dunia\b|\bkehilangan nyawa\b", re.I), "tewas"),
    (re.compile(r"\bkepala keluarga\b", re.I), "kk"),
    (re.compile(r"\bluka-luka\b", re.I), "luka"),
    (re.compile(r"\bbelum ditemukan\b", re.I), "hilang"),
    (re.compile(r"\bkehilangan (?:tempat tinggal|rumah)\b", re.I), "kehilangan-rumah"),
    (re.compile(r"\bpemadam kebakaran\b", re.I), "pemadam"),
)
# state | what is said of the things counted | what does it to them
_STATES = """
tewas | tewas meninggal wafat | menewaskan tewaskan merenggut renggut
luka | luka terluka cedera | melukai lukai
hilang | hilang |
selamat | selamat diselamatkan | menyelamatkan selamatkan
mengungsi | mengungsi diungsikan | mengungsikan ungsikan
terdampak | terdampak | berdampak
terjebak | terjebak | menjebak
terisolasi | terisolasi terisolir | mengisolasi
keracunan | keracunan |
dirawat | dirawat |
ditangkap | ditangkap diamankan diringkus dibekuk | menangkap tangkap mengamankan amankan meringkus ringkus membekuk bekuk
disita | disita | menyita sita
terbakar | terbakar hangus ludes | menghanguskan hanguskan membakar melalap lalap melahap lahap
terendam | terendam tergenang kebanjiran | merendam rendam menggenangi
rusak | rusak | merusak rusak
dikerahkan | dikerahkan diterjunkan | mengerahkan kerahkan menerjunkan
kehilangan tempat tinggal | kehilangan-rumah |
"""
_SAID: dict[str, str] = {}
_DONE: dict[str, str] = {}
for _line in _STATES.strip().splitlines():
    _name, _said, _done = (part.strip() for part in _line.split("|"))
    _SAID |= dict.fromkeys(_said.split(), _name)
    _DONE |= dict.fromkeys(_done.split(), _name)
DOING = frozenset((*_SAID, *_DONE))
"""The words that say what happened to the things counted."""
_DEGREES = _set("berat ringan sedang parah")
_ANYONE = _set("orang warga jiwa korban penduduk nyawa")
_UNITS = _set("unit buah ekor")
_COUNTED_ALONE = {"pengungsi": "warga mengungsi", "tersangka": "tersangka", "pengunjung": "pengunjung", "pendaftar": "pendaftar"}
_SAME_NOUN = {"pelajar": "siswa", "murid": "siswa", "kampung": "desa", "bangunan": "rumah", "keluarga": "kk"}
_MEASURES = {
    "hektare": ("ha", 1.0),
    "hektar": ("ha", 1.0),
    "ha": ("ha", 1.0),
    "kilogram": ("g", 1000.0),
    "kg": ("g", 1000.0),
    "gram": ("g", 1.0),
    "ton": ("g", 1_000_000.0),
    "liter": ("l", 1.0),
    "kiloliter": ("l", 1000.0),
    "kilometer": ("m", 1000.0),
    "km": ("m", 1000.0),
    "meter": ("m", 1.0),
    "persen": ("%", 1.0),
}
_NO_THING = _set("tahun bulan hari pekan minggu jam menit detik kali lantai tahap pasal ayat wita wib wit derajat rumah-sakit titik")
_PASSED = _set("""
    yang dilaporkan dinyatakan ditemukan telah sudah masih langsung harus terpaksa ikut juga semuanya sempat kini sedang mengalami
    menjadi dalam kondisi keadaan di lokasi tempat kejadian desa kelurahan kecamatan kota kabupaten itu tersebut ini
    """)
_STOPS = _set("""
    dan serta karena akibat setelah saat ketika untuk agar atau tetapi tapi namun sedangkan sementara hingga sehingga dengan usai
    sebelum pasca dari pada oleh sejak bersama antara termasuk yakni yaitu adalah bahwa
    """)
_FILLERS = _set("""
    sebanyak sejumlah sebesar seluas mencapai tercatat ada menjadi berjumlah yakni yaitu adalah total jumlah nyawa pada terhadap
    kini tinggal sudah telah itu tersebut ini sekitar sedikitnya setidaknya minimal hampir lebih kurang dari tak tidak diperkirakan
    ditaksir bertambah meningkat naik turun berkurang
    """)
_NOT = _set("tidak belum tanpa bukan tak")
# What stands before a sum or measure and says what it is of; True: with the words between, because there are many of the kind.
_HEADS = {
    ("kerugian", "negara"): ("kerugian negara", False),
    ("kerugian",): ("kerugian", False),
    ("nilai", "kontrak"): ("nilai kontrak", False),
    ("nilai", "proyek"): ("nilai proyek", False),
    ("anggaran",): ("anggaran", True),
    ("progres",): ("progres", True),
    ("realisasi",): ("realisasi", True),
    ("inflasi",): ("inflasi", True),
    ("antrean",): ("panjang antrean", False),
    ("kuota",): ("kuota", True),
}
_GIVEN_BACK = re.compile(r"\b(?:(?:di|me)?kembalikan|mengembalikan|pengembalian|(?:di)?pulihkan|ganti|mengganti)\b", re.I)
_TOKEN = re.compile(r"(?P<money>\brp\.?(?=\s?\d))|\d+(?:[.,]\d+)*|\w+(?:-\w+)*|\S", re.I)
_UNIT_WORDS = {
    word: value for value, word in enumerate(("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"), 1)
}
_TENS = {"sepuluh": 10, "sebelas": 11}
_SCALES = {"ribu": 1e3, "rb": 1e3, "juta": 1e6, "jt": 1e6, "miliar": 1e9, "milyar": 1e9, "triliun": 1e12}
_NUMBER_WORDS = frozenset((*_UNIT_WORDS, *_TENS, *_SCALES, "belas", "puluh", "ratus", "seratus", "seribu"))
_ABOUT = _set("sekitar kira-kira ± diperkirakan ditaksir kisaran hingga sampai")
_UNCOUNTED = _set("bukan salah ke nomor no pasal rt rw km usia berusia umur berumur atau / - –")
_PART = _set("lainnya lain lagi antaranya antara")
_AT_LEAST = _set("sedikitnya setidaknya setidak-tidaknya minimal melebihi")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark, case folded, and where it stands; ``capital`` for names, not for abbreviations."""

    word: str
    capital: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text (``start`` to ``end``) and among its tokens (``first`` to ``last``, exclusive).

    The true value lies from ``low`` to ``high``: "1,2 miliar" is rounded, "sekitar 300" vague. ``countable`` is False where it is a part of
    another number, an end of a range, or an ordinal.
    """

    value: float
    low: float
    high: float
    start: int
    end: int
    first: int
    last: int
    money: bool
    countable: bool


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts: ``subject`` ("korban tewas") and ``unit`` ("" for things, else g, m, l, ha, % or Rp).

    ``written`` is the number as published, with the unit where it is a measure; the true value lies from ``low`` to ``high`` in ``unit``.
    ``at`` is the place of the number in the text it was found in, in characters.
    """

    subject: str
    unit: str
    written: str
    value: float
    low: float
    high: float
    at: int

    def differs(self, other: "Quantity") -> bool:
        """Whether the two cannot both be right, rounding and "sekitar" considered."""
        return self.value != other.value and (self.high <= other.low or other.high <= self.low)


def plain(text: str) -> str:
    """``text`` with the phrases that say one thing in several words made one word."""
    for pattern, same in _SAME_WORDS:
        text = pattern.sub(same, text)
    return text


def quantities(sentence: str, *, title: bool) -> list[Quantity]:
    """What one :func:`plain` sentence counts; in a ``title`` a capital does not make a name."""
    tokens = _tokens(sentence)
    found = []
    for number in _numbers(tokens):
        counted = _counted(tokens, number, title=title) if number.countable else None
        if counted and len(counted[0]) <= _LONGEST:
            subject, unit, scale, end = counted
            written = " ".join(sentence[number.start : end].split())
            # What is measured is rounded at least to whole units.
            half = 0.5 if unit in ("g", "l", "m", "ha") and number.low == number.high else 0.0
            low, high = (number.low - half) * scale, (number.high + half) * scale
            found.append(Quantity(subject, unit, written, number.value * scale, low, high, number.start))
    return found


def values_in(text: str) -> frozenset[float]:
    """Every number that ``text`` gives, in digits or words: "empat" and "4" are the same."""
    return frozenset(number.value for number in _numbers(_tokens(text)))


def _tokens(text: str) -> list[Token]:
    return [
        Token("rp" if m["money"] else m.group().casefold(), m.group()[0].isupper() and not m.group().isupper(), m.start(), m.end())
        for m in _TOKEN.finditer(text)
    ]


def _numbers(tokens: Sequence[Token]) -> Iterator[Number]:
    at = 0
    while at < len(tokens):
        money = tokens[at].word == "rp"
        first = at + money
        read = _digits(tokens, first) or _words(tokens, first)
        if read is None:
            at += 1
            continue
        value, step, last = read
        end = tokens[last - 1].end
        # "empat (4) orang" says it twice.
        again = _digits(tokens, last + 1) if last + 2 < len(tokens) and tokens[last].word == "(" and tokens[last + 2].word == ")" else None
        last = last + 3 if again else last
        low, high = _bounds(tokens, at, value, step)
        yield Number(value, low, high, tokens[at].start, end, at, last, money, _countable(tokens, at, last))
        at = last


def _digits(tokens: Sequence[Token], at: int) -> tuple[float, float, int] | None:
    """The value of a number in digits with its scale word, the step it is rounded to (0 for none), and the place behind it."""
    text = tokens[at].word if at < len(tokens) else ""
    if len(text) > _DIGITS:
        return None
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", text):
        whole, _, part = text.replace(".", "").partition(",")
    elif re.fullmatch(r"(?:[1-9]\d*|0(?=[.,]))(?:[.,]\d{1,2})?", text):
        whole, _, part = text.replace(",", ".").partition(".")
    else:
        return None
    value = float(f"{whole}.{part or 0}")
    step = 10.0 ** -len(part) if part else _rounded_to(int(whole))
    scale = _SCALES.get(tokens[at + 1].word) if at + 1 < len(tokens) else None
    if scale is None:
        return value, step, at + 1
    return value * scale, (step or 1.0) * scale, at + 2


def _words(tokens: Sequence[Token], at: int) -> tuple[float, float, int] | None:
    """The same of a number in words: "dua puluh tiga", "seribu dua ratus"."""
    total = current = 0.0
    start = at
    last_unit = 0
    for token in tokens[at:]:
        word = token.word
        if word in _UNIT_WORDS and not last_unit:
            last_unit = _UNIT_WORDS[word]
            current += last_unit
        elif word in ("belas", "puluh", "ratus") and last_unit:
            current += {"belas": 10, "puluh": 9 * last_unit, "ratus": 99 * last_unit}[word]
            last_unit = 0
        elif word in _TENS or word == "seratus":
            current += _TENS.get(word, 100)
        elif word == "seribu" or (word in _SCALES and current):
            total, current, last_unit = total + max(current, 1) * _SCALES.get(word, 1000), 0.0, 0
        else:
            break
        at += 1
    value = total + current
    return (value, _rounded_to(int(value)), at) if at > start and value else None


def _rounded_to(whole: int) -> float:
    """Two zeros at the end may be a rounding; a small number is a count."""
    if whole < 100:
        return 0.0
    return float(10 ** (len(str(whole)) - len(str(whole).rstrip("0")))) if whole % 10 == 0 else 0.0


def _bounds(tokens: Sequence[Token], at: int, value: float, step: float) -> tuple[float, float]:
    before = [token.word for token in tokens[max(0, at - 3) : at]]
    pair = " ".join(before[-2:])
    if pair in ("lebih dari", "kurang dari") and before[:1] not in (["tak"], ["tidak"]):
        return (value, float("inf")) if pair == "lebih dari" else (0.0, value)
    if pair == "kurang dari" or _AT_LEAST & set(before[-2:]):
        return value - step / 2, float("inf")
    if _ABOUT & set(before[-2:]) or pair == "kurang lebih":
        return value / _ROUGHLY, value * _ROUGHLY
    if before[-1:] in (["hampir"], ["maksimal"]):
        return value / _ROUGHLY, value
    return value - step / 2, value + step / 2


def _countable(tokens: Sequence[Token], first: int, last: int) -> bool:
    before = tokens[first - 1].word if first else ""
    after = [token.word for token in tokens[last : last + 3]]
    if before == "dari" and (first < 2 or tokens[first - 2].word not in ("lebih", "kurang")):
        return False
    if before in _UNCOUNTED:
        return False
    if after[:1] and after[0] in ("-", "–", "/", "hingga", "sampai", "atau", "dari", "s"):
        return False
    return not any(word in _PART for word in after)


def _counted(tokens: Sequence[Token], number: Number, *, title: bool) -> tuple[str, str, float, int] | None:
    """Subject, unit, the unit's factor, and where the written number ends; ``None`` where it is not clear what the number counts."""
    before = [token.word for token in tokens[max(0, number.first - _BEHIND) : number.first]]
    rest = tokens[number.last :]
    measure = _MEASURES.get(rest[0].word) if rest and not number.money else None
    unit, scale = ("Rp", 1.0) if number.money else measure or ("", 1.0)
    end = rest[0].end if measure else number.end
    if measure:
        rest = rest[1:]
    if before[-1:] and before[-1] in ("magnitudo", "bermagnitudo") and not unit:
        return "magnitudo", "", 1.0, end
    head = _head(before, unit)
    if head:
        return head, unit, scale, end
    if unit in ("Rp", "%", "m"):
        return None
    thing, state = _ahead(rest, title=title)
    if thing is None:
        return None
    done = _behind(before)
    if done:
        state, subject = done
        thing = subject if thing in ("", "orang") and subject else thing
    if state and state in _COUNTED_ALONE.values():
        return state, unit, scale, end
    if not thing and unit == "ha":
        thing = "lahan"
    if state is None:
        alone = _COUNTED_ALONE.get(thing)
        return (alone, unit, scale, end) if alone else None
    # Every office sends its own people, and of seized things each report names a few.
    listed = (state == "disita" and not unit) or (state == "dikerahkan" and "mobil" not in thing)
    return None if listed or not thing else (_subject(thing, state), unit, scale, end)


def _subject(thing: str, state: str) -> str:
    if thing in ("", "orang"):
        thing = "korban" if state.startswith(("tewas", "luka")) else "warga" if state in ("mengungsi", "terdampak") else "orang"
    if state == "mengungsi" and thing in ("warga", "pengungsi"):
        return "warga mengungsi"
    return f"{thing} {state}"


def _ahead(rest: Sequence[Token], *, title: bool) -> tuple[str | None, str | None]:
    """The thing named after a number and what is said of it: ("rumah", "terendam"); no thing at all where the number counts none."""
    words: list[str] = []
    state = None
    open_noun = True
    for at, token in enumerate(rest[:_FAR]):
        word = token.word
        if not word[0].isalnum() or word[0].isdigit() or word in _STOPS or word in _NUMBER_WORDS:
            break
        if word in _SAID:
            degree = rest[at + 1].word if at + 1 < len(rest) else ""
            negated = at > 0 and rest[at - 1].word in _NOT
            state = None if negated else f"{_SAID[word]} {degree}" if degree in _DEGREES else _SAID[word]
            break
        if word in _DONE or word in _NO_THING:
            break
        named = token.capital and not title
        if word in _PASSED or named:
            open_noun = open_noun and not words
        elif open_noun:
            words.append(word)
    else:
        # So many words and still nothing is said of it.
        state = None
    if rest and rest[0].word in _NO_THING:
        return None, None
    return _thing(words), state


def _thing(words: Sequence[str]) -> str:
    special = [_SAME_NOUN.get(word, word) for word in words if word not in _ANYONE and word not in _UNITS]
    if special:
        return " ".join(dict.fromkeys(special[:3]))
    return "orang" if any(word in _ANYONE for word in words) else ""


def _behind(before: Sequence[str]) -> tuple[str, str] | None:
    """What the words before a number say is done to the things, and the thing, where it stands there: ("tewas", "korban")."""
    at = len(before)
    while at and len(before) - at < _NEAR and before[at - 1] in _FILLERS:
        at -= 1
    if not at or (at == len(before) - _NEAR and before[at - 1] in _FILLERS):
        return None
    word = before[at - 1]
    if word in _COUNTED_ALONE:
        return _COUNTED_ALONE[word], ""
    said = word
    if word in _DEGREES and at > 1:
        at, said = at - 1, before[at - 2]
    head = [earlier for earlier in before[max(0, at - 1 - _NEAR) : at - 1] if earlier not in ("yang", "akibat", "jumlah")]
    if said in _SAID and head and head[-1].isalpha() and (head[-1] in _ANYONE or head[-1] == "rumah" or "jumlah" in before):
        counted = len(head) > 1 and (head[-2] in _NUMBER_WORDS or head[-2][0].isdigit())
        degree = f" {word}" if said is not word else ""
        return None if counted else (_SAID[said] + degree, _thing(head[-1:]))
    if word in _DONE and not (word in _SAID and len(before) == at):
        return _DONE[word], ""
    return None


def _head(before: Sequence[str], unit: str) -> str | None:
    """The sum or measure that the words before a number speak of: "kerugian negara"."""
    for at in range(len(before) - 1, max(-1, len(before) - 10), -1):
        if not before[at][0].isalpha() or before[at] in _NUMBER_WORDS:
            return None
        for words, (name, whole) in _HEADS.items():
            if tuple(before[at : at + len(words)]) != words or not _fits(name, unit):
                continue
            between = before[at + len(words) :]
            if _GIVEN_BACK.search(" ".join(before)) or (name == "kerugian" and "korban" in before):
                return None
            kept = [word for word in between if word not in _FILLERS and word not in _STOPS and word not in ("yang", "disediakan")]
            return " ".join([name, *kept]) if whole else name
    return None


def _fits(name: str, unit: str) -> bool:
    wanted = {"panjang antrean": "m", "progres": "%", "realisasi": "%", "inflasi": "%", "kuota": ""}
    return wanted.get(name, "Rp") == unit
