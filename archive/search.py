"""Search over what was said and what briefs printed: all SQL of it, and what a word is.

Both engines find the same ids for the same question: migration 0006 cuts texts into the same words on either. Neither knows Indonesian
endings and prefixes, so ``banjir`` does not find ``kebanjiran``; a trailing ``*`` finds every word that begins so. Newest first: what
somebody looks for in an archive of news is seldom what repeats a word most often.
"""
# ruff: noqa: S608 - statements are made of our own words; what people ask is bound, never part of one

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Date, bindparam, text

from archive import ArchiveError
from archive.engine import asking
from archive.records import Edition, Item
from archive.store import Store
from archive.tables import Instant

TABLES = frozenset({"search_waiting", "searched_item", "searched_brief"})
FTS5_TABLES = frozenset(f"{index}{part}" for index in ("item_words", "brief_words") for part in ("", "_data", "_idx", "_config"))
"""What the migration makes beside the tables of the records: on both engines, and what FTS5 keeps its words in."""

MOST_WORDS = 32
SHORTEST_PREFIX = 3
"""Letters before a ``*``: fewer begin a great part of all words, and finding those would take seconds."""

LONGEST_WORD = 500
"""Characters of a word that are compared; see migration 0006, which also has the next three."""
_SECOND = 1_048_576
_YEAR_ZERO = 62_167_219_200
_NO_LETTERS = frozenset(
    code
    for first, last in ((0x2066, 0x2069), (0x20A0, 0x20CF), (0x23F4, 0x23FF), (0x2B4D, 0x2BFF), (0xFE0E, 0xFE0F), (0x1F000, 0x1FAFF))
    for code in range(first, last + 1)
)
_TAKE_WAITING = """
    with taken as (delete from search_waiting returning item_id)
    insert into searched_item
    select id, source_id, coalesce(published_at, collected_at),
           pantau_words(coalesce(title, '') || ' ' || coalesce(nullif(body, ''), summary, ''))
    from taken join item on id = item_id
"""
_NUMBER_WAITING = f"""
    insert into searched_item (doc, item_id, source_id)
    select coalesce((select max(doc) + 1 from searched_item where doc between first and first + {_SECOND - 1}), first) - 1
           + row_number() over (partition by first order by id), id, source_id
    from (
        select id, source_id, {_SECOND}
               * (cast(strftime('%s', substr(coalesce(published_at, collected_at), 1, 19)) as integer) + {_YEAR_ZERO}) as first
        from search_waiting join item on id = item_id
    )
"""
_INDEX_WAITING = """
    insert into item_words (rowid, words)
    select doc, words from searched_text where doc in (select doc from search_waiting join searched_item using (item_id)) order by doc
"""
_MANY = 10_000
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»＂"), '"')


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must stand next to each other in this order; with ``prefix`` the last of them may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The newest items that were found (by time, then id), and how many there are in all."""

    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Told:
    """A section of an edition of the brief that speaks of what was asked; ``number`` is the printing."""

    edition: Edition
    day: date
    number: int
    section: str


class _Gaps(dict[int, int | str]):
    """For ``str.translate``: what is no part of a word becomes a space. Remembers what it was asked."""

    def __missing__(self, code: int) -> int | str:
        kind = unicodedata.category(chr(code))
        word = (kind[0] in "LN" or kind in ("Mn", "Mc")) and code not in _NO_LETTERS
        self[code] = code if word else " "
        return self[code]


class _Folds(dict[int, int | str]):
    """For ``str.translate``: letters without case, and Latin ones without accents. Remembers what it was asked."""

    def __missing__(self, code: int) -> int | str:
        letter = chr(code)
        low = letter.casefold() if len(letter.casefold()) == 1 else letter.lower()[0]
        bare = unicodedata.normalize("NFD", low)[0]
        self[code] = "" if "\u0300" <= letter <= "\u0331" else bare if bare.isascii() else low
        return self[code]


_GAPS, _FOLDS = _Gaps(), _Folds()


def terms_of(query: str) -> tuple[Term, ...]:
    """What ``query`` asks for: words of which all must be there, exact phrases in quotes, and beginnings of words before a ``*``.

    Any text is a query. What is glued together without a space (covid-19, a/b) is a phrase; a quote that is
    never closed reaches to the end.

    Raises:
        ArchiveError: there is no word in it, there are over :data:`MOST_WORDS`, or fewer than :data:`SHORTEST_PREFIX` letters before
            a ``*``.
    """
    pieces = query.translate(_QUOTES).split('"')
    terms: dict[Term, None] = {}
    for place, piece in enumerate(pieces):
        quoted = place % 2 == 1
        goes_on = quoted and place + 1 < len(pieces) and pieces[place + 1].startswith("*")
        for chunk in [piece] if quoted else piece.split():
            words = tuple(word[:LONGEST_WORD] for word in chunk.translate(_GAPS).split())
            if words:
                # A word is kept as far as it is compared, so whatever begins so is the same word.
                terms[Term(words, goes_on or chunk.endswith("*") or len(words[-1]) == LONGEST_WORD)] = None
    if not terms:
        raise ArchiveError('there is no word to look for; write words, "an exact phrase", or the beginning of a word with a star (banj*)')
    amount = sum(len(term.words) for term in terms)
    if amount > MOST_WORDS:
        raise ArchiveError(f"{amount} words are too many to look for; write the {MOST_WORDS} that matter most, or fewer")
    for term in terms:
        if term.prefix and len(term.words[-1]) < SHORTEST_PREFIX:
            raise ArchiveError(f"{term.words[-1]}*: too many words begin so; write at least {SHORTEST_PREFIX} letters before the star")
    return tuple(terms)


def find(store: Store, terms: Sequence[Term], since: datetime | None, until: datetime | None, source_id: str | None, most: int) -> Found:
    """The items that hold all ``terms`` and were said in [since, until) (UTC, whole seconds), the newest ``most`` of them.

    Raises:
        ArchiveError: the database cannot be read.
    """
    catch_up(store)
    with store._reading() as connection:
        asked = _on_postgresql if connection.dialect.name == "postgresql" else _on_sqlite
        ids, total = asked(connection, terms, since, until, source_id, most)
    items = {item.id: item for item in store.records(Item, id=ids)}
    return Found(tuple(items[item_id] for item_id in ids if item_id in items), total)


def find_told(store: Store, terms: Sequence[Term], since: date | None, until: date | None) -> tuple[Told, ...]:
    """The sections of briefs of [since, until] that hold all ``terms``, newest first; of several printings the last that holds them.

    Raises:
        ArchiveError: the database cannot be read.
    """
    days = "day between :since and :until"
    with store._reading() as connection:
        if connection.dialect.name == "postgresql":
            where, values = f"words @@ ({_all_of(terms)}) and {days}", _each_of(terms)
        else:
            where, values = f"doc in (select rowid from brief_words where words match :match) and {days}", {"match": _match(terms)}
        # Older printings first, so that of the same section the last one stays.
        asked = text(f"select edition, day, number, title from searched_brief where {where} order by number")
        asked = asked.bindparams(bindparam("since", since or date.min, Date), bindparam("until", until or date.max, Date))
        rows = connection.execute(asked.columns(day=Date, number=BigInteger), values).all()
    told = {(row.day, row.edition, row.title): Told(row.edition, row.day, row.number, row.title) for row in rows}
    return tuple(told[key] for key in sorted(told, key=lambda key: (-key[0].toordinal(), *key[1:])))


def spots(said: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where in a text the terms stand, as [start, end) in characters, in the order of the text."""
    words = [(found.group().translate(_FOLDS), *found.span()) for found in re.finditer(r"[^ ]+", said.translate(_GAPS))]
    words = [word for word in words if word[0]]
    hits = []
    for term in terms:
        *before, last = (word.translate(_FOLDS) for word in term.words)
        for place in range(len(before), len(words)):
            ends = words[place][0].startswith(last) if term.prefix else words[place][0] == last
            if ends and [word[0] for word in words[place - len(before) : place]] == before:
                hits.append((words[place - len(before)][1], words[place][2]))
    return sorted(hits)


