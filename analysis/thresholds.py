"""Every number that decides, read from ``thresholds.toml``: one frozen class per table, checked when the program starts."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from analysis import AnalysisError
from analysis.tables import read_table

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
class Thresholds:
    """All tables of ``thresholds.toml``; ``version`` is stored with every judgement that rests on them."""

    version: str
    copies: Copies
    narratives: Narratives
    trends: Trends
    emergence: Emergence
    relevance: Relevance


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
    return read_table(Thresholds, data, path)
