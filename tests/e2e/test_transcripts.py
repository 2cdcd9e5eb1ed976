"""The transcripts in the documentation are what people really read."""

from pathlib import Path

from tests.e2e import moderation_story, transcripts


async def test_the_transcript_in_docs_is_what_is_said_today(tmp_path: Path) -> None:
    assert transcripts.PLACE.read_text() == await transcripts.written(tmp_path), "`make transcripts` writes it anew"


async def test_a_case_in_docs_is_what_all_sides_see_today(tmp_path: Path) -> None:
    page = await moderation_story.written(tmp_path)
    assert moderation_story.PLACE.read_text() == page, "`make transcripts` writes it anew"
