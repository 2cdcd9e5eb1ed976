"""How this deployment is set up: read once from the environment and `.env`, checked as a whole, frozen."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from config.addresses import webhook_mistake
from config.postgres_url import passwords, place, serves
from config.tokens import TELEGRAM_TOKEN, discord_bot

PREFIX = "BAUTA_"
TELEGRAM_API = "https://api.telegram.org"


class SettingsError(Exception):
    """What is wrong with the settings, one plain line for each mistake; never with a secret's value."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address that starts with http:// or https://")
    return value.rstrip("/")


Url = Annotated[str, AfterValidator(_web_address)]
UrlOrNone = Annotated[str, AfterValidator(lambda value: value and _web_address(value))]


class Settings(BaseSettings):
    """Every setting with its default. The names, in upper case after BAUTA_, are an interface."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", frozen=True, extra="ignore"
    )

    telegram_token: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Token of the Telegram bot from @BotFather; several separated by commas."
    )
    telegram_api_url: Url = Field(TELEGRAM_API, description="The Bot API server; change it for a self-hosted one.")
    telegram_webhook_url: UrlOrNone = Field(
        "", description="Public https address where Telegram reaches this web server. Empty: Telegram is asked instead."
    )
    telegram_rate: float = Field(
        30,
        ge=0,
        le=100_000,
        description="Messages per second of one Telegram account; 0 means no limit (self-hosted servers, benchmarks).",
    )
    discord_token: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Token of the Discord bot from the Developer Portal; several separated by commas."
    )
    discord_api_url: Url = Field(
        "https://discord.com/api/v10", description="Discord's REST API; change it for a REST proxy."
    )
    discord_gateway_url: str = Field(
        "", description="Discord's gateway, ws:// or wss://. Empty: where Discord says; change it for a gateway proxy."
    )
    discord_cdn_url: UrlOrNone = Field(
        "", description="Where stickers are fetched. Empty: Discord; else a proxy of it."
    )
    discord_rate: float = Field(
        45,
        ge=0,
        le=100_000,
        description="Messages per second of one Discord account (50 requests are allowed); 0 means no limit.",
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        description="Where the truth lies: postgresql://user:password@host/name. Empty: SQLite in the data directory.",
    )
    redis_url: SecretStr = Field(
        SecretStr(""), description="Where the waiting line lies, redis://host:6379/0. Empty: in the process."
    )
    data_dir: Path = Field(Path("data"), description="Directory of the database and the key file.")
    key_file: Path | None = Field(None, description="The master key. Empty: `key` in the data directory.")
    evidence: Literal["ring", "zero-content"] = Field(
        "ring", description="What reports rest on: ring (the last 30 messages of a chat), or zero-content (tags only)."
    )
    case_keys: Path | None = Field(
        None, description="Directory of the keys of cases. Empty: `case-keys` in the data directory."
    )
    web_host: str = Field("127.0.0.1", min_length=1, description="Address the web server listens on.")
    web_port: int = Field(8080, ge=1, le=65535, description="Port the web server listens on.")
    web_url: UrlOrNone = Field("", description="Public address of the web page, if it has one (behind a proxy).")
    web_chat: Literal["auto", "on", "off"] = Field(
        "auto", description="The web chat: on, off, or auto (on when no token is set)."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged: debug, info, warning or error."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings

    @field_validator("telegram_token", "discord_token", mode="before")
    @classmethod
    def _split_tokens(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("telegram_token")
    @classmethod
    def _check_tokens(cls, tokens: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        plain = [token.get_secret_value() for token in tokens]
        if not all(TELEGRAM_TOKEN.fullmatch(token) for token in plain):
            raise ValueError("must look like 123456789:ABC-DEF… as @BotFather shows it")
        if len({token.split(":")[0] for token in plain}) < len(plain):
            raise ValueError("names the same bot twice")
        return tokens

    @field_validator("telegram_webhook_url")
    @classmethod
    def _check_webhook(cls, value: str, info: ValidationInfo) -> str:
        if value and (mistake := webhook_mistake(value, str(info.data.get("telegram_api_url", TELEGRAM_API)))):
            raise ValueError(mistake)
        return value

    @field_validator("discord_token")
    @classmethod
    def _check_discord_tokens(cls, tokens: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        bots = [discord_bot(token.get_secret_value()) for token in tokens]
        if not all(bots):
            raise ValueError("must look like MTIzNDU….Gxxxxx.…, as the Developer Portal shows it at Bot, Reset Token")
        if len(set(bots)) < len(bots):
            raise ValueError("names the same bot twice")
        return tokens

    @field_validator("discord_gateway_url")
    @classmethod
    def _check_gateway(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("ws", "wss") or not parts.hostname):
            raise ValueError("must be an address that starts with ws:// or wss://")
        return value

    @field_validator("log_level", "web_chat", "evidence", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("key_file", "case_keys", mode="before")
    @classmethod
    def _empty_path(cls, value: object) -> object:
        return value or None

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if re.fullmatch(r"(sqlite(\+aiosqlite)?:///.+)?", url):
            return value
        try:
            place(url)
        except ValueError:
            raise ValueError(
                "must look like postgresql://user:password@host:5432/name, or like sqlite:////path/to/bauta.db "
                "(in a password, / and @ are written %2F and %40)"
            ) from None
        return value

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        try:
            parts = urlsplit(address)
            well_formed = parts.scheme in ("redis", "rediss") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            well_formed = False
        if address and not well_formed:
            raise ValueError("must look like redis://host:6379/0, or rediss:// for TLS")
        return value

    @model_validator(mode="after")
    def _something_runs(self) -> Self:
        if not self.has_bots and self.web_chat == "off":
            raise ValueError(
                "BAUTA_WEB_CHAT: is off and no token is set, so nobody could talk. "
                "Set BAUTA_TELEGRAM_TOKEN or BAUTA_DISCORD_TOKEN, or turn the web chat on"
            )
        return self

    @property
    def chat_on_web(self) -> bool:
        return self.web_chat == "on" or (self.web_chat == "auto" and not self.has_bots)

    @property
    def has_bots(self) -> bool:
        return bool(self.telegram_token or self.discord_token)

    @property
    def secrets(self) -> list[str]:
        """What must never appear anywhere."""
        tokens = [token.get_secret_value() for token in (*self.telegram_token, *self.discord_token)]
        redis = urlsplit(self.redis_url.get_secret_value()).password
        return [*tokens, *([redis] if redis else []), *passwords(self.database_url.get_secret_value())]

    @property
    def key_path(self) -> Path:
        return self.key_file or self.data_dir / "key"

    @property
    def case_keys_path(self) -> Path:
        return self.case_keys or self.data_dir / "case-keys"

    @property
    def database(self) -> str:
        """What config/database.py opens. May hold a password."""
        url = self.database_url.get_secret_value()
        if not url:
            return f"sqlite+aiosqlite:///{self.data_dir / 'bauta.db'}"
        return re.sub(r"^sqlite(\+aiosqlite)?:", "sqlite+aiosqlite:", url)

    @property
    def database_file(self) -> Path | None:
        """Where SQLite's file is; None where the truth lies in PostgreSQL."""
        return None if serves(self.database) else Path(self.database.partition("///")[2])

    @property
    def database_name(self) -> str:
        """What an operator knows the database by; without the password."""
        return str(self.database_file or " at ".join(place(self.database)))

    @property
    def page_url(self) -> str:
        """Where people open the web chat."""
        host = f"[{self.web_host}]" if ":" in self.web_host else self.web_host
        return self.web_url or f"http://{host}:{self.web_port}"


