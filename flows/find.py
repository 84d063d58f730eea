"""Look through the archive for words: items, newest first, and the editions of the brief that spoke of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from archive import search
from archive.records import Item, ItemKind
from archive.search import Term, Told
from archive.settings import Settings
from archive.store import Store
from extractors.sources import load_sources
from flows import FlowError
from reports.letters import clean, web_address

MOST = 20
"""Items that are shown; how many there are is said beside them."""

_BEFORE = 60
_LONGEST = 200

Spots = tuple[tuple[int, int], ...]
"""Where in a text the words that were asked for stand: [start, end) in characters."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found. ``at`` is UTC; ``snippet`` is what it says around the first hit, cleaned, on one line."""

    id: str
    at: datetime
    kind: ItemKind
    source_id: str
    outlet: str
    url: str | None
    title: str
    title_spots: Spots
    snippet: str
    spots: Spots


@dataclass(frozen=True, slots=True)
class Looked:
    """What a search found: the newest items, how many there are in all, and the sections of briefs, newest first.

    ``query`` is what was looked for: each word or phrase once, without signs.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    told: tuple[Told, ...]


def one_query(arguments: Sequence[str]) -> str:
    """The query that a command line means: a shell takes the quotes off, so one of several arguments that holds a space was a phrase.

    A single argument is taken as it stands: whoever writes ``pantau find 'banjir samarinda'`` may mean two words.
    """
    if len(arguments) == 1:
        return arguments[0]
    return " ".join(f'"{one}"' if " " in one and '"' not in one else one for one in arguments)


def find(
    store: Store,
    settings: Settings,
    query: str,
    since: str | None = None,
    until: str | None = None,
    source_id: str | None = None,
    most: int = MOST,
) -> Looked:
    """Look for ``query`` (see :func:`archive.search.terms_of`) in what was said from the day ``since`` to the day ``until`` (YYYY-MM-DD).

    With a ``source_id`` only its items are looked through, and no briefs.

    Raises:
        ArchiveError: there is no word in the query, or too many.
        FlowError: a day is none, they stand in the wrong order, or no source has this id.
    """
    terms = search.terms_of(query)
    first, last = _day("--since", since), _day("--until", until)
    if first and last and first > last:
        raise FlowError(f"--since {first} is later than --until {last}; exchange them")
    names = {source.id: source.name for source in load_sources(settings.sources)}
    if source_id is not None and source_id not in names and not store.count(Item, source_id=source_id):
        near = get_close_matches(source_id, names, n=1)
        cure = f"did you mean {near[0]}?" if near else "`pantau sources` lists them"
        raise FlowError(f"--source {clean(source_id)!r}: no source has this id; {cure}")
    zone = ZoneInfo(settings.timezone)
    start = _midnight(first, zone) if first else None
    end = _midnight(last + timedelta(days=1), zone) if last else None
    found = search.find(store, terms, start, end, source_id, most)
    told = search.find_told(store, terms, first, last) if source_id is None else ()
    hits = tuple(_hit(item, names.get(item.source_id, item.source_id), terms) for item in found.items)
    asked = " ".join(_written(term) for term in terms)
    return Looked(asked if len(asked) <= _LONGEST else f"{asked[: _LONGEST - 1]}…", hits, found.total, told)


def _written(term: Term) -> str:
    said = " ".join(term.words)
    return (f'"{said}"' if len(term.words) > 1 else said) + "*" * term.prefix


def _day(option: str, written: str | None) -> date | None:
    if written is None:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise FlowError(f"{option} {clean(written)!r} is not a day; write it like 2026-11-16") from error
    if not 2000 <= day.year < 2100:
        raise FlowError(f"{option} {written!r} lies outside this century; write it like 2026-11-16")
    return day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _hit(item: Item, outlet: str, terms: Sequence[Term]) -> Hit:
    title = clean(item.title or "")
    snippet, spots = _snippet(clean(item.body or item.summary or ""), terms)
    return Hit(
        id=item.id,
        at=item.at,
        kind=item.kind,
        source_id=item.source_id,
        outlet=clean(outlet),
        url=web_address(item.url),
        title=title,
        title_spots=tuple(search.spots(title, terms)),
        snippet=snippet,
        spots=spots,
    )


def _snippet(said: str, terms: Sequence[Term]) -> tuple[str, Spots]:
    """The words around the first hit, or the first words where there is none (the hit is in the title), and where the hits stand."""
    spots = search.spots(said, terms)
    start = max(0, spots[0][0] - _BEFORE) if spots else 0
    end = min(len(said), start + _LONGEST)
    # Whole words only, unless there is no gap to cut at.
    if start and (gap := said.find(" ", start, spots[0][0])) >= 0:
        start = gap + 1
    if end < len(said) and (gap := said.rfind(" ", start, end)) > start:
        end = gap
    before = "…" if start else ""
    cut = before + said[start:end] + ("…" if end < len(said) else "")
    moved = len(before) - start
    return cut, tuple((first + moved, last + moved) for first, last in spots if first >= start and last <= end)
