"""The one HTTP client: honest, patient and hard to hurt.

Every request of the room goes through :meth:`Client.get` or :meth:`Client.post`: robots.txt is asked first, each host's pace is kept, an
address is asked with what it told us last time, redirects are followed one checked hop at a time, and nothing is read longer or further
than it may be. The manners are in ``robots``, ``pace`` and ``wire``, the defences in ``guard`` and ``body``.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from types import TracebackType
from typing import Self

import httpx

from archive.records import Validator
from extractors import ExtractorError
from extractors.faults import FetchError, FetchKind
from extractors.robots import ROBOTS_BYTES, Robots
from extractors.wire import REDIRECTS, Answer, Question, Tally, Wire

__all__ = ["Client", "FetchError", "FetchKind", "Response"]

PRODUCT = "PantauKaltim"
_MAX_REDIRECTS = 5
# The longest crawl delay that a visit waits for between two pages; where more is asked for, one page a visit is all we take.
_LONGEST_DELAY = 60.0
_LONGEST_VALIDATOR = 500


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: ``asked`` is the address as given, ``url`` the one that answered after redirects. ``body`` is decompressed."""

    asked: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def not_modified(self) -> bool:
        """Whether the address said that nothing changed since the validator we sent; ``body`` is empty then."""
        return self.status == 304

    @property
    def content_type(self) -> str | None:
        """The header as sent, for instance ``text/html; charset=utf-8``."""
        return self.headers.get("content-type")

    def validator(self, source_id: str) -> Validator | None:
        """What to ask this address with next time; ``None`` when it offered nothing usable."""
        etag, modified = (_usable(self.headers.get(name)) for name in ("etag", "last-modified"))
        return Validator(self.asked, source_id, etag, modified) if etag or modified else None


