"""What the command ``pantau`` shows: tables for people, JSON for machines, a bar while somebody waits."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from archive.records import HEARD, Brief, Delivery, FactCheck, Item, Night, Outcome, Probe, Source, StageTime, Watch
from archive.settings import PREFIX, Settings
from archive.store import Store
from flows.clock import EDITIONS
from flows.stages import Stage, listening
from flows.watch import watched

if TYPE_CHECKING:
    from flows.check import Checked
    from flows.erase import Erased
    from flows.find import Looked
    from flows.hand_in import HandedIn
    from flows.printing import Printed
    from flows.symmetry import Symmetry

# Piped into a file or another program there is no screen to fit: rows stay whole.
OUT = Console(soft_wrap=True, highlight=False, width=None if sys.stdout.isatty() else 400)
STATUS_WORDS = {
    "heard": "didengar",
    "unchanged": "tak berubah",
    "partial": "didengar sebagian",
    "failed": "gagal",
    "refused": "menolak",
}
COUNTED_FOR = timedelta(days=14)
"""Over how long success and output of a source are counted."""
STAGE_WORDS = {
    "probe": "menanyai alamat",
    "visit": "mendengar sumber",
    "load model": "memuat model",
    "read": "membaca",
    "embed": "membuat vektor",
    "copies": "mencari salinan",
    "group": "mengelompokkan",
    "hear": "membaca jenis ujaran",
    "note": "mencatat kata",
    "tone": "membaca nada",
    "judge": "menimbang",
    "build": "menyusun brief",
    "print": "mencetak",
}

STATE_WORDS = {
    "on": "aktif",
    "feed_only": "umpan saja",
    "after_check": "perlu dicek dulu",
    "opt_in": "atas izin",
    "off": "mati",
}
CHANNEL_WORDS = {"built": "dibaca", "opt_in": "atas izin", "not_built": "tidak dibaca"}
KIND_WORDS = {
    "claim": "klaim yang dapat diperiksa",
    "opinion": "pendapat",
    "criticism": "kritik",
    "complaint": "keluhan",
    "prediction": "perkiraan",
    "experience": "pengalaman sendiri",
    "satire": "satire",
    "question": "pertanyaan",
    "official": "keterangan resmi",
    "clarification": "klarifikasi",
    "news": "berita",
    "report_on_hoax": "laporan tentang klaim yang sudah dibantah",
    "other": "lain-lain",
}
ROUTE_WORDS = {
    "criticism": "kritik dan aspirasi; tidak pernah menjadi kasus",
    "opinion": "kritik dan aspirasi; tidak pernah menjadi kasus",
    "complaint": "keluhan; rujuk ke SP4N-LAPOR bila menyangkut layanan",
    "news": "karya pers; keberatan lewat hak jawab atau Dewan Pers",
    "official": "keterangan kantor sendiri; pertanyaan kepada kantor itu",
    "clarification": "jawaban atas suatu kabar, bukan kabar itu sendiri",
    "report_on_hoax": "laporan tentang suatu kabar, bukan kabar itu sendiri",
}
"""Where a text that is no claim belongs; a kind that is not here belongs nowhere in particular."""
STANCE_WORDS = {"denies": "membantah", "confirms": "membenarkan", "partly": "membenarkan sebagian", "checking": "masih memeriksa"}
DELIVERY_WORDS = {
    "trying": "sedang dikirim",
    "sent": "terkirim",
    "failed": "gagal, dicoba lagi pada pengiriman berikutnya",
    "unknown": "tidak diketahui sampai tidaknya, tidak dikirim lagi",
}
UNSORTED_SHOWN = 5
FOUND_BRIEFS_SHOWN = 10
STRENGTH_WORDS = {"strong": "sangat mirip", "suggest": "mungkin sama", None: "di bawah ambang"}


@contextmanager
def progress() -> Iterator[None]:
    """Show a bar for every stage inside the block, when a person is watching."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        known: dict[Stage, TaskID] = {}

        def show(stage: Stage) -> None:
            task = known.get(stage)
            if task is None:
                task = known[stage] = bars.add_task(STAGE_WORDS.get(stage.name, stage.name), total=stage.total)
            bars.update(task, completed=stage.done, total=stage.total or (stage.done if stage.ended else None))

        with listening(show):
            yield


