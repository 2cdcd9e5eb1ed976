"""`python -m tests.matching.race URL FOLDER NAME POLICY FINDS SEED [compiled]`: one process of a race."""

import asyncio
import logging
import sys
from pathlib import Path

import structlog

from tests.compiled import is_compiled
from tests.matching.race.racer import run

structlog.configure(
    wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
)  # that Redis goes is no news here
url, folder, name, policy, finds, seed, *compiled = sys.argv[1:]
assert is_compiled() == bool(compiled)
asyncio.run(run(url, Path(folder), name, policy, int(finds), int(seed)))
