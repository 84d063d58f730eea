"""The list of sources: a TOML file with one ``[[source]]`` table per place we listen to.

A mistake in the list stops the start: every message names the file, the entry, the key and the cure, because the people who edit it are
rarely those who wrote this.
"""

from __future__ import annotations

import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from archive.records import Source
from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.visit import kinds

_OWN_LIST = Path(__file__).with_name("sources.toml")
_FIELDS: dict[str, Field[Any]] = {field.name: field for field in fields(Source)}
_HINTS = get_type_hints(Source)


def load_sources(path: Path | None) -> tuple[Source, ...]:
    """The sources of ``path``, or of the list that comes with the project, in the file's order and whatever their state.

    Raises:
        ExtractorError: the file is missing, is no TOML, or an entry is wrong; the message says where and what to do.
    """
    path = path or _OWN_LIST
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ExtractorError(f"{path}: cannot be read ({error.strerror}); name a readable file") from error
    except UnicodeDecodeError as error:
        raise ExtractorError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ExtractorError(f"{path}: is not TOML: {error}; correct that line") from error
    entries = document.pop("source", [])
    if document:
        raise ExtractorError(f"{path}: {next(iter(document))}: only [[source]] tables may stand here; move it into one or remove it")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ExtractorError(f"{path}: source: write each entry as a table of its own, headed [[source]]")
    readable = kinds()
    sources: dict[str, Source] = {}
    for number, entry in enumerate(entries, start=1):
        where = f"{path}: {entry['id']!r}" if entry.get("id") else f"{path}: entry {number}"
        source = _source(entry, where, readable)
        if source.id in sources:
            raise ExtractorError(f"{where}: id: used twice; give entry {number} an id of its own")
        sources[source.id] = source
    return tuple(sources.values())


def _source(entry: Mapping[str, Any], where: str, readable: tuple[str, ...]) -> Source:
    for key in entry:
        if key not in _FIELDS:
            raise ExtractorError(f"{where}: {key}: unknown key; {_nearest(key, tuple(_FIELDS))}")
    for name, field in _FIELDS.items():
        if name not in entry and field.default is MISSING:
            raise ExtractorError(f"{where}: {name}: missing; add it")
    source = Source(**{key: _value(where, key, value) for key, value in entry.items()})
    _check(source, where, readable)
    return source


def _value(where: str, key: str, value: Any) -> Any:
    """A TOML value as the record's field wants it; ``Source`` itself says what that is."""
    hint = _HINTS[key]
    if isinstance(hint, types.UnionType):
        hint = next(option for option in get_args(hint) if option is not type(None))
    choices = get_args(hint) if all(isinstance(option, str) for option in get_args(hint)) else ()
    if choices:
        if value not in choices:
            raise ExtractorError(f"{where}: {key}: {value!r} is none of {', '.join(choices)}; {_nearest(value, choices)}")
    elif hint is str:
        if not isinstance(value, str) or not value.strip():
            raise ExtractorError(f'{where}: {key}: {value!r} is no text; write it in quotes: {key} = "…"')
    elif hint is int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ExtractorError(f"{where}: {key}: {value!r} is no whole number above zero; write {key} = 200, say")
    else:
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise ExtractorError(f'{where}: {key}: {value!r} is no list of texts; write {key} = ["…"]')
        return tuple(value)
    return value


def _check(source: Source, where: str, readable: tuple[str, ...]) -> None:
    if source.kind not in readable:
        raise ExtractorError(f"{where}: kind: no file of extractors/ reads {source.kind!r}; {_nearest(source.kind, readable)}")
    if not source.urls:
        raise ExtractorError(f'{where}: urls: empty; name at least one address: urls = ["https://…"]')
    for url in source.urls:
        if not is_web_address(url):
            raise ExtractorError(f"{where}: urls: {url!r} is no web address; begin with https:// or http:// and a host")
    try:
        ZoneInfo(source.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ExtractorError(
            f"{where}: timezone: {source.timezone!r} is unknown; use Asia/Makassar (WITA), Asia/Jakarta (WIB) or Asia/Jayapura (WIT)"
        ) from error
    for key, selectors in (("body_selector", [source.body_selector] if source.body_selector else []), ("strip", source.strip)):
        for selector in selectors:
            try:
                LexborHTMLParser("<p>").css(selector)
            except SelectolaxError as error:
                raise ExtractorError(f"{where}: {key}: {selector!r} is no CSS selector; write one such as div.isi or #artikel p") from error


def _nearest(word: Any, choices: tuple[str, ...]) -> str:
    close = get_close_matches(str(word), choices, n=1)
    return f"did you mean {close[0]!r}?" if close else f"choose one of: {', '.join(choices)}"
