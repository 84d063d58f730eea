"""One question to one host and its answer: in turn, within its limits, and asked again where that may help."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from extractors.body import BodyError, TooLongError, read_body
from extractors.faults import FetchError
from extractors.guard import AddressRefusedError, GuardedTransport, NameUnknownError
from extractors.pace import Pace, asked_wait, retry_wait

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ATTEMPTS = 3
_LONGEST_WAIT = 30.0
# A host that says "too many" without saying for how long is left alone for as long as a round takes.
_SILENCE = 900.0
# The verdicts of OpenSSL that people can do something about.
_CERTIFICATE_FAULTS = {9: "belum berlaku", 10: "kedaluwarsa", 62: "bukan milik host ini", 64: "bukan milik alamat ini"}


@dataclass(frozen=True, slots=True)
class Question:
    """One request. ``delay`` is the crawl delay (seconds) of its host; with ``cut`` a longer answer is cut at ``max_bytes``, not refused.

    ``headers`` may hold credentials, so they stay out of the question's ``repr``. A ``body`` makes it a POST.
    """

    target: httpx.URL
    headers: Mapping[str, str] = field(repr=False)
    max_bytes: int
    delay: float = 0.0
    cut: bool = False
    body: bytes | None = field(default=None, repr=False)

    @property
    def conditional(self) -> bool:
        """Whether 304 is an answer to it."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(frozen=True, slots=True)
class Answer:
    """A success, a redirect (without its body), or 304 to a conditional question. ``body`` is decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Tally:
    """How many requests were sent, and how many of them were answered 304."""

    requests: int = 0
    not_modified: int = 0


class Wire:
    """The connections and the manners that all visits of a client share.

    ``headers`` go with every request; ``retry_seconds`` is the first wait after a failure. The other arguments are the client's.
    """

    def __init__(
        self, headers: Mapping[str, str], pace_seconds: float, timeout_seconds: float, allow_private: tuple[str, ...], retry_seconds: float
    ) -> None:
        self.pace = Pace(pace_seconds)
        self._headers = headers
        self._timeout = timeout_seconds
        self._retry_seconds = retry_seconds
        # httpx's transport without its client on top: no cookies, no proxies from the environment, no redirects, no time-outs but ours.
        self._transport = GuardedTransport(allow_private)

    async def close(self) -> None:
        """Hang up every connection."""
        await self._transport.aclose()

    async def ask(self, question: Question, tally: Tally) -> Answer:
        """Ask, and ask again where that may help: after 429, 5xx and lost connections.

        A POST may have been heeded even when its answer is lost: it is sent again only where the server says that it was not, or was never
        reached.

        Raises:
            FetchError: anything but an :class:`Answer`.
        """
        host = question.target.host
        for attempt in range(1, _ATTEMPTS + 1):
            last = attempt == _ATTEMPTS
            try:
                answer = await self._attempt(question, tally)
            except _LostError as lost:
                if last or (question.body is not None and lost.sent):
                    raise FetchError("network", str(lost)) from lost
            else:
                if answer.status < 500 and answer.status != 429:
                    return _useful(answer, question, tally)
                asked = asked_wait(answer.headers.get("retry-after"))
                self._rest(host, answer.status, asked, last=last)
                told_again = question.body is None or (asked is not None and answer.status in (429, 503))
                if last or not told_again or self.pace.closed_for(host):
                    raise unhelpful(answer.status, asked)
            await asyncio.sleep(retry_wait(attempt, self._retry_seconds))
        raise AssertionError("the last attempt returns or raises")

    def _rest(self, host: str, status: int, asked: float | None, *, last: bool) -> None:
        """Give a host the silence that its answer asks for; all visits share it."""
        if asked is not None and asked <= _LONGEST_WAIT and not (last and status == 429):
            self.pace.pause(host, asked)
        elif asked is not None or status == 429:
            self.pace.close(host, max(asked or 0.0, _SILENCE if status == 429 else 0.0))

    async def _attempt(self, question: Question, tally: Tally) -> Answer:
        target, method = question.target, "GET" if question.body is None else "POST"
        await self.pace.turn(target.host, question.delay)
        tally.requests += 1
        request = httpx.Request(method, target, headers={**self._headers, **question.headers}, content=question.body)
        try:
            async with asyncio.timeout(self._timeout), self._sent(request) as response:
                # The text of an error or a redirect tells a machine nothing; reading a 304 keeps the connection alive.
                worth_reading = response.status_code < 300 or response.status_code == 304
                body = await read_body(response, question.max_bytes, cut=question.cut) if worth_reading else b""
                return Answer(response.status_code, dict(response.headers), body)
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
            cause = _tls_fault(error)
            if isinstance(cause, ssl.SSLCertVerificationError):
                verdict = _CERTIFICATE_FAULTS.get(cause.verify_code, "tidak dapat dipercaya")
                raise FetchError("network", f"sertifikat TLS {verdict}") from error
            raise _LostError("sambungan TLS tidak dapat dibuat" if cause else "tidak dapat dihubungi", sent=False) from error
        except httpx.TransportError as error:
            raise _LostError("sambungan terputus sebelum isi lengkap", sent=True) from error

    @asynccontextmanager
    async def _sent(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        response = await self._transport.handle_async_request(request)
        try:
            yield response
        finally:
            await response.aclose()


class _LostError(Exception):
    """A connection that failed, ``sent`` when the request may have arrived all the same."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


def _useful(answer: Answer, question: Question, tally: Tally) -> Answer:
    if answer.status == 304 and question.conditional:
        tally.not_modified += 1
    elif not (200 <= answer.status < 300 and answer.status != 206) and answer.status not in REDIRECTS:
        raise unhelpful(answer.status, None)
    return answer


def unhelpful(status: int, asked: float | None) -> FetchError:
    """The fault that a status is, where the server asked to be left alone for ``asked`` seconds or did not say."""
    if asked is not None:
        return FetchError("later", f"sibuk ({status}), minta ditunda {asked:.0f} detik", status)
    if status == 429:
        return FetchError("later", "sibuk (429), tanpa menyebut sampai kapan", status)
    if status in (401, 403, 451):
        return FetchError("refused", f"menolak kunjungan ({status})", status)
    if status in (404, 410):
        return FetchError("status", f"tidak ada ({status})", status)
    return FetchError("status", f"menjawab {status}", status)


def _tls_fault(error: BaseException | None) -> ssl.SSLError | None:
    """What was wrong with a server's TLS; ``None`` when the connection failed earlier."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__  # httpcore cuts the chain of causes
    return error
