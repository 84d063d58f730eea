"""Text that a chat or mail program shows as it stands: nothing in it becomes bold, a mention, a command or a link by itself.

Two rules, because programs read two kinds of sign. WhatsApp formats what stands between ``*``, ``_``, ``~`` and backticks (Telegram's own
field does so with pairs of them and with ``||``), and no invisible character is known to stop it everywhere: those signs are replaced by
letters that look the same. Addresses, @names, #tags, $TAGS, /commands, phone and card numbers are linked by Telegram (its open client
library, MessageEntity.cpp), WhatsApp and mail programs; a word joiner (U+2060) inside stops all of them and shows nowhere, so quotes stay
letter for letter as they were. Lists and quotes ("1. ", "- ", "> ") are known by the start of a line only.
"""

from __future__ import annotations

import re
import unicodedata

WORD_JOINER = "\u2060"
ISOLATE = "\u2068"
END_OF_ISOLATE = "\u2069"

_LOOKS_THE_SAME = str.maketrans({"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb", "|": "\u00a6"})
_LIST = re.compile(r"^(\d+)\.(?=\s|$)")
_START = {"-": "\u2013", ">": "\u203a"}
_DOT = re.compile(r"(?<=[^\W_])([.\u3002\uff0e\uff61])(?=[^\W\d])")
_SIGN = re.compile(r"([@#$](?=\w)|(?<!\w)/(?=\w)|:(?=//))")
_LONG_NUMBER = re.compile(r"\d[\d .()/+-]{5,}\d")
_THREE_DIGITS = re.compile(r"(\d\D*\d\D*\d)(?=\D*\d)")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def harmless(text: str) -> str:
    """``text`` for a chat: it looks the same, formats nothing, links nothing, and does not turn the line around it."""
    quiet = _LIST.sub(r"\1)", unlinked(text).translate(_LOOKS_THE_SAME))
    quiet = _START.get(quiet[:1], quiet[:1]) + quiet[1:]
    return f"{ISOLATE}{quiet}{END_OF_ISOLATE}" if runs_backward(text) else quiet


def unlinked(text: str) -> str:
    """``text`` in which no program finds an address, a name, a tag, a command or a phone number to link."""
    text = _DOT.sub(rf"{WORD_JOINER}\1{WORD_JOINER}", text)
    text = _SIGN.sub(rf"\1{WORD_JOINER}", text)
    return _LONG_NUMBER.sub(lambda found: _THREE_DIGITS.sub(rf"\1{WORD_JOINER}", found.group()), text)


def runs_backward(text: str) -> bool:
    """Whether some of it is written from right to left, which would reorder the numbers beside it."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in text)
