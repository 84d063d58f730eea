"""The parts that fact-checks are made of, found by the headings that checkers print: narrative, explanation, conclusion and the like.

Old pages of TurnBackHoax part them by rows of "=" and name them in brackets, newer ones and those of others use headings, and the lists
that gather verdicts print a label and a colon. All of these arrive here as lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

Part = Literal["category", "rating", "origin", "date", "claim", "narrative", "explanation", "conclusion", "references", "number"]

# One pattern per part; a heading is the whole pattern, in brackets or not, with or without a colon.
_NAMES: dict[Part, str] = {
    "category": r"kategori|category|klasifikasi",
    "rating": r"rating|status|label|verdict|putusan",
    "origin": r"sumber(?:\s+(?:hoaks|klaim|isu|informasi))?",
    "date": r"tanggal(?:\s+(?:publish|publikasi|terbit|tayang))?",
    "claim": r"klaim",
    "narrative": r"narasi(?:\s+(?:yang\s+)?beredar|\s+hoaks)?|klaim\s+yang\s+beredar|isi\s+klaim|berita|informasi\s+yang\s+beredar",
    "explanation": (
        r"penjelasan|penelusuran(?:\s+fakta|\s+[\w.]+\.(?:com|co|id)|\s+tim(?:\s+\w+){0,3})?|(?:hasil\s+)?(?:pemeriksaan|periksa|cek)\s+fakta"
        r"|faktanya|fakta\s+sebenarnya"
    ),
    "conclusion": r"(?:ke)?simpulan",
    "references": r"referensi|rujukan|link\s+counter",
    "number": r"(?:nomor|no\.?|id)\s+(?:gfd|cek\s+fakta)",
}
_HEADING = re.compile(
    r"(?P<open>[\[(]\s*)?(?:" + "|".join(f"(?P<{part}>{names})" for part, names in _NAMES.items()) + r")(?!\w)(?P<close>\s*[\])])?"
    r"(?P<colon>\s*[:：])?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ROW = re.compile(r"(?:\s*[=]){3,}\s*|\s*[—_]{3,}\s*|\s*-{5,}\s*")
# Headings that a copy without markup ran into the line before them.
_RUN_IN = re.compile(
    r"\s+(?=[\[(]\s*(?:KATEGORI|SUMBER|NARASI|PENJELASAN|REFERENSI|KESIMPULAN)\s*[\])])"
    r"|\s+(?=(?:KATEGORI|SUMBER|NARASI|PENJELASAN|REFERENSI|KESIMPULAN)\s*:)"
    r"|(?<=[.!?”\"])\s+(?=(?:Klaim|Rating|Kategori)\s?:)|(?<=\S)\s+(?=Rating\s?:\s)"
)
_WRITTEN_BY = re.compile(r"\s*\((?:ditulis|disusun|laporan)\s+(?:oleh|:)[^()]{0,120}\)", re.IGNORECASE)
_CHECKED_BY = re.compile(r"hasil\s+periksa\s+fakta\b", re.IGNORECASE)
_QUOTE = re.compile(r"[“\"]([^“”\"]{1,4000})[”\"]")
_INTRODUCED = re.compile(
    r"(?:narasi|klaim|judul|takarir|keterangan|caption|teks|pesan|tulisan|isi|berikut)[^.“\"]{0,80}[:,]?\s*$", re.IGNORECASE
)
_ANNOUNCED = re.compile(
    r"\b(?:narasi|klaim|judul|takarir|teks|pesan|tulisan|berbunyi|bertuliskan|tertulis)(?:nya)?\b[^.“\"]{0,60}:\s*$", re.IGNORECASE
)
_OPENING = 4  # paragraphs
_LONGEST_CLAIM = 1_500
_WORDS = 4
_LONGEST_LINE = 20_000
_MOST_HEADINGS = 20


def parts_of(lines: Iterable[str], headings: Collection[str] = ()) -> dict[Part, str]:
    """The named parts of a fact-check, each with its lines as printed; a part that is named twice keeps both texts.

    ``headings`` are texts that the page sets in bold: one that runs into its paragraph is still a heading.
    """
    found: dict[Part, list[str]] = {}
    current: Part | None = None
    names = [heading for heading in headings if _HEADING.fullmatch(heading)][:_MOST_HEADINGS]
    for line in _broken_up(lines, names):
        heading = _heading(line)
        if heading is None:
            if current:
                found[current].append(line)
            continue
        current, rest = heading
        # "Hasil periksa fakta" is followed by who did it.
        found.setdefault(current, []).extend([rest] if rest and not _CHECKED_BY.match(line) else [])
    return {part: text for part, said in found.items() if (text := _WRITTEN_BY.sub("", "\n".join(said)).strip())}


def circulated(narrative: str) -> str | None:
    """What went around, out of the part that tells about it: its own words where they are quoted, else the telling."""
    text = " ".join(narrative[:_LONGEST_LINE].split())
    quotes = list(_QUOTE.finditer(text))
    for first in quotes:
        if (first.start() < 3 or _INTRODUCED.search(_before(text, first))) and len(first[1].split()) >= _WORDS:
            return _cut(" ".join(quote[1].strip() for quote in quotes if quote.start() >= first.start()))
    return _cut(text) if text else None


def opening(lines: Sequence[str]) -> str | None:
    """The words that went around as the first paragraphs quote them behind a colon ("… narasi: “…”"), where no heading names them."""
    text = " ".join(" ".join(lines[:_OPENING]).split())[:_LONGEST_LINE]
    for quote in _QUOTE.finditer(text):
        if _ANNOUNCED.search(_before(text, quote)) and len(quote[1].split()) >= _WORDS:
            return _cut(quote[1].strip())
    return None


def _before(text: str, quote: re.Match[str]) -> str:
    return text[max(0, quote.start() - 150) : quote.start()]


def without_rows(text: str) -> str:
    """Paragraphs without those that are nothing but a row of signs."""
    return "\n\n".join(paragraph for paragraph in text.split("\n\n") if not _ROW.fullmatch(paragraph[:_LONGEST_LINE]))


def _broken_up(lines: Iterable[str], headings: Collection[str]) -> Iterable[str]:
    for line in lines:
        for piece in _ROW.split(" ".join(line[:_LONGEST_LINE].split())):
            for one in _RUN_IN.split(piece):
                bold = next((name for name in headings if one.startswith(f"{name} ")), None)
                if bold and (one[len(bold) + 1 :][:1].isupper() or one[len(bold) + 1 :][:1] in "“\"'"):
                    yield bold
                    yield one[len(bold) + 1 :].strip()
                elif one.strip(" ="):
                    yield one.strip()


def _heading(line: str) -> tuple[Part, str] | None:
    found = _HEADING.fullmatch(line)
    if found is None:
        return None
    rest = found["rest"].strip()
    if rest and not (found["close"] or found["colon"] or found["rest"][0].isspace()):
        return None
    part = next(part for part in _NAMES if found[part])
    name = found[part]
    marked = bool(found["open"] and found["close"]) or bool(found["colon"]) or not rest
    # In capitals a name is a heading even without any mark; "Sumber daya air" is not.
    if marked or (name.isupper() and not rest.split()[0].isupper()) or (_CHECKED_BY.match(line) and len(rest.split()) <= 10):
        return part, rest.lstrip(":; ")
    return None


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CLAIM else text[:_LONGEST_CLAIM].rpartition(" ")[0]
