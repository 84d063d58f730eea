"""Full-text search over items and printed briefs: an index that follows its tables by itself, with the same words on both engines.

A word is a run of letters, digits and the marks of a script, without case and without the accents of Latin letters; a text is searched
as far as its first 20,000 characters. SQLite's FTS5 knows Unicode 6.1 and takes later symbols for letters, so those that people write
(emoji, money, direction marks) are named to it. PostgreSQL's own parser knows addresses, file names and signed numbers and sees words
otherwise, so its words are cut here.
"""
# ruff: noqa: S608 - statements are made of the constants below

import unicodedata
from collections.abc import Iterable

from alembic import op
from sqlalchemy import text

from archive import ArchiveError

revision = "0006"
down_revision = "0005"

LONGEST = 20_000
"""Characters of a text that are searched: PostgreSQL's index of one text holds up to 1 MB, and 16,383 words in their order."""
LONGEST_WORD = 500
"""Characters of a word that PostgreSQL keeps: it takes up to 2,046 bytes."""
NO_LETTERS = ((0x2066, 0x2069), (0x20A0, 0x20CF), (0x23F4, 0x23FF), (0x2B4D, 0x2BFF), (0xFE0E, 0xFE0F), (0x1F000, 0x1FAFF))
"""What is never part of a word, although FTS5 would take some of it for letters; within these ranges both engines see gaps only."""
ACCENTS = r"\u0300-\u0304\u0306-\u030c\u030f\u0311\u031b\u0323-\u0328\u032d\u032e\u0330\u0331"
"""The marks that FTS5 drops from a word."""
CASED = r"\u0180-\u058f\u10a0-\u13ff\u1c80-\u1fff\u2100-\u218f\u2c00-\u2dff\ua640-\ua7ff\uab70-\uabbf\uff21-\uff3a\U00010400-\U0001e943"
"""Where letters stand that have a lower case, beyond those of Europe's Latin."""

SECOND = 1_048_576
"""Numbers of entries per second, so that an entry's number tells its time and the newest come first without sorting."""
YEAR_ZERO = 62_167_219_200
"""Seconds from year 0 to 1970: added, so that no number is negative."""


def upgrade() -> None:
    """Make the index and fill it from what the archive holds."""
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def _run(statements: Iterable[str]) -> None:
    connection = op.get_bind()
    for statement in statements:
        connection.exec_driver_sql(statement)


def _sqlite() -> None:
    if not op.get_bind().execute(text("select count(*) from pragma_module_list where name = 'fts5'")).scalar():
        raise ArchiveError(
            "this Python's SQLite was built without full-text search (FTS5); use a Python from python.org, Debian or conda, or PostgreSQL"
        )
    gaps = "".join(chr(code) for first, last in NO_LETTERS for code in range(first, last + 1))
    words = f"tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Mn Mc' separators '{gaps}'\", columnsize = 0"
    _run(
        (
            # A number of its own for every entry: the hidden one of a table whose key is a text may change when the file is compacted.
            "create table searched_item (doc integer primary key, item_id text not null unique, source_id text not null)",
            "create table search_waiting (item_id text primary key) without rowid",
            f"create view searched_text as select doc, {_said('item')} as words from searched_item join item on item.id = item_id",
            f"create virtual table item_words using fts5(words, content = 'searched_text', content_rowid = 'doc', {words})",
            "create table searched_brief (doc integer primary key, edition text not null, day date not null, number bigint not null, "
            "title text not null, words text not null)",
            "create index ix_searched_brief_day on searched_brief (day, edition, number)",
            f"create virtual table brief_words using fts5(words, content = 'searched_brief', content_rowid = 'doc', {words})",
            *_item_triggers(),
            *_brief_triggers(),
            f"insert into searched_item (doc, item_id, source_id) select {_first('item')} - 1 + row_number() over "
            f"(partition by {_first('item')} order by id), id, source_id from item order by 1",
            "insert into item_words (item_words) values ('rebuild')",
            "update brief set content = content where content is not null",
        )
    )


def _said(item: str) -> str:
    """What an item says (see :attr:`archive.records.Item.text`), in SQL that both engines know."""
    body = f"coalesce(nullif({item}.body, ''), {item}.summary, '')"
    return f"substr(coalesce({item}.title, '') || ' ' || {body}, 1, {LONGEST})"


