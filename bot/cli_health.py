"""`bauta health`: asks the Bauta that runs on this machine how it is, for supervisors and containers."""

import json
import urllib.error
import urllib.request
from ipaddress import ip_address

import typer

from bot.terminal import out, read_settings
from config.settings import Settings

WELL = frozenset({"ok", "standing by"})
"""Whoever stands by is not to be restarted, though it takes no people in yet."""
ANSWERS_WITHIN = 4.0


def health() -> None:
    """Ask the Bauta running here whether it is well; exit code 0 (also while it stands by) or 1."""
    status = asked(read_settings("critical"))
    out.print(status)
    if status not in WELL:
        raise typer.Exit(1)


def asked(settings: Settings) -> str:
    """What the web server on these settings' port says, or `unreachable`."""
    try:
        with urllib.request.urlopen(f"http://{_place(settings)}/health", timeout=ANSWERS_WITHIN) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    except OSError:
        return "unreachable"
    try:
        status = json.loads(body)["status"]
    except (ValueError, KeyError, TypeError):
        return "unreachable"
    return str(status)


def _place(settings: Settings) -> str:
    """Where to ask: on loopback, where it listens on all addresses."""
    host = settings.web_host
    try:
        address = ip_address(host)
    except ValueError:
        return f"{host}:{settings.web_port}"
    if address.is_unspecified:
        host = "127.0.0.1" if address.version == 4 else "::1"
    return f"[{host}]:{settings.web_port}" if address.version == 6 else f"{host}:{settings.web_port}"
