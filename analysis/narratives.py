"""Items become events, and events become narratives, whose ids persist from night to night.

Two levels of average linkage: texts that report or discuss one happening are an event; events that are alike when time matters little are a
narrative, a running theme or claim. What is new is placed among everything near it, and that neighbourhood is grouped afresh as one set,
so the answer hangs on which texts there are and hardly on when they came: new texts join an event, found one, bridge two or split one.
Ids are then handed on (:func:`analysis.narrative_ids.heirs`), and whatever was said of an item and changed is written down as a move.

What a narrative said before the window is not taken apart any more. Its newest texts from then stand for it: a narrative that sleeps is
woken by something like them, under the id it had.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import numpy as np

from analysis.clusters import Labels, average_linkage
from analysis.embedding import Vector
from analysis.likeness import Likeness, Matrix, load_levels
from analysis.narrative_ids import Founded, heirs, living_id, living_ids
from analysis.neighbourhoods import neighbourhoods
from analysis.profiles import shared_words
from analysis.sentences import trim
from analysis.thresholds import Thresholds
from archive.records import Copy, Event, Item, Membership, Move, Narrative, Profile, stable_id

_QUOTE = 60
_SHARED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive knows of grouping: all of it."""

    narratives: Sequence[Narrative] = ()
    events: Sequence[Event] = ()
    memberships: Sequence[Membership] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """What one grouping founded or changed; empty when nothing new came. Sorted by id, ready to be put into the archive."""

    narratives: tuple[Narrative, ...]
    events: tuple[Event, ...]
    memberships: tuple[Membership, ...]
    moves: tuple[Move, ...]

    def added_to(self, known: Known) -> Known:
        """What is known once this grouping is in the archive."""
        return Known(
            list(({one.id: one for one in known.narratives} | {one.id: one for one in self.narratives}).values()),
            list(({one.id: one for one in known.events} | {one.id: one for one in self.events}).values()),
            list(({m.item_id: m for m in known.memberships} | {m.item_id: m for m in self.memberships}).values()),
        )


def group(
    items: Mapping[str, Item],
    profiles: Sequence[Profile],
    vectors: Mapping[str, Vector],
    copies: Sequence[Copy],
    known: Known,
    now: datetime,
    thresholds: Thresholds,
) -> Grouping:
    """Give every item of ``profiles`` an event and a narrative.

    ``profiles`` are those of the window, old and new, and of :func:`representatives`; old are those that ``known`` has a membership of.
    ``vectors`` maps item ids to centred unit vectors; ``items`` need only hold the new ones, whose words are quoted in reasons. A copy
    follows its origin. The same input gives the same answer, and input without new items an empty one.
    """
    night = _Night(profiles, vectors, copies, known, now, thresholds)
    fresh = [place for place in range(len(night.texts)) if place not in night.event_of]
    limits = thresholds.narratives
    portion = limits.portion if len(night.texts) > limits.most else limits.most
    for start in range(0, len(fresh), portion):
        night.place(fresh[start : start + portion])
    return night.told(items)


def representatives(at: Mapping[str, datetime], known: Known, now: datetime, thresholds: Thresholds) -> list[str]:
    """The items (ids, sorted) that stand for what narratives said before the window: of each its newest texts from then.

    ``at`` maps item ids to their instants; narratives silent for longer than ``sleep_days`` are left alone.
    """
    limits = thresholds.narratives
    living = living_ids(known.narratives)
    told: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for membership in known.memberships:
        if membership.item_id in at:
            told[living.get(membership.narrative_id, "")].append((at[membership.item_id], membership.item_id))
    earliest, latest = now - timedelta(days=limits.sleep_days), now - timedelta(days=limits.window_days)
    silent = ([text for text in texts if text[0] <= latest] for texts in told.values() if max(texts)[0] >= earliest)
    return sorted(item_id for texts in silent for _, item_id in sorted(texts)[-limits.representatives :])


@dataclass(frozen=True, slots=True)
class _Join:
    """Why a text is in its event: the nearest text there, how alike, and the mean over the nearest few."""

    nearest: int
    nearest_likeness: float
    likeness: float


