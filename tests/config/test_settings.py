"""Settings: read once, all mistakes told at once in plain words, and secrets never shown."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import SecretStr

from config.settings import Settings, SettingsError, load

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz_0123"
OTHER = "987654321:AAF-abcdefghijklmnopqrstuvwxyz_0123"
NAMES = [f"BAUTA_{name.upper()}" for name in Settings.model_fields]

Load = Callable[..., Settings]


@pytest.fixture
def from_env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Load:
    """Reads settings from nothing but the variables given, and `.env` in an empty directory."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)

    def read(**variables: str) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return load(variables)

    return read


def mistakes(read: Load, **variables: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(**variables)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return caught.value.mistakes


def test_nothing_has_to_be_set(from_env: Load) -> None:
    settings = from_env()
    assert settings.chat_on_web
    assert settings.telegram_token == ()
    assert (settings.web_host, settings.web_port, settings.page_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert settings.database == "sqlite+aiosqlite:///data/bauta.db"
    assert settings.key_path == Path("data/key")


def test_with_a_token_the_page_is_off_unless_asked_for(from_env: Load) -> None:
    assert not from_env(BAUTA_TELEGRAM_TOKEN=TOKEN).chat_on_web
    assert from_env(BAUTA_TELEGRAM_TOKEN=TOKEN, BAUTA_WEB_CHAT="ON ").chat_on_web


def test_several_bots_are_separated_by_commas(from_env: Load) -> None:
    settings = from_env(BAUTA_TELEGRAM_TOKEN=f" {TOKEN} ,{OTHER},")
    assert [token.get_secret_value() for token in settings.telegram_token] == [TOKEN, OTHER]


def test_all_mistakes_are_told_at_once_one_line_each(from_env: Load) -> None:
    told = mistakes(
        from_env,
        BAUTA_TELEGRAM_TOKEN="hunter2",
        BAUTA_TELEGRAM_API_URL="ftp://example.org",
        BAUTA_TELEGRAM_WEBHOOK_URL="http://example.org",
        BAUTA_TELEGRAM_RATE="-1",
        BAUTA_DATABASE_URL="postgresql://db",
        BAUTA_REDIS_URL="localhost:6379",
        BAUTA_WEB_HOST="",
        BAUTA_WEB_PORT="99999",
        BAUTA_WEB_URL="example.org",
        BAUTA_WEB_CHAT="maybe",
        BAUTA_LOG_LEVEL="loud",
        BAUTA_WEB_POTR="8081",
    )
    named = [line.partition(":")[0] for line in told]
    assert named == [
        "BAUTA_TELEGRAM_TOKEN",
        "BAUTA_TELEGRAM_API_URL",
        "BAUTA_TELEGRAM_WEBHOOK_URL",
        "BAUTA_TELEGRAM_RATE",
        "BAUTA_DATABASE_URL",
        "BAUTA_REDIS_URL",
        "BAUTA_WEB_HOST",
        "BAUTA_WEB_PORT",
        "BAUTA_WEB_URL",
        "BAUTA_WEB_CHAT",
        "BAUTA_LOG_LEVEL",
        "BAUTA_WEB_POTR",
    ]
    assert all(line.endswith((".", "?")) and "\n" not in line for line in told)


def test_which_webhooks_can_be_depends_on_the_bot_api_server(from_env: Load) -> None:
    (line,) = mistakes(from_env, BAUTA_TELEGRAM_WEBHOOK_URL="http://127.0.0.1:8080")
    assert line == "BAUTA_TELEGRAM_WEBHOOK_URL: must start with https://, Telegram calls nothing else."
    settings = from_env(
        BAUTA_TELEGRAM_API_URL="http://127.0.0.1:8081", BAUTA_TELEGRAM_WEBHOOK_URL="http://127.0.0.1:8080/"
    )
    assert settings.telegram_webhook_url == "http://127.0.0.1:8080"
    assert from_env(BAUTA_TELEGRAM_WEBHOOK_URL="").telegram_webhook_url == ""


@pytest.mark.parametrize(
    "tokens", ["hunter2-secret", f"{TOKEN}x y", f"{TOKEN},oops-secret", "123456789:", f"{TOKEN},{TOKEN[:-1]}7"]
)
def test_a_secret_is_never_shown(from_env: Load, tokens: str) -> None:
    (line,) = mistakes(from_env, BAUTA_TELEGRAM_TOKEN=tokens)
    assert "secret" not in line
    assert TOKEN not in line
    settings = from_env(BAUTA_TELEGRAM_TOKEN=TOKEN)
    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u:hunter2@db/bauta", "must look like"),
        ("sqlite://", "must look like"),
        ("sqlite:bauta.db", "must look like"),
        ("postgresql://u:hunter2@db", "must look like"),
        ("postgresql:///bauta", "must look like"),
        ("postgresql://u:hunter2@db:port/bauta", "must look like"),
        ("postgresql://u:hunter2@db:99999/bauta", "must look like"),
        ("postgresql://u:hunter2/7@db/bauta", "%2F"),
        ("postgresql://u:hunter2#7@db/bauta", "must look like"),
        ("hunter2", "must look like"),
    ],
)
def test_what_names_no_database_is_refused_in_one_sentence(from_env: Load, url: str, says: str) -> None:
    (line,) = mistakes(from_env, BAUTA_DATABASE_URL=url)
    assert says in line
    assert "hunter2" not in line


