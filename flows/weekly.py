"""What is done once a week: the symmetry log, so that fairness can be read over months, and an index without what was deleted."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from prefect import flow

from archive import search
from archive.settings import load_settings
from archive.store import open_store
from flows.clock import instant
from flows.symmetry import symmetry


@flow(name="weekly")
def weekly(as_of: datetime | str | None = None) -> Path:
    """Write the log of the seven briefs up to the last closed window as ``simetri/<day>.json`` in the state folder; returns its path.

    Run again for the same week it replaces the file. Raises ConfigError, ArchiveError, AnalysisError, or FlowError when none of the seven
    days was analysed.
    """
    settings = load_settings()
    day = settings.closed_day(instant(as_of, settings))
    with open_store(settings.database) as store:
        log = symmetry(store, settings, day)
        # Posts that their authors deleted lie in the index until it is written anew.
        search.purge(store)
    kept = settings.state / "simetri" / f"{day.isoformat()}.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    new = kept.with_suffix(".new")
    new.write_text(json.dumps(asdict(log), ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    new.replace(kept)
    return kept
