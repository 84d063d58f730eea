"""What the monitor knows, as plain values.

Every room speaks in these records. They are frozen and flat: scalars, UTC datetimes, dates, and tuples of scalars. Flatness is what
lets one dataclass be a database row and a polars row alike, with the schema derived instead of kept in step by hand.

A value that was not published stays ``None``: nothing here is guessed, and where a value was inferred a sibling field says how.
"""

from __future__ import annotations

import hashlib
import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

if TYPE_CHECKING:
    import polars as pl

Tier = Literal["A", "B", "C", "official", "fact", "social"]
SourceState = Literal["on", "after_check", "feed_only", "opt_in", "off"]
ItemKind = Literal["article", "post", "handed_in"]
PageKind = Literal["article", "photo", "paywalled", "roundup"]
ZoneKnown = Literal["stated", "source", "assumed"]
OutcomeStatus = Literal["heard", "unchanged", "partial", "failed", "refused"]
HEARD: tuple[OutcomeStatus, ...] = ("heard", "unchanged", "partial")
"""How a visit ends in which the source answered."""
FactLabel = Literal[
    "false",
    "misleading",
    "out_of_context",
    "manipulated",
    "scam_or_impersonation",
    "satire",
    "partly_true",
    "true",
    "clarification",
    "unproven",
    "unknown",
]
UtteranceKind = Literal[
    "claim",
    "opinion",
    "criticism",
    "complaint",
    "prediction",
    "experience",
    "satire",
    "question",
    "official",
    "clarification",
    "news",
    "report_on_hoax",
    "other",
]
Stance = Literal["denies", "confirms", "partly", "checking"]
Standing = Literal["active", "quarantined"]
Topic = Literal["earthquake", "weather_warning"]
Phase = Literal["baru", "naik", "puncak", "tetap", "turun", "muncul lagi"]
Strength = Literal["suggest", "strong"]
ToneLabel = Literal["positif", "netral", "negatif", "tidak dinilai"]
Edition = Literal["harian", "mingguan", "bulanan"]
DeliveryState = Literal["trying", "sent", "failed", "unknown"]


