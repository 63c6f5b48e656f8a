"""Invented files: the least bytes that are a picture, a recording, a video or captions, and nothing anybody filmed."""

from __future__ import annotations

import io
import struct

from PIL import Image
from sqlalchemy.orm import Session

from feedback.models.survey import Survey
from feedback.services import checked_media, media_slots, surveys, uploads
from feedback.vocabulary import BSL
from tests.feedback.open_survey import BY, TODAY, Open

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nI help to choose my care.\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 600)) -> bytes:
    """A plain field of colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "#0a5a5c").save(out, kind)
    return out.getvalue()


def noise(size: tuple[int, int] = (900, 600)) -> bytes:
    """A picture with as much in it as a photograph, as JPEG."""
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def box(kind: bytes, *inside: bytes) -> bytes:
    """One box of an MP4 file."""
    content = b"".join(inside)
    return struct.pack(">I", 8 + len(content)) + kind + content


def mp4(*codecs: bytes, brand: bytes = b"isom", filling: int = 64) -> bytes:
    """An MP4 file with a track for each codec, and so many bytes of what would be film."""
    tracks = [
        box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stsd", bytes(4), struct.pack(">I", 1),
                                                                box(codec, bytes(16)))))))
        for codec in codecs
    ]  # fmt: skip
    return (
        box(b"ftyp", brand, bytes(4))
        + box(b"moov", *tracks)
        + box(b"mdat", bytes(range(256)) * (filling // 256 + 1))
    )


def webm(codec: bytes = b"V_VP9") -> bytes:
    """The head of a WebM file that names its codec."""
    return b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(40) + codec + bytes(200)


def mp3(frames: int = 4, tag: bytes = b"") -> bytes:
    """Frames of 128 kilobits at 44,100 samples a second, 417 bytes each."""
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def aac(frames: int = 4, size: int = 64) -> bytes:
    """Frames of AAC in ADTS."""
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | size >> 11, size >> 3 & 0xFF, (size & 7) << 5 | 0x1F, 0xFC])
    return (head + bytes(size - 7)) * frames


def wav(coding: int = 1) -> bytes:
    """Silence of a tenth of a second."""
    samples = bytes(1600)
    form = struct.pack("<HHIIHH", coding, 1, 8000, 16000, 2, 16)
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def ogg(codec: bytes = b"OpusHead") -> bytes:
    """The first page of an Ogg file."""
    return b"OggS" + bytes(22) + b"\x01\x13" + codec + bytes(60)


def put_up(
    session: Session,
    opened: Open,
    language: str,
    key: str,
    *,
    words: str = "",
    described: dict[str, str] | None = None,
) -> None:
    """Puts something of the kind that belongs there at one place of a survey."""
    survey = session.get_one(Survey, opened.survey_id)
    revision = surveys.revision_of(session, survey)
    assert revision is not None
    checked = (
        checked_media.picture(picture()) if language == media_slots.PICTURES
        else checked_media.video(mp4(b"avc1"), CAPTIONS) if language == BSL
        else checked_media.recording(mp3())
    )  # fmt: skip
    uploads.put(
        session, survey, surveys.definition_of(revision), language, key, checked, words=words,
        described=described or {"en": "A field of green"}, by=BY, today=TODAY,
    )  # fmt: skip


def sign_everything(session: Session, opened: Open, *, leave_out: int = 0) -> None:
    """A captioned video for every text of a survey but the last few."""
    survey = session.get_one(Survey, opened.survey_id)
    revision = surveys.revision_of(session, survey)
    assert revision is not None
    slots = media_slots.of(surveys.definition_of(revision), BSL)
    for slot in slots[: len(slots) - leave_out]:
        put_up(session, opened, BSL, slot.key)
