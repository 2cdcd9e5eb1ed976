"""`python -m tests.soak`: the long proofs, each as far as is missing.

    python -m tests.soak                       all of them
    python -m tests.soak race --finds 2000000  one of them, to two million finds in all
    python -m tests.soak steps kills

Ends with what each adds up to, and with exit code 1 if anything was not as it should be.
"""

import argparse
import sys
import traceback
from pathlib import Path
from typing import Any

from tests.soak.proofs import DISPUTES, FORGERY, KEPT, KILLS, LIVES, MEDIA, RACE, STEPS, STRINGS, Proof
from tests.soak.tally import ROOT, O, Tally, code_of, resumed

PROOFS: tuple[Proof[Any], ...] = (STEPS, RACE, KILLS, MEDIA, STRINGS, FORGERY, LIVES, DISPUTES)


def carry_on(proof: Proof[O], goal: int, kept: Path) -> Tally[O]:
    """Run what is missing of the goal. Raises whatever a slice fails with; what came before it is kept."""
    path = kept / f"{proof.name}.json"
    tally = resumed(path, code_of(ROOT, proof.proven), proof.kind)
    say(f"{proof.name}: {proof.count(tally.outcome):,} of {goal:,} {proof.unit} were done before.")
    while (missing := goal - proof.count(tally.outcome)) > 0:
        seed = 1000 + tally.slices
        say(f"Slice {tally.slices + 1}, seed {seed}:")
        outcome = proof.run(seed, min(proof.largest, missing))
        tally.add(outcome)
        tally.save(path)
        say(f"  {outcome}.")
    return tally


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    names = [proof.name for proof in PROOFS]
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="The long proofs, in slices.")
    parser.add_argument("proofs", nargs="*", metavar="PROOF", help=f"which: {', '.join(names)} (all)")
    for proof in PROOFS:
        told = f"how many {proof.unit} in all ({proof.goal:,})"
        parser.add_argument(f"--{proof.unit}", type=int, default=proof.goal, help=told)
    given = parser.parse_args()
    if unknown := set(given.proofs) - set(names):
        parser.error(f"there is no proof called {', '.join(sorted(unknown))}")
    ends: list[str] = []
    failed = False
    for proof in PROOFS:
        if given.proofs and proof.name not in given.proofs:
            continue
        try:
            tally = carry_on(proof, getattr(given, proof.unit), KEPT)
        except Exception:
            traceback.print_exc()
            failed = True
            ends.append(f"{proof.name}: FAILED")
        else:
            ends.append(f"{proof.name}: {tally.outcome}, in {tally.slices} slices")
    say("In all:")
    for end in ends:
        say(f"  {end}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
