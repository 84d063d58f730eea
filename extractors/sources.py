"""The registry: a TOML file with one ``[[source]]`` table per place we listen to and one ``[[channel]]`` per kind of public channel.

A mistake in the file stops the start: every message names the file, the entry, the key and the cure, because the people who edit it are
rarely those who wrote this.
"""

from __future__ import annotations

import re
import tomllib
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar, get_args, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from archive.records import Source
from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.visit import kinds

_OWN_LIST = Path(__file__).with_name("sources.toml")
_TABLES = ("source", "channel", "words")
_LONGEST_PATTERN = 300
_SETTING = re.compile(r"PANTAU_[A-Z][A-Z0-9_]*")


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of public channel: "built" is read, "opt_in" is read once the office wants it, "not_built" is not read.

    ``needs`` names the settings without which it (or a part of it) stays silent; ``why`` gives the reason in Indonesian.
    """

    id: str
    name: str
    state: Literal["built", "opt_in", "not_built"]
    needs: tuple[str, ...]
    why: str


def load_sources(path: Path | None) -> tuple[Source, ...]:
    """The sources of ``path``, or of the registry that comes with the project, in the file's order and whatever their state.

    Raises:
        ExtractorError: the file is missing, is no TOML, or an entry is wrong; the message says where and what to do.
    """
    path = path or _OWN_LIST
    document = _document(path)
    words = _words(path, document)
    readable = kinds()
    owners: dict[str, str] = {}

    def complete(source: Source, where: str) -> None:
        _check(source, where, readable)
        for url in source.urls:
            if url in owners:
                raise ExtractorError(f"{where}: urls: {url!r} is also an address of {owners[url]!r}; keep it in one place")
            owners[url] = source.id

    return _records(Source, path, document, "source", complete, words)


def load_channels(path: Path | None) -> tuple[Channel, ...]:
    """What the registry says of each kind of public channel, in the file's order.

    Raises:
        ExtractorError: as :func:`load_sources`.
    """
    path = path or _OWN_LIST

    def complete(channel: Channel, where: str) -> None:
        for name in channel.needs:
            if not _SETTING.fullmatch(name):
                raise ExtractorError(f"{where}: needs: {name!r} is no setting; write its name in capitals, such as PANTAU_X_BEARER_TOKEN")

    return _records(Channel, path, _document(path), "channel", complete, {})


def _document(path: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ExtractorError(f"{path}: cannot be read ({error.strerror}); name a readable file") from error
    except UnicodeDecodeError as error:
        raise ExtractorError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ExtractorError(f"{path}: is not TOML: {error}; correct that line") from error
    for key in document:
        if key not in _TABLES:
            raise ExtractorError(f"{path}: {key}: only [[source]], [[channel]] and [words] may stand here; move it into one or remove it")
    for key in ("source", "channel"):
        entries = document.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ExtractorError(f"{path}: {key}: write each entry as a table of its own, headed [[{key}]]")
    return document


def _words(path: Path, document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The named lists that ``only`` may refer to."""
    table = document.get("words", {})
    if not isinstance(table, dict):
        raise ExtractorError(f'{path}: words: write a table of named lists: [words], then kaltim = ["…"]')
    return {name: _texts(f"{path}: words", name, value) for name, value in table.items()}


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=_Named)


def _records(
    record: type[Record],
    path: Path,
    document: Mapping[str, Any],
    table: str,
    complete: Callable[[Record, str], None],
    words: Mapping[str, tuple[str, ...]],
) -> tuple[Record, ...]:
    """The entries of one kind of table; ``complete`` checks what the types cannot say."""
    found: dict[str, Record] = {}
    for number, entry in enumerate(document.get(table, []), start=1):
        where = f"{path}: {entry['id']!r}" if entry.get("id") else f"{path}: {'' if table == 'source' else table + ' '}entry {number}"
        one = _record(record, entry, where, words)
        if one.id in found:
            raise ExtractorError(f"{where}: id: used twice; give entry {number} an id of its own")
        complete(one, where)
        found[one.id] = one
    return tuple(found.values())


def _record(record: type[Record], entry: Mapping[str, Any], where: str, words: Mapping[str, tuple[str, ...]]) -> Record:
    known = _known(record)
    for key in entry:
        if key not in known:
            raise ExtractorError(f"{where}: {key}: unknown key; {_nearest(key, tuple(known))}")
    for name, (_, required) in known.items():
        if required and name not in entry:
            raise ExtractorError(f"{where}: {name}: missing; add it")
    values = {key: _value(where, key, value, known[key][0]) for key, value in entry.items() if key != "only"}
    if "only" in entry:
        values["only"] = _only(where, entry["only"], words)
    return record(**values)


