"""Every number that decides, read from ``thresholds.toml``: one frozen class per table, checked when the program starts."""

import tomllib
import typing
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from analysis import AnalysisError

SHIPPED = Path(__file__).with_name("thresholds.toml")


@dataclass(frozen=True, slots=True)
class Copies:
    """When two texts are the same words: see ``[copies]`` for what each number means."""

    shingle_words: int
    sample: int
    candidate: float
    compared: int
    share: float
    whole: float
    longer: float
    opening_words: int
    changed_numbers: int
    changed_share: float
    short_words: int
    short_shingle_words: int
    short_share: float
    spelling: float
    minimum_spelling: int
    minimum_body: int
    minimum_words: int
    minimum_characters: int
    echo_authors: int
    echo_minutes: float


@dataclass(frozen=True, slots=True)
class Narratives:
    """How far grouping looks: see ``[narratives]``. When texts are alike is said in ``likeness.toml``."""

    window_days: float
    sleep_days: float
    representatives: int
    nearest: int
    portion: int
    most: int


@dataclass(frozen=True, slots=True)
class Trends:
    """When a narrative rises or falls, and what it weighs in the brief: see ``[trends]``."""

    rising_items: int
    rising_surprise: float
    rising_growth: float
    daily_growth: float
    falling_growth: float
    prior: float
    hold: float
    ebbing: float
    silent_windows: int
    report_weight: float
    official_weight: float
    copy_weight: float
    post_weight: float
    label_preference: float


@dataclass(frozen=True, slots=True)
class Emergence:
    """What volume a narrative is expected to have: see ``[emergence]``."""

    weeks: int
    week_prior: float
    outage: float
    half_life_days: float
    level_prior: float
    level_start: float
    level_start_days: float
    level_most: float
    restless: float
    most: float
    tail: float


@dataclass(frozen=True, slots=True)
class Relevance:
    """What a mention weighs and when a text is about the region: see ``[relevance]``."""

    relevant: float
    government: float
    name: float
    place: float
    office: float
    person: float
    programme: float
    company: float
    title: float
    tail: float
    tail_most: float
    dateline: float
    lead_characters: int
    elsewhere: float


@dataclass(frozen=True, slots=True)
class FactChecks:
    """When a claim and a fact-check speak of the same thing: see ``[factchecks]``."""

    suggest: float
    strong: float
    meaning: float
    meaning_from: float
    meaning_to: float
    words: float
    words_from: float
    words_to: float
    short_words: int
    stale_days: int
    per_narrative: int


@dataclass(frozen=True, slots=True)
class Signals:
    """When a signal fires: see ``[signals]``."""

    recycled_days: int
    unsourced_hours: float
    unsourced_posts: int


@dataclass(frozen=True, slots=True)
class Triage:
    """What a match weighs and what a case must reach: see ``[triage]``."""

    floor: float
    strong_match: float
    suggested_match: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All tables of ``thresholds.toml``; ``version`` is stored with every judgement that rests on them."""

    version: str
    copies: Copies
    narratives: Narratives
    trends: Trends
    emergence: Emergence
    relevance: Relevance
    factchecks: FactChecks
    signals: Signals
    triage: Triage


Table = TypeVar("Table")


def load_thresholds(path: Path | None = None) -> Thresholds:
    """Read ``path``, or the thresholds shipped with the program.

    Raises:
        AnalysisError: the file cannot be read, a table or key is missing, unknown or not a number of the right kind.
    """
    path = path or SHIPPED
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnalysisError(f"{path}: cannot be read as TOML ({error}); restore the file from the repository or mend it") from error
    return _read(Thresholds, data, path, "")


def _read(table: type[Table], data: dict[str, Any], path: Path, prefix: str) -> Table:
    kinds = typing.get_type_hints(table)
    known = [field.name for field in fields(table)]  # type: ignore[arg-type] # every table is a dataclass
    for key in data:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            raise AnalysisError(f"{path}: unknown key {prefix}{key}; " + (f"did you mean {near[0]}?" if near else "remove it"))
    values: dict[str, Any] = {}
    for name in known:
        if name in data:
            values[name] = _value(kinds[name], data[name], path, f"{prefix}{name}")
        else:
            raise AnalysisError(f"{path}: {prefix}{name} is missing; copy it from {SHIPPED}")
    return table(**values)


def _value(kind: Any, value: Any, path: Path, key: str) -> Any:
    if hasattr(kind, "__dataclass_fields__"):
        if not isinstance(value, dict):
            raise AnalysisError(f"{path}: {key} must be a table; write it as [{key}]")
        return _read(kind, value, path, f"{key}.")
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise AnalysisError(f"{path}: {key} = {value!r} must be {_WORDS[kind]}; copy it from {SHIPPED}")
    if kind in (int, float) and not 0 <= value < float("inf"):
        raise AnalysisError(f"{path}: {key} = {value!r} must be a finite number of at least 0; copy it from {SHIPPED}")
    return value


_WORDS = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
