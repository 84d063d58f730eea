"""What stands on a printing beside its content: its number, what was found wrong since, the logo, the way to the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.letters import web_address
from reports.logo import NO_LOGO, Logo
from reports.qr import svg_of
from reports.wording import shorten

_LONGEST = 60
"""Characters of an address that are shown; the link and the code hold all of it."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """One printing of an edition: its ``number`` from 1, ``errata`` as sentences (an edition that was corrected later), and the logo."""

    number: int = 1
    errata: tuple[str, ...] = ()
    logo: Logo = NO_LOGO


FIRST = Imprint()


def page_data(imprint: Imprint, desk: str | None, letters: Callable[[str], str]) -> dict[str, Any]:
    """The imprint as JSON values for the page: pictures as bytes the page can draw, texts fitted with ``letters``."""
    address = web_address(desk)
    return {
        "number": imprint.number,
        "errata": [letters(sentence) for sentence in imprint.errata],
        "logo": list(imprint.logo.png) if imprint.logo.png else None,
        "desk": address and {"url": address, "shown": _shown(address, letters), "code": svg_of(address)},
    }


def _shown(address: str, letters: Callable[[str], str]) -> str:
    """The address as people say it, with places to break after its dots and slashes."""
    spoken = shorten(address.split("://", 1)[1].rstrip("/"), _LONGEST)
    return "\u200b".join(letters(part) for part in re.split(r"(?<=[/.?&=])", spoken))
