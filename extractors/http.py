"""The one HTTP client: honest, patient and hard to hurt.

Every request of the room goes through :meth:`Client.get`, which asks robots.txt first, keeps each host's pace, asks with what the address
told us last time, follows redirects one checked hop at a time, and reads no longer and no more than it may.
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
from typing import Literal, Self

import httpx
from protego import Protego

from archive.records import Validator
from extractors import ExtractorError
from extractors.body import BodyError, TooLongError, read_body
from extractors.guard import AddressRefusedError, GuardedTransport, NameUnknownError
from extractors.pace import Pace, asked_wait, retry_wait

FetchKind = Literal["refused", "address", "limit", "later", "network", "status", "size"]

PRODUCT = "PantauKaltim"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_ATTEMPTS = 3
_LONGEST_WAIT = 30.0
# RFC 9309 asks for at least 500 KiB of robots.txt; what lies beyond is not read.
_ROBOTS_BYTES = 512 * 1024
_LONGEST_VALIDATOR = 500


class FetchError(ExtractorError):
    """An address gave us nothing. The message is one Indonesian line without the address.

    ``kind``: ``refused`` (robots.txt, 401, 403, 451), ``address`` (not ours to visit), ``limit`` (the visit's time is over), ``later``
    (asked to come back), ``network``, ``status`` (any other answer), ``size``. ``status`` is the HTTP status when there was one.
    """

    def __init__(self, kind: FetchKind, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.status = status


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
        self.requests = 0
        self.not_modified = 0
        self._deadline: float | None = None
        self._timeout = timeout_seconds
        self._max_bytes = max_bytes
        self._retry_seconds = retry_seconds
        self._pace = Pace(pace_seconds)
        self._robots: dict[str, Protego | FetchError] = {}
        self._robots_locks: dict[str, asyncio.Lock] = {}
        self._headers = {
            "user-agent": f"{PRODUCT}/{version('pantau-kaltim')} (+{contact})",
            "accept-language": "id, en;q=0.5",
            "accept-encoding": "gzip, deflate",
        }
        # httpx's transport without its client on top: no cookies, no proxies from the environment, no redirects, no time-outs but ours.
        self._transport = GuardedTransport(allow_private)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._transport.aclose()

    def errand(self, limit_seconds: float) -> Client:
        """The same client with counts of its own, whose requests end with a ``limit`` fault ``limit_seconds`` from now."""
        errand = copy.copy(self)
        errand.requests = errand.not_modified = 0
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
        """
        headers = {"accept": accept, **(headers or {})}
        if validator and validator.etag:
            headers["if-none-match"] = validator.etag
        if validator and validator.last_modified:
            headers["if-modified-since"] = validator.last_modified
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._follow(url, headers)
        except TimeoutError as error:
            raise FetchError("limit", "batas waktu kunjungan habis") from error

    async def _follow(self, url: str, headers: dict[str, str]) -> Response:
        target = _checked(url)
        for _ in range(_MAX_REDIRECTS + 1):
            answer = await self._ask_patiently(target, headers, await self._delay_allowed(target), self._max_bytes)
            if answer.status not in _REDIRECTS:
                return Response(url, str(target), answer.status, answer.headers, answer.body)
            target = _next(target, answer)
        raise _too_many_redirects()

    async def _delay_allowed(self, target: httpx.URL) -> float:
        """The crawl delay that robots.txt asks for (0 when none); each origin's is read once per client."""
        origin = f"{target.scheme}://{target.netloc.decode('ascii')}"
        async with self._robots_locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._robots:
                self._robots[origin] = await self._read_robots(httpx.URL(f"{origin}/robots.txt"))
        rules = self._robots[origin]
        if isinstance(rules, FetchError):
            raise FetchError(rules.kind, str(rules), rules.status)
        if not rules.can_fetch(str(target), PRODUCT):
            raise FetchError("refused", "robots.txt melarang alamat ini")
        return float(rules.crawl_delay(PRODUCT) or 0.0)

    async def _read_robots(self, target: httpx.URL) -> Protego | FetchError:
        """RFC 9309: no file (4xx) allows everything, a file that cannot be had (5xx, network) allows nothing for now."""
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                answer = await self._ask_patiently(target, {"accept": "text/plain, */*;q=0.5"}, 0.0, _ROBOTS_BYTES, cut=True)
                if answer.status not in _REDIRECTS:
                    return Protego.parse(answer.body.decode("utf-8-sig", "replace"))
                target = _next(target, answer)
            raise _too_many_redirects()
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return Protego.parse("")
            if error.kind == "address":
                return error  # the whole host is out of bounds, not just its robots.txt
            return FetchError(error.kind, f"robots.txt tidak terbaca: {error}", error.status)

    async def _ask_patiently(
        self, target: httpx.URL, headers: dict[str, str], delay: float, max_bytes: int, *, cut: bool = False
    ) -> _Answer:
        """Ask, and ask again where that may help: after 429, 5xx and lost connections."""
        for attempt in range(1, _ATTEMPTS + 1):
            wait = retry_wait(attempt, self._retry_seconds)
            try:
                answer = await self._ask(target, headers, delay, max_bytes, cut=cut)
            except _ConnectionLostError as error:
                if attempt == _ATTEMPTS:
                    raise FetchError("network", str(error)) from error
                await asyncio.sleep(wait)
                continue
            if answer.status == 429 or answer.status >= 500:
                asked = asked_wait(answer.headers.get("retry-after"))
                if asked is not None and asked > _LONGEST_WAIT:
                    self._pace.close(target.host, asked)
                if attempt == _ATTEMPTS or self._pace.closed_for(target.host):
                    raise _unhelpful(answer.status, asked)
                await asyncio.sleep(max(wait, asked or 0.0))
                continue
            return self._useful(answer, conditional="if-none-match" in headers or "if-modified-since" in headers)
        raise AssertionError("the last attempt returns or raises")

    def _useful(self, answer: _Answer, *, conditional: bool) -> _Answer:
        if answer.status == 304 and conditional:
            self.not_modified += 1
        elif not (200 <= answer.status < 300 and answer.status != 206) and answer.status not in _REDIRECTS:
            raise _unhelpful(answer.status, None)
        return answer

    async def _ask(self, target: httpx.URL, headers: dict[str, str], delay: float, max_bytes: int, *, cut: bool) -> _Answer:
        if seconds := self._pace.closed_for(target.host):
            raise FetchError("later", f"minta ditunda {seconds:.0f} detik")
        await self._pace.turn(target.host, delay)
        self.requests += 1
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._sent(httpx.Request("GET", target, headers=self._headers | headers)) as response,
            ):
                # The text of an error or a redirect tells a machine nothing; reading a 304 keeps the connection alive.
                worth_reading = response.status_code < 300 or response.status_code == 304
                body = await read_body(response, max_bytes, cut=cut) if worth_reading else b""
                return _Answer(response.status_code, dict(response.headers), body)
        except TimeoutError as error:
            raise FetchError("network", f"tidak selesai dalam {self._timeout:g} detik") from error
        except AddressRefusedError as error:
            raise FetchError("address", "alamat di jaringan pribadi tidak dikunjungi") from error
        except NameUnknownError as error:
            raise FetchError("network", "nama host tidak ditemukan") from error
        except TooLongError as error:
            raise FetchError("size", str(error)) from error
        except BodyError as error:
            raise FetchError("network", str(error)) from error
        except httpx.ConnectError as error:
            raise _ConnectionLostError("tidak dapat dihubungi") from error
        except httpx.TransportError as error:
            raise _ConnectionLostError("sambungan terputus sebelum isi lengkap") from error

    @asynccontextmanager
    async def _sent(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        response = await self._transport.handle_async_request(request)
        try:
            yield response
        finally:
            await response.aclose()


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _ConnectionLostError(Exception):
    """Worth another try."""


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


def _next(target: httpx.URL, answer: _Answer) -> httpx.URL:
    if "location" not in answer.headers:
        raise FetchError("status", f"dialihkan ({answer.status}) tanpa tujuan", answer.status)
    return _checked(answer.headers["location"], target)


def _too_many_redirects() -> FetchError:
    return FetchError("status", f"dialihkan lebih dari {_MAX_REDIRECTS} kali")


def _unhelpful(status: int, asked: float | None) -> FetchError:
    if asked is not None:
        return FetchError("later", f"sibuk ({status}), minta ditunda {asked:.0f} detik", status)
    if status in (401, 403, 451):
        return FetchError("refused", f"menolak kunjungan ({status})", status)
    if status in (404, 410):
        return FetchError("status", f"tidak ada ({status})", status)
    return FetchError("status", f"menjawab {status}", status)


def _usable(value: str | None) -> str | None:
    """A validator that can be sent back as it came; anything else would only break our own request."""
    return value if value and len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else None