def show_outcomes(outcomes: Sequence[Outcome], as_json: bool) -> None:
    """How every source of a collection ended; the silent and the failing ones by name."""
    if as_json:
        return _json([asdict(o) for o in outcomes])
    counts = Counter(o.status for o in outcomes)
    OUT.print("Sumber: " + ", ".join(f"{n} {STATUS_WORDS[status]}" for status, n in counts.most_common()))
    offered, new = sum(o.items for o in outcomes), sum(o.new_items for o in outcomes)
    requests, unchanged = sum(o.requests for o in outcomes), sum(o.not_modified for o in outcomes)
    OUT.print(f"Item ditawarkan {offered}, baru {new}; {requests} permintaan, {unchanged} tak berubah (304)")
    for o in outcomes:
        if o.reason or o.faults:
            OUT.print(f"  {escape(o.source_id)}: {STATUS_WORDS[o.status]}" + (f", {escape(o.reason)}" if o.reason else ""))
            for fault in o.faults[:5]:
                OUT.print(f"    {escape(fault)}")
            if len(o.faults) > 5:
                OUT.print(f"    … dan {len(o.faults) - 5} halaman lain")
    return None


def show_nights(nights: Sequence[Night], as_json: bool) -> None:
    """What an analysis knew, one line a day."""
    if as_json:
        return _json([asdict(n) for n in nights])
    for n in nights:
        stability = "tidak terukur" if n.stability is None else _number(n.stability, 2)
        OUT.print(
            f"{n.day.isoformat()}: {n.items_in_window} item, {n.relevant_in_window} relevan, {n.narratives_in_window} narasi; "
            f"kestabilan {stability}; {n.flags_over_budget} calon di luar jatah {n.flag_budget}"
        )
    return None


def show_brief(printed: "Printed", seconds: float, as_json: bool) -> None:
    """Where the brief lies, how long it took, and what to know about it."""
    brief = printed.brief
    if as_json:
        shown = {key: value for key, value in asdict(brief).items() if key != "content"}
        return _json({**shown, "remarks": printed.remarks, "seconds": round(seconds, 2)})
    # Not wrapped: a path broken in two cannot be copied.
    again = f", cetakan ke-{brief.number}" if brief.number > 1 else ""
    OUT.print(
        f"Brief {brief.edition} {brief.day.isoformat()}{again}: [bold]{escape(brief.path)}[/bold] "
        f"({brief.pages} halaman, {_number(seconds, 1)} detik)",
        soft_wrap=True,
    )
    OUT.print(f"Hash isi: {brief.content_hash}", soft_wrap=True)
    for remark in printed.remarks:
        OUT.print(f"Catatan: {escape(remark)}", soft_wrap=True)
    return None


def show_deliveries(rows: Sequence[Delivery], settings: Settings, as_json: bool) -> None:
    """How an edition stands with everybody who waits for it: those that have it counted, the others one by one."""
    if as_json:
        return _json([asdict(row) for row in rows])
    if not rows:
        return OUT.print("Tidak ada penerima untuk edisi ini")
    got = sum(row.state == "sent" for row in rows)
    OUT.print(f"Brief {rows[0].edition} {rows[0].day.isoformat()}: sampai kepada {got} dari {len(rows)} penerima")
    for row in rows:
        if row.state != "sent":
            tried = f"{row.attempts} kali dicoba, terakhir {_time(row.at, settings)}"
            why = f": {escape(row.reason)}" if row.reason else ""
            OUT.print(f"  {escape(row.recipient)} ({row.channel}): {DELIVERY_WORDS[row.state]} ({tried}){why}")
    return None