def stable_id(*parts: str) -> str:
    """A 16-hex-digit id that is the same on every machine and in every run for the same ``parts``.

    The parts are joined by a control character that cannot stand in a URL or an id, so ("a", "bc") and ("ab", "c") differ.
    """
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Source:
    """One place we listen to: an entry of ``extractors/sources.toml``.

    ``kind`` names the extractor file that reads it; ``urls`` stand in order of trust. ``timezone`` is the zone of times that state none.
    ``every_minutes`` is the least time between two visits; ``note`` tells people why the state is what it is, or what to do first.
    The fields from ``body_selector`` on are quirks: what general tools get wrong on this source, said as data. ``article_pattern`` is a
    regular expression that the path of an article's address matches from its start; ``only`` are words of which a title or summary must
    hold one (for national desks); ``trust_zone`` is False where the zone that a site states is known to be wrong.
    """

    id: str
    name: str
    kind: str
    urls: tuple[str, ...]
    tier: Tier
    region: str
    state: SourceState = "on"
    timezone: str = "Asia/Makassar"
    every_minutes: int = 30
    note: str | None = None
    body_selector: str | None = None
    strip: tuple[str, ...] = ()
    article_pattern: str | None = None
    only: tuple[str, ...] = ()
    trust_zone: bool = True
    max_items: int = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was said in public: an article, a post, or a text that a person handed in.

    ``id`` is ``stable_id(source_id, external_id or url)``. ``published_raw`` is the time exactly as published, ``published_at`` its instant
    in UTC, ``published_zone`` the zone used to read it and ``published_zone_known`` how that zone was known. ``collected_at`` is when we
    first saw it. ``body`` holds cleaned paragraphs separated by blank lines; it is ``None`` when no page was read. ``author`` is a byline
    for articles and a pseudonym for posts by private people. ``origin`` names the agency or outlet whose text a site re-used, where it
    says so. ``page`` is what the page turned out to be, ``None`` when none was read. ``warnings`` keeps what was wrong with the form it
    came in.
    """

    id: str
    source_id: str
    kind: ItemKind
    url: str | None
    external_id: str | None
    title: str | None
    summary: str | None
    body: str | None
    author: str | None
    editor: str | None
    dateline: str | None
    captions: tuple[str, ...]
    advertorial: bool
    language: str | None
    published_raw: str | None
    published_at: datetime | None
    published_zone: str | None
    published_zone_known: ZoneKnown | None
    collected_at: datetime
    warnings: tuple[str, ...] = ()
    origin: str | None = None
    page: PageKind | None = None

    @property
    def at(self) -> datetime:
        """The instant to place the item in time: published, or first seen where no time was published (UTC)."""
        return self.published_at or self.collected_at

    @property
    def text(self) -> str:
        """Everything it says: title, then body or else summary, separated by a blank line."""
        return "\n\n".join(part for part in (self.title, self.body or self.summary) if part)


@dataclass(frozen=True, slots=True)
class FactCheck:
    """One verdict of a fact-checker. ``native_label`` is the checker's own word, always kept; ``label`` is ours, for sorting."""

    id: str
    source_id: str
    url: str
    title: str
    claim: str
    label: FactLabel
    native_label: str | None
    publisher: str
    body: str | None
    published_raw: str | None
    published_at: datetime | None
    published_zone: str | None
    published_zone_known: ZoneKnown | None
    collected_at: datetime
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one visit to one source ended. A fault is written here instead of being raised.

    ``reason`` says in one line why a visit did not simply succeed; ``faults`` holds one line per page that failed inside an otherwise
    heard source. ``items`` counts what the source offered, ``new_items`` what we did not know yet, ``requests`` HTTP requests sent and
    ``not_modified`` how many of them were answered 304.
    """

    source_id: str
    at: datetime
    status: OutcomeStatus
    reason: str | None
    items: int
    new_items: int
    requests: int
    not_modified: int
    seconds: float
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Validator:
    """What an address told us to ask with next time (RFC 9110: ``ETag``, ``Last-Modified``)."""

    url: str
    source_id: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Watch:
    """How it stands with one source: what its last visits proved, and when it is asked again.

    ``standing`` is "quarantined" after sustained failure, with the ``reason`` and ``since`` when; ``failures`` counts failed visits in a
    row since ``failing_since``. ``passed_at`` is when an after_check source last passed ``pantau sources check``. ``interval_minutes``
    adapts to how often something new comes; ``next_at`` is when the next visit is due.
    """

    source_id: str
    standing: Standing
    since: datetime
    reason: str | None
    failures: int
    failing_since: datetime | None
    last_heard_at: datetime | None
    passed_at: datetime | None
    interval_minutes: int
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Probe:
    """One address as ``pantau sources check`` found it.

    ``found`` says in one word or line how it answered, ``entries`` how many it listed, ``newest_at`` the newest one's time, ``link_host``
    the host that most of its links lead to, and ``advice`` (Indonesian) what to do.
    """

    source_id: str
    url: str
    at: datetime
    passed: bool
    found: str
    entries: int
    newest_at: datetime | None
    link_host: str | None
    advice: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One official statement of fact from open data, such as an earthquake that BMKG measured.

    ``text`` is the publisher's own wording; ``happened_at`` is UTC, and ``until`` the end of a warning. Degrees are WGS 84, north and east
    positive.
    """

    id: str
    source_id: str
    topic: Topic
    url: str
    text: str
    place: str | None
    latitude: float | None
    longitude: float | None
    magnitude: float | None
    depth_km: float | None
    happened_at: datetime
    until: datetime | None
    collected_at: datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased on request and must not come back: ``subject`` is an item's id or an author's pseudonym."""

    subject: str
    what: Literal["item", "author"]
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text is about. ``subject_id`` is an item's or a fact-check's id.

    ``score`` in [0, 1] is the relevance to the watched region, ``reasons`` the words that spoke for or against it. ``places`` are
    kabupaten/kota, ``offices`` OPD abbreviations.
    """

    subject_id: str
    relevant: bool
    score: float
    reasons: tuple[str, ...]
    places: tuple[str, ...]
    offices: tuple[str, ...]
    people: tuple[str, ...]
    programmes: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """What kind of utterance a text is: only a claim can be checked.

    ``sure`` in [0, 1] is the probability of ``kind``, ``reason`` says (Indonesian) what spoke for it, ``sentence`` is the claim in the
    author's words, ``None`` where nothing is claimed.
    """

    item_id: str
    kind: UtteranceKind
    sure: float
    reason: str
    sentence: str | None
    version: str


