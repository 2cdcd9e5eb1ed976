"""`python -m tests.moderation.race URL BEGAN FIRST LAST SEED`: one process of a race. Tells its figures as JSON."""

import asyncio
import json
import sys
from dataclasses import asdict

from tests.moderation.race.racer import run

url, began, first, last, seed = sys.argv[1:]
json.dump(asdict(asyncio.run(run(url, float(began), range(int(first), int(last)), int(seed)))), sys.stdout)
