"""Settings: environment variables that begin with ``PANTAU_``, checked before anything starts."""

import os
import re
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "PANTAU_"

_CONTACT = re.compile(r"https?://[!-~]+|[!-?A-~]+@[!-?A-~]+")
_MAIL = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")
_PRIVATE_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s/:@\[\]]+)(:([0-9]{1,5}))?")


class ConfigError(Exception):
    """A setting is not in order; the message names the variable, what is wrong, and the cure."""


class Settings(BaseSettings):
    """Everything that may differ from one machine to the next; each field is one variable, ``PANTAU_`` before its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True, protected_namespaces=())

    state: Path = Field(Path("var"), description="folder for everything the program writes")
    database_url: SecretStr | None = Field(
        None, description="SQLite or PostgreSQL address of the archive; pantau.db in the state folder by default"
    )
    sources: Path | None = Field(None, description="another sources.toml")
    region: Path | None = Field(None, description="another region.toml")
    contact: str = Field("https://github.com/pantau-kaltim/pantau-kaltim", description="address or e-mail in the user agent")
    pace_seconds: float = Field(1.0, ge=0, allow_inf_nan=False, description="least seconds between two requests to one host")
    timeout_seconds: float = Field(20.0, gt=0, allow_inf_nan=False, description="most seconds for one request")
    source_seconds: float = Field(600.0, gt=0, allow_inf_nan=False, description="most seconds for one visit to one source")
    max_bytes: int = Field(5_000_000, gt=0, description="most bytes of one answer, after decompression")
    allow_private: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="private hosts that may be asked, host or host:port, comma-separated"
    )
    pseudonym_key: SecretStr | None = Field(
        None, description="secret that private authors' pseudonyms are made with; made once in the state folder by default"
    )
    bluesky_handle: str | None = Field(None, description="account for Bluesky search (opt-in)")
    bluesky_app_password: SecretStr | None = Field(None, description="app password of that account")
    x_bearer_token: SecretStr | None = Field(None, description="bearer token of the X API (opt-in, paid)")
    reddit_client_id: str | None = Field(None, description="client id of the Reddit API (opt-in)")
    reddit_client_secret: SecretStr | None = Field(None, description="client secret of the Reddit API")
    google_factcheck_key: SecretStr | None = Field(None, description="key of the Google Fact Check Tools API (opt-in)")
    model: str | None = Field(
        None, description="embedding model: a folder or a name on a hub; the bundled multilingual-e5-small by default"
    )
    model_prompt: str = Field("", description="text put before every input of the model")
    device: str = Field("cpu", min_length=1, description="where the model runs: cpu, cuda")
    timezone: str = Field("Asia/Makassar", description="time zone of the watched region")
    cutoff: time = Field(time(5, 0), description="when the 24 hours of a brief end, in that zone")
    office: str = Field("Diskominfo Provinsi Kalimantan Timur", min_length=1, description="the office named in the head of the brief")
    logo: Path | None = Field(None, description="picture for the head of the brief (PNG or JPEG)")
    desk_url: str | None = Field(None, description="address of the desk, for the QR code and the links of the brief")
    flag_budget: int = Field(5, ge=0, description="most cases a day that may ask for attention")
    office_opens: time = Field(time(8, 0), description="when the office opens, in that zone; the deadlines of the brief count from it")
    check_hours: float = Field(3.0, gt=0, le=240, allow_inf_nan=False, description="hours to cross-check a claim")
    answer_hours: float = Field(8.0, gt=0, le=240, allow_inf_nan=False, description="hours to answer, clarify or coordinate")
    due_by: time = Field(time(5, 50), description="when the brief goes out whatever is missing, in that zone")
    recipients: Path | None = Field(None, description="a recipients.toml: who gets which edition by which channel")
    smtp_host: str | None = Field(None, description="mail server that sends the brief")
    smtp_port: int = Field(587, ge=1, le=65535, description="its port")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="starttls, tls, or none (to loopback only)")
    smtp_user: str | None = Field(None, description="account on the mail server")
    smtp_password: SecretStr | None = Field(None, description="password of that account")
    smtp_from: str | None = Field(None, description="sender of the mail, an e-mail address")
    telegram_token: SecretStr | None = Field(None, description="token of the Telegram bot that sends the brief")
    telegram_url: str = Field("https://api.telegram.org", description="address of the Telegram Bot API")
    webhook_secret: SecretStr | None = Field(None, description="secret that webhook calls are signed with")
    sample: bool = Field(False, description="mark every page CONTOH")

    @field_validator("allow_private", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allow_private")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for entry in value:
            found = _PRIVATE_HOST.fullmatch(entry)
            if found is None or int(found[3] or 1) not in range(1, 65536):
                raise ValueError(f"{entry!r} is no host; write host or host:port, separated by commas")
        return value

    @field_validator("contact")
    @classmethod
    def _one_address(cls, value: str) -> str:
        # It goes into the head of every request: a line break there would be another header.
        if not _CONTACT.fullmatch(value):
            raise ValueError("write an address that begins with http:// or https://, or an e-mail address")
        return value

    @field_validator("desk_url", "telegram_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or not value.isprintable():
                raise ValueError("write an address that begins with https:// (or http://) and holds no password")
        return value

    @field_validator("smtp_from")
    @classmethod
    def _mail_address(cls, value: str | None) -> str | None:
        if value is not None and not _MAIL.fullmatch(value):
            raise ValueError("write one e-mail address")
        return value

    @field_validator("cutoff", "office_opens", "due_by")
    @classmethod
    def _in_the_regions_zone(cls, value: time) -> time:
        if value.tzinfo is not None:
            raise ValueError("write it without an offset, like 05:00; its zone is PANTAU_TIMEZONE")
        return value

    @field_validator("state", "sources", "region", "logo", "recipients")
    @classmethod
    def _at_home(cls, value: Path | None) -> Path | None:
        # Service files and cron do not replace the ~ that a shell would.
        return value and value.expanduser()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("no such time zone; write one like Asia/Makassar") from error
        return value

    @property
    def database(self) -> str:
        """The archive's address, password included: hand it to the archive, never print it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.state / 'pantau.db').resolve()}"

    def window(self, day: date) -> tuple[datetime, datetime]:
        """The (start, end] in UTC that the brief of ``day`` covers: the 24 hours up to the cut-off of that day."""
        end = datetime.combine(day, self.cutoff, ZoneInfo(self.timezone))
        start = datetime.combine(day - timedelta(days=1), self.cutoff, ZoneInfo(self.timezone))
        return start.astimezone(UTC), end.astimezone(UTC)

    def day_of(self, instant: datetime) -> date:
        """The day whose window holds ``instant``."""
        closed = self.closed_day(instant)
        return closed if self.window(closed)[1] == instant else closed + timedelta(days=1)

    def closed_day(self, now: datetime) -> date:
        """The last day whose window has ended at ``now``."""
        local = now.astimezone(ZoneInfo(self.timezone))
        return local.date() if local.time() >= self.cutoff else local.date() - timedelta(days=1)