@dataclass(frozen=True, slots=True)
class Embedding:
    """One vector: ``values`` are ``dim`` little-endian float16 numbers, L2-normalised before rounding. The key is model + text."""

    text_hash: str
    model_id: str
    dim: int
    values: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """``item_id`` repeats ``origin_id``, an earlier item; ``similarity`` is the share in [0, 1] of its words that the origin has too."""

    item_id: str
    origin_id: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Signature:
    """The words of one item in a form that finds its copies again without reading it: ``values`` as :mod:`analysis.wording` has it."""

    item_id: str
    version: str
    words: int
    values: bytes


@dataclass(frozen=True, slots=True)
class Profile:
    """What grouping knows of one item, so that a window of many thousands can be compared without reading their texts again.

    ``headline`` is its title or first sentence, trimmed; ``claim`` whether it passes a checkable claim on; ``english`` whether it is
    written in English, so that other texts share few words with it; ``places`` are kabupaten/kota.
    ``terms`` are its words, names and numbers as numbers (:mod:`analysis.profiles`).
    """

    item_id: str
    at: datetime
    kind: ItemKind
    headline: str
    claim: bool
    english: bool
    places: tuple[str, ...]
    terms: bytes
    version: str


@dataclass(frozen=True, slots=True)
class Event:
    """One happening that items report or talk about; it belongs to a narrative. After a merge the younger one points to the older."""

    id: str
    narrative_id: str
    founded_by: str
    founded_at: datetime
    label: str
    label_item_id: str
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Narrative:
    """A running theme of one or many events. Its id stays for life; after a merge the younger one points to the older."""

    id: str
    founded_by: str
    founded_at: datetime
    label: str
    label_item_id: str
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """An item belongs to an event of a narrative, since when, how alike in [0, 1], and why."""

    item_id: str
    event_id: str
    narrative_id: str
    joined_at: datetime
    similarity: float
    reason: str


@dataclass(frozen=True, slots=True)
class Move:
    """What was said of an item and holds no more: where it was, where it is now, and the reason (Indonesian). Moves are only ever added."""

    item_id: str
    at: datetime
    from_event_id: str
    event_id: str
    from_narrative_id: str
    narrative_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tone:
    """How the headline and the body of an item sound, each with the confidence in [0, 1] of that judgement.

    For reading and counting only: no signal, flag or case may look at it.
    """

    item_id: str
    headline: ToneLabel
    headline_confidence: float
    body: ToneLabel
    body_confidence: float
    version: str


@dataclass(frozen=True, slots=True)
class OfficeTone:
    """How the sentences of an item that name an office (OPD abbreviation) sound."""

    item_id: str
    office: str
    tone: ToneLabel
    confidence: float
    version: str


@dataclass(frozen=True, slots=True)
class NarrativeDay:
    """One narrative as it stood in the 24 hours that a brief covers; ``day`` is the brief's date in the watched region.

    ``reports`` counts independent press and official items, ``copies`` repeated texts, ``advertorials`` paid ones, ``posts`` public posts;
    ``voices`` is how many newsrooms and offices report it by themselves. ``previous_total`` is the window before, ``average_7d`` the mean
    of the seven windows before, ``history`` the totals of the last seven windows, oldest first, today last. ``expected`` is how many items
    this narrative was expected to have, ``surprise`` how far the day lies above it (see :mod:`analysis.emergence`). ``event_ids`` are the
    events of the day, the largest first.
    """

    narrative_id: str
    day: date
    label: str
    label_item_id: str
    item_ids: tuple[str, ...]
    event_ids: tuple[str, ...]
    reports: int
    copies: int
    advertorials: int
    posts: int
    voices: int
    previous_total: int
    average_7d: float
    history: tuple[int, ...]
    expected: float
    surprise: float
    phase: Phase
    phase_reason: str
    places: tuple[str, ...]
    offices: tuple[str, ...]
    people: tuple[str, ...]
    weight: float

    @property
    def total(self) -> int:
        """Everything said in the window, copies and paid texts included."""
        return self.reports + self.copies + self.advertorials + self.posts


