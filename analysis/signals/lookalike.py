"""Look-alike: an address imitates that of an outlet or office, or a text claims to be their official way in and leads elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.contexts import NarrativeContext
from analysis.cues import cues_of, lowered, warns
from analysis.hosts import hosts_in, kind_of
from analysis.imitation import How, Imitation, Known, imitation, is_theirs, known_from
from analysis.signals import fired, limits
from archive.records import Signal

NAME = "lookalike"
_DATA = Path(__file__).with_name("lookalike.toml")
_NEAR = 40
"""Characters between the claim to be official and the name it is made with."""
_QUOTED = 60
"""Characters of an address that are shown."""


@dataclass(frozen=True, slots=True)
class Limits:
    """See ``[lookalike]`` in ``signals.toml``."""

    letters: float
    government: float
    ending: float
    spelling: float
    name: float
    office: float
    stolen: float


@dataclass(frozen=True, slots=True)
class _Finding:
    item_id: str
    score: float
    reason: str


def score(context: NarrativeContext) -> Signal | None:
    """What the plainest imitation in a claim item counts for in ``[lookalike]``; what warns of one imitates nobody."""
    numbers = limits(NAME, Limits)
    known = known_from(context.publishers)
    findings: list[_Finding] = []
    for claim in context.claims:
        hosts = hosts_in(claim.text)
        if warns(told := lowered(claim.text)):
            continue
        found = [imitated for host in hosts if (imitated := imitation(host, known)) is not None]
        findings += [_Finding(claim.item_id, getattr(numbers, one.how), _reason(one)) for one in found]
        if not found and (stolen := _stolen(told, hosts, known)):
            findings.append(_Finding(claim.item_id, numbers.stolen, stolen))
    if not findings:
        return None
    best = max(findings, key=lambda finding: finding.score)
    return fired(context, NAME, best.score, best.reason, (finding.item_id for finding in findings))


def _reason(found: Imitation) -> str:
    host = _shown(found.host)
    if found.model is None:
        meant = "alamat pemerintah (go.id)" if found.how == "government" else "alamat kantor atau badan layanan umum"
        return f"Alamat “{host}” menyerupai {meant}, tetapi tidak berakhir dengan go.id dan tidak terdaftar dalam pantauan."
    ways: dict[How, str] = {
        "letters": "dengan huruf atau angka yang mirip",
        "ending": "dengan akhiran yang lain",
        "spelling": "dengan ejaan yang hampir sama",
        "name": "dengan kata tambahan",
    }
    return f"Alamat “{host}” menyerupai alamat {found.model.name} (“{found.model.host}”) {ways[found.how]}."


def _stolen(told: str, hosts: Iterable[str], known: tuple[Known, ...]) -> str | None:
    """Why the plain text ``told`` takes another's name: it calls a way in official that is not theirs; ``None`` where it does not."""
    cues = cues_of(_DATA)
    claims = (
        (claimed, whose)
        for claimed in cues["official"].finditer(told)
        if (whose := cues["of"].search(told, max(0, claimed.start() - _NEAR), claimed.end() + _NEAR))
    )
    claimed, whose = next(claims, (None, None))
    if claimed is None or whose is None:
        return None
    foreign = next((host for host in hosts if kind_of(host) == "talk" or (kind_of(host) == "other" and not is_theirs(host, known))), None)
    if foreign is None:
        return None
    return f"Teks menyebut “{claimed.group()}” dan nama “{whose.group()}”, tetapi mengarahkan pembaca ke “{_shown(foreign)}”."


def _shown(host: str) -> str:
    return host if len(host) <= _QUOTED else f"{host[:_QUOTED]}…"
