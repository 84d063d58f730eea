"""News sites by what WordPress lists for programs; a post that comes in full is not asked for again."""

from extractors.news import read_news as fetch

__all__ = ["fetch"]