def load_settings() -> Settings:
    """The settings of this environment; the state folder is made when it is missing.

    Raises:
        ConfigError: a variable is unknown or its value wrong, or the state folder cannot be written.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for variable in sorted(os.environ):
        if variable.upper().startswith(PREFIX) and variable.upper() not in known:
            near = get_close_matches(variable.upper(), known, n=1)
            cure = f"did you mean {near[0]}?" if near else "README.md lists the ones there are"
            raise ConfigError(f"unknown setting {variable}; {cure}")
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        variable = f"{PREFIX}{str(first['loc'][0]).upper()}"
        shown = "" if "SecretStr" in str(Settings.model_fields[str(first["loc"][0])].annotation) else f" = {os.environ.get(variable, '')!r}"
        raise ConfigError(f"{variable}{shown}: {first['msg'].removeprefix('Value error, ')}; correct it or unset it") from error
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
        writable = os.access(settings.state, os.W_OK | os.X_OK)
    except OSError as error:
        raise ConfigError(
            f"PANTAU_STATE = {str(settings.state)!r}: cannot be made ({error.strerror}); name a folder you may write"
        ) from error
    if not writable:
        raise ConfigError(f"PANTAU_STATE = {str(settings.state)!r}: not writable; name a folder you may write")
    return settings
