"""Waiting answers: what waits on a phone for a signal is locked so that only this installation can open it.

The phone makes a key of its own for each answering (ECDH on P-256, HKDF with SHA-256, AES-256-GCM); the public half of
ours stands in the page. Ours is derived from the secret key, so every server of an installation has the same.
"""

from __future__ import annotations

import base64
import binascii
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

#: The order of the group of P-256 (FIPS 186-5 / SP 800-186, D.1.2.3): a private key is a number below it.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT, _NONCE = 65, 12
#: Longer than any answering, shorter than the largest body.
LONGEST = 2 * 1024 * 1024
PURPOSE = b"answers that wait"


class CannotOpen(ValueError):
    """What was sent was not sealed for this installation, or not sealed at all."""


@cache
def _private_key(secret: str) -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    number = int.from_bytes(_derived(secret.encode(), PURPOSE + b": our key", 48)) % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def _derived(material: bytes, purpose: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(material)


@cache
def public_key(secret: str) -> str:
    """The public half for the page: an uncompressed point in base64 for addresses."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = _private_key(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def open_sealed(secret: str, sealed: str) -> list[tuple[str, str]]:
    """The fields that were sealed. Raises CannotOpen."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(sealed) > LONGEST:
        raise CannotOpen("too long")
    try:
        whole = base64.b64decode(sealed + "=" * (-len(sealed) % 4), b"-_", validate=True)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), whole[:_POINT])
        shared = _private_key(secret).exchange(ec.ECDH(), point)
        nonce, locked = whole[_POINT : _POINT + _NONCE], whole[_POINT + _NONCE :]
        body = AESGCM(_derived(shared, PURPOSE, 32)).decrypt(nonce, locked, None)
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise CannotOpen(type(error).__name__) from None
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
