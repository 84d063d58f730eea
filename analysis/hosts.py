"""Web hosts in a text, and what can be said of a host without opening it. What it says is data (``hosts.toml``)."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from analysis.plain import unpadded
from analysis.tables import read_toml

HostKind = Literal["reserved", "platform", "shortener", "form", "talk", "other"]

_DATA = Path(__file__).with_name("hosts.toml")
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ADDRESS = re.compile(
    rf"(?:\b(?P<scheme>h(?:tt|xx)ps?://(?:[^\s/@]{{1,200}}@)?|www\.)|(?<![\w@.-]))(?P<host>(?:{_LABEL}\.){{1,40}}[^\W\d_]{{2,24}})(?![\w@])",
    re.IGNORECASE,
)
_HOST = re.compile(r"\w+://(?:[^/?#@\\]*@)?([^/:?#@\\]+)")
_TRACKING = re.compile(r"(?:utm\w*|fbclid|gclid|igshid|amp|ref|s)(?:=.*)?", re.IGNORECASE)
_HIDDEN_DOT = re.compile(
    r"\s?[\[({]\s?(?:\.|dot|titik)\s?[\])}]\s?|(?<=\w)\s+\.\s+(?=(?:go|co|com|id)\b)|\s(?:dot|titik)\s(?=(?:go|co|com|id)\b)", re.IGNORECASE
)


def hosts_in(text: str) -> tuple[str, ...]:
    """The hosts that ``text`` names, each once, in the order of the text; lower case, without "www.", "xn--" labels in their own letters.

    Dots written as "[.]" or "(titik)" are read. A word with a full stop inside counts only when it ends as addresses do.
    """
    found: dict[str, None] = {}
    for match in _ADDRESS.finditer(_HIDDEN_DOT.sub(".", unicodedata.normalize("NFKC", unpadded(text)))):
        shown = match["host"]
        ending = shown.rpartition(".")[2]
        # "besok.Info lengkap" is the end of a sentence and the beginning of another.
        if match["scheme"] or (ending.lower() in _listed("endings") and (ending.islower() or shown.isupper())):
            found[".".join(_letters(label) for label in shown.lower().removeprefix("www.").split("."))] = None
    return tuple(found)


def host_of(url: str) -> str:
    """The host of a web address, lower case and without "www."; empty where the address has none."""
    found = _HOST.match(url)
    return found[1].casefold().removeprefix("www.").rstrip(".") if found else ""


def page_of(url: str) -> str:
    """An address as far as it names a page, without scheme, "www.", marks of tracking and closing signs; empty for a mere host."""
    bare = re.sub(r"^(?:https?://)?(?:www\.|m\.)?", "", url.casefold()).partition("#")[0].rstrip("/.,;:!)")
    path, _, query = bare.partition("?")
    asked = "&".join(part for part in query.split("&") if part and not _TRACKING.fullmatch(part))
    named = f"{path.rstrip('/')}?{asked}" if asked else path.rstrip("/")
    return named if "/" in named or asked else ""


def kind_of(host: str) -> HostKind:
    """What kind of place ``host`` is, as ``hosts.toml`` lists them; "other" may be anybody's own."""
    lists: tuple[tuple[str, HostKind], ...] = (
        ("reserved", "reserved"),
        ("forms", "form"),
        ("talks", "talk"),
        ("shorteners", "shortener"),
        ("platforms", "platform"),
    )
    if below(host, _listed("free")):
        return "other"
    return next((kind for name, kind in lists if below(host, _listed(name))), "other")


def below(host: str, hosts: frozenset[str]) -> bool:
    """Whether ``host`` is one of ``hosts`` or a sub-domain of one."""
    labels = host.split(".")
    return any(".".join(labels[start:]) in hosts for start in range(len(labels)))


def registered(host: str) -> str:
    """The label that its owner chose: "kaltimprov" of "ppid.kaltimprov.go.id", "bantuan-kita" of "bantuan-kita.blogspot.com"."""
    labels = host.split(".")
    for size in (3, 2):
        if ".".join(labels[-size:]) in _listed("double") | _listed("free"):
            return labels[-size - 1] if len(labels) > size else ""
    return labels[-2] if len(labels) > 1 else ""


def is_cheap(host: str) -> bool:
    """Whether a name like this costs next to nothing: by its ending, or on a free host."""
    return host.rpartition(".")[2] in _listed("cheap") or below(host, _listed("free"))


def _letters(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").lower()
    except UnicodeError:
        return label


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(_tables()[name])


@cache
def _tables() -> dict[str, list[str]]:
    return read_toml(_DATA)
