"""`python -m tests.fidelity` writes docs/fidelity.md anew."""

from tests.fidelity.page import PLACE, page

if __name__ == "__main__":
    PLACE.write_text(page())
