"""Tracebacks: where an error came up, line by line, without the words it was raised with.

Those words are often what somebody typed or what stood in a row: a number that is none, a line that a database refused.
"""

from __future__ import annotations

import logging
import traceback
from typing import Final

#: What these say names code of ours and nothing that anybody sent.
_OF_CODE = (AttributeError, ImportError, NameError, NotImplementedError, TypeError)


def of(error: BaseException) -> str:
    """The files, lines and kinds of an error and of those that led to it, the first of them first."""
    told: list[str] = []
    at: BaseException | None = error
    seen: set[int] = set()
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        told.append("".join(traceback.format_tb(at.__traceback__)) + _kind(at))
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\nthen:\n".join(reversed(told))


def _kind(error: BaseException) -> str:
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return f"{name}: {error}" if isinstance(error, _OF_CODE) else name


class WithoutWords(logging.Filter):
    """Has every error of a logger written down so; for a logger whose lines others may read."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every line through; a traceback loses its words."""
        if record.exc_info and record.exc_info[1] is not None:
            # What a formatter finds here it does not make anew.
            record.exc_text = of(record.exc_info[1])
        return True


def without_words(*loggers: str) -> None:
    """From here on these loggers tell of errors without their words."""
    for name in loggers:
        logger = logging.getLogger(name)
        if not any(isinstance(one, WithoutWords) for one in logger.filters):
            logger.addFilter(WithoutWords())


class WithoutAddresses(logging.Filter):
    """Has the lines that a server writes by itself name neither who asked nor for what."""

    #: How such a line begins, and what is written instead. What was asked for may be a personal link.
    _INSTEAD: Final = {
        "Invalid request from": "a request that makes no sense was refused",
        "Error handling request": "an error came up outside the application",
    }

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every line through."""
        for begins, instead in self._INSTEAD.items():
            if str(record.msg).startswith(begins):
                record.msg, record.args = instead, ()
        return True


def of_a_server(name: str) -> None:
    """From here on the log of a web server tells of nobody."""
    without_words(name)
    logging.getLogger(name).addFilter(WithoutAddresses())
