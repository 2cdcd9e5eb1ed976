"""docs/fidelity.md, and the proof of each of its cells."""
