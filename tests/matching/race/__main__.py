"""`python -m tests.matching.race URL FOLDER NAME POLICY FINDS SEED`: one process of a race."""

import asyncio
import sys
from pathlib import Path

from tests.matching.race.racer import run

url, folder, name, policy, finds, seed = sys.argv[1:]
asyncio.run(run(url, Path(folder), name, policy, int(finds), int(seed)))
