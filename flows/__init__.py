"""WHEN: when, in what order, and what if it fails? Thin: fetch from the archive, call a room, store."""


class FlowError(Exception):
    """A run cannot go on; the message says why and what to do next."""
