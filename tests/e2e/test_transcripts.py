"""The transcript in the documentation is what people really read."""

from pathlib import Path

from tests.e2e.transcripts import PLACE, written


async def test_the_transcript_in_docs_is_what_is_said_today(tmp_path: Path) -> None:
    assert PLACE.read_text() == await written(tmp_path), "`make transcripts` writes it anew"
