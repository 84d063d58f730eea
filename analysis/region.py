"""The watched region as data: who and what belongs to it, read from a file of the form of ``region.toml``."""

from __future__ import annotations

import hashlib
import re
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from analysis import AnalysisError

SHIPPED = Path(__file__).with_name("region.toml")
ANY_REGION = "@region"
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ", "'"))

TermKind = Literal["name", "government", "place", "office", "person", "programme", "company", "outlet", "elsewhere", "street"]


@dataclass(frozen=True, slots=True)
class Term:
    """One name to look for. ``words`` are compared in lower case; with ``written`` the text must have these capitals or be all capitals.

    ``entity`` is what the reading lists (a place's id, an office's abbreviation, a person's name); ``place`` is where the entity lies;
    ``near`` holds words of which one must stand close (empty: none needed); ``start`` and ``end`` bound the days on which it counts.
    """

    words: tuple[str, ...]
    written: tuple[str, ...] | None
    kind: TermKind
    entity: str
    office: str | None = None
    place: str | None = None
    near: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    alone_is_label: bool = False
    weightless: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """The watched region. ``terms`` maps a name's first word to the names that begin with it, longest first.

    ``version`` changes with every change of the file: eight hex digits of its SHA-256.
    """

    id: str
    name: str
    short: str
    version: str
    terms: Mapping[str, tuple[Term, ...]]


def words_of(text: str) -> list[str]:
    """The words of ``text`` as they are compared: whole words, one kind of apostrophe, original case."""
    return WORD.findall(plain(text))


def plain(text: str) -> str:
    """``text`` with every kind of apostrophe written as ``'``; offsets stay."""
    return text.translate(_APOSTROPHES)