def load(environment: Mapping[str, str], **overrides: Any) -> Settings:
    """Read and check the settings. Raises SettingsError with all mistakes at once.

    `environment` is asked only for names that nobody reads: a misspelt setting would otherwise be silently ignored.
    """
    try:
        unknown = _misspelt(environment, dotenv_values(str(Settings.model_config["env_file"]), encoding="utf-8"))
        settings = Settings(**overrides)
    except ValidationError as error:
        raise SettingsError(_plain(error) + unknown) from None  # the cause holds the values, secrets among them
    except (OSError, UnicodeDecodeError):
        raise SettingsError(["The file .env cannot be read: make it plain text (UTF-8) that Bauta may read."]) from None
    if unknown:
        raise SettingsError(unknown)
    return settings


def _misspelt(environment: Iterable[str], dotenv: Iterable[str]) -> list[str]:
    """Names that look like settings but are none.

    In `.env` that is any with our prefix; in the environment only those close to one of ours, because orchestrators put
    names of their own there (BAUTA_SERVICE_HOST).
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    lines = []
    for name in sorted({each.upper() for each in (*environment, *dotenv)} - known):
        near = get_close_matches(name, known, n=1, cutoff=0.85)
        if name.startswith(PREFIX) and (near or name in {each.upper() for each in dotenv}):
            hint = f"Did you mean {near[0]}?" if near else ".env.example lists all of them."
            lines.append(f"{name}: is not a setting. {hint}")
    return lines


def _plain(error: ValidationError) -> list[str]:
    lines = []
    for mistake in error.errors(include_input=False, include_url=False):
        name = str(mistake["loc"][0]) if mistake["loc"] else ""
        reason = mistake["msg"].removeprefix("Value error, ")
        name = name.upper() if name.upper().startswith(PREFIX) else PREFIX + name.upper()
        lines.append(f"{name}: {reason}." if mistake["loc"] else f"{reason}.")
    return list(dict.fromkeys(lines))
