"""Whether every sentence of every summary can be followed to an item that contains it, on days of the real web.

``python -m tests.eval.traced SERVE.py [DAY ...]``. SERVE.py serves crawled days over loopback when it is called with ``--day`` and
``--port``; without a DAY all that its help names are taken. Each day is collected and analysed by the same commands as live, into an
archive of its own in a temporary folder, and the sentences of its daily, weekly and monthly editions are followed. PANTAU_STATE may name
a folder in which the embedding model lies already. Without SERVE.py there is nothing to follow, and that is said. Exit status 1 when a
sentence leads nowhere, or a day has none at all.

:func:`untraced` is also what the tests ask of the sample week.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date, timedelta
from pathlib import Path

from archive.records import Item
from archive.settings import Settings
from archive.store import open_store
from reports.brief import build
from reports.content import Entry
from reports.letters import clean, web_address

ROOT = Path(__file__).parent.parent.parent
EDITIONS = ("harian", "mingguan", "bulanan")
PORT = 8977
REGION = """
[region]
id = "indonesia"
name = "Indonesia"
short = "RI"
aliases = ["Tanah Air", "Nusantara", "Jakarta", "Jawa", "Sumatera", "Sulawesi", "Bali", "Rupiah", "KPK", "DPR", "Polri", "TNI"]
government = ["Pemerintah", "Presiden"]
"""
"""The days that were crawled are a nation's: watched as the province is, most of them would be left out before anything is told."""


def sentences_of(content):
    """The lines that sum up the issues of a brief."""
    blocks = (block for section in content.sections if section.key == "isu" for block in section.blocks)
    return [line for block in blocks if isinstance(block, Entry) for line in block.lines]


def untraced(store, content):
    """What is wrong with the summaries of ``content``: one line for each sentence that none of its links leads to."""
    faults = []
    by_address = {}
    for item in store.records(Item):
        if address := web_address(item.url):
            by_address.setdefault(address, []).append(item)
    for line in sentences_of(content):
        sentence, *sources = line
        linked = [item for source in sources if source.url for item in by_address.get(source.url, ())]
        if not linked:
            faults.append(f"no link to an item: {sentence.text}")
        elif not any(contains(item.text, sentence.text) for item in linked):
            faults.append(f"in none of the {len(linked)} linked items: {sentence.text}")
    return faults


def contains(text, sentence):
    """Whether ``text`` has the words of ``sentence`` in a row; an ellipsis at its end stands for what was cut off."""
    said = " ".join(clean(sentence).split())
    return bool(said.rstrip("…")) and re.sub(r"…$", "", said) in " ".join(clean(text).split())


def replayed(serve, day, model):
    """Collect and analyse one crawled day, and follow the sentences of the editions that end with it: (sentences, faults)."""
    with tempfile.TemporaryDirectory(prefix="pantau-traced-") as name:
        state = Path(name)
        if model.is_dir():
            (state / "model").symlink_to(model)
        (state / "region.toml").write_text(REGION, encoding="utf-8")
        server = subprocess.Popen([sys.executable, serve, "--day", day, "--port", str(PORT)], stdout=subprocess.DEVNULL)
        try:
            (state / "sources.toml").write_text(sources_of(f"http://127.0.0.1:{PORT}"), encoding="utf-8")
            as_of = f"{date.fromisoformat(day) + timedelta(days=1)}T05:30+08:00"
            for command in ("collect", "analyse"):
                pantau(state, command, "--as-of", as_of)
        finally:
            server.terminate()
            server.wait(30)
        with open_store(f"sqlite:///{state / 'pantau.db'}") as store:
            settings, last = Settings(state=state), date.fromisoformat(day) + timedelta(days=1)
            made = [build(store, settings, last, edition) for edition in EDITIONS]
            return sum(len(sentences_of(content)) for content in made), [fault for content in made for fault in untraced(store, content)]


def sources_of(base):
    """Everything that ``base`` says it serves, as the text of a sources.toml; raises OSError when it does not answer."""
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(base, timeout=5) as answer:
                served = json.load(answer)
            break
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
    entries = [(address.split("/")[-2], "feed", "B", address) for address in served["feeds"]]
    entries += [("warga", "mastodon", "social", served["mastodon"]), ("cekfakta", "factcheck", "fact", served["factcheck"])]
    return "\n".join(
        f'[[source]]\nid = "{name}"\nname = "{name}"\nkind = "{kind}"\nurls = ["{address}"]\ntier = "{tier}"\nregion = "Indonesia"\n'
        'timezone = "Asia/Jakarta"\n'
        for name, kind, tier, address in entries
    )


def pantau(state, *arguments):
    """The command, on the archive in ``state``."""
    own = {"STATE": state, "SOURCES": state / "sources.toml", "REGION": state / "region.toml"}
    own |= {"ALLOW_PRIVATE": f"127.0.0.1:{PORT}", "PACE_SECONDS": 0}
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PANTAU_", "PREFECT_"))}
    environment = known | {f"PANTAU_{name}": str(value) for name, value in own.items()}
    ran = subprocess.run([sys.executable, "-m", "flows.cli", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stderr[-3000:])


def main(serve, days):
    """Print a line for each day; returns the exit status."""
    if not serve.is_file():
        print(f"skipped: {serve} is not there, so there are no crawled days to follow; name the file that serves them")
        return 0
    if not days:
        told = subprocess.run([sys.executable, serve, "--help"], capture_output=True, text=True, check=True).stdout
        days = sorted(set(re.findall(r"\d{4}-\d\d-\d\d", told)))
    good = True
    for day in days:
        sentences, faults = replayed(serve, day, Path(os.environ.get("PANTAU_STATE", "var")).resolve() / "model")
        print(f"{day}: {sentences} sentences in the summaries of {len(EDITIONS)} editions, {len(faults)} lead nowhere", flush=True)
        print("".join(f"  {fault}\n" for fault in faults), end="")
        good &= bool(sentences) and not faults
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
