"""The registry of sources: one ``[[source]]`` entry each, read from TOML and checked when the program starts."""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from selectolax.lexbor import LexborHTMLParser

from archive.records import Source, SourceState, Tier, columns_of
from extractors import ExtractorError
from extractors.visit import kinds

SHIPPED = Path(__file__).with_name("sources.toml")
CHOICES: Mapping[str, tuple[str, ...]] = {"tier": get_args(Tier), "state": get_args(SourceState)}
WORDS = {str: "a text in quotes", int: "a whole number"}


def load_sources(path: Path | None = None) -> tuple[Source, ...]:
    """The sources of ``path``, in its order; the registry that comes with the program where ``path`` is ``None``.

    Raises:
        ExtractorError: the file cannot be read, or an entry is wrong; the message names file, entry, key and cure.
    """
    path = path or SHIPPED
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ExtractorError(f"{path}: cannot be read ({error}); check PANTAU_SOURCES") from error
    except tomllib.TOMLDecodeError as error:
        raise ExtractorError(f"{path}: not TOML ({error}); correct that line") from error
    entries = data.pop("source", None)
    if data or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ExtractorError(
            f"{path}: holds something else than [[source]] entries ({', '.join(data) or 'none found'}); write one entry per source"
        )
    sources: dict[str, Source] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{path}: source {entry.get('id', f'number {number}')!r}"
        source = _source(entry, where)
        if source.id in sources:
            raise ExtractorError(f"{where}: id is used twice; give each source an id of its own")
        sources[source.id] = source
    return tuple(sources.values())


def _source(entry: dict[str, Any], where: str) -> Source:
    columns = {column.name: column for column in columns_of(Source)}
    for key in entry:
        if key not in columns:
            near = get_close_matches(key, columns, n=1)
            raise ExtractorError(f"{where}: unknown key {key!r}; " + (f"did you mean {near[0]!r}?" if near else "remove it"))
    for field in fields(Source):
        if field.default is MISSING and field.name not in entry:
            raise ExtractorError(f"{where}: key {field.name!r} is missing; add it")
    values: dict[str, Any] = {}
    for key, value in entry.items():
        column = columns[key]
        many = isinstance(value, list)
        if many is not column.many or any(type(part) is not column.scalar for part in (value if many else [value])):
            wanted = "a list of texts" if column.many else WORDS[column.scalar]
            raise ExtractorError(f"{where}: {key} = {value!r} must be {wanted}; correct it")
        values[key] = tuple(value) if many else value
    source = Source(**values)
    _check(source, where)
    return source


def _check(source: Source, where: str) -> None:
    if not source.id.replace("_", "").isalnum() or not source.id.isascii():
        raise ExtractorError(f"{where}: id may hold letters, digits and _ only; rename it")
    for key, choices in {**CHOICES, "kind": kinds()}.items():
        if getattr(source, key) not in choices:
            raise ExtractorError(f"{where}: {key} = {getattr(source, key)!r} is not known; choose one of: {', '.join(choices)}")
    if not source.urls:
        raise ExtractorError(f"{where}: urls is empty; name at least one address")
    for url in source.urls:
        if not _is_web_address(url):
            raise ExtractorError(f"{where}: urls holds {url!r}, which is no http(s) address; correct it")
    try:
        ZoneInfo(source.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ExtractorError(f"{where}: timezone = {source.timezone!r} is not known; write one like Asia/Makassar") from error
    if source.max_items < 1:
        raise ExtractorError(f"{where}: max_items = {source.max_items} must be at least 1; correct it")
    if source.body_selector is not None:
        try:
            LexborHTMLParser("<p></p>").css_first(source.body_selector)
        except ValueError as error:
            raise ExtractorError(f"{where}: body_selector = {source.body_selector!r} is no CSS selector; correct it") from error


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
