"""What every emulator's people say when they are asked for the impossible."""

from __future__ import annotations


class CannotDo(Exception):
    """A person was asked to do what no app of the platform lets people do (press a button that is not there, say)."""
