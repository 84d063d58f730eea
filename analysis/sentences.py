"""Indonesian sentences: where they end, and how they are trimmed. Nothing is ever added to what was published but an ellipsis."""

import re

from archive.records import Item

_ENDS = re.compile(r"[.!?…]+[\"”'’)\]]*(?=\s)|\n{2,}")
_OPENING = "\"“'‘([-–— "
_ABBREVIATIONS = frozenset(
    """
    a.n akp al alm almh bpk brigjen bripka briptu cq d.a dkk dll dr dra drg drh drs dsb dst h hal hj ir iptu ipda irjen jend jl jln jo
    k.h kab kapt kec kel kh kol komjen kombes kompol letjen letkol ltd m.si maks max mayjen mgr min moh muh no nomor pdt prof prov r.i
    rp rt rw s.d s.e s.h s.pd s.sos s.t sdr sdri serka sertu ss st tgl tk ttd u.p vol yth
    """.split()  # noqa: SIM905 - a list of seventy quoted words is harder to read and to extend
)


def split(text: str) -> list[str]:
    """The sentences of ``text``, blanks flattened.

    A full stop ends none after a title, an initial, an abbreviation such as "No." or inside a number, nor before a small letter.
    """
    sentences = []
    start = 0
    for end in _ENDS.finditer(text):
        if end.group().strip() and _goes_on(text[start : end.start()], end.group(), text[end.end() :][:40]):
            continue
        sentences.append(text[start : end.end()])
        start = end.end()
    sentences.append(text[start:])
    return [flat for sentence in sentences if (flat := " ".join(sentence.split()))]


def abbreviated(before: str) -> bool:
    """Whether a full stop after ``before`` belongs to its last word: a title, an initial, an abbreviation."""
    last = before.split()[-1].lstrip(_OPENING) if before.split() else ""
    return last.casefold() in _ABBREVIATIONS or (len(last) == 1 and last.isupper())


def _goes_on(before: str, mark: str, after: str) -> bool:
    following = after.lstrip().lstrip(_OPENING)
    if "\n\n" in after[: len(after) - len(after.lstrip())]:
        return False
    if mark == "." and abbreviated(before):
        return True
    # A quotation that asks or exclaims goes on with who said it: "Kapan dibayar?" kata warga.
    return bool(following) and following[0].islower()


def trim(text: str, limit: int) -> str:
    """``text`` on one line in at most ``limit`` characters, cut between words and marked with an ellipsis where it was cut."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[:limit].rsplit(" ", 1)[0] if " " in text[:limit] else text[: limit - 1]
    return cut[: limit - 1].rstrip(" ,;:-–—(\"“'") + "…"


def headline(item: Item, limit: int) -> str:
    """What to call an item: its title, or the first sentence of a text that has none, trimmed; "(tanpa teks)" where it says nothing."""
    words = item.title or next(iter(split((item.body or item.summary or "")[: 4 * limit])), "")
    return trim(words, limit) or "(tanpa teks)"