@pytest.mark.parametrize(
    "url", ["http://:secret@localhost/0", "redis://", "redis://:secret@localhost:port/0", "secret"]
)
def test_no_address_of_a_redis_is_refused_in_one_sentence(from_env: Load, url: str) -> None:
    (line,) = mistakes(from_env, BAUTA_REDIS_URL=url)
    assert "must look like redis://" in line
    assert "secret" not in line


@pytest.mark.parametrize(
    "url", ["redis://localhost", "redis://:secret@localhost:6380/2", "rediss://user:secret@host/0"]
)
def test_the_password_of_a_redis_is_a_secret(from_env: Load, url: str) -> None:
    settings = from_env(BAUTA_REDIS_URL=url)
    assert settings.redis_url.get_secret_value() == url
    assert "secret" not in repr(settings)
    assert settings.secrets == (["secret"] if "secret" in url else [])


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("sqlite:////var/lib/b.db", "sqlite+aiosqlite:////var/lib/b.db"),
        ("sqlite+aiosqlite:///b.db", "sqlite+aiosqlite:///b.db"),
    ],
)
def test_sqlite_may_lie_anywhere(from_env: Load, url: str, opened: str) -> None:
    assert from_env(BAUTA_DATABASE_URL=url).database == opened


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql://bauta:se%2Fcret@db.example:5433/bauta", "bauta at db.example:5433"),
        ("postgres://bauta:se%2Fcret@db.example/talk?sslmode=require", "talk at db.example:5432"),
        ("postgresql+asyncpg://bauta:se%2Fcret@[::1]/bauta", "bauta at ::1:5432"),
        ("postgresql:///bauta?host=/run/postgresql&user=bauta&password=se%2Fcret", "bauta at /run/postgresql:5432"),
    ],
)
def test_the_password_of_a_postgresql_is_a_secret(from_env: Load, url: str, name: str) -> None:
    settings = from_env(BAUTA_DATABASE_URL=url)
    assert settings.database == url
    assert settings.database_file is None
    assert settings.database_name == name
    assert set(settings.secrets) == {"se%2Fcret", "se/cret"}
    assert "cret" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}".replace(
        "SecretStr", ""
    )


def test_a_page_nobody_could_use_is_refused(from_env: Load) -> None:
    (line,) = mistakes(from_env, BAUTA_WEB_CHAT="off")
    assert line.startswith("BAUTA_WEB_CHAT: is off and no token is set")