class _Night:
    """Every text has a place in ``texts``, the earliest first. ``event_of`` is the event that each is in so far."""

    def __init__(
        self,
        profiles: Sequence[Profile],
        vectors: Mapping[str, Vector],
        copies: Sequence[Copy],
        known: Known,
        now: datetime,
        thresholds: Thresholds,
    ) -> None:
        self.texts, self._tellings = _told_apart(profiles, copies)
        self._known, self._now, self._limits = known, now, thresholds.narratives
        self._levels = load_levels()
        self._likeness = Likeness(self.texts, vectors, self._levels)
        self._sleeps = [text.at <= now - timedelta(days=self._limits.window_days) for text in self.texts]
        self._events = {event.id: event for event in known.events}
        self._narratives = {narrative.id: narrative for narrative in known.narratives}
        self.event_of: dict[int, str] = {}
        self._joins: dict[int, _Join] = {}
        self._places: dict[str, set[int]] = defaultdict(set)
        was = {membership.item_id: membership.event_id for membership in known.memberships}
        origin_of = {copy.item_id: copy.origin_id for copy in copies}
        for place, text in enumerate(self.texts):
            for item_id in (*self._tellings[text.item_id], origin_of.get(text.item_id, text.item_id)):
                if (event_id := was.get(item_id)) in self._events:
                    self.event_of[place] = living_id(event_id, self._events)
                    self._places[self._narrative_of(event_id)].add(place)
                    break

    def place(self, fresh: Sequence[int]) -> None:
        """Give the texts at ``fresh`` their events, and group what is near them afresh; everything, where all of it is little enough."""
        if len(fresh) + len(self.event_of) <= self._limits.most:
            self._settle(np.array(sorted({*fresh, *self.event_of})))
            return
        for newcomers, narrative_ids in neighbourhoods(fresh, self._places, self._likeness, self._levels, self._limits.most):
            around = {place for narrative_id in narrative_ids for place in self._places[narrative_id]}
            newest = sorted(around, reverse=True)[: max(self._limits.most - len(newcomers), 0)]
            self._settle(np.array(sorted({*newcomers, *newest})))

    def _settle(self, places: Labels) -> None:
        """Group the texts at ``places`` as one set, and hand the ids on."""
        as_event, as_narrative = self._likeness.between(places, places)
        # What came in late is placed like anything new, however old it is.
        awake = np.array([not self._sleeps[place] or place not in self.event_of for place in places], bool)
        units = np.full(len(places), -1)
        units[awake] = average_linkage(as_event[np.ix_(awake, awake)], self._levels.event.same)
        happened = [np.flatnonzero(units == number) for number in range(units.max(initial=-1) + 1)]
        past = [self._narrative_of(self.event_of[int(place)]) for place in places[~awake]]
        units[~awake] = len(happened) + np.unique(np.array(past, str), return_inverse=True)[1]
        # What is one event, or one narrative's past, is one narrative from the start; all else is as alike as its texts are on average.
        together = np.where(units[:, None] == units[None, :], np.float32(1), as_narrative)
        themes = average_linkage(together, self._levels.narrative.same)
        self._name(places, themes, happened, as_event, as_narrative)

    def _name(self, places: Labels, themes: Labels, happened: Sequence[Labels], as_event: Matrix, as_narrative: Matrix) -> None:
        """Hand the ids on to the narratives ``themes`` (one number per place) and to the events ``happened`` (indices into places)."""
        told = [np.flatnonzero(themes == number) for number in range(themes.max() + 1)]
        was_told = [[self._narrative_at(places[n]) for n in members] for members in told]
        ids = []
        for members, inherited in zip(told, heirs(was_told, partial(_age, self._narratives)), strict=True):
            central = self._central(places, members, as_narrative)
            ids.append(self._inherit(self._narratives, _narrative, self.texts[places[members[0]]], central, inherited))
        was_there = [[self.event_of.get(int(places[n])) for n in members] for members in happened]
        for members, inherited in zip(happened, heirs(was_there, partial(_age, self._events)), strict=True):
            central = self._central(places, members, as_event)
            event_id = self._inherit(self._events, _event, self.texts[places[members[0]]], central, inherited)
            self._events[event_id] = replace(self._events[event_id], narrative_id=ids[themes[members[0]]])
            for n in members:
                place = int(places[n])
                if self.event_of.get(place) != event_id:
                    self._joins[place] = self._join(places, int(n), members, as_event)
                    self.event_of[place] = event_id
        looked_at = set(places.tolist())
        for old in {old for group in was_told for old in group if old}:
            # Of a narrative too large to be looked at whole, the rest stays with its id.
            rest = self._places.pop(old, set()) - looked_at
            self._places[living_id(old, self._narratives)] |= rest
        for narrative_id, members in zip(ids, told, strict=True):
            self._places[narrative_id] |= {int(place) for place in places[members]}

    def _inherit(
        self,
        founded: dict[str, Founded],
        make: Callable[[str, Profile, Profile], Founded],
        first: Profile,
        central: Profile,
        ids: Sequence[str],
    ) -> str:
        """The id of a group: the oldest of the ``ids`` that live on in it, into which the others merge, or else a new one."""
        if ids:
            kept, *others = ids
            founded[kept] = replace(founded[kept], label=central.headline, label_item_id=central.item_id)
            for other in others:
                founded[other] = replace(founded[other], merged_into=kept)
            return kept
        made = make(first.item_id, first, central)
        if made.id in founded:
            # Its first text has founded another before, which lives on without it.
            made = make(f"{first.item_id}/{self._now.isoformat()}/{len(founded)}", first, central)
        founded[made.id] = made
        return made.id

    def _central(self, places: Labels, members: Labels, alike: Matrix) -> Profile:
        """The text nearest to all the others; a headline that was published goes before the words of a post."""
        printed = [n for n in members if self.texts[places[n]].kind == "article"] or members
        means = alike[np.ix_(printed, members)].mean(axis=1)
        return self.texts[int(places[printed[int(np.argmax(means))]])]

    def _join(self, places: Labels, n: int, members: Labels, as_event: Matrix) -> _Join:
        others = members[members != n]
        if not len(others):
            return _Join(int(places[n]), 1.0, 1.0)
        alike = as_event[n, others]
        best = np.sort(alike)[-self._limits.nearest :]
        return _Join(int(places[others[int(np.argmax(alike))]]), float(alike.max()), float(best.mean()))

    def _narrative_at(self, place: int) -> str | None:
        event_id = self.event_of.get(int(place))
        return None if event_id is None else self._narrative_of(event_id)

    def _narrative_of(self, event_id: str) -> str:
        return living_id(self._events[living_id(event_id, self._events)].narrative_id, self._narratives)

    def told(self, items: Mapping[str, Item]) -> Grouping:
        """Everything that is not as it was known, with its reason."""
        for event_id, event in self._events.items():
            # Events that nobody looked at tonight follow their narrative where it merged.
            if (narrative_id := living_id(event.narrative_id, self._narratives)) != event.narrative_id:
                self._events[event_id] = replace(event, narrative_id=narrative_id)
        place_of = {item_id: place for place, text in enumerate(self.texts) for item_id in self._tellings[text.item_id]}
        known = {m.item_id: m for m in self._known.memberships if m.event_id in self._events}
        memberships, moves = [], []
        for membership in known.values():
            place = place_of.get(membership.item_id)
            event_id = living_id(self.event_of[place] if place is not None else membership.event_id, self._events)
            narrative_id = self._narrative_of(event_id)
            if (event_id, narrative_id) != (membership.event_id, membership.narrative_id):
                reason = self._why_moved(membership, event_id, narrative_id, place)
                memberships.append(replace(membership, event_id=event_id, narrative_id=narrative_id, reason=reason))
                was = (membership.event_id, event_id, membership.narrative_id, narrative_id)
                moves.append(Move(membership.item_id, self._now, *was, reason))
        for place, text in enumerate(self.texts):
            event_id = living_id(self.event_of[place], self._events)
            for item_id, similarity in self._tellings[text.item_id].items():
                if item_id not in known:
                    alike, reason = self._why_here(place, item_id, similarity, event_id, items)
                    memberships.append(Membership(item_id, event_id, self._narrative_of(event_id), self._now, alike, reason))
        return Grouping(
            _changed(self._narratives, self._known.narratives),
            _changed(self._events, self._known.events),
            tuple(sorted(memberships, key=lambda membership: membership.item_id)),
            tuple(sorted(moves, key=lambda move: move.item_id)),
        )

    def _why_here(self, place: int, item_id: str, similarity: float, event_id: str, items: Mapping[str, Item]) -> tuple[float, str]:
        """How alike a newcomer is to its event, and why it is there, in one Indonesian line."""
        text, join = self.texts[place], self._joins.get(place)
        if item_id != text.item_id or join is None:
            return similarity, f"teks yang sama dengan “{trim(text.headline, _QUOTE)}”"
        if join.nearest == place:
            narrative = self._narratives[self._narrative_of(event_id)]
            opens = narrative.founded_by == item_id
            return 1.0, "membuka narasi ini" if opens else f"peristiwa baru dalam narasi “{trim(narrative.label, _QUOTE)}”"
        shared = shared_words(items[item_id], self._likeness.shared(place, join.nearest), _SHARED_WORDS) if item_id in items else []
        words = f" (kata: {', '.join(shared)})" if shared else ""
        return join.likeness, self._alike(join) + words

    def _why_moved(self, was: Membership, event_id: str, narrative_id: str, place: int | None) -> str:
        """Why an item is no longer where it was said to be, in one Indonesian line."""
        before = trim(self._events[was.event_id].label, _QUOTE)
        if event_id == was.event_id or living_id(was.event_id, self._events) == event_id:
            if event_id != was.event_id:
                return f"peristiwa “{before}” digabung ke “{trim(self._events[event_id].label, _QUOTE)}”"
            narratives = [trim(self._narratives[one].label, _QUOTE) for one in (was.narrative_id, narrative_id)]
            merged = living_id(was.narrative_id, self._narratives) == narrative_id
            return "narasi “{}” digabung ke “{}”".format(*narratives) if merged else "pindah dari narasi “{}” ke “{}”".format(*narratives)
        join = self._joins.get(place) if place is not None else None
        if join is None:
            return (
                f"teks yang sama dengan “{trim(self.texts[place].headline, _QUOTE)}”" if place is not None else f"dipisah dari “{before}”"
            )
        return f"dipisah dari “{before}”" + ("" if join is None or join.nearest == place else f": {self._alike(join)}")

    def _alike(self, join: _Join) -> str:
        likeness = f"{join.nearest_likeness:.2f}".replace(".", ",")
        return f"mirip {likeness} dengan “{trim(self.texts[join.nearest].headline, _QUOTE)}”"


