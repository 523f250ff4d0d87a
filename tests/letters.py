"""Mails with files and pages in them, as mail programs write them, and what comes of them here."""

import struct
import zlib
from email.message import EmailMessage

from cast import NOW


def a_picture(width=2, height=2):
    """A PNG of one colour that says it has so many points."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\x00" + b"\x2e\x8b\x8b" * min(width, 400) for _ in range(min(height, 400)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def a_mail(text="Please see the picture.", *, html="", files=(), inside=(), subject="The lamp"):
    """The bytes of a mail from Ana; `files` are (name, type, content), `inside` (content id, content) of pictures."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ana <ana@mail.example>", "care@shop.example", subject
    mail["Date"], mail["Message-ID"] = "Thu, 19 Nov 2026 13:55:00 +0000", f"<{abs(hash((text, subject)))}@mail.example>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
        for content_id, content in inside:
            mail.get_payload()[1].add_related(content, "image", "png", cid=f"<{content_id}>", filename="inside.png")
    for name, kind, content in files:
        main, sub = kind.split("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def arrived(raw, *, now=NOW):
    """The message that comes of a mail which arrives here."""
    from unruffled.channels.email.parse import parse
    from unruffled.desk.flows import receive

    return receive.receive(inbound=parse(raw), now=now).message
