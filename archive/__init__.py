"""KEEP: what do we know, and since when? All SQL lives in this room."""
