"""Open data of the weather and earthquake service (BMKG): what really shook, and what it warned of. Its name is kept with every text.

Earthquakes stand in three small files of JSON (``…/TEWS/autogempa.json``, ``gempaterkini.json``, ``gempadirasakan.json``), each with
other details of the same ones. Warnings are an RSS list of messages in the Common Alerting Protocol (OASIS CAP 1.2). The files hold only
the latest, so an old rumour can be answered from what we kept, not from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from archive.records import Bulletin, Source, stable_id
from extractors import ExtractorError
from extractors.addresses import is_web_address
from extractors.answers import fields_in, line, read_json, rows_in
from extractors.faults import FetchError
from extractors.http import Client
from extractors.text import clean, clean_line
from extractors.times import resolve
from extractors.visit import Fetched, Memory, conclude

_CREDIT = "Sumber: BMKG (Badan Meteorologi, Klimatologi, dan Geofisika)"
_NUMBER = re.compile(r"[-+−]?\d{1,4}(?:[.,]\d{1,6})?")
_SOUTH_WEST = re.compile(r"\d\s*°?\s*(?:LS|BB|S|W)\b", re.IGNORECASE)
_LONGEST = 5_000
_MOST_AREAS = 500
_FIELDS = (
    "Tanggal", "Jam", "DateTime", "Coordinates", "Lintang", "Bujur", "Magnitude", "Kedalaman", "Wilayah", "Potensi", "Dirasakan",
)  # fmt: skip


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Read every address: files of earthquakes and lists of warnings alike, told apart by what they answer.

    The files are small and complete each other, so they are always read whole. While one of them fails, only new earthquakes are given:
    a known one might lose what just that file says about it.

    Raises:
        ExtractorError: no address could be read.
    """
    quakes: dict[str, dict[str, str]] = {}
    warnings: dict[str, Bulletin] = {}
    offered: list[str] = []
    faults: list[str] = []
    first: ExtractorError | None = None
    for url in source.urls:
        try:
            response = await client.get(url, accept="application/json, application/rss+xml, application/xml;q=0.9", documented=True)
            if response.body.lstrip()[:1] == b"<":
                links = _links(response.body, response.url)[: source.max_items]
                await _read_warnings(links, source, client, memory, now, warnings, offered, faults)
            else:
                for row in _quakes(response.body)[: source.max_items]:
                    _merge(quakes, row, url, source, now)
        except ExtractorError as error:
            first = first or error
            faults.append(f"{url}: {error}")
            if isinstance(error, FetchError) and error.kind == "limit":
                break
    if first and len(faults) == len(source.urls) and not (quakes or offered):
        raise first
    shaken = [
        bulletin for id_, row in quakes.items() if not (faults and id_ in memory.known) and (bulletin := _quake(id_, row, source, now))
    ]
    return conclude(source, now, memory, offered=(*quakes, *offered), bulletins=(*shaken, *warnings.values()), faults=faults)


def _quakes(body: bytes) -> list[Mapping[str, Any]]:
    inside = fields_in(read_json(body), "Infogempa")
    if "gempa" not in inside:
        raise ExtractorError("jawaban tanpa data gempa")
    return rows_in(inside["gempa"])


def _merge(quakes: dict[str, dict[str, str]], row: Mapping[str, Any], url: str, source: Source, now: datetime) -> None:
    said = {field: words[:_LONGEST] for field in _FIELDS if (words := line(row, field)) and words != "-"} | {"url": url}
    at, place = _instant(said, now), _coordinates(said)
    if at is None:
        return
    where = f"{place[0]:.2f},{place[1]:.2f}" if place else said.get("Wilayah", "")
    known = quakes.setdefault(stable_id(source.id, at.isoformat(), where), {})
    for field, words in said.items():
        known.setdefault(field, words)


def _instant(said: Mapping[str, str], now: datetime) -> datetime | None:
    if "DateTime" in said:
        # UTC by the service's own description; a stated offset wins.
        return resolve(said["DateTime"], "UTC", now).instant
    if "Tanggal" in said and "Jam" in said:
        return resolve(f"{said['Tanggal']} {said['Jam']}", "Asia/Jakarta", now).instant
    return None


def _coordinates(said: Mapping[str, str]) -> tuple[float, float] | None:
    """Degrees north and east; ``None`` when either is missing or lies outside the globe."""
    latitude, longitude = _degrees(said.get("Lintang")), _degrees(said.get("Bujur"))
    if latitude is None or longitude is None:
        # "lat,lon", where a comma may also be the decimal mark: then a semicolon or a blank parts the two.
        pair = said.get("Coordinates", "")
        parts = re.split(r"[;\s]+" if re.search(r"[;\s]", pair.strip()) and pair.count(",") != 1 else ",", pair.strip())
        numbers = [_degrees(part.strip(" ,")) for part in parts if part.strip(" ,")]
        if len(numbers) != 2:
            return None
        latitude, longitude = numbers
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude


def _degrees(words: str | None) -> float | None:
    number = _number(words)
    if number is None or words is None:
        return None
    return -abs(number) if _SOUTH_WEST.search(words) else number