def show_check(checked: "Checked", as_json: bool) -> None:
    """A text as it was read, and what it resembles. What is shown is for people to weigh; it says nothing about truth."""
    if as_json:
        return _json(asdict(checked))
    item, reading = checked.item, checked.reading
    for word, value in (
        ("Judul", item.title),
        ("Penulis", item.author),
        ("Penyunting", item.editor),
        ("Baris tanggal", item.dateline),
        ("Waktu", item.published_raw),
        ("Keterangan foto", " / ".join(item.captions)),
        ("Advertorial", "ya" if item.advertorial else None),
    ):
        if value:
            OUT.print(f"[bold]{word}:[/bold] {escape(value)}")
    if item.body:
        OUT.print(escape(item.body))
    relevance = "relevan" if reading.relevant else "tidak relevan"
    OUT.print(
        f"[bold]Wilayah:[/bold] {relevance} ({_number(reading.score, 2)}): {escape('; '.join(reading.reasons) or 'tidak ada petunjuk')}"
    )
    utterance, weighed = checked.utterance, checked.weighed
    kind = f"{KIND_WORDS[utterance.kind]} ({_number(utterance.sure, 2)}): {escape(utterance.reason)}"
    OUT.print(f"[bold]Jenis ujaran:[/bold] {kind}")
    if utterance.kind in ROUTE_WORDS:
        OUT.print(f"  {ROUTE_WORDS[utterance.kind]}")
    if utterance.kind == "claim":
        OUT.print("[bold]Yang dapat diperiksa:[/bold]")
        for sentence in checked.claims[:5]:
            OUT.print(f"  “{escape(sentence)}”")
    OUT.print("[bold]Cek fakta terdekat:[/bold]" + ("" if checked.factchecks else " tidak ada di arsip"))
    # Below the thresholds only the very nearest is worth a look; more would read as a finding.
    for near in [near for near in checked.factchecks if near.strength] or checked.factchecks[:1]:
        check = near.factcheck
        day = f"{check.published_at.date().isoformat()}, " if check.published_at else ""
        checker = day + (f"label “{check.native_label}”, " if check.native_label else "tanpa label, ") + check.publisher
        alike = STRENGTH_WORDS[near.strength] + ("; pola yang sama, isian lain" if near.template else "")
        again = "; penilaian yang sama dengan yang di atas" if near.repeats else ""
        OUT.print(f"  {_number(near.score, 2)} {alike}{again}: {escape(f'{check.title} ({checker}) {check.url}')}")
    OUT.print("[bold]Narasi terdekat:[/bold]" + ("" if checked.narratives else " tidak ada di arsip"))
    for narrative in checked.narratives[:3]:
        OUT.print(f"  {_number(narrative.similarity, 2)}: {escape(narrative.narrative.label)}")
    for response in checked.responses[:3]:
        who = ", ".join(part for part in (response.speaker, response.office) if part) or "narasumber tidak dikenali"
        OUT.print(f"[bold]Jawaban:[/bold] {escape(who)} {STANCE_WORDS[response.stance]}: “{escape(response.sentence)}”")
    if weighed is None:
        OUT.print("[bold]Perlu verifikasi:[/bold] tidak ditandai (bukan klaim faktual)")
        return None
    OUT.print("[bold]Tanda:[/bold]" + ("" if weighed.reasons else " tidak ada"))
    for reason in weighed.reasons:
        OUT.print(f"  {_number(reason.counts, 2)}: {escape(reason.text)}")
    if weighed.listed:
        worth = f"kira-kira {round(10 * weighed.precision)} dari 10 klaim seprioritas ini layak diperiksa"
        OUT.print(f"[bold]Perlu verifikasi:[/bold] ya, prioritas {_number(weighed.score, 2)}; {worth}")
        for removal in weighed.removed_by:
            OUT.print(f"  {escape(removal)}")
    else:
        why = f"prioritas {_number(weighed.score, 2)} belum cukup, atau belum yakin klaim"
        OUT.print(f"[bold]Perlu verifikasi:[/bold] tidak ditandai ({why})")
    return None


