"""Keep what citizens or staff handed in, so that the next analysis reads it beside everything else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.records import Erasure, Item, Reading
from archive.settings import Settings
from archive.store import Store
from extractors import ExtractorError
from extractors.handed_in_chat import from_chat
from extractors.handed_in_table import from_csv
from extractors.lengths import shortened
from extractors.privacy import shield
from flows import FlowError
from flows.check import read

TABLES = (".csv", ".tsv")


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
        FlowError: there is nothing to read.
        ExtractorError: the file or address cannot be read; the message says what to do.
    """
    now = now or datetime.now(UTC)
    path = Path(brought) if len(brought) < 1000 and "\n" not in brought else None
    unusable: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    if path is not None and path.suffix.lower() in (*TABLES, ".txt") and path.is_file():
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FlowError(f"{path}: cannot be read ({error.strerror}); check the file") from error
        if path.suffix.lower() in TABLES:
            handed = from_csv(data, now)
            items, unusable, notes = handed.items, handed.unusable, handed.notes
        else:
            try:
                chat = from_chat(data, now)
                items, unusable, notes = chat.items, chat.unusable, chat.notes
            except ExtractorError:  # an ordinary text
                items = (read(brought, settings, now),)
    else:
        items = (read(brought, settings, now),)
    return _kept(store, items, unusable, notes)


def _kept(store: Store, items: tuple[Item, ...], unusable: tuple[str, ...], notes: tuple[str, ...]) -> HandedIn:
    erased = {erasure.subject for erasure in store.records(Erasure)}
    kept = [shield(shortened(item)) for item in items if item.id not in erased]
    known = {item.id for item in store.records(Item, id=[item.id for item in kept])}
    with store.batch():
        store.put(kept)
        store.delete(Reading, subject_id=[item.id for item in kept])
    return HandedIn(tuple(item.id for item in kept), len({item.id for item in kept} - known), unusable, notes)
