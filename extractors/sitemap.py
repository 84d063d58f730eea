"""News sites by their news sitemap, or by the newest parts of an index of sitemaps."""

from extractors.news import read_news as fetch

__all__ = ["fetch"]
