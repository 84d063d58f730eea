"""The sample week as plain values, read from the TOML files beside this folder.

Times in the files are wall-clock times in Kalimantan Timur (WITA, UTC+8): the files say when something happened there, and each
outlet's own way to print that moment is a quirk of the outlet (``outlets.toml``).
"""

import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent
WITA = timezone(timedelta(hours=8))
START = datetime(2026, 11, 9, 0, 0, tzinfo=WITA)
END = datetime(2026, 11, 16, 5, 30, tzinfo=WITA)

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"]
MONTHS_SHORT = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"]
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


@dataclass(frozen=True)
class Article:
    """One article or release; ``paragraphs`` hold its text without dateline and ending."""

    outlet: str
    slug: str
    title: str
    at: datetime
    byline: str
    editor: str
    town: str
    caption: str
    summary: str
    paragraphs: tuple[str, ...]
    ending: str


@dataclass(frozen=True)
class Post:
    """One public post in the timeline of the hashtag ``tag``."""

    slug: str
    account: str
    at: datetime
    tag: str
    text: str
    language: str | None
    visibility: str
    boosts: bool
    picture: str | None

    @property
    def number(self) -> str:
        """Mastodon's kind of id: milliseconds since 1970 above sixteen bits that keep ids of one moment apart."""
        return str((int(self.at.timestamp() * 1000) << 16) + zlib.crc32(self.slug.encode()) % 65536)


@dataclass(frozen=True)
class Check:
    """One article of the fact-checker: a claim, the verdict in its own words, and the explanation."""

    slug: str
    title: str
    claim: str
    label: str
    rating: int
    at: datetime
    author: str
    narrative: str
    explanation: str
    conclusion: str


@dataclass(frozen=True)
class Week:
    """Everything the sample server has to say."""

    outlets: dict[str, dict[str, Any]]
    articles: dict[str, list[Article]]
    posts: list[Post]
    accounts: dict[str, dict[str, Any]]
    checks: list[Check]


def read_week(folder: Path = FOLDER) -> Week:
    """The whole week; lists run newest first, as feeds and timelines do."""
    outlets = {o["id"]: o for o in _entries(folder / "outlets.toml", "outlet")}
    articles: dict[str, list[Article]] = {name: [] for name in outlets}
    for entry in _all(folder / "storylines", "article"):
        article = _article(entry)
        articles[article.outlet].append(article)
    for listed in articles.values():
        listed.sort(key=lambda a: (a.at, a.slug), reverse=True)
    posts = sorted((_post(p) for p in _all(folder / "posts", "post")), key=lambda p: int(p.number), reverse=True)
    accounts = {a["name"]: a for a in _entries(folder / "accounts.toml", "account")}
    checks = sorted((_check(c) for c in _entries(folder / "factchecks.toml", "check")), key=lambda c: c.at, reverse=True)
    return Week(outlets, articles, posts, accounts, checks)


def write_time(form: str, at: datetime, hours_east: int) -> str:
    """``at`` on the clock that stands ``hours_east`` of UTC, in one of the forms of ``outlets.toml``."""
    t = at.astimezone(timezone(timedelta(hours=hours_east)))
    return form.format(
        weekday=DAYS[t.weekday()], day=t.day, dd=f"{t.day:02}", mm=f"{t.month:02}", year=t.year, clock=f"{t:%H:%M}",
        month=MONTHS[t.month - 1], month_short=MONTHS_SHORT[t.month - 1], month_en=MONTHS_EN[t.month - 1],
        wd=DAYS_EN[t.weekday()], mon=MONTHS_EN[t.month - 1][:3],
    )  # fmt: skip


def iso_time(at: datetime, hours_east: int) -> str:
    """``at`` as ISO 8601 with the offset a publisher stamps on it."""
    return at.astimezone(timezone(timedelta(hours=hours_east))).isoformat()


def address(outlet: dict[str, Any], article: Article) -> str:
    """The path of an article's page."""
    number = 100000 + zlib.crc32(article.slug.encode()) % 899999
    at = article.at
    return outlet["path"].format(slug=article.slug, number=number, year=at.year, mm=f"{at.month:02}", dd=f"{at.day:02}")


def _entries(path: Path, table: str) -> list[dict[str, Any]]:
    return tomllib.loads(path.read_text(encoding="utf-8")).get(table, [])


def _all(folder: Path, table: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.toml")):
        yield from _entries(path, table)


def _article(entry: dict[str, Any]) -> Article:
    body = [part.strip().replace("\n", " ") for part in entry["body"].split("\n\n")]
    return Article(
        outlet=entry["outlet"], slug=entry["slug"], title=entry["title"], at=entry["at"].replace(tzinfo=WITA),
        byline=entry.get("byline", ""), editor=entry.get("editor", ""), town=entry.get("town", "Samarinda"),
        caption=entry.get("caption", ""), summary=entry.get("summary", body[0]), paragraphs=tuple(body), ending=entry.get("ending", ""),
    )  # fmt: skip


def _post(entry: dict[str, Any]) -> Post:
    return Post(
        slug=entry["slug"], account=entry["account"], at=entry["at"].replace(tzinfo=WITA), tag=entry["tag"], text=entry["text"].strip(),
        language=entry.get("language", "id") or None, visibility=entry.get("visibility", "public"), boosts=entry.get("boosts", False),
        picture=entry.get("picture"),
    )  # fmt: skip


def _check(entry: dict[str, Any]) -> Check:
    texts = {key: entry[key].strip() for key in ("slug", "title", "claim", "label", "author", "narrative", "explanation", "conclusion")}
    return Check(at=entry["at"].replace(tzinfo=WITA), rating=entry["rating"], **texts)
