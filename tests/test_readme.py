import re
from pathlib import Path

from typer.testing import CliRunner

from archive.settings import Settings
from flows.cli import app

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_setting_with_its_meaning() -> None:
    listed = dict(re.findall(r"^\| `(PANTAU_\w+)` \|[^|]*\| (.*) \|$", README, flags=re.MULTILINE))
    assert listed == {f"PANTAU_{name.upper()}": field.description for name, field in Settings.model_fields.items()}


def test_the_readme_names_every_command() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    commands |= {group.name for group in app.registered_groups if group.name}
    named = set(re.findall(r"`pantau ([\w-]+)", README))
    assert commands - {"setup"} <= named


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    makefile = (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in ("demo", "test", "brief"))


def test_help_comes_without_waiting_for_prefect() -> None:
    assert CliRunner().invoke(app, ["--help"]).exit_code == 0
