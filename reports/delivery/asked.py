"""One HTTP request to a service that takes what we send: bounded in time and size, never redirected, its address in no message."""

from __future__ import annotations

import logging
import time
from typing import Any

import httpx

from reports.delivery import NotSent

MOST = 65_536
"""More bytes of an answer than these are nobody's to read."""


def post(service: str, url: str, seconds: float, **what: Any) -> tuple[int, bytes]:
    """Post to ``url``; returns the status and the first bytes of the answer. ``what`` is passed on to httpx (``json``, ``files``, …).

    The service may be silent for so many ``seconds``, and its answer may take no longer either.

    Raises:
        NotSent: nobody answered; certain only where the connection was never made.
    """
    # Its log lines hold the address, and the address of a bot holds its token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    deadline = time.monotonic() + seconds
    try:
        with httpx.Client(timeout=seconds, follow_redirects=False) as client, client.stream("POST", url, **what) as answer:
            read = b""
            for part in answer.iter_bytes():
                read += part
                if len(read) > MOST or time.monotonic() > deadline:
                    break
            return answer.status_code, read[:MOST]
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NotSent(f"{service} tidak dapat dihubungi ({type(error).__name__})", again=True, down=True) from None
    except httpx.HTTPError as error:
        raise NotSent(f"{service} tidak menjawab sampai selesai ({type(error).__name__})", certain=False) from None


def settled(service: str, status: int, *, wait: float = 1.0) -> None:
    """Take the status of an answer: 2xx is well, 429 and 503 may be tried again, other 4xx and redirects are final.

    Raises:
        NotSent: uncertain for other 5xx, which may come after the work was done (RFC 9110, 15.6).
    """
    if 200 <= status < 300:
        return
    if status in (429, 503):
        raise NotSent(f"{service} sedang sibuk (kode {status})", again=True, wait=wait)
    raise NotSent(f"{service} menolak (kode {status})" if status < 500 else f"{service} gagal (kode {status})", certain=status < 500)
