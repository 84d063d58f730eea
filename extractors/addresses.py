"""One address for one page, however it was shared.

Sites serve a story under several addresses: for phones, for AMP, for print, with the tracking of whoever shared it. Ids are made of
addresses, so what does not choose the story is taken off, and nothing else: a parameter that we do not know may be the story's number.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

# Hosts that repeat a site for one kind of device.
_DEVICE_HOSTS = ("amp", "m", "mobile", "opera")
_DROPPED = frozenset({"amp", "fbclid", "gclid", "igshid", "random-post", "print", "pgrelated", "w"})
# Values that ask for the same story in another dress; any other value (a page number, say) chooses something else.
_DROPPED_VALUES = frozenset({("lang", "en"), ("page", "all"), ("page", "full"), ("showpage", "all"), ("halaman", "all")})
# Second-level names under country domains where the registrable name is the third label (co.id, go.id, com.my, …).
_SECOND_LEVEL = frozenset({"ac", "co", "com", "desa", "edu", "go", "gov", "mil", "net", "or", "org", "ponpes", "sch", "web"})
_LONGEST = 2_000


def canonical_url(url: str) -> str:
    """The address a page is known by. What cannot be parsed comes back stripped, otherwise unchanged.

    Device hosts (``amp.``, ``m.``, ``mobile.``, ``opera.``) are dropped only where a whole registrable name is left: ``m.suara.com``
    becomes ``suara.com``, while ``m.co.id`` stays. ``www.`` stays: not every site answers without it. The scheme stays as well.
    """
    url = url.strip()
    parts = _split(url)
    if parts is None or parts.scheme.lower() not in ("http", "https"):
        return url
    host = _host_with_port(parts)
    if not host:
        return url
    path = re.sub(r"/{2,}", "/", parts.path) or "/"
    path = re.sub(r"^/amp(?=/[^/])", "", path)
    path = re.sub(r"(?<=[^/])/amp(/?)$", r"\1", path)
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_dress(pair))
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))


def same_site(one: str, other: str) -> bool:
    """Whether two addresses lie under the same registrable name; an IP address only equals itself, its port included."""
    first, second = _split(one), _split(other)
    if first is None or second is None:
        return False
    mine, theirs = _host_with_port(first), _host_with_port(second)
    return bool(mine) and bool(theirs) and _registrable(mine) == _registrable(theirs)


def is_web_address(url: str) -> bool:
    """Whether this is an ``http`` or ``https`` address with a host, short enough to be one."""
    parts = _split(url)
    return parts is not None and len(url) <= _LONGEST and parts.scheme.lower() in ("http", "https") and bool(_host_with_port(parts))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    return parts


def _host_with_port(parts: SplitResult) -> str:
    """The host without what the site would ignore: a user name, a closing dot, the scheme's own port, a device prefix."""
    host = (parts.hostname or "").rstrip(".")
    if not host or any(letter.isspace() for letter in host):
        return ""
    prefix, _, rest = host.partition(".")
    if prefix in _DEVICE_HOSTS and _is_whole(rest):
        host = rest
    if ":" in host:
        host = f"[{host}]"
    own_port = {"http": 80, "https": 443}.get(parts.scheme.lower())
    return host if parts.port in (None, own_port) else f"{host}:{parts.port}"


def _is_whole(host: str) -> bool:
    """Whether ``host`` still has a registrable name, i.e. more than a public suffix."""
    labels = host.split(".")
    return len(labels) > (2 if len(labels) >= 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 1)


def _registrable(host: str) -> str:
    bare = host.rpartition(":")[0] or host
    try:
        ipaddress.ip_address(bare.strip("[]"))
    except ValueError:
        labels = bare.split(".")
        keep = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
        return ".".join(labels[-keep:])
    return host


def _is_dress(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name, value = name.lower(), value.lower()
    return name.startswith("utm_") or name in _DROPPED or (name, value) in _DROPPED_VALUES
