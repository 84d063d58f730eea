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
_DROPPED = frozenset(
    {"amp", "random-post", "print", "pgrelated", "w", "replytocom", "share"}
    | {
        "fbclid",
        "gclid",
        "dclid",
        "yclid",
        "msclkid",
        "twclid",
        "ttclid",
        "gbraid",
        "wbraid",
        "srsltid",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "_gl",
    }
)
# Values that ask for the same story in another dress; any other value (a page number, say) chooses something else.
_DROPPED_VALUES = frozenset(
    {("lang", "en"), ("m", "1"), ("output", "amp"), ("outputtype", "amp"), ("view", "amp")}
    | {(name, value) for name in ("page", "showpage", "halaman", "hal") for value in ("all", "full")}
)
_PAGE_NAMES = ("page", "halaman", "hal", "showpage")
# Behind a slug a small number is a page of the story: /banjir-surut/2, /banjir-surut/page/2.
_PAGE_PATH = re.compile(r"(?P<story>.*/[^/]*[a-z][^/]*-[^/]*)/(?:(?:page|halaman)/)?(?P<number>\d{1,2})/?", re.IGNORECASE)
_SLUG = re.compile(r"[a-z]+-[a-z]", re.IGNORECASE)
# Second-level names under country domains where the registrable name is the third label (co.id, go.id, com.my, …).
_SECOND_LEVEL = frozenset({"ac", "co", "com", "desa", "edu", "go", "gov", "mil", "net", "or", "org", "ponpes", "sch", "web"})
_LONGEST = 2_000
_LONGEST_PATH = 500


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
    path = re.sub(r"\.amp(?=\.html?$)|(?<=\.html)\.amp$|(?<=\.html)/amp$", "", path)
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_dress(pair))
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))


def page_number(url: str) -> int:
    """Which page of its story an address chooses; 1 where it says nothing."""
    parts = _split(url)
    return (_paged(parts) or (1, parts))[0] if parts else 1


def story_url(url: str) -> str:
    """The address of the story, without the number of its page. An address that may be a story's own number stays."""
    parts = _split(url)
    paged = _paged(parts) if parts else None
    return urlunsplit(paged[1]) if paged else url


def _paged(parts: SplitResult) -> tuple[int, SplitResult] | None:
    """The page number in an address and the address without it."""
    if len(parts.path) > _LONGEST_PATH:
        return None
    if _SLUG.search(parts.path):
        for pair in parts.query.split("&"):
            name, _, value = pair.partition("=")
            if name.lower() in _PAGE_NAMES and value.isdecimal() and len(value) <= 2:
                query = "&".join(other for other in parts.query.split("&") if other != pair)
                return max(int(value), 1), parts._replace(query=query)
    if found := _PAGE_PATH.fullmatch(parts.path):
        closing = "/" if parts.path.endswith("/") else ""
        return max(int(found["number"]), 1), parts._replace(path=found["story"] + closing)
    return None


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