def _number(words: str | None) -> float | None:
    found = _NUMBER.search(words or "")
    return float(found[0].replace(",", ".").replace("−", "-")) if found else None


def _quake(id_: str, said: Mapping[str, str], source: Source, now: datetime) -> Bulletin | None:
    at, place = _instant(said, now), _coordinates(said)
    if at is None:
        return None
    told = [
        f"Gempa bumi {said['Tanggal']} {said.get('Jam', '')}".strip() if "Tanggal" in said else "Gempa bumi",
        f"magnitudo {said['Magnitude']}" if "Magnitude" in said else None,
        f"kedalaman {said['Kedalaman']}" if "Kedalaman" in said else None,
    ]
    more = [said.get("Wilayah"), said.get("Potensi"), f"Dirasakan: {said['Dirasakan']}" if "Dirasakan" in said else None, _CREDIT]
    magnitude, depth = _number(said.get("Magnitude")), _number(said.get("Kedalaman"))
    return Bulletin(
        id=id_,
        source_id=source.id,
        topic="earthquake",
        url=said["url"],
        text="\n".join([", ".join(filter(None, told)), *filter(None, more)]),
        place=said.get("Wilayah"),
        latitude=place[0] if place else None,
        longitude=place[1] if place else None,
        magnitude=magnitude if magnitude is not None and 0 < magnitude < 12 else None,
        depth_km=depth if depth is not None and 0 <= depth < 1000 else None,
        happened_at=at,
        until=None,
        collected_at=now,
    )


async def _read_warnings(
    links: list[str],
    source: Source,
    client: Client,
    memory: Memory,
    now: datetime,
    found: dict[str, Bulletin],
    offered: list[str],
    faults: list[str],
) -> None:
    for url in links:
        id_ = stable_id(source.id, url)
        offered.append(id_)
        if id_ in memory.known or id_ in found:
            continue
        try:
            response = await client.get(url, accept="application/cap+xml, application/xml, text/xml;q=0.9", documented=True)
            found[id_] = _warning(id_, response.body, url, source, now)
        except ExtractorError as error:
            if isinstance(error, FetchError) and error.kind == "limit":
                raise
            faults.append(f"{url}: {error}")


def _links(body: bytes, base: str) -> list[str]:
    """The messages that a list leads to, in its order, each once."""
    tree = _xml(body)
    if etree.QName(tree).localname.lower() not in ("rss", "rdf", "feed"):
        raise ExtractorError("jawaban bukan daftar peringatan")
    links: dict[str, None] = {}
    for item in tree.iter("{*}item", "{*}entry"):
        for link in item.iterchildren("{*}link"):
            address = urljoin(base, (link.get("href") or link.text or "").strip())
            if is_web_address(address):
                links.setdefault(address)
                break
    return list(links)


def _warning(id_: str, body: bytes, url: str, source: Source, now: datetime) -> Bulletin:
    alert = _xml(body)
    if etree.QName(alert).localname != "alert":
        raise ExtractorError("bukan pesan peringatan CAP")
    infos = list(alert.iterchildren("{*}info"))
    if not infos:
        raise ExtractorError("pesan peringatan tanpa isi")
    info = next((one for one in infos if (_child(one, "language") or "id").lower().startswith("id")), infos[0])
    began = _time(info, now, "effective", "onset") or _time(alert, now, "sent")
    if began is None:
        raise ExtractorError("pesan peringatan tanpa waktu mulai")
    areas = [name for area in info.iterchildren("{*}area") if (name := _child(area, "areaDesc"))][:_MOST_AREAS]
    wording = dict.fromkeys(filter(None, (_child(info, name) for name in ("headline", "event", "description", "instruction"))))
    return Bulletin(
        id=id_,
        source_id=source.id,
        topic="weather_warning",
        url=url,
        text="\n".join([*wording, _CREDIT]),
        place=", ".join(dict.fromkeys(areas))[:_LONGEST] or None,
        latitude=None,
        longitude=None,
        magnitude=None,
        depth_km=None,
        happened_at=began,
        until=_time(info, now, "expires"),
        collected_at=now,
    )


def _child(node: Any, name: str) -> str | None:
    found = node.find(f"{{*}}{name}")
    words = clean_line(clean("".join(found.itertext())[:_LONGEST])) if found is not None else None
    return words or None


def _time(node: Any, now: datetime, *names: str) -> datetime | None:
    """The first time among ``names``. Warnings speak of the near future, so no time is too late to be read."""
    for name in names:
        try:
            instant = datetime.fromisoformat(_child(node, name) or "")
        except ValueError:
            continue
        if instant.tzinfo is not None and abs((instant - now).days) < 3660:
            return instant.astimezone(UTC)
    return None


def _xml(body: bytes) -> Any:
    """A document without any document type: what defines entities or names other files is not read.

    Raises:
        ExtractorError: it is no XML, or has a document type.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or b"<\x00!\x00" in body or b"\x00<\x00!" in body:
        raise ExtractorError("XML dengan jenis dokumen tidak dibaca")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(body.lstrip(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise ExtractorError("jawaban bukan XML yang sah") from error
    if tree is None:
        raise ExtractorError("jawaban kosong")
    return tree