class Client:
    """One client for all sources of a run; ``errand`` gives each visit its own time limit and counts.

    Args:
        contact: e-mail or address that goes into the user agent, so that a site can reach us.
        pace_seconds: least time between two requests to one host; a larger ``Crawl-delay`` of its robots.txt wins.
        timeout_seconds: longest time for one request, from connection to last byte.
        max_bytes: longest body, after decompression.
        allow_private: ``host`` or ``host:port`` entries that may lie in private networks.
        secrets: keys of opt-in services by the name of their setting, for instance ``PANTAU_X_BEARER_TOKEN``.
        pseudonym_key: what pseudonyms of private authors are made with.
        retry_seconds: first wait before asking again after a failure; it doubles, with jitter.

    Raises:
        ExtractorError: ``contact`` cannot be sent in a header.
    """

    def __init__(
        self,
        contact: str,
        pace_seconds: float = 1.0,
        timeout_seconds: float = 20.0,
        max_bytes: int = 5_000_000,
        allow_private: tuple[str, ...] = (),
        retry_seconds: float = 1.0,
        secrets: Mapping[str, str] | None = None,
        pseudonym_key: bytes = b"",
    ) -> None:
        self._secrets = secrets or {}
        self._pseudonym_key = pseudonym_key
        self._tally = Tally()
        self._deadline: float | None = None
        self._max_bytes = max_bytes
        self._robots = Robots(PRODUCT)
        about_us = {
            "user-agent": f"{PRODUCT}/{version('pantau-kaltim')} (+{contact})",
            "accept-language": "id, en;q=0.5",
            "accept-encoding": "gzip, deflate",
        }
        self._wire = Wire(_sendable(about_us), pace_seconds, timeout_seconds, allow_private, retry_seconds)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._wire.close()

    @property
    def requests(self) -> int:
        """How many requests this client, or this errand of it, has sent."""
        return self._tally.requests

    @property
    def not_modified(self) -> int:
        """How many of them were answered 304."""
        return self._tally.not_modified

    def errand(self, limit_seconds: float) -> Client:
        """The same client with counts of its own, whose requests end with a ``limit`` fault ``limit_seconds`` from now."""
        errand = copy.copy(self)
        errand._tally = Tally()
        errand._deadline = asyncio.get_running_loop().time() + limit_seconds
        return errand

    def secret(self, name: str) -> str:
        """The key of an opt-in service, by the name of its setting; never to be put into an address, a log line or a record.

        Raises:
            ExtractorError: it is not set; the message names the setting.
        """
        if not self._secrets.get(name):
            raise ExtractorError(f"kunci {name} belum diatur")
        return self._secrets[name]

    def pseudonym(self, platform: str, account: str) -> str:
        """What a private author is called here: 16 hex digits, always the same for one account and of no use without our key."""
        message = f"{platform}\x1f{account}".casefold().encode("utf-8", "surrogatepass")
        return hmac.new(self._pseudonym_key, message, hashlib.sha256).hexdigest()[:16]

    async def get(
        self,
        url: str,
        validator: Validator | None = None,
        accept: str = "*/*",
        headers: Mapping[str, str] | None = None,
        *,
        documented: bool = False,
    ) -> Response:
        """Fetch an address; with a ``validator`` the answer may be "not modified".

        ``headers`` (credentials, say) go to this origin only, never along a redirect to another. ``documented`` is True for calls of a
        published programming interface under its own terms: robots.txt speaks to crawlers, not to them.

        Raises:
            FetchError: anything but a successful answer; its ``kind`` says what.
            ExtractorError: one of ``headers`` cannot be sent.
        """
        asked = {"accept": accept}
        if validator and validator.etag:
            asked["if-none-match"] = validator.etag
        if validator and validator.last_modified:
            asked["if-modified-since"] = validator.last_modified
        async with self._in_time():
            return await self._follow(url, asked, _sendable(headers or {}), documented=documented)

    async def post(self, url: str, body: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> Response:
        """Send ``body`` to a documented interface. robots.txt is not asked and redirects are not followed.

        It is sent again only where nothing can have come of it: the host was not reached, or said when to come back.

        Raises:
            FetchError: anything but a successful answer; its ``kind`` says what.
            ExtractorError: one of ``headers`` cannot be sent.
        """
        target = _checked(url)
        sent = _sendable({"accept": "*/*", **(headers or {}), "content-type": content_type})
        async with self._in_time():
            answer = await self._wire.ask(Question(target, sent, self._max_bytes, body=body), self._tally)
        if answer.status in REDIRECTS:
            raise FetchError("status", f"kiriman dialihkan ({answer.status}), tidak diikuti", answer.status)
        return Response(url, str(target), answer.status, answer.headers, answer.body)

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout_at(self._deadline):
                yield
        except TimeoutError as error:
            raise FetchError("limit", "batas waktu kunjungan habis") from error

    async def _follow(self, url: str, asked: Mapping[str, str], private: Mapping[str, str], *, documented: bool) -> Response:
        target = _checked(url)
        done_with: dict[str, float] = {}
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                delay = 0.0 if documented else await self._robots.delay(target, self._robots_txt)
                if delay > _LONGEST_DELAY and not self._wire.pace.closed_for(target.host):
                    done_with[target.host], delay = delay, 0.0
                answer = await self._wire.ask(Question(target, {**asked, **private}, self._max_bytes, delay), self._tally)
                if answer.status not in REDIRECTS:
                    return Response(url, str(target), answer.status, answer.headers, answer.body)
                here, target = target, _next(target, answer)
                if not _same_origin(here, target):
                    private = {}  # for good: a stranger may send us back with an address of its own choice
            raise _too_many_redirects()
        finally:
            for host, seconds in done_with.items():
                self._wire.pace.close(host, seconds)

    async def _robots_txt(self, target: httpx.URL) -> bytes:
        headers = {"accept": "text/plain, */*;q=0.5"}
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await self._wire.ask(Question(target, headers, ROBOTS_BYTES, cut=True), self._tally)
            if answer.status not in REDIRECTS:
                return answer.body
            target = _next(target, answer)
        raise _too_many_redirects()


def _checked(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """An absolute http or https address without a user name; ``address`` may be relative to ``base``."""
    try:
        url = base.join(address) if base else httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("address", "alamat tidak sah") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError("address", "alamat bukan http atau https")
    if url.userinfo:
        raise FetchError("address", "alamat berisi nama pengguna")
    return url.copy_with(fragment=None)


def _next(target: httpx.URL, answer: Answer) -> httpx.URL:
    if "location" not in answer.headers:
        raise FetchError("status", f"dialihkan ({answer.status}) tanpa tujuan", answer.status)
    return _checked(answer.headers["location"], target)


def _same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


def _too_many_redirects() -> FetchError:
    return FetchError("status", f"dialihkan lebih dari {_MAX_REDIRECTS} kali")


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers with lower-case names, unless one would break the request or smuggle another line into it; values are never quoted."""
    for name, value in headers.items():
        if not (name.isascii() and name.replace("-", "").isalnum() and value.isascii() and value.isprintable()):
            raise ExtractorError(f"isi kepala permintaan {name!r} tidak dapat dikirim")
    return {name.lower(): value for name, value in headers.items()}


def _usable(value: str | None) -> str | None:
    """A validator that can be sent back as it came; anything else would only break our own request."""
    return value if value and len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else None
