"""Films without what their files tell: streams copied where they fit the goal, else made anew and smaller.

Of a copied H.264 stream only the pictures pass and what is needed to read them, no message beside them (SEI).
"""

from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from bot.content import Kind
from bot.media import ffmpeg
from bot.media.ffmpeg import BARE, Holds, Stream
from bot.media.goals import Goal, Made, NotClean, Refusal
from bot.media.sniff import Format
from bot.media.unnamed import path, size_of, unnamed

LONGEST_SIDE: Final = 1280
SMALL_SIDE: Final = 640
NOTE_SECONDS: Final = 60
"""A round message that is longer goes on as a film."""

GIF_SIDE: Final = 480
GIF_RATE: Final = 20
GIF_SECONDS: Final = 20

SOUND_RATE: Final = 96_000
"""Bits per second of a film's sound that is made anew."""

LEAST_RATE: Final = 120_000
"""Bits per second below which a film is not worth looking at."""

SMALL_BELOW: Final = 600_000
"""Bits per second below which fewer pixels look better."""

SPARE: Final = 0.9
"""Of the bytes allowed, what is planned with: containers and rate control take some."""

WORK: Final = 6_000_000_000
"""Pixels that may be decoded and encoded for one file: about a minute and a half of one processor."""

ONLY_PICTURES: Final = ("-bsf:v", "filter_units=pass_types=1-5|7-8")

_CLEAN_TAGS: Final = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "encoder", "duration"}
    | {"alpha_mode"}
)
"""All that ffmpeg tells of a clean file, in small letters: what it writes itself where the output is bit-exact."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a film is made: its longest side, bits per second of pictures and sound, whether it is cropped square."""

    side: int
    rate: int
    square: bool = False
    silent: bool = False


def video(file: BinaryIO, held: Format, goal: Goal) -> Made:
    """An MP4 that plays anywhere. Raises NotClean."""
    holds = _with_film(file, held)
    return _made(Kind.VIDEO, "video.mp4", file, held, holds, goal)


def note(file: BinaryIO, held: Format, goal: Goal) -> Made:
    """A round message: square and short where Telegram takes it, else a film. Raises NotClean."""
    holds = _with_film(file, held)
    if goal.platform != "telegram" or holds.seconds > NOTE_SECONDS:
        return _made(Kind.VIDEO, "video.mp4", file, held, holds, goal)
    return _made(Kind.VIDEO_NOTE, "video.mp4", file, held, holds, goal, square=True)


def animation(file: BinaryIO, held: Format, goal: Goal) -> Made:
    """Without sound: a film, or on Discord a GIF, which is what plays over and over there. Raises NotClean."""
    holds = _with_film(file, held)
    if goal.platform == "discord" and 0 < holds.seconds <= GIF_SECONDS:
        made = _gif(file, held, holds, goal)
        if made is not None:
            return made
    return _made(Kind.ANIMATION, "animation.mp4", file, held, holds, goal, silent=True)


def has_film(file: BinaryIO, held: Format) -> bool:
    """Whether there is more in a container than sound. Raises NotClean where there is nothing in it."""
    return ffmpeg.holds(file, held).film is not None


def _with_film(file: BinaryIO, held: Format) -> Holds:
    holds = ffmpeg.holds(file, held)
    if holds.film is None:
        raise NotClean(Refusal.BROKEN)
    return holds


def _made(
    kind: Kind,
    name: str,
    file: BinaryIO,
    held: Format,
    holds: Holds,
    goal: Goal,
    *,
    square: bool = False,
    silent: bool = False,
) -> Made:
    out = unnamed()
    size = size_of(file)
    copied = False
    if size <= goal.limit and _passes(holds.film, square):
        sound = _copied_sound(holds, silent)
        try:
            _run(file, held, out, holds, goal, ("-c:v", "copy", *ONLY_PICTURES, *sound), proof="copy" in sound)
            copied = size_of(out) <= goal.limit
        except NotClean:
            copied = False  # some streams can only be decoded
    if not copied:
        plan = planned(holds, goal, square=square, silent=silent)
        _run(file, held, out, holds, goal, _anew(plan, holds))
        if (size := size_of(out)) > goal.limit:  # a short film may take more than its share
            plan = replace(plan, rate=int(plan.rate * SPARE * goal.limit / size))
            _run(file, held, out, holds, goal, _anew(plan, holds))
        if size_of(out) > goal.limit:
            raise goal.too_large()
    proven = checked(out, Format.MP4)
    if proven.film is None or (silent and proven.sound is not None):
        raise NotClean(Refusal.BROKEN)
    across, down = proven.film.width, proven.film.height
    if proven.film.turned:
        across, down = down, across
    return Made(kind, name, "video/mp4", out, seconds=proven.seconds, width=across, height=down)


def _passes(film: Stream | None, square: bool) -> bool:
    """Whether the pictures can be copied as they are."""
    if film is None or film.codec != "h264" or film.pixels not in ("yuv420p", "yuvj420p"):
        return False
    return not square or film.width == film.height <= SMALL_SIDE


