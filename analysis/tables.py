"""Tables of numbers as frozen dataclasses: read from TOML, every key known and of its kind, with a message that says what to mend."""

import tomllib
import typing
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from analysis import AnalysisError

Table = TypeVar("Table")


def read_toml(path: Path) -> dict[str, Any]:
    """The TOML file at ``path``; raises AnalysisError when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AnalysisError(f"{path}: cannot be read as TOML ({error}); restore the file from the repository or mend it") from error


def read_table(table: type[Table], data: dict[str, Any], path: Path, prefix: str = "") -> Table:
    """The dataclass ``table`` from ``data``, as it was read from ``path``; ``prefix`` names the place in messages ("copies.").

    Raises:
        AnalysisError: a key is missing, unknown or of the wrong kind, or a number is negative or not finite.
    """
    kinds = typing.get_type_hints(table)
    known = [field.name for field in fields(table)]  # type: ignore[arg-type] # every table is a dataclass
    for key in data:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            raise AnalysisError(f"{path}: unknown key {prefix}{key}; " + (f"did you mean {near[0]}?" if near else "remove it"))
    values: dict[str, Any] = {}
    for name in known:
        if name in data:
            values[name] = _value(kinds[name], data[name], path, f"{prefix}{name}")
        else:
            raise AnalysisError(f"{path}: {prefix}{name} is missing; restore it from the repository")
    return table(**values)


def _value(kind: Any, value: Any, path: Path, key: str) -> Any:
    if hasattr(kind, "__dataclass_fields__"):
        if not isinstance(value, dict):
            raise AnalysisError(f"{path}: {key} must be a table; write it as [{key}]")
        return read_table(kind, value, path, f"{key}.")
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise AnalysisError(f"{path}: {key} = {value!r} must be {_WORDS[kind]}; restore it from the repository")
    if kind in (int, float) and not 0 <= value < float("inf"):
        raise AnalysisError(f"{path}: {key} = {value!r} must be a finite number of at least 0; restore it from the repository")
    return value


_WORDS = {str: "a text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
