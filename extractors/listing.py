"""Sites without a feed, by a page that lists their articles, or holds several of them in full."""

from extractors.news import read_news as fetch

__all__ = ["fetch"]
