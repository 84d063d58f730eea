"""The whole job on the invented week: serve it on loopback, collect it, analyse it, print its brief. ``make demo`` runs this.

The flows are the very same as on live sources; only the settings differ: where the sources are, that loopback may be asked, that nobody
has to be spared there, and what time it is.
"""

import asyncio
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from tests.sample_day import serve

AS_OF = "2026-11-16T05:30+08:00"
"""Monday morning, when the week has been told."""


def main() -> None:
    """Print where the brief lies, how long it took, and what to do next."""
    started = time.perf_counter()
    console = Console(soft_wrap=True, highlight=False)
    with told(Path(os.environ.get("PANTAU_STATE", "var"))) as address:
        from flows import screens
        from flows.analyse import analyse
        from flows.brief import brief
        from flows.collect import collect
        from flows.printing import Printed

        console.print(f"Minggu contoh disajikan di {address}; alur yang sama seperti pada sumber nyata berjalan sekarang.")
        with screens.progress():
            outcomes = asyncio.run(collect(as_of=AS_OF))
            nights = analyse(as_of=AS_OF)
            printed = brief(as_of=AS_OF)
    screens.show_outcomes(outcomes, False)
    screens.show_nights(nights[:1], False)
    screens.show_brief(Printed(printed), time.perf_counter() - started, False)
    console.print("Berikutnya: buka PDF itu; `make brief` untuk sumber nyata; `make test` untuk pemeriksaan; README.md untuk selebihnya.")


@contextmanager
def told(state: Path) -> Iterator[str]:
    """Serve the week for the length of the block, with settings of its own and an empty archive below ``state``; yields its address."""
    sample = state / "demo"
    shutil.rmtree(sample, ignore_errors=True)
    sample.mkdir(parents=True)
    week = serve.start()
    try:
        registry = sample / "sources.toml"
        registry.write_text(serve.sources(week.base), encoding="utf-8")
        os.environ |= {
            "PANTAU_STATE": str(state),
            "PANTAU_DATABASE_URL": f"sqlite:///{(sample / 'pantau.db').resolve()}",
            "PANTAU_SOURCES": str(registry),
            "PANTAU_ALLOW_PRIVATE": week.base.removeprefix("http://"),
            "PANTAU_PACE_SECONDS": "0",
            "PANTAU_SAMPLE": "true",
        }
        from flows.environment import prepare

        prepare(state)
        yield week.base
    finally:
        week.stop()


if __name__ == "__main__":
    main()
