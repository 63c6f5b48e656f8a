"""A page compiled once and served many times: fixed parts, ready compressed, around the few bytes that are fresh."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

_SLOT = re.compile(rb"zz(CODE|SUBMISSION)zz")
#: What the template puts where something fresh goes.
CODE, SUBMISSION = "zzCODEzz", "zzSUBMISSIONzz"
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
        """The same as gzip: the parts as compressed at compile time, the slots as stored blocks (RFC 1951, 3.2.4)."""
        plain = self.body(fresh)
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


def _packed(part: bytes) -> bytes:
    """One part as deflate blocks that end on a byte and look back at nothing outside themselves."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(part) + squeeze.flush(zlib.Z_FULL_FLUSH)


def compile_page(html: str, policy: str) -> CompiledPage:
    """Splits rendered HTML at its slots and compresses the rest."""
    pieces = _SLOT.split(html.encode("utf-8"))
    parts, slots = tuple(pieces[::2]), tuple(slot.decode() for slot in pieces[1::2])
    return CompiledPage(parts, slots, tuple(_packed(part) for part in parts), policy)
