"""A checker's own word for a verdict: where it stands in a headline or a sentence, and under which of our labels it is sorted.

The words stand in ``fact_labels.toml``. What is no word of that table stays unknown: a verdict is never guessed.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import cast, get_args

from archive.records import FactLabel
from extractors import ExtractorError

_LONGEST = 2_000
_AFTERTHOUGHT = re.compile(r"[!.,;:()\[\]|–—/].*|\s-\s.*", re.DOTALL)
_ALSO = re.compile(r"\s*(?:[/()|;]|\batau\b)\s*")
_BRACKET = re.compile(r"\s*(?:\[([^\[\]]{1,60})\]|\(([^()]{1,40})\)(?=\s*[:\w“\"]))\s*[:,–-]?\s*(.*)", re.DOTALL)
# Words that stand before a headline and say what the page is, not what it found.
_KICKER = re.compile(
    r"\s*(?:(?:tim\s+)?(?:cek|periksa)\s*fakta(?:\s+[\w.]+)?\s*[:|,–-]|(?:cek|periksa)\s*fakta\b|(?:infografik|video|foto|artikel)s?\s*[:|])\s*",
    re.IGNORECASE,
)
_NO_VERDICT = re.compile(r"(?:cek|periksa)\s*fakta|videos?|fotos?|infografiks?|update|live|artikel|opini|berita", re.IGNORECASE)
_PUNCTUATED = re.compile(r"\s*([^:,!?|–—\[\]()]{1,40}?)\s*(?::|!+|,|\||\s[-–—])\s*(.+)", re.DOTALL)
# Without punctuation only words that begin no other sentence: "Salah satu", "Fakta di balik" and "Benar-benar" are no verdicts.
_LOOSE = (
    r"hoaks|hoax|tidak benar|tak benar|keliru|menyesatkan|disinformasi|misinformasi|salah sebagian|sebagian benar|sebagian salah"
    r"|belum terbukti|tidak terbukti|tak terbukti|modus penipuan|penipuan|klarifikasi|parodi|satire|bantahan"
)
_LOOSELY = re.compile(
    rf"\s*(?P<word>{_LOOSE})\s+(?!atau\b|vs\b|terpopuler\b|seputar\b|dan\b|tentang\b|soal\b)(?:bahwa\s+)?(?P<claim>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_AFTER_KICKER = re.compile(
    r"\s*(?P<word>salah|benar|palsu|hoaks)\s+(?!satu\b|kaprah\b|paham\b|atau\b|vs\b|di\b)(?:bahwa\s+)?(?P<claim>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_AT_END = re.compile(
    r"(?P<claim>.+?)(?<!bukan)(?:\s+(?:itu|ini|tersebut|adalah|ternyata|dipastikan|merupakan)(?:\s+adalah)?|\s*[:,–—-])\s+"
    r"(?P<word>[^\W\d][\w ]{2,30}?)[.!]*\s*",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"[“\"][^”\"]{0,1500}[”\"]|‘[^’]{0,300}’")
_END = re.compile(r"[\"”']?\s*(?:adanya\s*)?(?:\([\w ]{1,20}\)\s*)?(?:[.!;]|$)", re.IGNORECASE)
_SUBJECT = r"(?:klaim|narasi|informasi|kabar|unggahan|video|foto|gambar|pesan|pernyataan|konten|isu|berita|akun|tautan|surat|hal)"
_FILLER = (
    r"(?:sebagai|sebuah|suatu|informasi|konten|kabar|berita|klaim|narasi|video|foto|gambar|hasil|bentuk|modus|jenis|yang|dengan|ke|dalam"
    r"|kategori|hal|unggahan|pesan)"
)


def label_of(native: str | None) -> FactLabel:
    """Our label for a checker's own word; ``unknown`` when the table does not know the word."""
    if not native:
        return "unknown"
    words = _plain(native[:_LONGEST])
    first = _labels().get(words) or _labels().get(_plain(_AFTERTHOUGHT.sub("", words)))
    # "Hoaks atau Fakta" asks; "Imposter Content atau Konten Tiruan" says the same thing twice.
    parts = {label for part in _ALSO.split(words) if (label := _labels().get(_plain(part)))}
    if first:
        return first
    return parts.pop() if len(parts) == 1 else "unknown"


