"""How what comes in is read: bytes that are no text are marked in a form, and lead nowhere in an address."""

from __future__ import annotations

from typing import IO, Any
from urllib.parse import parse_qsl

from flask import Flask, Request
from werkzeug.formparser import FormDataParser
from werkzeug.routing import BaseConverter


class TolerantParser(FormDataParser):
    """Puts U+FFFD where bytes are not UTF-8, as browsers do.

    Werkzeug itself would drop the whole form for one such byte, or keep "%ED%A0%80" as if somebody had typed it.
    """

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """The stream, the fields and the files; see the class it refines."""
        if mimetype != "application/x-www-form-urlencoded":
            return super().parse(stream, mimetype, content_length, options)
        fields = parse_qsl(stream.read().decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
        return stream, self.cls(fields), self.cls()


class FormRequest(Request):
    """A request whose form is read so."""

    form_data_parser_class = TolerantParser


class Word(BaseConverter):
    """A part of an address. PostgreSQL can hold no NUL, so that an address with one is asked of no database."""

    part_isolating = True
    regex = r"[^/\x00]+"


def set_up(app: Flask) -> None:
    """Makes every request and every address so; call it before a view is registered."""
    app.request_class = FormRequest
    app.url_map.converters["default"] = Word
