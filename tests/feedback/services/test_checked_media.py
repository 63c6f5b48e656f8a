"""Promise of the checks: a file that is not what it ought to be is refused with what is wrong and what to do."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from feedback.services import checked_media
from feedback.services.refusals import Refused
from tests.feedback import invented_media as invented

MB = 1024 * 1024


def test_a_picture_is_at_most_640_points_long_and_says_its_size() -> None:
    kept = checked_media.picture(invented.noise((3000, 2000)))
    assert (kept.kind, kept.media_type, kept.width, kept.height) == ("picture", "image/webp", 640, 427)
    with Image.open(io.BytesIO(kept.content)) as again:
        assert again.size == (640, 427)


def test_a_small_picture_is_not_blown_up() -> None:
    assert checked_media.picture(invented.picture(size=(80, 60))).width == 80


def test_a_recording_is_kept_as_it_is_with_the_type_of_its_bytes() -> None:
    kept = checked_media.recording(invented.mp3())
    assert (kept.kind, kept.media_type, kept.content) == ("recording", "audio/mpeg", invented.mp3())


def test_a_video_is_kept_as_it_is_and_its_captions_written_anew() -> None:
    kept = checked_media.video(invented.mp4(b"avc1"), invented.CAPTIONS)
    assert (kept.kind, kept.media_type) == ("video", "video/mp4")
    assert kept.captions == b"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nI help to choose my care.\n"


@pytest.mark.parametrize(
    ("data", "captions", "field", "what"),
    [
        (b"", b"", "file", "Choose a video"),
        (invented.mp4(b"hvc1"), invented.CAPTIONS, "file", "HEVC"),
        (invented.mp4(b"avc1", brand=b"qt  "), invented.CAPTIONS, "file", "QuickTime"),
        (invented.picture(), invented.CAPTIONS, "file", "could not be read as a video"),
        (invented.mp4(b"avc1", filling=26 * MB), invented.CAPTIONS, "file", "over 25 MB"),
        (invented.mp4(b"avc1"), b"", "captions", "Send the captions too"),
        (invented.mp4(b"avc1"), b"1\n00:00:01,000", "captions", "Line 1 of the captions"),
    ],
)
def test_a_video_that_cannot_be_shown_is_refused(data: bytes, captions: bytes, field: str, what: str) -> None:
    with pytest.raises(Refused) as told:
        checked_media.video(data, captions)
    assert told.value.field == field and what in told.value.message


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "Choose a recording"),
        (invented.mp3(frames=6000), "over 2 MB"),
        (b"<html>", "could not be read as a recording"),
    ],
)
def test_a_recording_that_cannot_be_played_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(Refused, match=what) as told:
        checked_media.recording(data)
    assert told.value.field == "file"


def test_nothing_is_no_picture() -> None:
    with pytest.raises(Refused, match="Choose a picture"):
        checked_media.picture(b"")
