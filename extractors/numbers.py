"""Numbers that belong to a person: told by their own form, by the words in front of them and by what follows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from extractors.digits import Group, groups, pattern_of

NIK, TELEPHONE, ACCOUNT = "[NIK]", "[telepon]", "[rekening]"

_DATA = tomllib.loads(Path(__file__).with_name("privacy.toml").read_text(encoding="utf-8"))
_SPELLED = {word: digit for digit, words in _DATA["spelled"].items() for word in words}
_DIGITS = pattern_of(_SPELLED)
_PROVINCES = frozenset(_DATA["provinces"]["codes"])
_SEEN_BEFORE = 80
_GROUPS_OF_ONE = 16


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of ``words``, longest first; a space may also be a full stop."""
    return "|".join(re.escape(word).replace(r"\ ", r"[\s.]{1,2}") for word in sorted(words, key=len, reverse=True))


_LABELS = re.compile(
    r"(?<![a-z0-9])(?:"
    + "|".join(
        f"(?P<{name}>{any_of(words)})"
        for name, words in (_DATA["before"] | {"bank": _DATA["banks"]["names"]}).items()
        if name not in ("office", "home")
    )
    + r")(?![a-z])|(?P<again>\[(?:rekening|NIK|telepon)\])",
    re.IGNORECASE,
)
_OFFICE = re.compile(rf"(?<![a-z])(?:{any_of(_DATA['before']['office'])})(?![a-z])", re.IGNORECASE)
_BEFORE_GLUED = re.compile(
    rf"(?<![a-z])(?:no|nmr|nomor|{any_of((*_DATA['before']['telephone'], *_DATA['before']['identity']))})\Z", re.IGNORECASE
)
_GLUED = re.compile(r"[^\W\d_]{1,12}\Z")
_OTHER_GLUE = re.compile(r"[\s.:#=(-]{0,3}(?:(?:no(?:mor)?\b)[\s.:#=-]{0,3})?", re.IGNORECASE)
_UNIT = re.compile(rf"(?:[^\S\n]|-){{0,2}}(?:{any_of(_DATA['after']['units'])}|%|°)(?![a-z])", re.IGNORECASE)
_OWNER = re.compile(
    rf"(?:[^\S\n]|\n(?!\s)){{0,2}}[(\-–/,:]?(?:[^\S\n]|\n(?!\s)){{0,2}}(?:(?:rek(?:ening)?|bank)\.?\s{{1,2}})*"
    rf"(?:a\.?\s?[/.]\s?n\b|an\.?\s|atas\s+nama|(?:{any_of(_DATA['banks']['names'])})(?![a-z]))",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?:0|62)8[1-9]")
_NUMBERED = re.compile(r"\b(?:no|nomor|nomer)\b[\s.:]{0,3}\Z", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[\n!?]|[.;]\s(?=[A-Z])")
_SPELLED_HEAD = re.compile(r"08|628|6208|00628|[1-9]\d{2}")
_SEASON = re.compile(r"(?<!\d)(?:19|20)\d\d\s?[/–-]\s?(?:19|20)\d\d(?!\d)")
_TIMES = re.compile(r"\b\d{1,3}\s?(?:x|kali)\b", re.IGNORECASE)
_MONEY = re.compile(r"(?:\brp|\bidr|\busd|\$|€)[\s.]{0,2}\Z", re.IGNORECASE)
_WEB = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']{1,2000}|(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}/[^\s<>\"']{1,2000}", re.IGNORECASE
)
DIALS_WITHIN = re.compile(
    r"[?&](?:phone|hp|wa|telp?|telepon|nohp|no_hp|msisdn)=(?:%2b|\+)?\d{9,15}|[-/](?:0|62)8[1-9]\d{1,2}-\d{3,4}-\d{3,5}(?!\d)",
    re.IGNORECASE,
)