def show_symmetry(log: "Symmetry", as_json: bool) -> None:
    """A week's claims by whom they help, and official statements under the same rule."""
    if as_json:
        return _json(asdict(log))
    OUT.print(f"Catatan simetri {log.since.isoformat()} s.d. {log.until.isoformat()}")
    table = Table("", "teks", "mirip cek fakta", "memenuhi aturan", "bagian", box=None)
    for row in log.rows:
        part = f"{round(100 * row.listed / row.claims)} %" if row.claims else "-"
        table.add_row(row.side, str(row.claims), str(row.matched), str(row.listed), part)
    OUT.print(table)
    OUT.print(
        "Setiap teks ditimbang sendiri-sendiri dengan aturan yang sama, seolah-olah pasti klaim; ini bukan jumlah kasus. Arah klaim dibaca "
        "mesin dari nada terhadap kantor dan tidak ikut menentukan apa pun. Pernyataan resmi tidak pernah menjadi kasus."
    )
    for statement in log.statements:
        OUT.print(f"  {escape(statement.title)}: {escape(statement.reason)}")
    return None


def show_found(looked: "Looked", settings: Settings, as_json: bool) -> None:
    """What a search found: the newest items with the words around the hit, and the editions of the brief that spoke of it."""
    if as_json:
        return _json(asdict(looked))
    if looked.total:
        newest = f"; {len(looked.hits)} terbaru:" if looked.total > len(looked.hits) else ":"
        OUT.print(f"{_number(looked.total, 0)} item memuat {escape(looked.query)}{newest}")
    else:
        OUT.print(f"Tidak ada item yang memuat {escape(looked.query)}. Imbuhan tidak dikenali; awal kata dicari dengan bintang: banj*")
    zone = ZoneInfo(settings.timezone)
    for hit in looked.hits:
        title = f": {_marked(hit.title, hit.title_spots)}" if hit.title else ""
        OUT.print(f"{hit.at.astimezone(zone):%d/%m/%Y %H.%M %Z}  {escape(hit.outlet)}{title}")
        if hit.snippet:
            OUT.print(f"  {_marked(hit.snippet, hit.spots)}")
        OUT.print(f"  {escape(hit.url or 'tanpa alamat')}  ({escape(hit.id)})")
    for told in looked.told[:FOUND_BRIEFS_SHOWN]:
        again = f", cetakan ke-{told.number}" if told.number > 1 else ""
        OUT.print(f"Brief {told.edition} {told.day.isoformat()}{again}: {escape(told.section or 'tanpa judul')}")
    if len(looked.told) > FOUND_BRIEFS_SHOWN:
        OUT.print(f"… dan {_number(len(looked.told) - FOUND_BRIEFS_SHOWN, 0)} bagian brief lain")
    return None


def _marked(text: str, spots: Sequence[tuple[int, int]]) -> str:
    """A text with the words that were asked for in bold; their places may overlap."""
    parts: list[str] = []
    done = 0
    for start, end in spots:
        if end > done:
            first = max(start, done)
            parts.append(f"{escape(text[done:first])}[bold]{escape(text[first:end])}[/bold]")
            done = end
    return "".join(parts) + escape(text[done:])


