"""`python -m benchmarks.fidelity`: what it costs to pass on each kind of message, beside a plain copy of it.

Texts in all four directions in this process; files through the cleaning workers, as when Bauta runs.
"""

from __future__ import annotations

import sys

from benchmarks import fidelity_media, fidelity_text
from benchmarks.harness import Options, main
from benchmarks.report import Report


async def measure(options: Options, report: Report) -> None:
    report.doing("Passing on texts")
    report.add(*fidelity_text.rows())
    report.add(*await fidelity_media.rows(options.quick, report))
    report.note("The reference reads what came and writes it out again, unchanged and with all that it tells.")


if __name__ == "__main__":
    sys.exit(main(measure, name="fidelity", title="What passing on costs", reference="plain copy"))
