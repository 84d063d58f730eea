"""Verdicts of many checkers through Google's Fact Check Tools API (claims:search), for an office that has a key.

Each of ``source.urls`` is one search: ``…/v1alpha1/claims:search?query=kaltim&languageCode=id&maxAgeDays=30&pageSize=50``. The key goes
into a header and never into an address. See https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archive.records import FactCheck, Source, stable_id
from extractors import ExtractorError
from extractors.addresses import canonical_url, is_web_address
from extractors.announcements import published
from extractors.answers import fields_in, line, read_json, rows_in
from extractors.faults import FetchError
from extractors.http import Client
from extractors.verdicts import label_of, verdict_in
from extractors.visit import Fetched, Memory, conclude

_KEY = "PANTAU_GOOGLE_FACTCHECK_KEY"
_PAGES = 3


async def fetch(source: Source, client: Client, memory: Memory, now: datetime) -> Fetched:
    """Ask every search of the source; a search that fails is a fault beside the others.

    Raises:
        ExtractorError: there is no key, an address holds a key, or no search was answered.
    """
    headers = {"X-Goog-Api-Key": client.secret(_KEY)}
    checks: dict[str, FactCheck] = {}
    faults: list[ExtractorError] = []
    answered = False
    for url in source.urls:
        try:
            if "key" in dict(parse_qsl(urlsplit(url).query)):
                raise ExtractorError(f"alamat tidak boleh berisi kunci; simpan sebagai {_KEY}")
            async for claim in _claims(url, client, headers):
                answered = True
                for check in _checks(claim, source, now):
                    checks.setdefault(check.id, check)
            answered = True
        except ExtractorError as error:
            faults.append(error)
            if isinstance(error, FetchError) and error.kind in ("limit", "later"):
                break
    if not answered:
        raise faults[0]
    new = [check for check in checks.values() if memory.wants(check)][: source.max_items]
    return conclude(source, now, memory, offered=tuple(checks), factchecks=new, faults=[str(fault) for fault in faults])


async def _claims(url: str, client: Client, headers: Mapping[str, str]) -> AsyncIterator[Mapping[str, Any]]:
    """The claims of one search, of at most a few pages."""
    token: str | None = None
    for _ in range(_PAGES):
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query)) | ({"pageToken": token} if token else {})
        address = urlunsplit(parts._replace(query=urlencode(query)))
        answer = read_json((await client.get(address, accept="application/json", headers=headers, documented=True)).body)
        if not isinstance(answer, dict):
            raise ExtractorError("jawaban tanpa daftar klaim")
        for claim in rows_in(answer.get("claims") or []):
            yield claim
        following = line(answer, "nextPageToken")
        if not following or following == token:
            return
        token = following


def _checks(claim: Mapping[str, Any], source: Source, now: datetime) -> list[FactCheck]:
    found = []
    said = line(claim, "text")
    for review in rows_in(claim.get("claimReview") or []):
        url, site = line(review, "url"), fields_in(review, "publisher")
        if not url or not is_web_address(url):
            continue
        title = line(review, "title")
        native = line(review, "textualRating") or (verdict_in(title)[0] if title else None)
        time = published(line(review, "reviewDate"), source.timezone, now)
        address = canonical_url(url)
        wording = said or (verdict_in(title)[1] if title else None)
        if wording is None:
            continue
        found.append(
            FactCheck(
                id=stable_id(source.id, address, wording),
                source_id=source.id,
                url=address,
                title=title or wording,
                claim=wording,
                label=label_of(native),
                native_label=native,
                publisher=line(site, "name") or line(site, "site") or urlsplit(address).hostname or source.name,
                # The interface gives no text of the check; its own words for claim and verdict are all there is.
                body=". ".join(part for part in (wording, native) if part),
                published_raw=time.raw,
                published_at=time.at,
                published_zone=time.zone,
                published_zone_known=time.known,
                collected_at=now,
                warnings=time.warnings,
            )
        )
    return found
