"""The image and the composition of containers name what there is: settings, files, commands."""

import re
from pathlib import Path

from config.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()
SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_every_setting_they_name_is_one() -> None:
    for text in (DOCKERFILE, COMPOSE):
        named = set(re.findall(rf"{PREFIX}[A-Z_]+", text))
        assert named
        assert named <= SETTINGS


def test_the_image_holds_every_package_that_is_built_into_the_wheel() -> None:
    packages = re.search(r"packages = \[(.*)\]", (ROOT / "pyproject.toml").read_text())
    assert packages is not None
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for package in re.findall(r'"(\w+)"', packages[1]):
        assert f"COPY {package} {package}\n" in DOCKERFILE
        assert f"!{package}" in ignored
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for name in line.split():
            assert (ROOT / name).exists()
            assert f"!{name}" in ignored


def test_it_runs_without_rights_and_writes_to_its_data_only() -> None:
    lines = DOCKERFILE.splitlines()
    assert "USER bauta" in lines
    assert lines.index("USER bauta") < lines.index('ENTRYPOINT ["bauta"]')
    bauta = COMPOSE.partition("x-settings")[0]
    for promise in ("read_only: true", "cap_drop: [ALL]", '"no-new-privileges:true"', "/data"):
        assert promise in bauta


def test_each_bot_has_a_process_that_stands_by_and_all_share_database_and_line() -> None:
    assert "replicas: 2" in COMPOSE.partition("x-settings")[0]
    for service in ("telegram", "discord", "page"):
        described = COMPOSE.partition(f"\n  {service}:\n")[2].partition("\n\n")[0]
        assert "<<: *bauta" in described
        assert "<<: *settings" in described
    for name in ("BAUTA_DATABASE_URL", "BAUTA_REDIS_URL"):
        assert COMPOSE.count(name) == 1, "one for all"