@dataclass(frozen=True, slots=True)
class KeySentence:
    """One published sentence, trimmed, that tells what a narrative was about on a day; ``rank`` 1 is the first to read.

    It stands in ``item_id``; ``item_ids`` are all the items that say the same, that one first.
    """

    narrative_id: str
    day: date
    rank: int
    text: str
    item_id: str
    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Reports of one event that give different numbers for the same thing.

    ``subject`` says what is counted ("korban tewas"); ``values`` are the numbers as published, and ``item_ids`` says which item gives each,
    in the same order: a number that three items give stands three times.
    """

    narrative_id: str
    day: date
    event_id: str
    subject: str
    values: tuple[str, ...]
    item_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A claim and a fact-check that seem to speak of the same thing; ``strength`` says which threshold the ``score`` passed.

    ``score`` in [0, 1] is the probability that they do. ``template`` says that only names, places, numbers and dates differ. ``repeats`` is
    the fact-check whose verdict this one hands on: second-hand verdicts are shown and counted once.
    """

    narrative_id: str
    item_id: str
    factcheck_id: str
    day: date
    score: float
    strength: Strength
    version: str
    template: bool = False
    repeats: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fact-checker said until ``until``, and then no longer: kept when its own word for the verdict changes or goes."""

    factcheck_id: str
    until: datetime
    label: FactLabel
    native_label: str | None
    title: str
    claim: str


@dataclass(frozen=True, slots=True)
class Response:
    """An answer to a claim, published by an office or an outlet: who, in which office, when, and how it stands to the claim.

    ``sentence`` is published words. A denial is a response and never a verdict.
    """

    narrative_id: str
    day: date
    item_id: str
    at: datetime
    by: Literal["official", "press"]
    stance: Stance
    speaker: str | None
    office: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to look closer: ``score`` in [0, 1], an Indonesian sentence for people, and the items it rests on."""

    narrative_id: str
    name: str
    day: date
    score: float
    reason: str
    item_ids: tuple[str, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Case:
    """A claim that people should check. ``claim`` is quoted from ``claim_item_id``; ``state`` is a state of the desk since ``state_at``.

    ``narrative_ids`` are all narratives that were seen to carry it, ``narrative_id`` first. ``like_case_id`` is a decided case about the
    same claim: a suggestion for people, never a decision.
    """

    id: str
    narrative_id: str
    claim: str
    claim_item_id: str
    opened_at: datetime
    state: str
    state_at: datetime
    narrative_ids: tuple[str, ...]
    like_case_id: str | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Why a case stood on the list of a day: its rank under the flag budget (1 first), its reasons and its evidence.

    ``score`` in [0, 1] is the priority; ``precision`` the part of cases with such a priority that deserved a look, as far as is known
    (see ``analysis/triage.toml``), ``None`` for a flag from before that was known. ``removed_by`` says (Indonesian) what would take the
    case off the list.
    """

    case_id: str
    day: date
    rank: int
    score: float
    precision: float | None
    reasons: tuple[str, ...]
    removed_by: tuple[str, ...]
    item_ids: tuple[str, ...]
    factcheck_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Night:
    """What one analysis knew and how sure it was: printed in the head and the foot of the brief.

    ``stability`` is the adjusted Rand index between the events as they stand and the same window grouped from nothing in another order,
    ``kept`` the share of the items known since the night before that are still in the event they were in; ``None`` when there was too
    little to compare. ``flags_over_budget`` counts candidates that the daily budget left out.
    """

    day: date
    as_of: datetime
    model_id: str
    thresholds: str
    items_in_window: int
    relevant_in_window: int
    events_in_window: int
    narratives_in_window: int
    stability: float | None
    kept: float | None
    flag_budget: int
    flags_over_budget: int


@dataclass(frozen=True, slots=True)
class Brief:
    """One printing of an edition of the brief: what it said, with what it was made, and where it lies.

    ``number`` counts the printings of an edition from 1. ``content`` is what it says as canonical JSON, enough to set the same pages again,
    and ``content_hash`` its SHA-256, which is also printed on it; ``pdf_hash`` is that of the file. ``model_id`` and ``thresholds`` are the
    versions that judged the day, ``None`` where it was never analysed. ``content`` and ``pdf_hash`` are ``None`` for what was printed
    before contents were kept.
    """

    edition: Edition
    day: date
    number: int
    made_at: datetime
    content_hash: str
    content: str | None
    pdf_hash: str | None
    model_id: str | None
    thresholds: str | None
    path: str
    pages: int
    sample: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What an edition of the brief told wrongly: printed in the next daily edition, and marked on the old one when it is printed again.

    ``day`` and ``edition`` name the corrected one; ``text`` is the correction in Indonesian.
    """

    id: str
    edition: Edition
    day: date
    at: datetime
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that an edition asked to decide: about which narrative, on which fact, what was advised, to whom and by when.

    ``case_id`` is the case it was about, ``None`` where it was about a narrative without a claim.
    """

    edition: Edition
    day: date
    rank: int
    narrative_id: str
    case_id: str | None
    issue: str
    trigger: str
    advice: str
    office: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an edition reached one recipient, or did not. There is one for each edition and recipient, whatever the number of printings.

    ``recipient`` names the group and a short hash of the address, never the address. "trying" is written before anything is sent, so a
    crash leaves it behind; then nobody knows, and "unknown" is not sent again. ``attempts`` counts tries, ``reason`` says why it failed.
    """

    edition: Edition
    day: date
    recipient: str
    number: int
    group: str
    channel: str
    state: DeliveryState
    attempts: int
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class StageTime:
    """Where the time of a flow run went: seconds and items of one stage, and the process's peak memory in MiB when it ended."""

    flow: str
    stage: str
    as_of: datetime
    seconds: float
    items: int
    peak_mib: float


Record = TypeVar("Record")

_SCALARS = (str, int, float, bool, bytes, date, datetime)


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record: its name, scalar Python type, whether it may be ``None``, and whether it is a tuple of that scalar."""

    name: str
    scalar: type
    optional: bool
    many: bool


def columns_of(record: type) -> tuple[Column, ...]:
    """The columns of a record class, read from its annotations.

    Raises:
        TypeError: a field is not a scalar, an optional scalar or a tuple of scalars; records must stay flat.
    """
    hints = typing.get_type_hints(record)
    return tuple(_column(record, field.name, hints[field.name]) for field in fields(record))


def _column(record: type, name: str, hint: Any) -> Column:
    optional = many = False
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        inner = [option for option in typing.get_args(hint) if option is not type(None)]
        optional = len(inner) < len(typing.get_args(hint))
        hint = inner[0] if len(inner) == 1 else hint
    if typing.get_origin(hint) is tuple:
        many, hint = True, typing.get_args(hint)[0]
    if typing.get_origin(hint) is Literal:
        hint = str
    if hint not in _SCALARS:
        raise TypeError(f"{record.__name__}.{name}: {hint!r} is not flat; use a scalar, an optional scalar or a tuple of scalars")
    return Column(name, hint, optional, many)


def schema_of(record: type) -> pl.Schema:
    """The polars schema of a record class: the same names in the same order, instants as microseconds in UTC."""
    # Imported here, and where frames are made: printing a brief needs none, and must not wait for them.
    import polars as pl

    types: dict[type, pl.DataType] = {
        str: pl.String(),
        int: pl.Int64(),
        float: pl.Float64(),
        bool: pl.Boolean(),
        bytes: pl.Binary(),
        date: pl.Date(),
        datetime: pl.Datetime("us", "UTC"),
    }
    return pl.Schema({c.name: pl.List(types[c.scalar]) if c.many else types[c.scalar] for c in columns_of(record)})


def frame_of(record: type[Record], rows: Iterable[Record]) -> pl.DataFrame:
    """A frame with one row per record and :func:`schema_of` as its schema, even when there are no rows."""
    import polars as pl

    names = [c.name for c in columns_of(record)]
    return pl.DataFrame([[getattr(row, name) for name in names] for row in rows], schema=schema_of(record), orient="row")


def records_of(record: type[Record], frame: pl.DataFrame) -> list[Record]:
    """The records of a frame whose columns include every field of ``record``; lists become tuples again."""
    columns = columns_of(record)
    rows = frame.select([c.name for c in columns]).iter_rows()
    return [record(*(tuple(v) if c.many and v is not None else v for c, v in zip(columns, row, strict=True))) for row in rows]