def load_region(path: Path | None = None) -> Region:
    """Read ``path``, or the region shipped with the program.

    Raises:
        AnalysisError: the file cannot be read, or an entry has an unknown, missing or malformed key; file, entry, key and cure are named.
    """
    path = path or SHIPPED
    try:
        raw = path.read_bytes()
        data = tomllib.loads(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnalysisError(f"{path}: cannot be read as TOML ({error}); mend it or restore the file from the repository") from error
    tables = {key: _entries(data, key, path) for key in data if key in _KEYS}
    for key in data:
        if key not in _KEYS:
            raise AnalysisError(f"{path}: unknown table {key}; {_hint(key, _KEYS)}")
    if len(tables.get("region", ())) != 1:
        raise AnalysisError(f"{path}: exactly one [region] is needed; write one with id, name, short and government")
    head = tables["region"][0]
    found: dict[str, list[Term]] = {}
    for term in _terms(head, tables, path):
        found.setdefault(term.words[0], []).append(term)
    terms = {first: tuple(sorted(names, key=lambda t: (-len(t.words), t.words, t.kind, t.entity))) for first, names in found.items()}
    return Region(head["id"], head["name"], head["short"], hashlib.sha256(raw).hexdigest()[:8], terms)


_REQUIRED: dict[str, tuple[str, ...]] = {
    "region": ("id", "name", "short", "government"),
    "place": ("id", "name"),
    "office": ("abbr", "name"),
    "person": ("name", "role", "from"),
    "programme": ("name",),
    "company": ("name", "aliases"),
    "outlets": ("names",),
    "elsewhere": ("names",),
}
_NAMED = {"aliases": list, "capital": list, "guarded": list, "near": list, "note": str}
_KEYS: dict[str, dict[str, type]] = {
    "region": {"id": str, "name": str, "short": str, "aliases": list, "government": list, "own": list, "roles": list},
    "place": {**_NAMED, "id": str, "name": str, "kind": str, "code": str, "seat": str, "parts": list},
    "office": {**_NAMED, "abbr": str, "name": str, "near_region": list, "level": str, "place": str, "local": bool, "not_alone": bool},
    "person": {**_NAMED, "name": str, "role": str, "from": str, "to": str, "place": str, "evidence": str, "weightless": bool},
    "programme": {**_NAMED, "name": str},
    "company": {**_NAMED, "name": str},
    "outlets": {"names": list},
    "elsewhere": {"names": list, "streets": list},
}


def _hint(key: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(key, known, n=1)
    return f"did you mean {near[0]}?" if near else f"choose one of {', '.join(known)} or remove it"


def _entries(data: Mapping[str, Any], table: str, path: Path) -> list[dict[str, Any]]:
    raw = data[table]
    entries = [raw] if isinstance(raw, dict) else raw
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise AnalysisError(f"{path}: {table} must be a table; write [[{table}]] above each entry")
    for number, entry in enumerate(entries, start=1):
        where = f"{path}: {table} {entry.get('id') or entry.get('abbr') or entry.get('name') or f'number {number}'}"
        for key, value in entry.items():
            kind = _KEYS[table].get(key)
            if kind is None:
                raise AnalysisError(f"{where}: unknown key {key}; {_hint(key, _KEYS[table])}")
            if type(value) is not kind or (isinstance(value, list) and not all(isinstance(name, str) and words_of(name) for name in value)):
                words = {str: "a text in quotes", list: "a list of names in quotes", bool: "true or false"}[kind]
                raise AnalysisError(f"{where}: {key} = {value!r} must be {words}")
        for key in _REQUIRED[table]:
            if key not in entry:
                raise AnalysisError(f"{where}: {key} is missing; add it")
        if entry.get("guarded") and not entry.get("near") and table != "person":
            raise AnalysisError(f"{where}: guarded names need near = [...], the words of which one must stand close to them")
    return entries


def _terms(head: Mapping[str, Any], tables: Mapping[str, list[dict[str, Any]]], path: Path) -> Iterator[Term]:
    names = list(dict.fromkeys([head["name"], head["short"], *head.get("aliases", ())]))
    behind = [f"{between}{name}" for name in names[:2] for between in ("", "Provinsi ", "Prov ")]
    places = {place["id"] for place in tables.get("place", ())}
    for name in names:
        yield _term(name, "name", head["name"])
    for title in head["government"]:
        for name in behind:
            yield _term(f"{title} {name}", "government", f"{title} {head['short']}")
    for name in head.get("own", ()):
        yield _term(name, "government", name)
    for place in tables.get("place", ()):
        yield from _named(place, "place", place["id"], [place["name"], *place.get("parts", ())], place["id"])
        for street in (s for table in tables.get("elsewhere", ()) for s in table.get("streets", ())):
            yield _term(f"{street} {place['id']}", "street", place["id"])
    for office in tables.get("office", ()):
        yield from _office(office, behind, places, path)
    for person in tables.get("person", ()):
        _check_place(person, person["name"], places, path)
        yield from _person(person, tuple(head.get("roles", ())), path)
    for table, kind in _PLAIN.items():
        for entry in tables.get(table, ()):
            yield from _named(entry, kind, entry["name"], [])
    for outlet in (name for table in tables.get("outlets", ()) for name in table["names"]):
        yield _term(outlet, "outlet", outlet)
    for other in (name for table in tables.get("elsewhere", ()) for name in table["names"]):
        yield _term(other, "elsewhere", other, capital=True)


_PLAIN: dict[str, TermKind] = {"programme": "programme", "company": "company"}


def _term(name: str, kind: TermKind, entity: str, *, capital: bool = False, **rest: Any) -> Term:
    written = tuple(words_of(name))
    return Term(tuple(word.lower() for word in written), written if capital else None, kind, entity, **rest)


def _named(entry: Mapping[str, Any], kind: TermKind, entity: str, also: list[str], place: str | None = None, **rest: Any) -> Iterator[Term]:
    near = tuple(word if word == ANY_REGION else word.lower() for word in entry.get("near", ()))
    for name in (*also, *entry.get("aliases", ())):
        yield _term(name, kind, entity, place=place, **rest)
    for name in entry.get("capital", ()):
        yield _term(name, kind, entity, place=place, capital=True, **rest)
    for name in entry.get("guarded", ()):
        yield _term(name, kind, entity, place=place, capital=True, near=near, **rest)


def _office(office: Mapping[str, Any], behind: list[str], places: set[str], path: Path) -> Iterator[Term]:
    abbr = office["abbr"]
    _check_place(office, abbr, places, path)
    kind: TermKind = "government" if office.get("local") else "office"
    label = office.get("not_alone", False)
    yield from _named(office, kind, abbr, [office["name"]], office.get("place"), office=abbr, alone_is_label=label)
    if not office.get("local"):
        for name in dict.fromkeys((office["name"], *office.get("aliases", ()), *office.get("near_region", ()))):
            for region in behind:
                yield _term(f"{name} {region}", "government", f"{abbr} {behind[0]}", office=abbr)


def _person(person: Mapping[str, Any], roles: tuple[str, ...], path: Path) -> Iterator[Term]:
    where = f"{path}: person {person['name']}"
    start, end = _bound(person["from"], f"{where}: from", last=False), _bound(person.get("to"), f"{where}: to", last=True)
    if start and end and end < start:
        raise AnalysisError(f"{where}: to lies before from; exchange them")
    bare = [person["name"]] if person["name"] not in (*person.get("guarded", ()), *person.get("capital", ())) else []
    entry = person if person.get("near") else {**person, "near": roles}
    rest = {"start": start, "end": end, "weightless": person.get("weightless", False)}
    yield from _named(entry, "person", person["name"], bare, person.get("place"), **rest)


def _check_place(entry: Mapping[str, Any], name: str, places: set[str], path: Path) -> None:
    if "place" in entry and entry["place"] not in places:
        known = ", ".join(sorted(places)) or "none yet"
        raise AnalysisError(f"{path}: {name}: place = {entry['place']!r} is no [[place]] of this file; use one of their ids: {known}")


def _bound(raw: str | None, where: str, *, last: bool) -> date | None:
    """The first or last day of a date, a month or a year written as YYYY, YYYY-MM or YYYY-MM-DD."""
    if raw is None:
        return None
    try:
        year, month, day = (*(int(part) for part in raw.split("-")), None, None)[:3]
        if year is None:
            raise ValueError
        month = month or (12 if last else 1)
        return date(year, month, day or (monthrange(year, month)[1] if last else 1))
    except ValueError as error:
        raise AnalysisError(f"{where} = {raw!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD") from error
