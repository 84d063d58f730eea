"""Who gets which edition by which channel: the file that ``PANTAU_RECIPIENTS`` names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from archive.records import Edition, stable_id
from archive.settings import PREFIX, Settings
from reports import ReportError
from reports.delivery import Channel, channels

EDITIONS: tuple[Edition, ...] = get_args(Edition)
_KEYS = ("name", "channel", "to", "editions", "alert")
EXAMPLE = """
    [[group]]
    name = "pimpinan"
    channel = "mail"                  # mail, telegram, webhook or folder
    to = ["kepala@diskominfo.example"]
    editions = ["harian", "mingguan"] # all three by default
    alert = false                     # true: is told when a brief did not reach somebody
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Some addresses that get the same editions by the same channel; ``alert`` groups are told of what failed."""

    name: str
    channel: Channel
    to: tuple[str, ...]
    editions: tuple[Edition, ...]
    alert: bool

    def key(self, address: str) -> str:
        """How an address of this group is known in the archive and in messages: never by itself."""
        return f"{self.name}/{stable_id(self.channel.name, address)[:8]}"


def load_recipients(settings: Settings) -> tuple[Group, ...]:
    """The groups of the file in the settings, none where there is no file.

    Raises:
        ReportError: the file cannot be read, an entry is wrong (the message names file, entry, key and cure), or a setting is missing.
    """
    if settings.recipients is None:
        return ()
    path = settings.recipients
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("group", [])
    except OSError as error:
        raise ReportError(f"PANTAU_RECIPIENTS: {path} cannot be read ({error.strerror}); name a file like{EXAMPLE}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReportError(f"{path}: is not TOML ({error}); write it like{EXAMPLE}") from error
    if not isinstance(entries, list) or not entries:
        raise ReportError(f"{path}: has no [[group]]; write it like{EXAMPLE}")
    groups = [_group(path, place, entry) for place, entry in enumerate(entries, 1)]
    names = [group.name for group in groups]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ReportError(f"{path}: two groups are called {twice!r}; give each a name of its own")
    for group in groups:
        missing = [name for name in group.channel.needs if getattr(settings, name) is None]
        if missing:
            wanted = ", ".join(f"{PREFIX}{name.upper()}" for name in missing)
            raise ReportError(f"{path}: group {group.name!r} goes by {group.channel.name}, which needs {wanted}; set it in the environment")
    return tuple(groups)


def _group(path: Path, place: int, entry: Any) -> Group:
    where = f"{path}: [[group]] {place}"
    if not isinstance(entry, dict):
        raise ReportError(f"{where}: is no table; write it like{EXAMPLE}")
    for key in entry:
        if key not in _KEYS:
            near = get_close_matches(str(key), _KEYS, n=1)
            raise ReportError(
                f"{where}: unknown key {key!r}; {f'did you mean {near[0]!r}?' if near else 'the keys are ' + ', '.join(_KEYS)}"
            )
    name, channel = entry.get("name"), entry.get("channel")
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > 60:
        raise ReportError(f"{where}: name = {name!r}; give it a short name")
    if channel not in channels():
        raise ReportError(f"{where}: channel = {channel!r}; write {', '.join(channels())}")
    to = _texts(where, "to", entry.get("to"))
    for number, address in enumerate(to, 1):
        fault = channels()[channel].fault(address)
        if fault:
            raise ReportError(f"{where}: address {number} of to {fault}")
    editions = _texts(where, "editions", entry.get("editions", list(EDITIONS)))
    wrong = next((edition for edition in editions if edition not in EDITIONS), None)
    if wrong is not None:
        raise ReportError(f"{where}: editions holds {wrong!r}; write {', '.join(EDITIONS)}")
    alert = entry.get("alert", False)
    if not isinstance(alert, bool):
        raise ReportError(f"{where}: alert = {alert!r}; write true or false")
    return Group(name.strip(), channels()[channel], tuple(dict.fromkeys(to)), tuple(e for e in EDITIONS if e in editions), alert)


def _texts(where: str, key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(text, str) and text.strip() for text in value):
        raise ReportError(f"{where}: {key} is no list of texts; write it like{EXAMPLE}")
    return [text.strip() for text in value]
