"""Keep what citizens or staff handed in, so that the next analysis reads it beside everything else."""

from dataclasses import dataclass
from datetime import UTC, datetime

from archive.records import Erasure, Item, Reading
from archive.settings import Settings
from archive.store import Store
from extractors import ExtractorError
from extractors.handed_in_chat import from_chat
from extractors.handed_in_table import Handed, from_csv
from extractors.lengths import shortened
from extractors.privacy import shield
from flows import FlowError
from flows.check import content_of, file_named, read

TABLES = (".csv", ".tsv")
TEXTS = (".txt", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was kept: ids of items, how many of them were new, rows that could not be used, and notes about the file as a whole."""

    item_ids: tuple[str, ...]
    new: int
    unusable: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def hand_in(store: Store, settings: Settings, brought: str, now: datetime | None = None) -> HandedIn:
    """Read ``brought`` (a file: table, exported chat, page or text; an address; or the text itself) and keep it without personal data.

    Handing the same in twice changes nothing.

    Raises:
        FlowError: there is nothing to read, or no such file.
        ExtractorError: the file or address cannot be read; the message says what to do.
    """
    now = now or datetime.now(UTC)
    path = file_named(brought)
    if path is None and not brought.startswith(("http://", "https://")) and brought.strip().lower().endswith((*TABLES, *TEXTS)):
        raise FlowError(f"{brought.strip()}: no such file; check its name")
    if path is not None and path.suffix.lower() in TABLES:
        return _kept(store, from_csv(content_of(path), now))
    if path is not None and path.suffix.lower() == ".txt":
        try:
            return _kept(store, from_chat(content_of(path), now))
        except ExtractorError:  # an ordinary text
            pass
    return _kept(store, Handed((read(brought, settings, now),), (), ()))


def _kept(store: Store, handed: Handed) -> HandedIn:
    erased = {erasure.subject for erasure in store.records(Erasure)}
    kept = [shield(shortened(item)) for item in handed.items if item.id not in erased]
    known = {item.id for item in store.records(Item, id=[item.id for item in kept])}
    with store.batch():
        store.put(kept)
        store.delete(Reading, subject_id=[item.id for item in kept])
    return HandedIn(tuple(item.id for item in kept), len({item.id for item in kept} - known), handed.unusable, handed.notes)
