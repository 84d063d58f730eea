"""WHEN: when, in what order, and what if it fails? Thin: fetch from the archive, call a room, store."""