def _first(item: str) -> str:
    """The first number of the second in which an item was said; without its fraction, which SQLite would round up."""
    return (
        f"((cast(strftime('%s', substr(coalesce({item}.published_at, {item}.collected_at), 1, 19)) as integer) + {YEAR_ZERO}) * {SECOND})"
    )


def _changed(*columns: str) -> str:
    return " or ".join(f"old.{column} is distinct from new.{column}" for column in columns)


ITEM_COLUMNS = ("id", "source_id", "title", "summary", "body", "published_at", "collected_at")


def _item_triggers() -> Iterable[str]:
    # A trigger that wrote into the index would have it flushed once per row, and collecting would take four times as long: new items wait
    # until somebody searches (see archive.search). What is gone leaves the index at once, because its words are known only now.
    wait = "insert into search_waiting values (new.id) on conflict do nothing;"
    remove = (
        f"insert into item_words (item_words, rowid, words) select 'delete', doc, {_said('old')} from searched_item "
        "where item_id = old.id; delete from searched_item where item_id = old.id; delete from search_waiting where item_id = old.id;"
    )
    changed = _changed(*ITEM_COLUMNS).replace("is distinct from", "is not")
    yield f"create trigger search_item_added after insert on item begin {wait} end"
    yield f"create trigger search_item_removed after delete on item begin {remove} end"
    yield f"create trigger search_item_changed after update on item when {changed} begin {remove} {wait} end"


def _brief_triggers() -> Iterable[str]:
    # Of a section's words the ones that are read: texts, titles, and charts said in words; in the order in which they stand.
    read = (
        "(select group_concat(part.atom, ' ') from json_tree(new.content, section.fullkey) as part "
        "where part.type = 'text' and part.key in ('text', 'title', 'spoken'))"
    )
    add = (
        "insert into searched_brief (edition, day, number, title, words) select new.edition, new.day, new.number, "
        f"coalesce(json_extract(new.content, section.fullkey || '.title'), ''), substr(coalesce({read}, ''), 1, {LONGEST}) "
        "from json_each(case when json_valid(new.content) then new.content else '{}' end, '$.sections') as section "
        "where section.type = 'object';"
    )
    remove = "delete from searched_brief where day = old.day and edition = old.edition and number = old.number;"
    yield (
        "create trigger search_section_added after insert on searched_brief begin "
        "insert into brief_words (rowid, words) values (new.doc, new.words); end"
    )
    yield (
        "create trigger search_section_removed after delete on searched_brief begin "
        "insert into brief_words (brief_words, rowid, words) values ('delete', old.doc, old.words); end"
    )
    yield f"create trigger search_brief_added after insert on brief begin {add} end"
    yield f"create trigger search_brief_removed after delete on brief begin {remove} end"
    yield f"create trigger search_brief_changed after update of content on brief begin {remove} {add} end"


