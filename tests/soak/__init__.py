"""The long proofs, in slices that add up in files, so that they go on where they stopped: `python -m tests.soak`.

tally.py    what the slices so far add up to, as long as the code they ran on has not changed
proofs.py   what is proven, and what one slice of each is
"""