def _narrative(key: str, first: Profile, central: Profile) -> Narrative:
    return Narrative(stable_id("narrative", key), first.item_id, first.at, central.headline, central.item_id)


def _event(key: str, first: Profile, central: Profile) -> Event:
    return Event(stable_id("event", key), "", first.item_id, first.at, central.headline, central.item_id)


def _age(founded: Mapping[str, Founded], one_id: str) -> tuple[datetime, str]:
    return founded[one_id].founded_at, one_id


def _changed(now: Mapping[str, Founded], before: Iterable[Founded]) -> tuple[Founded, ...]:
    known = {one.id: one for one in before}
    return tuple(now[one_id] for one_id in sorted(now) if now[one_id] != known.get(one_id))


def _told_apart(profiles: Sequence[Profile], copies: Sequence[Copy]) -> tuple[list[Profile], dict[str, dict[str, float]]]:
    """The earliest telling of every text in order of time, and by its id all items that tell it with their similarity to the origin."""
    copy_of = {copy.item_id: copy for copy in copies}
    first: dict[str, Profile] = {}
    tellings: dict[str, dict[str, float]] = {}
    for profile in sorted({p.item_id: p for p in profiles}.values(), key=lambda p: (p.at, p.item_id)):
        copy = copy_of.get(profile.item_id)
        text = first.setdefault(copy.origin_id if copy else profile.item_id, profile)
        tellings.setdefault(text.item_id, {})[profile.item_id] = copy.similarity if copy else 1.0
    return sorted(first.values(), key=lambda p: (p.at, p.item_id)), tellings