def _postgresql() -> None:
    few, many = _folds(0xC0, 0x17F), _folds(0x180, 0x1E943)
    _run(
        (
            f"""
            create function pantau_folded(said text) returns text language plpgsql immutable parallel safe as $$
            declare words text := lower(regexp_replace(said, '[^{_letters()}]+', ' ', 'g') collate "C");
            begin
                -- Each step costs the more, the fewer texts need it.
                if words ~ '[^ -~]' then
                    words := regexp_replace(translate(words, '{few[0]}', '{few[1]}'), '[{ACCENTS}]', '', 'g');
                    if words ~ '[{CASED}]' then words := translate(words, '{many[0]}', '{many[1]}'); end if;
                end if;
                return btrim(words, ' ');
            end $$
            """,
            f"""
            create function pantau_words(said text) returns tsvector language sql immutable parallel safe as $$
                select coalesce(string_agg(left(word, {LONGEST_WORD}) || ':' || place, ' '), '')::tsvector
                from unnest(string_to_array(nullif(pantau_folded(left(said, {LONGEST})), ''), ' ')) with ordinality as cut (word, place)
            $$
            """,
            f"""
            create function pantau_asked(term text) returns tsquery language sql immutable parallel safe as $$
                select coalesce(
                    string_agg(left(word, {LONGEST_WORD}), ' <-> ' order by place) || case when right(term, 1) = '*' then ':*' else '' end,
                    ''
                )::tsquery
                from unnest(string_to_array(nullif(pantau_folded(term), ''), ' ')) with ordinality as cut (word, place)
            $$
            """,
            "create table searched_item (item_id text constraint pk_searched_item primary key, source_id text not null, "
            # The words lie apart, so that what only counts rows need not wade through them.
            "at timestamptz not null, words tsvector not null) with (toast_tuple_target = 128)",
            "create table search_waiting (item_id text constraint pk_search_waiting primary key)",
            "create table searched_brief (edition text not null, day date not null, number bigint not null, place bigint not null, "
            "title text not null, words tsvector not null, constraint pk_searched_brief primary key (day, edition, number, place))",
            """
            create function search_item() returns trigger language plpgsql as $$ begin
                if tg_op <> 'INSERT' then
                    delete from searched_item where item_id = old.id;
                    delete from search_waiting where item_id = old.id;
                end if;
                if tg_op <> 'DELETE' then insert into search_waiting values (new.id) on conflict do nothing; end if;
                return null;
            end $$
            """,
            """
            create function search_brief() returns trigger language plpgsql as $$ begin
                if tg_op <> 'INSERT' then
                    delete from searched_brief where day = old.day and edition = old.edition and number = old.number;
                end if;
                if tg_op <> 'DELETE' and new.content is not null then
                    begin
                        -- As it stands in the text: jsonb would put the parts into another order.
                        insert into searched_brief
                        select new.edition, new.day, new.number, place, coalesce(section ->> 'title', ''), pantau_words((
                            select string_agg(('"' || part[1] || '"')::json #>> '{}', ' ')
                            from regexp_matches(section::text, '"(?:text|title|spoken)":"((?:[^"\\\\]|\\\\.)*)"', 'g') as part
                        ))
                        from json_array_elements(new.content::json -> 'sections') with ordinality as listed (section, place)
                        where json_typeof(section) = 'object';
                    exception when data_exception then
                        null;  -- What is no content of a brief is not searched, and no reason to keep no brief.
                    end;
                end if;
                return null;
            end $$
            """,
            "insert into searched_item select id, source_id, coalesce(published_at, collected_at), "
            f"pantau_words({_said('item')}) from item",
            "create index ix_searched_item_words on searched_item using gin (words)",
            "create index ix_searched_item_at on searched_item (at)",
            "create index ix_searched_brief_words on searched_brief using gin (words)",
            "create trigger search_item after insert or delete on item for each row execute function search_item()",
            f"create trigger search_item_changed after update on item for each row when ({_changed(*ITEM_COLUMNS)}) "
            "execute function search_item()",
            "create trigger search_brief after insert or delete or update of content on brief for each row execute function search_brief()",
            "update brief set content = content where content is not null",
        )
    )


def _letters() -> str:
    """What words are made of, as the inside of a regular expression's brackets; code points without a character belong to either side."""
    gaps = {code for first, last in NO_LETTERS for code in range(first, last + 1)}
    ranges: list[tuple[int, int]] = []
    open_ = False
    for code in range(0x30, 0x20000):
        kind = unicodedata.category(chr(code))
        if code not in gaps and (kind[0] in "LN" or kind in ("Mn", "Mc")):
            if open_:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
            open_ = True
        elif code in gaps or kind != "Cn":
            open_ = False
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in (*ranges, (0x20000, 0x323AF)))


def _folds(first: int, last: int) -> tuple[str, str]:
    """The letters of a range that are searched as others, and those others: lower case, and without accents where the letter is Latin."""
    known: dict[str, str] = {}
    for letter in map(chr, range(first, last + 1)):
        if unicodedata.category(letter)[0] == "L":
            low = letter.casefold() if len(letter.casefold()) == 1 else letter.lower()[0]
            bare = unicodedata.normalize("NFD", low)[0]
            fold = bare if bare.isascii() else low
            if fold != letter:
                known[letter] = fold
    return "".join(known), "".join(known.values())