def verdict_in(title: str) -> tuple[str | None, str]:
    """The verdict that a headline states ("[SALAH] …", "Keliru: …", "… adalah Hoaks") and its claim; without one, the whole title.

    A word in brackets that is no verdict we know ("[HOAKS atau FAKTA]") is given all the same, for it is the checker's own.
    """
    rest, odd, kicked = title[:_LONGEST], None, False
    for _ in range(3):
        if (bracket := _BRACKET.match(rest)) and bracket[3]:
            word = (bracket[1] or bracket[2]).strip()
            if label_of(word) != "unknown":
                return word, bracket[3].strip()
            if bracket[1] is None:
                break
            kicked = kicked or bool(_NO_VERDICT.fullmatch(word))
            odd = odd or (None if _NO_VERDICT.fullmatch(word) else word)
            rest = bracket[3]
        elif (kicker := _KICKER.match(rest)) and rest[kicker.end() :]:
            kicked, rest = True, rest[kicker.end() :]
        else:
            break
    if odd is None and (found := _worded(rest, kicked=kicked)):
        return found
    return odd, rest.strip() if odd else title


def verdict_in_prose(text: str) -> str | None:
    """The verdict that a conclusion states ("merupakan konten yang menyesatkan (misleading content)"); what it quotes is no verdict."""
    plain = " ".join(_QUOTED.sub(" ", text[:20_000]).split())
    for found in _in_prose().finditer(plain):
        word = next(part for part in (found["stated"], found["said"]) if part)
        # "Video itu benar terjadi, tetapi di kota lain" calls nothing true.
        if label_of(word) == "true" and not _END.match(plain, found.end()):
            continue
        after = re.match(r"\s*\(([^()]{3,40})\)", plain[found.end() :])
        return f"{word} ({after[1]})" if after and label_of(after[1]) != "unknown" else word
    return None


def _worded(title: str, *, kicked: bool) -> tuple[str, str] | None:
    punctuated = _PUNCTUATED.match(title)
    if punctuated and _plain(punctuated[1]) in _labels():
        return punctuated[1].strip(), punctuated[2].strip()
    if title.rstrip().endswith("?"):
        return None
    if (loose := _LOOSELY.match(title)) or (kicked and (loose := _AFTER_KICKER.match(title))):
        return loose["word"], loose["claim"].strip()
    end = _AT_END.fullmatch(title)
    return (end["word"].strip(), end["claim"].strip()) if end and _plain(end["word"]) in _labels() else None


def _plain(words: str) -> str:
    return " ".join(words.casefold().strip(" =:;[]()\"'“”‘’*!.").split())


@cache
def _in_prose() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(_labels(), key=len, reverse=True))
    known = rf"[\"“'‘]?({{}}{words})(?![-\w])(?!\s+(?:satu|paham)\b)"
    stated, said = known.format("?P<stated>"), known.format("?P<said>")
    return re.compile(
        rf"(?<!bukan )(?<!tidak )(?<!bukanlah )\b(?:merupakan|adalah|ialah|bersifat|termasuk|tergolong|dikategorikan|dinyatakan|dipastikan"
        rf"|terbukti|berkategori|kategori|disebut)\s+(?:{_FILLER}\s+){{0,4}}?{stated}"
        rf"|\b{_SUBJECT}(?:\s+[\w.-]+){{0,4}}?\s+(?:itu|ini|tersebut)\s+{said}",
        re.IGNORECASE,
    )


@cache
def _labels() -> dict[str, FactLabel]:
    table = tomllib.loads(files("extractors").joinpath("fact_labels.toml").read_text(encoding="utf-8"))
    unknown = set(table) - set(get_args(FactLabel))
    if unknown:
        raise ExtractorError(f"extractors/fact_labels.toml: {', '.join(sorted(unknown))}: not a label; see FactLabel in archive/records.py")
    return {word.casefold(): cast(FactLabel, label) for label, words in table.items() for word in words}
