"""THINK: what does it mean? Pure: records and frames in, records and frames out; no network, no database, no clock."""
