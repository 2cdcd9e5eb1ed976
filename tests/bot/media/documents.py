"""Documents, archives and photos that nobody can prove clean, with a marker in every field that tells of somebody."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from tests.bot.media.pictures import exif, jpeg, xmp
from tests.bot.media.planting import Sample, mark


def marks(name: str, *fields: str) -> dict[str, str]:
    return {field: mark(f"{name} {field}") for field in fields}


def elements(fields: Mapping[str, str]) -> str:
    return "".join(f"<{field}>{words}</{field}>" for field, words in fields.items())


def pdf() -> bytes:
    """The Info dictionary, XMP, both halves of the ID, a note with its author, a file attached, and a program's own."""
    info = marks("PDF", "Title", "Author", "Subject", "Keywords", "Creator", "Producer", "Company")
    words = "".join(f"/{field} ({value})" for field, value in info.items())
    page = zlib.compress(f"BT ({mark('PDF text of the page')}) Tj ET".encode())
    attached = zlib.compress(mark("PDF attached file").encode())
    about = mark("PDF Info in UTF-16").encode("utf-16-be").hex()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R/Names<</EmbeddedFiles<</Names[(%b) 8 0 R]>>>>>>"
        % mark("PDF name of the attachment").encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Annots[6 0 R]/PieceInfo<</Illustrator<<"
        b"/Private (%b)>>>>>>" % mark("PDF PieceInfo").encode(),
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(page), page),
        b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%b\nendstream" % (len(xmp("PDF")), xmp("PDF")),
        f"<</Type/Annot/Subtype/Text/T ({mark('PDF note author')})/Contents ({mark('PDF note')})>>".encode(),
        f"<<{words}/ModifiedBy <FEFF{about}>>>".encode(),
        b"<</Type/Filespec/F (%b)/EF<</F 9 0 R>>>>" % mark("PDF file specification").encode(),
        b"<</Type/EmbeddedFile/Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(attached), attached),
    )
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % each for each in enumerate(objects, 1))
    names = (mark("PDF first ID").encode().hex(), mark("PDF second ID").encode().hex())
    return body + f"trailer<</Root 1 0 R/Info 7 0 R/ID[<{names[0]}><{names[1]}>]>>\n%%EOF {mark('PDF tail')}".encode()


