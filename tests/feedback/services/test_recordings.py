"""Promise of the recordings: a file is what its bytes are, and bytes that lie are nothing."""

from __future__ import annotations

import time

import pytest

from feedback.services import recordings
from tests.feedback import invented_media as invented

TAG = b"ID3\x04\0\0\0\0\x02\x01" + bytes(257)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (invented.mp3(), "audio/mpeg"),
        (invented.mp3(tag=TAG), "audio/mpeg"),
        (invented.mp3(tag=TAG + bytes(700)), "audio/mpeg"),
        (invented.aac(), "audio/aac"),
        (invented.mp4(b"mp4a", brand=b"M4A "), "audio/mp4"),
        (invented.ogg(), "audio/ogg"),
        (invented.wav(), "audio/wav"),
        (invented.wav(3), "audio/wav"),
    ],
)
def test_what_telephones_play_is_known_by_its_bytes(data: bytes, kind: str) -> None:
    assert recordings.sound_type(data) == kind and recordings.film_type(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b"ID3\x04\0\0\0\0\0\0<script>alert(1)</script>",
        b"ID3",
        b"\xff\xfb\x90\x00<script>alert(1)</script>" + bytes(900),
        invented.mp3(frames=2),
        b"\xff\xfb\xf0\x00" * 900,
        b"\xff\xff" * 900,
        invented.ogg(b"\x01vorbis"),
        invented.ogg(b"\x80theora"),
        invented.wav(2),
        b"RIFF\0\0\0\0WEBP" + bytes(40),
        b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 20_000,
        invented.mp4(b"avc1", b"mp4a"),
        invented.mp4(b"alac"),
        invented.mp4(),
        invented.webm(),
        invented.picture(),
    ],
)
def test_anything_else_is_no_recording(data: bytes) -> None:
    assert recordings.sound_type(data) is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (invented.mp4(b"avc1", b"mp4a"), "video/mp4"),
        (invented.mp4(b"avc1"), "video/mp4"),
        (invented.mp4(b"av01"), "video/mp4"),
        (invented.webm(), "video/webm"),
        (invented.webm(b"V_VP8"), "video/webm"),
    ],
)
def test_a_video_has_a_picture_that_telephones_play(data: bytes, kind: str) -> None:
    assert recordings.film_type(data) == kind and recordings.sound_type(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        invented.mp4(b"mp4a"),
        invented.mp4(b"hvc1", b"mp4a"),
        invented.mp4(b"avc1", brand=b"qt  "),
        b"\0\0\0\x18ftypisom<script>alert(1)</script>",
        invented.webm(b"A_OPUS"),
        invented.webm().replace(b"webm", b"mkv "),
        invented.box(b"ftyp", b"isom") + invented.box(b"mdat", b"avc1"),
        invented.mp4(b"avc1")[:60],
    ],
)
def test_anything_else_is_no_video(data: bytes) -> None:
    assert recordings.film_type(data) is None


@pytest.mark.parametrize("filling", [b"\0\0\0\x08free", b"\0\0\0\x10moov\0\0\0\x08trak", b"\0\0\0\0moov"])
def test_a_file_of_nothing_but_boxes_costs_no_time(filling: bytes) -> None:
    data = invented.box(b"ftyp", b"isom") + filling * (25_000_000 // len(filling))
    begun = time.process_time()
    assert recordings.film_type(data) is None
    assert time.process_time() - begun < 1
