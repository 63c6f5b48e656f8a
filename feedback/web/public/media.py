"""The files that an organisation put up, whole or in the slices that a telephone asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Response, abort, make_response, request

from feedback.db import Database
from feedback.services import media
from feedback.services.media import Stored
from feedback.web import transactions
from feedback.web.guard import public
from feedback.web.public import blueprint

#: How much of a file is held in memory at a time.
PIECE = 1024 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
#: Behind the end of any file.
_BEYOND = 10**16
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
    wanted = _wanted()
    start, end = wanted or (0, found.size)
    end = min(end, found.size)
    if start < 0:
        start, end = max(found.size + start, 0), found.size
    if start >= end:
        answer = make_response(b"", 416)
        answer.headers["Content-Range"] = f"bytes */{found.size}"
    else:
        # A telephone that asks for a slice, were it all of it, plays no video from a server that answers otherwise.
        answer = Response(_pieces(transactions.database(), found, start, end), 206 if wanted else 200)
        if wanted:
            answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{found.size}"
        answer.content_length = end - start
    answer.content_type = found.media_type + ("; charset=utf-8" if found.media_type == "text/vtt" else "")
    answer.set_etag(name)
    answer.headers.update(_HEADERS)
    if answer.status_code == 416:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _wanted() -> tuple[int, int] | None:
    """The slice that is asked for: its first byte, below 0 counted from the end, and the one behind its last.

    One slice only (RFC 9110, 14.2): None for whatever else is asked, which the standard lets us answer with the whole.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    unless, ours = request.headers.get("If-Range"), f'"{(request.view_args or {})["name"]}"'
    if found is None or unless not in (None, ours):
        return None
    first, last = found[1], found[2]
    if not first:
        return (-int(last) or _BEYOND, _BEYOND) if last else None
    if last and int(last) < int(first):
        return None
    return int(first), int(last) + 1 if last else _BEYOND


def _pieces(database: Database, found: Stored, start: int, end: int) -> Iterator[bytes]:
    """The bytes between, each piece from a transaction of its own: a slow telephone holds up nobody."""
    while start < end:
        with database.reading(found.organisation_id) as session:
            piece = media.piece(session, found.id, start, min(PIECE, end - start))
        if not piece:
            return
        yield piece
        start += len(piece)
