"""KEEP: what do we know, and since when? All SQL lives in this room."""


class ArchiveError(Exception):
    """The archive cannot be opened, read or written; the message says what to do. It never shows a password."""
