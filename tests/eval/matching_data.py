"""The public sets of circulating claims and the fact-checks about them, read alike, and when two of their fact-checks count as one.

Every set has fact-checks (id, title, text or "", date) and for some of them the claim as it went round. Fact-checkers write about one
rumour several times, and a set knows only which of these articles a claim was copied from. So each figure is given twice: *strict*, where
only that article is right, and *same claim*, where another one is right too if its title says the same (at least 60 % of the content words
of both together, and the same numbers), if all its content words (at least four) stand in the claim, or if the claim copied into it is the
same (at least half of the words of both together).
"""

import csv
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.embedding import load, reference_texts, text_hash, text_of
from analysis.matching import claim_in, cleaned, is_stop, words_in

KEPT = Path(tempfile.gettempdir())
PROSE = re.compile(r"PENJELASAN|={4}|(?:= ){3}")
"""Where the fact-checker's own words begin in a claim of the 2024 set."""
_TOLD = re.compile(r"\(?\[?NARASI\]?\)?\s*:?(.*?)(?:={3,}|\(?\[?PENJELASAN|$)", re.DOTALL | re.IGNORECASE)
_LEAST = 25
_WORDS = 6


@dataclass(frozen=True)
class Row:
    """One fact-check and, where ``claim`` is not empty, the claim that it was written about."""

    id: str
    title: str
    body: str
    date: str
    claim: str


class Vectors:
    """Centred rows of texts, encoded once and kept in the folder for temporary files."""

    def __init__(self, encoder=None):
        self._file = KEPT / "pantau-matching-vectors.npz"
        self._encoder = encoder
        self._known = {}
        if self._file.is_file():
            with np.load(self._file) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["rows"], strict=True))

    def of(self, texts):
        """Rows of shape (len(texts), dim), zeros where a text is empty."""
        wanted = {text_hash(text): text for text in [*texts, *reference_texts()] if text}
        if missing := [key for key in wanted if key not in self._known]:
            self._encoder = self._encoder or load(None, KEPT / "pantau-model")
            self._known |= zip(missing, self._encoder.encode([wanted[key] for key in missing]).astype(np.float16), strict=True)
            np.savez(self._file, keys=np.array(list(self._known)), rows=np.stack(list(self._known.values())))
        centre = np.stack([self._known[text_hash(text)] for text in reference_texts()]).astype(np.float32).mean(axis=0)
        rows = np.stack([self._known[text_hash(text)].astype(np.float32) - centre if text else centre * 0 for text in texts])
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def by_id(self, records):
        """The same for items or fact-checks, as a mapping from their ids."""
        return (
            dict(zip([record.id for record in records], self.of([text_of(record) for record in records]), strict=True)) if records else {}
        )


def rows_of(path):
    csv.field_size_limit(10**8)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain(text):
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def read_2025(path):
    """claims_extracted_788.csv: title, text and claim of each."""
    return [
        Row(f"a{n}", " ".join(row["Judul"].split()), row["Isi Artikel"], "", row["narasi_hoax"].strip())
        for n, row in enumerate(rows_of(path))
    ]


def read_2024(path):
    """turnbackhoax_2024_claims.csv: titles and claims.

    A claim is asked for when the title does not stand in it, prose cut off, marks and case aside (2,697 of 3,746). Of all definitions tried
    this one gives back the published baseline of character TF-IDF (MRR .713, R@10 .831); the published count is 2,736.
    """
    found = []
    for n, row in enumerate(rows_of(path)):
        claim = PROSE.split(row["HOAX_TEXT"])[0].strip()
        verbatim = plain(row["TITLE"]) in plain(claim) or not plain(claim)
        found.append(Row(f"b{n}", " ".join(row["TITLE"].split()), "", row["DATE"], "" if verbatim else claim))
    return found


def read_2018(headlines, slugs):
    """jibranfawaid_2021.csv and debunks_2019_990.csv: the claim is what the text gives under NARASI; the second has titles in addresses."""
    found = [_older(f"c{n}", row["Headline"].strip(), row["Body"]) for n, row in enumerate(rows_of(headlines))]
    for n, row in enumerate(rows_of(slugs)):
        words = row["url"].rstrip("/").split("/")[-1].split("-")
        verdict = words[0] in ("salah", "benar", "disinformasi", "klarifikasi", "hoax", "fitnah", "berita")
        found.append(_older(f"d{n}", " ".join(words[verdict:]), row["text"]))
    return found


def _older(row_id, title, body):
    told = _TOLD.search(body)
    claim = told.group(1).strip(" :=\n")[:3000] if told else ""
    return Row(row_id, title, body, "", claim if len(plain(claim)) >= _LEAST and plain(claim) != plain(title) else "")


def _content(text):
    return frozenset(word for word in words_in(cleaned(text)) if not is_stop(word))


class SameClaim:
    """Tells whether the fact-check in place ``other`` is about the claim of the row in place ``one``; see the top of this file."""

    def __init__(self, rows):
        self._titles = [_content(claim_in(row.title)) for row in rows]
        self._claims = [_content(row.claim[:2000]) for row in rows]

    def __call__(self, one, other):
        if one == other:
            return True
        a, b = self._titles[one], self._titles[other]
        if a and len(a & b) >= 0.6 * len(a | b) and _numbers(a) == _numbers(b):
            return True
        a, b = self._claims[one], self._claims[other]
        if len(self._titles[other]) >= 4 and self._titles[other] <= a:
            return True
        return min(len(a), len(b)) >= _WORDS and len(a & b) >= 0.5 * len(a | b)


def _numbers(words):
    return {word for word in words if word[0].isdigit()}