def packed(name: str, files: Mapping[str, str | bytes]) -> bytes:
    """A zip, with a comment of its own and a comment, a field and an author's system at each file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = mark(f"{name} comment of the archive").encode()
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.comment = mark(f"{name} comment at {path}").encode()
            extra = mark(f"{name} extra at {path}").encode()
            entry.extra = struct.pack("<HH", 0x4B4D, len(extra)) + extra
            archive.writestr(entry, content)
    return out.getvalue()


def properties(name: str) -> dict[str, str | bytes]:
    """What every Office file says of itself."""
    core = ("dc:title", "dc:creator", "dc:subject", "dc:description", "cp:keywords", "cp:lastModifiedBy", "cp:category")
    app = ("Template", "Manager", "Company", "Application", "HyperlinkBase")
    custom = (
        f"<property name='{mark(f'{name} custom name')}'><vt:lpwstr>{mark(f'{name} custom')}</vt:lpwstr></property>"
    )
    return {
        "docProps/core.xml": f"<cp:coreProperties>{elements(marks(name, *core))}</cp:coreProperties>",
        "docProps/app.xml": f"<Properties>{elements(marks(name, *app))}</Properties>",
        "docProps/custom.xml": f"<Properties>{custom}</Properties>",
        "docProps/thumbnail.jpeg": jpeg(),
    }


def docx() -> bytes:
    name = "docx"
    author = f"w:author='{mark(f'{name} tracked author')}' w:rsidR='{mark(f'{name} rsid')}'"
    note = f"w:author='{mark(f'{name} comment author')}' w:initials='{mark(f'{name} initials')}'"
    return packed(
        name,
        {
            "[Content_Types].xml": "<Types/>",
            **properties(name),
            "word/document.xml": f"<w:body><w:ins {author}>{mark(f'{name} inserted')}</w:ins></w:body>",
            "word/comments.xml": f"<w:comment {note}>{mark(f'{name} comment')}</w:comment>",
            "word/people.xml": f"<w15:person w15:author='{mark(f'{name} person')}'/>",
            "word/settings.xml": f"<w:attachedTemplate r:id='{mark(f'{name} template')}'/>",
            "word/media/image1.jpeg": jpeg(),
            "word/embeddings/attached.bin": mark(f"{name} embedded").encode("utf-16-le"),
        },
    )


def xlsx() -> bytes:
    name = "xlsx"
    author = f"<authors><author>{mark(f'{name} comment author')}</author></authors>"
    return packed(
        name,
        {
            "[Content_Types].xml": "<Types/>",
            **properties(name),
            "xl/workbook.xml": f"<x15ac:absPath url='C:\\Users\\{mark(f'{name} folder')}'/>",
            "xl/comments1.xml": f"<comments>{author}{mark(f'{name} comment')}</comments>",
            "xl/worksheets/sheet1.xml": f"<t>{mark(f'{name} hidden sheet')}</t>",
        },
    )


def odt() -> bytes:
    name = "odt"
    told = ("meta:initial-creator", "dc:creator", "meta:generator", "dc:title", "meta:keyword", "meta:printed-by")
    own = f"<meta:user-defined meta:name='{mark(f'{name} own name')}'>{mark(f'{name} own')}</meta:user-defined>"
    note = f"<office:annotation><dc:creator>{mark(f'{name} note author')}</dc:creator>{mark(f'{name} note')}"
    return packed(
        name,
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "meta.xml": f"<office:meta>{elements(marks(name, *told))}{own}</office:meta>",
            "content.xml": f"{note}</office:annotation>",
            "Thumbnails/thumbnail.png": mark(f"{name} thumbnail"),
        },
    )


def archive() -> bytes:
    return (
        packed("zip", {f"{mark('zip folder')}/{mark('zip name')}.txt": mark("zip content"), "photo.jpg": jpeg()})
        + mark("zip tail").encode()
    )


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data


def heic() -> bytes:
    """A photo as iPhones make them, as far as its head goes: items with EXIF and XMP, and a name for each."""
    names = b"".join(
        box(
            b"infe",
            b"\x02\0\0\0" + struct.pack(">HH", number, 0) + kind + mark(f"HEIC name of {kind!r}").encode() + b"\0",
        )
        for number, kind in enumerate((b"hvc1", b"Exif", b"mime"), 1)
    )
    told = box(
        b"udes", bytes(4) + b"en\0" + mark("HEIC name").encode() + b"\0" + mark("HEIC description").encode() + b"\0"
    )
    meta = box(b"meta", bytes(4) + box(b"hdlr", bytes(8) + b"pict" + bytes(12) + mark("HEIC handler").encode() + b"\0")
               + box(b"iinf", struct.pack(">IH", 0, 3) + names) + box(b"iprp", box(b"ipco", told)))  # fmt: skip
    return (
        box(b"ftyp", b"heic\0\0\0\0mif1heic") + meta + box(b"mdat", bytes(4) + b"Exif\0\0" + exif("HEIC") + xmp("HEIC"))
    )


def svg() -> bytes:
    words = elements({field: mark(f"SVG {field}") for field in ("title", "desc")})
    words += f"<metadata>{xmp('SVG').decode()}</metadata>"
    return f"<svg inkscape:export-filename='{mark('SVG path')}'>{words}\0</svg>".encode()


def samples() -> list[Sample]:
    """What people may send them as: documents, always."""
    made = {"PDF": pdf(), "docx": docx(), "xlsx": xlsx(), "odt": odt(), "zip": archive(), "HEIC": heic(), "SVG": svg()}
    return [Sample(name, data, ()) for name, data in made.items()]
