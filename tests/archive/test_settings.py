from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from archive.settings import ConfigError, Settings, load_settings


def test_defaults_need_no_environment(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.database == f"sqlite:///{tmp_path / 'var' / 'pantau.db'}"
    assert settings.flag_budget == 5


def test_an_unknown_setting_is_refused_with_the_nearest_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTAU_DATABSE_URL", "x")
    with pytest.raises(ConfigError, match=r"PANTAU_DATABSE_URL; did you mean PANTAU_DATABASE_URL\?"):
        load_settings()


@pytest.mark.parametrize(
    ("variable", "value", "word"),
    [
        ("PANTAU_PACE_SECONDS", "soon", "number"),
        ("PANTAU_FLAG_BUDGET", "-1", "greater than or equal to 0"),
        ("PANTAU_TIMEZONE", "Asia/Samarinda", "Asia/Makassar"),
        ("PANTAU_TIMEZONE", "../../etc/passwd", "Asia/Makassar"),
        ("PANTAU_CUTOFF", "25:00", "PANTAU_CUTOFF = '25:00'"),
        ("PANTAU_CUTOFF", "05:00Z", "without an offset"),
        ("PANTAU_TIMEOUT_SECONDS", "inf", "finite number"),
        ("PANTAU_CONTACT", "humas@kaltim.example\nX-Other: 1", "e-mail address"),
        ("PANTAU_CONTACT", "Humas", "e-mail address"),
        ("PANTAU_ALLOW_PRIVATE", "127.0.0.1:99999", "host:port"),
        ("PANTAU_ALLOW_PRIVATE", "http://127.0.0.1", "host:port"),
    ],
)
def test_a_wrong_value_is_refused_by_name_with_what_is_right(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, word: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigError, match=word) as caught:
        load_settings()
    assert variable in str(caught.value)


def test_a_state_folder_that_cannot_be_made_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PANTAU_STATE", str(tmp_path / "file" / "var"))
    with pytest.raises(ConfigError, match=r"PANTAU_STATE.*name a folder you may write"):
        load_settings()


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTAU_DATABASE_URL", "postgresql+psycopg://pantau:sandi-rahasia@db/pantau")
    settings = load_settings()
    assert "sandi-rahasia" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert "sandi-rahasia" in settings.database


def test_private_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTAU_ALLOW_PRIVATE", "127.0.0.1:8800, intranet.example ,")
    assert load_settings().allow_private == ("127.0.0.1:8800", "intranet.example")


def test_an_unknown_setting_is_refused_in_small_letters_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("pantau_flag_budgett", "3")
    with pytest.raises(ConfigError, match="did you mean PANTAU_FLAG_BUDGET"):
        load_settings()


def test_the_state_folder_may_lie_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PANTAU_STATE", "~/pantau")
    assert load_settings().state == tmp_path / "pantau"
    assert (tmp_path / "pantau").is_dir()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().flag_budget = 7  # type: ignore[misc]


def test_the_window_of_a_brief_ends_at_the_cut_off_in_the_regions_zone() -> None:
    start, end = Settings().window(date(2026, 11, 16))
    assert (start, end) == (datetime(2026, 11, 14, 21, 0, tzinfo=UTC), datetime(2026, 11, 15, 21, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("utc", "closed", "day"),
    [
        (datetime(2026, 11, 15, 20, 59, tzinfo=UTC), date(2026, 11, 15), date(2026, 11, 16)),
        (datetime(2026, 11, 15, 21, 0, tzinfo=UTC), date(2026, 11, 16), date(2026, 11, 16)),
        (datetime(2026, 11, 15, 21, 1, tzinfo=UTC), date(2026, 11, 16), date(2026, 11, 17)),
    ],
)
def test_every_instant_belongs_to_the_one_window_that_holds_it(utc: datetime, closed: date, day: date) -> None:
    settings = Settings()
    assert settings.closed_day(utc) == closed
    assert settings.day_of(utc) == day
    start, end = settings.window(day)
    assert start < utc <= end
