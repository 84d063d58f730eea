"""The parts of the brief. One file is one section: ``ORDER`` (place), ``TITLE`` (as printed) and ``build(day) -> Section``.

A new section is a new file here; nothing else has to know of it. Sections with an ``ORDER`` of 90 or more form the annex.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from reports.content import Section
from reports.day import DayView

ANNEX = 90


def section_modules() -> tuple[ModuleType, ...]:
    """Every section file of this folder, in the order of the page."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted((importlib.import_module(f"{__name__}.{name}") for name in names), key=lambda module: int(module.ORDER)))


def build_all(day: DayView) -> tuple[Section, ...]:
    """The sections of a day, in the order of the page."""
    built: list[Section] = [module.build(day) for module in section_modules()]
    return tuple(built)
