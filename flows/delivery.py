"""Send a printed edition to everybody who waits for it: each address once at most, whatever crashes, and all others whatever fails.

A row in the archive says that an address is being sent to before anything is sent. A crash leaves that row behind, and nobody can know
whether the edition arrived; such an address is told of and not sent to again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from archive.records import Brief, Delivery, DeliveryState, Edition
from archive.settings import Settings
from archive.store import Store, open_store
from flows import FlowError
from flows.printing import newest
from reports import ReportError
from reports.chat import chat_text
from reports.content import BriefContent
from reports.delivery import NotSent, Parcel
from reports.delivery.recipients import EXAMPLE, Group, load_recipients
from reports.pdf import slug

TRIES = 3
PAUSE_SECONDS = 3.0
"""Before the second try of an address; twice as long before the third."""
LEFT_BEHIND = timedelta(minutes=10)
"""Longer than any try takes: a row that is still being sent then belongs to a process that ended."""


def deliver(store: Store, settings: Settings, brief: Brief, pause: float = PAUSE_SECONDS) -> list[Delivery]:
    """Send an edition to the groups that want it and have not got it; returns how it stands with every address.

    Channels work side by side, so that a server that hangs keeps nobody on another channel waiting. What failed in this run is told to the
    groups that take alerts.

    Raises:
        ReportError: the file of recipients is wrong.
        FlowError: the edition cannot be read any more.
    """
    groups = [group for group in load_recipients(settings) if brief.edition in group.editions]
    if not groups:
        return []
    parcel = _packed(brief)
    channels = sorted({group.channel.name for group in groups})
    with ThreadPoolExecutor(max_workers=len(channels)) as workers:
        lines = [[group for group in groups if group.channel.name == name] for name in channels]
        # A thread has a connection to the archive of its own.
        worked = list(workers.map(lambda line: _send_all(settings, brief, parcel, line, pause), lines))
    troubled = sorted((one for line in worked for one in line if one.state != "sent"), key=lambda one: one.recipient)
    if troubled:
        said = "\n".join(f"- {one.recipient} ({one.channel}): {one.reason}" for one in troubled)
        tell(settings, f"Taklimat {brief.edition} {brief.day.isoformat()} tidak sampai kepada {len(troubled)} penerima:\n{said}")
    return store.records(Delivery, edition=brief.edition, day=brief.day)


def send(store: Store, settings: Settings, edition: Edition, day: date | None) -> list[Delivery]:
    """Send the last printing of the edition that bears ``day``, of the newest one where none is given.

    Raises:
        ReportError: the file of recipients is wrong.
        FlowError: there is no such file, no such edition was printed, or it is a sample.
    """
    if settings.recipients is None:
        raise FlowError(f"PANTAU_RECIPIENTS is not set; name a file like{EXAMPLE}")
    days = store.days(Brief, edition=edition) if day is None else [day]
    brief = newest(store, edition, days[-1]) if days else None
    if brief is None:
        raise FlowError(f"no {edition} edition{f' of {day}' if day else ''} was printed; `pantau brief --edition {edition}` prints it")
    if brief.sample:
        raise FlowError("a sample is sent to nobody; print the brief of the live sources first: `pantau brief --fresh`")
    return deliver(store, settings, brief)


def tell(settings: Settings, text: str) -> None:
    """Tell every group that takes alerts; what cannot be told stands in the archive and on ``pantau status`` all the same."""
    now = datetime.now(UTC)
    for group in load_recipients(settings):
        for address in group.to if group.alert else ():
            with suppress(NotSent):
                group.channel.tell(text, address, settings, now)


def _packed(brief: Brief) -> Parcel:
    try:
        pdf = Path(brief.path).read_bytes()
    except OSError as error:
        raise FlowError(f"{brief.path} cannot be read ({error.strerror}); print it again with `pantau brief --date {brief.day}`") from error
    content = BriefContent.from_text(brief.content or "")
    return Parcel(content, brief.number, chat_text(content), pdf, f"{slug(content)}.pdf")


def _send_all(settings: Settings, brief: Brief, parcel: Parcel, groups: Sequence[Group], pause: float) -> list[Delivery]:
    """Send to every address of some groups of one channel, those that failed again after a pause; returns what this run did."""
    waiting = [(group, address) for group in groups for address in group.to]
    done: dict[str, Delivery] = {}
    with open_store(settings.database) as store:
        for attempt in range(TRIES):
            again = []
            wait = pause * (attempt + 1)
            down: NotSent | None = None
            for group, address in waiting:
                # Claimed anew for every try: in the pause another process may have got through.
                known = _claimed(store, brief, group, address)
                if known is None:
                    done.pop(group.key(address), None)
                    continue
                error: NotSent | None = None
                if known.state == "trying" and down is None:
                    known, error = _sent(store, parcel, group, address, settings, known)
                elif known.state == "trying":
                    # The next address would wait for the same server in vain.
                    known, error = _kept(store, known, "failed", str(down)), down
                done[group.key(address)] = known
                if error and error.again:
                    again.append((group, address))
                    wait = max(wait, error.wait)
                if error and error.down:
                    down = error
            waiting = again
            if not waiting or attempt == TRIES - 1:
                break
            time.sleep(wait)
    return list(done.values())


def _claimed(store: Store, brief: Brief, group: Group, address: str) -> Delivery | None:
    """The row by which this process alone sends to an address; ``None`` where it has the edition, or somebody else is sending it.

    A row that a crash left behind comes back as unknown: told of once, and never sent to.
    """
    now, key = datetime.now(UTC), group.key(address)
    with store.batch():
        known = next(iter(store.records(Delivery, edition=brief.edition, day=brief.day, recipient=key)), None)
        if known is not None and known.state == "trying" and now - known.at > LEFT_BEHIND:
            return _kept(store, known, "unknown", "pengiriman terputus di tengah jalan")
        if known is not None and known.state != "failed":
            return None
        tries = known.attempts if known else 0
        mine = Delivery(brief.edition, brief.day, key, brief.number, group.name, group.channel.name, "trying", tries, now, None)
        store.put(mine)
        return mine


def _sent(store: Store, parcel: Parcel, group: Group, address: str, settings: Settings, known: Delivery) -> tuple[Delivery, NotSent | None]:
    now = datetime.now(UTC)
    known = replace(known, attempts=known.attempts + 1, state="trying", at=now, reason=None)
    store.put(known)
    try:
        group.channel.send(parcel, address, settings, now)
    except ReportError as error:
        fault = error if isinstance(error, NotSent) else NotSent(str(error))
    except Exception as error:  # noqa: BLE001 - a defect of one channel must keep nobody else from the brief
        fault = NotSent(f"kesalahan program ({type(error).__name__})", certain=False)
    else:
        return _kept(store, known, "sent", None), None
    return _kept(store, known, "failed" if fault.certain else "unknown", f"{group.channel.mask(address)}: {fault}"), fault


def _kept(store: Store, known: Delivery, state: DeliveryState, reason: str | None) -> Delivery:
    settled = replace(known, state=state, at=datetime.now(UTC), reason=reason)
    store.put(settled)
    return settled
