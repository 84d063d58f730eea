"""What one analysis says of a day's claims: what they match, who has answered, which reasons there are, and which people should look at."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import analysis
from analysis.embedding import Vector, centred, reference_rows, vectors_of
from analysis.evidence import Archive, claims_by_narrative, contexts_of, said_in
from analysis.factchecks import Index, match
from analysis.signals import score_all
from analysis.thresholds import Thresholds
from analysis.triage import DECIDED, triage
from analysis.verdicts import reopened, with_reopened
from archive.records import (
    Bulletin,
    Case,
    FactCheck,
    Flag,
    Item,
    Match,
    Reading,
    Response,
    Signal,
    Source,
    Utterance,
    Verdict,
)
from archive.settings import Settings
from archive.store import Store
from flows.grouping import Grouped

TEMPLATES_FOR = timedelta(days=3 * 365)
"""How far back a claim is looked for that today's is a new filling of."""
BULLETINS_FOR = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is said of one day's claims; ``cases`` are those that are new or stand otherwise than before."""

    cases: tuple[Case, ...]
    records: tuple[Match | Response | Signal | Flag, ...]
    over_budget: int


class Sieve:
    """Everything that the claims of one analysis are held against, read once for all its days.

    ``version`` is that of the thresholds and, in eight hex digits, of all else that decided: the gate and every
    table of analysis/.
    """

    def __init__(
        self, store: Store, settings: Settings, thresholds: Thresholds, now: datetime, grouped: Grouped, items: Sequence[Item]
    ) -> None:
        """``items`` are the window's, the older ones of its narratives and the origins of its copies."""
        known = grouped.known
        utterances = store.records(Utterance)
        there = {item.id for item in items}
        older = [u.item_id for u in utterances if u.kind == "claim" and u.item_id not in there]
        read_by = sorted({u.version for u in utterances if u.item_id in there})
        rules = [path.read_bytes() for path in sorted(Path(analysis.__file__).parent.rglob("*.toml"))]
        digest = hashlib.sha256(b"\0".join([*rules, *(version.encode() for version in read_by)])).hexdigest()
        self.version = f"{thresholds.version}/{digest[:8]}"
        self._now = now
        self._budget = settings.flag_budget
        self._vectors: Mapping[str, Vector] = grouped.vectors
        self._flags = store.records(Flag)
        self._verdicts = store.records(Verdict)
        self._archive = Archive(
            items=[*items, *store.records(Item, id=older, collected_at_from=now - TEMPLATES_FOR)],
            utterances=utterances,
            readings=store.records(Reading, relevant=True),
            memberships=known.memberships,
            events=known.events,
            narratives=known.narratives,
            copies=grouped.copies,
            factchecks=store.records(FactCheck),
            bulletins=store.records(Bulletin, happened_at_from=now - BULLETINS_FOR),
            sources=store.records(Source),
            zone=settings.timezone,
            thresholds=thresholds,
        )
        checks = self._archive.factchecks
        self._index = Index(checks, centred(vectors_of(checks, grouped.embeddings), reference_rows(grouped.embeddings)))
        self._claims = claims_by_narrative(self._archive)

    def sift(self, day: date, window: tuple[datetime, datetime], cases: Sequence[Case]) -> Sifted:
        """Hold the claims said in ``window`` (start, end] against what is known; ``cases`` are all cases so far."""
        spoken = said_in(self._claims, window, self._now)
        matches = match(spoken, self._vectors, self._index, day)
        contexts = contexts_of(day, self._now, window, spoken, matches, self._archive)
        signals = score_all(contexts)
        before = [flag for flag in self._flags if flag.day < day]
        told = [flag for flag in self._flags if flag.day <= day]
        # A change after the day was over belongs to the next one.
        until = min(window[1], self._now)
        back = reopened(cases, told, self._verdicts, self._archive.factchecks, day, until, self._archive.zone)
        standing = list(({case.id: case for case in cases} | {one.case.id: one.case for one in back}).values())
        triaged = triage(contexts, signals, standing, before, self._budget)
        flags = self._with_decided(day, with_reopened(triaged.flags, back), standing)
        # The next day is judged by what is said of this one now, not by what was said in the analysis before.
        self._flags = [flag for flag in self._flags if flag.day != day] + list(flags)
        responses = [response for context in contexts for response in context.responses]
        changed = {one.case.id: one.case for one in back} | {case.id: case for case in triaged.cases}
        return Sifted(tuple(changed.values()), (*matches, *responses, *signals, *flags), triaged.over_budget)

    def _with_decided(self, day: date, flags: Sequence[Flag], cases: Sequence[Case]) -> tuple[Flag, ...]:
        """``flags`` and, after them, those of the day whose cases people have decided meanwhile: that they were listed stays known."""
        listed = {flag.case_id for flag in flags}
        decided = {case.id for case in cases if case.state in DECIDED}
        gone = [flag for flag in self._flags if flag.day == day and flag.case_id in decided - listed]
        gone.sort(key=lambda flag: flag.rank)
        return (*flags, *(replace(flag, rank=rank) for rank, flag in enumerate(gone, start=len(flags) + 1)))
