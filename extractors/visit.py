"""One visit to one source: what it offered, and an outcome always.

The extractor is found by the source's ``kind``: the module of this folder with that name and an async ``fetch``. What a source does
wrong ends as a value; only a mistake of our own configuration (an unknown kind) is raised.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import pkgutil
import textwrap
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Protocol, cast

import extractors
from archive.records import Bulletin, FactCheck, Item, Outcome, OutcomeStatus, Source, Validator
from extractors import ExtractorError
from extractors.http import Client, FetchError
from extractors.lengths import shortened
from extractors.privacy import shield, shield_check
from extractors.verdicts import label_of

READING_SECONDS = 30.0
"""How long a visit may take, beyond its limit, to read what it was given in time."""
_WORD = 60  # characters
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Memory:
    """What earlier visits to this source left behind.

    ``validators`` are keyed by the address they belong to. ``known`` holds the ids of items (for fact-checkers: of fact-checks) that are
    complete: their pages are not asked for again. ``incomplete`` are items kept without a body whose page deserves another look.
    ``recent`` are the posts of the last days: one that an answer should hold and does not was deleted by its author. ``verdicts`` are the
    titles and the checkers' own labels of known fact-checks, by id: one that now says otherwise is taken in again.
    """

    validators: Mapping[str, Validator] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    incomplete: tuple[Item, ...] = ()
    recent: tuple[Item, ...] = ()
    verdicts: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)

    @property
    def seen(self) -> frozenset[str]:
        """The ids of everything we have heard before, complete or not."""
        return self.known | {item.id for item in self.incomplete}

    def wants(self, check: FactCheck) -> bool:
        """Whether a listed fact-check says something we do not know: it is new, or its checker now has another word for it, or none."""
        known = check.id in self.known
        return not known or (check.id in self.verdicts and not same_word(self.verdicts[check.id][1], check.native_label))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one visit brought: records that are new or more complete than before, validators to keep, and how it ended.

    Validators are present only when nothing the listing offered can be lost behind a later 304. ``gone`` are ids of items whose authors
    deleted them.
    """

    items: tuple[Item, ...]
    factchecks: tuple[FactCheck, ...]
    validators: tuple[Validator, ...]
    outcome: Outcome
    bulletins: tuple[Bulletin, ...] = ()
    gone: tuple[str, ...] = ()


class Extractor(Protocol):
    """A module of this folder that reads one kind of source."""

    async def fetch(self, source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
        """Read ``source``; raise ExtractorError (FetchError included) only when nothing at all could be read."""
        ...


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of sources that can be read: the modules of this folder with an async ``fetch``, sorted."""
    names = sorted(module.name for module in pkgutil.iter_modules(extractors.__path__))
    return tuple(
        name for name in names if inspect.iscoroutinefunction(getattr(importlib.import_module(f"extractors.{name}"), "fetch", None))
    )


def extractor_for(kind: str) -> Extractor:
    """The extractor of a kind.

    Raises:
        ExtractorError: no module of this folder reads that kind.
    """
    if kind not in kinds():
        raise ExtractorError(f"kind {kind!r} is not read by any file in extractors/; choose one of: {', '.join(kinds())}")
    return cast(Extractor, importlib.import_module(f"extractors.{kind}"))


async def visit(source: Source, client: Client, memory: Memory, now: datetime, limit_seconds: float) -> Fetched:
    """Visit ``source`` for at most ``limit_seconds`` and say how it went; ``now`` (UTC) stamps the records.

    Raises:
        ExtractorError: no extractor reads ``source.kind``. Nothing that the source does is raised.
    """
    extractor = extractor_for(source.kind)
    errand = client.errand(limit_seconds)
    started = time.perf_counter()
    try:
        # Requests end with the errand. What they brought may be read a little longer, but not by a parser that finds no end.
        async with asyncio.timeout(limit_seconds + READING_SECONDS):
            fetched = await extractor.fetch(source, errand, memory, now)
            # Personal data goes before anything is stored; what cannot be read for it is not kept at all.
            fetched = await asyncio.to_thread(_shielded, fetched)
    except TimeoutError:
        fetched = nothing(source, now, FetchError("limit", "batas waktu kunjungan habis saat isinya dibaca"))
    except ExtractorError as error:
        fetched = nothing(source, now, error)
    except Exception as error:  # noqa: BLE001 - hostile input may trip any parser; one source must never stop the others
        fetched = nothing(source, now, error)
    outcome = replace(
        fetched.outcome,
        reason="; ".join(part for part in (fetched.outcome.reason, _unmapped(fetched.factchecks)) if part) or None,
        requests=errand.requests,
        not_modified=errand.not_modified,
        seconds=round(time.perf_counter() - started, 3),
    )
    return replace(fetched, outcome=outcome)


def same_word(one: str | None, other: str | None) -> bool:
    """Whether two of a checker's own labels are the same word; no label is the same as none."""
    return (one or "").casefold() == (other or "").casefold()


def _unmapped(checks: Sequence[FactCheck]) -> str | None:
    """The checkers' words that ``fact_labels.toml`` does not know: somebody has to sort them."""
    natives = (check.native_label for check in checks if check.native_label)
    words = dict.fromkeys(native for native in natives if label_of(native) == "unknown")
    quoted = ", ".join(f"“{textwrap.shorten(word, _WORD, placeholder='…')}”" for word in list(words)[:_MOST_WORDS])
    return f"label belum dipetakan: {quoted}" if quoted else None


def _shielded(fetched: Fetched) -> Fetched:
    items = tuple(shield(shortened(item)) for item in fetched.items)
    checks = tuple(shield_check(shortened(check)) for check in fetched.factchecks)
    return replace(fetched, items=items, factchecks=checks)


def nothing(source: Source, now: datetime, error: Exception) -> Fetched:
    """A visit that brought nothing, because of ``error``."""
    status: OutcomeStatus = "refused" if isinstance(error, FetchError) and error.kind == "refused" else "failed"
    return Fetched((), (), (), Outcome(source.id, now, status, reason_of(error), 0, 0, 0, 0, 0.0))


def reason_of(error: Exception) -> str:
    """One line for people. An error nobody expected is named by its class: its message may quote hostile input."""
    return str(error) if isinstance(error, ExtractorError) else f"kesalahan tak terduga saat membaca: {type(error).__name__}"


def conclude(
    source: Source,
    now: datetime,
    memory: Memory,
    *,
    offered: Sequence[str],
    items: Sequence[Item] = (),
    factchecks: Sequence[FactCheck] = (),
    validators: Sequence[Validator] = (),
    faults: Sequence[str] = (),
    reason: str | None = None,
    bulletins: Sequence[Bulletin] = (),
    gone: Sequence[str] = (),
) -> Fetched:
    """The end of a visit that could read its listing; ``offered`` are the ids of all it listed, known ones too.

    Faults make it ``partial``; otherwise it was ``heard``, or ``unchanged`` when it brought no record.
    """
    status: OutcomeStatus = "partial" if faults else "heard" if items or factchecks or bulletins or gone else "unchanged"
    new = set(offered) - memory.seen
    outcome = Outcome(source.id, now, status, reason, len(set(offered)), len(new), 0, 0, 0.0, tuple(faults))
    return Fetched(tuple(items), tuple(factchecks), tuple(validators), outcome, tuple(bulletins), tuple(gone))