def catch_up(store: Store) -> None:
    """Take the items into the index that came since somebody last searched. :func:`find` does so itself, but then somebody waits.

    Raises:
        ArchiveError: the database refused.
    """
    with store._reading() as connection:
        if not connection.execute(text("select exists(select 1 from search_waiting)")).scalar():
            return
    with store._writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(_TAKE_WAITING)
        else:
            for statement in (_NUMBER_WAITING, _INDEX_WAITING, "delete from search_waiting"):
                connection.exec_driver_sql(statement)


def purge(store: Store) -> None:
    """Take the words of what was deleted out of the index for good; until then they lie in it unread. Call after an erasure.

    SQLite writes the whole index anew. PostgreSQL marks the space as free, and overwrites it when it is needed.

    Raises:
        ArchiveError: the database refused.
    """
    catch_up(store)
    engine = store._engine
    if engine.dialect.name == "postgresql":
        with asking(engine, "words could not be removed"), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("vacuum searched_item, searched_brief")
        return
    with store._writing() as connection:
        # Pages that become free are overwritten with zeros; some builds of SQLite would leave what stood there.
        connection.exec_driver_sql("pragma secure_delete = on")
        for index in ("item_words", "brief_words"):
            connection.exec_driver_sql(f"insert into {index} ({index}) values ('optimize')")