def show_sources(store: Store, settings: Settings, now: datetime, as_json: bool) -> None:
    """Every source: how it stands, when it was last heard, how often it answers, and how much it says a day."""
    from extractors.sources import load_sources

    registry = load_sources(settings.sources)
    last = {outcome.source_id: outcome for outcome in store.latest_outcomes()}
    watches = {watch.source_id: watch for watch in store.records(Watch)}
    totals = store.heard_since(now - COUNTED_FOR, HEARD)
    if as_json:
        return _json(
            [
                {
                    **asdict(s),
                    "watch": asdict(watches[s.id]) if s.id in watches else None,
                    "last": asdict(last[s.id]) if s.id in last else None,
                    "visits": totals.get(s.id, (0, 0, 0))[0],
                    "heard": totals.get(s.id, (0, 0, 0))[1],
                    "new_items": totals.get(s.id, (0, 0, 0))[2],
                }
                for s in registry
            ]
        )
    table = Table("id", "sumber", "jenis", "tingkat", "status", "terakhir terdengar", "berhasil", "item/hari", "keterangan", box=None)
    for source in registry:
        watch, outcome = watches.get(source.id), last.get(source.id)
        visits, heard, new = totals.get(source.id, (0, 0, 0))
        # Days that were watched: a source added yesterday has not had two weeks to speak.
        since = max(watch.since, now - COUNTED_FOR) if watch else now
        days = max((now - since).total_seconds() / 86400, 1.0)
        heard_at = _time(watch.last_heard_at, settings) if watch and watch.last_heard_at else ""
        rate = f"{heard} dari {visits}" if visits else ""
        why = (watch.reason if watch else None) or (outcome.reason if outcome else None) or source.note or ""
        cells = (source.id, source.name, source.kind, source.tier, _standing(source, watch, settings), heard_at, rate)
        table.add_row(*(escape(cell) for cell in (*cells, _number(new / days, 1) if visits else "", why)))
    OUT.print(table)
    listened = len(watched(registry, watches))
    set_aside = sum(watch.standing == "quarantined" for watch in watches.values())
    OUT.print(f"{len(registry)} sumber terdaftar, {listened} didengarkan, {set_aside} dikarantina")
    if not any(watch.passed_at for watch in watches.values()) and any(source.state == "after_check" for source in registry):
        OUT.print("Sumber yang perlu dicek mulai didengarkan setelah lolos `pantau sources check`")
    _show_channels(settings)
    return None


def _show_channels(settings: Settings) -> None:
    """Which kinds of public channels are read, which wait for consent or a key, and which never will be, and why."""
    from extractors.sources import load_channels

    table = Table("kanal", "keadaan", "kunci", "alasan", box=None)
    for channel in load_channels(settings.sources):
        keys = [f"{name} {'ada' if _is_set(settings, name) else 'belum diatur'}" for name in channel.needs]
        table.add_row(*(escape(cell) for cell in (channel.name, CHANNEL_WORDS[channel.state], "; ".join(keys), channel.why)))
    if table.row_count:
        OUT.print(table)


def _is_set(settings: Settings, name: str) -> bool:
    return getattr(settings, name.removeprefix(PREFIX).lower(), None) is not None


def show_probes(probes: Sequence[Probe], settings: Settings, as_json: bool) -> None:
    """What every address answered, and what to do about it; those that did not pass first."""
    if as_json:
        return _json([asdict(probe) for probe in probes])
    table = Table("sumber", "alamat", "hasil", "entri", "terbaru", "tautan ke", "saran", box=None)
    for probe in sorted(probes, key=lambda probe: (probe.passed, probe.source_id)):
        newest = _time(probe.newest_at, settings) if probe.newest_at else ""
        found = ("lolos, " if probe.passed else "") + probe.found
        table.add_row(
            *(escape(cell) for cell in (probe.source_id, probe.url, found, str(probe.entries), newest, probe.link_host or "", probe.advice))
        )
    OUT.print(table)
    passed = {probe.source_id for probe in probes if probe.passed}
    OUT.print(f"{len(passed)} dari {len({probe.source_id for probe in probes})} sumber lolos, {len(probes)} alamat ditanya")
    return None


def show_handed_in(handed: "HandedIn", as_json: bool) -> None:
    """What was kept, and every row that could not be used."""
    if as_json:
        return _json(asdict(handed))
    OUT.print(f"{len(handed.item_ids)} teks disimpan, {handed.new} di antaranya baru; dibaca pada `pantau analyse` berikutnya")
    for line in (*handed.notes, *handed.unusable):
        OUT.print(f"  {escape(line)}")
    return None