@cache
def _known(record: type[Any]) -> dict[str, tuple[Any, bool]]:
    """The keys of a table with the type of each and whether it must be there; the record itself says so."""
    hints = get_type_hints(record)
    return {field.name: (hints[field.name], field.default is MISSING) for field in fields(record)}


def _value(where: str, key: str, value: Any, hint: Any) -> Any:
    """A TOML value as the record's field wants it."""
    if isinstance(hint, types.UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    choices = get_args(hint) if all(isinstance(option, str) for option in get_args(hint)) else ()
    if choices:
        if value not in choices:
            raise ExtractorError(f"{where}: {key}: {value!r} is none of {', '.join(choices)}; {_nearest(value, choices)}")
    elif hint is str:
        if not isinstance(value, str) or not value.strip():
            raise ExtractorError(f'{where}: {key}: {value!r} is no text; write it in quotes: {key} = "…"')
    elif hint is bool:
        if not isinstance(value, bool):
            raise ExtractorError(f"{where}: {key}: {value!r} is neither true nor false; write {key} = false, without quotes")
    elif hint is int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ExtractorError(f"{where}: {key}: {value!r} is no whole number above zero; write {key} = 200, say")
    else:
        return _texts(where, key, value)
    return value


def _texts(where: str, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ExtractorError(f'{where}: {key}: {value!r} is no list of texts; write {key} = ["…"]')
    if not all(part.strip() for part in value):
        raise ExtractorError(f"{where}: {key}: holds an empty text; remove it")
    return tuple(value)


def _only(where: str, value: Any, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The words to keep by: written out, or the name of a list of ``[words]``."""
    if isinstance(value, str):
        if value not in words:
            cure = _nearest(value, tuple(words)) if words else f'add it: [words], then {value} = ["…"]'
            raise ExtractorError(f"{where}: only: no list of [words] is named {value!r}; {cure}")
        return words[value]
    return _texts(where, "only", value)


def _check(source: Source, where: str, readable: tuple[str, ...]) -> None:
    if source.kind not in readable:
        raise ExtractorError(f"{where}: kind: no file of extractors/ reads {source.kind!r}; {_nearest(source.kind, readable)}")
    if not source.urls and source.state != "off":
        raise ExtractorError(f'{where}: urls: empty; name at least one address: urls = ["https://…"], or write state = "off"')
    for url in source.urls:
        if not is_web_address(url):
            raise ExtractorError(f"{where}: urls: {url!r} is no web address; begin with https:// or http:// and a host")
    if source.article_pattern is not None:
        _check_pattern(source.article_pattern, f"{where}: article_pattern")
    _check_zone(source.timezone, f"{where}: timezone")
    for key, selectors in (("body_selector", (source.body_selector,)), ("strip", source.strip)):
        for selector in selectors:
            if selector is not None:
                _check_selector(selector, f"{where}: {key}")


def _check_pattern(pattern: str, where: str) -> None:
    if len(pattern) > _LONGEST_PATTERN:
        raise ExtractorError(f"{where}: longer than {_LONGEST_PATTERN} characters; describe the shape of the path, not every article")
    if "://" in pattern:
        raise ExtractorError(f"{where}: {pattern!r} is a whole address; describe its path alone, from the first / after the host")
    try:
        re.compile(pattern)
    except re.error as error:
        raise ExtractorError(f"{where}: {pattern!r} is no regular expression ({error}); write one such as '/read/\\d+/'") from error


def _check_zone(zone: str, where: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ExtractorError(
            f"{where}: {zone!r} is unknown; use Asia/Makassar (WITA), Asia/Jakarta (WIB) or Asia/Jayapura (WIT)"
        ) from error


def _check_selector(selector: str, where: str) -> None:
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError as error:
        raise ExtractorError(f"{where}: {selector!r} is no CSS selector; write one such as div.isi or #artikel p") from error


def _nearest(word: Any, choices: tuple[str, ...]) -> str:
    close = get_close_matches(str(word), choices, n=1)
    return f"did you mean {close[0]!r}?" if close else f"choose one of: {', '.join(choices)}"
