"""Files of every format that people send, tiny, with a marker of its own in every field that the format has.

    for sample in samples():        files that are cleaned; built once in a process, in about two seconds
        sample.name, sample.data    "JPEG", its bytes
        sample.kinds                what people may send it as (bot.content.Kind)
    refused()                       files that are not taken at all: PDF, Office, archives…
    markers()                       all markers, by the field they were planted in
    traces(data)                    what is left of any marker in a file: an empty list if it is clean

Markers are looked for as UTF-8, UTF-16, base64 and hex, packed and unpacked, and in what Pillow and ffmpeg say.
"""

from functools import cache

from tests.bot.media import documents, drawings, films, pictures, sounds
from tests.bot.media.planting import CORE, Sample, content, mark, markers, traces

__all__ = ["CORE", "Sample", "content", "mark", "markers", "refused", "sample", "samples", "traces"]


@cache
def samples() -> tuple[Sample, ...]:
    return (*pictures.samples(), *sounds.samples(), *films.samples(), *drawings.samples())


@cache
def refused() -> tuple[Sample, ...]:
    return tuple(documents.samples())


def sample(name: str) -> Sample:
    """One of them by its name. Raises KeyError."""
    return {each.name: each for each in (*samples(), *refused())}[name]
