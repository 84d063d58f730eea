"""The one HTTP client, as the settings want it."""

import os
import secrets

from archive.settings import PREFIX, ConfigError, Settings
from extractors.http import Client

KEYS = ("bluesky_handle", "bluesky_app_password", "x_bearer_token", "reddit_client_id", "reddit_client_secret", "google_factcheck_key")
"""The settings that open opt-in services."""


def client_of(settings: Settings) -> Client:
    """A client for one run; enter it as an async context manager.

    Raises:
        ConfigError: the key of the pseudonyms can be neither read nor made.
    """
    return Client(
        settings.contact,
        pace_seconds=settings.pace_seconds,
        timeout_seconds=settings.timeout_seconds,
        max_bytes=settings.max_bytes,
        allow_private=settings.allow_private,
        secrets={f"{PREFIX}{name.upper()}": value for name in KEYS if (value := _plain(settings, name))},
        pseudonym_key=pseudonym_key(settings),
    )


def pseudonym_key(settings: Settings) -> bytes:
    """The key that makes pseudonyms: the setting, or else one made once and kept in the state folder, readable by us alone.

    Losing it means that an author's old and new posts no longer bear one pseudonym, and that erasure by author finds only new ones.
    """
    if settings.pseudonym_key is not None:
        return settings.pseudonym_key.get_secret_value().encode()
    path = settings.state / "pseudonym.key"
    try:
        try:
            made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(made, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read or made ({error.strerror}); allow it, or set PANTAU_PSEUDONYM_KEY") from error
    if not key:
        raise ConfigError(f"{path}: is empty; delete it, or set PANTAU_PSEUDONYM_KEY")
    return key.encode()


def _plain(settings: Settings, name: str) -> str | None:
    value = getattr(settings, name)
    return value if value is None or isinstance(value, str) else str(value.get_secret_value())
