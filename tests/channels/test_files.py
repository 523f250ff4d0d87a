"""What files are is told by their bytes: names and types are what a stranger wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import a_picture
from unruffled.channels.files import kind_of, may_be_shown, points_of, words_for

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x01\x02\x03\x04" + b"\x00" * 20


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (a_picture(), "image/png"),
        (JPEG, "image/jpeg"),
        (b"GIF89a\x03\x00\x04\x00", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8X" + b"\x00" * 8 + b"\x09\x00\x00\x0b\x00\x00", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04....", "application/zip"),
        (b"<?xml version='1.0'?>\n<svg onload='alert(1)'/>", "image/svg+xml"),
        (b"  <!DOCTYPE html><p>", "text/html"),
        (b"hello <script>alert(1)</script>", "text/html"),
        ("Grüße".encode(), "text/plain"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"MZ\x90\x00", "application/x-msdownload"),
        (b"", "text/plain"),
    ],
)
def test_a_file_is_what_its_bytes_say(content, kind):
    assert kind_of(content, called="image/png") == kind


def test_text_that_is_cut_within_a_letter_is_text_all_the_same():
    assert kind_of(b"a" * 4095 + "é".encode()) == "text/plain"


def test_pictures_say_how_many_points_they_have():
    webp = b"RIFF\x00\x00\x00\x00WEBPVP8X" + b"\x00" * 8 + b"\x09\x00\x00\x0b\x00\x00"

    assert points_of(a_picture(640, 480), "image/png") == (640, 480)
    assert points_of(JPEG, "image/jpeg") == (0x0304, 0x0102)
    assert points_of(b"GIF89a\x03\x00\x04\x00", "image/gif") == (3, 4)
    assert points_of(webp, "image/webp") == (10, 12)


def test_a_picture_is_shown_only_if_it_is_one_and_not_a_flood_of_points():
    def shown(kind="image/png", size=1000, width=10, height=10):
        return may_be_shown(kind=kind, size=size, width=width, height=height)

    assert shown()
    assert not shown(kind="image/svg+xml")
    assert not shown(kind="image/tiff")
    assert not shown(size=10_000_001)
    assert not shown(width=100_000, height=100_000)
    assert not shown(width=0)


def test_a_file_of_office_is_named_by_its_ending_and_nothing_else_is():
    assert words_for("application/zip", "Offer.XLSX") == "Spreadsheet"
    assert words_for("application/zip", "photos.zip") == "Archive"
    assert words_for("text/html", "holiday.png") == "Web page"
    assert words_for("application/octet-stream", "holiday.png") == "File"


@given(st.binary(max_size=300), st.sampled_from(["", "RIFF", "jpeg"]))
def test_no_bytes_break_it(content, start):
    content = {"": b"", "RIFF": b"RIFF1234WEBPVP8L", "jpeg": b"\xff\xd8\xff"}[start] + content
    width, height = points_of(content, kind_of(content))

    assert width >= 0
    assert height >= 0