def redact_numbers(text: str) -> str:
    """``text`` with identity numbers, telephone numbers and accounts replaced by markers; linear in its length."""
    return _Scan(text).result()


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands in front of a number: the ``label`` that says what it is, if any, and the ``gap`` between that and the number."""

    context: str
    label: str | None
    gap: str


class _Scan:
    """One walk over the numbers of a text. What was already replaced is what later numbers see in front of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.groups = groups(text, _DIGITS, _SPELLED)
        self.parts: list[str] = []
        self.done = 0
        self.tail = ""
        self.links = iter(_WEB.finditer(text)) if self.groups and ("/" in text or "www." in text) else iter(())
        self.link = next(self.links, None)

    def result(self) -> str:
        number = 0
        while number < len(self.groups):
            number = self._step(number)
        return "".join((*self.parts, self.text[self.done :]))

    def _step(self, number: int) -> int:
        """Decide on the group at ``number``; the number of the next one to look at."""
        group = self.groups[number]
        if link := self._link_around(group):
            if DIALS_WITHIN.search(link.group()):
                self._replace(link.start(), link.end(), TELEPHONE)
            while number < len(self.groups) and self.groups[number].start < link.end():
                number += 1
            return number
        if (
            (group.word and not _SPELLED_HEAD.match(self._digits(number, number + 4)))
            or self._weight(number) < 7
            or not self._stands_alone(number)
        ):
            return number + 1
        context = self._before(group.start)
        if _MONEY.search(context):
            while self.groups[number].dotted:
                number += 1
            return number + 1
        words = _words_before(context)
        if words.label == "other":
            while self.groups[number].joined and not _MOBILE.match(self._digits(number + 1, number + 2)):
                number += 1
            return number + 1
        for look in (self._account, self._identity, self._telephone, self._line):
            if found := look(number, words):
                last, marker = found
                start, end = self._span(number, last)
                self._replace(start, end, marker)
                return last + 1
        return number + 1

    def _link_around(self, group: Group) -> re.Match[str] | None:
        while self.link is not None and self.link.end() <= group.start:
            self.link = next(self.links, None)
        return self.link if self.link is not None and self.link.start() <= group.start else None

    def _weight(self, number: int) -> int:
        """How many digits may belong together from here on, as far as it matters."""
        total = 0
        for group in self.groups[number : number + _GROUPS_OF_ONE]:
            total += len(group.digits)
            if total >= 7 or not group.joined:
                break
        return total

    def _stands_alone(self, number: int) -> bool:
        """False within a code of letters and digits, a decimal, or a number cut by slashes."""
        group, text = self.groups[number], self.text
        before, after = text[group.start - 1 : group.start], text[group.end : group.end + 12]
        if number and self.groups[number - 1].joined and self.groups[number - 1].dotted and self.groups[number - 1].end > self.done:
            return False
        if before in (",", ".") and text[group.start - 2 : group.start - 1].isdecimal() and group.start - 1 > self.done:
            return False
        if re.match(r"[^\W\d_]+\d", after) and not group.joined:
            return False
        if before == "/" and text[group.start - 2 : group.start - 1].isalnum() and re.match(r"/\w", after):
            return False
        if glued := _GLUED.search(text[max(0, group.start - 12) : group.start]):
            return bool(_BEFORE_GLUED.search(glued.group()))
        return True

    def _before(self, start: int) -> str:
        since = max(self.done, start - _SEEN_BEFORE)
        return (self.tail + self.text[since:start])[-_SEEN_BEFORE:] if since == self.done else self.text[since:start]

    def _replace(self, start: int, end: int, marker: str) -> None:
        self.parts += (self.text[self.done : start], marker)
        self.tail = (self.tail + self.text[max(self.done, start - _SEEN_BEFORE) : start] + marker)[-_SEEN_BEFORE:]
        self.done = end

    def _span(self, number: int, last: int) -> tuple[int, int]:
        """Where the number begins and ends in the text, with its plus and with brackets that open or close inside it."""
        text, start, end = self.text, self.groups[number].start, self.groups[last].end
        inside = text[start:end]
        while start > self.done and text[start - 1] in "+\uff0b":
            start -= 1
        if inside.count(")") > inside.count("(") and start > self.done and text[start - 1] == "(":
            start -= 1
            while start > self.done and text[start - 1] in "+\uff0b":
                start -= 1
        if inside.count("(") > inside.count(")") and text[end : end + 1] == ")":
            end += 1
        while text[end : end + 1] in ("\ufe0f", "\u20e3"):
            end += 1
        return start, end

    def _grow(self, number: int, least: int, most: int) -> int | None:
        """The last group of a number of ``least`` to ``most`` digits that begins at ``number``; ``None`` when there is none."""
        total, last = len(self.groups[number].digits), number
        if total > most:
            return None
        whole = total >= least
        while not whole and self.groups[last].joined:
            following = self.groups[last + 1]
            if total + len(following.digits) > most:
                break
            enough = total >= least
            if enough and following.word and not self.groups[last].word:
                break
            if enough and (
                (self.groups[last].gap != self.groups[last - 1].gap and not following.word) or _UNIT.match(self.text, following.end)
            ):
                break
            total, last = total + len(following.digits), last + 1
        return last if total >= least else None

    def _digits(self, number: int, last: int) -> str:
        return "".join(group.digits for group in self.groups[number : last + 1])

    def _is_quantity(self, number: int, last: int) -> bool:
        """Thousands set apart, years from one to the next, or something counted."""
        parts, end = [self.groups[number].digits], number
        while self.groups[end].dotted and len(parts) < _GROUPS_OF_ONE:
            end += 1
            parts.append(self.groups[end].digits)
        if len(parts) > 2 and parts[0][0] != "0" and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:]):
            return True
        if _SEASON.search(self.text, self.groups[number].start, self.groups[last].end):
            return True
        return bool(_UNIT.match(self.text, self.groups[last].end))

    def _is_clock(self, number: int) -> bool:
        """A date or an hour stands here, or the decimals of a coordinate."""
        first = self.groups[number]
        if not first.plain or not first.joined:
            return False
        second = self.groups[number + 1]
        if len(first.digits) == 1 and first.dotted and len(second.digits) >= 4:
            return True
        if len(first.digits) != 2 or len(second.digits) != 2:
            return False
        if first.dotted and not second.dotted:
            return True
        third = self.groups[number + 2].digits if second.joined else ""
        return first.gap in ".-" and len(third) == 4 and third[:2] in ("19", "20") and 1 <= int(second.digits) <= 12

    def _lists_prefixes(self, number: int, last: int) -> bool:
        """Only the beginnings of numbers are told: 0811/0812/0813."""
        parts = self.groups[number : last + 1]
        return len(parts) > 1 and all(len(part.digits) == 4 and part.digits.startswith("08") for part in parts)

    def _account(self, number: int, words: _Words) -> tuple[int, str] | None:
        if words.label in ("identity", "telephone"):
            return None
        named = words.label in ("account", "bank", "sent")
        if not self.groups[number].plain:
            return None
        first = self.groups[number]
        short = named and 7 <= len(first.digits) <= 8 and not first.joined
        last = number if short else self._grow(number, 9, 20)
        if last is None or self._is_quantity(number, last) or self._is_clock(number):
            return None
        digits = self._digits(number, last)
        mobile, owned = bool(_MOBILE.match(digits)) and len(digits) <= 13, bool(_OWNER.match(self.text, self.groups[last].end))
        if (
            words.label == "account"
            or (words.label == "bank" and (owned or not mobile))
            or (words.label == "again" and "rekening" in words.gap)
        ):
            return last, ACCOUNT
        if not mobile and ((words.label == "sent" and len(digits) >= 10) or (owned and not _is_identity(digits))):
            return last, ACCOUNT
        return None

    def _identity(self, number: int, words: _Words) -> tuple[int, str] | None:
        last, total = number, len(self.groups[number].digits)
        while total < 16 and self.groups[last].joined and last - number < _GROUPS_OF_ONE:
            last += 1
            total += len(self.groups[last].digits)
        named = words.label == "identity" or (words.label == "again" and "NIK" in words.gap)
        if total == 16 and (named or (self.groups[number].plain and _is_identity(self._digits(number, last)))):
            return last, NIK
        if named and 15 <= total <= 17 and (last == number or len(self.groups[number].digits) >= 4):
            return last, NIK
        return None

    def _telephone(self, number: int, words: _Words) -> tuple[int, str] | None:
        head = "".join(group.digits for group in self.groups[number : number + 6])[:6]
        plus = words.context.rstrip("( ").endswith(("+", "\uff0b"))
        called = words.label in ("telephone", "wallet") or (words.label == "again" and "telepon" in words.gap)
        if re.match(r"08[1-9]", head):
            least, most = (9 if called else 10), 13
        elif re.match(r"62?08[1-9]|00628", head) or (plus and head.startswith("6208")):
            least, most = 12, 16
        elif re.match(r"628[1-9]", head):
            least, most = (10 if called or plus else 11), 15
        elif called and re.match(r"8[1-9]", head):
            least, most = 9, 12
        elif plus and head[0] != "0":
            least, most = 9, 15
        else:
            return None
        last = self._grow(number, least, most)
        if last is None or self._is_clock(number) or self._lists_prefixes(number, last):
            return None
        if words.label != "telephone" and not head.startswith("0") and self._is_quantity(number, last):
            return None
        if (
            plus
            and head.startswith("62")
            and not head.startswith(("628", "6208"))
            and _OFFICE.search(_SENTENCE_END.split(words.context)[-1])
        ):
            return None
        return last, ACCOUNT if words.label == "wallet" else TELEPHONE

    def _line(self, number: int, words: _Words) -> tuple[int, str] | None:
        """A land line: an area code, then five to eight digits."""
        area = self.groups[number]
        if not area.plain or not re.match(r"0[2-79]\d", area.digits) or _OFFICE.search(_SENTENCE_END.split(words.context)[-1]):
            return None
        if 9 <= len(area.digits) <= 12:
            known = area.digits.startswith("05") or words.label == "telephone" or bool(_NUMBERED.search(words.context))
            return (number, TELEPHONE) if known and not self._is_quantity(number, number) else None
        if not 3 <= len(area.digits) <= 4 or not area.joined:
            return None
        known = area.digits.startswith(("054", "055")) or words.label == "telephone" or area.gap == "-" or words.context.endswith("(")
        last = self._grow(number, len(area.digits) + 5, len(area.digits) + 8)
        return (
            (last, TELEPHONE) if known and last is not None and last > number and (not area.dotted or words.label == "telephone") else None
        )


def _words_before(context: str) -> _Words:
    """Find the nearest label in ``context`` that is near enough for its kind."""
    context = _TIMES.sub("", context)
    since = max(context.rfind(end) for end in ("\n\n", "!", "?")) + 1
    for match in reversed(list(_LABELS.finditer(context, since))):
        name, gap = match.lastgroup or "", context[match.end() :]
        if any(character.isdecimal() for character in gap):
            break
        if name == "other":
            if _OTHER_GLUE.fullmatch(gap):
                return _Words(context, name, gap)
        elif name == "again":
            if len(gap) <= 10:
                return _Words(context, name, match.group() + gap)
            break
        elif len(gap) <= (25 if name in ("telephone", "wallet") else 50):
            return _Words(context, name, gap)
    return _Words(context, None, "")


def _is_identity(digits: str) -> bool:
    """Whether 16 digits have the form of an identity number: province, regency, district, day (women 41 to 71), month, year, serial."""
    if len(digits) != 16 or digits[:2] not in _PROVINCES or digits.endswith("0000"):
        return False
    regency, district, day, month = (int(digits[at : at + 2]) for at in (2, 4, 6, 8))
    return 1 <= regency <= 79 and district >= 1 and (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12
