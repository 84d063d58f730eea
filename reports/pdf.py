"""The brief as a PDF: tagged for screen readers (PDF/UA-1), fonts inside, the same bytes for the same content.

The page's design is ``brief.typ`` and its neighbours. Content reaches it only as JSON text in an input, so nothing that was collected is
ever read as markup; the program files, not the content, decide what is drawn.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst

from reports import ReportError
from reports.content import BriefContent, Span
from reports.fit import PAGES, STEPS, Step, shortened
from reports.imprint import FIRST, Imprint, page_data
from reports.letters import FONTS, clean, legible
from reports.packed import packed

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "brief.typ"
_SHORTENED = "Sebagian uraian dipendekkan agar muat dua halaman; sumber lengkapnya ada pada tautan dan lampiran."
_UNTAGGED = "Berkas ini tidak memenuhi standar PDF/UA-1 (aksesibilitas): {reason}."
_NOTHING = "(tanpa teks)"
"""Stands for a text of which nothing can be set: a title of pictures alone would leave a heading without words."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A finished PDF. ``main_pages`` counts the pages before the annex; ``warnings`` are sentences that are printed in it as well."""

    data: bytes
    pages: int
    main_pages: int
    warnings: tuple[str, ...]


def render(content: BriefContent) -> bytes:
    """The PDF of ``content``; see :func:`typeset`."""
    return typeset(content).data


def typeset(content: BriefContent, *, letters: Callable[[str], str] = legible, imprint: Imprint = FIRST) -> Typeset:
    """Set the pages of ``content``; ``letters`` fits a text to the page font, ``imprint`` is what this printing bears beside the content.

    Where PDF/UA-1 cannot be kept the file is made without it, and says so on the page and in ``warnings``.

    Raises:
        ReportError: the page could not be set at all.
    """
    known = (imprint.logo.warning,) if imprint.logo.warning else ()
    try:
        return _fitted(content, letters, imprint, standards=["ua-1"], warnings=known)
    except RuntimeError as error:  # TypstError when exporting, its base class when laying out
        warning = _UNTAGGED.format(reason=clean(str(error)))
    try:
        return _fitted(content, letters, imprint, standards=[], warnings=(*known, warning))
    except RuntimeError as error:
        raise ReportError(f"the brief of {content.day} cannot be set: {error}; check {_TEMPLATE.name} and the page font") from error


@dataclass(frozen=True, slots=True)
class Written:
    """A PDF in its place: ``pdf_hash`` is the SHA-256 of the file, ``warnings`` are printed in it as well."""

    path: Path
    pages: int
    pdf_hash: str
    warnings: tuple[str, ...]


def write(content: BriefContent, folder: Path, imprint: Imprint = FIRST) -> Written:
    """Set ``content`` and keep it in ``folder``; see :func:`placed`."""
    with placed(content, folder, imprint) as done:
        return done


@contextmanager
def placed(content: BriefContent, folder: Path, imprint: Imprint = FIRST) -> Iterator[Written]:
    """Set ``content`` as ``taklimat-<pagi, mingguan or bulanan>-<day>.pdf`` in ``folder`` (made when missing).

    It takes the place of an older one when it is whole and the block has ended without an error: what is kept of it elsewhere is kept
    first. A sample has its own name, so that it never takes the place of a real brief.

    Raises:
        ReportError: the page cannot be set, or the folder cannot be written.
    """
    done = typeset(content, imprint=imprint)
    path = folder / f"{'contoh-' if content.sample else ''}{slug(content)}.pdf"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.write_bytes(done.data)
        yield Written(path, done.pages, hashlib.sha256(done.data).hexdigest(), done.warnings)
        part.replace(path)
    except OSError as error:
        raise ReportError(f"{path} cannot be written ({error.strerror}); make room or check that the folder may be written") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def slug(content: BriefContent) -> str:
    """What files of this edition are called: "taklimat-pagi-2026-11-16"."""
    return f"{'-'.join(content.title.lower().split())}-{content.day.isoformat()}"


def _fitted(
    content: BriefContent, letters: Callable[[str], str], imprint: Imprint, standards: list[Any], warnings: tuple[str, ...]
) -> Typeset:
    """Set the pages with as little left out as two pages allow."""
    content_hash = content.content_hash
    letters = cache(letters)  # the same texts are asked for at every step

    def laid(cut: BriefContent, step: Step | None) -> tuple[typst.Compiler, int, int]:
        compiler = layout(cut, content_hash, told(step), letters, imprint)
        main, pages = json.loads(compiler.query("<pages>", field="value", one=True))
        return compiler, main, pages

    def told(step: Step | None) -> tuple[str, ...]:
        return warnings if step is None else (*warnings, _SHORTENED)

    def fits(step: Step | None) -> bool:
        # The annex is left out of the search: it takes most of the time of a page and none of the two pages.
        cut = shortened(content, step)
        front = replace(cut, sections=tuple(section for section in cut.sections if section.place != "annex"))
        return laid(front, step)[1] <= PAGES

    # Every step is shorter than the one before, so the first that fits can be searched by halves once the whole does not.
    step = STEPS[0] if fits(STEPS[0]) else STEPS[min(bisect_left(STEPS, True, lo=1, key=fits), len(STEPS) - 1)]
    compiler, main, pages = laid(shortened(content, step), step)
    data = compiler.compile(format="pdf", pdf_standards=standards, timestamp=content.as_of)
    if not isinstance(data, bytes):
        raise ReportError(f"the brief of {content.day} came back as {type(data).__name__} instead of one PDF")
    return Typeset(packed(data), pages, main, told(step))


def layout(
    content: BriefContent,
    content_hash: str,
    warnings: tuple[str, ...],
    letters: Callable[[str], str] = legible,
    imprint: Imprint = FIRST,
) -> typst.Compiler:
    """The pages of ``content``, ready to be asked about or exported; what was collected travels as one JSON text."""
    page = {
        "brief": _lettered(content, letters),
        "warnings": _lettered(warnings, letters),
        "hash": content_hash,
        "imprint": page_data(imprint, content.desk, letters),
    }
    data = json.dumps(page, ensure_ascii=False, default=str)  # only its day and its instant are not JSON yet
    return typst.Compiler(input=_TEMPLATE, root=_HERE, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"data": data})


def _lettered(value: Any, letters: Callable[[str], str]) -> Any:
    """Content as JSON values with every text fitted to the page font; addresses are links, not letters, and stay as they are."""
    if isinstance(value, Span):
        return {"text": letters(value.text) or _NOTHING, "url": value.url, "role": value.role}
    if isinstance(value, str):
        return letters(value)
    if isinstance(value, tuple):
        return [_lettered(part, letters) for part in value]
    if is_dataclass(value):
        return {each.name: _lettered(getattr(value, each.name), letters) for each in fields(value)}
    return value


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
