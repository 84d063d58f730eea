"""The words of a text as the search for copies sees them: a small signature to store, and an exact comparison of two texts.

The signature keeps the hashes of a fixed sample of a text's runs of words (Manber 1994; Broder 1997): two texts that share runs share
sampled runs, whichever of them is longer, so a text cut to a third is found as surely as a whole one. Short texts keep all of theirs.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.thresholds import Copies
from archive.records import Item, Signature

_FORM = "runs-1"
_ODD = np.uint64(0x9E3779B97F4A7C15)
_LONGEST = 100_000  # characters; the rest of a longer text is not looked at
_DIGEST = 8
_LINK = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w[\w.]*", re.IGNORECASE)
_INVISIBLE = dict.fromkeys([0xAD, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)])
_POINTER = re.compile(r"^\W*(?:baca|simak|lihat|tonton) juga\b.{0,160}$|\b(?:baca|simak|lihat|tonton) juga\b", re.MULTILINE)
_WORD = re.compile(r"\w+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_TURNS = frozenset("tidak tak tdk gak ga nggak ngga enggak bukan belum jangan tanpa batal hoaks hoax not no".split())  # noqa: SIM905
"""Words that make a short text say the opposite; a line of them is easier to read and to extend than a list of quoted words."""

Hashes = NDArray[np.uint64]
Sample = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text to compare exactly. ``runs`` has one hash per run of ``shingle_words`` words, in the order of the text."""

    words: tuple[str, ...]
    runs: Hashes
    numbers: NDArray[np.bool_]


def words_of(item: Item, limits: Copies) -> tuple[str, ...]:
    """The words compared: those of the body, or, where it has next to none, of title, summary and body.

    What changes when a text is used again is left out: links, mentions, closing hashtags, lines that point to other articles. A hashtag
    inside a sentence is a word of it. A body of a few words is what a site shows when it holds an article back, the same under any title.
    """
    words = _words(item.body or "")
    if len(words) < limits.minimum_body and (item.title or item.summary):
        words = _words("\n".join(part for part in (item.title, item.summary, item.body) if part))
    return words


