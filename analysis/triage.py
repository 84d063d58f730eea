"""Which claims should people look at today? Ranked, with reasons, under a budget; "nothing today" is a normal day.

Base rate first: about one false claim about a provincial government is catalogued per month. So there is an absolute floor, and a budget
however many pass it. The score knows signals and the strength of a match, and nothing about tone, target or author.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from analysis.contexts import CheckedClaim, ClaimItem, NarrativeContext
from analysis.dates import date_in_words
from analysis.profiles import content_words
from analysis.signals.factchecked import NO_REASON
from analysis.triage_rules import SUGGESTED, Rules, load_rules
from archive.records import Case, Flag, Signal, stable_id

DETECTED = "TERDETEKSI"
DECIDED = frozenset(("SELESAI", "DITUTUP", "DITUTUP_BUKAN_KLAIM", "DIRUJUK_SP4N", "JALUR_PERS"))
"""The states in which people are done with a case."""
FEWEST_WORDS = 5
"""Quotes of fewer words are alike too easily to be taken for one claim."""


@dataclass(frozen=True, slots=True)
class Triage:
    """The outcome of one day: the flagged cases, their flags by rank, and how many candidates the budget left out."""

    cases: tuple[Case, ...]
    flags: tuple[Flag, ...]
    over_budget: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to list a claim: which, how much it counts in [0, 1], what it says (Indonesian), and the items it rests on."""

    name: str
    counts: float
    text: str
    item_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The narratives that carry one claim, strongest first, with all that speaks for listing it."""

    contexts: tuple[NarrativeContext, ...]
    reasons: tuple[Reason, ...]
    score: float


def triage(
    contexts: Sequence[NarrativeContext], signals: Iterable[Signal], known: Sequence[Case], flags: Sequence[Flag], budget: int
) -> Triage:
    """Rank the claims of ``contexts`` and open cases for the best ``budget`` of them that reach the floor.

    Narratives that carry one claim become one case. A known case keeps its ``opened_at``, ``state`` and ``claim``: what people have seen
    does not change under them. A decided one is left as it is: when its claim is said again, a new case points to it. ``flags`` are those
    of earlier days. Ranks go by score, then by case id. Contexts hold claim items only, so a narrative of the press alone, or of criticism
    alone, cannot come this far.
    """
    rules = load_rules()
    known = _moved(known, contexts)
    fired: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        fired[signal.narrative_id].append(signal)
    able = [_candidate((context,), fired, rules) for context in contexts if context.claims]
    able = [one for one in able if listed(one.reasons, [claim for context in one.contexts for claim in context.claims], rules)]
    earlier: dict[str, set[str]] = defaultdict(set)
    for flag in flags:
        earlier[flag.case_id].update(flag.factcheck_ids)
    merged = [_candidate(tuple(c for one in group for c in one.contexts), fired, rules) for group in _same_claim(able, known, rules)]
    candidates = [(one, case) for one in merged if (case := _case(one, known, earlier, rules)) is not None]
    candidates.sort(key=lambda pair: (-pair[0].score, pair[1].id))
    chosen = candidates[:budget]
    flagged = tuple(_flag(case, rank, one, rules) for rank, (one, case) in enumerate(chosen, start=1))
    return Triage(tuple(case for _, case in chosen), flagged, len(candidates) - len(chosen))


def reasons_of(signals: Iterable[Signal], checks: Iterable[CheckedClaim], zone: str, rules: Rules) -> tuple[Reason, ...]:
    """All that speaks for looking at a claim, what counts most first; of one signal in several narratives the strongest."""
    found: dict[str, Reason] = {}
    for signal in sorted(signals, key=lambda signal: (-signal.score, signal.narrative_id)):
        found.setdefault(signal.name, Reason(signal.name, rules.weights[signal.name] * signal.score, signal.reason, signal.item_ids))
    suggested = [check for check in checks if check.strength == "suggest" and check.repeats is None]
    if suggested:
        # A claim that was checked and stood is no reason to check it again, nor is an office's denial: shown, and worth nothing.
        counts = rules.weights[SUGGESTED] if any(check.label not in NO_REASON for check in suggested) else 0.0
        said = " ".join(_may_be(check, zone) for check in suggested)
        found[SUGGESTED] = Reason(SUGGESTED, counts, said, tuple(sorted({check.item_id for check in suggested})))
    return tuple(sorted(found.values(), key=lambda reason: (-reason.counts, reason.name)))


def score_of(reasons: Iterable[Reason]) -> float:
    """How sure we are that somebody should look, in [0, 1]: the chance that not every reason is idle, 1 - Π(1 - counts)."""
    idle = 1.0
    for reason in reasons:
        idle *= 1 - reason.counts
    return round(1 - idle, 6)


def listed(reasons: Sequence[Reason], claims: Sequence[ClaimItem], rules: Rules) -> bool:
    """Whether people should look: enough speaks for it, and the gate is sure that it is a claim, surer where the evidence is weaker."""
    strong = any(reason.counts >= rules.floor and reason.name != SUGGESTED for reason in reasons)
    needed = rules.sure if strong else rules.sure_suggested
    return score_of(reasons) >= rules.floor and any(claim.sure >= needed for claim in claims)


def removed_by(reasons: Sequence[Reason], rules: Rules) -> tuple[str, ...]:
    """What would take a listed claim off the list, in Indonesian: reasons that must fall, the fewest first."""
    counting = [reason for reason in reasons if reason.counts > 0]
    for size in range(1, len(counting) + 1):
        found = []
        for gone in combinations(counting, size):
            left = score_of(reason for reason in counting if reason not in gone)
            if left < rules.floor:
                names = " dan ".join(f"“{rules.labels[reason.name]}”" for reason in gone)
                found.append(
                    f"Turun dari daftar bila {names} gugur: prioritas menjadi {_number(left)}, di bawah batas {_number(rules.floor)}."
                )
        if found:
            return (*found, "Turun dari daftar bila petugas menilai teks ini bukan klaim faktual.")
    return ()


def _candidate(contexts: tuple[NarrativeContext, ...], fired: Mapping[str, Sequence[Signal]], rules: Rules) -> _Candidate:
    signals = [signal for context in contexts for signal in fired.get(context.narrative_id, ())]
    checks = [check for context in contexts for check in context.checks]
    reasons = reasons_of(signals, checks, contexts[0].zone, rules)
    return _Candidate(contexts, reasons, score_of(reasons))


def _moved(known: Sequence[Case], contexts: Sequence[NarrativeContext]) -> list[Case]:
    """The known cases, those whose claim grouping has moved to another narrative with it: a case follows its claim, not its old company."""
    place = {claim.item_id: context.narrative_id for context in contexts for claim in context.claims}
    found = []
    for case in known:
        now = place.get(case.claim_item_id)
        if now is None or now in case.narrative_ids or case.state in DECIDED:
            found.append(case)
        else:
            others = tuple(i for i in case.narrative_ids if i != case.narrative_id)
            found.append(replace(case, narrative_id=now, narrative_ids=(now, *others)))
    return found


def _same_claim(able: Sequence[_Candidate], known: Sequence[Case], rules: Rules) -> list[list[_Candidate]]:
    """The candidates, those about one claim together: of one open case, one fact-check strongly met, one text, or nearly one wording."""
    home = list(range(len(able)))

    def root(place: int) -> int:
        while home[place] != place:
            place = home[place]
        return place

    told = [_Told.of(one) for one in able]
    case_of = {narrative_id: case.id for case in known if case.state not in DECIDED for narrative_id in case.narrative_ids}
    open_for = [{case_of[context.narrative_id] for context in one.contexts if context.narrative_id in case_of} for one in able]
    for a, b in combinations(range(len(able)), 2):
        # What people work on as two cases stays two, however alike the words are.
        if open_for[a] & open_for[b] or (not (open_for[a] and open_for[b]) and told[a].is_about(told[b], rules)):
            home[max(root(a), root(b))] = min(root(a), root(b))
    groups: dict[int, list[_Candidate]] = defaultdict(list)
    for place, one in enumerate(able):
        groups[root(place)].append(one)
    return [sorted(group, key=lambda one: (-one.score, one.contexts[0].narrative_id)) for group in groups.values()]


@dataclass(frozen=True, slots=True)
class _Told:
    """What tells a claim from another: fact-checks strongly matched, the texts it stands in, and the words of its quotes."""

    checks: frozenset[str]
    texts: frozenset[str]
    words: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, one: _Candidate) -> _Told:
        strong = (c for context in one.contexts for c in context.checks if c.strength == "strong")
        texts = {claim.item_id for context in one.contexts for claim in context.claims}
        texts |= {echo.older_id for context in one.contexts for echo in context.echoes if not echo.template}
        quotes = {claim.quote for context in one.contexts for claim in context.claims}
        return cls(
            frozenset(c.repeats or c.factcheck_id for c in strong), frozenset(texts), tuple(_words(quote) for quote in sorted(quotes))
        )

    def is_about(self, other: _Told, rules: Rules) -> bool:
        return bool(self.checks & other.checks or self.texts & other.texts) or any(
            _same(a, b, rules) for a in self.words for b in other.words
        )


def _words(quote: str) -> frozenset[str]:
    return frozenset(content_words(quote))


def _same(a: frozenset[str], b: frozenset[str], rules: Rules) -> bool:
    return min(len(a), len(b)) >= FEWEST_WORDS and len(a & b) >= rules.same_words * len(a | b)


def _case(one: _Candidate, known: Sequence[Case], earlier: Mapping[str, set[str]], rules: Rules) -> Case | None:
    """The case of a candidate: the open one of its narratives, a new one, or none where nothing was said since people decided."""
    ids = tuple(dict.fromkeys(context.narrative_id for context in one.contexts))
    own = [case for case in known if set(case.narrative_ids) & set(ids)]
    undecided = [case for case in own if case.state not in DECIDED]
    if undecided:
        case = min(undecided, key=lambda case: (case.opened_at, case.id))
        carried = (*case.narrative_ids, *(i for i in ids if i not in case.narrative_ids))
        return Case(
            case.id,
            case.narrative_id,
            case.claim,
            case.claim_item_id,
            case.opened_at,
            case.state,
            case.state_at,
            carried,
            case.like_case_id,
        )
    told = _Told.of(one)
    decided = [case for case in known if case.state in DECIDED]
    like = [case for case in decided if case in own or told.checks & earlier.get(case.id, set()) or _says(told, case, rules)]
    last = max(like, key=lambda case: (case.state_at, case.id), default=None)
    mine = max((case for case in own if case.state in DECIDED), key=lambda case: (case.state_at, case.id), default=None)
    newest = max(claim.at for context in one.contexts for claim in context.claims)
    if mine is not None and newest <= mine.state_at:
        return None
    claim = _telling(one)
    now = one.contexts[0].now
    made = stable_id("case", ids[0], mine.id) if mine is not None else stable_id("case", ids[0])
    return Case(made, ids[0], claim.quote, claim.item_id, now, DETECTED, now, ids, last.id if last else None)


def _says(told: _Told, case: Case, rules: Rules) -> bool:
    claim = _words(case.claim)
    return any(_same(words, claim, rules) for words in told.words)


def _telling(one: _Candidate) -> ClaimItem:
    """The claim item to quote: the one that matches a fact-check best, else the earliest of the strongest narrative."""
    by_id = {claim.item_id: claim for context in one.contexts for claim in context.claims}
    checks = (check for context in one.contexts for check in context.checks)
    return next((by_id[check.item_id] for check in checks if check.item_id in by_id), one.contexts[0].claims[0])


def _flag(case: Case, rank: int, one: _Candidate, rules: Rules) -> Flag:
    evidence = {claim.item_id for context in one.contexts for claim in context.claims}.union(*(reason.item_ids for reason in one.reasons))
    checks = dict.fromkeys(check.factcheck_id for context in one.contexts for check in context.checks)
    return Flag(
        case.id,
        one.contexts[0].day,
        rank,
        one.score,
        rules.expected(one.score),
        tuple(reason.text for reason in one.reasons),
        removed_by(one.reasons, rules),
        tuple(sorted(evidence)),
        tuple(checks),
    )


def _may_be(check: CheckedClaim, zone: str) -> str:
    """Words of a verdict appear here only between quotation marks and beside the name of the checker who gave it."""
    day = f", {date_in_words(check.published_at, zone)}" if check.published_at else ""
    label = f"; label pemeriksa: “{check.native_label}”" if check.native_label else ""
    how = "Polanya sama, dengan nama, tempat, angka, atau tanggal lain," if check.template else "Mungkin berkaitan"
    return f"{how} dengan klaim yang diperiksa {check.publisher}{day}: “{check.title}”{label}."


def _number(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
