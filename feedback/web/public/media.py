"""The files that an organisation put up, whole or in the slices that a telephone asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Response, abort, make_response, request

from feedback.services import media
from feedback.services.media import Stored
from feedback.web import transactions
from feedback.web.guard import public
from feedback.web.public import blueprint

#: How much of a file is held in memory at a time.
PIECE = 1024 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_HEADERS = {
    "Accept-Ranges": "bytes",
    # A name leads to the same bytes for ever, and to nothing that can run.
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@blueprint.get("/media/<name>")
@public
def medium(name: str) -> Response:
    """A picture, recording, video or its captions."""
    found = media.find(transactions.session(), name) or abort(404)
    asked = _asked(found.size)
    if asked is None:
        answer = make_response(b"", 416)
        answer.headers["Content-Range"] = f"bytes */{found.size}"
    else:
        start, end = asked
        answer = Response(_pieces(found, start, end), 200 if end - start == found.size else 206)
        if answer.status_code == 206:
            answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{found.size}"
        answer.content_length = end - start
    answer.content_type = found.media_type + ("; charset=utf-8" if found.media_type == "text/vtt" else "")
    answer.set_etag(name)
    answer.headers.update(_HEADERS)
    return answer


def _asked(size: int) -> tuple[int, int] | None:
    """The slice a request wants, first byte and the one behind the last; None where the file has no such bytes.

    One slice only (RFC 9110, 14.2): whatever else is asked is answered with the whole, as the standard allows.
    """
    wanted = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    name = (request.view_args or {})["name"]
    unless = request.headers.get("If-Range")
    if wanted is None or wanted[1] == wanted[2] == "" or unless not in (None, f'"{name}"'):
        return 0, size
    if not wanted[1]:
        last = min(int(wanted[2]), size)
        return (size - last, size) if last else None
    start, last = int(wanted[1]), int(wanted[2] or size - 1)
    if last < start and wanted[2]:
        return 0, size
    return (start, min(last + 1, size)) if start < size else None


def _pieces(found: Stored, start: int, end: int) -> Iterator[bytes]:
    """The bytes between, each piece from a transaction of its own: a slow telephone holds up nobody."""
    while start < end:
        with transactions.database().reading(found.organisation_id) as session:
            piece = media.piece(session, found.id, start, min(PIECE, end - start))
        if not piece:
            return
        yield piece
        start += len(piece)