def show_embedded(model_id: str, texts: int, as_json: bool) -> None:
    """How many texts were new to which model."""
    if as_json:
        return _json({"model_id": model_id, "texts": texts})
    OUT.print(f"{texts} teks disandikan dengan {model_id}; yang sudah punya vektor dari model ini dilewati")
    return None


def show_erased(erased: "Erased", as_json: bool) -> None:
    """What an erasure reached."""
    if as_json:
        return _json(asdict(erased))
    days = ", ".join(day.isoformat() for day in erased.briefs) or "tidak ada"
    barred = "; tulisan baru dari akun itu tidak akan disimpan" if erased.authors else ""
    OUT.print(f"{erased.items} item dihapus dari arsip{barred}. Brief yang dicetak ulang: {days}")
    return None


def show_status(store: Store, settings: Settings, as_json: bool) -> None:
    """What was heard, what was printed last, and where the time went."""
    outcomes = store.latest_outcomes()
    nights = store.records(Night)
    briefs = sorted(store.records(Brief, day=store.days(Brief)[-1:]), key=lambda brief: brief.made_at)
    times = sorted(store.records(StageTime), key=lambda t: (t.as_of, t.flow))
    items = store.count(Item)
    # A checker's word that fact_labels.toml does not sort is kept and shown as it is; people have to be told of it.
    unsorted = Counter(check.native_label for check in store.records(FactCheck, label="unknown") if check.native_label)
    if as_json:
        return _json(
            {
                "items": items,
                "sources": store.count(Source),
                "unsorted_labels": dict(unsorted.most_common()),
                "outcomes": [asdict(o) for o in outcomes],
                "night": asdict(nights[-1]) if nights else None,
                "brief": {k: v for k, v in asdict(briefs[-1]).items() if k != "content"} if briefs else None,
                "deliveries": [asdict(row) for rows in _last_deliveries(store) for row in rows],
                "stages": [asdict(t) for t in times],
            }
        )
    OUT.print(f"Arsip: {items} item dari {store.count(Source)} sumber")
    if outcomes:
        show_outcomes(outcomes, False)
    else:
        OUT.print("Belum pernah mendengar sumber; mulai dengan `pantau collect`")
    show_nights(nights[-1:], False)
    if briefs:
        OUT.print(f"Brief terakhir: {briefs[-1].edition} {briefs[-1].day.isoformat()}, {escape(briefs[-1].path)}")
    for rows in _last_deliveries(store):
        show_deliveries(rows, settings, False)
    if unsorted:
        words = ", ".join(f"“{escape(word)}” ({count})" for word, count in unsorted.most_common(UNSORTED_SHOWN))
        OUT.print(f"Label pemeriksa fakta yang belum dipetakan: {words}; tambahkan artinya di extractors/fact_labels.toml")
    if times:
        table = Table("alur", "tahap", "saat", "detik", "item", "memori puncak (MiB)", box=None)
        for t in times:
            table.add_row(
                t.flow,
                STAGE_WORDS.get(t.stage, t.stage),
                _time(t.as_of, settings),
                _number(t.seconds, 2),
                str(t.items),
                _number(t.peak_mib, 0),
            )
        OUT.print(table)
    return None


def _last_deliveries(store: Store) -> list[list[Delivery]]:
    """Of every kind of edition that was ever sent, how the newest one stands."""
    newest = ((edition, store.days(Delivery, edition=edition)[-1:]) for edition in EDITIONS)
    return [store.records(Delivery, edition=edition, day=days) for edition, days in newest if days]


def _standing(source: Source, watch: Watch | None, settings: Settings) -> str:
    if watch and watch.standing == "quarantined":
        return f"karantina sejak {_time(watch.since, settings)}"
    if source.state == "after_check" and watch and watch.passed_at:
        return f"aktif, lolos cek {_time(watch.passed_at, settings)}"
    return STATE_WORDS[source.state]


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))  # noqa: T201 - the command's result


def _time(at: datetime, settings: Settings) -> str:
    return at.astimezone(ZoneInfo(settings.timezone)).strftime("%d/%m %H:%M")


def _number(value: float, digits: int) -> str:
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))
