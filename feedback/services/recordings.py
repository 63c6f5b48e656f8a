"""Recordings and videos: what they are by their bytes, whatever their name says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

#: What telephones play without help; a film in HEVC is one that many cannot.
PLAYED_FILM = frozenset({b"avc1", b"avc3", b"av01", b"vp09"})
HEVC = frozenset({b"hvc1", b"hev1"})
_PLAYED_SOUND = b"mp4a"
#: Where a track says how it is coded, box within box (ISO/IEC 14496-12).
_TO_THE_CODEC = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
#: Bounds on the boxes that are looked at, so that a file of nothing but boxes costs no time.
_MOST_BOXES, _MOST_TRACKS = 1000, 16
#: Kilobits a second and samples a second by their number in the head of a frame (ISO/IEC 11172-3, 13818-3).
_FAST = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_SLOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def sound_type(data: bytes) -> str | None:
    """The media type of a recording: MP3, M4A, AAC, Ogg with Opus, or WAV; None for anything else."""
    if data[:4] == b"RIFF":
        return "audio/wav" if _is_wav(data) else None
    if data[:4] == b"OggS":
        return "audio/ogg" if _is_opus(data) else None
    if data[4:8] == b"ftyp":
        return "audio/mp4" if codecs(data) == [_PLAYED_SOUND] else None
    start = _after_tag(data)
    if _is_row_of_frames(data, start, _mp3_frame):
        return "audio/mpeg"
    return "audio/aac" if _is_row_of_frames(data, start, _aac_frame) else None


def film_type(data: bytes) -> str | None:
    """The media type of a video: MP4 or WebM with a picture that telephones play; None for anything else."""
    if data[4:8] == b"ftyp" and data[8:12] != b"qt  ":
        return "video/mp4" if PLAYED_FILM & set(codecs(data)) else None
    head = data[:65_536]
    if data[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in data[:64]:
        return "video/webm" if any(codec in head for codec in (b"V_VP8", b"V_VP9", b"V_AV1")) else None
    return None


def codecs(data: bytes) -> list[bytes]:
    """How each track of an MP4 file is coded, as the four letters it says; empty where its boxes do not add up."""
    spans = [(0, len(data))]
    for wanted in _TO_THE_CODEC:
        inside = [
            (start, end)
            for span in spans
            for kind, start, end in islice(_boxes(data, *span), _MOST_BOXES)
            if kind == wanted
        ]
        spans = inside[:_MOST_TRACKS]
    return [data[start + 12 : start + 16] for start, _ in spans]


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box between two bytes as its kind and where its contents begin and end."""
    while start + 8 <= end:
        size, kind, head = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16]), 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            return
        yield kind, start + head, start + size
        start += size


def _is_wav(data: bytes) -> bool:
    """Plain or floating samples, which every browser plays."""
    at = 12
    while data[8:12] == b"WAVE" and at + 24 <= len(data) and at < 65_536:
        if data[at : at + 4] == b"fmt ":
            return int.from_bytes(data[at + 8 : at + 10], "little") in (1, 3, 0xFFFE) and data[at + 10] in (
                1,
                2,
            )
        at += 8 + int.from_bytes(data[at + 4 : at + 8], "little")
    return False


def _is_opus(data: bytes) -> bool:
    return len(data) > 36 and data[27 + data[26] :].startswith(b"OpusHead")


def _after_tag(data: bytes) -> int:
    """Where sound begins: behind an ID3 tag and the zeros that fill it up."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    return len(data) - len(data[start:].lstrip(b"\0"))


def _is_row_of_frames(data: bytes, start: int, length: Callable[[bytes], int]) -> bool:
    """Whether three frames follow one another: one alone can stand in any file by chance."""
    for _ in range(3):
        size = length(data[start : start + 8])
        if not size:
            return False
        start += size
    return start <= len(data)


def _mp3_frame(head: bytes) -> int:
    """The bytes of a frame of MPEG audio layer III; 0 where there is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    edition, speed, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if edition == 1 or speed in (0, 15) or rate == 3:
        return 0
    kilobits, factor = (_FAST[speed], 144_000) if edition == 3 else (_SLOW[speed], 72_000)
    return factor * kilobits // _RATES[edition][rate] + (head[2] >> 1 & 1)


def _aac_frame(head: bytes) -> int:
    """The bytes of a frame of AAC in ADTS; 0 where there is none."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return size if size > 7 else 0
