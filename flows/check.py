"""Compare what somebody brought in with what is known; nothing is stored."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from analysis.embedding import centred, load, reference_rows, reference_texts, text_of, vectors_of, text_hash, pack
from analysis.factchecks import nearest
from analysis.region import load_region
from analysis.relevance import read_item
from analysis.thresholds import load_thresholds
from archive.records import Embedding, FactCheck, Item, Membership, Narrative, Reading
from archive.settings import Settings
from archive.store import Store
from extractors import handed_in
from extractors.http import Client

NEAREST = 5