def _copied_sound(holds: Holds, silent: bool) -> tuple[str, ...]:
    if silent or holds.sound is None:
        return ("-an",)
    return ("-c:a", "copy") if holds.sound.codec == "aac" else ("-c:a", "aac", "-b:a", str(SOUND_RATE), "-ac", "2")


def planned(holds: Holds, goal: Goal, *, square: bool = False, silent: bool = False) -> Plan:
    """How large and how good it can be. Raises NotClean for what would not fit, or take too long to make."""
    film, seconds = holds.film, max(holds.seconds, 1.0)
    if film is None or holds.seconds == 0:
        raise NotClean(Refusal.BROKEN)
    silent = silent or holds.sound is None
    rate = int(goal.limit * SPARE * 8 / seconds) - (0 if silent else SOUND_RATE)
    if rate < LEAST_RATE:
        raise goal.too_large()
    side = SMALL_SIDE if square or rate < SMALL_BELOW else LONGEST_SIDE
    share = min(1.0, side / max(film.width, film.height, 1))
    pixels = film.width * film.height * (0.4 + share * share)
    if seconds * min(film.fps, 60) * pixels > WORK:
        raise NotClean(Refusal.TOO_LONG)
    return Plan(side, min(rate, 4_000_000), square, silent)


def _anew(plan: Plan, holds: Holds) -> tuple[str, ...]:
    steps = []
    if holds.film is not None and holds.film.fps > 31:
        steps.append("fps=30")
    if plan.square:
        steps.append("crop='min(iw,ih)':'min(iw,ih)'")
    steps += [_fitted(plan.side), "setsar=1", "format=yuv420p"]
    sound = ("-an",) if plan.silent else ("-c:a", "aac", "-b:a", str(SOUND_RATE), "-ac", "2", "-ar", "48000")
    return (
        *("-vf", ",".join(steps), "-c:v", "libx264", "-preset", "veryfast", "-crf", "25", "-threads", "1"),
        *("-maxrate", str(plan.rate), "-bufsize", str(plan.rate), "-pix_fmt", "yuv420p", *ONLY_PICTURES),
        *sound,
    )


def _fitted(side: int) -> str:
    """The longer side no longer than that, both even. Spelled out, as older ffmpegs know no word for it."""
    width, height = (f"max(2,2*trunc({own}*min(1,{side}/max(iw,ih))/2))" for own in ("iw", "ih"))
    return f"scale=w='{width}':h='{height}'"


def _run(
    file: BinaryIO,
    held: Format,
    out: BinaryIO,
    holds: Holds,
    goal: Goal,
    how: tuple[str, ...],
    *,
    proof: bool = False,
) -> None:
    """Neither longer than the file says it is, nor larger than could be of use. `proof`: the sound is copied."""
    ends = ("-t", f"{holds.seconds + 1:.3f}", "-fs", str(goal.limit + 1_000_000))
    ffmpeg.run(
        (
            *ffmpeg.source(file, held, *(ffmpeg.STRICT if proof else ())),
            *("-map", "0:V:0", "-map", "0:a:0?", *how, *BARE, *ends),
            *("-movflags", "+faststart", "-write_tmcd", "0", "-f", "mp4", path(out)),
            *(ffmpeg.proven("0:a:0") if proof else ()),
        ),
        *(file, out),
    )


def checked(out: BinaryIO, held: Format) -> Holds:
    """What the made file holds. Raises NotClean if it still says anything of itself."""
    proven = ffmpeg.holds(out, held)
    if proven.tags - _CLEAN_TAGS:
        raise NotClean(Refusal.NOT_CLEANABLE)
    out.seek(0)
    return proven


def _gif(file: BinaryIO, held: Format, holds: Holds, goal: Goal) -> Made | None:
    """None if it would not fit. In two passes, so that the frames are never in memory together."""
    smaller = f"fps={GIF_RATE},{_fitted(GIF_SIDE)}:flags=lanczos"
    with unnamed() as palette:
        drawn = ("-vf", f"{smaller},palettegen=stats_mode=diff", *BARE, "-frames:v", "1", "-c:v", "png")
        ffmpeg.run(
            (*ffmpeg.source(file, held), "-map", "0:V:0", *drawn, "-f", "image2pipe", path(palette)), file, palette
        )
        if size_of(palette) == 0:
            return None
        out = unnamed()
        joined = f"[0:V:0]{smaller}[film];[film][1:v:0]paletteuse=dither=bayer:bayer_scale=5[out]"
        ffmpeg.run(
            (
                *ffmpeg.source(file, held),
                *("-f", "png_pipe", "-i", path(palette)),
                *("-filter_complex", joined, "-map", "[out]", *BARE),
                *("-fs", str(goal.limit), "-loop", "0", "-f", "gif", path(out)),
            ),
            *(file, palette, out),
        )
    if size_of(out) >= goal.limit * SPARE:
        return None
    proven = checked(out, Format.GIF)
    if proven.film is None:
        return None
    return Made(
        *(Kind.ANIMATION, "animation.gif", "image/gif", out, holds.seconds),
        width=proven.film.width,
        height=proven.film.height,
    )