def _on_sqlite(
    connection: Connection, terms: Sequence[Term], since: datetime | None, until: datetime | None, source_id: str | None, most: int
) -> tuple[list[str], int]:
    joined = "item_words join searched_item on doc = item_words.rowid"
    where = "item_words match :match and item_words.rowid >= :first and item_words.rowid < :end"
    counted = f"select count(*) from item_words where {where}"
    if source_id is not None:
        where += " and source_id = :source"
        counted = f"select count(*) from {joined} where {where}"
    values: dict[str, Any] = {"match": _match(terms), "first": _number(since, 0), "end": _number(until, 2**63 - 1), "source": source_id}
    newest = text(f"select doc from {joined} where {where} order by item_words.rowid desc limit :most")
    docs = connection.execute(newest, {**values, "most": most}).scalars().all()
    if not docs:
        return [], 0
    # Within one second entries are numbered as they came: all of the last second are read, and put in order here.
    said = text(
        f"select id, coalesce(published_at, collected_at) as at from item join (select item_id from {joined} where {where}) on id = item_id"
    ).columns(at=Instant())
    rows = connection.execute(said, {**values, "first": max(values["first"], docs[-1] // _SECOND * _SECOND)}).all()
    by_id = sorted(rows, key=lambda row: row.id)
    ids = [row.id for row in sorted(by_id, key=lambda row: row.at, reverse=True)]
    return ids[:most], connection.execute(text(counted), values).scalar_one()


def _on_postgresql(
    connection: Connection, terms: Sequence[Term], since: datetime | None, until: datetime | None, source_id: str | None, most: int
) -> tuple[list[str], int]:
    conditions = [f"words @@ ({_all_of(terms)})"]
    conditions += [condition for condition, value in (("at >= :since", since), ("at < :until", until)) if value is not None]
    conditions += ["source_id = :source"] if source_id is not None else []
    where = f"from searched_item where {' and '.join(conditions)}"
    values = {**_each_of(terms), "since": since, "until": until, "source": source_id, "most": most}
    # To the planner reading all rows looks cheap: it does not know that their words lie apart.
    connection.execute(text("set local enable_seqscan = off"))
    total = connection.execute(text(f"select count(*) {where}"), values).scalar_one()
    # Few are found by their words and then sorted, many are met by going back in time. The planner would go back for few ones too.
    how = "materialized" if total < _MANY else "not materialized"
    newest = text(
        f'with hit as {how} (select item_id, at {where}) select item_id from hit order by at desc, item_id collate "C" limit :most'
    )
    return list(connection.execute(newest, values).scalars()), total


def _number(at: datetime | None, otherwise: int) -> int:
    """The first number that an entry said at an instant may have."""
    if at is None:
        return otherwise
    return (int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) + _YEAR_ZERO) * _SECOND


def _match(terms: Sequence[Term]) -> str:
    """The question in FTS5's language: words hold letters and digits only, so nothing in quotes means anything else."""
    return " AND ".join(f'"{" ".join(term.words)}"{" *" * term.prefix}' for term in terms)


def _all_of(terms: Sequence[Term]) -> str:
    return " && ".join(f"pantau_asked(:term{place})" for place in range(len(terms)))


def _each_of(terms: Sequence[Term]) -> dict[str, str]:
    return {f"term{place}": " ".join(term.words) + "*" * term.prefix for place, term in enumerate(terms)}
