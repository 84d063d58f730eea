"""Posts that say the same within minutes, as facts: how many, by how many accounts, how fast. What they mean is for people to judge.

Many accounts pass the same words on for good reasons: a warning, a prayer, a headline. So nothing here is a score or a verdict, accounts
are counted and never listed, and what is merely a shared headline is marked.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from analysis.hosts import page_of
from analysis.thresholds import Thresholds
from archive.records import Copy, Item

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_HEADLINE = 5
"""Words that a title must have before it can be told from anybody's sentence."""
RUSH = timedelta(minutes=2)
"""Nobody reads a post, copies it and posts it again much faster; many at once within it had the words from the same hand."""


@dataclass(frozen=True, slots=True)
class SameWords:
    """Posts with the same words, or nearly, in their busiest stretch.

    ``item_ids`` are the posts of that stretch, earliest first; ``authors`` how many accounts wrote them, ``minutes`` from the first to the
    last, ``share`` those accounts as a part in [0, 1] of all accounts that posted among the items asked about. ``article_id`` is the press
    article whose headline or link most of them pass on or whose words they repeat, ``None`` where there is none that we know of. ``words``
    is how many the first post has, links aside. ``rush`` is the most accounts within :data:`RUSH`, and ``together`` how many of these also
    said something in common within :data:`RUSH` on another occasion, among the items asked about: other words, or these at another time.
    """

    item_ids: tuple[str, ...]
    authors: int
    minutes: float
    share: float
    article_id: str | None
    words: int
    rush: int
    together: int


def same_words(items: Sequence[Item], copies: Iterable[Copy], thresholds: Thresholds) -> tuple[SameWords, ...]:
    """Every text that at least ``echo_authors`` accounts posted within ``echo_minutes``; most accounts first, then by the first item id.

    ``items`` are those of a narrative or a window, articles included; ``copies`` says which repeat which. Posts without a known author are
    left out: nobody can say how many wrote them. Of each text only the stretch with the most accounts is handed on, the earliest of equals.
    """
    limits = thresholds.copies
    origin_of = {copy.item_id: copy.origin_id for copy in copies}
    posts = sorted((item for item in items if item.kind == "post" and item.author), key=lambda item: (item.at, item.id))
    accounts = {item.author for item in posts}
    articles = {item.id: item for item in items if item.kind == "article"}
    printed = {origin_of.get(article_id, article_id): article_id for article_id in sorted(articles, reverse=True)}
    groups: dict[str, list[Item]] = defaultdict(list)
    for post in posts:
        groups[origin_of.get(post.id, post.id)].append(post)
    groups = {origin: group for origin, group in groups.items() if len(group) > 1}
    meetings = _Meetings(groups)
    found = []
    for origin, group in groups.items():
        stretch = _busiest(group, timedelta(minutes=limits.echo_minutes))
        authors = len({post.author for post in stretch})
        if authors >= limits.echo_authors:
            rush = _busiest(stretch, RUSH)
            found.append(
                SameWords(
                    item_ids=tuple(post.id for post in stretch),
                    authors=authors,
                    minutes=round((stretch[-1].at - stretch[0].at) / timedelta(minutes=1), 1),
                    share=round(authors / len(accounts), 3),
                    article_id=printed.get(origin) or _article(stretch, list(articles.values())),
                    words=len(_words(group[0].text)),
                    rush=len({post.author for post in rush}),
                    together=meetings.besides(origin, rush),
                )
            )
    return tuple(sorted(found, key=lambda fact: (-fact.authors, fact.item_ids[0])))


class _Meetings:
    """Who said what when, so that accounts of one rush can be counted in others. Accounts stay in here; only their number leaves."""

    def __init__(self, groups: Mapping[str, Sequence[Item]]) -> None:
        self._said: dict[str | None, dict[str, list[Item]]] = defaultdict(dict)
        for origin, group in groups.items():
            for post in group:
                self._said[post.author].setdefault(origin, []).append(post)

    def besides(self, origin: str, rush: Sequence[Item]) -> int:
        """The most accounts of ``rush``, which said ``origin``, that are found in one rush of another occasion; 0 where two never are."""
        here = {post.id for post in rush}
        others: dict[str, list[Item]] = defaultdict(list)
        for account in {post.author for post in rush}:
            for said, posts in self._said[account].items():
                others[said] += posts
        most = 1
        for said, posts in others.items():
            elsewhere = [post for post in posts if said != origin or post.id not in here]
            if len(elsewhere) > most:
                elsewhere.sort(key=lambda post: (post.at, post.id))
                most = max(most, len({post.author for post in _busiest(elsewhere, RUSH)}))
        return most if most > 1 else 0


def _busiest(posts: Sequence[Item], length: timedelta) -> Sequence[Item]:
    """The stretch of ``length`` with the most accounts; ``posts`` are in the order of time."""
    within: Counter[str | None] = Counter()
    best, best_authors, start = (0, 0), 0, 0
    for end, post in enumerate(posts):
        within[post.author] += 1
        while post.at - posts[start].at > length:
            within[posts[start].author] -= 1
            if not within[posts[start].author]:
                del within[posts[start].author]
            start += 1
        if len(within) > best_authors or (len(within) == best_authors and start == best[0]):
            best, best_authors = (start, end + 1), len(within)
    return posts[slice(*best)]


def _article(posts: Sequence[Item], articles: Sequence[Item]) -> str | None:
    """The earliest article that more than half of the posts link to or name by its headline."""
    texts = [(_linked(post), f" {' '.join(_words(post.text))} ") for post in posts]
    for article in sorted(articles, key=lambda item: (item.at, item.id)):
        address = page_of(article.url or "")
        title = _words(article.title or "")
        headline = f" {' '.join(title)} "
        if 2 * sum((address in links) or (len(title) >= _HEADLINE and headline in words) for links, words in texts) > len(texts):
            return article.id
    return None


def _linked(post: Item) -> set[str]:
    return {page_of(link) for link in _LINK.findall(post.text)}


def _words(text: str) -> list[str]:
    return _WORD.findall(_LINK.sub(" ", text).casefold())
