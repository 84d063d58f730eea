"""News sites by their feed: RSS, RDF, Atom, JSON Feed."""

from extractors.news import read_news as fetch

__all__ = ["fetch"]
