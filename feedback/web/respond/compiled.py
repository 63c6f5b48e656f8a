"""A page compiled once and served many times: fixed parts, ready compressed, around the few bytes that are fresh."""

from __future__ import annotations

import gzip
import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, make_response, request

_SLOT = re.compile(rb"zz(CODE|SUBMISSION|RECEIPT|INVITATION)zz")
#: What the template puts where something fresh goes.
CODE, SUBMISSION, RECEIPT, INVITATION = "zzCODEzz", "zzSUBMISSIONzz", "zzRECEIPTzz", "zzINVITATIONzz"
#: How many letters a link's code, a submission id, a receipt code and a personal token have.
LENGTHS = {"CODE": 9, "SUBMISSION": 24, "RECEIPT": 14, "INVITATION": 22}
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"


@dataclass(frozen=True)
class CompiledPage:
    """Parts and slots in turn: part, slot, part, ... part; `policy` is the page's content security policy."""

    parts: tuple[bytes, ...]
    slots: tuple[str, ...]
    packed: tuple[bytes, ...]
    policy: str

    def body(self, fresh: Mapping[str, str]) -> bytes:
        """The page with its slots filled."""
        return b"".join(self._filled(self.parts, fresh, lambda text: text))

    def gzipped(self, fresh: Mapping[str, str]) -> bytes:
        """The same as gzip: the parts as compressed at compile time, the slots as stored blocks (RFC 1951, 3.2.4).

        What fills a slot must be as long as the slot was meant to be, since later parts look back over it; a page
        with another length is packed anew.
        """
        plain = self.body(fresh)
        if any(len(fresh[slot]) != LENGTHS[slot] for slot in self.slots):
            return gzip.compress(plain, mtime=0)
        blocks = self._filled(self.packed, fresh, _stored)
        ending = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        return b"".join([_GZIP_HEAD, *blocks, _LAST_BLOCK, ending])

    def _filled(self, parts: tuple[bytes, ...], fresh: Mapping[str, str], wrap: object) -> list[bytes]:
        assert callable(wrap)
        out = [parts[0]]
        for slot, part in zip(self.slots, parts[1:], strict=True):
            out += (wrap(fresh[slot].encode("ascii")), part)
        return out


def _stored(text: bytes) -> bytes:
    return b"\x00" + struct.pack("<HH", len(text), len(text) ^ 0xFFFF) + text


def _packed(parts: Sequence[bytes], slots: Sequence[str]) -> tuple[bytes, ...]:
    """Each part as deflate blocks that end on a byte. They look back over earlier parts and over the slots between.

    A slot is fed to the compressor as bytes that no page holds, so that nothing later is told as a copy of them; what
    it makes of them is thrown away, and a stored block of the same length takes their place.
    """
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    packed = []
    for number, part in enumerate(parts):
        packed.append(squeeze.compress(part) + squeeze.flush(zlib.Z_SYNC_FLUSH))
        if number < len(slots):
            squeeze.compress(bytes([1 + number % 8]) * LENGTHS[slots[number]])
            squeeze.flush(zlib.Z_SYNC_FLUSH)
    return tuple(packed)


def compile_page(html: str, policy: str) -> CompiledPage:
    """Splits rendered HTML at its slots and compresses the rest."""
    pieces = _SLOT.split(html.encode("utf-8"))
    parts, slots = tuple(pieces[::2]), tuple(slot.decode() for slot in pieces[1::2])
    return CompiledPage(parts, slots, _packed(parts, slots), policy)


def as_answer(page: CompiledPage, slots: Mapping[str, str]) -> Response:
    """A compiled page as an answer, packed where the phone can unpack it."""
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = make_response(page.gzipped(slots) if zipped else page.body(slots))
    answer.content_type = "text/html; charset=utf-8"
    answer.headers["Content-Security-Policy"] = page.policy
    answer.headers["Vary"] = "Accept-Encoding"
    if zipped:
        answer.headers["Content-Encoding"] = "gzip"
    return answer
