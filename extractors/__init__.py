"""IN: what was said out there? Every kind of source becomes records; a fault becomes an Outcome.

A source's kind names a file of this folder: ``feed``, ``mastodon``, ``factcheck``. A flow calls :func:`extractors.visit.visit` once per
source with one shared :class:`extractors.http.Client`; it never raises for what a source did.
"""


class ExtractorError(Exception):
    """Something from outside could not be used. The message says what and why in one line."""