def _words(text: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", text[:_LONGEST]).translate(_INVISIBLE).casefold()
    parts = _LINK.sub(" ", _POINTER.sub("", text)).split()
    while parts and (parts[-1].startswith("#") or not _WORD.search(parts[-1])):
        parts.pop()
    return tuple(_WORD.findall(" ".join(parts)))


def wording_of(words: tuple[str, ...], limits: Copies) -> Wording:
    """``words`` prepared for :func:`share_reused`."""
    runs = _runs(words, limits.shingle_words)
    return Wording(words, runs, np.fromiter(map(_is_number, words), np.bool_, len(words)))


def signature_version(limits: Copies) -> str:
    """What a stored signature must carry to be of use; any other is to be made again."""
    sizes = (
        limits.shingle_words,
        limits.short_shingle_words,
        limits.sample,
        limits.short_words,
        limits.minimum_words,
        limits.minimum_characters,
    )
    return "-".join([_FORM, *map(str, sizes)])


def signature_of(item: Item, limits: Copies) -> Signature:
    """What is stored of ``item``: a digest of all its words, then its sampled runs and, for a short text, its short runs.

    ``values``: 8 bytes of digest, the number of sampled runs as uint32, these as uint32, and the short runs as uint32; all little-endian,
    each in ascending order; about 300 bytes for an article. ``words`` is 0 where a text says too little to be anyone's words.
    """
    words = words_of(item, limits)
    says = len(" ".join(words)) >= limits.minimum_characters
    digest = hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
    runs = short = np.zeros(0, np.uint32)
    if len(words) >= limits.minimum_words:
        runs = _top(_runs(words, limits.shingle_words))
        if len(words) < limits.short_words:
            short = _top(_runs(words, limits.short_shingle_words))
        else:
            runs = runs[runs < sampled_below(limits)]
    values = digest + np.array([len(runs)], "<u4").tobytes() + runs.astype("<u4").tobytes() + short.astype("<u4").tobytes()
    return Signature(item_id=item.id, version=signature_version(limits), words=len(words) if says else 0, values=values)


def digest_of(signature: Signature) -> bytes:
    """The same for two texts with the same words, and for no others."""
    return signature.values[:_DIGEST]


def opened(signature: Signature) -> tuple[Sample, Sample]:
    """The sampled runs and the short runs of a signature."""
    numbers = np.frombuffer(signature.values, "<u4", offset=_DIGEST)
    end = 1 + int(numbers[0])
    return numbers[1:end], numbers[end:]


def sampled_below(limits: Copies) -> int:
    """A long text keeps the runs whose 32-bit hash lies below this."""
    return 2**32 // limits.sample


def share_reused(later: Wording, earlier: Wording, limits: Copies) -> float | None:
    """The share in [0, 1] of the later text's words that repeat the earlier one, or ``None`` where it is no copy of it."""
    if later.words == earlier.words:
        return 1.0
    if max(len(later.words), len(earlier.words)) < limits.short_words:
        return _short_share(later.words, earlier.words, limits)
    new = ~_covered(later, earlier, limits)
    opening = _opening(new, limits)
    own = new[opening:]
    share = 1 - float(own.mean()) if own.size else 0.0
    if len(later.words) < limits.short_words:
        alike = share >= limits.whole and not (own & later.numbers[opening:]).any()
    else:
        left = ~_covered(earlier, later, limits)
        left[: _opening(left, limits)] = False
        holds_it_whole = left.mean() <= 1 - limits.whole and len(later.words) <= limits.longer * len(earlier.words)
        # What prayer times, prices and eruptions of another day have in common is the form; what they say is the numbers.
        numbers = min(int((own & later.numbers[opening:]).sum()), int((left & earlier.numbers).sum()))
        refilled = numbers >= limits.changed_numbers and numbers >= limits.changed_share * own.sum()
        alike = (share >= limits.share or holds_it_whole) and not refilled
    return float((~new).mean()) if alike else None


def _short_share(later: tuple[str, ...], earlier: tuple[str, ...], limits: Copies) -> float | None:
    """Short texts are the same when only their spelling and what stands before and after differs: one word inside is another message.

    Nor may the later one deny what the earlier one says, or end on a number of its own.
    """
    if min(len(later), len(earlier)) < limits.minimum_words or _turns(later) != _turns(earlier):
        return None
    head = _common(earlier, later)
    tail = _common(earlier[head:][::-1], later[head:][::-1])
    earlier_rest, later_rest = earlier[head : len(earlier) - tail], later[head : len(later) - tail]
    same = head + tail
    steps = SequenceMatcher(None, earlier_rest, later_rest, autojunk=False).get_opcodes()
    for n, (what, a, a_end, b, b_end) in enumerate(steps):
        first, last = n == 0 and not head, n == len(steps) - 1 and not tail
        if what == "equal" or _spelt_alike("".join(earlier_rest[a:a_end]), "".join(later_rest[b:b_end]), limits):
            same += b_end - b
        elif what == "replace" or not (first or last) or (not first and any(map(_is_number, later_rest[b:b_end]))):
            return None
    share = same / max(len(later), len(earlier))
    return share if share >= limits.short_share else None


def _common(a: tuple[str, ...], b: tuple[str, ...]) -> int:
    """How many words two texts have in common at their beginning."""
    return next((n for n, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def _spelt_alike(a: str, b: str, limits: Copies) -> bool:
    if _is_number(a) or _is_number(b):
        return a == b
    a, b = _DRAWN_OUT.sub(r"\1", a), _DRAWN_OUT.sub(r"\1", b)
    if a == b:
        return True
    return min(len(a), len(b)) >= limits.minimum_spelling and SequenceMatcher(None, a, b).ratio() >= limits.spelling


def _turns(words: tuple[str, ...]) -> list[str]:
    return sorted(word for word in words if word in _TURNS)


def _covered(text: Wording, other: Wording, limits: Copies) -> NDArray[np.bool_]:
    """Which words of ``text`` stand in a run that ``other`` has too."""
    covered = np.zeros(len(text.words), np.bool_)
    shared = np.isin(text.runs, other.runs)
    for offset in range(limits.shingle_words):
        covered[offset : offset + len(shared)] |= shared
    return covered


def _opening(new: NDArray[np.bool_], limits: Copies) -> int:
    """How many words of the text's own stand before what it repeats: a town, an outlet, a date; not more than an opening has."""
    first = int(np.argmin(new)) if not new.all() else len(new)
    return min(first, limits.opening_words)


def _runs(words: tuple[str, ...], size: int) -> Hashes:
    if len(words) < size:
        return np.zeros(0, np.uint64)
    numbers = np.fromiter(map(_hash, words), np.uint64, len(words))
    runs = np.zeros(len(numbers) - size + 1, np.uint64)
    for offset in range(size):
        runs = (runs ^ (runs >> np.uint64(29))) * _ODD + numbers[offset : offset + len(runs)]
    return runs


def _top(runs: Hashes) -> Sample:
    return np.unique((runs >> np.uint64(32)).astype(np.uint32))


@lru_cache(maxsize=200_000)
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _is_number(word: str) -> bool:
    return any(character.isdigit() for character in word)
