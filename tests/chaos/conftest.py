"""Processes that can be killed at failpoints."""

from collections.abc import Iterator

import pytest

from tests.e2e.processes import Spawner


@pytest.fixture
def mortals() -> Iterator[Spawner]:
    """Starts processes quickly, with their failpoints in place."""
    with Spawner(mortal=True) as spawner:
        yield spawner
