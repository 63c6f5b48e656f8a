"""Logos: pictures that this program encoded itself, so that what is served is what it says it is."""

from __future__ import annotations

import io

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models.organisation import Organisation
from feedback.services import audit
from feedback.services.refusals import Refused

LARGEST_FILE = 2 * 1024 * 1024
#: A small file can unfold to gigabytes; twelve million points is a large photograph.
MOST_PIXELS = 12_000_000
LARGEST_SIDE = (400, 160)


def encode(data: bytes) -> bytes:
    """A PNG of at most 400 by 160 points, with nothing of the file but its picture. Raises Refused."""
    # Slow to import, and nobody who answers needs it.
    from PIL import Image, ImageOps, UnidentifiedImageError

    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    unreadable = (UnidentifiedImageError, OSError, ValueError, SyntaxError, *bombs)

    if len(data) > LARGEST_FILE:
        raise Refused("This file is over 2 MB. Save the logo smaller and try again.", "logo")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("This picture is too large. Save it under 4,000 by 3,000 points.", "logo")
            clean = ImageOps.exif_transpose(picture).convert("RGBA")
    except Refused:
        raise
    except unreadable:
        # Pillow tells of a broken file in many ways; to the person they are one.
        raise Refused("This file could not be read as a picture. Send a PNG or a JPEG.", "logo") from None
    clean.thumbnail(LARGEST_SIDE)
    bare = Image.frombytes("RGBA", clean.size, clean.tobytes())
    out = io.BytesIO()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()


def put(session: Session, organisation: Organisation, data: bytes, *, by: str) -> None:
    """Stores a logo sent by a member of staff, encoded anew."""
    organisation.logo = encode(data)
    session.flush()
    audit.record(session, "logo-changed", organisation.slug, by=by)


def remove(session: Session, organisation: Organisation, *, by: str) -> None:
    """Takes the logo away."""
    organisation.logo = None
    session.flush()
    audit.record(session, "logo-removed", organisation.slug, by=by)


def read(session: Session, organisation: Organisation) -> bytes | None:
    """The PNG, or None where there is no logo."""
    return session.scalar(select(Organisation.logo).where(Organisation.id == organisation.id))


def present(session: Session, organisation: Organisation) -> bool:
    """Whether there is a logo, without reading it."""
    there = select(Organisation.logo.is_not(None)).where(Organisation.id == organisation.id)
    return session.scalar(there) is True