def test_a_misspelt_name_is_told_with_what_was_meant(from_env: Load) -> None:
    (line,) = mistakes(from_env, BAUTA_TELEGRAM_TOKENS=TOKEN)
    assert line == "BAUTA_TELEGRAM_TOKENS: is not a setting. Did you mean BAUTA_TELEGRAM_TOKEN?"


def test_names_of_orchestrators_are_left_alone(from_env: Load) -> None:
    assert from_env(BAUTA_SERVICE_HOST="10.0.0.1", BAUTA_PORT_8080_TCP="tcp://10.0.0.1:8080")


def test_the_file_is_read_and_the_environment_comes_first(from_env: Load, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"BAUTA_WEB_PORT=9000\nBAUTA_TELEGRAM_TOKEN='{TOKEN}'\n# BAUTA_LOG_LEVEL=debug\n")
    settings = from_env()
    assert (settings.web_port, settings.log_level) == (9000, "info")
    assert settings.telegram_token == (SecretStr(TOKEN),)
    assert from_env(BAUTA_WEB_PORT="9001").web_port == 9001


def test_any_unknown_name_of_ours_in_the_file_is_a_mistake(from_env: Load, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BAUTA_COLOUR=blue\nOTHER=1\nBAUTA_WEB_PORT=x\n")
    told = mistakes(from_env)
    assert [line.partition(":")[0] for line in told] == ["BAUTA_WEB_PORT", "BAUTA_COLOUR"]
    assert ".env.example lists all of them" in told[1]


def test_a_file_that_is_no_text_is_told_in_one_sentence(from_env: Load, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00BAUTA")
    (line,) = mistakes(from_env)
    assert line.startswith("The file .env cannot be read")


def test_settings_cannot_be_changed(from_env: Load) -> None:
    settings = from_env()
    with pytest.raises(ValueError, match="frozen"):
        settings.web_port = 1


@pytest.mark.parametrize(
    ("host", "url", "page"),
    [("::1", "", "http://[::1]:8080"), ("0.0.0.0", "https://chat.example.org/", "https://chat.example.org")],
)
def test_the_page_has_an_address(from_env: Load, host: str, url: str, page: str) -> None:
    assert from_env(BAUTA_WEB_HOST=host, BAUTA_WEB_URL=url).page_url == page


# --- what is written about them ---


def default(name: str) -> str:
    value = Settings.model_fields[name].default
    return "" if value in ((), None) else str(value)


def test_the_example_lists_every_setting_with_its_default_in_order() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    listed = [line.removeprefix("# ").partition("=")[::2] for line in lines if re.match(r"# BAUTA_[A-Z_]+=", line)]
    assert listed == [(f"BAUTA_{name.upper()}", default(name)) for name in Settings.model_fields]
    for field in Settings.model_fields.values():
        assert f"# {field.description}" in lines
    assert not any(line and not line.startswith("#") for line in lines), "nothing is set by copying it"


def test_the_example_with_every_default_set_is_read_as_the_defaults(from_env: Load, tmp_path: Path) -> None:
    defaults = from_env()
    text = (ROOT / ".env.example").read_text("utf-8")
    (tmp_path / ".env").write_text(re.sub(r"(?m)^# (BAUTA_[A-Z_]+=)", r"\1", text))
    assert len(dotenv_values(tmp_path / ".env")) == len(Settings.model_fields)
    assert from_env() == defaults


def test_the_readme_names_every_setting_and_none_that_is_not() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in NAMES if f"`{name}`" not in text] == []
    assert set(re.findall(r"\bBAUTA_[A-Z_]+\b", text)) <= set(NAMES)


def test_every_setting_that_the_code_or_a_page_names_is_one() -> None:
    pages = [*ROOT.glob("docs/*.md"), *ROOT.glob("bot/**/*.py"), *ROOT.glob("config/**/*.py")]
    named = {name for page in pages for name in re.findall(r"\bBAUTA_[A-Z_]+[A-Z]\b", page.read_text("utf-8"))}
    assert named - {"BAUTA_SERVICE_HOST", "BAUTA_TEST_DATABASE"} <= set(NAMES)
