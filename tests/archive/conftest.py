from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from archive.store import Store, open_store

_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'pantau.db'}"
    server = request.getfixturevalue("postgresql")
    name = f"archive_{next(_numbers)}"
    with psycopg.connect(server.format(database="postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return server.format(database=name)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open, empty archive, on each engine in turn."""
    with open_store(url) as opened:
        yield opened
