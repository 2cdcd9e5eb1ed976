"""Pictures with a marker in every field that their formats have."""

import io
import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

from bot.content import Kind
from tests.bot.media.planting import Sample, mark

STILL = (Kind.PHOTO, Kind.DOCUMENT, Kind.STICKER)
MOVING = (Kind.ANIMATION, Kind.DOCUMENT, Kind.STICKER, Kind.PHOTO)


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def quarters(mode: str = "RGB", size: tuple[int, int] = (64, 32)) -> Image.Image:
    """Red, green over blue, white: shows which way it is turned."""
    width, height = size
    picture = Image.new("RGB", size, "white")
    for colour, corner in (("red", (0, 0)), ("lime", (width // 2, 0)), ("blue", (0, height // 2))):
        picture.paste(Image.new("RGB", (width // 2, height // 2), colour), corner)
    return picture.convert(mode)


def steps(count: int = 4) -> list[Image.Image]:
    """Frames in which a square walks over a clear ground."""
    frames = []
    for number in range(count):
        frame = Image.new("RGBA", (48, 32), (0, 0, 0, 0))
        frame.paste(Image.new("RGBA", (12, 12), (255, 40 * number, 0, 255)), (8 * number, 8))
        frames.append(frame)
    return frames


def exif(name: str) -> bytes:
    """EXIF with text in all fields that take text, a place, a maker's note, and a small picture with its own words."""
    tags = Image.Exif()
    for field, tag in {
        "ImageDescription": 0x010E,
        "Make": 0x010F,
        "Model": 0x0110,
        "Software": 0x0131,
        "DateTime": 0x0132,
        "Artist": 0x013B,
        "HostComputer": 0x013C,
        "Copyright": 0x8298,
    }.items():
        tags[tag] = mark(f"{name} EXIF {field}")
    for field, tag in {"XPTitle": 0x9C9B, "XPComment": 0x9C9C, "XPAuthor": 0x9C9D, "XPKeywords": 0x9C9E}.items():
        tags[tag] = (mark(f"{name} EXIF {field}") + "\0").encode("utf-16-le")
    details = tags.get_ifd(0x8769)
    details[0x9286] = b"ASCII\0\0\0" + mark(f"{name} EXIF UserComment").encode()
    details[0x927C] = b"Maker\0" + mark(f"{name} EXIF MakerNote").encode()
    for field, tag in {"CameraOwnerName": 0xA430, "BodySerialNumber": 0xA431, "LensModel": 0xA434}.items():
        details[tag] = mark(f"{name} EXIF {field}")
    details[0xA420] = mark(f"{name} EXIF ImageUniqueID")
    place = tags.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (52.0, 31.0, 12.5), "E", (13.0, 24.0, 36.1)
    place[0x001B] = b"ASCII\0\0\0" + mark(f"{name} EXIF GPSProcessingMethod").encode()
    place[0x001D] = mark(f"{name} EXIF GPSDateStamp")
    inner = tags.get_ifd(0x8769)
    assert inner
    return tags.tobytes() + encoded(quarters(), "JPEG", comment=mark(f"{name} EXIF thumbnail").encode())


def xmp(name: str) -> bytes:
    words = f"<rdf:Description xmp:CreatorTool='{mark(f'{name} XMP CreatorTool')}'>{mark(f'{name} XMP text')}"
    return f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{words}</rdf:Description></x:xmpmeta>".encode()


def icc(name: str) -> bytes:
    """A colour profile with a marker in its place for a description."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return bytes(profile) + mark(f"{name} ICC description").encode()


def segment(kind: int, data: bytes) -> bytes:
    return bytes((0xFF, kind)) + struct.pack(">H", len(data) + 2) + data


def jpeg() -> bytes:
    plain = encoded(quarters(), "JPEG", quality=90)
    iptc = mark("JPEG IPTC caption").encode()
    photoshop = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc) + 5)
    planted = (
        segment(0xE0, b"JFXX\0\x10" + encoded(quarters(), "JPEG", comment=mark("JPEG JFXX thumbnail").encode())),
        segment(0xE1, b"Exif\0\0" + exif("JPEG")),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp("JPEG")),
        segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + mark("JPEG extended XMP").encode()),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01" + icc("JPEG")),
        segment(0xE2, b"MPF\0" + mark("JPEG MPF").encode()),
        segment(0xEB, b"JP" + mark("JPEG C2PA").encode()),
        segment(0xED, photoshop + b"\x1c\x02\x78" + struct.pack(">H", len(iptc)) + iptc),
        segment(0xEF, mark("JPEG APP15").encode()),
        segment(0xFE, mark("JPEG comment").encode()),
    )
    return plain[:20] + b"".join(planted) + plain[20:] + mark("JPEG tail").encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_words(name: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    for field in ("Title", "Author", "Comment", "Software", "Source", "Creation Time"):
        info.add_text(field, mark(f"{name} tEXt {field}"))
    info.add_text("Description", mark(f"{name} zTXt"), zip=True)
    info.add_itxt("Warning", mark(f"{name} iTXt"), lang="en", tkey=mark(f"{name} iTXt keyword"))
    info.add_itxt("XML:com.adobe.xmp", xmp(name).decode(), zip=True)
    info.add(b"prVt", mark(f"{name} private chunk").encode())
    return info


def png() -> bytes:
    plain = encoded(quarters("RGBA"), "PNG", pnginfo=png_words("PNG"), exif=b"Exif\0\0" + exif("PNG"))
    profile = chunk(b"iCCP", b"x\0\0" + zlib.compress(icc("PNG")))
    return plain[:33] + profile + plain[33:] + mark("PNG tail").encode()


def apng() -> bytes:
    frames = steps()
    moving = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:], duration=80, pnginfo=png_words("APNG"))
    return moving + mark("APNG tail").encode()


def webp(frames: list[Image.Image], name: str) -> bytes:
    more = {"save_all": True, "append_images": frames[1:], "duration": 80} if len(frames) > 1 else {}
    plain = encoded(frames[0], "WEBP", exif=exif(name), xmp=xmp(name), icc_profile=icc(name), **more)
    odd = mark(f"{name} unknown chunk").encode()
    whole = plain[12:] + b"MARK" + struct.pack("<I", len(odd)) + odd
    return b"RIFF" + struct.pack("<I", len(whole) + 4) + b"WEBP" + whole + mark(f"{name} tail").encode()


def gif(frames: list[Image.Image], name: str) -> bytes:
    more = {"save_all": True, "append_images": frames[1:], "duration": 80, "loop": 0} if len(frames) > 1 else {}
    plain = encoded(frames[0], "GIF", comment=mark(f"{name} comment").encode(), **more)
    words = mark(f"{name} application").encode()
    profile = b"\x21\xff\x0bXMP DataXMP" + bytes((len(words),)) + words + b"\0"
    shown = mark(f"{name} plain text").encode()
    text = b"\x21\x01\x0c" + bytes(12) + bytes((len(shown),)) + shown + b"\0"
    return plain[:-1] + profile + text + b";" + mark(f"{name} tail").encode()


def tiff() -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    names = {"DocumentName": 269, "ImageDescription": 270, "Make": 271, "Model": 272, "PageName": 285}
    names |= {"Software": 305, "DateTime": 306, "Artist": 315, "HostComputer": 316, "Copyright": 33432}
    for field, tag in names.items():
        tags[tag] = mark(f"TIFF {field}")
    tags[700] = xmp("TIFF")
    tags[33723] = mark("TIFF IPTC").encode()
    tags[34377] = mark("TIFF Photoshop").encode()
    plain = encoded(quarters(), "TIFF", tiffinfo=tags, icc_profile=icc("TIFF"))
    return plain + mark("TIFF tail").encode()


def bmp() -> bytes:
    plain = bytearray(encoded(quarters(), "BMP"))
    gap = mark("BMP gap").encode()
    start = int.from_bytes(plain[10:14], "little")
    plain[10:14] = (start + len(gap)).to_bytes(4, "little")
    return bytes(plain[:start]) + gap + bytes(plain[start:]) + mark("BMP tail").encode()


def samples() -> list[Sample]:
    return [
        Sample("JPEG", jpeg(), STILL),
        Sample("PNG", png(), STILL),
        Sample("WebP", webp([quarters("RGBA")], "WebP"), STILL),
        Sample("GIF", gif([quarters()], "GIF"), STILL),
        Sample("TIFF", tiff(), (Kind.PHOTO, Kind.DOCUMENT)),
        Sample("BMP", bmp(), (Kind.PHOTO, Kind.DOCUMENT)),
        Sample("moving GIF", gif(steps(), "moving GIF"), MOVING),
        Sample("APNG", apng(), MOVING),
        Sample("moving WebP", webp(steps(), "moving WebP"), MOVING),
    ]
