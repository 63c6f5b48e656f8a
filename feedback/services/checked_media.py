"""Checked media: what staff send is what it ought to be by its bytes, or is refused with what to do."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.services import captions as webvtt
from feedback.services import pictures, recordings
from feedback.services.refusals import Refused

_MB = 1024 * 1024
LARGEST_PICTURE, LARGEST_RECORDING, LARGEST_VIDEO = 8 * _MB, 2 * _MB, 25 * _MB
#: What one form with a video and its captions may weigh, the fields around them too.
LARGEST_FORM = LARGEST_VIDEO + _MB
LARGEST_SIDE = (640, 640)


@dataclass(frozen=True)
class Checked:
    """A file fit to be kept: a picture of our own encoding, a recording, or a video with its captions."""

    kind: str
    media_type: str
    content: bytes
    width: int = 0
    height: int = 0
    captions: bytes = b""


def picture(data: bytes) -> Checked:
    """A PNG, JPEG or WebP, encoded anew with its longest side at most 640 points. Raises Refused."""
    _refuse_nothing(data, "Choose a picture: a PNG, a JPEG or a WebP.")
    read = pictures.read(data, "file", formats=("PNG", "JPEG", "WEBP"), largest=LARGEST_PICTURE)
    read.thumbnail(LARGEST_SIDE)
    media_type, content = pictures.smallest(read)
    return Checked("picture", media_type, content, read.width, read.height)


def recording(data: bytes) -> Checked:
    """A recording that telephones play. Raises Refused."""
    _refuse_nothing(data, "Choose a recording: MP3, M4A, Ogg Opus or WAV.")
    if len(data) > LARGEST_RECORDING:
        raise Refused("This recording is over 2 MB. Read it in less time, or save it as MP3.", "file")
    media_type = recordings.sound_type(data)
    if media_type is None:
        raise Refused(
            "This file could not be read as a recording. Send MP3, M4A, Ogg Opus or WAV; "
            "its name may end otherwise than what is in it.",
            "file",
        )
    return Checked("recording", media_type, data)


def video(data: bytes, captions: bytes) -> Checked:
    """A video that telephones play, with captions written anew. Raises Refused."""
    _refuse_nothing(data, "Choose a video: MP4 or WebM.")
    if len(data) > LARGEST_VIDEO:
        raise Refused("This video is over 25 MB. Save it smaller: 720 lines are enough to see hands.", "file")
    media_type = recordings.film_type(data)
    if media_type is None:
        raise Refused(_why_no_film(data), "file")
    if not captions:
        raise Refused("Send the captions too, as a WebVTT file: not everybody who watches signs.", "captions")
    return Checked("video", media_type, data, captions=webvtt.clean(captions))


def _why_no_film(data: bytes) -> str:
    if data[4:8] == b"ftyp":
        if recordings.HEVC & set(recordings.codecs(data)):
            return "Many telephones cannot play this video (it is in HEVC). Save it as MP4 with H.264."
        if data[8:12] == b"qt  ":
            return "This is a QuickTime film. Save it as MP4 with H.264."
    return "This file could not be read as a video. Send MP4 with H.264, or WebM."


def _refuse_nothing(data: bytes, what: str) -> None:
    if not data:
        raise Refused(what, "file")
