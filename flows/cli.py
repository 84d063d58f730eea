"""The command ``pantau``.

Rooms are imported inside the commands: ``pantau --help`` must not wait for Prefect, and Prefect must not be imported before
:func:`flows.environment.prepare` has told it where to live.
"""

import logging
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from analysis import AnalysisError
from archive import ArchiveError
from archive.settings import ConfigError, Settings, load_settings
from archive.store import Store, open_store
from extractors import ExtractorError
from flows import FlowError, screens
from flows.clock import EDITIONS, day_of, edition_of, instant
from flows.environment import prepare
from reports import ReportError

EXPECTED = (ConfigError, ArchiveError, ExtractorError, AnalysisError, ReportError, FlowError)

app = typer.Typer(
    help="Pantau Kaltim: collect, group, sift, brief.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
sources_app = typer.Typer(invoke_without_command=True, help="List the sources, or check their addresses.")
app.add_typer(sources_app, name="sources")
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="TIME", help="Pretend it is TIME (ISO 8601), for replays.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]


def main() -> None:
    """Run the command; an expected error is one line, an unexpected one leaves its trace in a file and says where."""
    # What it remarks on its way to an error would stand above the one line that says it.
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        app()
    except EXPECTED as error:
        _fail(str(error), 2)
    except Exception as error:  # noqa: BLE001 - the last place that can turn a defect into a line a person can act on
        log = Path(tempfile.gettempdir()) / "pantau-error.log"
        log.write_text(traceback.format_exc(), encoding="utf-8")
        _fail(f"unexpected {type(error).__name__}: {error}. Please report it with {log}", 1)


def _fail(message: str, code: int) -> None:
    print("pantau: " + " ".join(message.split()), file=sys.stderr)  # noqa: T201 - the command line's own voice
    sys.exit(code)


def _ready() -> Settings:
    settings = load_settings()
    prepare(settings.state)
    return settings


def _moment(as_of: str | None, settings: Settings) -> datetime | None:
    # Read here already: a slip of the pen should not wait for Prefect's server.
    return instant(as_of, settings) if as_of is not None else None


def _open() -> tuple[Settings, Store]:
    settings = load_settings()
    return settings, open_store(settings.database)


@app.command()
def setup() -> None:
    """Prepare the databases and the embedding model, so that the first run does not wait for them."""
    settings = _ready()
    from flows.setup import setup as run

    run(settings)


@app.command()
def collect(as_of: AsOf = None, json: Json = False) -> None:
    """Ask every source that is switched on, and keep what it said."""
    now = _moment(as_of, _ready())
    import asyncio

    from flows.collect import collect as run

    with screens.progress():
        outcomes = asyncio.run(run(as_of=now))
    screens.show_outcomes(outcomes, json)


@app.command()
def analyse(as_of: AsOf = None, json: Json = False) -> None:
    """Read, group and judge what was collected."""
    now = _moment(as_of, _ready())
    from flows.analyse import analyse as run

    with screens.progress():
        nights = run(as_of=now)
    screens.show_nights(nights, json)


@app.command()
def embed(json: Json = False) -> None:
    """Encode all texts of the archive with the model of the settings, after a change of model; can be stopped and run again."""
    settings, store = _open()
    from flows.encoding import embed_all as run

    with store, screens.progress():
        screens.show_embedded(*run(store, settings, datetime.now(UTC)), json)


@app.command()
def brief(
    date: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="YYYY-MM-DD", help="The date it bears: one that was printed comes out as it was; the newest by default."
        ),
    ] = None,
    edition: Annotated[str, typer.Option("--edition", metavar="|".join(EDITIONS), help="Which edition.")] = "harian",
    anew: Annotated[bool, typer.Option("--anew", help="With --date: from what the archive knows now, as a further printing.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Collect and analyse first.")] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Print the brief of a day, a week or a month as PDF."""
    settings = _ready()
    now = instant(as_of, settings)
    kind = edition_of(edition)
    day = day_of(date) if date is not None else None
    from flows import printing

    started = datetime.now(UTC)
    with screens.progress(), open_store(settings.database) as store:
        if fresh:
            from flows.morning import refresh

            refresh(as_of)
        kept = printing.print_again(store, settings, kind, day) if day is not None and not (anew or fresh) else None
        wanted = day or printing.wanted_day(settings, kind, now)
        printed = kept or printing.print_anew(store, settings, kind, wanted, now)
    screens.show_brief(printed, (datetime.now(UTC) - started).total_seconds(), json)


@app.command()
def correct(
    text: Annotated[str, typer.Argument(help="What was wrong and what is right, in one or two sentences.")],
    date: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="The date of the edition that told it wrongly.")],
    edition: Annotated[str, typer.Option("--edition", metavar="|".join(EDITIONS), help="Which edition.")] = "harian",
    url: Annotated[str | None, typer.Option("--url", metavar="ADDRESS", help="Where the right thing stands.")] = None,
    json: Json = False,
) -> None:
    """Note a correction: the next brief prints it, and the one that was wrong is printed again with a mark."""
    settings, store = _open()
    from flows.printing import correct as run

    with store:
        screens.show_brief(run(store, settings, edition_of(edition), day_of(date), text, url, datetime.now(UTC)), 0.0, json)


@app.command()
def deliver(
    date: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The date it bears; the newest by default.")] = None,
    edition: Annotated[str, typer.Option("--edition", metavar="|".join(EDITIONS), help="Which edition.")] = "harian",
    json: Json = False,
) -> None:
    """Send a printed edition to those of PANTAU_RECIPIENTS who have not got it; nobody gets one twice."""
    settings, store = _open()
    from flows.delivery import send

    with store:
        screens.show_deliveries(send(store, settings, edition_of(edition), day_of(date) if date is not None else None), settings, json)


@app.command()
def check(
    text: Annotated[str, typer.Argument(help="A text, a file (.txt, .html), or an address; '-' reads a text from standard input.")],
    json: Json = False,
) -> None:
    """Compare a text that somebody brought in with fact-checks and narratives; nothing is stored."""
    settings, store = _open()
    from flows.check import check as run

    with store:
        screens.show_check(run(store, settings, sys.stdin.read() if text == "-" else text), json)


@app.command()
def symmetry(
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="The last brief of the seven; the last closed window by default.")
    ] = None,
    json: Json = False,
) -> None:
    """Say whether claims that help and that hurt the government, and official statements, were looked at alike in a week."""
    settings, store = _open()
    day = day_of(until) if until is not None else settings.closed_day(datetime.now(UTC))
    from flows.symmetry import symmetry as run

    with store:
        screens.show_symmetry(run(store, settings, day), json)


@app.command("hand-in")
def hand_in(
    brought: Annotated[
        str, typer.Argument(metavar="FILE", help="A file (.csv, .txt, .html; an exported chat), an address, or a text; '-' reads a text.")
    ],
    json: Json = False,
) -> None:
    """Keep what citizens or staff handed in; the next analysis reads it beside everything else."""
    settings, store = _open()
    from flows.hand_in import hand_in as run

    with store:
        screens.show_handed_in(run(store, settings, sys.stdin.read() if brought == "-" else brought), json)


@sources_app.callback()
def sources(context: typer.Context, json: Json = False) -> None:
    """List every source: how it stands, when it was last heard, how often it answers, how much it says a day."""
    if context.invoked_subcommand is not None:
        return
    settings, store = _open()
    with store:
        screens.show_sources(store, settings, datetime.now(UTC), json)


@sources_app.command("check")
def check_sources(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Sources to ask; all but off and opt-in by default.")] = None,
    json: Json = False,
) -> None:
    """Ask every address once, and say what to make of the answer; a source that passes is listened to from then on."""
    settings, store = _open()
    from flows.probe import check_sources as run

    with store, screens.progress():
        probes = run(store, settings, ids or ())
    screens.show_probes(probes, settings, json)


@app.command()
def erase(
    url: Annotated[str | None, typer.Option("--url", metavar="ADDRESS", help="Erase the item at this address.")] = None,
    author: Annotated[
        str | None, typer.Option("--author", metavar="ACCOUNT", help="Erase all by an account: @nama@instance, nama@reddit, 990001@x.")
    ] = None,
    json: Json = False,
) -> None:
    """Erase what a person asks to be erased: text, vector and quotations; briefs that quoted it are printed again."""
    settings, store = _open()
    from flows.erase import erase as run

    with store:
        screens.show_erased(run(store, settings, url, author), json)


@app.command()
def find(
    query: Annotated[
        list[str], typer.Argument(metavar="WORD...", help='Words that must all be there; "an exact phrase"; banj* for a beginning.')
    ],
    since: Annotated[str | None, typer.Option("--since", metavar="YYYY-MM-DD", help="Said on this day or later.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="Said on this day or earlier.")] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="ID", help="Only this source, and no briefs.")] = None,
    json: Json = False,
) -> None:
    """Look for words in everything that was collected and in the briefs that were printed; newest first."""
    settings, store = _open()
    from flows.find import find as run
    from flows.find import one_query

    with store:
        screens.show_found(run(store, settings, one_query(query), since, until, source), settings, json)


@app.command()
def status(json: Json = False) -> None:
    """Say what was heard, what was printed last, and where the time went."""
    settings, store = _open()
    with store:
        screens.show_status(store, settings, json)


@app.command()
def serve(port: Annotated[int, typer.Option(help="Loopback port of the Prefect server.")] = 4200) -> None:
    """Run the server, the schedules and the flows on this machine, until Ctrl-C."""
    settings = _ready()
    from flows.serve import serve as run

    run(settings, port)


if __name__ == "__main__":
    main()
