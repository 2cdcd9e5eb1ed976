"""`bauta check` tells of what cleans files; without it Bauta does less, and is not unwell."""

import pytest

from bot import checks
from bot.media import ffmpeg


def test_with_everything_there_is_nothing_to_mend() -> None:
    films, drawings = checks._media()
    assert (films.what, films.found, films.mark) == ("ffmpeg", ffmpeg.found(), "✓")
    assert (drawings.what, drawings.mark) == ("rlottie", "✓")


def test_what_is_missing_is_told_with_what_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "found", lambda: None)
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    films, drawings = checks._media()
    assert (films.mark, drawings.mark) == ("!", "!")
    for finding in (films, drawings):
        assert "pip install 'bauta[media]'" in finding.mend


def test_an_ffmpeg_that_cannot_encode_is_told_from_one_that_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "ENCODERS", ("libx264", "libnothing"))
    films, _ = checks._media()
    assert films.mark == "!"
    assert "libnothing" in films.mend
    assert "libx264" not in films.mend
