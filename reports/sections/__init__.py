"""The parts of the brief. One file is one section: ``ORDER`` (place), ``TITLE`` (as printed) and ``build(view) -> Section | None``.

A new section is a new file here; nothing else has to know of it. ``None`` is for an edition that has no such part; a part with nothing to
say says so. Sections with an ``ORDER`` of 90 or more form the annex.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from reports.content import Section
from reports.view import View

ANNEX = 90


def section_modules() -> tuple[ModuleType, ...]:
    """Every section file of this folder, in the order of the page."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted((importlib.import_module(f"{__name__}.{name}") for name in names), key=lambda module: int(module.ORDER)))


def build_all(view: View) -> tuple[Section, ...]:
    """The sections of an edition, in the order of the page."""
    built: list[Section | None] = [module.build(view) for module in section_modules()]
    return tuple(section for section in built if section is not None)
