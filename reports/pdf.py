"""The brief as a PDF: tagged for screen readers (PDF/UA-1), fonts inside, the same bytes for the same content.

The page's design is ``brief.typ`` and its neighbours. Content reaches it only as JSON text in an input, so nothing that was collected is
ever read as markup; the program files, not the content, decide what is drawn.
"""

from __future__ import annotations

import json
import logging
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from archive.records import Brief
from reports import ReportError
from reports.content import BriefContent
from reports.fit import PAGES, STEPS, Step, shortened
from reports.letters import FONTS, clean, legible

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "brief.typ"
_SHORTENED = "Sebagian uraian dipendekkan agar muat dua halaman; sumber lengkapnya ada pada tautan dan lampiran."
_UNTAGGED = "Berkas ini tidak memenuhi standar PDF/UA-1 (aksesibilitas): {reason}."
_NOTHING = "(tanpa teks)"
"""Stands for a text of which nothing can be set: a title of pictures alone would leave a heading without words."""
_LOG = logging.getLogger(__name__)


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


def typeset(content: BriefContent, *, letters: Callable[[str], str] = legible) -> Typeset:
    """Set the pages of ``content``; ``letters`` fits a text to the page font.

    Where PDF/UA-1 cannot be kept the file is made without it, and says so on the page and in ``warnings``.

    Raises:
        ReportError: the page could not be set at all.
    """
    try:
        return _fitted(content, letters, standards=["ua-1"], warnings=())
    except RuntimeError as error:  # TypstError when exporting, its base class when laying out
        warning = _UNTAGGED.format(reason=clean(str(error)))
    try:
        return _fitted(content, letters, standards=[], warnings=(warning,))
    except RuntimeError as error:
        raise ReportError(f"the brief of {content.day} cannot be set: {error}; check {_TEMPLATE.name} and the page font") from error


def write(content: BriefContent, folder: Path) -> Brief:
    """Set ``content`` and keep it as ``taklimat-pagi-<day>.pdf`` in ``folder`` (made when missing), replacing an older one.

    A sample has its own name, so that it never takes the place of a day's real brief.

    Raises:
        ReportError: the page cannot be set, or the folder cannot be written.
    """
    done = typeset(content)
    for warning in done.warnings:
        _LOG.warning("brief of %s: %s", content.day, warning)
    path = folder / f"{'contoh-' if content.sample else ''}taklimat-pagi-{content.day.isoformat()}.pdf"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(done.data)
        part.replace(path)
    except OSError as error:
        raise ReportError(f"{path} cannot be written ({error.strerror}); check that the folder exists and may be written") from error
    return Brief(content.day, datetime.now(UTC), content.content_hash, str(path), done.pages, content.sample)


def _fitted(content: BriefContent, letters: Callable[[str], str], standards: list[Any], warnings: tuple[str, ...]) -> Typeset:
    """Set the pages with as little left out as two pages allow."""

    def told(step: Step | None) -> tuple[str, ...]:
        return warnings if step is None else (*warnings, _SHORTENED)

    def fits(step: Step | None) -> bool:
        cut = shortened(content, step)
        front = replace(cut, sections=tuple(section for section in cut.sections if section.place != "annex"))
        main, _ = json.loads(layout(front, content.content_hash, told(step), letters).query("<pages>", field="value", one=True))
        return bool(main <= PAGES)

    # Every step is shorter than the one before, so the first that fits can be searched by halves once the whole does not.
    step = STEPS[0] if fits(STEPS[0]) else STEPS[min(bisect_left(STEPS, True, lo=1, key=fits), len(STEPS) - 1)]
    fitted = shortened(content, step)
    compiler = layout(fitted, content.content_hash, told(step), letters)
    main, pages = json.loads(compiler.query("<pages>", field="value", one=True))
    data = compiler.compile(format="pdf", pdf_standards=standards, timestamp=content.as_of)
    if not isinstance(data, bytes):
        raise ReportError(f"the brief of {content.day} came back as {type(data).__name__} instead of one PDF")
    return Typeset(data, pages, main, told(step))


def layout(content: BriefContent, content_hash: str, warnings: tuple[str, ...], letters: Callable[[str], str] = legible) -> typst.Compiler:
    """The pages of ``content``, ready to be asked about or exported; what was collected travels as one JSON text."""
    page = _lettered({"brief": content.as_json(), "warnings": list(warnings)}, letters)
    data = json.dumps({**page, "hash": content_hash}, ensure_ascii=False)
    return typst.Compiler(input=_TEMPLATE, root=_HERE, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"data": data})


def _lettered(value: Any, letters: Callable[[str], str]) -> Any:
    """JSON values with every text fitted to the page font; addresses are links, not letters, and stay as they are."""
    if isinstance(value, str):
        return letters(value)
    if isinstance(value, dict):
        if "role" in value and not letters(value["text"]):
            return {**value, "text": _NOTHING}
        return {key: part if key == "url" else _lettered(part, letters) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_lettered(part, letters) for part in value]
    return value


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
